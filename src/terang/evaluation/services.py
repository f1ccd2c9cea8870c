"""Writing judgements: every act is one transaction with its entry in the ledger.

Each act on a judgement names the version it saw. When another tab or person changed it in between, nothing is
written and the caller shows both sides.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.core import evaluation as core
from terang.core.parameters import Law
from terang.core.workflow import APPRAISER, EMPLOYEE, EVALUATION_WORKFLOW, NotAllowed
from terang.documents.enums import DocumentKind
from terang.documents.models import Document
from terang.documents.seal import SealKeyMissing
from terang.documents.services import issue
from terang.identity.enums import Role
from terang.identity.models import User
from terang.jobs.models import Job
from terang.jobs.services import enqueue
from terang.ledger.services import record
from terang.organisation.access import load_actor
from terang.organisation.models import Assignment, Employee, Unit
from terang.organisation.queries import post_on, superior_line
from terang.planning.enums import PeriodState
from terang.planning.models import Period, Skp
from terang.planning.queries import evaluable
from terang.planning.services.guards import Refused as PlanRefused
from terang.regulation.queries import in_force
from terang.regulation.services import remember_use

from .access import is_head_above
from .enums import AchievementLevel, EvaluationKind, EvaluationState, Rating
from .mapping import FORMAT, Row, Standing, derive, evaluation_form, inputs_of, stored_predikat
from .models import Evaluation, UnitAchievement
from .queries import concluded_in, heads_above, level_for, material_of, unopened, whole

logger = logging.getLogger(__name__)

DELIVER_JOB = "evaluation.deliver"


class Refused(Exception):
    """An act that is not possible now. ``str()`` is the sentence for the person who tried.

    ``field`` names the part of the form the sentence belongs to, empty for the whole.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        self.field = field
        super().__init__(sentence)


class ChangedMeanwhile(Refused):
    """Somebody, perhaps the same person in another tab, changed the judgement. ``current`` is how it stands."""

    def __init__(self, current: Evaluation) -> None:
        self.current = current
        super().__init__(
            _("Penilaian ini diubah di tab lain sesudah halaman ini dibuka. Isian Anda aman; bandingkan, lalu simpan.")
        )


class LevelMissing(Refused):
    """The level of the organisation comes first (PermenPANRB 6/2022 Ps 24); the sentence says who sets it."""

    def __init__(self, unit: Unit, on: date) -> None:
        heads = heads_above(unit, on)
        who = heads[0].employee.full_name if heads else _("Tim pengelola kinerja")
        super().__init__(
            _(
                "Capaian kinerja organisasi untuk %(unit)s belum ditetapkan, padahal itu langkah pertama. "
                "Mintalah %(who)s menetapkannya; isian Anda dapat disimpan sebagai draf."
            )
            % {"unit": unit.name, "who": who}
        )


# --- the level of a unit ----------------------------------------------------------------


def set_unit_achievement(
    *,
    unit: Unit,
    period: Period,
    level: AchievementLevel,
    basis: str,
    document_no: str = "",
    reason: str = "",
    by: User,
    at: datetime,
) -> UnitAchievement:
    """Set or change the level of a unit (PermenPANRB 6/2022 Ps 24; SE MenPANRB 3/2023).

    The head of the organisation one level above sets it; the performance team may enter it for them with the
    number of the signed document. Conclusions made before keep the level they rested on, in their trace.

    Raises:
        Refused: not entitled; basis, document number or reason for the change is missing; changed meanwhile.
    """
    _require_open(period)
    said = {"level": str(level), "basis": basis.strip(), "document_no": document_no.strip()}
    _require_entitled(unit, said, by, at)
    present = UnitAchievement.objects.filter(unit=unit, period=period).first()
    if present and said == {name: getattr(present, name) for name in said}:
        return present
    if present and not reason.strip():
        raise Refused(_("Tuliskan alasan perubahan; alasan ini dicatat di buku besar."), "reason")
    with transaction.atomic():
        row = _written_level(unit, period, present, said | {"set_by": by.name, "set_at": at})
        facts = said | {"unit": unit.pk, "period": period.pk, "concluded_before": concluded_in(unit, period)}
        if present:
            facts |= {"before": present.level, "reason": reason.strip()}
        act = "unit_achievement.changed" if present else "unit_achievement.set"
        _record_for(unit.agency.code, act, f"unit:{unit.pk}", by, at, facts)
    return row


def _require_entitled(unit: Unit, said: Mapping[str, str], by: User, at: datetime) -> None:
    actor = load_actor(by, timezone.localdate(at))
    if not said["basis"]:
        raise Refused(_("Tuliskan dasar penetapan, misalnya capaian perjanjian kinerja unit."), "basis")
    if is_head_above(actor, unit):
        return
    if not actor.has(Role.PERFORMANCE_TEAM, unit.agency):
        raise Refused(_("Capaian unit ditetapkan oleh pimpinan satu tingkat di atasnya."))
    if not said["document_no"]:
        raise Refused(
            _("Tim pengelola mencatat penetapan atas nama pimpinan; tuliskan nomor dokumen penetapannya."),
            "document_no",
        )


def _written_level(
    unit: Unit, period: Period, present: UnitAchievement | None, values: Mapping[str, Any]
) -> UnitAchievement:
    """The guard is the moment of the last setting: who saw an older one must look again."""
    try:
        with transaction.atomic():
            if present is None:
                return UnitAchievement.objects.create(unit=unit, period=period, **values)
            seen = UnitAchievement.objects.filter(pk=present.pk, set_at=present.set_at)
            if seen.update(**values):
                return UnitAchievement.objects.get(pk=present.pk)
    except IntegrityError:
        pass
    raise Refused(_("Capaian unit ini baru saja ditetapkan orang lain. Muat ulang halaman untuk melihatnya."))


# --- opening and drafts -----------------------------------------------------------------


@transaction.atomic
def open_evaluations(*, period: Period, by: User, at: datetime) -> int:
    """Open the annual evaluation of every set plan of a period that has none; returns how many were opened."""
    _require_open(period)
    # Whoever presses the button at the same moment waits here and then finds nothing left to open.
    Period.objects.select_for_update().get(pk=period.pk)
    plans = unopened(period).values_list("pk", "appraiser")
    rows = [Evaluation(skp_id=pk, appraiser_id=who) for pk, who in plans]
    if rows:
        Evaluation.objects.bulk_create(rows, batch_size=500)
        facts = {"opened": len(rows)}
        _record_for(period.agency.code, "evaluation.opened_for_period", f"period:{period.pk}", by, at, facts)
    return len(rows)


@transaction.atomic
def save_draft(
    *,
    evaluation: Evaluation,
    results: str = "",
    behaviour: str = "",
    reason: str = "",
    recommendation: str = "",
    version: int,
    by: User,
    at: datetime,
) -> Evaluation:
    """Keep what the appraiser has so far; nobody else sees it, so the ledger does not name it.

    Args:
        version: of the judgement as the page showed it; 0 where none was saved yet.

    Raises:
        Refused: not the appraiser, or the plan or period does not allow it.
        ChangedMeanwhile: another version is stored.
    """
    _require_appraiser(evaluation, by)
    if evaluation.state != EvaluationState.DRAFT:
        raise ChangedMeanwhile(evaluation)
    opened, seen = _opened(evaluation, version)
    said = _said(results, behaviour, reason, recommendation)
    return _changed(opened, seen, said | {"draft_saved_at": at})


def _said(results: str, behaviour: str, reason: str, recommendation: str) -> dict[str, Any]:
    return {
        "results_rating": str(results), "behaviour_rating": str(behaviour), "reason": reason.strip(),
        "recommendation": recommendation.strip(),
    }  # fmt: skip


def _opened(evaluation: Evaluation, version: int) -> tuple[Evaluation, int]:
    """The stored judgement and the version to write over; begun here by the first save.

    Of two first saves the later one loses: it has not seen what the other wrote.
    """
    _require_open(evaluation.skp.period)
    if evaluation.pk is not None:
        return evaluation, version
    if not Skp.objects.filter(evaluable(), pk=evaluation.skp_id).exists():
        raise Refused(_("SKP ini belum ditetapkan, jadi belum dapat dinilai."))
    try:
        with transaction.atomic():
            begun = Evaluation.objects.create(skp=evaluation.skp, appraiser=evaluation.appraiser)
    except IntegrityError:
        current = whole(Evaluation.objects.filter(skp=evaluation.skp, kind=EvaluationKind.ANNUAL)).get()
        raise ChangedMeanwhile(current) from None
    return begun, begun.version


def _changed(evaluation: Evaluation, seen: int, values: Mapping[str, Any]) -> Evaluation:
    """Write the named fields when state and version are still those the person saw."""
    rows = Evaluation.objects.filter(pk=evaluation.pk, state=evaluation.state, version=seen)
    if not rows.update(version=F("version") + 1, **values):
        raise ChangedMeanwhile(_fresh(evaluation))
    return _fresh(evaluation)


def _fresh(evaluation: Evaluation) -> Evaluation:
    return whole(Evaluation.objects.filter(pk=evaluation.pk)).get()


# --- the conclusion ---------------------------------------------------------------------


class Judgement(NamedTuple):
    """A trace under the law it was made with, and who would decide an objection to it."""

    trace: Row
    law: Law
    superior: Employee | None


def conclude(
    *,
    evaluation: Evaluation,
    results: Rating,
    behaviour: Rating,
    reason: str,
    recommendation: str = "",
    change_reason: str = "",
    version: int,
    by: User,
    at: datetime,
) -> Evaluation:
    """Give the two ratings, which make the predikat (PermenPANRB 6/2022 Ps 24-25), and keep the whole trace.

    Until it is delivered a conclusion may be changed, with a reason. Saying the same twice changes nothing.

    Raises:
        Refused: not the appraiser; delivered already; the reason, or the reason for the change, is missing.
        LevelMissing: the level of the organisation comes first.
        ChangedMeanwhile: another version is stored.
    """
    _require_appraiser(evaluation, by)
    said = _said(results, behaviour, reason, recommendation)
    if evaluation.predikat and said == {name: getattr(evaluation, name) for name in said}:
        return evaluation
    state = _concluded(evaluation)
    _require_reasons(evaluation, said, change_reason)
    with transaction.atomic():
        judgement = _judged(_held(evaluation.skp), said, at)
        opened, seen = _opened(evaluation, version)
        concluded = _changed(opened, seen, said | _conclusion(state, judgement, at))
        _note_conclusion(concluded, evaluation.predikat, change_reason.strip(), judgement, by, at)
    return concluded


def _held(skp: Skp) -> Skp:
    """The plan as it stands, held: an addendum is set before the judgement reads it, or finds it judged."""
    skp.version = Skp.objects.select_for_update().values_list("version", flat=True).get(pk=skp.pk)
    return skp


def keep_as_judged(*, plan: int, sets: bool, **_signal: object) -> None:
    """Refuse an addendum to a plan whose year is judged: a judgement tells of what was agreed when it was made.

    Raises:
        PlanRefused: the plan is judged. Before delivery only the appraiser knows, so only the setting is refused.
    """
    judged = Evaluation.objects.filter(skp=plan, kind=EvaluationKind.ANNUAL).exclude(state=EvaluationState.DRAFT)
    if not sets:
        judged = judged.filter(delivered_at__isnull=False)
    if judged.exists():
        raise PlanRefused(_("SKP ini sudah dinilai, jadi isinya tidak dapat diubah lagi lewat addendum."))


def keep_part_as_judged(*, plan: int, **_signal: object) -> None:
    """Refuse that a plan closed in the middle of the year runs again once its part of the year was delivered.

    Raises:
        PlanRefused: the part is judged, and its person knows.
    """
    if Evaluation.objects.filter(skp=plan, delivered_at__isnull=False).exists():
        raise PlanRefused(_("Bagian tahun itu sudah dinilai dan disampaikan, jadi SKP-nya tetap ditutup."))


def _judged(skp: Skp, said: Mapping[str, str], at: datetime) -> Judgement:
    on, law = timezone.localdate(at), in_force(skp.period.end)
    assert skp.appraiser is not None
    level = level_for(skp.assignment.position.unit, skp.period)
    if level is None:
        raise LevelMissing(skp.assignment.position.unit, on)
    superior = _superior_of(skp.employee, skp.appraiser, on)
    standing = Standing(level, post_on(skp.appraiser, on), superior, post_on(superior, on) if superior else None)
    ratings = {"results": said["results_rating"], "behaviour": said["behaviour_rating"]}
    inputs = inputs_of(skp, material_of(skp, on), standing, ratings, said["reason"])
    return Judgement({"format": FORMAT, "inputs": inputs, "outcome": derive(inputs, law)}, law, superior)


def _superior_of(employee: Employee, appraiser: Employee, on: date) -> Employee | None:
    """Who stands above the appraiser and decides objections; never the person appraised (PP 30/2019 Ps 59)."""
    line = superior_line(employee, on)
    if line.appraiser == appraiser:
        return line.appraisers_superior
    above = superior_line(appraiser, on).appraiser
    return None if above == employee else above


def _conclusion(state: EvaluationState, judgement: Judgement, at: datetime) -> dict[str, Any]:
    predikat = judgement.trace["outcome"]["conclusion"]["predikat"]
    return {
        "state": state, "predikat": stored_predikat(core.Predikat(predikat)),
        "trace": judgement.trace, "law_version": judgement.law.version, "concluded_at": at,
        "appraisers_superior": judgement.superior,
    }  # fmt: skip


def _note_conclusion(
    concluded: Evaluation, before: str, why: str, judgement: Judgement, by: User, at: datetime
) -> None:
    facts = {
        "results": concluded.results_rating, "behaviour": concluded.behaviour_rating,
        "predikat": concluded.predikat, "reason": concluded.reason, "law_version": concluded.law_version,
        "level": judgement.trace["inputs"]["level"]["level"], "head_rule": judgement.trace["outcome"]["head_rule"],
    }  # fmt: skip
    act = "evaluation.changed" if before else "evaluation.concluded"
    _record(concluded, act, by, at, facts | ({"before": before, "why": why} if before else {}))
    remember_use(law=judgement.law, act=act, subject=name_of(concluded), by=by.username, at=at)


def recompute(evaluation: Evaluation) -> bool:
    """Whether the stored inputs, under the law of their day, still lead to the stored outcome and columns."""
    inputs, outcome = evaluation.trace["inputs"], evaluation.trace["outcome"]
    law = in_force(date.fromisoformat(inputs["law_day"]))
    ratings = {"results": evaluation.results_rating, "behaviour": evaluation.behaviour_rating}
    predikat = stored_predikat(core.Predikat(outcome["conclusion"]["predikat"]))
    return inputs["ratings"] == ratings and predikat == evaluation.predikat and derive(inputs, law) == outcome


# --- delivery ---------------------------------------------------------------------------


class Delivery(NamedTuple):
    """What was delivered now, and the job that prepares the documents where there are several."""

    evaluations: tuple[Evaluation, ...]
    job: Job | None


def deliver(*, evaluations: Sequence[Evaluation], by: User, at: datetime) -> Delivery:
    """Hand the results to the employees, all or none (PP 30/2019 Ps 49(2)); from now on they see them.

    What is delivered already is passed over. Documents follow after the commit: one at once, several as a job.

    Raises:
        Refused: not the appraiser of one of them, or one of them is not concluded.
        ChangedMeanwhile: one of them was changed since the page was opened.
    """
    waiting = [evaluation for evaluation in evaluations if evaluation.delivered_at is None]
    with transaction.atomic():
        done = tuple(_delivered(evaluation, by, at) for evaluation in waiting)
        job = _ask_for_documents(done, by, at) if len(done) > 1 else None
    if len(done) == 1:
        _issue_if_possible(done[0], by.username, at)
    return Delivery(done, job)


def _delivered(evaluation: Evaluation, by: User, at: datetime) -> Evaluation:
    _require_appraiser(evaluation, by)
    state = _moved(evaluation, "deliver", APPRAISER)
    done = _changed(evaluation, evaluation.version, {"state": state, "delivered_at": at})
    _record(done, "evaluation.delivered", by, at, {"predikat": done.predikat})
    return done


def _ask_for_documents(evaluations: Sequence[Evaluation], by: User, at: datetime) -> Job:
    keys = [evaluation.pk for evaluation in evaluations]
    return enqueue(
        kind=DELIVER_JOB,
        params={"evaluations": keys, "by": by.username, "at": at.isoformat()},
        by=by.username,
        at=at,
        key=f"{DELIVER_JOB}:{keys[0]}-{keys[-1]}:{at.isoformat()}",
        agency=evaluations[0].skp.period.agency.code,
    )


def _issue_if_possible(evaluation: Evaluation, by: str, at: datetime) -> None:
    """The result stands without its document; an office without a seal key can issue it later."""
    try:
        issue_document(evaluation=evaluation, by=by, at=at)
    except SealKeyMissing:
        logger.warning("no seal key: the document of %s waits", name_of(evaluation))


def issue_document(*, evaluation: Evaluation, by: str, at: datetime) -> Document:
    """Issue the sealed evaluation document (form F4); the same content is issued once.

    Raises SealKeyMissing before set-up.
    """
    on, skp, superior = timezone.localdate(at), evaluation.skp, evaluation.appraisers_superior
    people = [evaluation.appraiser, *([superior] if superior else [])]
    posts: dict[int, Assignment | None] = {person.pk: post_on(person, on) for person in people}
    post = posts[evaluation.appraiser_id]
    return issue(
        kind=DocumentKind.EVALUATION,
        subject=name_of(evaluation),
        agency=skp.period.agency.code,
        form=evaluation_form(evaluation, in_force(skp.period.end), posts),
        title=_("Dokumen Evaluasi Kinerja, %(period)s") % {"period": skp.period.name},
        signer_name=evaluation.appraiser.full_name,
        signer_title=post.position.name if post else "",
        readers=[person.user.username for person in [skp.employee, *people] if person.user],
        by=by,
        at=at,
    )


# --- the employee -----------------------------------------------------------------------


def open_result(*, evaluation: Evaluation, by: User, at: datetime) -> bool:
    """Note the first time the employee sees the result; true when it was the first time."""
    _require_employee(evaluation, by)
    with transaction.atomic():
        unseen = Evaluation.objects.filter(pk=evaluation.pk, delivered_at__isnull=False, opened_at=None)
        first = bool(unseen.update(opened_at=at))
        if first:
            _record(evaluation, "evaluation.seen", by, at, {})
    return first


def acknowledge(*, evaluation: Evaluation, reply: str = "", by: User, at: datetime) -> Evaluation:
    """The employee signs for the result, with words of their own if they like (PP 30/2019 Ps 49(3)).

    A signature is no waiver: an objection stays possible inside its days. Signing twice changes nothing.

    Raises:
        Refused: not the employee, or not delivered.
        ChangedMeanwhile: changed since the page was opened.
    """
    _require_employee(evaluation, by)
    if evaluation.acknowledged_at is not None:
        return evaluation
    state = _moved(evaluation, "acknowledge", EMPLOYEE)
    values = {"state": state, "reply": reply.strip(), "acknowledged_at": at}
    with transaction.atomic():
        signed = _changed(evaluation, evaluation.version, values)
        _record(signed, "evaluation.acknowledged", by, at, {"reply": signed.reply})
    _issue_if_possible(signed, by.username, at)
    return signed


# --- guards and names -------------------------------------------------------------------


def _require_appraiser(evaluation: Evaluation, by: User) -> None:
    if evaluation.appraiser.user_id != by.pk or evaluation.skp.employee_id == evaluation.appraiser_id:
        raise Refused(_("Hanya pejabat penilai pegawai ini yang dapat menilai."))


def _require_employee(evaluation: Evaluation, by: User) -> None:
    if evaluation.skp.employee.user_id != by.pk:
        raise Refused(_("Hanya pegawai yang dinilai yang dapat menanggapi hasil ini."))


def _require_open(period: Period) -> None:
    if period.state != PeriodState.OPEN:
        raise Refused(_("Periode ini sudah ditutup. Mintalah tim pengelola kinerja membukanya kembali."))


def _require_reasons(evaluation: Evaluation, said: Mapping[str, str], change_reason: str) -> None:
    if not said["reason"]:
        raise Refused(_("Tuliskan alasan; pegawai akan membacanya."), "reason")
    if evaluation.predikat and not change_reason.strip():
        raise Refused(_("Tuliskan alasan perubahan; alasan ini dicatat di buku besar."), "change_reason")


def _concluded(evaluation: Evaluation) -> EvaluationState:
    """The state after the first conclusion, and after a change of one that nobody has seen yet."""
    try:
        return _after(evaluation, "change" if evaluation.predikat else "conclude", APPRAISER)
    except NotAllowed:
        raise Refused(_("Hasil ini sudah disampaikan. Perubahan hanya melalui keberatan pegawai.")) from None


def _after(evaluation: Evaluation, act: str, actor: str) -> EvaluationState:
    """The state after the act, by the table of the procedure; raises NotAllowed."""
    return EvaluationState[EVALUATION_WORKFLOW.target(EvaluationState(evaluation.state).name, act, actor)]


def _moved(evaluation: Evaluation, act: str, actor: str) -> EvaluationState:
    """As ``_after``, with the refusal in words."""
    try:
        return _after(evaluation, act, actor)
    except NotAllowed:
        name, state = evaluation.skp.employee.full_name, EvaluationState(evaluation.state).label
        raise Refused(
            _("Penilaian %(name)s berstatus “%(state)s”, jadi langkah ini belum atau tidak lagi dapat dilakukan.")
            % {"name": name, "state": state}
        ) from None


def name_of(evaluation: Evaluation) -> str:
    """The name of a judgement in ledger and documents."""
    return f"evaluation:{evaluation.pk}"


def _record(evaluation: Evaluation, act: str, by: User, at: datetime, facts: Mapping[str, Any]) -> None:
    facts = {"skp": evaluation.skp_id, "version": evaluation.version} | dict(facts)
    _record_for(evaluation.skp.period.agency.code, act, name_of(evaluation), by, at, facts)


def _record_for(agency: str, act: str, subject: str, by: User, at: datetime, facts: Mapping[str, Any]) -> None:
    record(agency=agency, act=act, subject=subject, by=by.username, at=at, data=facts)
