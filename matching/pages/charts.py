"""Charts, each with its figures in a table for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .column import numbers_of


@dataclass(frozen=True, slots=True, init=False)
class Series:
    """Values of one name, one per category or point; missing ones are ``None``."""

    label: str
    values: tuple[float | None, ...]

    def __init__(self, label: str, values: Iterable[object]) -> None:
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "values", numbers_of(values))


@dataclass(frozen=True, slots=True, init=False)
class Line:
    """A series along an axis, with a band around it where `low` and `high` are given."""

    label: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]

    def __init__(
        self,
        label: str,
        values: Iterable[object],
        low: Iterable[object] = (),
        high: Iterable[object] = (),
    ) -> None:
        for name, numbers in (("values", values), ("low", low), ("high", high)):
            object.__setattr__(self, name, numbers_of(numbers))
        object.__setattr__(self, "label", label)
        if (len(self.low), len(self.high)) not in {(0, 0), (len(self.values),) * 2}:
            raise ValueError(f"the band of '{label}' is not as long as its line")


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars by category.

    Attributes
    ----------
    title
        What the chart shows, as a sentence that could stand alone.
    category_label, value_label
        What the categories and the values are, the latter with the unit.
    categories
        Their names, in the order shown.
    series
        One or several, of as many values as there are categories.
    stacked
        Whether several series stand on top of each other instead of side by side.
    horizontal
        Whether the bars lie: for long names.
    decimals
        How many are shown.
    percent
        Whether the values are shares, 0.25 shown as 25 %.
    """

    title: str
    category_label: str
    value_label: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool = False
    horizontal: bool = False
    decimals: int = 0
    percent: bool = False

    def __post_init__(self) -> None:
        """Refuse series of another length.

        Raises
        ------
        ValueError
            Where a series has not one value per category.
        """
        _same_length(self.title, len(self.categories), self.series)


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many lie between one edge and the next.

    Attributes
    ----------
    title, value_label, count_label
        What the chart shows, what is measured (with its unit), what is counted.
    edges
        Ascending, one more than the counts. The last interval holds its upper edge.
    counts
        How many in each interval.
    decimals
        How many are shown of an edge.
    """

    title: str
    value_label: str
    count_label: str
    edges: tuple[float, ...]
    counts: tuple[float, ...]
    decimals: int = 0

    def __post_init__(self) -> None:
        """Refuse a number of counts that does not fit the edges.

        Raises
        ------
        ValueError
            Where there is not one edge more than there are counts.
        """
        if len(self.edges) != len(self.counts) + 1:
            raise ValueError(f"'{self.title}' has {len(self.edges)} edges for its counts")


def histogram_of(
    values: Iterable[object],
    *,
    title: str,
    value_label: str,
    count_label: str,
    edges: Iterable[float] = (),
    weights: Iterable[object] = (),
    decimals: int = 0,
) -> Histogram:
    """Return the histogram of values, missing ones left out.

    Parameters
    ----------
    values
        Numbers, of any count.
    title, value_label, count_label, decimals
        As in `Histogram`.
    edges
        Ascending; without them, at most twelve intervals of a round width.
    weights
        What each value counts for, as in inhabitants; 1 where none are given.
    """
    given = numbers_of(values)
    known = np.array([v is not None for v in given], dtype=bool)
    numbers = np.array([v for v in given if v is not None], dtype=float)
    counted = np.array([w or 0.0 for w in numbers_of(weights)], dtype=float)
    limits = np.array(tuple(edges), dtype=float)
    if not limits.size:
        limits = round_edges(numbers)
    counts, _ = np.histogram(numbers, limits, weights=counted[known] if counted.size else None)
    return Histogram(
        title,
        value_label,
        count_label,
        tuple(limits.tolist()),
        tuple(counts.astype(float).tolist()),
        decimals,
    )


def round_edges(numbers: np.ndarray, at_most: int = 12) -> np.ndarray:
    """Return edges of a round width (1, 2 or 5 × a power of ten) around all `numbers`."""
    low, high = (float(numbers.min()), float(numbers.max())) if numbers.size else (0.0, 1.0)
    # Where all values are alike, intervals are not finer than numbers of their size can be.
    span = max(high - low, 1e-6 * max(abs(low), abs(high)), 1e-9)
    power = 10.0 ** np.floor(np.log10(span / at_most))
    for factor in (1, 2, 5, 10, 20):
        width = factor * power
        first, last = int(np.floor(low / width)), int(np.floor(high / width)) + 1
        if last - first <= at_most + 1:
            break
    edges = np.arange(first, last + 1) * width
    # A product may be rounded past the value that it should reach.
    edges[0], edges[-1] = min(edges[0], low), max(edges[-1], high)
    return np.asarray(edges, dtype=float)


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines along an axis of numbers or names, with bands where a line has one.

    Attributes
    ----------
    title, x_label, y_label
        What the chart shows, and what the axes are, with their units.
    x
        The points along the axis, as they are to be written (years, semesters).
    lines
        Of as many values as there are points.
    decimals
        How many are shown.
    percent
        Whether the values are shares, 0.25 shown as 25 %.
    band_label
        What the bands are, as in "between the tenth and the ninetieth percentile".
    from_zero
        Whether the axis of the values begins at 0, however near each other these are.
    places
        Where the points lie along an axis of numbers, for lines without bands; otherwise they
        stand at equal distances, in their order.
    """

    title: str
    x_label: str
    y_label: str
    x: tuple[str, ...]
    lines: tuple[Line, ...]
    decimals: int = 0
    percent: bool = False
    band_label: str = ""
    from_zero: bool = True
    places: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse lines of another length.

        Raises
        ------
        ValueError
            Where a line has not one value per point, or the points not one place each.
        """
        _same_length(self.title, len(self.x), self.lines)
        if self.places and len(self.places) != len(self.x):
            raise ValueError(f"'{self.title}' has {len(self.places)} places")
        if self.places and any(line.low for line in self.lines):
            raise ValueError(f"'{self.title}' has places and bands")


def _same_length(title: str, length: int, series: tuple[Series | Line, ...]) -> None:
    for one in series:
        if len(one.values) != length:
            raise ValueError(f"'{one.label}' of '{title}' has {len(one.values)} values")
