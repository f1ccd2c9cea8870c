"""What the fairness area keeps: results of rounds as they were given out, and practice."""

from .practice import PracticeTry
from .results import Calculation, GroupContrast, Mirror, Score, UnitFigures, ValueMean

__all__ = ["Calculation", "GroupContrast", "Mirror", "PracticeTry", "Score", "UnitFigures", "ValueMean"]
