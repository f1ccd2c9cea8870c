"""Drawing a sample and judging it: recorded, redoable, never taken back."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from terang.core import sampling as core
from terang.evidence.enums import Verdict
from terang.evidence.models import Progress, SampleDraw, SampleItem
from terang.evidence.queries.sampling import draws_of, items_of, next_unchecked, sampleable, verdicts_on
from terang.evidence.services import Refused
from terang.evidence.services import sampling as services
from terang.ledger.queries import entries
from terang.planning.enums import PeriodState
from terang.planning.models import Period, Skp
from tests.cast import Cast, make_progress, make_skp, user_of
from tests.planning.builders import told


@pytest.fixture
def skp(cast: Cast) -> Skp:
    plan = make_skp(cast, cast.beringin, state="set")
    for number in range(1, 13):
        make_progress(plan, number, date(2026, number if number < 11 else 10, 2))
    return plan


def drawing(cast: Cast, skp: Skp, at: datetime, **changes: Any) -> SampleDraw:
    asked: dict[str, Any] = {"size": 5, "last": None}
    return services.draw_sample(skp=skp, appraiser=cast.kasi, by=user_of(cast.kasi), at=at, **asked | changes)


def judging(cast: Cast, item: SampleItem, at: datetime, **changes: Any) -> None:
    said: dict[str, Any] = {"verdict": Verdict.FITS, "note": "", "seen": ""}
    services.judge(item=item, by=user_of(cast.kasi), at=at, **said | changes)


def test_a_draw_can_be_redone_from_what_is_stored(cast: Cast, skp: Skp, at: datetime) -> None:
    drawn = drawing(cast, skp, at)
    assert drawn.population == sampleable(skp)
    chosen = [item.progress_id for item in items_of(drawn)]
    assert chosen == list(core.draw(drawn.seed, drawn.population, 5))


def test_the_ledger_tells_seed_size_and_what_was_chosen(cast: Cast, skp: Skp, at: datetime) -> None:
    drawn = drawing(cast, skp, at)
    entry = told("sample.drawn")
    assert (entry["seed"], entry["size"], entry["population"]) == (drawn.seed, 5, 12)
    assert entry["chosen"] == [item.progress_id for item in items_of(drawn)]


def test_withdrawn_progress_is_not_drawn(cast: Cast, skp: Skp, at: datetime) -> None:
    Progress.objects.filter(value__lte=6).update(withdrawn_at=at, withdrawn_reason="Keliru")
    assert len(drawing(cast, skp, at, size=6).population) == 6


def test_a_second_draw_stands_beside_the_first(cast: Cast, skp: Skp, at: datetime) -> None:
    first = drawing(cast, skp, at)
    second = drawing(cast, skp, at + timedelta(hours=1), last=first.pk)
    assert [draw.pk for draw in draws_of(skp)] == [second.pk, first.pk]
    assert first.seed != second.seed


def test_a_form_sent_twice_draws_once(cast: Cast, skp: Skp, at: datetime) -> None:
    first = drawing(cast, skp, at)
    with pytest.raises(services.DrawnMeanwhile) as refusal:
        drawing(cast, skp, at)
    assert refusal.value.draw == first
    assert SampleDraw.objects.count() == 1


@pytest.mark.parametrize("size", [0, -1, 13])
def test_a_size_that_fits_nothing_is_refused(cast: Cast, skp: Skp, at: datetime, size: int) -> None:
    with pytest.raises(Refused, match="antara 1 dan 12"):
        drawing(cast, skp, at, size=size)


def test_without_progress_nothing_is_drawn(cast: Cast, skp: Skp, at: datetime) -> None:
    Progress.objects.all().delete()
    with pytest.raises(Refused, match="Belum ada catatan"):
        drawing(cast, skp, at)


def test_in_a_closed_period_nothing_is_drawn(cast: Cast, skp: Skp, at: datetime) -> None:
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(Refused, match="sudah ditutup"):
        drawing(cast, skp, at)
    assert not entries("contoh", act="sample.drawn").exists()


def test_what_was_found_is_kept_and_told(cast: Cast, skp: Skp, at: datetime) -> None:
    item = next_unchecked(drawing(cast, skp, at))
    assert item is not None
    judging(cast, item, at, verdict=Verdict.DOUBT, note="Foto tidak menunjukkan jumlahnya.")
    [draw] = draws_of(skp)
    assert (draw.drawn, draw.checked, draw.doubted) == (5, 1, 1)  # type: ignore[attr-defined]
    assert verdicts_on([item.progress])[item.progress_id].note == "Foto tidak menunjukkan jumlahnya."
    assert told("sample.judged")["verdict"] == "doubt"
    assert "Foto" not in str(told("sample.judged"))


def test_a_doubt_needs_words(cast: Cast, skp: Skp, at: datetime) -> None:
    item = next_unchecked(drawing(cast, skp, at))
    assert item is not None
    with pytest.raises(Refused, match="perlu dijelaskan"):
        judging(cast, item, at, verdict=Verdict.DOUBT, note="  ")


def test_the_same_verdict_sent_twice_is_told_once(cast: Cast, skp: Skp, at: datetime) -> None:
    item = next_unchecked(drawing(cast, skp, at))
    assert item is not None
    for _time in range(2):
        judging(cast, item, at)
    assert entries("contoh", act="sample.judged").count() == 1


def test_a_verdict_from_an_old_page_does_not_overwrite(cast: Cast, skp: Skp, at: datetime) -> None:
    item = next_unchecked(drawing(cast, skp, at))
    assert item is not None
    judging(cast, item, at)
    with pytest.raises(services.JudgedMeanwhile):
        judging(cast, item, at, verdict=Verdict.DOUBT, note="Dari tab lama")
    assert SampleItem.objects.get(pk=item.pk).verdict == Verdict.FITS


def test_a_verdict_may_be_changed_knowingly_and_both_are_told(cast: Cast, skp: Skp, at: datetime) -> None:
    item = next_unchecked(drawing(cast, skp, at))
    assert item is not None
    judging(cast, item, at)
    judging(cast, item, at, verdict=Verdict.DOUBT, note="Sesudah dilihat lagi", seen=Verdict.FITS)
    acts = entries("contoh", act="sample.judged").order_by("seq")
    assert [json.loads(entry.payload)["verdict"] for entry in acts] == ["fits", "doubt"]


def test_in_a_closed_period_nothing_is_judged(cast: Cast, skp: Skp, at: datetime) -> None:
    item = next_unchecked(drawing(cast, skp, at))
    assert item is not None
    Period.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(Refused, match="sudah ditutup"):
        judging(cast, item, at)
