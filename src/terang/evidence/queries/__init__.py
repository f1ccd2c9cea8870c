"""Read-only questions of evidence, for itself and for the areas above it."""

from .feedback import (
    Remark,
    colleagues,
    draft_for,
    drafts_of,
    feedback_on,
    given_by,
    named_feedback,
    posts_of,
    protected_role,
    readable,
    role_towards,
)
from .progress import (
    history_of,
    indicators_of,
    progress_of,
    running_indicators,
    running_plans,
    same_files,
    standing_progress,
)

__all__ = [
    "Remark",
    "colleagues",
    "draft_for",
    "drafts_of",
    "feedback_on",
    "given_by",
    "history_of",
    "indicators_of",
    "named_feedback",
    "posts_of",
    "progress_of",
    "protected_role",
    "readable",
    "role_towards",
    "running_indicators",
    "running_plans",
    "same_files",
    "standing_progress",
]
