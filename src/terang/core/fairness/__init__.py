"""Fair scores from several raters: who rates strictly, how sure a score is, and what may be shown.

Pure: arrays in, arrays out; no clock, no files, no framework. Shapes: M pairs of a ratee and a rater, N persons,
U units, R roles. Persons and units are numbered 0..N-1 and 0..U-1; points are those of the questionnaire.
"""

from .agreement import Correlation, Form, Level, icc, krippendorff
from .assignment import assign_raters
from .components import variance_components
from .concordance import Concordance, concordance_test
from .disclosure import Equations, UnitTable, Withheld, disclose_units
from .generalizability import Coefficients, Components, Design, d_study, g_study, raters_needed
from .intervals import half_width
from .linkage import Linkage, linkage
from .pairs import Items, UnusableAnswers, pairs_from_items
from .published import PUBLISHED, Published
from .rasch import rsm_cml, score_table
from .reports import Drf, RaterReport, Reciprocity, drf, rater_report, reciprocity
from .result import DataChanged, OtherEngine, Record, Result, compute, data_hash, recompute
from .robust import Doubt, Policy, fit_robust, robust_weights
from .scenarios import SCENARIOS, World
from .scores import ALL, Adjusted, adjusted, composite
from .simulation import Simulated, simulate
from .solver import fit
from .tables import Fit, Pairs, Persons, Role, VarComp
from .trial import Measures, trial_of, trials
from .weights import Cost, cost

__all__ = [
    "ALL",
    "PUBLISHED",
    "SCENARIOS",
    "Adjusted",
    "Coefficients",
    "Components",
    "Concordance",
    "Correlation",
    "Cost",
    "DataChanged",
    "Design",
    "Doubt",
    "Drf",
    "Equations",
    "Fit",
    "Form",
    "Items",
    "Level",
    "Linkage",
    "Measures",
    "OtherEngine",
    "Pairs",
    "Persons",
    "Policy",
    "Published",
    "RaterReport",
    "Reciprocity",
    "Record",
    "Result",
    "Role",
    "Simulated",
    "UnitTable",
    "UnusableAnswers",
    "VarComp",
    "Withheld",
    "World",
    "adjusted",
    "assign_raters",
    "composite",
    "compute",
    "concordance_test",
    "cost",
    "d_study",
    "data_hash",
    "disclose_units",
    "drf",
    "fit",
    "fit_robust",
    "g_study",
    "half_width",
    "icc",
    "krippendorff",
    "linkage",
    "pairs_from_items",
    "rater_report",
    "raters_needed",
    "reciprocity",
    "recompute",
    "robust_weights",
    "rsm_cml",
    "score_table",
    "simulate",
    "trial_of",
    "trials",
    "variance_components",
]
