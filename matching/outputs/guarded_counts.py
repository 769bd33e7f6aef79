"""Counts of students for publishing: none that would single out one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

FEW = 5
"""Counts from 1 to one less than this are never published."""

Shown = int | Literal["few", "some", "held"]
"""A count as it is; ``few``: 1 to 4; ``some``: `FEW` or more; ``held``: any number, 0 too."""


def guarded(counts: Sequence[int], total: int | None = None) -> tuple[Shown, ...]:
    """Return counts with the small ones held back, and as many others as that takes.

    Parameters
    ----------
    counts
        Disjoint groups of students.
    total
        Their sum, where a reader knows it: a small count must not follow from it and the others.
        The smallest of the others are held back until it does not; where that is not enough, all
        are, the empty groups too.
    """
    ranges: dict[int, tuple[int, float]] = {
        k: (1, FEW - 1) for k, n in enumerate(counts) if 0 < n < FEW
    }
    if total is not None:
        order = sorted((n, k) for k, n in enumerate(counts) if n >= FEW)
        while _gives_away(counts, ranges) and order:
            ranges[order.pop(0)[1]] = (FEW, float("inf"))
        if _gives_away(counts, ranges):
            held: Shown = "held"
            return tuple(held for _ in counts)
    return tuple(_shown(n, ranges.get(k)) for k, n in enumerate(counts))


def _shown(count: int, held: tuple[int, float] | None) -> Shown:
    if held is None:
        return count
    return "few" if held[0] < FEW else "some"


def _gives_away(counts: Sequence[int], ranges: Mapping[int, tuple[int, float]]) -> bool:
    """Say whether the sum of those held back leaves one value only for a small one."""
    held = sum(counts[k] for k in ranges)
    lows = sum(low for low, _ in ranges.values())
    highs = sum(high for _, high in ranges.values())
    return any(
        # The sum of the others is at least their lows, at most their highs.
        max(low, held - (highs - high)) == min(high, held - (lows - low))
        for low, high in ranges.values()
        if high < FEW
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring classes of students, from the first to the last."""

    first: int
    last: int
    students: int


def grouped(counts: Sequence[int]) -> list[Group]:
    """Return neighbours put together, from the last backwards, until each group has `FEW`.

    What is left over at the front joins the group behind it; fewer than `FEW` in all are one group.
    """
    groups: list[Group] = []
    last, students = len(counts) - 1, 0
    for k in range(len(counts) - 1, -1, -1):
        students += counts[k]
        if students >= FEW:
            groups.insert(0, Group(k, last, students))
            last, students = k - 1, 0
    if last >= 0:
        if students and groups:
            behind = groups.pop(0)
            groups.insert(0, Group(0, behind.last, students + behind.students))
        else:
            groups.insert(0, Group(0, last, students))
    return groups
