"""Recording work: what counts, what is refused, and that nothing is stored twice or half."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from terang.evidence import services
from terang.evidence.files import clean_file
from terang.evidence.mapping import measure
from terang.evidence.models import Evidence, Progress
from terang.evidence.queries import progress_of, same_files, standing_progress
from terang.evidence.services import guards
from terang.ledger.queries import entries
from terang.planning.enums import Accumulation, PeriodState, SkpState
from terang.planning.models import Indicator, Period, Skp
from tests.cast import Cast, make_skp, user_of
from tests.planning.builders import told

PDF = b"%PDF-1.7\n%%EOF\n"

pytestmark = pytest.mark.usefixtures("no_file_stays")


@pytest.fixture
def indicator(cast: Cast) -> Indicator:
    return indicator_of(make_skp(cast, cast.beringin, state="set"))


def indicator_of(skp: Skp) -> Indicator:
    return Indicator.objects.select_related("result__skp__period", "result__skp__employee__agency").get(result__skp=skp)


def stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def write(cast: Cast, indicator: Indicator, at: datetime, **changes: Any) -> Progress:
    said: dict[str, Any] = {
        "on": date(2026, 11, 23),
        "value": Decimal(3),
        "note": "Tiga laporan selesai",
        "files": (),
        "links": (),
        "key": "a",
    }
    return services.record_progress(indicator=indicator, by=user_of(cast.beringin), at=at, **said | changes)


def test_progress_with_a_file_and_a_link_is_kept(cast: Cast, indicator: Indicator, at: datetime) -> None:
    file = clean_file("Laporan.pdf", PDF)
    row = write(cast, indicator, at, files=[file], links=["https://contoh.go.id/laporan"])
    kept, link = Evidence.objects.order_by("pk")
    assert (kept.name, kept.content_type, kept.size) == ("Laporan.pdf", "application/pdf", len(PDF))
    assert kept.file.read() == PDF
    kept.file.close()
    assert "Laporan" not in kept.file.name
    assert link.link == "https://contoh.go.id/laporan"
    assert told("progress.recorded")["evidence"][0] == file.sha256
    assert list(progress_of(indicator.result.skp)) == [row]


def test_the_same_form_sent_twice_is_stored_once(cast: Cast, indicator: Indicator, at: datetime) -> None:
    first = write(cast, indicator, at, files=[clean_file("a.pdf", PDF)])
    again = write(cast, indicator, at, files=[clean_file("a.pdf", PDF)])
    assert first == again
    assert (Progress.objects.count(), len(stored())) == (1, 1)
    assert entries("contoh", act="progress.recorded").count() == 1


def test_the_same_form_with_other_words_is_told_apart(cast: Cast, indicator: Indicator, at: datetime) -> None:
    write(cast, indicator, at)
    with pytest.raises(services.AlreadyRecorded):
        write(cast, indicator, at, note="Empat laporan")
    assert Progress.objects.get().note == "Tiga laporan selesai"


def test_the_same_words_sent_again_from_another_form_are_stored_once(
    cast: Cast, indicator: Indicator, at: datetime
) -> None:
    write(cast, indicator, at)
    with pytest.raises(services.Refused, match="sama persis baru saja tersimpan"):
        write(cast, indicator, at + timedelta(minutes=1), key="another")
    assert Progress.objects.count() == 1


def test_the_same_words_on_another_hour_are_another_entry(cast: Cast, indicator: Indicator, at: datetime) -> None:
    write(cast, indicator, at)
    write(cast, indicator, at + timedelta(hours=1), key="another")
    assert Progress.objects.count() == 2


def test_the_same_key_of_another_person_is_another_form(cast: Cast, indicator: Indicator, at: datetime) -> None:
    write(cast, indicator, at)
    write(cast, indicator_of(make_skp(cast, cast.cendana, state="set")), at)
    assert Progress.objects.count() == 2


@pytest.mark.parametrize("state", [SkpState.DRAFT, SkpState.SUBMITTED, SkpState.RETURNED])
def test_before_the_plan_is_set_nothing_is_recorded(cast: Cast, at: datetime, state: str) -> None:
    with pytest.raises(services.Refused, match="belum ditetapkan"):
        write(cast, indicator_of(make_skp(cast, cast.beringin, state=state)), at)


def test_in_a_closed_period_nothing_is_recorded(cast: Cast, indicator: Indicator, at: datetime) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(services.Refused, match="sudah ditutup"):
        write(cast, indicator, at)


def test_tomorrow_cannot_be_recorded(cast: Cast, indicator: Indicator, at: datetime) -> None:
    with pytest.raises(services.Refused, match="belum terjadi"):
        write(cast, indicator, at, on=date(2026, 11, 25))


def test_a_day_outside_the_period_cannot_be_recorded(cast: Cast, indicator: Indicator, at: datetime) -> None:
    with pytest.raises(services.Refused, match="di luar Tahun kinerja 2026"):
        write(cast, indicator, at, on=date(2025, 12, 31))


def test_nothing_said_is_refused(cast: Cast, indicator: Indicator, at: datetime) -> None:
    with pytest.raises(services.Refused, match="satu kalimat"):
        write(cast, indicator, at, value=None, note="  ")


def test_a_negative_number_is_refused(cast: Cast, indicator: Indicator, at: datetime) -> None:
    with pytest.raises(services.Refused, match="paling kecil 0"):
        write(cast, indicator, at, value=Decimal(-1))


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://contoh.go.id/a", "https://", "contoh"])
def test_a_link_that_is_no_web_address_is_refused(cast: Cast, indicator: Indicator, at: datetime, link: str) -> None:
    with pytest.raises(services.Refused, match="http"):
        write(cast, indicator, at, links=[link])


def test_more_than_five_attachments_are_refused(cast: Cast, indicator: Indicator, at: datetime) -> None:
    with pytest.raises(services.Refused, match="Paling banyak 5"):
        write(cast, indicator, at, files=[clean_file("a.pdf", PDF)] * 6)
    assert stored() == []


def test_work_after_the_deadline_is_kept_and_marked_late(cast: Cast, indicator: Indicator) -> None:
    row = write(cast, indicator, datetime(2027, 1, 2, 2, 0, tzinfo=UTC), on=date(2026, 12, 30))
    assert row.is_late
    assert told("progress.recorded")["days_late"] == 2


def test_a_failing_ledger_leaves_neither_row_nor_file(
    cast: Cast, indicator: Indicator, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_named: object) -> None:
        raise RuntimeError("ledger down")

    monkeypatch.setattr(guards, "record", fail)
    with pytest.raises(RuntimeError):
        write(cast, indicator, at, files=[clean_file("a.pdf", PDF)])
    assert (Progress.objects.count(), stored()) == (0, [])


def test_a_second_file_that_does_not_go_in_takes_the_first_with_it(
    cast: Cast, indicator: Indicator, at: datetime
) -> None:
    whole = clean_file("a.pdf", PDF)
    with pytest.raises(AttributeError):
        write(cast, indicator, at, files=[whole, None])
    assert (Progress.objects.count(), stored()) == (0, [])


def test_withdrawn_progress_stays_but_no_longer_counts(cast: Cast, indicator: Indicator, at: datetime) -> None:
    row = write(cast, indicator, at)
    services.withdraw_progress(progress=row, reason="Salah indikator", by=user_of(cast.beringin), at=at)
    assert Progress.objects.get().withdrawn_reason == "Salah indikator"
    assert standing_progress([indicator]) == {}
    assert told("progress.withdrawn")["reason"] == "Salah indikator"


@pytest.mark.parametrize(("rule", "left"), [(Accumulation.SUM, 75), (Accumulation.LATEST, 25)])
def test_attainment_is_what_is_left_after_withdrawing(
    cast: Cast, indicator: Indicator, at: datetime, rule: str, left: int
) -> None:
    indicator.accumulation = rule
    for day, number in enumerate((6, 3, 9), start=1):
        row = write(cast, indicator, at, on=date(2026, 11, day), value=Decimal(number), key=str(day))
    services.withdraw_progress(progress=row, reason="Keliru", by=user_of(cast.beringin), at=at)
    rows = standing_progress([indicator])[indicator.pk]
    assert measure(indicator, rows).attainment.percent == left


def test_progress_is_withdrawn_once(cast: Cast, indicator: Indicator, at: datetime) -> None:
    row = write(cast, indicator, at)
    services.withdraw_progress(progress=row, reason="Satu", by=user_of(cast.beringin), at=at)
    with pytest.raises(services.Refused, match="sudah ditarik"):
        services.withdraw_progress(progress=row, reason="Dua", by=user_of(cast.beringin), at=at)
    assert Progress.objects.get().withdrawn_reason == "Satu"


def test_progress_is_not_withdrawn_without_a_reason(cast: Cast, indicator: Indicator, at: datetime) -> None:
    row = write(cast, indicator, at)
    with pytest.raises(services.Refused, match="alasan"):
        services.withdraw_progress(progress=row, reason=" ", by=user_of(cast.beringin), at=at)


def test_the_same_file_used_twice_by_one_person_is_found(cast: Cast, indicator: Indicator, at: datetime) -> None:
    file = clean_file("a.pdf", PDF)
    write(cast, indicator, at, files=[file])
    write(cast, indicator, at, files=[file], key="b")
    assert len(same_files(cast.beringin, [file.sha256])[file.sha256]) == 2


def test_the_same_file_of_somebody_else_is_not_told(cast: Cast, indicator: Indicator, at: datetime) -> None:
    file = clean_file("a.pdf", PDF)
    write(cast, indicator, at, files=[file])
    assert same_files(cast.cendana, [file.sha256]) == {}
