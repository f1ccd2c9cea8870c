"""The staff list, one person, units and appointed appraisers, as people of every role see them."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terang.organisation.models import AppraiserOverride, Employee, Unit, UnitVersion
from terang.organisation.queries import superior_line
from tests.cast import Cast, make_employee, make_unit, make_user, user_of

ROLES = ("team", "admin", "auditor", "operator", "camat", "kasi", "beringin", "outsider")


def account(cast: Cast, role: str) -> Any:
    who = getattr(cast, role)
    return user_of(who) if isinstance(who, Employee) else who


def queries(client: Any, user: Any, url: str) -> int:
    """Statements of one page for somebody who has signed in before."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def address(cast: Cast, name: str) -> str:
    person = {"employee": cast.beringin, "appoint": cast.beringin}
    unit = {"unit", "add_unit", "rename_unit", "move_unit", "close_unit"}
    if name in person:
        return reverse(f"organisation:{name}", args=[person[name].pk])
    if name in unit:
        return reverse(f"organisation:{name}", args=[cast.service_section.pk])
    return reverse(f"organisation:{name}")


# Statements of a page, two for the session and three for the actor among them.
STAFF, PERSON, LEVEL = 8, 12, 12
MATRIX = {
    "staff": set(ROLES),
    "employee": {"team", "admin", "auditor", "camat", "kasi", "beringin"},
    "appoint": {"team", "admin"},
    "units": set(ROLES),
    "unit": set(ROLES) - {"outsider"},
    "add_unit": {"team", "admin"},
    "rename_unit": {"team", "admin"},
    "move_unit": {"team", "admin"},
    "close_unit": {"team", "admin"},
    "import_upload": {"team", "admin"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", MATRIX)
def test_each_page_opens_for_its_roles_and_does_not_exist_for_others(
    cast: Cast, page: Any, name: str, role: str
) -> None:
    answer = page(account(cast, role), address(cast, name))
    assert answer.status_code == (200 if role in MATRIX[name] else 404)


def test_a_visitor_is_asked_to_sign_in(cast: Cast, client: Any) -> None:
    assert client.get(reverse("organisation:staff")).status_code == 302


def test_the_team_reads_whole_numbers(cast: Cast, page: Any) -> None:
    assert "19910103 201321 1 934" in page(cast.team, reverse("organisation:staff")).content.decode()


def test_a_head_reads_masked_numbers_of_the_own_people_only(cast: Cast, page: Any) -> None:
    text = page(user_of(cast.kasi), reverse("organisation:staff")).content.decode()
    assert "Beringin Yasmin Contoh" in text
    assert "Sengon Ulin Contoh" not in text
    assert "201321" not in text


def test_people_are_found_by_part_of_the_name(cast: Cast, page: Any) -> None:
    text = page(cast.team, reverse("organisation:staff") + "?q=ulin").content.decode()
    assert "Sengon Ulin Contoh" in text
    assert "Beringin" not in text


def test_people_are_found_by_the_first_digits_with_spaces(cast: Cast, page: Any) -> None:
    text = page(cast.team, reverse("organisation:staff") + "?q=19910103 2013").content.decode()
    assert "Beringin Yasmin Contoh" in text


def test_the_filter_by_unit_includes_what_hangs_below(cast: Cast, page: Any) -> None:
    text = page(cast.team, f"{reverse('organisation:staff')}?unit={cast.kelurahan.pk}").content.decode()
    assert "Sengon Ulin Contoh" in text
    assert "Beringin" not in text


@pytest.mark.parametrize("nonsense", ["abc", "-1", "99999999999999999999", "²", "0"])
def test_a_filter_that_is_no_unit_narrows_nothing(cast: Cast, page: Any, nonsense: str) -> None:
    answer = page(cast.team, f"{reverse('organisation:staff')}?unit={nonsense}")
    assert "Beringin" in answer.content.decode()


def test_the_unit_of_another_agency_narrows_nothing(cast: Cast, page: Any) -> None:
    foreign = Unit.objects.get(agency=cast.other_agency)
    text = page(cast.team, f"{reverse('organisation:staff')}?unit={foreign.pk}").content.decode()
    assert "Kecamatan Lain" not in text


def test_the_staff_list_costs_the_same_statements_for_many_people(cast: Cast, client: Any) -> None:
    url = reverse("organisation:staff")
    assert queries(client, cast.team, url) == STAFF
    for number in range(40):
        nip = f"1990010120150119{number:02d}"
        make_employee(cast.agency, cast.kelurahan, nip, f"Orang {number} Contoh", "Pengadministrasi")
    assert queries(client, cast.team, url) == STAFF


def test_a_person_page_says_who_appraises_and_why(cast: Cast, page: Any) -> None:
    text = page(cast.team, address(cast, "employee")).content.decode()
    assert "Camar Oleander Contoh" in text
    assert "Pimpinan unit kerja pegawai" in text
    assert "Bakung Kenanga Contoh" in text


def test_a_person_page_stays_within_its_statements(cast: Cast, client: Any) -> None:
    assert queries(client, cast.team, address(cast, "employee")) == PERSON


def test_an_employee_reads_the_own_number_in_full(cast: Cast, page: Any) -> None:
    text = page(user_of(cast.beringin), address(cast, "employee")).content.decode()
    assert "19910103 201321 1 934" in text


def test_the_team_appoints_an_appraiser_found_by_name(cast: Cast, client: Any, day: date) -> None:
    client.force_login(cast.team, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"{address(cast, 'appoint')}?q=Pinus"
    assert "Pinus Flamboyan Contoh" in client.get(url).content.decode()
    form = {"appraiser": cast.lurah.pk, "since": "2020-01-01", "until": "", "basis": "SK Camat 12/2026"}
    assert client.post(url, form).status_code == 302
    assert superior_line(cast.beringin, day).appraiser == cast.lurah


def test_an_appointment_without_a_ground_is_refused_and_keeps_what_was_typed(cast: Cast, client: Any) -> None:
    client.force_login(cast.team, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"{address(cast, 'appoint')}?q=Pinus"
    answer = client.post(url, {"appraiser": cast.lurah.pk, "since": "2026-01-05", "basis": ""})
    assert answer.status_code == 422
    assert "2026-01-05" in answer.content.decode()
    assert not AppraiserOverride.objects.exists()


def test_somebody_who_was_not_found_by_the_search_cannot_be_appointed(cast: Cast, client: Any) -> None:
    client.force_login(cast.team, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"appraiser": cast.outsider.pk, "since": "2026-01-05", "basis": "SK"}
    assert client.post(f"{address(cast, 'appoint')}?q=Nila", form).status_code == 422


def test_the_team_ends_an_appointment(cast: Cast, client: Any) -> None:
    override = AppraiserOverride.objects.create(
        employee=cast.beringin, appraiser=cast.lurah, since=date(2026, 1, 1), basis="SK"
    )
    client.force_login(cast.team, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("organisation:end_appointment", args=[override.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"until": "2026-06-30"}).status_code == 302
    override.refresh_from_db()
    assert override.until == date(2026, 6, 30)


def test_a_head_cannot_end_an_appointment(cast: Cast, page: Any) -> None:
    override = AppraiserOverride.objects.create(
        employee=cast.beringin, appraiser=cast.lurah, since=date(2026, 1, 1), basis="SK"
    )
    url = reverse("organisation:end_appointment", args=[override.pk])
    assert page(user_of(cast.kasi), url).status_code == 404


def test_the_tree_shows_one_level_with_heads(cast: Cast, page: Any) -> None:
    text = page(cast.team, reverse("organisation:unit", args=[cast.kecamatan.pk])).content.decode()
    assert "Pinus Flamboyan Contoh" in text
    assert "Subbagian Umum dan Kepegawaian" in text


def test_a_level_of_the_tree_costs_the_same_statements_for_many_units(cast: Cast, client: Any) -> None:
    url = reverse("organisation:unit", args=[cast.kecamatan.pk])
    assert queries(client, cast.team, url) == LEVEL
    for number in range(30):
        make_unit(cast.agency, f"Seksi {number}", cast.kecamatan)
    assert queries(client, cast.team, url) == LEVEL


def test_a_unit_is_renamed_from_a_day_with_a_reason(cast: Cast, client: Any) -> None:
    client.force_login(cast.team, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"name": "Seksi Layanan", "on": "2026-11-01", "reason": "Perwal baru"}
    assert client.post(address(cast, "rename_unit"), form).status_code == 302
    names = list(UnitVersion.objects.filter(unit=cast.service_section).order_by("since").values_list("name", flat=True))
    assert names == ["Seksi Pelayanan Kecamatan Contoh", "Seksi Layanan"]


def test_a_unit_moves_with_its_people(cast: Cast, client: Any) -> None:
    client.force_login(cast.team, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"parent": cast.kelurahan.pk, "on": "2026-11-01", "reason": "Perwal baru"}
    assert client.post(address(cast, "move_unit"), form).status_code == 302
    node = Unit.objects.get(pk=cast.service_section.pk)
    assert Unit.objects.get_parent(node) == cast.kelurahan


def test_a_unit_with_people_cannot_be_closed_and_says_why(cast: Cast, client: Any) -> None:
    client.force_login(cast.team, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(address(cast, "close_unit"), {"on": "2026-11-30", "reason": "Perwal baru"})
    assert answer.status_code == 422
    assert "Masih ada pegawai di unit ini" in answer.content.decode()


def test_a_unit_is_added_below_another(cast: Cast, client: Any) -> None:
    client.force_login(cast.team, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {"name": "Seksi Baru", "code": "", "since": "2026-11-01"}
    assert client.post(address(cast, "add_unit"), form).status_code == 302
    assert Unit.objects.get_parent(Unit.objects.get(name="Seksi Baru")) == cast.service_section


def test_an_account_without_agency_sees_an_empty_list(cast: Cast, page: Any) -> None:
    text = page(make_user("kosong", "Kosong Contoh"), reverse("organisation:staff")).content.decode()
    assert "Belum ada pegawai" in text
