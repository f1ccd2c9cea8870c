"""Reminding the people of a unit, by hand, of what they have not filled."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from terang.evidence.enums import Gap
from terang.evidence.queries.monitor import Scope, all_lines
from terang.identity.models import User
from terang.ledger.services import record
from terang.notices.services import tell
from terang.planning.enums import PeriodState
from terang.planning.models import Period

from .guards import Refused

# What somebody is told who has this to do, and the page on which it is done.
SENTENCES = {
    Gap.PLAN: (gettext_noop("SKP Anda untuk %(period)s belum diajukan. Lengkapi dan ajukan."), "planning:mine"),
    Gap.PROGRESS: (gettext_noop("Progres Anda sejak %(since)s belum dicatat. Catat pekerjaan Anda."), "evidence:log"),
    Gap.EVIDENCE: (
        gettext_noop("Progres Anda sejak %(since)s belum disertai bukti. Lampirkan buktinya."),
        "evidence:log",
    ),
}


class Nudged(NamedTuple):
    """How many were told now, of how many who have an account and something to fill."""

    told: int
    waiting: int


@transaction.atomic
def nudge(*, scope: Scope, by: User, at: datetime) -> Nudged:
    """Tell everybody of the unit what they can do next; who was told for this unit today is not told again.

    Raises:
        Refused: the period is closed.
    """
    if Period.objects.get(pk=scope.period.pk).state != PeriodState.OPEN:
        raise Refused(_("Periode ini sudah ditutup; tidak ada yang perlu diingatkan."))
    waiting: dict[Gap, list[str]] = defaultdict(list)
    for line in all_lines(scope):
        if line.to_do and line.post.employee.user:
            waiting[line.to_do].append(line.post.employee.user.username)
    told = {gap: _tell(scope, gap, names, at) for gap, names in waiting.items()}
    if any(told.values()):
        data = {"period": scope.period.pk, **{gap.name.lower(): n for gap, n in sorted(told.items())}}
        subject = f"unit:{scope.unit.pk}"
        record(
            agency=scope.unit.agency.code, act="unit.reminded", subject=subject, by=by.username, at=at, data=data
        )  # fmt: skip
    return Nudged(sum(told.values()), sum(map(len, waiting.values())))


def _tell(scope: Scope, gap: Gap, names: list[str], at: datetime) -> int:
    text, page = SENTENCES[gap]
    return tell(
        recipients=names,
        key=f"reminder:nudge:{scope.period.pk}:{scope.unit.pk}:{timezone.localdate(at)}",
        text=text,
        url=reverse(page),
        values={"period": scope.period.name, "since": scope.window.start},
        at=at,
    )
