"""Samples: drawing them and saying what was found. Every draw stays on record, with what is needed to redo it."""

from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from terang.core import sampling as core
from terang.core.canonical import canonical_json
from terang.evidence.enums import Verdict
from terang.evidence.models import SampleDraw, SampleItem
from terang.evidence.queries.sampling import sampleable
from terang.identity.models import User
from terang.organisation.models import Employee
from terang.planning.models import Skp
from terang.planning.services.news import tell_employees

from .guards import Refused, digest_of, note_act, require_open

LONGEST_NOTE = 500
# What fits on one page and into one sitting; who wants to see more draws again.
MOST_ROWS = 50


class DrawnMeanwhile(Refused):
    """Another draw was made since the page was opened (a form sent twice, another tab)."""

    def __init__(self, draw: SampleDraw) -> None:
        super().__init__(_("Sampel baru saja ditarik. Periksa sampel itu dulu."))
        self.draw = draw


class JudgedMeanwhile(Refused):
    """Another verdict was stored since the page was opened."""

    def __init__(self) -> None:
        super().__init__(_("Putusan atas catatan ini diubah di tab lain. Bandingkan, lalu simpan lagi."))


def draw_sample(*, skp: Skp, size: int, last: int | None, appraiser: Employee, by: User, at: datetime) -> SampleDraw:
    """Draw a random sample of the progress of a plan. An earlier draw stays on record beside it.

    Args:
        last: the newest draw that the person knew of, none when there was none.

    Raises:
        Refused: the plan is not set, the period is closed, there is no progress, or the size fits nothing.
        DrawnMeanwhile: there is a newer draw than the person knew of.
    """
    require_open(skp)
    with transaction.atomic():
        Skp.objects.select_for_update().get(pk=skp.pk)
        newest = SampleDraw.objects.filter(skp=skp).order_by("pk").last()
        if newest is not None and newest.pk != last:
            raise DrawnMeanwhile(newest)
        population = sampleable(skp)
        _require_size(size, len(population))
        drawn = SampleDraw.objects.create(
            skp=skp, seed=token_hex(16), size=size, population=population, drawn_by=appraiser, drawn_at=at
        )
        chosen = core.draw(drawn.seed, population, size)
        SampleItem.objects.bulk_create(
            SampleItem(draw=drawn, progress_id=key, order=place) for place, key in enumerate(chosen, start=1)
        )
        digest = digest_of(canonical_json(population))
        told = {"draw": drawn.pk, "seed": drawn.seed, "size": size, "population": len(population)}
        note_act(skp, "sample.drawn", by.username, at, told | {"population_sha256": digest, "chosen": list(chosen)})
    return drawn


def judge(*, item: SampleItem, verdict: Verdict, note: str, seen: str, by: User, at: datetime) -> None:
    """Say whether a sampled entry and its evidence fit; a doubt says in words what needs explaining.

    Args:
        seen: the verdict that stood on the page, empty when there was none.

    Raises:
        Refused: the period is closed, or a doubt without words.
        JudgedMeanwhile: another verdict stands there by now.
    """
    skp, said = item.draw.skp, note.strip()
    require_open(skp)
    if verdict == Verdict.DOUBT and not said:
        raise Refused(_("Tuliskan apa yang perlu dijelaskan."))
    with transaction.atomic():
        mine = SampleItem.objects.filter(pk=item.pk)
        if mine.filter(verdict=verdict, note=said).exists():
            return
        if not mine.filter(verdict=seen).update(verdict=verdict, note=said, checked_at=at):
            raise JudgedMeanwhile
        told = {"draw": item.draw_id, "progress": item.progress_id, "verdict": verdict, "was": seen}
        note_act(skp, "sample.judged", by.username, at, told | {"note_sha256": digest_of(said)})
        if verdict == Verdict.DOUBT:
            _tell_owner(item, skp, at)


def _tell_owner(item: SampleItem, skp: Skp, at: datetime) -> None:
    """A doubt asks for an answer; what it says stands on the page, not in the notice."""
    url = reverse("evidence:progress", args=[item.progress.indicator_id])
    text = gettext_noop("Pejabat penilai menanyakan satu catatan bukti Anda. Baca pertanyaannya, lalu jelaskan.")
    tell_employees([skp.employee_id], key=f"evidence:{item.pk}:doubt", text=text, url=url, at=at)


def _require_size(size: int, population: int) -> None:
    if not population:
        raise Refused(_("Belum ada catatan yang dapat diperiksa."))
    most = min(population, MOST_ROWS)
    if not 1 <= size <= most:
        raise Refused(_("Pilih antara 1 dan %(most)d catatan.") % {"most": most})
