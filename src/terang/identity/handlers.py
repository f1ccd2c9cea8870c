"""Background work around accounts: the mail of the day."""

from datetime import time
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terang.jobs import schedule
from terang.jobs.progress import Progress
from terang.jobs.registry import handler

from .digests import send_due

# Between two rounds lie three hours, at night nine: whatever the quiet hours, one round falls outside them.
ROUNDS = (6, 9, 12, 15, 18, 21)


@handler("notices.digest", title=_("Mengirim surel pemberitahuan"), max_attempts=5)
def send_digests(progress: Progress) -> dict[str, Any]:
    """Send what is due; result: sent, refused. An office without a mail server sends nothing."""
    if not settings.SENDS_MAIL:
        return {"sent": 0, "refused": 0}
    return dict(send_due(clock=timezone.now, step=progress.advance))


for hour in ROUNDS:
    schedule.daily(f"notices.digest.{hour:02}", kind="notices.digest", at=time(hour, 10))
