"""Which points of a front to look for: all of them, or some spread over it.

The epsilon-constraint method: the first objective is optimised with the second kept at a value
or better, then the second with the first held; whatever comes out is efficient. The widest
stretch between two neighbouring points is halved again and again, until no stretch can hold
another point (the front is complete) or there are as many points as wanted.

References
----------
Haimes, Lasdon, Wismer (1971), "On a bicriterion formulation of the problems of integrated system
identification and system optimization", IEEE Transactions on Systems, Man, and Cybernetics 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar


class Point(Protocol):
    """A choice with both objectives, larger being better in either."""

    @property
    def first(self) -> int:
        """The first objective."""

    @property
    def second(self) -> int:
        """The second objective."""

    @property
    def proven(self) -> bool:
        """Whether it is proven to be what was asked for."""


P = TypeVar("P", bound=Point)


class Chooser(Protocol[P]):
    """Finds the best choices of two objectives."""

    def best_first(self) -> P:
        """Return the best in the first, then in the second."""

    def best_second(self) -> P:
        """Return the best in the second, then in the first."""

    def at_least(self, second: int, known: P) -> P:
        """Return the best in the first with the second at least so good, then in the second."""


@dataclass(frozen=True)
class Stretch(Generic[P]):
    """Between two neighbouring points: the values of the second that a further one may have.

    ``halved``: the upper half is known to be empty, so that the next neighbour is asked for.
    """

    left: P
    right: P
    low: int
    high: int
    halved: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no point fits in, both objectives being whole numbers."""
        return self.low > self.high or self.left.first - self.right.first <= 1


@dataclass(frozen=True)
class Searched(Generic[P]):
    """The points from the best of the first to the best of the second, none dominated.

    ``complete``: there is no other, and that is proven.
    """

    points: tuple[P, ...]
    complete: bool


def search(
    trade: Chooser[P],
    wanted: int,
    is_over: Callable[[], bool] = lambda: False,
    hear: Callable[[int], None] = lambda _: None,
) -> Searched[P]:
    """Find up to ``wanted`` (two or more) points of the front.

    Parameters
    ----------
    is_over
        Asked before each further point.
    hear
        Told the number of points after each one.
    """
    left = trade.best_first()
    right = trade.best_second()
    found = [left, right]
    proven = left.proven and right.proven
    open_ = _unless_empty(Stretch(left, right, left.second + 1, right.second - 1))
    while open_ and len(found) < wanted and not is_over():
        hear(len(found))
        widest = max(open_, key=lambda s: (_width(s, left, right), s.low))
        open_.remove(widest)
        low, high = widest.low, widest.high
        target = low if widest.halved else (low + high + 1) // 2
        point = trade.at_least(target, widest.right)
        proven = proven and point.proven
        if not widest.left.first > point.first > widest.right.first:
            # The neighbour itself, if proven: nothing lies from the target on.
            if not widest.halved:
                open_ += _unless_empty(replace(widest, high=target - 1, halved=True))
            continue
        found.append(point)
        open_ += _unless_empty(Stretch(point, widest.right, point.second + 1, high))
        if not widest.halved:
            open_ += _unless_empty(Stretch(widest.left, point, low, target - 1))
    return Searched(efficient(found), proven and not open_)


def _unless_empty(stretch: Stretch[P]) -> list[Stretch[P]]:
    return [] if stretch.is_empty else [stretch]


def _width(stretch: Stretch[P], left: P, right: P) -> float:
    """Return how much of both objectives' ranges a stretch covers."""
    first = (stretch.left.first - stretch.right.first) / max(1, left.first - right.first)
    second = (stretch.high - stretch.low + 1) / max(1, right.second - left.second)
    return first + second


def efficient(points: list[P]) -> tuple[P, ...]:
    """Return the points that no other dominates, each once, the best in the first at the head."""
    kept: list[P] = []
    for point in sorted(points, key=lambda p: (-p.first, -p.second, not p.proven)):
        if not kept or point.second > kept[-1].second:
            kept.append(point)
    return tuple(kept)
