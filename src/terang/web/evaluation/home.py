"""What evaluation tells the home page."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.evaluation import queries
from terang.evaluation.enums import EvaluationState
from terang.evaluation.mapping import last_days
from terang.evaluation.models import Evaluation
from terang.organisation.access import Actor
from terang.organisation.models import Employee
from terang.regulation.queries import in_force
from terang.web.home.items import News, Task

RECENT = timedelta(days=30)
MOST_NEWS = 5


def tasks(actor: Actor) -> list[Task]:
    """People who wait for my judgement, results I have not handed over, my own result to sign (two queries)."""
    if actor.employee is None:
        return []
    own = queries.shown_to(actor.employee).filter(state=EvaluationState.DELIVERED)[:1]
    return [*as_appraiser(actor.employee, actor.on), *to_sign(own)]


def as_appraiser(employee: Employee, on: date) -> list[Task]:
    """People who wait for this appraiser's judgement, and results not handed over (one query)."""
    found = []
    for count in queries.work_of(employee, on):
        if count.state == EvaluationState.DRAFT:
            title = ngettext("Nilai %(n)d pegawai", "Nilai %(n)d pegawai", count.n) % {"n": count.n}
            detail = _("%(period)s: dua rating dan alasannya.") % {"period": count.period}
            found.append(Task(title, detail, reverse("evaluation:team"), _("Mulai menilai"), count.until))
        elif count.state == EvaluationState.CONCLUDED:
            title = ngettext("Sampaikan %(n)d hasil", "Sampaikan %(n)d hasil", count.n) % {"n": count.n}
            detail = _("Sudah Anda nilai; pegawai belum melihatnya.")
            found.append(Task(title, detail, reverse("evaluation:deliver"), _("Sampaikan"), count.until))
    return found


def to_sign(own: Iterable[Evaluation]) -> list[Task]:
    """The latest of a person's own results that is not signed for, as a task."""
    unsigned = (evaluation for evaluation in own if evaluation.state == EvaluationState.DELIVERED)
    return [_to_sign(evaluation) for evaluation in islice(unsigned, 1)]


def _to_sign(evaluation: Evaluation) -> Task:
    assert evaluation.delivered_at is not None
    days = last_days(evaluation.delivered_at, in_force(evaluation.skp.period.end))
    return Task(
        title=_("Baca hasil evaluasi Anda dan tandatangani penerimaannya"),
        detail=_("%(period)s. Menandatangani bukan berarti setuju.") % {"period": evaluation.skp.period.name},
        url=reverse("evaluation:explain", args=[evaluation.pk]),
        action=_("Buka"),
        due=days["sign"],
    )


def news(actor: Actor) -> list[News]:
    """My results that arrived, and people who signed for theirs (one query)."""
    if actor.employee is None:
        return []
    mine = actor.employee.pk
    recent = queries.recent_for(actor.employee, actor.on - RECENT)[:MOST_NEWS]
    return [arrived(each) if each.skp.employee_id == mine else _signed(each) for each in recent]


def arrived(evaluation: Evaluation) -> News:
    assert evaluation.delivered_at is not None
    text = _("Hasil evaluasi %(period)s disampaikan kepada Anda.") % {"period": evaluation.skp.period.name}
    return News(evaluation.delivered_at, text, reverse("evaluation:explain", args=[evaluation.pk]))


def _signed(evaluation: Evaluation) -> News:
    assert evaluation.acknowledged_at is not None
    text = _("%(name)s menandatangani penerimaan hasilnya.") % {"name": evaluation.skp.employee.full_name}
    return News(evaluation.acknowledged_at, text, reverse("evaluation:explain", args=[evaluation.pk]))
