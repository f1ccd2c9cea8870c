"""Writing in planning: every act is one transaction with its entry in the ledger."""

from .guards import (
    DISCUSSED,
    EDITABLE,
    ChangedMeanwhile,
    Incomplete,
    Refused,
)
from .periods import close_period, open_period, reopen_period
from .plans import (
    add_result,
    change_approach,
    change_result,
    findings_of,
    move_result,
    remove_result,
    return_,
    set_,
    start_skp,
    submit,
    take_over,
    withdraw,
    write_annex,
    write_expectations,
)

__all__ = [
    "DISCUSSED",
    "EDITABLE",
    "ChangedMeanwhile",
    "Incomplete",
    "Refused",
    "add_result",
    "change_approach",
    "change_result",
    "close_period",
    "findings_of",
    "move_result",
    "open_period",
    "remove_result",
    "reopen_period",
    "return_",
    "set_",
    "start_skp",
    "submit",
    "take_over",
    "withdraw",
    "write_annex",
    "write_expectations",
]
