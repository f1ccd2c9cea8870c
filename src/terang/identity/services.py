"""Acts upon accounts. Each is one transaction with its ledger entry, which never holds a password.

Nobody raises themselves: roles, temporary passwords and the closing of an account come from somebody else,
and nobody reaches through another account for a role they could not give. Agencies keep an administrator.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from allauth.mfa.models import Authenticator
from axes.utils import reset as lift_lock
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.ledger.services import record
from terang.notices.services import set_preference

from . import access, queries
from .enums import Language, Role, Theme
from .models import RoleGrant, User
from .passwords import temporary_password

# An agency without these could no longer look after its accounts.
INDISPENSABLE = (Role.AGENCY_ADMIN, Role.OPERATOR)


class Refused(Exception):
    """An act upon an account that the rules do not allow; carries a sentence for the person who tried."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class OwnAccount(Refused):
    """Somebody tried on their own account what another person must do."""


class RoleBeyondReach(Refused):
    """The role of the account, or the role to be given, lies above the roles of who is acting."""


class LastAdministrator(Refused):
    """The agency would be left without anybody holding the role."""


class RoleDays(Refused):
    """The days of a role are in the past, in the wrong order, or overlap a grant that holds already."""


class ReasonMissing(Refused):
    """A change of rights needs a written reason."""


class ChangedMeanwhile(Refused):
    """Somebody else was faster; nothing has been changed."""


class UsernameTaken(Refused):
    """There is an account of this name already."""


@transaction.atomic
def create_account(*, username: str, name: str, agency: str, by: User, at: datetime, email: str = "") -> User:
    """Open an account nobody can sign in to yet; issue_first_password makes it usable.

    Raises:
        UsernameTaken: the NIP or name has an account already.
    """
    user = _new_account(username, name, agency, email, at)
    _record("account.created", user, by.username, at, {})
    return user


@transaction.atomic
def appoint_first_operator(*, username: str, name: str, agency: str, at: datetime) -> str:
    """Open the account that looks after a new installation; return its temporary password, shown once.

    Raises:
        RoleBeyondReach: the installation has an operator; that person appoints others.
        UsernameTaken: the name has an account already.
    """
    if RoleGrant.objects.filter(role=Role.OPERATOR).exists():
        raise RoleBeyondReach(_("Operator sudah ada. Minta orang itu menunjuk yang lain."))
    user = _new_account(username, name, agency, "", at)
    _record("account.created", user, user.username, at, {})
    for role in INDISPENSABLE:
        RoleGrant.objects.create(user=user, role=role, agency=agency, since=_day(at))
        _record("role.granted", user, user.username, at, {"role": role, "since": _day(at), "until": None})
    return _set_temporary_password(user)


@transaction.atomic
def issue_first_password(*, user: User, by: User, at: datetime) -> str:
    """Make a new account usable; return the temporary password, shown once and changed at the first sign-in.

    Raises:
        ChangedMeanwhile: the account has a password already; reset_password replaces it.
        OwnAccount, RoleBeyondReach: see reset_password.
    """
    _require_reach(by, user, at)
    if user.has_usable_password():
        raise ChangedMeanwhile(_("Akun ini sudah punya kata sandi. Buat kata sandi sementara yang baru bila lupa."))
    password = _set_temporary_password(user)
    _record("account.first_password_issued", user, by.username, at, {})
    return password


@transaction.atomic
def reset_password(*, user: User, by: User, at: datetime) -> str:
    """Replace a forgotten password; return the temporary one, shown once and changed at the next sign-in.

    All sessions of the account end and its lock after wrong passwords is lifted. The second step stays.

    Raises:
        OwnAccount: one's own password is changed on the account page.
        RoleBeyondReach: the account holds a role that the person acting could not give.
    """
    _require_reach(by, user, at)
    password = _set_temporary_password(user)
    lift_lock(username=user.username)
    _record("account.password_reset", user, by.username, at, {})
    return password


@transaction.atomic
def remove_second_step(*, user: User, reason: str, by: User, at: datetime) -> None:
    """Take the authenticator off an account whose owner lost the telephone and the recovery codes.

    Raises:
        OwnAccount, RoleBeyondReach: see reset_password.
        ReasonMissing, ChangedMeanwhile: without a reason; without a second step.
    """
    _require_reach(by, user, at)
    _require_reason(reason)
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise ChangedMeanwhile(_("Akun ini tidak memakai langkah kedua."))
    _record("account.second_step_removed", user, by.username, at, {"reason": reason})


@transaction.atomic
def close_account(*, user: User, reason: str, by: User, at: datetime) -> None:
    """Close an account: its sessions end and nobody signs in to it until it is opened again.

    Raises:
        OwnAccount, RoleBeyondReach: see reset_password.
        LastAdministrator: nobody else would look after the agency's accounts.
        ReasonMissing, ChangedMeanwhile: without a reason; when closed already.
    """
    _require_reach(by, user, at)
    _require_reason(reason)
    for role, agency in sorted(queries.roles_of(user, _day(at))):
        _require_others(user, role, agency, at)
    _switch(user, active=False)
    _record("account.closed", user, by.username, at, {"reason": reason})


@transaction.atomic
def open_account(*, user: User, reason: str, by: User, at: datetime) -> None:
    """Open a closed account again. Raises as close_account."""
    _require_reach(by, user, at)
    _require_reason(reason)
    _switch(user, active=True)
    _record("account.opened", user, by.username, at, {"reason": reason})


@transaction.atomic
def grant_role(
    *, user: User, role: Role, since: date, until: date | None, reason: str, by: User, at: datetime
) -> RoleGrant:
    """Give an account a role in its agency from one day to another, both included.

    Raises:
        OwnAccount: nobody gives themselves a role.
        RoleBeyondReach: only an operator appoints operators; the team appoints nobody.
        RoleDays: in the past, in the wrong order, or while the role is held already.
        ReasonMissing: without a reason.
    """
    _require_other(by, user)
    _require_may_grant(by, role, user.agency, at)
    _require_reason(reason)
    _require_days(user, role, since, until, at)
    grant = RoleGrant.objects.create(user=user, role=role, agency=user.agency, since=since, until=until)
    _record(
        "role.granted",
        user,
        by.username,
        at,
        {"role": role, "since": since, "until": until, "reason": reason},
    )
    return grant


@transaction.atomic
def revoke_role(*, grant: RoleGrant, reason: str, by: User, at: datetime) -> None:
    """End a role at once. A grant that has not outlived its first day leaves no row; the ledger keeps it.

    Raises:
        OwnAccount, RoleBeyondReach: as grant_role.
        LastAdministrator: nobody else holds the role.
        ReasonMissing, ChangedMeanwhile: without a reason; when ended already.
    """
    _require_other(by, grant.user)
    _require_may_grant(by, grant.role, grant.agency, at)
    _require_reason(reason)
    if grant.since <= _day(at):
        _require_others(grant.user, grant.role, grant.agency, at)
    _end(grant, _day(at) - timedelta(days=1))
    data = {"role": grant.role, "since": grant.since, "reason": reason}
    _record("role.revoked", grant.user, by.username, at, data, agency=grant.agency)


def set_preferences(*, language: Language, theme: Theme, by: User) -> None:
    """Keep one's own language and theme; a private choice, so the ledger does not hear of it."""
    User.objects.filter(pk=by.pk).update(language=language, theme=theme)
    by.language, by.theme = language, theme


@transaction.atomic
def choose_notices(*, by_mail: bool, email: str, quiet_from: time, quiet_until: time, by: User) -> None:
    """Keep how somebody wants to be told, and the own address for it; a private choice as well."""
    User.objects.filter(pk=by.pk).update(email=email)
    set_preference(recipient=by.username, by_mail=by_mail, quiet_from=quiet_from, quiet_until=quiet_until)
    by.email = email


def set_language(*, language: Language, by: User) -> None:
    """Keep one's own language."""
    User.objects.filter(pk=by.pk).update(language=language)
    by.language = language


def _new_account(username: str, name: str, agency: str, email: str, at: datetime) -> User:
    username = queries.normal_username(username)
    if User.objects.filter(username=username).exists():
        raise UsernameTaken(_("Akun %(username)s sudah ada.") % {"username": username})
    return User.objects.create_user(username, None, name=name, agency=agency, email=email, created_at=at)


def _set_temporary_password(user: User) -> str:
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    return password


def _switch(user: User, *, active: bool) -> None:
    if not User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active):
        state = _("terbuka") if active else _("tertutup")
        raise ChangedMeanwhile(_("Akun ini sudah %(state)s; tidak ada yang diubah.") % {"state": state})
    user.is_active = active


def _end(grant: RoleGrant, last_day: date) -> None:
    lasting = Q(until__isnull=True) | Q(until__gt=last_day)
    same = RoleGrant.objects.filter(lasting, pk=grant.pk, until=grant.until)
    changed = same.update(until=last_day) if grant.since <= last_day else same.delete()[0]
    if not changed:
        raise ChangedMeanwhile(_("Peran ini sudah berakhir; tidak ada yang diubah."))


def _require_other(by: User, user: User) -> None:
    if by.pk == user.pk:
        raise OwnAccount(_("Ini akun Anda sendiri. Minta admin lain melakukannya."))


def _grantable(by: User, agency: str, at: datetime) -> frozenset[str]:
    return access.grantable(queries.roles_of(by, _day(at)), agency)


def _require_may_grant(by: User, role: str, agency: str, at: datetime) -> None:
    if role not in _grantable(by, agency, at):
        name = Role(role).label
        raise RoleBeyondReach(
            _("Mengatur peran %(role)s di luar wewenang Anda. Minta bantuan operator.") % {"role": name}
        )


def _require_reach(by: User, user: User, at: datetime) -> None:
    """Only accounts whose roles one could have given, coming ones too: else a password would lend them."""
    _require_other(by, user)
    held = RoleGrant.objects.filter(queries.lasting(_day(at)), user=user)
    for role, agency in held.values_list("role", "agency"):
        if role not in _grantable(by, agency, at):
            name = Role(role).label
            raise RoleBeyondReach(
                _(
                    "Akun ini memegang peran %(role)s, di luar wewenang Anda. "
                    "Minta bantuan orang yang memegang peran itu."
                )
                % {"role": name}
            )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Tuliskan alasannya."))


def _require_days(user: User, role: Role, since: date, until: date | None, at: datetime) -> None:
    if since < _day(at):
        raise RoleDays(_("Peran tidak berlaku surut. Pilih hari ini atau sesudahnya."))
    if until is not None and until < since:
        raise RoleDays(_("Tanggal akhir peran mendahului tanggal mulainya."))
    # Of two people who grant at the same moment the second waits for the first.
    User.objects.select_for_update().get(pk=user.pk)
    held = RoleGrant.objects.filter(user=user, role=role, agency=user.agency)
    same_days = held.filter(Q(until__isnull=True) | Q(until__gte=since))
    if until is not None:
        same_days = same_days.filter(since__lte=until)
    if same_days.exists():
        raise RoleDays(_("Peran ini sudah dipegang pada tanggal itu."))


def _require_others(user: User, role: str, agency: str, at: datetime) -> None:
    """Hold all grants of the role while looking: two administrators cannot remove each other at once."""
    if role not in INDISPENSABLE:
        return
    holders = queries.holders(Role(role), agency, _day(at)).select_for_update().order_by("pk")
    if all(grant.user_id == user.pk for grant in holders):
        raise LastAdministrator(
            _("Ini satu-satunya %(role)s. Beri peran itu kepada orang lain lebih dulu.") % {"role": Role(role).label}
        )


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _record(act: str, user: User, by: str, at: datetime, data: Mapping[str, object], *, agency: str = "") -> None:
    record(agency=agency or user.agency, act=act, subject=f"account:{user.username}", by=by, at=at, data=data)
