"""Where a territory stands among others: rank and quintile, ties sharing the better one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = Fraction | float | int


@dataclass(frozen=True, slots=True)
class Standing:
    """A rank, 1 for the greatest value, among how many, and the fifth that it lies in.

    ``quintile`` is 1 for the fifth of the territories with the greatest values; territories of
    one value share rank and quintile.
    """

    rank: int
    among: int
    quintile: int


def standings(values: Sequence[Number | None], ranked: Sequence[bool]) -> list[Standing | None]:
    """Return where each value stands among those that are ranked; ``None`` where not known.

    Parameters
    ----------
    values
        A value per territory.
    ranked
        Which territories make up the ranking. The others (quarters, whose commune is in it) are
        told where they would stand in it.
    """
    pairs = zip(values, ranked, strict=True)
    ordered = sorted(-value for value, counts in pairs if counts and value is not None)
    among = len(ordered)
    found: list[Standing | None] = []
    for value in values:
        if value is None or not among:
            found.append(None)
            continue
        above = min(bisect_left(ordered, -value), among - 1)
        found.append(Standing(above + 1, among, 5 * above // among + 1))
    return found
