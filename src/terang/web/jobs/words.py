"""How a job stands, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.jobs import queries, registry
from terang.jobs.enums import JobState
from terang.jobs.models import Job
from terang.web.templatetags.terang import clock

# Kinds of components/status.html.
SIGNS = {JobState.RUNNING: "wait", JobState.DONE: "ok", JobState.FAILED: "bad"}


@dataclass(frozen=True)
class Shown:
    """A job as pages show it. ``share`` is in percent, none while the number of steps is unknown."""

    job: Job
    title: str
    owner: str
    sign: str
    state: str
    share: float | None
    text: str


def shown(job: Job, owner: str, at: datetime) -> Shown:
    share = 100 * job.done / job.total if job.total else None
    state = _("Akan dicoba lagi") if job.state == JobState.QUEUED and job.attempt else JobState(job.state).label
    return Shown(
        job=job,
        title=str(registry.title(job.kind)),
        owner=owner,
        sign=SIGNS.get(JobState(job.state), ""),
        state=str(state),
        share=share,
        text=" ".join(filter(None, [_caption(job, owner, at), _interruption(job)])),
    )


def duration(span: timedelta) -> str:
    """4 detik, 2 menit, 3 jam: rounded up to what a person would say."""
    seconds = max(1, round(span.total_seconds()))
    if seconds < 90:
        return ngettext("%(n)d detik", "%(n)d detik", seconds) % {"n": seconds}
    if seconds < 90 * 60:
        minutes = round(seconds / 60)
        return ngettext("%(n)d menit", "%(n)d menit", minutes) % {"n": minutes}
    hours = round(seconds / 3600)
    return ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours}


def _caption(job: Job, owner: str, at: datetime) -> str:
    if job.state == JobState.QUEUED:
        return _waiting(job, owner, at)
    if job.state == JobState.RUNNING:
        return _running(job, owner, at)
    if job.finished_at is None:
        return ""
    took = duration(job.finished_at - job.started_at) if job.started_at else ""
    values = {"at": clock(job.finished_at), "took": took, "owner": owner}
    if took:
        return _("Berakhir %(at)s sesudah %(took)s. Diminta oleh %(owner)s.") % values
    return _("Berakhir %(at)s. Diminta oleh %(owner)s.") % values


def _interruption(job: Job) -> str:
    """What the owner of a repeated job should know; words of its own stand beside one that was given up."""
    was_interrupted = job.attempt > 1 or (job.state == JobState.QUEUED and job.attempt == 1)
    if not was_interrupted or job.state in (JobState.FAILED, JobState.CANCELLED):
        return ""
    return _("Sempat terhenti di tengah jalan; bagian yang belum selesai dibatalkan, lalu semuanya diulang dari awal.")


def _waiting(job: Job, owner: str, at: datetime) -> str:
    values = {"at": clock(job.created_at), "owner": owner, "next": clock(job.next_run_at)}
    if job.next_run_at > at:
        return _("Diminta %(at)s oleh %(owner)s. Ada kendala sementara; dicoba lagi %(next)s.") % values
    return _("Diminta %(at)s oleh %(owner)s. Segera dimulai.") % values


def _running(job: Job, owner: str, at: datetime) -> str:
    sentences = [_("Mulai %(at)s oleh %(owner)s.") % {"at": clock(job.started_at), "owner": owner}]
    if job.cancel_requested:
        sentences.append(_("Sedang dihentikan."))
    elif (left := queries.remaining(job, at)) is not None:
        sentences.append(_("Kira-kira %(left)s lagi.") % {"left": duration(left)})
    return " ".join(sentences)
