"""The tables of planning."""

from .cases import Handover, PlanCase
from .dialogue import Comment, Dialogue, DialogueAction
from .matrix import MatrixMember, RoleCell
from .periods import Outage, Period, Receipt, Stage
from .plans import ActionStep, Expectation, Indicator, Skp, SkpAnnex, SkpVersion, WorkResult

__all__ = [
    "ActionStep",
    "Comment",
    "Dialogue",
    "DialogueAction",
    "Expectation",
    "Handover",
    "Indicator",
    "MatrixMember",
    "Outage",
    "Period",
    "PlanCase",
    "Receipt",
    "RoleCell",
    "Skp",
    "SkpAnnex",
    "SkpVersion",
    "Stage",
    "WorkResult",
]
