"""Writing feedback: every act is one transaction with its entry in the ledger."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.models import Feedback, FeedbackDraft, FeedbackGiver
from terang.evidence.queries import posts_of, role_towards
from terang.identity.models import User
from terang.organisation.models import Employee
from terang.planning.models import Skp, WorkResult
from terang.planning.services.news import tell_employees
from terang.regulation.queries import in_force

from .guards import MOMENTS, Refused, digest_of, note_act, require_open
from .protected import day_of, note_protected, sealed

PROTECTED_SUBJECT = "feedback"


def give_feedback(
    *,
    skp: Skp,
    giver: Employee,
    kind: FeedbackKind,
    text: str,
    result: WorkResult | None = None,
    value: str = "",
    by: User,
    at: datetime,
) -> Feedback:
    """Give a remark on somebody's work as a whole, on one result, or on one core value.

    A superior is named, as the law wants it. Everybody else is protected: the row that names them is never read
    for the person or the appraiser, and the ledger names nobody. The giver's draft about the person is erased.

    Raises:
        Refused: about oneself, no working relation, the plan is not set, the period is closed, no words, or an
            unknown result or value, or the same words by the same giver moments ago.
    """
    today = timezone.localdate(at)
    role = _require_role(skp, giver, today)
    require_open(skp)
    _require_subject(skp, text, result, value, today)
    about: dict[str, Any] = {"skp": skp, "result": result, "value": value}
    signed = giver.full_name if role == RaterRole.SUPERIOR else ""
    with transaction.atomic():
        # The same form sent twice at once: the second waits here and finds what the first stored.
        Skp.objects.select_for_update().get(pk=skp.pk)
        _require_new_words(giver, {**about, "text": text.strip()}, at)
        feedback = Feedback.objects.create(**about, kind=kind, role=role, text=text.strip(), signed_by=signed, on=today)
        FeedbackGiver.objects.create(feedback=feedback, giver=giver, created_at=at)
        FeedbackDraft.objects.filter(giver=giver, skp=skp).delete()
        _note_feedback(feedback, "feedback.given", by, at)
        tell_rated(feedback, at)
    return feedback


def save_draft(
    *,
    skp: Skp,
    giver: Employee,
    kind: FeedbackKind,
    text: str,
    result: WorkResult | None = None,
    value: str = "",
    at: datetime,
) -> FeedbackDraft:
    """Keep words that are not given yet; the one draft about this person is replaced.

    Nothing of it stands in the ledger: that somebody is writing about a person is nobody's business.

    Raises:
        Refused: as for giving, except that the same words may be kept again.
    """
    today = timezone.localdate(at)
    _require_role(skp, giver, today)
    require_open(skp)
    _require_subject(skp, text, result, value, today)
    said = {"kind": kind, "text": text.strip(), "result": result, "value": value, "changed_at": at}
    draft, _created = FeedbackDraft.objects.update_or_create(giver=giver, skp=skp, defaults=said)
    return draft


def discard_draft(*, draft: FeedbackDraft) -> None:
    """Erase words that were never given."""
    FeedbackDraft.objects.filter(pk=draft.pk).delete()


def retract_feedback(*, feedback: Feedback, reason: str, by: User, at: datetime) -> None:
    """Take a remark back; it is no longer shown (a protected one from the next day), but not erased.

    Raises:
        Refused: no reason, taken back before, or the plan or its period is closed: what an evaluation rests on
            stays as it was.
    """
    require_open(feedback.skp)
    if not reason.strip():
        raise Refused(_("Tuliskan alasan penarikan."))
    with transaction.atomic():
        standing = Feedback.objects.filter(pk=feedback.pk, retracted_at=None)
        if not standing.update(retracted_at=_moment(feedback, at), retracted_reason=reason.strip()):
            raise Refused(_("Umpan balik ini sudah ditarik sebelumnya."))
        _note_feedback(feedback, "feedback.retracted", by, at)


def tell_rated(feedback: Feedback, at: datetime) -> None:
    """Of a superior's remark only: any word about a protected one would tell when somebody wrote it."""
    if feedback.role != RaterRole.SUPERIOR:
        return
    tell_employees(
        [feedback.skp.employee_id], key=f"feedback:{feedback.pk}", url=reverse("evidence:feedback"), at=at,
        text=gettext_noop("%(name)s memberi Anda umpan balik."), values={"name": feedback.signed_by},
    )  # fmt: skip


def _require_role(skp: Skp, giver: Employee, today: date) -> RaterRole:
    if giver.pk == skp.employee_id:
        raise Refused(_("Umpan balik untuk diri sendiri tidak dapat diberikan."))
    role = role_towards(skp, giver, posts_of(giver, today))
    if role is None:
        raise Refused(
            _("Umpan balik diberikan oleh pimpinan, rekan satu unit, bawahan langsung, atau pihak lain yang ditunjuk.")
        )
    return role


def _require_subject(skp: Skp, text: str, result: WorkResult | None, value: str, on: date) -> None:
    if not text.strip():
        raise Refused(_("Tuliskan umpan baliknya; satu kejadian sudah cukup."))
    if result is not None and (result.skp_id != skp.pk or value):
        raise Refused(_("Pilih satu hasil kerja atau satu nilai dari pegawai ini."))
    if value and value not in {known.key for known in in_force(on).behaviour.core_values.value}:
        raise Refused(_("Pilih satu hasil kerja atau satu nilai dari pegawai ini."))


def _require_new_words(giver: Employee, said: Mapping[str, Any], at: datetime) -> None:
    same = {f"feedback__{name}": told for name, told in said.items()}
    twins = FeedbackGiver.objects.filter(**same, giver=giver, feedback__retracted_at=None)
    if twins.filter(created_at__gt=at - MOMENTS).exists():
        raise Refused(_("Umpan balik yang sama baru saja tersimpan. Tidak perlu dikirim lagi."))


def _note_feedback(feedback: Feedback, act: str, by: User, at: datetime) -> None:
    """The entry of a protected remark names neither giver nor rated person, and its words only under seal.

    Its neighbours in the ledger bear their true times, so that whoever finds the entry of a remark about
    themselves knows when it was written. With the secret of the installation a remark can be shown to be the one.
    """
    if feedback.role == RaterRole.SUPERIOR:
        data = {"role": feedback.role, "kind": feedback.kind, "text_sha256": digest_of(feedback.text)}
        note_act(feedback.skp, act, by.username, at, data)
        return
    code = feedback.skp.employee.agency.code
    note_protected(code, act, PROTECTED_SUBJECT, at, sealed(feedback.pk, feedback.skp_id, feedback.text))


def _moment(feedback: Feedback, at: datetime) -> datetime:
    """The time that is kept: of a protected remark the day only."""
    return at if feedback.role == RaterRole.SUPERIOR else day_of(at)
