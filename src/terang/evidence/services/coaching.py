"""Guidance (bimbingan kinerja): sessions, the employee's reply (B.1.8) and the coach's scores (B.1.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.evidence.enums import Answer, CoachingKind
from terang.evidence.models import Coaching, CoachingReply, CompetenceScore
from terang.evidence.queries.coaching import coached_by, reply_to, scores_of
from terang.identity.models import User
from terang.organisation.models import Employee
from terang.organisation.queries import superior_line
from terang.planning.models import Skp
from terang.regulation.queries import in_force

from .guards import ChangedMeanwhile, Refused, digest_of, note_act, require_day, require_open, stored_key
from .protected import note_protected, sealed

MOST_IN_A_GROUP = 30
# What the ledger says a reply is about: no session, no person.
REPLY_SUBJECT = "coaching_reply"


@dataclass(frozen=True)
class Score:
    """One line of format B.1.9."""

    competence: str
    score: int
    reason: str


def record_sessions(
    *,
    plans: Sequence[Skp],
    coach: Employee,
    held_on: date,
    topic: str,
    notes: str,
    agreed: str,
    key: str,
    by: User,
    at: datetime,
) -> list[Coaching]:
    """Record a session with one or several of the people someone appraises: one row each, all or none.

    The same form sent twice is stored once.

    Raises:
        Refused: nobody or too many chosen, somebody else's people, no words, a day ahead or outside the period,
            or a plan or period that is closed.
    """
    today = timezone.localdate(at)
    _require_people(plans, coach, today)
    _require_words(topic, notes)
    for skp in plans:
        require_open(skp)
        require_day(skp, held_on, today)
    kind = CoachingKind.GROUP if len(plans) > 1 else CoachingKind.INDIVIDUAL
    rows = [
        Coaching(
            skp=skp, kind=kind, held_on=held_on, coach=coach, topic=topic.strip(), notes=notes.strip(),
            agreed=agreed.strip(), created_at=at, idempotency_key=stored_key(coach, f"{skp.pk}:{key}"),
        )
        for skp in plans
    ]  # fmt: skip
    try:
        with transaction.atomic():
            for row in rows:
                row.save(force_insert=True)
                _note(row, "coaching.recorded", by, at, {"kind": str(row.kind), "sha256": _said(row)})
    except IntegrityError:
        return list(Coaching.objects.filter(idempotency_key__in=[row.idempotency_key for row in rows]))
    return rows


def change_session(
    *, coaching: Coaching, version: int, held_on: date, topic: str, notes: str, agreed: str, by: User, at: datetime
) -> None:
    """Correct what was written about one session.

    Raises:
        Refused: no words, a day ahead or outside the period, or a plan or period that is closed.
        ChangedMeanwhile: another version stands.
    """
    require_open(coaching.skp)
    _require_words(topic, notes)
    require_day(coaching.skp, held_on, timezone.localdate(at))
    words = {"held_on": held_on, "topic": topic.strip(), "notes": notes.strip(), "agreed": agreed.strip()}
    with transaction.atomic():
        _claim(coaching, version, words)
        changed = Coaching.objects.select_related("skp__employee__agency").get(pk=coaching.pk)
        _note(changed, "coaching.changed", by, at, {"version": changed.version, "sha256": _said(changed)})


def send_reply(*, coaching: Coaching, answers: Mapping[str, str], note: str, at: datetime) -> CoachingReply:
    """Send format B.1.8 to the superior of the coach. It is sent once and not changed.

    The ledger learns that some reply was sent on a day, and a seal. A coach may read the ledger as one of the
    performance team, and shall not find there who answered, nor that anybody did.

    Raises:
        Refused: a statement without an answer, nobody stands above the coach, closed, or sent before with other words.
    """
    require_open(coaching.skp)
    today = timezone.localdate(at)
    known = {each.key for each in in_force(today).coaching.statements.value}
    if set(answers) != known or not set(answers.values()) <= set(Answer.values):
        raise Refused(_("Jawab setiap pernyataan."))
    reader = superior_line(coaching.coach, today).appraiser
    if reader is None or reader.pk in (coaching.coach_id, coaching.skp.employee_id):
        raise Refused(_("Belum ada atasan yang dapat membaca umpan balik ini. Hubungi tim pengelola kinerja."))
    said = {"answers": dict(answers), "note": note.strip()}
    try:
        with transaction.atomic():
            reply = CoachingReply.objects.create(coaching=coaching, reader=reader, sent_at=at, **said)
            words = f"{sorted(answers.items())}{note.strip()}"
            seal = sealed(coaching.pk, coaching.skp_id, words)
            note_protected(coaching.skp.employee.agency.code, "coaching.replied", REPLY_SUBJECT, at, seal)
    except IntegrityError:
        return _same_reply(coaching, said)
    return reply


def score_competences(*, coaching: Coaching, version: int, scores: Sequence[Score], by: User, at: datetime) -> None:
    """Fill format B.1.9 anew as a whole.

    Raises:
        Refused: nothing scored, a line without name or reason, a score outside the scale, one competence twice,
            or a plan or period that is closed.
        ChangedMeanwhile: another version stands.
    """
    require_open(coaching.skp)
    _require_scores(scores, timezone.localdate(at))
    rows = [
        CompetenceScore(
            coaching=coaching, order=order, competence=each.competence.strip(), score=each.score,
            reason=each.reason.strip(),
        )
        for order, each in enumerate(scores, start=1)
    ]  # fmt: skip
    with transaction.atomic():
        _claim(coaching, version, {})
        CompetenceScore.objects.filter(coaching=coaching).delete()
        CompetenceScore.objects.bulk_create(rows)
        text = "\n".join(f"{row.competence}\t{row.score}\t{row.reason}" for row in scores_of(coaching))
        _note(coaching, "coaching.scored", by, at, {"competences": len(rows), "sha256": digest_of(text)})


# --- guards -----------------------------------------------------------------------------


def _require_people(plans: Sequence[Skp], coach: Employee, today: date) -> None:
    if not plans:
        raise Refused(_("Pilih pegawai yang dibimbing."))
    if len(plans) > MOST_IN_A_GROUP:
        raise Refused(_("Paling banyak %(most)d pegawai dalam satu bimbingan.") % {"most": MOST_IN_A_GROUP})
    mine = set(coached_by(coach, today).values_list("pk", flat=True))
    if not {skp.pk for skp in plans} <= mine:
        raise Refused(_("Bimbingan dicatat oleh pejabat penilai pegawai yang bersangkutan."))


def _require_words(topic: str, notes: str) -> None:
    if not topic.strip() or not notes.strip():
        raise Refused(_("Tuliskan pokok bahasan dan catatannya; satu dua kalimat sudah cukup."))


def _require_scores(scores: Sequence[Score], today: date) -> None:
    scale = in_force(today).coaching.competence_scale.value
    if not scores:
        raise Refused(_("Isi paling sedikit satu kompetensi."))
    if not all(each.competence.strip() and each.reason.strip() for each in scores):
        raise Refused(_("Setiap kompetensi memerlukan nama dan alasan."))
    if not all(scale.lowest <= each.score <= scale.highest for each in scores):
        raise Refused(_("Nilai kompetensi antara %(low)d dan %(high)d.") % {"low": scale.lowest, "high": scale.highest})
    if len({each.competence.strip().casefold() for each in scores}) < len(scores):
        raise Refused(_("Satu kompetensi cukup ditulis satu kali."))


def _claim(coaching: Coaching, version: int, changes: Mapping[str, object]) -> None:
    seen = Coaching.objects.filter(pk=coaching.pk, version=version)
    if not seen.update(version=F("version") + 1, **changes):
        raise ChangedMeanwhile(Coaching.objects.get(pk=coaching.pk))


def _same_reply(coaching: Coaching, said: Mapping[str, object]) -> CoachingReply:
    first = reply_to(coaching)
    if first is None or {"answers": first.answers, "note": first.note} != said:
        raise Refused(_("Umpan balik bimbingan ini sudah dikirim dan tidak dapat diubah."))
    return first


def _said(row: Coaching) -> str:
    return digest_of("\n".join((row.held_on.isoformat(), row.topic, row.notes, row.agreed)))


def _note(row: Coaching, act: str, by: User, at: datetime, data: Mapping[str, object]) -> None:
    note_act(row.skp, act, by.username, at, {"coaching": row.pk, **data})
