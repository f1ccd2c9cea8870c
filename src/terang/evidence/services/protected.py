"""What the ledger keeps of acts whose people are protected: that they happened, on which day, under seal."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.crypto import salted_hmac

from terang.ledger.services import record

# What the ledger names as actor where the person is protected.
PROTECTED = "terlindungi"


def sealed(pk: int, subject: int, text: str) -> str:
    """The same for the same words about the same subject; without the secret of the installation no way back."""
    return salted_hmac("terang.evidence.protected", f"{pk}:{subject}:{text}", algorithm="sha256").hexdigest()


def day_of(at: datetime) -> datetime:
    """The day only.

    Whoever knows who was at a desk at 09.41 could tell who wrote at 09.41. The ledger orders its entries by
    number, not by time, so a protected entry may say midnight and the chain still holds.
    """
    return timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))


def note_protected(code: str, act: str, subject: str, at: datetime, seal: str) -> None:
    """Record an act without its actor, its person, its hour and its words."""
    record(agency=code, act=act, subject=subject, by=PROTECTED, at=day_of(at), data={"seal": seal})
