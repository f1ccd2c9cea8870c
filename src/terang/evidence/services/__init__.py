"""Writing in evidence: every act is one transaction with its entry in the ledger."""

from .feedback import PROTECTED_SUBJECT, discard_draft, give_feedback, retract_feedback, save_draft
from .guards import MOMENTS, Refused, digest_of, note_act, require_open
from .progress import MOST_ATTACHMENTS, AlreadyRecorded, record_progress, withdraw_progress
from .protected import PROTECTED, sealed

__all__ = [
    "MOMENTS",
    "MOST_ATTACHMENTS",
    "PROTECTED",
    "PROTECTED_SUBJECT",
    "AlreadyRecorded",
    "Refused",
    "digest_of",
    "discard_draft",
    "give_feedback",
    "note_act",
    "record_progress",
    "require_open",
    "retract_feedback",
    "save_draft",
    "sealed",
    "withdraw_progress",
]
