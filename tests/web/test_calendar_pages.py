"""The calendar of a period, outages and receipts: who may open and change what."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from terang.evidence import services as evidence
from terang.planning.enums import StageKind
from terang.planning.models import Indicator, Outage, Receipt, Stage
from tests.cast import Cast, make_skp, user_of

pytestmark = pytest.mark.usefixtures("on_the_day")

Opens = Callable[..., Any]
OUTAGE = {"since": "2026-01-31T19:00", "until": "2026-01-31T22:00", "reason": "Listrik kantor padam"}


@pytest.fixture
def receipt(cast: Cast, at: datetime) -> Receipt:
    skp = make_skp(cast, cast.beringin, state="set")
    evidence.record_progress(
        indicator=Indicator.objects.select_related("result__skp__employee__agency", "result__skp__period").get(
            result__skp=skp
        ),
        on=at.date(), value=None, note="Laporan dikirim", files=[], links=[], key="satu", by=user_of(cast.beringin),
        at=at,
    )  # fmt: skip
    return Receipt.objects.get()


def days(cast: Cast, **changes: str) -> dict[str, str]:
    sent = {"reason": "Surat edaran kota"}
    for stage in Stage.objects.filter(period=cast.period):
        sent |= {f"{stage.kind}_start": stage.start.isoformat(), f"{stage.kind}_end": stage.end.isoformat()}
    return sent | changes


# --- receipts ---------------------------------------------------------------------------


def test_recorded_work_gives_a_receipt_that_the_ledger_bears_out(page: Opens, cast: Cast, receipt: Receipt) -> None:
    answer = page(user_of(cast.beringin), reverse("receipts:receipt", args=[receipt.pk]))
    text = answer.content.decode()
    assert f"contoh/{receipt.entry}" in text
    assert receipt.content_sha256 in text
    assert "persis seperti saat diterima" in text


def test_a_receipt_that_the_ledger_does_not_bear_out_says_so(page: Opens, cast: Cast, receipt: Receipt) -> None:
    Receipt.objects.update(entry_hash="0" * 64)
    answer = page(user_of(cast.beringin), reverse("receipts:receipt", args=[receipt.pk]))
    assert "tidak cocok lagi" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("beringin", 200), ("kasubbag", 200), ("kasi", 404), ("cendana", 404), ("camat", 404), ("outsider", 404)],
)
def test_a_receipt_opens_for_its_owner_and_the_team(
    page: Opens, cast: Cast, receipt: Receipt, who: str, status: int
) -> None:
    answer = page(user_of(getattr(cast, who)), reverse("receipts:receipt", args=[receipt.pk]))
    assert answer.status_code == status


@pytest.mark.parametrize(("who", "status"), [("auditor", 200), ("operator", 404), ("admin", 404)])
def test_of_the_accounts_without_a_post_only_the_auditor_opens_a_receipt(
    page: Opens, cast: Cast, receipt: Receipt, who: str, status: int
) -> None:
    assert page(getattr(cast, who), reverse("receipts:receipt", args=[receipt.pk])).status_code == status


def test_the_list_of_receipts_costs_the_same_for_many(
    page: Opens, client: Client, cast: Cast, receipt: Receipt, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Receipt.objects.bulk_create(
        Receipt(
            agency=cast.agency, employee=cast.beringin, subject="progress:1", label=f"Laporan {number}",
            content_sha256="a" * 64, entry=1000 + number, entry_hash="b" * 64, at=receipt.at,
        )
        for number in range(60)
    )  # fmt: skip
    page(user_of(cast.beringin), reverse("receipts:mine"))
    with django_assert_max_num_queries(8):
        text = client.get(reverse("receipts:mine")).content.decode()
    assert text.count("/tanda-terima/") >= 25


def test_who_handed_in_nothing_is_told_what_gives_a_receipt(page: Opens, cast: Cast) -> None:
    assert "Belum ada tanda terima" in page(user_of(cast.sengon), reverse("receipts:mine")).content.decode()


# --- outages ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("operator", 200), ("admin", 404), ("auditor", 404), ("camat", 404), ("kasubbag", 404)]
)
def test_only_the_operator_declares_an_outage(page: Opens, cast: Cast, who: str, status: int) -> None:
    person = getattr(cast, who)
    user = person if who in ("operator", "admin", "auditor") else user_of(person)
    assert page(user, reverse("planning:declare_outage")).status_code == status


def test_a_declared_outage_is_read_by_everybody_with_the_moved_deadline(
    page: Opens, client: Client, cast: Cast
) -> None:
    page(cast.operator, reverse("planning:declare_outage"))
    assert client.post(reverse("planning:declare_outage"), OUTAGE).status_code == 302
    assert "Listrik kantor padam" in page(user_of(cast.sengon), reverse("planning:outages")).content.decode()
    calendar = page(user_of(cast.sengon), reverse("planning:periods")).content.decode()
    assert "1 Feb 2026" in calendar
    assert "semula 31 Jan 2026, diperpanjang karena gangguan sistem" in calendar


def test_a_refused_declaration_keeps_what_was_typed(page: Opens, client: Client, cast: Cast) -> None:
    page(cast.operator, reverse("planning:declare_outage"))
    answer = client.post(reverse("planning:declare_outage"), OUTAGE | {"until": "2026-01-31T18:00"})
    assert answer.status_code == 422
    assert "Listrik kantor padam" in answer.content.decode()
    assert not Outage.objects.exists()


def test_a_withdrawn_outage_stays_readable_with_its_reason(page: Opens, client: Client, cast: Cast) -> None:
    page(cast.operator, reverse("planning:declare_outage"))
    client.post(reverse("planning:declare_outage"), OUTAGE)
    address = reverse("planning:withdraw_outage", args=[Outage.objects.get().pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "Salah hari"}).status_code == 302
    assert "Salah hari" in page(user_of(cast.sengon), reverse("planning:outages")).content.decode()


@pytest.mark.parametrize("who", ["admin", "auditor"])
def test_nobody_else_withdraws_an_outage(page: Opens, client: Client, cast: Cast, who: str) -> None:
    page(cast.operator, reverse("planning:declare_outage"))
    client.post(reverse("planning:declare_outage"), OUTAGE)
    address = reverse("planning:withdraw_outage", args=[Outage.objects.get().pk])
    assert page(getattr(cast, who), address).status_code == 404


# --- the calendar -----------------------------------------------------------------------


def test_the_team_gives_a_stage_other_days(page: Opens, client: Client, cast: Cast) -> None:
    address = reverse("planning:stages", args=[cast.period.pk])
    assert page(cast.team, address).status_code == 200
    assert client.post(address, days(cast, planning_end="2026-02-15")).status_code == 302
    assert Stage.objects.get(period=cast.period, kind=StageKind.PLANNING).end == date(2026, 2, 15)


def test_a_calendar_without_a_reason_is_refused_and_keeps_the_days(page: Opens, client: Client, cast: Cast) -> None:
    address = reverse("planning:stages", args=[cast.period.pk])
    page(cast.team, address)
    answer = client.post(address, days(cast, planning_end="2026-02-15", reason=""))
    assert answer.status_code == 422
    assert "2026-02-15" in answer.content.decode()
    assert Stage.objects.get(period=cast.period, kind=StageKind.PLANNING).end == date(2026, 1, 31)


@pytest.mark.parametrize("who", ["beringin", "kasi", "camat", "outsider"])
def test_who_does_not_keep_the_calendar_does_not_open_it(page: Opens, cast: Cast, who: str) -> None:
    assert page(user_of(getattr(cast, who)), reverse("planning:stages", args=[cast.period.pk])).status_code == 404
