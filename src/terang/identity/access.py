"""Who looks after whose account: one rule, as a scope for lists and as a door for single accounts.

Posts do not matter here, only granted roles; callers pass those of who is asking, as (role, agency code).
"""

from collections.abc import Mapping
from enum import Enum

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from .enums import Role
from .models import RoleGrant, User

Grants = frozenset[tuple[str, str]]


class Power(Enum):
    """What somebody may do with an account of their agency, and the roles that carry it."""

    HELP = frozenset({Role.PERFORMANCE_TEAM, Role.AGENCY_ADMIN, Role.OPERATOR})
    ADMINISTER = frozenset({Role.AGENCY_ADMIN, Role.OPERATOR})


# Which roles somebody may give, take away, and reach by a new password.
GIVES: Mapping[str, frozenset[str]] = {
    Role.AGENCY_ADMIN: frozenset({Role.PERFORMANCE_TEAM, Role.AUDITOR, Role.AGENCY_ADMIN}),
    Role.OPERATOR: frozenset(Role.values),
}


def grantable(grants: Grants, agency: str) -> frozenset[str]:
    """Roles that somebody with these grants may give in an agency."""
    gives = (GIVES.get(role, frozenset()) for role, code in grants if code == agency)
    return frozenset().union(*gives)


def agencies(grants: Grants, power: Power) -> frozenset[str]:
    """Codes of the agencies in which the grants carry this power."""
    return frozenset(code for role, code in grants if role in power.value)


def accounts(grants: Grants, power: Power = Power.HELP) -> QuerySet[User]:
    """Accounts that somebody with these grants may help or administer."""
    return User.objects.filter(agency__in=agencies(grants, power))


def get_account(grants: Grants, pk: int, *, to: Power) -> User:
    """Return the account, or raise Http404 with the words used for what does not exist."""
    account = accounts(grants, to).filter(pk=pk).first()
    if account is None:
        raise not_found()
    return account


def get_grant(grants: Grants, pk: int) -> RoleGrant:
    """Return a role grant in an agency that somebody with these grants administers, or raise Http404."""
    mine = RoleGrant.objects.filter(agency__in=agencies(grants, Power.ADMINISTER))
    grant = mine.select_related("user").filter(pk=pk).first()
    if grant is None:
        raise not_found()
    return grant


def may_look_after(grants: Grants) -> bool:
    """Whether the account pages exist for somebody with these grants."""
    return bool(agencies(grants, Power.HELP))


def not_found() -> Http404:
    """The one answer to what does not exist and to what is not yours: both look the same."""
    return Http404(_("Halaman ini tidak ada, atau bukan untuk akun Anda."))
