"""The daily log: one line, counted once, changed on its own day, and never lost or doubled."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from terang.evidence.models import DailyEntry, Progress, RecurringEntry
from terang.evidence.queries import daily as queries
from terang.evidence.queries import standing_progress
from terang.evidence.services import AlreadyRecorded, Refused, withdraw_progress
from terang.evidence.services import daily as services
from terang.ledger.queries import entries
from terang.planning.enums import Accumulation, PeriodState
from terang.planning.models import Indicator, Period
from tests.cast import Cast, make_skp, user_of
from tests.planning.builders import told

TODAY = date(2026, 11, 24)  # a Tuesday
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def indicator(cast: Cast) -> Indicator:
    skp = make_skp(cast, cast.beringin, state="set")
    return Indicator.objects.select_related("result__skp__period", "result__skp__employee__agency").get(result__skp=skp)


def write(cast: Cast, at: datetime, **changes: Any) -> DailyEntry:
    said: dict[str, Any] = {
        "on": TODAY,
        "text": "Melayani surat pengantar",
        "indicator": None,
        "value": None,
        "key": "a",
    }
    return services.add_entry(employee=cast.beringin, by=user_of(cast.beringin), at=at, **said | changes)


def change(cast: Cast, entry: DailyEntry, at: datetime, **changes: Any) -> None:
    said: dict[str, Any] = {"version": entry.version, "text": entry.text, "indicator": entry.indicator, "value": None}
    services.change_entry(entry=entry, by=user_of(cast.beringin), at=at, **said | changes)


def copy(cast: Cast, source: DailyEntry, at: datetime) -> int:
    return services.copy_entries(employee=cast.beringin, entries=[source], to=TODAY, by=user_of(cast.beringin), at=at)


def counted(indicator: Indicator) -> list[Decimal | None]:
    return [row.value for row in standing_progress([indicator]).get(indicator.pk, ())]


# --- one line ---------------------------------------------------------------------------


def test_a_line_is_kept_and_told_to_the_ledger(cast: Cast, at: datetime) -> None:
    entry = write(cast, at)
    assert list(queries.entries_between(cast.beringin, TODAY, TODAY)) == [entry]
    assert told("daily.added")["entry"] == entry.pk
    assert not Progress.objects.exists()


def test_a_quantity_with_an_indicator_is_progress_in_the_same_breath(
    cast: Cast, indicator: Indicator, at: datetime
) -> None:
    entry = write(cast, at, indicator=indicator, value=Decimal(3))
    assert entry.progress == Progress.objects.get()
    assert (entry.progress.value, entry.progress.note, entry.progress.on) == (Decimal(3), entry.text, TODAY)


def test_a_failing_ledger_leaves_neither_line_nor_progress(
    cast: Cast, indicator: Indicator, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_named: object) -> None:
        raise RuntimeError("ledger down")

    monkeypatch.setattr(services, "record", fail)
    with pytest.raises(RuntimeError):
        write(cast, at, indicator=indicator, value=Decimal(3))
    assert (DailyEntry.objects.count(), Progress.objects.count()) == (0, 0)


def test_a_line_with_an_indicator_but_no_quantity_counts_nothing(
    cast: Cast, indicator: Indicator, at: datetime
) -> None:
    assert write(cast, at, indicator=indicator).progress is None
    assert queries.counts_of([indicator]) == {indicator.pk: 1}


def test_the_same_form_sent_twice_is_stored_once(cast: Cast, indicator: Indicator, at: datetime) -> None:
    first, again = (write(cast, at, indicator=indicator, value=Decimal(3)) for _ in range(2))
    assert first == again
    assert (DailyEntry.objects.count(), Progress.objects.count()) == (1, 1)
    assert entries("contoh", act="daily.added").count() == 1


def test_the_same_form_again_after_the_period_was_closed_finds_its_line(cast: Cast, at: datetime) -> None:
    entry = write(cast, at)
    Period.objects.update(state=PeriodState.CLOSED)
    assert write(cast, at) == entry


def test_the_same_form_with_other_words_is_told_apart(cast: Cast, at: datetime) -> None:
    write(cast, at)
    with pytest.raises(AlreadyRecorded):
        write(cast, at, text="Pekerjaan lain")


def test_the_same_form_after_its_line_was_removed_does_not_bring_it_back(cast: Cast, at: datetime) -> None:
    entry = write(cast, at)
    services.remove_entry(entry=entry, version=1, by=user_of(cast.beringin), at=at)
    write(cast, at)
    assert not queries.entries_between(cast.beringin, TODAY, TODAY).exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"text": "  "}, "satu kalimat sudah cukup"),
        ({"text": "a" * 10_000}, "tulisan ini 10.000 huruf"),
        ({"on": TODAY + timedelta(days=1)}, "belum terjadi"),
        ({"on": date(2025, 12, 31)}, "di luar periode"),
        ({"value": Decimal(1)}, "Pilih indikatornya"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_plain_words(
    cast: Cast, at: datetime, sent: dict[str, Any], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        write(cast, at, **sent)


def test_in_a_closed_period_nothing_is_written(cast: Cast, at: datetime) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(Refused, match="di luar periode"):
        write(cast, at)


def test_an_earlier_day_of_the_period_may_be_written(cast: Cast, at: datetime) -> None:
    assert write(cast, at, on=date(2026, 3, 2)).on == date(2026, 3, 2)


@pytest.mark.parametrize("text", ["Melayani 👵🏽 lansia", "نص \u202eterbalik\u202c", "dua  spasi", "a" * 500])
def test_emoji_and_marks_of_direction_stay_as_they_were_typed(cast: Cast, at: datetime, text: str) -> None:
    assert DailyEntry.objects.get(pk=write(cast, at, text=text).pk).text == text


def test_a_line_stays_one_line(cast: Cast, at: datetime) -> None:
    assert write(cast, at, text="satu\r\ndua").text == "satu dua"


# --- changing and removing --------------------------------------------------------------


def test_a_changed_quantity_replaces_the_one_that_counted(cast: Cast, indicator: Indicator, at: datetime) -> None:
    entry = write(cast, at, indicator=indicator, value=Decimal(3))
    change(cast, entry, at, value=Decimal(5))
    assert counted(indicator) == [Decimal(5)]
    assert Progress.objects.filter(withdrawn_at__isnull=False).get().withdrawn_reason == "Diubah pada catatan harian"


def test_an_unchanged_quantity_is_left_alone(cast: Cast, indicator: Indicator, at: datetime) -> None:
    entry = write(cast, at, indicator=indicator, value=Decimal(3))
    change(cast, entry, at, value=Decimal(3))
    assert Progress.objects.count() == 1


def test_without_its_indicator_a_line_no_longer_counts(cast: Cast, indicator: Indicator, at: datetime) -> None:
    entry = write(cast, at, indicator=indicator, value=Decimal(3))
    change(cast, entry, at, indicator=None)
    assert counted(indicator) == []
    entry.refresh_from_db()
    assert entry.progress is None


def test_a_line_seen_in_an_older_version_is_not_written_over(cast: Cast, at: datetime) -> None:
    entry = write(cast, at)
    change(cast, entry, at, version=1, text="Yang pertama")
    with pytest.raises(services.EntryChanged) as refusal:
        change(cast, entry, at, version=1, text="Yang kedua")
    assert refusal.value.current.text == "Yang pertama"


def test_the_same_change_sent_twice_is_made_once(cast: Cast, indicator: Indicator, at: datetime) -> None:
    entry = write(cast, at, indicator=indicator, value=Decimal(3))
    for _ in range(2):
        change(cast, DailyEntry.objects.get(), at, version=entry.version, value=Decimal(5))
    assert counted(indicator) == [Decimal(5)]
    assert entries("contoh", act="daily.changed").count() == 1


def test_a_line_changed_after_it_was_removed_elsewhere_stays_removed(cast: Cast, at: datetime) -> None:
    entry = write(cast, at)
    services.remove_entry(entry=entry, version=1, by=user_of(cast.beringin), at=at)
    with pytest.raises(services.EntryChanged) as refusal:
        change(cast, entry, at, version=1)
    assert refusal.value.current.removed_at == at


def test_a_line_is_removed_once(cast: Cast, at: datetime) -> None:
    entry = write(cast, at)
    for _ in range(2):
        services.remove_entry(entry=entry, version=1, by=user_of(cast.beringin), at=at)
    assert entries("contoh", act="daily.removed").count() == 1


def test_a_removed_line_takes_its_quantity_along(cast: Cast, indicator: Indicator, at: datetime) -> None:
    entry = write(cast, at, indicator=indicator, value=Decimal(3))
    services.remove_entry(entry=entry, version=1, by=user_of(cast.beringin), at=at)
    assert counted(indicator) == []
    assert told("daily.removed")["entry"] == entry.pk


def test_a_quantity_withdrawn_elsewhere_does_not_hinder_removing(
    cast: Cast, indicator: Indicator, at: datetime
) -> None:
    entry = write(cast, at, indicator=indicator, value=Decimal(3))
    assert entry.progress is not None
    withdraw_progress(progress=entry.progress, reason="Keliru", by=user_of(cast.beringin), at=at)
    entry = DailyEntry.objects.get(pk=entry.pk)
    services.remove_entry(entry=entry, version=1, by=user_of(cast.beringin), at=at)
    assert DailyEntry.objects.get().removed_at == at


def test_on_the_next_day_a_line_stays_as_it_is(cast: Cast, at: datetime) -> None:
    entry = write(cast, at)
    with pytest.raises(Refused, match="pada hari Anda menulisnya"):
        change(cast, entry, at + timedelta(days=1), text="Lain")


def test_on_the_next_day_a_line_is_not_removed(cast: Cast, at: datetime) -> None:
    entry = write(cast, at)
    with pytest.raises(Refused, match="pada hari Anda menulisnya"):
        services.remove_entry(entry=entry, version=1, by=user_of(cast.beringin), at=at + timedelta(days=1))


# --- lines that come back ---------------------------------------------------------------


def test_chosen_lines_are_copied_without_their_quantity_and_never_twice(
    cast: Cast, indicator: Indicator, at: datetime
) -> None:
    source = write(cast, at, on=FRIDAY, indicator=indicator, value=Decimal(3))
    copied = [copy(cast, source, at) for _ in range(2)]
    assert copied == [1, 0]
    [came] = queries.entries_between(cast.beringin, TODAY, TODAY)
    assert (came.text, came.indicator, came.progress) == (source.text, indicator, None)


def test_a_copy_that_was_removed_may_be_copied_again(cast: Cast, at: datetime) -> None:
    source = write(cast, at, on=FRIDAY)
    copy(cast, source, at)
    services.remove_entry(entry=DailyEntry.objects.get(on=TODAY), version=1, by=user_of(cast.beringin), at=at)
    assert copy(cast, source, at) == 1
    assert queries.entries_between(cast.beringin, TODAY, TODAY).count() == 1


def test_a_monday_finds_the_lines_of_friday(cast: Cast, at: datetime) -> None:
    write(cast, at, on=FRIDAY)
    assert queries.last_day_before(cast.beringin, date(2026, 11, 23)) == FRIDAY
    assert queries.last_day_before(cast.beringin, FRIDAY) is None


@pytest.fixture
def morning(cast: Cast, at: datetime) -> RecurringEntry:
    """Every Monday and Tuesday since Monday of last week."""
    return services.add_recurring(
        employee=cast.beringin, text="Membuka loket", indicator=None, weekdays=0b11, since=date(2026, 11, 16),
        by=user_of(cast.beringin), at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "is_offered"),
    [(TODAY, True), (date(2026, 11, 23), True), (FRIDAY, False), (date(2026, 11, 10), False)],
)
def test_recurring_work_is_offered_on_its_days_only(
    cast: Cast, morning: RecurringEntry, day: date, is_offered: bool
) -> None:
    assert (queries.offers(cast.beringin, day) == [morning]) is is_offered


def test_an_offer_is_taken_over_once(cast: Cast, morning: RecurringEntry, at: datetime) -> None:
    taken = [services.accept_offer(recurring=morning, on=TODAY, by=user_of(cast.beringin), at=at) for _ in range(2)]
    assert taken == [True, False]
    assert queries.offers(cast.beringin, TODAY) == []
    assert DailyEntry.objects.get().text == "Membuka loket"


def test_a_skipped_offer_stays_away_for_that_day_only(cast: Cast, morning: RecurringEntry, at: datetime) -> None:
    for _ in range(2):
        services.skip_offer(recurring=morning, on=TODAY, by=user_of(cast.beringin), at=at)
    assert queries.offers(cast.beringin, TODAY) == []
    assert queries.offers(cast.beringin, date(2026, 11, 23)) == [morning]
    assert not queries.entries_between(cast.beringin, TODAY, TODAY).exists()


def test_an_offer_skipped_by_mistake_can_still_be_taken(cast: Cast, morning: RecurringEntry, at: datetime) -> None:
    services.skip_offer(recurring=morning, on=TODAY, by=user_of(cast.beringin), at=at)
    assert services.accept_offer(recurring=morning, on=TODAY, by=user_of(cast.beringin), at=at)
    assert queries.entries_between(cast.beringin, TODAY, TODAY).count() == 1


def test_ended_work_is_offered_no_more_and_its_lines_stay(cast: Cast, morning: RecurringEntry, at: datetime) -> None:
    services.accept_offer(recurring=morning, on=date(2026, 11, 23), by=user_of(cast.beringin), at=at)
    services.end_recurring(recurring=morning, by=user_of(cast.beringin), at=at)
    assert queries.offers(cast.beringin, TODAY) == []
    assert list(queries.recurring_of(cast.beringin, TODAY)) == []
    assert DailyEntry.objects.count() == 1


def test_the_same_recurring_work_is_kept_once(cast: Cast, morning: RecurringEntry, at: datetime) -> None:
    again = services.add_recurring(
        employee=cast.beringin, text="Membuka loket", indicator=None, weekdays=0b11, since=TODAY,
        by=user_of(cast.beringin), at=at,
    )  # fmt: skip
    assert again == morning


@pytest.mark.parametrize("weekdays", [0, 128])
def test_recurring_work_needs_a_day_of_the_week(cast: Cast, at: datetime, weekdays: int) -> None:
    with pytest.raises(Refused, match="satu hari"):
        services.add_recurring(
            employee=cast.beringin, text="x", indicator=None, weekdays=weekdays, since=TODAY,
            by=user_of(cast.beringin), at=at,
        )  # fmt: skip


def test_a_line_of_a_plan_that_is_over_comes_back_without_its_indicator(
    cast: Cast, indicator: Indicator, morning: RecurringEntry, at: datetime
) -> None:
    RecurringEntry.objects.update(indicator=indicator)
    indicator.result.skp.state, indicator.result.skp.closed_on = "closed", TODAY
    indicator.result.skp.save()
    morning.refresh_from_db()
    services.accept_offer(recurring=morning, on=TODAY, by=user_of(cast.beringin), at=at)
    assert DailyEntry.objects.get().indicator is None


# --- the month --------------------------------------------------------------------------


def test_a_month_counts_lines_days_and_quantities_by_indicator(cast: Cast, indicator: Indicator, at: datetime) -> None:
    Indicator.objects.update(accumulation=Accumulation.SUM)
    write(cast, at, indicator=indicator, value=Decimal(3))
    write(cast, at, indicator=indicator, value=Decimal(2), text="Lagi", key="b")
    write(cast, at, key="c")
    removed = write(cast, at, indicator=indicator, value=Decimal(9), text="Keliru", key="d")
    services.remove_entry(entry=removed, version=1, by=user_of(cast.beringin), at=at)
    rows = {row["indicator"]: row for row in queries.by_indicator(cast.beringin, date(2026, 11, 1), date(2026, 11, 30))}
    named, free = rows[indicator.pk], rows[None]
    assert (named["entries"], named["days"], named["quantity"]) == (2, 1, Decimal(5))
    assert (free["entries"], free["quantity"]) == (1, None)


def test_a_month_shows_the_last_level_where_nothing_adds_up(cast: Cast, indicator: Indicator, at: datetime) -> None:
    write(cast, at, indicator=indicator, value=Decimal(95))
    write(cast, at, on=FRIDAY, indicator=indicator, value=Decimal(80), key="b")
    [row] = queries.by_indicator(cast.beringin, date(2026, 11, 1), date(2026, 11, 30))
    assert (row["entries"], row["quantity"]) == (2, Decimal(95))


def test_the_same_day_is_the_day_of_the_office_not_of_the_world(cast: Cast) -> None:
    late = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # 23.30 in Medan
    entry = write(cast, late)
    change(cast, entry, late + timedelta(minutes=20), text="Masih hari ini")
    entry.refresh_from_db()
    with pytest.raises(Refused, match="pada hari Anda menulisnya"):
        change(cast, entry, late + timedelta(hours=1), text="Sudah besok")
