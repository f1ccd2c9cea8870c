"""The tables of evidence."""

from .coaching import Coaching, CoachingReply, CompetenceScore, Counselling
from .feedback import Feedback, FeedbackDraft, FeedbackGiver, FeedbackStanding
from .progress import DailyEntry, Evidence, Progress, RecurringEntry, SampleDraw, SampleItem

__all__ = [
    "Coaching",
    "CoachingReply",
    "CompetenceScore",
    "Counselling",
    "DailyEntry",
    "Evidence",
    "Feedback",
    "FeedbackDraft",
    "FeedbackGiver",
    "FeedbackStanding",
    "Progress",
    "RecurringEntry",
    "SampleDraw",
    "SampleItem",
]
