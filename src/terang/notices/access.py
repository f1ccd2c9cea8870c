"""Who may open a notice: the person it was written to, nobody else."""

from .models import Notice


def find_notice(pk: int, *, recipient: str) -> Notice | None:
    """The notice, or none when it does not exist or is somebody else's: both look the same."""
    return Notice.objects.filter(pk=pk, recipient=recipient).first()
