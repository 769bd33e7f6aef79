"""Which points of a front to look for: all of them, or some spread over it.

Two ways, one after the other. First both objectives are weighed: at a price near each end, then
at that of the widest step between two neighbours, again and again. What comes out is efficient,
and cheap to prove. Where every step has been asked for and fewer points are found than wanted,
the epsilon-constraint method finds the others: the first objective is optimised with the second
kept at a value or better, then the second with the first held. The widest stretch is halved again
and again, until no stretch can hold another point (the front is complete) or there are as many
as wanted.

References
----------
Haimes, Lasdon, Wismer (1971), "On a bicriterion formulation of the problems of integrated system
identification and system optimization", IEEE Transactions on Systems, Man, and Cybernetics 1.
Aneja, Nair (1979), "Bicriteria transportation problem", Management Science 25.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
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

    def best(self, *, first: bool) -> P:
        """Return the best in the first, then in the second; or the other way round."""

    def near(self, *, first: bool) -> P | None:
        """Return an efficient choice near that end; ``None`` where they cannot be weighed."""

    def between(self, left: P, right: P) -> P | None:
        """Return the best at the price of a step; ``None`` where they cannot be weighed."""

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
    is_stopped: Callable[[], bool] = lambda: False,
) -> Searched[P]:
    """Find up to ``wanted`` (two or more) points of the front.

    Parameters
    ----------
    is_over
        Asked before each further point.
    hear
        Told the number of points after each one.
    is_stopped
        Asked after each point: what was not proven by then is left out.
    """
    hunt = _Hunt(trade, wanted, is_over, hear, is_stopped)
    hunt.weigh()
    complete = hunt.complete()
    return Searched(efficient(hunt.found), complete)


class _Hunt(Generic[P]):
    """The points so far, and what is still open."""

    def __init__(
        self,
        trade: Chooser[P],
        wanted: int,
        is_over: Callable[[], bool],
        hear: Callable[[int], None],
        is_stopped: Callable[[], bool],
    ) -> None:
        self.trade, self.wanted = trade, wanted
        self.is_over, self.hear, self.is_stopped = is_over, hear, is_stopped
        self.found: list[P] = []
        self.proven = True

    def weigh(self) -> None:
        """Find points by weighing, at the price of the widest step each time."""
        for first in (True, False):
            if self._on() and not self._take(self.trade.near(first=first)):
                return
        asked: set[tuple[int, int]] = set()
        while self._on():
            steps = [
                (left, right)
                for left, right in pairwise(efficient(self.found))
                if (left.first, right.first) not in asked
            ]
            if not steps:
                return
            left, right = max(steps, key=self._width_of)
            asked.add((left.first, right.first))
            self._take(self.trade.between(left, right))

    def complete(self) -> bool:
        """Find what weighing cannot; say whether all points are found, and that is proven."""
        for first in (True, False):
            if self._on():
                self._take(self.trade.best(first=first))
            else:
                self.proven = False
        ends = efficient(self.found)
        open_ = [
            stretch
            for left, right in pairwise(ends)
            for stretch in _unless_empty(Stretch(left, right, left.second + 1, right.second - 1))
        ]
        while open_ and self._on():
            widest = max(open_, key=lambda s: (_width(s, ends[0], ends[-1]), s.low))
            open_.remove(widest)
            open_ += self._looked_into(widest)
        return self.proven and not open_

    def _looked_into(self, stretch: Stretch[P]) -> list[Stretch[P]]:
        """Look for a point in a stretch; return what is left of it."""
        low, high = stretch.low, stretch.high
        target = low if stretch.halved else (low + high + 1) // 2
        point = self.trade.at_least(target, stretch.right)
        if not self._is_kept(point):
            return [stretch]
        self.proven = self.proven and point.proven
        if not stretch.left.first > point.first > stretch.right.first:
            # The neighbour itself, if proven: nothing lies from the target on.
            if stretch.halved:
                return []
            return _unless_empty(replace(stretch, high=target - 1, halved=True))
        self._add(point)
        rest = _unless_empty(Stretch(point, stretch.right, point.second + 1, high))
        if not stretch.halved:
            rest += _unless_empty(Stretch(stretch.left, point, low, target - 1))
        return rest

    def _on(self) -> bool:
        return len(self.found) < self.wanted and not self.is_over()

    def _take(self, point: P | None) -> bool:
        """Take a point where it is a new one; say whether there was an answer at all."""
        if point is None:
            return False
        if not self._is_kept(point):
            self.proven = False
            return True
        self.proven = self.proven and point.proven
        if all((p.first, p.second) != (point.first, point.second) for p in self.found):
            self._add(point)
        return True

    def _is_kept(self, point: P) -> bool:
        return point.proven or not self.is_stopped()

    def _add(self, point: P) -> None:
        self.found = [*efficient([*self.found, point])]
        self.hear(len(self.found))

    def _width_of(self, step: tuple[P, P]) -> tuple[float, int]:
        left, right = step
        ends = self.found[0], self.found[-1]
        return _width(Stretch(left, right, left.second + 1, right.second), *ends), left.second


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
