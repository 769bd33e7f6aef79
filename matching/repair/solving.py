"""One stage of a repair: the students without a place, and as few others as possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...solvers.limits import Limits
from ..bundles import Market, bundles
from ..earlier import settled_earlier
from ..entities import EarlierPlace
from ..infeasible import CannotBeMet
from ..optimal import Optimal
from ..phases import Phases
from ..result import Status, TierResult
from ..settled import Settled
from ..step import Step
from .apart import apart


@dataclass(frozen=True)
class Task:
    """What a stage has to solve.

    Attributes
    ----------
    kept
        Places of the students who are not touched.
    stirred
        What the changes name and whom they touch, with their hosts, each as `apart.thing`.
    is_best
        Whether it is proven that before the changes nobody more could be placed.
    had
        Students who had a place then and are still there, touched or not.
    narrowed
        Whether the changes take something away and give nothing, so that nobody more can be placed
        after them either.
    """

    market: Market
    kept: Mapping[str, EarlierPlace]
    stirred: frozenset[str]
    is_best: bool
    had: frozenset[str]
    narrowed: bool
    tiers: tuple[str, ...]
    limits: Limits
    phases: Phases
    partial: bool


@dataclass(frozen=True)
class Solved:
    """A solved stage."""

    step: Step
    tiers: tuple[TierResult, ...]
    status: Status
    softened: frozenset[str] = frozenset()


def solve_stage(task: Task) -> Solved:
    """Place everybody of a stage: all untouched students fixed where that is enough.

    Where the tiers begin with ``placed`` and ``moves``:

    1. All untouched students keep their places. Where the others can all be placed beside them,
       nobody has to move, and the rest of the tiers is theirs alone.
    2. The same where as many are placed as can be at all, by what is known of the places before.
    3. Otherwise students whom the changes can reach may move. Where the time is over before that
       is better than the first attempt, the first one stands, with the bound that was found.

    Other tiers may want untouched students to move whatever happened: all of them may.
    """
    everyone = np.arange(len(task.market.semester.students))
    names = (s.student_id in task.kept for s in task.market.semester.students)
    kept = np.flatnonzero(np.fromiter(names, bool, len(everyone)))
    free = np.setdiff1d(everyone, kept)
    if task.tiers[:2] != ("placed", "moves"):
        return _with_moves(task, everyone, everyone, None, ())
    still = _still(task, free, everyone)
    able = _able(task, kept, free)
    if still is not None and still[1] == _counting(task, able):
        return _all_tiers(task, free, everyone, still[0])
    if not task.is_best:
        return _with_moves(task, everyone, everyone, still, ())
    reached = apart(task.market, task.kept, task.stirred, everyone)
    most = _most(task, reached, able)
    if still is not None and still[1] == most + _counting(task, np.setdiff1d(kept, reached)):
        return _all_tiers(task, free, everyone, still[0])
    limits = [(reached, most)] if task.narrowed else []
    return _with_moves(task, np.union1d(reached, free), everyone, still, limits)


def _able(task: Task, kept: NDArray[np.int64], free: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the students who have a place or could have one if nobody stood in their way."""
    found = np.unique(bundles(task.market, free).student) if len(free) else free
    return np.union1d(found.astype(np.int64), kept)


def _counting(task: Task, students: NDArray[np.int64]) -> int:
    """Return how many of some students the tier ``placed`` counts."""
    semester = task.market.semester
    of = (semester.students[k].programme_id for k in students.tolist())
    return sum(semester.programme[name].everyone for name in of)


def _most(task: Task, reached: NDArray[np.int64], able: NDArray[np.int64]) -> int:
    """Return how many of those whom the changes can reach can be placed at the most.

    Where something was only taken away, no more than before: with all others where they are, any
    placement of theirs now would have been one before. That holds of all of them together, not of
    each group that is left without something to share.
    """
    most = _counting(task, np.intersect1d(reached, able))
    if not task.narrowed:
        return most
    students = task.market.semester.students
    had = [k for k in reached.tolist() if students[k].student_id in task.had]
    return min(most, _counting(task, np.array(had, np.int64)))


def _optimal(
    task: Task,
    tiers: Sequence[str],
    *,
    partial: bool,
    before: Sequence[str],
    most: Sequence[tuple[NDArray[np.int64], int]] = (),
) -> Optimal:
    places = [task.kept[name] for name in before]
    return Optimal(
        task.market,
        tiers,
        task.limits,
        task.phases,
        partly=partial,
        before=settled_earlier(task.market, places),
        most=most,
        every_link=True,
    )


def _still(
    task: Task, free: NDArray[np.int64], everyone: NDArray[np.int64]
) -> tuple[Settled, int] | None:
    """Return a placement with nobody moving, and how many it has; ``None`` where there is none."""
    fixed = settled_earlier(task.market, list(task.kept.values()))
    optimal = _optimal(task, ("placed",), partial=False, before=())
    try:
        step, tiers, _ = optimal.choose(fixed, free, everyone, None)
    except CannotBeMet:
        return None
    value = tiers[0].value
    assert isinstance(value, int)
    return step.settled, value


def _all_tiers(
    task: Task, free: NDArray[np.int64], everyone: NDArray[np.int64], start: Settled
) -> Solved:
    """Place the free students beside all others, who stay; ``start`` is one way to do it."""
    fixed = settled_earlier(task.market, list(task.kept.values()))
    optimal = _optimal(task, task.tiers, partial=False, before=())
    optimal.start = start
    step, tiers, status = optimal.choose(fixed, free, everyone, None)
    return Solved(step, tiers, status)


def _with_moves(
    task: Task,
    movable: NDArray[np.int64],
    everyone: NDArray[np.int64],
    still: tuple[Settled, int] | None,
    limits: Sequence[tuple[NDArray[np.int64], int]],
) -> Solved:
    students = task.market.semester.students
    names = {students[k].student_id for k in movable.tolist()}
    moving = [name for name in task.kept if name in names]
    fixed = settled_earlier(
        task.market, [place for name, place in task.kept.items() if name not in names]
    )
    optimal = _optimal(task, task.tiers, partial=task.partial, before=moving, most=limits)
    optimal.start = None if still is None else still[0]
    step, tiers, status = optimal.choose(fixed, movable, everyone, None)
    found = Solved(step, tiers, status, optimal.softened)
    if still is None or status == "optimal" or optimal.softened:
        return found
    if _worth(tiers) >= (still[1], 0):
        return found
    kept = [s.student_id in task.kept for s in students]
    stayed = _all_tiers(task, np.flatnonzero(~np.array(kept, bool)), everyone, still[0])
    bounds = {tier.name: tier.bound for tier in tiers}
    proven = tuple(_bounded(tier, bounds) for tier in stayed.tiers)
    return replace(stayed, tiers=proven, status=status)


def _worth(tiers: Sequence[TierResult]) -> tuple[int, int]:
    """Return students placed and, negative, students moved."""
    value = {tier.name: tier.value for tier in tiers}
    placed, moves = value.get("placed", 0), value.get("moves", 0)
    assert isinstance(placed, int)
    assert isinstance(moves, int)
    return placed, -moves


def _bounded(tier: TierResult, bounds: Mapping[str, object]) -> TierResult:
    """Return the tier ``placed`` with the bound over all ways to move students."""
    bound = bounds.get(tier.name)
    if tier.name != "placed" or not isinstance(bound, int) or not isinstance(tier.value, int):
        return tier
    gap = (bound - tier.value) / max(1, bound)
    return replace(tier, bound=bound, gap=gap)
