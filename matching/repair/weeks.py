"""Sets of weeks, as a result writes them."""

from __future__ import annotations

from collections.abc import Collection

from ..tables.columns import Column, Kind
from ..tables.schedules import read_weeks

_WEEKS = Column("weeks", "semaines", Kind.WEEKS, "")


def weeks_in(text: str, n_weeks: int) -> frozenset[int]:
    """Return the weeks that a text means; none written means all.

    Raises
    ------
    CellError
        The text says no weeks.
    """
    if not text:
        return frozenset(range(1, n_weeks + 1))
    return read_weeks(text, _WEEKS).among(n_weeks)


def weeks_text(weeks: Collection[int]) -> str:
    """Return weeks as ranges: ``1-9`` or ``1-4,6,8``."""
    ranges: list[list[int]] = []
    for week in sorted(weeks):
        if ranges and ranges[-1][1] == week - 1:
            ranges[-1][1] = week
        else:
            ranges.append([week, week])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in ranges)
