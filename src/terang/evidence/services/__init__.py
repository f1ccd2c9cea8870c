"""Writing in evidence: every act is one transaction with its entry in the ledger."""

from .feedback import PROTECTED_SUBJECT, discard_draft, give_feedback, retract_feedback, save_draft
from .guards import Refused
from .progress import MOST_ATTACHMENTS, AlreadyRecorded, record_progress, withdraw_progress
from .protected import PROTECTED, sealed

__all__ = [
    "MOST_ATTACHMENTS",
    "PROTECTED",
    "PROTECTED_SUBJECT",
    "AlreadyRecorded",
    "Refused",
    "discard_draft",
    "give_feedback",
    "record_progress",
    "retract_feedback",
    "save_draft",
    "sealed",
    "withdraw_progress",
]
