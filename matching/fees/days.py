"""The days of a semester, those that no part and no fee tells apart taken together."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ..money import Fee
from ..semester import Semester
from ..weeks import week_classes


@dataclass(frozen=True, slots=True)
class Days:
    """Days on which the same parts last and the same fees are in force.

    Attributes
    ----------
    week
        One of their weeks; every part lasts on all of them or on none.
    first
        The first of these days.
    in_force
        Positions of the fees in force.
    months
        How many months they make: each day counts 1 ÷ the days of its own month.
    """

    week: int
    first: date
    in_force: frozenset[int]
    count: int
    months: Fraction

    def during(self, weeks: frozenset[int] | None) -> bool:
        """Say whether a part of these weeks lasts on these days."""
        return weeks is None or self.week in weeks


def days_of(semester: Semester, fees: Sequence[Fee]) -> tuple[Days, ...]:
    """Return all days of a semester in groups, by their first day."""
    first, last = semester.settings.first_day, semester.settings.last_day
    classes = week_classes(semester).class_of
    groups: dict[tuple[int, frozenset[int]], list[date]] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        in_force = frozenset(k for k, fee in enumerate(fees) if fee.in_force(day))
        groups.setdefault((classes[number // 7], in_force), []).append(day)
    found = [
        Days((days[0] - first).days // 7 + 1, days[0], in_force, len(days), _months(days))
        for (_, in_force), days in groups.items()
    ]
    return tuple(sorted(found, key=lambda days: days.first))


def _months(days: Sequence[date]) -> Fraction:
    """Return the sum of the days' shares in their months."""
    by_month: dict[tuple[int, int], int] = {}
    for day in days:
        by_month[day.year, day.month] = by_month.get((day.year, day.month), 0) + 1
    return sum(
        (Fraction(n, calendar.monthrange(*month)[1]) for month, n in by_month.items()), Fraction()
    )


def replacing(fees: Sequence[Fee]) -> Mapping[int, tuple[int, ...]]:
    """Return, per fee, those that replace it, by position."""
    position = {fee.fee_id: k for k, fee in enumerate(fees)}
    found: dict[int, list[int]] = {k: [] for k in range(len(fees))}
    for k, fee in enumerate(fees):
        for other in fee.excludes:
            found[position[other]].append(k)
    return {k: tuple(others) for k, others in found.items()}


def replacers_first(fees: Sequence[Fee]) -> tuple[int, ...]:
    """Return the positions of fees, each after those that replace it.

    Steps: take every fee whose replacers are all taken; again, until none is left. A circle,
    which reading refuses, would never end and is an error here.
    """
    before = replacing(fees)
    taken: list[int] = []
    while len(taken) < len(fees):
        ready = [k for k in before if k not in taken and set(before[k]) <= set(taken)]
        if not ready:
            raise ValueError("fees replace each other in a circle")
        taken += ready
    return tuple(taken)
