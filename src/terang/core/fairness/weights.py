"""What it costs to give roles different weights: one person's strictness counts as much as the weight says."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Cost:
    """Error of a weighted mean of role means against the mean of all raters, raters being equally unsure.

    Attributes:
        parts: for each role its share squared ÷ its number of raters.
        weighted: sum of the parts; equal: 1 ÷ all raters; ratio: √(weighted ÷ equal), at least 1.
    """

    parts: tuple[float, ...]
    weighted: float
    equal: float

    @property
    def ratio(self) -> float:
        return sqrt(self.weighted / self.equal)


def cost(shares: Sequence[float], raters: Sequence[float]) -> Cost:
    """The cost of some shares, with so many raters in each role.

    Raises:
        ValueError: the shares do not sum to 1, or a role with a share has no raters.
    """
    if abs(sum(shares) - 1) > 1e-9 or any(share < 0 for share in shares):
        raise ValueError("the shares must sum to 1")
    if any(share > 0 and n <= 0 for share, n in zip(shares, raters, strict=True)):
        raise ValueError("a role with a share needs raters")
    parts = tuple(share**2 / n if share else 0.0 for share, n in zip(shares, raters, strict=True))
    return Cost(parts, sum(parts), 1 / sum(raters))
