"""Writing in evidence: every act is one transaction with its entry in the ledger."""

from .feedback import PROTECTED, PROTECTED_SUBJECT, give_feedback, retract_feedback, sealed
from .guards import MOMENTS, Refused, digest_of, note_act, require_open
from .progress import MOST_ATTACHMENTS, AlreadyRecorded, record_progress, withdraw_progress

__all__ = [
    "MOMENTS",
    "MOST_ATTACHMENTS",
    "PROTECTED",
    "PROTECTED_SUBJECT",
    "AlreadyRecorded",
    "Refused",
    "digest_of",
    "give_feedback",
    "note_act",
    "record_progress",
    "require_open",
    "retract_feedback",
    "sealed",
    "withdraw_progress",
]
