"""Questions about accounts and roles. None of them decides who may see the answer; access.py does."""

import re
from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from .enums import DemoRole, Role
from .models import RoleGrant, User

NIP_SEPARATORS = re.compile(r"[\s.\-\u200b-\u200f\u2060\ufeff]+")


def normal_username(typed: str) -> str:
    """What a person typed, as accounts are named: a NIP without separators, a local name in small letters."""
    bare = NIP_SEPARATORS.sub("", typed)
    return bare if bare.isdecimal() else typed.strip().lower()


def in_force(on: date) -> Q:
    """Role grants that hold on a day."""
    return lasting(on) & Q(since__lte=on)


def roles_of(user: User, on: date) -> frozenset[tuple[str, str]]:
    """(role, agency code) held by an account on a day."""
    return frozenset(RoleGrant.objects.filter(in_force(on), user=user).values_list("role", "agency"))


def holders(role: Role, agency: str, on: date) -> QuerySet[RoleGrant]:
    """Grants of a role in an agency to accounts that are open."""
    return RoleGrant.objects.filter(in_force(on), role=role, agency=agency, user__is_active=True)


def matching(accounts: QuerySet[User], text: str) -> QuerySet[User]:
    """Accounts whose name contains the text or whose NIP begins with it."""
    return accounts.filter(Q(name__icontains=text.strip()) | Q(username__startswith=normal_username(text)))


def lasting(on: date) -> Q:
    """Role grants that hold on a day or will hold later."""
    return Q(until__isnull=True) | Q(until__gte=on)


def with_roles(accounts: QuerySet[User], on: date) -> QuerySet[User]:
    """Accounts with ``roles``, their lasting grants, in one further query for all."""
    grants = RoleGrant.objects.filter(lasting(on)).order_by("role", "since")
    return accounts.prefetch_related(Prefetch("grants", queryset=grants, to_attr="roles"))


def lasting_grants(user: User, on: date) -> list[RoleGrant]:
    """The grants of one account that hold on a day or will hold later."""
    return list(RoleGrant.objects.filter(lasting(on), user=user).order_by("role", "since"))


def holding_roles(accounts: QuerySet[User], on: date) -> QuerySet[User]:
    """Accounts that hold a role on a day or will hold one."""
    return accounts.filter(pk__in=RoleGrant.objects.filter(lasting(on)).values("user"))


def demo_cast() -> Sequence[User]:
    """The people whom the sign-in page of a demo offers, in the order of DemoRole."""
    order = {role: place for place, role in enumerate(DemoRole.values)}
    people = User.objects.filter(is_demo=True, is_active=True).exclude(demo_role="")
    return sorted(people, key=lambda user: order.get(user.demo_role, len(order)))


def demo_member(pk: int) -> User | None:
    """A person of the demo cast; none for every other account."""
    return User.objects.filter(pk=pk, is_demo=True, is_active=True).exclude(demo_role="").first()
