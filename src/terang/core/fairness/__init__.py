"""Fair scores from several raters: who rates strictly, how sure a score is, and what may be shown.

Pure: arrays in, arrays out; no clock, no files, no framework. Shapes: M pairs of a ratee and a rater, N persons,
U units, R roles. Persons and units are numbered 0..N-1 and 0..U-1; points are those of the questionnaire.

The names below are loaded when they are first used: pages need a few of them, and not the compiler behind the fit.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .assignment import assign_raters
    from .components import variance_components
    from .concordance import Concordance, concordance_test
    from .intervals import half_width
    from .pairs import Items, UnusableAnswers, pairs_from_items
    from .result import DataChanged, OtherEngine, Record, Result, compute, data_hash, recompute
    from .robust import Doubt, Policy, fit_robust, robust_weights
    from .scores import ALL, Adjusted, adjusted, composite
    from .solver import fit
    from .tables import Fit, Pairs, Persons, Role, VarComp

_PLACES = {
    "assignment": ("assign_raters",),
    "components": ("variance_components",),
    "concordance": ("Concordance", "concordance_test"),
    "intervals": ("half_width",),
    "pairs": ("Items", "UnusableAnswers", "pairs_from_items"),
    "result": ("DataChanged", "OtherEngine", "Record", "Result", "compute", "data_hash", "recompute"),
    "robust": ("Doubt", "Policy", "fit_robust", "robust_weights"),
    "scores": ("ALL", "Adjusted", "adjusted", "composite"),
    "solver": ("fit",),
    "tables": ("Fit", "Pairs", "Persons", "Role", "VarComp"),
}
_MODULE = {name: module for module, names in _PLACES.items() for name in names}

__all__ = [
    "ALL",
    "Adjusted",
    "Concordance",
    "DataChanged",
    "Doubt",
    "Fit",
    "Items",
    "OtherEngine",
    "Pairs",
    "Persons",
    "Policy",
    "Record",
    "Result",
    "Role",
    "UnusableAnswers",
    "VarComp",
    "adjusted",
    "assign_raters",
    "composite",
    "compute",
    "concordance_test",
    "data_hash",
    "fit",
    "fit_robust",
    "half_width",
    "pairs_from_items",
    "recompute",
    "robust_weights",
    "variance_components",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULE[name]}", __name__), name)
