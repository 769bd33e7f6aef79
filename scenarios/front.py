"""The efficient front between two tiers: what one costs in terms of the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from ..matching.infeasible import EndedEarly
from ..matching.language import Sentence, sentence
from ..matching.placement import last_optimal
from ..matching.semester import Semester
from ..matching.settings import TIERS
from ..solvers.limits import Limits
from .front_amounts import amounts
from .front_problem import Found, Trade
from .front_result import Front, FrontPoint, FrontStanding
from .front_search import search

SUMS = ("placed", "floors", "value", "travel", "balance", "shortage", "wishes")
"""The tiers that are one number; the others are lists, of which no step has a price."""

_HALVES = frozenset({"shortage", "wishes"})


class CannotTrade(ValueError):
    """There is no front between these tiers; ``sentence`` says why."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(str(said))
        self.sentence = said


def front(
    semester: Semester,
    between: Sequence[str],
    *,
    points: int = 20,
    before: Sequence[str] | None = None,
    time_limit: float | None = None,
    workers: int | None = None,
    stop: threading.Event | None = None,
    progress: Callable[[FrontStanding], None] = lambda _: None,
) -> Front:
    """Return the exact efficient front between two tiers of the mechanism ``optimal``.

    Parameters
    ----------
    between
        Two tiers among `SUMS`.
    points
        How many at the most, two or more. Where there are no more than that, all of them.
    before
        Tiers that are optimised before the two and held; without it those of the setting
        ``tiers`` that stand before the first of the two (before ``value`` for its two halves).
    time_limit
        Seconds in all, of which each point has its share; what is not proven in it is said
        to be so.
    stop
        Ends the search with the points found so far; what is not proven then is left out.
    progress
        Told how far the search is, with each point.

    Raises
    ------
    CannotTrade
        The tiers are unknown, the same or lists, or nothing is optimised.
    CannotBeMet, EndedEarly
        As in `place`.
    """
    pair = _checked(between)
    if points < 2:
        raise CannotTrade(sentence("a front has two points or more, not {points}.", points=points))
    held = held_before(semester.settings.tiers, pair) if before is None else _known(before)
    if set(held) & set(pair):
        raise CannotTrade(sentence("a tier cannot be held and traded at once."))
    # The second is the one kept at a value, which has to be a sum over students.
    switched = pair[1] == "balance"
    solved = (pair[1], pair[0]) if switched else pair
    limits = Limits(time_limit, None, workers, stop or threading.Event())
    stage = last_optimal(semester, (*held, *solved), limits)
    if stage is None:
        raise CannotTrade(sentence("no student is placed by the mechanism 'optimal'."))
    progress(FrontStanding(0, points, None))
    trade = Trade(stage, held, limits, expected=points)
    found = search(
        trade, points, lambda: limits.over, _told(points, limits, progress), limits.stop.is_set
    )
    if not found.points:
        raise EndedEarly(interrupted=limits.stop.is_set())
    ordered = found.points[::-1] if switched else found.points
    return Front(
        semester=semester,
        between=pair,
        before=held,
        order=stage.order,
        points=tuple(_point(semester, point, pair) for point in ordered),
        complete=found.complete,
        wanted=points,
        interrupted=limits.stop.is_set() and not found.complete,
    )


def held_before(tiers: Sequence[str], pair: tuple[str, str]) -> tuple[str, ...]:
    """Return the tiers that stand before the first of the two (``value`` for its halves)."""
    ends = {*pair, *(("value",) if _HALVES & set(pair) else ())}
    first = next((k for k, name in enumerate(tiers) if name in ends), None)
    if first is not None:
        return tuple(tiers[:first])
    # Neither is asked for: what protects students and rules comes first all the same.
    return tuple(name for name in tiers if name in ("placed", "floors", "worst_off"))


def _told(
    wanted: int, limits: Limits, progress: Callable[[FrontStanding], None]
) -> Callable[[int], None]:
    """Return what tells of the points found, with the time that as many more would take."""
    started = time.monotonic()

    def hear(count: int) -> None:
        left = (time.monotonic() - started) / max(1, count) * (wanted - count)
        remaining = limits.remaining
        progress(FrontStanding(count, wanted, left if remaining is None else min(left, remaining)))

    return hear


def _checked(between: Sequence[str]) -> tuple[str, str]:
    names = _known(between)
    if len(names) != 2 or names[0] == names[1]:
        raise CannotTrade(sentence("a front is between two different tiers."))
    for name in names:
        if name not in SUMS:
            raise CannotTrade(
                sentence(
                    "the tier '{tier}' is a list of classes, of which no step has a price; "
                    "there are {tiers}.",
                    tier=name,
                    tiers=SUMS,
                )
            )
    return names[0], names[1]


def _known(names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if name not in TIERS:
            raise CannotTrade(
                sentence("there is no tier '{tier}'; there are {tiers}.", tier=name, tiers=TIERS)
            )
    return tuple(names)


def _point(semester: Semester, found: Found, pair: tuple[str, str]) -> FrontPoint:
    tiers = {tier.name: tier for tier in found.tiers}
    one, other = (tiers[name] for name in pair)
    return FrontPoint(
        values=(one.value[0], other.value[0]),
        bounds=(one.bound[0], other.bound[0]),
        gap=max(tier.gap for tier in found.tiers),
        proven=found.proven,
        amounts=amounts(semester, found.placements),
        placements=found.placements,
    )
