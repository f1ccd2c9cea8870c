"""What planning tells the home page."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.organisation.access import Actor
from terang.planning.enums import SkpState
from terang.planning.queries import own_year, recently_set, waiting_for
from terang.web.home.items import News, Task

RECENT = timedelta(days=30)
NAMED = 3


def tasks(actor: Actor) -> list[Task]:
    """My own plan while it is not handed in, and the plans that wait for me (two queries)."""
    if actor.employee is None:
        return []
    years: list[Any] = list(own_year(actor.employee, actor.on))
    own = [own_plan(period) for period in years] + [handed_over() for period in years if period.has_handed]
    waiting = list(waiting_for(actor.employee))
    return [task for task in own if task] + ([waiting_plans(waiting)] if waiting else [])


def own_plan(period: Any) -> Task | None:
    """What my plan of a period of ``own_year`` asks of me; nothing once it is handed in."""
    words = {
        None: (_("Susun SKP %(year)s"), _("Mulai dengan satu hasil kerja utama."), _("Mulai SKP")),
        SkpState.DRAFT: (_("Ajukan SKP %(year)s"), _("Draf Anda belum diajukan."), _("Lanjutkan")),
        SkpState.RETURNED: (
            _("Perbaiki SKP %(year)s"),
            _("Dikembalikan pejabat penilai dengan alasan."),
            _("Baca alasannya"),
        ),
    }
    if period.plan_state not in words:
        return None
    title, detail, action = words[period.plan_state]
    return Task(
        title=title % {"year": period.start.year},
        detail=detail,
        url=reverse("planning:mine"),
        action=action,
        due=None if period.plan_starts else period.planning_ends,
    )


def handed_over() -> Task:
    """Results of somebody who left wait to be taken into my plan."""
    return Task(
        title=_("Terima hasil kerja yang dialihkan"),
        detail=_("Hasil rekan yang berpindah atau berhenti, untuk Anda teruskan."),
        url=reverse("cases:handed"),
        action=_("Lihat"),
    )


def waiting_plans(plans: list[Any]) -> Task:
    """One task for all plans that wait for me."""
    count = len(plans)
    title = ngettext("Tinjau SKP %(n)d pegawai", "Tinjau SKP %(n)d pegawai", count) % {"n": count}
    names = ", ".join(plan.employee.name for plan in plans[:NAMED])
    if count > NAMED:
        names = _("%(names)s dan lainnya") % {"names": names}
    url = reverse("planning:review", args=[plans[0].pk]) if count == 1 else reverse("planning:team")
    return Task(title=title, detail=names, url=url, action=_("Tinjau"))


def news(actor: Actor) -> list[News]:
    """My plan was set (one query)."""
    if actor.employee is None:
        return []
    plans = recently_set(actor.employee, actor.on - RECENT)
    return [was_set(plan.period.start.year, plan.set_at) for plan in plans if plan.set_at]


def was_set(year: int, at: datetime) -> News:
    text = _("SKP %(year)s Anda ditetapkan.") % {"year": year}
    return News(at=at, text=text, url=reverse("planning:mine"))
