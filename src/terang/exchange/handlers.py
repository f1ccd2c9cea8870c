"""The import as background work."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terang.identity.models import User
from terang.jobs.progress import Cancelled, Progress
from terang.jobs.registry import handler
from terang.organisation.models import StagedImport

from . import employees


@handler(employees.JOB_KIND, title=_("Impor pegawai"))
def run(progress: Progress, *, staged: int, by: int) -> dict[str, Any]:
    """Apply an import in one transaction together with the end of the job: a worker that dies leaves nothing."""
    given, actor = StagedImport.objects.get(pk=staged), User.objects.get(pk=by)
    at = timezone.now()
    try:
        with progress.all_or_nothing() as result:
            result.update(employees.apply(staged=given, by=actor, at=at, steps=progress))
    except employees.OfficeChanged:
        employees.renew_preview(staged=StagedImport.objects.get(pk=staged), at=at)
        raise
    except Cancelled:
        with transaction.atomic():
            employees.take_back(staged=StagedImport.objects.get(pk=staged))
        raise
    return {}
