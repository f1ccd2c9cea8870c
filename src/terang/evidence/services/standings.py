"""Who may speak as "pihak lain" about somebody's work: granted with a reason, and ended."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.evidence.models import FeedbackStanding
from terang.evidence.queries import posts_of, role_towards
from terang.identity.models import User
from terang.organisation.models import Employee
from terang.planning.models import Skp

from .guards import Refused, note_act, require_open


def grant_standing(*, skp: Skp, employee: Employee, reason: str, by: User, at: datetime) -> FeedbackStanding:
    """Let somebody outside the line speak about a person's work.

    That they may is no secret and stands in the ledger; what they say is protected like the words of a peer.

    Raises:
        Refused: no reason, oneself, another agency, somebody who may speak already, or the plan is not open.
    """
    require_open(skp)
    if not reason.strip():
        raise Refused(_("Tuliskan hubungan kerjanya, misalnya “Ketua tim pendataan”."))
    if employee.pk == skp.employee_id or employee.agency_id != skp.employee.agency_id:
        raise Refused(_("Pilih pegawai lain dari instansi ini."))
    if role_towards(skp, employee, posts_of(employee, timezone.localdate(at))) is not None:
        raise Refused(_("%(name)s sudah dapat memberi umpan balik.") % {"name": employee.full_name})
    try:
        with transaction.atomic():
            standing = FeedbackStanding.objects.create(
                skp=skp, employee=employee, reason=reason.strip(), granted_by=by.username, granted_at=at
            )
            note_act(skp, "feedback.standing_granted", by.username, at, _told(standing))
    except IntegrityError:
        return FeedbackStanding.objects.get(skp=skp, employee=employee, ended_at=None)
    return standing


def end_standing(*, standing: FeedbackStanding, by: User, at: datetime) -> None:
    """End a standing; what was said stays. Ending it again does nothing.

    Raises:
        Refused: the plan is not open.
    """
    require_open(standing.skp)
    with transaction.atomic():
        if FeedbackStanding.objects.filter(pk=standing.pk, ended_at=None).update(ended_at=at):
            note_act(standing.skp, "feedback.standing_ended", by.username, at, _told(standing))


def _told(standing: FeedbackStanding) -> dict[str, object]:
    return {"employee": standing.employee_id, "reason": standing.reason}
