"""Background work of evaluation: the documents of a delivery."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from terang.jobs.progress import Progress
from terang.jobs.registry import handler

from .models import Evaluation
from .queries import whole
from .services import DELIVER_JOB, issue_document


@handler(DELIVER_JOB, title=_("Menyegel dokumen evaluasi"))
def run(progress: Progress, *, evaluations: list[int], by: str, at: str) -> Mapping[str, Any]:
    """Issue the document of each evaluation; started again, it passes over what is issued already."""
    progress.total(len(evaluations))
    for evaluation in whole(Evaluation.objects.filter(pk__in=evaluations)).order_by("pk"):
        issue_document(evaluation=evaluation, by=by, at=datetime.fromisoformat(at))
        progress.advance(1)
    return {"documents": len(evaluations)}
