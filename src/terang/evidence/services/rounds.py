"""The life of a round: made, opened, closed under one seal, published once. Acts of the performance team."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.evidence.enums import RoundState
from terang.evidence.models import RaterRound, RoundUnit
from terang.evidence.queries.rounds import unfinished_over
from terang.identity.models import User
from terang.jobs.models import Job
from terang.jobs.services import enqueue
from terang.ledger.services import record
from terang.organisation.models import Agency, Unit
from terang.planning.enums import PeriodState
from terang.planning.models import Period
from terang.regulation.queries import in_force

from .guards import ChangedMeanwhile, Refused, digest_of

DRAW_JOB, CLOSE_JOB = "rounds.draw", "rounds.close"


def create_round(
    *,
    agency: Agency,
    period: Period,
    name: str,
    units: Sequence[Unit],
    opens_on: date,
    closes_on: date,
    key: str,
    by: User,
    at: datetime,
) -> RaterRound:
    """Prepare a round and let its raters be drawn in the background. The same form sent twice makes one round.

    Args:
        units: whom it is for, each with what lies below; none is the whole agency.

    Raises:
        Refused: no name, a closed period, days that do not fit, or another round of the same people still runs.
    """
    today = timezone.localdate(at)
    _require_words(name)
    _require_days(period, opens_on, closes_on, today)
    stored = digest_of(f"round:{agency.pk}:{key}")
    first = RaterRound.objects.filter(idempotency_key=stored).first()
    if first is not None:
        return first
    try:
        with transaction.atomic():
            Agency.objects.select_for_update().get(pk=agency.pk)
            _require_free(agency, units)
            made = RaterRound.objects.create(
                agency=agency, period=period, name=name.strip(), opens_on=opens_on, closes_on=closes_on,
                seed=token_hex(16), policy=policy_of(opens_on), created_at=at, idempotency_key=stored,
            )  # fmt: skip
            RoundUnit.objects.bulk_create(RoundUnit(round=made, unit=unit) for unit in units)
            told = {"name": made.name, "opens_on": opens_on, "closes_on": closes_on, "units": len(units)}
            _note(made, "round.created", by, at, told)
            ask_to_draw(given=made, by=by, at=at)
    except IntegrityError:
        return RaterRound.objects.get(idempotency_key=stored)
    return made


def ask_to_draw(*, given: RaterRound, by: User, at: datetime) -> Job:
    """Let raters be drawn, anew where they were drawn before: people, relations or proposals may have changed.

    Raises:
        Refused: the round is no longer being prepared.
    """
    _require_state(given, RoundState.DRAFT)
    key = f"{DRAW_JOB}:{given.pk}:{at.isoformat()}"
    told = {"given": given.pk, "by": by.username, "at": at.isoformat()}
    url = f"/putaran/{given.pk}/"
    return enqueue(kind=DRAW_JOB, params=told, by=by.username, at=at, key=key, agency=given.agency.code, result_url=url)


def discard_round(*, given: RaterRound, version: int, by: User, at: datetime) -> None:
    """Throw a round away that was never opened.

    Raises:
        Refused: it was opened.
        ChangedMeanwhile: another version stands.
    """
    with transaction.atomic():
        _move(given, version, RoundState.DRAFT, {})
        _note(given, "round.discarded", by, at, {"name": given.name})
        RaterRound.objects.filter(pk=given.pk).delete()


def open_round(*, given: RaterRound, version: int, by: User, at: datetime) -> None:
    """Let raters answer from the first day of the round. From here on nothing about the draw is shown to anybody.

    Raises:
        Refused: raters are not drawn yet, the last day is over, or it was opened before.
        ChangedMeanwhile: another version stands.
    """
    _require_open_period(given)
    if given.coverage is None:
        raise Refused(_("Penilai belum dibagi. Tunggu pembagiannya selesai, lalu buka putaran ini."))
    if given.closes_on < timezone.localdate(at):
        raise Refused(_("Hari terakhir putaran ini sudah lewat. Perpanjang dulu, lalu buka."))
    with transaction.atomic():
        _move(given, version, RoundState.DRAFT, {"state": RoundState.OPEN, "opened_at": at})
        _note(given, "round.opened", by, at, {"closes_on": given.closes_on})


def extend_round(*, given: RaterRound, version: int, closes_on: date, by: User, at: datetime) -> None:
    """Move the last day further away; never nearer, so that nobody's time is cut.

    Raises:
        Refused: an earlier day, after the end of the period's year, or the round is closed.
        ChangedMeanwhile: another version stands.
    """
    if closes_on <= given.closes_on:
        raise Refused(_("Pilih hari sesudah %(day)s; waktu yang sudah dijanjikan tidak dipersingkat.") % {
            "day": given.closes_on.strftime("%d-%m-%Y")
        })  # fmt: skip
    _require_open_period(given)
    state = RoundState.OPEN if given.state == RoundState.OPEN else RoundState.DRAFT
    with transaction.atomic():
        _move(given, version, state, {"closes_on": closes_on})
        _note(given, "round.extended", by, at, {"from": given.closes_on, "until": closes_on})


def ask_to_close(*, given: RaterRound, version: int, by: User, at: datetime) -> Job:
    """Close a round for good in the background: what was sent is sealed, what was not sent is erased.

    Raises:
        Refused: its last day has not come, or it is not open.
        ChangedMeanwhile: another version stands.
    """
    _require_state(given, RoundState.OPEN)
    if timezone.localdate(at) < given.closes_on:
        raise Refused(_("Hari terakhir putaran ini belum tiba. Penilai masih boleh mengisi."))
    if given.version != version:
        raise ChangedMeanwhile(RaterRound.objects.get(pk=given.pk))
    told = {"given": given.pk, "by": by.username, "at": at.isoformat()}
    key, url = f"{CLOSE_JOB}:{given.pk}", f"/putaran/{given.pk}/"
    return enqueue(
        kind=CLOSE_JOB, params=told, by=by.username, at=at, key=key, agency=given.agency.code, result_url=url
    )


def publish_round(*, given: RaterRound, version: int, by: User, at: datetime) -> None:
    """Give the results out, once.

    Raises:
        Refused: it is not closed, or published before.
        ChangedMeanwhile: another version stands.
    """
    with transaction.atomic():
        _move(given, version, RoundState.CLOSED, {"state": RoundState.PUBLISHED, "published_at": at})
        _note(given, "round.published", by, at, {"seal": given.seal})


def policy_of(on: date) -> dict[str, Any]:
    """The numbers and the questionnaire of a day, as a round keeps them."""
    law = in_force(on)
    values = law.behaviour.core_values.value
    return {
        "law": law.version,
        "assignment": asdict(law.rounds.assignment.value),
        "progress": asdict(law.rounds.progress.value),
        "values": [each.key for each in values],
        "items": [item.key for each in values for item in each.behaviours],
    }


# --- guards -----------------------------------------------------------------------------


def _move(given: RaterRound, version: int, state: RoundState, changes: Mapping[str, object]) -> None:
    """Claim the version that was seen, in the state it must be in."""
    seen = RaterRound.objects.filter(pk=given.pk, version=version, state=state)
    if not seen.update(version=F("version") + 1, **changes):
        _require_state(given, state)
        raise ChangedMeanwhile(RaterRound.objects.get(pk=given.pk))


def _require_state(given: RaterRound, state: RoundState) -> None:
    current = RaterRound.objects.get(pk=given.pk)
    if current.state != state:
        raise Refused(
            _("Putaran ini berstatus %(state)s, jadi langkah ini belum atau tidak lagi dapat dilakukan.")
            % {"state": current.get_state_display()}
        )


def _require_words(name: str) -> None:
    if not name.strip():
        raise Refused(_("Beri nama putaran ini, misalnya Semester II 2026."))


def _require_days(period: Period, opens_on: date, closes_on: date, today: date) -> None:
    if period.state != PeriodState.OPEN:
        raise Refused(_("Periode ini sudah ditutup. Pilih periode yang berjalan."))
    if opens_on < today:
        raise Refused(_("Hari pertama sudah lewat. Pilih hari ini atau sesudahnya."))
    if closes_on < opens_on:
        raise Refused(_("Hari terakhir tidak boleh mendahului hari pertama."))


def _require_open_period(given: RaterRound) -> None:
    if Period.objects.get(pk=given.period_id).state != PeriodState.OPEN:
        raise Refused(_("Periode ini sudah ditutup. Pilih periode yang berjalan."))


def _require_free(agency: Agency, units: Sequence[Unit]) -> None:
    other = unfinished_over(agency, units)
    if other is not None:
        raise Refused(
            _("Putaran “%(name)s” untuk pegawai yang sama belum ditutup. Selesaikan dulu putaran itu.")
            % {"name": other.name}
        )


def _note(given: RaterRound, act: str, by: User, at: datetime, data: Mapping[str, object]) -> None:
    record(agency=given.agency.code, act=act, subject=f"round:{given.pk}", by=by.username, at=at, data=data)
