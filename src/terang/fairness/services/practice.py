"""Acts of practice: answers to a case, and the statement of taking part."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from terang.documents.enums import DocumentKind
from terang.documents.forms import PracticeForm
from terang.documents.models import Document
from terang.documents.services import issue
from terang.fairness.models import PracticeTry
from terang.fairness.practice import Case, cases
from terang.fairness.queries.practice import last_tries
from terang.identity.models import User
from terang.ledger.services import record
from terang.organisation.models import Employee
from terang.planning.mapping import block_on
from terang.regulation.queries import in_force

from .guards import Refused

HIGHEST = 5


def send_practice(
    *, employee: Employee, case: Case, answers: Mapping[str, int | None], key: str, by: User, at: datetime
) -> PracticeTry:
    """Keep the answers to a practice case; the same form sent twice counts once.

    The ledger learns that a case was practised, never what was answered.

    Raises:
        Refused: an item without an answer, or a number outside 1..5.
    """
    if set(answers) != {item.behaviour for item in case.items}:
        raise Refused(_("Jawab setiap perilaku. Pilih “tidak teramati” bila ceritanya tidak memuatnya."))
    if any(value is not None and not 1 <= value <= HIGHEST for value in answers.values()):
        raise Refused(_("Pilih angka 1 sampai 5."))
    own_key = f"{employee.pk}-{key}"[:64]
    try:
        with transaction.atomic():
            sent = PracticeTry.objects.create(
                employee=employee, case=case.key, cases_version=cases().version, answers=dict(answers), sent_at=at,
                idempotency_key=own_key,
            )  # fmt: skip
            record(
                agency=employee.agency.code, act="practice.sent", subject=f"employee:{employee.pk}", by=by.username,
                at=at, data={"case": case.key},
            )  # fmt: skip
    except IntegrityError:
        return PracticeTry.objects.get(idempotency_key=own_key)
    return sent


def issue_certificate(*, employee: Employee, by: User, at: datetime) -> Document:
    """Issue the sealed statement that somebody took part; the same content is issued once.

    It says that all cases were practised and when, never how well.

    Raises:
        Refused: a case is still open.
        SealKeyMissing: before set-up.
    """
    tries = last_tries(employee)
    if any(case.key not in tries for case in cases().cases):
        raise Refused(_("Selesaikan ketiga kasus dahulu, lalu minta keterangannya."))
    last = timezone.localdate(max(each.sent_at for each in tries.values()))
    return issue(
        kind=DocumentKind.PRACTICE,
        subject=f"employee:{employee.pk}",
        agency=employee.agency.code,
        form=_certificate(employee, [case.title["id"] for case in cases().cases], last),
        title=_("Keterangan mengikuti latihan menilai"),
        signer_name=employee.agency.name,
        signer_title="",
        readers=[by.username],
        by=by.username,
        at=at,
    )


def _certificate(employee: Employee, titles: list[str], last: date) -> PracticeForm:
    with override("id"):
        return PracticeForm(
            agency=employee.agency.name,
            employee=block_on(employee, last, in_force(last)),
            cases=tuple(titles),
            finished_on=date_format(last, "j F Y"),
        )
