"""From rows to printed forms: the record of feedback, and formats B.1.8 and B.1.9. In Indonesian, whatever the page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from terang.core.parameters import Law
from terang.documents.forms import (
    AnsweredStatement,
    CoachingReplyForm,
    CompetenceForm,
    CompetenceRow,
    FeedbackForm,
    RemarkRow,
    Signature,
)
from terang.organisation.models import Employee
from terang.planning.mapping import block_on, person_block, span
from terang.planning.models import Skp

from .enums import Answer
from .models import Coaching, CoachingReply, CompetenceScore
from .queries import Remark


def subject_of(remark: Remark, values: Mapping[str, str]) -> str:
    """What a remark is about, in words."""
    return remark.result.statement if remark.result else values.get(remark.value, _("Pekerjaan secara umum"))


def feedback_form(skp: Skp, remarks: Sequence[Remark], law: Law, on: date) -> FeedbackForm:
    """The record of continuous feedback on a plan, protected as on the page."""
    values = {value.key: value.label for value in law.behaviour.core_values.value}
    with override("id"):
        return FeedbackForm(
            agency=skp.period.agency.name,
            period_span=span(skp.first_day, skp.last_day),
            employee=person_block(skp.employee, skp.assignment, law),
            appraiser=block_on(skp.appraiser, on, law),
            remarks=tuple(
                RemarkRow(
                    giver=remark.signed_by or remark.role,
                    kind=str(remark.kind.label),
                    subject=subject_of(remark, values),
                    text=remark.text,
                    day=_day(remark.on) if remark.on else "",
                )
                for remark in remarks
            ),
        )


def reply_form(coaching: Coaching, reply: CoachingReply, law: Law) -> CoachingReplyForm:
    """Format B.1.8 of a session."""
    person, statements = coaching.skp.employee, law.coaching.statements
    with override("id"):
        return CoachingReplyForm(
            **_head(coaching, law),
            statements=tuple(
                AnsweredStatement(each.about, each.text, _answer(reply.answers.get(each.key, "")))
                for each in statements.value
            ),
            note=reply.note,
            caveat="" if statements.citation.is_confirmed else _("Kalimat pernyataan belum terkonfirmasi."),
            signature=_signed(_("Pegawai"), person, reply.sent_at, _("Dikirim melalui akun Terang")),
        )


def competence_form(coaching: Coaching, scores: Sequence[CompetenceScore], law: Law) -> CompetenceForm:
    """Format B.1.9 of a session."""
    scale = law.coaching.competence_scale.value
    with override("id"):
        return CompetenceForm(
            **_head(coaching, law),
            scale=f"{scale.lowest}–{scale.highest}",
            rows=tuple(CompetenceRow(each.competence, str(each.score), each.reason) for each in scores),
            # The day on which the form was filled is not kept; whoever signs on paper writes it.
            signature=Signature(
                _("Pejabat Penilai Kinerja"),
                coaching.coach.full_name,
                coaching.coach.nip,
                note=_("Diisi melalui akun Terang"),
            ),
        )


def _head(coaching: Coaching, law: Law) -> dict[str, Any]:
    """What both formats say about the session."""
    skp = coaching.skp
    return {
        "agency": skp.employee.agency.name,
        "period_span": span(skp.first_day, skp.last_day),
        "employee": person_block(skp.employee, skp.assignment, law),
        "appraiser": block_on(coaching.coach, coaching.held_on, law),
        "day": _day(coaching.held_on),
        "topic": coaching.topic,
    }


def _answer(key: str) -> str:
    return str(Answer(key).label) if key in Answer.values else ""


def _day(on: date) -> str:
    return date_format(on, "j F Y")


def _signed(role: str, person: Employee, at: datetime, note: str) -> Signature:
    place_date = f"{person.agency.place}, {_day(timezone.localdate(at))}"
    return Signature(role, person.full_name, person.nip, place_date, note)
