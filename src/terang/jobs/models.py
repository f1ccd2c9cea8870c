"""Work done in the background, as its owner sees it; django-tasks only carries the id to a worker."""

from django.db import models
from django.db.models import F, Q

from .enums import JobState


class Job(models.Model):
    """One piece of work.

    ``by`` is a user name (``sistem`` for the schedule) and ``agency`` an agency code, blank for work that
    concerns the whole installation. ``attempt`` counts runs; a run whose number is no longer the present
    one has lost its right to write. ``worker`` names the process of the present run, ``task_id`` the row of
    django-tasks.
    """

    kind = models.CharField(max_length=64)
    params = models.JSONField(default=dict)
    by = models.CharField(max_length=64)
    agency = models.SlugField(max_length=64, blank=True)
    language = models.CharField(max_length=8, default="id")
    idempotency_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    worker = models.CharField(max_length=64, blank=True)
    task_id = models.UUIDField(null=True)
    cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    result_url = models.CharField(max_length=200, blank=True)
    result_file = models.FileField(upload_to="jobs/%Y/%m", blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    next_run_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(heartbeat_at__isnull=False, attempt__gte=1),
                name="job_running_has_heartbeat",
            ),
            models.CheckConstraint(condition=Q(attempt__lte=F("max_attempts")), name="job_attempts_bounded"),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="job_by_state"),
            models.Index(fields=["by", "id"], name="job_by_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)


class Schedule(models.Model):
    """A moment of a schedule that has been served; the constraint keeps two schedulers from serving it
    twice."""

    name = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="schedule_fires_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"
