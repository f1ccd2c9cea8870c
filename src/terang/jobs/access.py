"""Who may see and steer a job: its owner, and the operator of its agency."""

from collections.abc import Collection

from .models import Job
from .queries import visible_to


def find_job(pk: int, *, username: str, operated: Collection[str]) -> Job | None:
    """The job, or none when it does not exist or is not this person's business: both look the same.

    Args:
        operated: codes of the agencies in which the person is operator.
    """
    return Job.objects.filter(visible_to(username, operated), pk=pk).first()
