"""A receipt for what somebody handed in: time, fingerprint of the content, and its entry in the ledger."""

from datetime import datetime

from terang.ledger.services import Written
from terang.organisation.models import Employee
from terang.planning.models import Receipt

LONGEST_LABEL = 255


def give_receipt(
    *, entry: Written, employee: Employee, subject: str, label: str, content: str, late: int, at: datetime
) -> None:
    """Write the receipt inside the transaction of the submission.

    Args:
        label: what was handed in, in words of the person.
        content: SHA-256 of the content, as the ledger entry holds it.
        late: days after the deadline; 0 when in time.
    """
    Receipt.objects.create(
        agency_id=employee.agency_id, employee=employee, subject=subject, label=label[:LONGEST_LABEL],
        content_sha256=content, entry=entry.seq, entry_hash=entry.hash, at=at, days_late=late,
    )  # fmt: skip
