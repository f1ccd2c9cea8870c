"""What evidence tells the home page."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.evidence.mapping import measure
from terang.evidence.models import Progress
from terang.evidence.queries import named_feedback, running_indicators, standing_progress
from terang.evidence.queries.schedule import FeedbackDue
from terang.organisation.access import Actor
from terang.web.home.items import News, Task

from .words import IndicatorRow, indicator_row

RECENT = timedelta(days=30)
MOST_NEWS = 3
LONGEST_QUOTE = 120
NAMED = 3
AHEAD = timedelta(days=14)


def indicators(actor: Actor) -> list[IndicatorRow]:
    """My indicators of the running year with value, target, attainment and status (two queries)."""
    if actor.employee is None:
        return []
    rows = list(running_indicators(actor.employee, actor.on))
    progress = standing_progress(rows)
    return [indicator_row(measure(row, progress.get(row.pk, ()))) for row in rows]


def tasks(actor: Actor) -> list[Task]:
    """Indicators without an entry this month (one query)."""
    if actor.employee is None:
        return []
    month = actor.on.replace(day=1)
    entries = Progress.objects.filter(indicator=OuterRef("pk"), on__gte=month, withdrawn_at=None)
    rows = running_indicators(actor.employee, actor.on).annotate(has_entry=Exists(entries))
    told = list(rows.values_list("has_entry", flat=True))
    missing = told.count(False)
    if not missing:
        return []
    detail = ngettext(
        "%(missing)d dari %(all)d indikator belum punya catatan bulan ini.",
        "%(missing)d dari %(all)d indikator belum punya catatan bulan ini.",
        len(told),
    ) % {"missing": missing, "all": len(told)}
    return [
        Task(
            title=_("Lengkapi catatan bulan ini"),
            detail=detail,
            url=reverse("evidence:log"),
            action=_("Catat"),
            due=_month_end(actor.on),
        )
    ]


def feedback_due(owed: Iterable[FeedbackDue], on: date) -> list[Task]:
    """Regular feedback that is overdue or due soon, as one task for all people."""
    due = sorted(
        ((last, each) for each in owed if (last := each.overdue_since or each.next_due) and last <= on + AHEAD),
        key=lambda pair: pair[0],
    )
    if not due:
        return []
    count, (first, _first) = len(due), due[0]
    title = ngettext(
        "Beri umpan balik berkala kepada %(n)d pegawai", "Beri umpan balik berkala kepada %(n)d pegawai", count
    )
    names = ", ".join(each.skp.employee.name for _last, each in due[:NAMED])
    detail = _("%(names)s dan lainnya") % {"names": names} if count > NAMED else names
    url = reverse("evidence:give", args=[due[0][1].skp.pk]) if count == 1 else reverse("evidence:people")
    return [Task(title % {"n": count}, detail, url, _("Beri umpan balik"), first)]


def news(actor: Actor) -> list[News]:
    """Remarks of superiors (one query). Protected ones are not announced: the moment would tell who wrote."""
    if actor.employee is None:
        return []
    recent = named_feedback(actor.employee, actor.on - RECENT)[:MOST_NEWS]
    return [
        News(
            at=remark.on,
            text=_("Umpan balik dari %(name)s: “%(text)s”") % {"name": remark.signed_by, "text": _short(remark.text)},
            url=reverse("evidence:feedback"),
        )
        for remark in recent
    ]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1].rstrip() + "…"


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
