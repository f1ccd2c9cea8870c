"""Changes of the office: units, posts, who holds them, people who join, and appointed appraisers.

Nothing is overwritten: a change ends what held before on the day before and begins the new on its day.
"""

from .appraisers import appoint_appraiser, end_appointment
from .assignments import assign, end_assignment, take_back_assignment
from .forecast import Forecast, Turn, forecast
from .guards import AlreadyHeld, ChangedMeanwhile, ReasonMissing, Refused, StillInUse, WrongDay, WrongPlace
from .people import FaultyNip, NewPerson, add_employee, open_account_for
from .posts import close_post, create_post, rename_post, reopen_post
from .units import close_unit, create_unit, move_unit, rename_unit

__all__ = [
    "AlreadyHeld", "ChangedMeanwhile", "FaultyNip", "Forecast", "NewPerson", "ReasonMissing", "Refused",
    "StillInUse", "Turn", "WrongDay", "WrongPlace", "add_employee", "appoint_appraiser", "assign", "close_post",
    "close_unit", "create_post", "create_unit", "end_appointment", "end_assignment", "forecast", "move_unit",
    "open_account_for", "rename_post", "rename_unit", "reopen_post", "take_back_assignment",
]  # fmt: skip
