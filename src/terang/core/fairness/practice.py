"""How the answers of somebody who practises compare with those of experts."""

from collections.abc import Sequence
from dataclasses import dataclass

Answer = int | None


@dataclass(frozen=True)
class Comparison:
    """Answers beside expert answers, over the items that both answered with a number.

    Attributes:
        both: how many items both rated.
        leniency: mean of own minus expert, in points; None when nothing was rated by both.
        distance: mean absolute difference, in points; None likewise.
        same: how many of them got the same number.
        guessed: items rated though the case tells nothing about them.
        missed: items left as not observed though the case tells about them.
        spread: highest minus lowest own answer.
    """

    both: int
    leniency: float | None
    distance: float | None
    same: int
    guessed: int
    missed: int
    spread: int


def compare(own: Sequence[Answer], expert: Sequence[Answer]) -> Comparison:
    """Compare answers item by item; None stands for "not observed".

    Raises:
        ValueError: the two differ in length.
    """
    pairs = list(zip(own, expert, strict=True))
    gaps = [mine - theirs for mine, theirs in pairs if mine is not None and theirs is not None]
    given = [mine for mine in own if mine is not None]
    return Comparison(
        both=len(gaps),
        leniency=sum(gaps) / len(gaps) if gaps else None,
        distance=sum(map(abs, gaps)) / len(gaps) if gaps else None,
        same=gaps.count(0),
        guessed=sum(mine is not None and theirs is None for mine, theirs in pairs),
        missed=sum(mine is None and theirs is not None for mine, theirs in pairs),
        spread=max(given) - min(given) if given else 0,
    )
