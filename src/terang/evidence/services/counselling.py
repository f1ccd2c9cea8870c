"""Counselling (konseling kinerja, PP 30/2019 Ps 32-33): individual and confidential.

The ledger learns that some session was recorded or changed on a day, and a seal; no person, no words.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.evidence.models import Counselling
from terang.identity.models import User
from terang.organisation.models import Employee
from terang.organisation.queries import superior_line

from .guards import ChangedMeanwhile, Refused, require_happened, stored_key
from .protected import note_protected, sealed

SUBJECT = "counselling"


def record_counselling(
    *,
    employee: Employee,
    counsellor: Employee,
    held_on: date,
    problem: str,
    outcome: str,
    follow_up: str,
    key: str,
    by: User,
    at: datetime,
) -> Counselling:
    """Record a session; the same form sent twice is stored once. ``by`` is the account of the counsellor.

    Raises:
        Refused: the counsellor is not in the person's line on the day, no words, a day ahead, or another account.
    """
    today = timezone.localdate(at)
    line = superior_line(employee, today)
    if counsellor not in (line.appraiser, line.appraisers_superior) or counsellor.user_id != by.pk:
        raise Refused(_("Konseling dicatat oleh pejabat penilai pegawai atau atasannya."))
    words = _words(held_on, problem, outcome, follow_up, today)
    digest = stored_key(counsellor, f"{employee.pk}:{key}")
    try:
        with transaction.atomic():
            row = Counselling.objects.create(
                employee=employee, counsellor=counsellor, created_at=at, idempotency_key=digest, **words
            )
            _note(row, "counselling.recorded", at)
    except IntegrityError:
        return Counselling.objects.get(idempotency_key=digest)
    return row


def change_counselling(
    *,
    counselling: Counselling,
    version: int,
    held_on: date,
    problem: str,
    outcome: str,
    follow_up: str,
    at: datetime,
) -> None:
    """Complete or correct the notes of a session.

    Raises:
        Refused: no words, or a day ahead.
        ChangedMeanwhile: another version stands.
    """
    words = _words(held_on, problem, outcome, follow_up, timezone.localdate(at))
    with transaction.atomic():
        seen = Counselling.objects.filter(pk=counselling.pk, version=version)
        if not seen.update(version=F("version") + 1, **words):
            raise ChangedMeanwhile(Counselling.objects.get(pk=counselling.pk))
        changed = Counselling.objects.select_related("employee__agency").get(pk=counselling.pk)
        _note(changed, "counselling.changed", at)


def _words(held_on: date, problem: str, outcome: str, follow_up: str, today: date) -> Mapping[str, object]:
    if not problem.strip():
        raise Refused(_("Tuliskan masalah yang dibicarakan."))
    require_happened(held_on, today)
    return {
        "held_on": held_on,
        "problem": problem.strip(),
        "outcome": outcome.strip(),
        "follow_up": follow_up.strip(),
    }


def _note(row: Counselling, act: str, at: datetime) -> None:
    words = "\n".join((row.held_on.isoformat(), row.problem, row.outcome, row.follow_up))
    note_protected(row.employee.agency.code, act, SUBJECT, at, sealed(row.pk, row.employee_id, words))
