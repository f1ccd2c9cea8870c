"""The one task django-tasks knows: run a job."""

from django_tasks import task


@task()
def run_job(job_id: int) -> None:
    from .runner import run  # the runner schedules its next attempt with this task

    run(job_id)
