"""Who is asking. Every access function of the later areas takes an Actor, never a bare request."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from terang.identity.enums import Role
from terang.identity.models import RoleGrant, User

from .models import Agency, Assignment, Employee


@dataclass(frozen=True)
class Actor:
    """A signed-in account on one day: the person at work, their posts and their granted roles.

    Attributes:
        employee: none for accounts without a post (auditor, operator).
        posts: present assignments, with ``position`` and ``position.unit`` loaded.
        grants: (role, agency code) in force on ``on``.
    """

    user: User
    employee: Employee | None
    posts: tuple[Assignment, ...]
    grants: frozenset[tuple[str, str]]
    on: date

    def has(self, role: Role, agency: Agency | str) -> bool:
        code = agency if isinstance(agency, str) else agency.code
        return (str(role), code) in self.grants

    def agencies_as(self, *roles: Role) -> frozenset[str]:
        """Codes of the agencies in which the account holds one of the roles."""
        return frozenset(code for role, code in self.grants if role in roles)

    @property
    def leads(self) -> bool:
        """True when a present post heads a unit, so that its people are appraised by this person."""
        return any(post.position.is_head for post in self.posts)


def load_actor(user: User, on: date) -> Actor:
    """Load the account's person, posts and roles of the day: three queries, once per request."""
    in_force = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))
    grants = frozenset(RoleGrant.objects.filter(in_force, user=user).values_list("role", "agency"))
    employee = Employee.objects.select_related("agency").filter(user=user, is_active=True).first()
    posts = (
        tuple(Assignment.objects.filter(in_force, employee=employee).select_related("position__unit")) if employee else ()
    )
    return Actor(user=user, employee=employee, posts=posts, grants=grants, on=on)


def not_found() -> Http404:
    """The one answer to what does not exist and to what is not yours: both look the same."""
    return Http404(_("Halaman ini tidak ada, atau bukan untuk akun Anda."))
