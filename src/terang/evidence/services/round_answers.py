"""What a rater writes. Nothing of it stands in the ledger before the round closes, and nothing has a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.evidence.enums import ResponseState, RoundState
from terang.evidence.models import RaterRound, RoundResponse
from terang.evidence.queries.rounds import OwnTask

from .guards import ChangedMeanwhile, Refused
from .rater_keys import count_owed

LONGEST_COMMENT = 1000
NOT_SEEN = 0


@dataclass(frozen=True)
class Filled:
    """What stands in a questionnaire.

    Attributes:
        answers: 1..5, or 0 for "tidak teramati", by key of the behaviour; what is not answered is left out.
        comments: words by key of the core value; empty ones are left out.
    """

    answers: Mapping[str, int]
    comments: Mapping[str, str]

    def stored(self) -> dict[str, Any]:
        comments = {key: text.strip() for key, text in self.comments.items() if text.strip()}
        return {"answers": dict(self.answers), "comments": comments}


class TakenAway(Refused):
    """The task is no longer this person's: the round closed, or somebody else was asked instead."""


def save_answer(*, own: OwnTask, filled: Filled, version: int, at: datetime) -> int:
    """Keep what is filled in so far as a draft, and return the version that stands. The same words change nothing.

    Raises:
        Refused: an answer that is not in the questionnaire, sent already, outside the days of the round.
        TakenAway: the task is no longer this person's.
        ChangedMeanwhile: another version stands, with other words.
    """
    _require_known(own, filled)
    return _write(own, version, at, ResponseState.DRAFT, filled.stored())


def send_answer(*, own: OwnTask, filled: Filled, version: int, at: datetime) -> int:
    """Send an answer. It can be taken back and changed until the round closes.

    Raises:
        Refused: a behaviour without an answer; otherwise as for a draft.
        TakenAway: the task is no longer this person's.
        ChangedMeanwhile: another version stands, with other words.
    """
    _require_known(own, filled)
    missing = [key for key in own.key.round.policy["items"] if key not in filled.answers]
    if missing:
        raise Refused(
            _("Masih ada %(n)d perilaku tanpa jawaban. Pilih “Tidak teramati” bila Anda tidak melihatnya.")
            % {"n": len(missing)}
        )
    return _write(own, version, at, ResponseState.SENT, filled.stored())


def withdraw_answer(*, own: OwnTask, at: datetime) -> int:
    """Take a sent answer back to a draft, until the round closes; a draft stays as it is.

    Raises:
        Refused: outside the days of the round.
        TakenAway: the task is no longer this person's.
    """
    return _write(own, None, at, ResponseState.DRAFT, None)


def _write(own: OwnTask, version: int | None, at: datetime, state: ResponseState, stored: dict[str, Any] | None) -> int:
    with transaction.atomic():
        _require_days(own, at)
        current = RoundResponse.objects.select_for_update().filter(pk=own.response.pk).first()
        if current is None:
            raise TakenAway(_("Tugas ini tidak lagi ada pada Anda. Daftar Anda memuat yang masih ada."))
        wanted = current.filled if stored is None else stored
        if current.state == state and current.filled == wanted:
            return current.version
        if version is not None:
            _require_seen(current, version, state)
        changes = {"state": state, "filled": wanted, "version": F("version") + 1}
        RoundResponse.objects.filter(pk=current.pk).update(**changes)
        if ResponseState.SENT in (state, current.state):
            count_owed(own.key)
    return current.version + 1


def _require_seen(current: RoundResponse, version: int, state: ResponseState) -> None:
    if current.state == ResponseState.SENT and state == ResponseState.DRAFT:
        raise Refused(_("Jawaban ini sudah terkirim. Tarik kembali dulu bila Anda ingin mengubahnya."))
    if current.version != version:
        raise ChangedMeanwhile(current)


def _require_days(own: OwnTask, at: datetime) -> None:
    """Read the round anew: the page may be older than its end."""
    given = RaterRound.objects.get(pk=own.key.round_id)
    if given.state != RoundState.OPEN or not given.opens_on <= timezone.localdate(at) <= given.closes_on:
        raise TakenAway(_("Waktu mengisi putaran ini sudah berakhir, jadi jawaban tidak dapat diubah lagi."))


def _require_known(own: OwnTask, filled: Filled) -> None:
    policy = own.key.round.policy
    if not set(filled.answers) <= set(policy["items"]) or not set(filled.comments) <= set(policy["values"]):
        raise Refused(_("Pilih jawaban dari kuesioner ini."))
    if not all(value in range(NOT_SEEN, 6) for value in filled.answers.values()):
        raise Refused(_("Pilih jawaban dari kuesioner ini."))
    if any(len(text) > LONGEST_COMMENT for text in filled.comments.values()):
        raise Refused(_("Paling banyak %(most)d huruf untuk satu contoh kejadian.") % {"most": LONGEST_COMMENT})
