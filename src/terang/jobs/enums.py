from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Menunggu")
    RUNNING = "running", _("Berjalan")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Tidak selesai")
    CANCELLED = "cancelled", _("Dibatalkan")


OPEN = (JobState.QUEUED, JobState.RUNNING)
REPEATABLE = (JobState.FAILED, JobState.CANCELLED)
