"""Opening, closing and unlocking accounts: what is done, what is refused, what the ledger keeps."""

import json
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt

from terang.identity import services
from terang.identity.enums import Language, Role, Theme
from terang.identity.models import User
from terang.ledger import queries as ledger
from tests.cast import PASSWORD, Cast, make_user, user_of

REASON = "Permintaan tertulis 12/2026"


def last_entry(cast: Cast) -> tuple[str, str, str, dict[str, object]]:
    entry = ledger.entries(cast.agency.code).first()
    assert entry is not None
    return entry.act, entry.subject, entry.actor, json.loads(entry.payload)


def new_account(cast: Cast, at: datetime, username: str = "19990101 202501 1 001") -> User:
    return services.create_account(
        username=username, name="Kenari Contoh", agency=cast.agency.code, by=cast.team, at=at
    )


class TestOpening:
    def test_a_new_account_is_named_by_the_bare_nip(self, cast: Cast, at: datetime) -> None:
        assert new_account(cast, at).username == "199901012025011001"

    def test_nobody_can_sign_in_to_a_new_account_yet(self, cast: Cast, at: datetime) -> None:
        assert not new_account(cast, at).has_usable_password()

    def test_the_ledger_names_who_opened_it(self, cast: Cast, at: datetime) -> None:
        new_account(cast, at)
        expected = ("account.created", "account:199901012025011001", cast.team.username, {})
        assert last_entry(cast) == expected

    def test_a_nip_with_an_account_is_refused(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.UsernameTaken, match="sudah ada"):
            new_account(cast, at, cast.beringin.nip)

    def test_the_first_password_works_and_must_be_changed(self, cast: Cast, at: datetime) -> None:
        user = new_account(cast, at)
        password = services.issue_first_password(user=user, by=cast.team, at=at)
        user.refresh_from_db()
        assert user.check_password(password)
        assert user.must_change_password

    def test_a_first_password_is_issued_only_once(self, cast: Cast, at: datetime) -> None:
        user = new_account(cast, at)
        services.issue_first_password(user=user, by=cast.team, at=at)
        with pytest.raises(services.ChangedMeanwhile, match="sudah punya kata sandi"):
            services.issue_first_password(user=user, by=cast.team, at=at)


class TestFirstOperator:
    def test_the_first_operator_looks_after_everything(self, db: None, at: datetime) -> None:
        password = services.appoint_first_operator(username="Kepala", name="Kepala Contoh", agency="baru", at=at)
        user = User.objects.get(username="kepala")
        assert user.check_password(password)
        assert set(user.grants.values_list("role", flat=True)) == {Role.AGENCY_ADMIN, Role.OPERATOR}

    def test_a_second_first_operator_is_refused(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.RoleBeyondReach, match="sudah ada"):
            services.appoint_first_operator(username="lagi", name="Lagi", agency=cast.agency.code, at=at)


class TestTemporaryPassword:
    def test_the_old_password_ends(self, cast: Cast, at: datetime) -> None:
        user = user_of(cast.beringin)
        password = services.reset_password(user=user, by=cast.team, at=at)
        user.refresh_from_db()
        assert (user.check_password(PASSWORD), user.check_password(password)) == (False, True)

    def test_it_is_nowhere_in_the_ledger(self, cast: Cast, at: datetime) -> None:
        password = services.reset_password(user=user_of(cast.beringin), by=cast.team, at=at)
        chain = "\n".join(ledger.export_lines(cast.agency.code))
        assert "account.password_reset" in chain
        assert password not in chain

    def test_it_lifts_the_lock_after_wrong_passwords(self, cast: Cast, at: datetime) -> None:
        AccessAttempt.objects.create(username=cast.beringin.nip, ip_address="10.0.0.1", failures_since_start=5)
        services.reset_password(user=user_of(cast.beringin), by=cast.team, at=at)
        assert not AccessAttempt.objects.exists()

    def test_the_second_step_stays(self, cast: Cast, at: datetime) -> None:
        Authenticator.objects.create(user=user_of(cast.beringin), type="totp", data={"secret": "x"})
        services.reset_password(user=user_of(cast.beringin), by=cast.team, at=at)
        assert Authenticator.objects.filter(user=user_of(cast.beringin)).exists()

    def test_for_oneself_it_is_refused(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.OwnAccount, match="akun Anda sendiri"):
            services.reset_password(user=cast.team, by=cast.team, at=at)

    @pytest.mark.parametrize("holder", ["admin", "operator", "auditor"])
    def test_the_team_does_not_reach_a_role_through_it(self, cast: Cast, at: datetime, holder: str) -> None:
        with pytest.raises(services.RoleBeyondReach, match="di luar wewenang Anda"):
            services.reset_password(user=getattr(cast, holder), by=cast.team, at=at)

    def test_an_admin_does_not_reach_the_operator_through_it(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.RoleBeyondReach, match="Operator"):
            services.reset_password(user=cast.operator, by=cast.admin, at=at)

    def test_a_role_that_begins_tomorrow_protects_today(self, cast: Cast, at: datetime) -> None:
        user = user_of(cast.beringin)
        user.grants.create(role=Role.OPERATOR, agency=cast.agency.code, since="2026-11-25")
        with pytest.raises(services.RoleBeyondReach):
            services.reset_password(user=user, by=cast.admin, at=at)

    def test_somebody_without_a_role_issues_none(self, cast: Cast, at: datetime) -> None:
        auditor = cast.auditor
        auditor.grants.create(role=Role.PERFORMANCE_TEAM, agency=cast.agency.code, since="2026-01-01")
        with pytest.raises(services.RoleBeyondReach):
            services.reset_password(user=auditor, by=user_of(cast.beringin), at=at)


class TestClosing:
    def test_a_closed_account_is_closed_and_the_ledger_says_why(self, cast: Cast, at: datetime) -> None:
        user = user_of(cast.beringin)
        services.close_account(user=user, reason=REASON, by=cast.admin, at=at)
        user.refresh_from_db()
        assert not user.is_active
        assert last_entry(cast) == (
            "account.closed", f"account:{user.username}", "admin", {"reason": REASON},
        )  # fmt: skip

    def test_it_can_be_opened_again(self, cast: Cast, at: datetime) -> None:
        user = user_of(cast.beringin)
        services.close_account(user=user, reason=REASON, by=cast.admin, at=at)
        services.open_account(user=user, reason=REASON, by=cast.admin, at=at)
        user.refresh_from_db()
        assert user.is_active

    def test_without_a_reason_it_is_refused(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.ReasonMissing, match="alasan"):
            services.close_account(user=user_of(cast.beringin), reason=" ", by=cast.admin, at=at)

    def test_ones_own_account_is_refused(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.OwnAccount):
            services.close_account(user=cast.admin, reason=REASON, by=cast.admin, at=at)

    def test_the_last_administrator_is_refused(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.LastAdministrator, match="satu-satunya Admin instansi"):
            services.close_account(user=cast.admin, reason=REASON, by=cast.operator, at=at)

    def test_one_of_two_administrators_may_go(self, cast: Cast, at: datetime) -> None:
        second = make_user("admin2", "Admin Dua Contoh", agency=cast.agency.code)
        second.grants.create(role=Role.AGENCY_ADMIN, agency=cast.agency.code, since="2026-01-01")
        services.close_account(user=cast.admin, reason=REASON, by=second, at=at)
        cast.admin.refresh_from_db()
        assert not cast.admin.is_active

    def test_a_closed_second_administrator_does_not_count(self, cast: Cast, at: datetime) -> None:
        second = make_user("admin2", "Admin Dua Contoh", agency=cast.agency.code, is_active=False)
        second.grants.create(role=Role.AGENCY_ADMIN, agency=cast.agency.code, since="2026-01-01")
        with pytest.raises(services.LastAdministrator):
            services.close_account(user=cast.admin, reason=REASON, by=cast.operator, at=at)

    def test_closing_twice_changes_nothing_and_says_so(self, cast: Cast, at: datetime) -> None:
        user = user_of(cast.beringin)
        services.close_account(user=user, reason=REASON, by=cast.admin, at=at)
        with pytest.raises(services.ChangedMeanwhile, match="sudah tertutup"):
            services.close_account(user=user, reason=REASON, by=cast.admin, at=at)


class TestSecondStep:
    def test_it_is_taken_off_with_a_reason_in_the_ledger(self, cast: Cast, at: datetime) -> None:
        user = user_of(cast.beringin)
        Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
        services.remove_second_step(user=user, reason="Ponsel hilang", by=cast.admin, at=at)
        assert not Authenticator.objects.exists()
        assert last_entry(cast)[0] == "account.second_step_removed"

    def test_without_one_it_is_refused(self, cast: Cast, at: datetime) -> None:
        with pytest.raises(services.ChangedMeanwhile, match="tidak memakai langkah kedua"):
            services.remove_second_step(user=user_of(cast.beringin), reason=REASON, by=cast.admin, at=at)


def test_language_and_theme_are_private_choices_without_a_ledger_entry(cast: Cast) -> None:
    user = user_of(cast.beringin)
    services.set_preferences(language=Language.ENGLISH, theme=Theme.DARK, by=user)
    user.refresh_from_db()
    assert (user.language, user.theme) == ("en", "dark")
    assert ledger.head(cast.agency.code)[0] == 0
