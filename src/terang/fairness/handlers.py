"""Background work of the fairness area: computing and publishing rounds."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from terang.evidence.models import RaterRound
from terang.identity.models import User
from terang.jobs.progress import Progress
from terang.jobs.registry import handler

from .services.publish import PUBLISH_JOB, prepare, publish


@handler(PUBLISH_JOB, title=_("Penerbitan hasil putaran umpan balik"))
def publish_results(progress: Progress, *, given: int, by: str, at: str) -> dict[str, Any]:
    """Compute first, then write everything in one transaction together with the end of the job."""
    found = RaterRound.objects.select_related("agency").get(pk=given)
    account, moment = User.objects.get(username=by), datetime.fromisoformat(at)
    ready = prepare(given=found, by=account, at=moment, step=progress.advance)
    with progress.all_or_nothing() as result:
        made = publish(prepared=ready, version=found.version, by=account, at=moment)
        result.update({"people": made.people})
    return {}
