"""Weeks compressed into classes: weeks that no programme tells apart count as one."""

from __future__ import annotations

from dataclasses import dataclass

from .semester import Semester


@dataclass(frozen=True)
class WeekClasses:
    """The distinct classes of weeks of a semester.

    Attributes
    ----------
    n_classes
        How many there are; at least one.
    """

    n_classes: int
    class_of: tuple[int, ...]

    def mask(self, weeks: frozenset[int] | None) -> int:
        """Return a set of weeks (``None``: all) as a bit set of classes."""
        if weeks is None:
            return (1 << self.n_classes) - 1
        return sum({1 << self.class_of[w - 1] for w in weeks if 0 < w <= len(self.class_of)})


def week_classes(semester: Semester) -> WeekClasses:
    """Tell weeks apart by the programmes and offer parts that use them."""
    sets = {p.weeks for p in semester.programmes}
    sets |= {part.weeks for offer in semester.offers for part in offer.parts}
    used = sorted((s for s in sets if s is not None), key=sorted)
    numbers: dict[tuple[bool, ...], int] = {}
    class_of = []
    for week in range(1, semester.settings.n_weeks + 1):
        key = tuple(week in weeks for weeks in used)
        class_of.append(numbers.setdefault(key, len(numbers)))
    return WeekClasses(len(numbers), tuple(class_of))
