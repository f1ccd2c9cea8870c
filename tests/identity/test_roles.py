"""Giving and taking roles: nobody raises themselves, nobody gives more than they may, an agency keeps an admin."""

from datetime import date, datetime, timedelta

import pytest

from terang.identity import queries, services
from terang.identity.enums import Role
from terang.identity.models import RoleGrant, User
from terang.ledger import queries as ledger
from tests.cast import Cast, make_user, user_of

REASON = "SK Camat 800/17/2026"
TOMORROW = timedelta(days=1)


def give(
    cast: Cast, at: datetime, *, by: User, role: Role = Role.AUDITOR, to: User | None = None,
    since: date = date(2026, 11, 24), until: date | None = None, reason: str = REASON,
) -> RoleGrant:  # fmt: skip
    user = to or user_of(cast.beringin)
    return services.grant_role(user=user, role=role, since=since, until=until, reason=reason, by=by, at=at)


class TestGiving:
    def test_a_role_holds_from_its_first_to_its_last_day(self, cast: Cast, at: datetime, day: date) -> None:
        grant = give(cast, at, by=cast.admin, since=day, until=day + TOMORROW)
        held = [bool(queries.roles_of(grant.user, day + timedelta(days=n))) for n in (-1, 0, 1, 2)]
        assert held == [False, True, True, False]

    def test_the_ledger_keeps_role_days_and_reason(self, cast: Cast, at: datetime) -> None:
        give(cast, at, by=cast.admin)
        entry = ledger.entries(cast.agency.code).get()
        assert entry.act == "role.granted"
        assert '"auditor"' in entry.payload
        assert REASON in entry.payload

    @pytest.mark.parametrize("role", list(Role))
    def test_nobody_gives_themselves_a_role(self, cast: Cast, at: datetime, role: Role) -> None:
        with pytest.raises(services.OwnAccount, match="Minta admin lain"):
            give(cast, at, by=cast.operator, to=cast.operator, role=role)

    def test_an_admin_appoints_no_operator(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.RoleBeyondReach, match="operator"):
            give(cast, at, by=cast.admin, role=Role.OPERATOR)

    def test_an_operator_appoints_an_operator(self, cast: Cast, at: datetime) -> None:
        assert give(cast, at, by=cast.operator, role=Role.OPERATOR).pk

    @pytest.mark.parametrize("role", list(Role))
    def test_the_team_appoints_nobody(self, cast: Cast, at: datetime, role: Role) -> None:
        with pytest.raises(services.RoleBeyondReach):
            give(cast, at, by=cast.team, role=role)

    def test_an_admin_of_one_agency_gives_nothing_in_another(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.RoleBeyondReach):
            give(cast, at, by=cast.admin, to=user_of(cast.outsider))

    def test_an_admin_whose_role_has_ended_gives_nothing(self, cast: Cast, at: datetime, day: date) -> None:
        RoleGrant.objects.filter(user=cast.admin).update(until=day - TOMORROW)
        with pytest.raises(services.RoleBeyondReach):
            give(cast, at, by=cast.admin)

    def test_a_role_does_not_begin_in_the_past(self, cast: Cast, at: datetime, day: date) -> None:
        with pytest.raises(services.RoleDays, match="tidak berlaku surut"):
            give(cast, at, by=cast.admin, since=day - TOMORROW)

    def test_a_role_does_not_end_before_it_begins(self, cast: Cast, at: datetime, day: date) -> None:
        with pytest.raises(services.RoleDays, match="mendahului"):
            give(cast, at, by=cast.admin, since=day + TOMORROW, until=day)

    def test_a_role_held_already_is_not_given_again(self, cast: Cast, at: datetime, day: date) -> None:
        give(cast, at, by=cast.admin)
        with pytest.raises(services.RoleDays, match="sudah dipegang"):
            give(cast, at, by=cast.admin, since=day + TOMORROW)

    def test_a_role_may_follow_the_last_day_of_the_former_one(self, cast: Cast, at: datetime, day: date) -> None:
        give(cast, at, by=cast.admin, until=day)
        assert give(cast, at, by=cast.admin, since=day + TOMORROW).pk

    def test_a_role_needs_a_reason(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.ReasonMissing):
            give(cast, at, by=cast.admin, reason="  ")


class TestTaking:
    def test_a_role_ends_at_once(self, cast: Cast, at: datetime, day: date) -> None:
        grant = RoleGrant.objects.get(user=cast.team)
        services.revoke_role(grant=grant, reason=REASON, by=cast.admin, at=at)
        assert not queries.roles_of(cast.team, day)

    def test_its_days_stay_known(self, cast: Cast, at: datetime, day: date) -> None:
        grant = RoleGrant.objects.get(user=cast.team)
        services.revoke_role(grant=grant, reason=REASON, by=cast.admin, at=at)
        grant.refresh_from_db()
        assert grant.until == day - TOMORROW

    def test_a_role_of_today_leaves_no_row_but_two_entries(self, cast: Cast, at: datetime) -> None:
        grant = give(cast, at, by=cast.admin)
        services.revoke_role(grant=grant, reason=REASON, by=cast.admin, at=at)
        assert not RoleGrant.objects.filter(user=user_of(cast.beringin)).exists()
        acts = [entry.act for entry in ledger.entries(cast.agency.code)]
        assert acts == ["role.revoked", "role.granted"]

    def test_the_last_administrator_keeps_the_role(self, cast: Cast, at: datetime) -> None:
        grant = RoleGrant.objects.get(user=cast.admin)
        with pytest.raises(services.LastAdministrator, match="satu-satunya"):
            services.revoke_role(grant=grant, reason=REASON, by=cast.operator, at=at)

    def test_one_of_two_administrators_may_lose_it(self, cast: Cast, at: datetime, day: date) -> None:
        second = make_user("admin2", "Admin Dua Contoh", agency=cast.agency.code)
        give(cast, at, by=cast.admin, role=Role.AGENCY_ADMIN, to=second)
        grant = RoleGrant.objects.get(user=cast.admin)
        services.revoke_role(grant=grant, reason=REASON, by=second, at=at)
        assert not queries.roles_of(cast.admin, day)

    def test_nobody_takes_their_own(self, cast: Cast, at: datetime) -> None:
        grant = RoleGrant.objects.get(user=cast.admin)
        with pytest.raises(services.OwnAccount):
            services.revoke_role(grant=grant, reason=REASON, by=cast.admin, at=at)

    def test_an_admin_does_not_take_an_operators(self, cast: Cast, at: datetime) -> None:
        grant = RoleGrant.objects.get(user=cast.operator)
        with pytest.raises(services.RoleBeyondReach):
            services.revoke_role(grant=grant, reason=REASON, by=cast.admin, at=at)

    def test_a_role_ended_meanwhile_is_not_ended_again(self, cast: Cast, at: datetime) -> None:
        grant = RoleGrant.objects.get(user=cast.team)
        same = RoleGrant.objects.get(user=cast.team)
        services.revoke_role(grant=grant, reason=REASON, by=cast.admin, at=at)
        with pytest.raises(services.ChangedMeanwhile, match="sudah berakhir"):
            services.revoke_role(grant=same, reason=REASON, by=cast.admin, at=at)
