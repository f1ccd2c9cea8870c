"""The tables of evidence."""

from .coaching import Coaching, CoachingReply, CompetenceScore, Counselling
from .feedback import Feedback, FeedbackDraft, FeedbackGiver, FeedbackStanding
from .progress import DailyEntry, Evidence, Progress, RecurringEntry, SampleDraw, SampleItem
from .rater_keys import RaterKey as _RaterKey  # noqa: F401 - known to Django, offered to nobody
from .rounds import (
    ConflictOfInterest,
    PeerProposal,
    RaterRound,
    RoundAnswer,
    RoundAssignment,
    RoundComment,
    RoundPerson,
    RoundProgress,
    RoundResponse,
    RoundUnit,
)

__all__ = [
    "Coaching",
    "CoachingReply",
    "CompetenceScore",
    "ConflictOfInterest",
    "Counselling",
    "DailyEntry",
    "Evidence",
    "Feedback",
    "FeedbackDraft",
    "FeedbackGiver",
    "FeedbackStanding",
    "PeerProposal",
    "Progress",
    "RaterRound",
    "RecurringEntry",
    "RoundAnswer",
    "RoundAssignment",
    "RoundComment",
    "RoundPerson",
    "RoundProgress",
    "RoundResponse",
    "RoundUnit",
    "SampleDraw",
    "SampleItem",
]
