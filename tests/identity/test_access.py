from datetime import date

import pytest
from django.http import Http404

from terang.identity import access, queries
from terang.identity.access import Power
from terang.identity.enums import DemoRole, Role
from terang.identity.models import RoleGrant, User
from terang.organisation import access as organisation_access
from tests.cast import Cast, user_of

DAY = date(2026, 11, 24)


def grants(user: User) -> access.Grants:
    return queries.roles_of(user, DAY)


@pytest.mark.parametrize("helper", ["team", "admin", "operator"])
def test_who_looks_after_accounts_sees_those_of_the_agency_only(cast: Cast, helper: str) -> None:
    seen = access.accounts(grants(getattr(cast, helper)))
    assert set(seen.values_list("agency", flat=True)) == {cast.agency.code}


@pytest.mark.parametrize("role", ["auditor", "clerk", "head"])
def test_others_see_no_account(cast: Cast, role: str) -> None:
    person = {"auditor": cast.auditor, "clerk": user_of(cast.beringin), "head": user_of(cast.camat)}[role]
    assert not access.accounts(grants(person)).exists()


def test_the_team_helps_but_does_not_administer(cast: Cast) -> None:
    team, pk = grants(cast.team), user_of(cast.beringin).pk
    assert access.get_account(team, pk, to=Power.HELP).pk == pk
    with pytest.raises(Http404):
        access.get_account(team, pk, to=Power.ADMINISTER)


def test_what_is_not_yours_answers_as_what_does_not_exist(cast: Cast) -> None:
    answers = []
    for pk in (user_of(cast.outsider).pk, 10**9):
        with pytest.raises(Http404) as refusal:
            access.get_account(grants(cast.admin), pk, to=Power.HELP)
        answers.append(str(refusal.value))
    assert answers[0] == answers[1] == "Halaman ini tidak ada, atau bukan untuk akun Anda."


def test_accounts_and_people_refuse_in_the_same_words() -> None:
    assert organisation_access.not_found is access.not_found


def test_a_grant_in_another_agency_does_not_exist_for_an_admin(cast: Cast) -> None:
    grant = RoleGrant.objects.create(
        user=user_of(cast.outsider), role=Role.AUDITOR, agency=cast.other_agency.code, since=DAY
    )
    with pytest.raises(Http404):
        access.get_grant(grants(cast.admin), grant.pk)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("199101032013211934", "199101032013211934"),
        (" 19910103 201321 1 934 ", "199101032013211934"),
        ("19910103.201321.1.934", "199101032013211934"),
        ("19910103-201321-1-934", "199101032013211934"),
        ("19910103\u00a0201321\u200b1934", "199101032013211934"),
        (" Auditor ", "auditor"),
        ("admin.dua", "admin.dua"),
    ],
)
def test_a_typed_nip_may_hold_spaces_points_and_dashes(typed: str, name: str) -> None:
    assert queries.normal_username(typed) == name


def test_the_demo_offers_its_cast_in_order(cast: Cast) -> None:
    for person, role in ((cast.auditor, DemoRole.AUDITOR), (user_of(cast.camat), DemoRole.CAMAT)):
        User.objects.filter(pk=person.pk).update(is_demo=True, demo_role=role)
    assert [user.demo_role for user in queries.demo_cast()] == ["camat", "auditor"]


def test_an_account_that_is_not_of_the_demo_is_no_member_of_its_cast(cast: Cast) -> None:
    User.objects.filter(pk=cast.admin.pk).update(demo_role=DemoRole.OPERATOR)
    assert queries.demo_member(cast.admin.pk) is None


def test_a_local_name_is_one_account_whatever_its_letters(cast: Cast, at: object) -> None:
    user = User.objects.create_user("Pemeriksa", None, name="Pemeriksa Contoh", created_at=at)
    assert user.username == "pemeriksa"
