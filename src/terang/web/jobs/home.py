"""What background work asks of the operator."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.identity.enums import Role
from terang.jobs.enums import JobState
from terang.jobs.queries import jobs
from terang.organisation.access import Actor
from terang.web.home.items import Task

RECENT = timedelta(days=7)


def tasks(actor: Actor) -> list[Task]:
    """Work of the last week that stopped and was not repeated (one query, for operators only)."""
    operated = actor.agencies_as(Role.OPERATOR)
    if not operated:
        return []
    stopped = jobs(actor.user.username, operated, state=JobState.FAILED)
    count = stopped.filter(finished_at__date__gte=actor.on - RECENT).count()
    if not count:
        return []
    title = ngettext("%(n)d pekerjaan tidak selesai", "%(n)d pekerjaan tidak selesai", count) % {"n": count}
    detail = _("Baca sebabnya, lalu ulangi atau biarkan. Tidak ada yang diterapkan sebagian.")
    return [Task(title, detail, f"{reverse('jobs:list')}?keadaan={JobState.FAILED}", _("Periksa"))]
