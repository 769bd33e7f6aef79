"""One stage of a repair: the students without a place, and as few others as possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..bundles import Market, bundles
from ..earlier import EarlierPlace, settled_earlier
from ..infeasible import CannotBeMet
from ..optimal import Optimal
from ..phases import Phases
from ..result import Status, TierResult

from ...solvers.limits import Limits
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
    settled_well
        Whether it is proven that before the changes nobody more could be placed.
    """

    market: Market
    kept: Mapping[str, EarlierPlace]
    stirred: frozenset[str]
    settled_well: bool
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

    Three attempts, each as good as proven when it is taken:

    1. all untouched students keep their places; where the others can all be placed beside them,
       nobody has to move, and the rest of the tiers is theirs alone;
    2. the same where as many are placed as can be at all, by what is known of the places before;
    3. students whom the changes can reach may move. Where the time is over before that is better
       than the first attempt, the first one stands, with the bound that was found.
    """
    numbers = {s.student_id: k for k, s in enumerate(task.market.semester.students)}
    everyone = np.arange(len(numbers))
    kept = np.array(sorted(numbers[name] for name in task.kept), np.int64)
    free = np.setdiff1d(everyone, kept)
    still = _still(task, free, everyone)
    most = _most_placed(task, free)
    if still is not None and _placed(still) == most:
        return _all_tiers(task, free, everyone, still)
    movable = everyone
    if task.settled_well:
        movable, most = apart(task.market, task.kept, task.stirred, everyone)
        if still is not None and _placed(still) == most:
            return _all_tiers(task, free, everyone, still)
    return _with_moves(task, free, np.union1d(movable, free), everyone, still)


def _optimal(task: Task, tiers: Sequence[str], *, partial: bool, before: Sequence[str]) -> Optimal:
    places = [task.kept[name] for name in before]
    return Optimal(
        task.market,
        tiers,
        task.limits,
        task.phases,
        partly=partial,
        before=settled_earlier(task.market, places),
    )


def _still(
    task: Task, free: NDArray[np.int64], everyone: NDArray[np.int64]
) -> tuple[TierResult, ...] | None:
    """Return how many can be placed with nobody moving; ``None`` where that breaks a limit."""
    fixed = settled_earlier(task.market, list(task.kept.values()))
    optimal = _optimal(task, ("placed",), partial=False, before=())
    try:
        _, tiers, _ = optimal.choose(fixed, free, everyone, None)
    except CannotBeMet:
        return None
    return tiers


def _placed(tiers: Sequence[TierResult]) -> int:
    value = tiers[0].value
    assert isinstance(value, int)
    return value


def _most_placed(task: Task, free: NDArray[np.int64]) -> int:
    """Return how many could be placed if nobody stood in another's way."""
    semester = task.market.semester
    able = np.unique(bundles(task.market, free).student) if len(free) else free
    names = [*task.kept, *(semester.students[k].student_id for k in able.tolist())]
    return sum(semester.programme[semester.student[n].programme_id].everyone for n in names)


def _all_tiers(
    task: Task,
    free: NDArray[np.int64],
    everyone: NDArray[np.int64],
    still: Sequence[TierResult],
) -> Solved:
    """Place the free students beside all others; ``still`` says what is proven of `placed`."""
    fixed = settled_earlier(task.market, list(task.kept.values()))
    optimal = _optimal(task, task.tiers, partial=False, before=())
    step, tiers, status = optimal.choose(fixed, free, everyone, None)
    return Solved(step, tiers, status)


def _with_moves(
    task: Task,
    free: NDArray[np.int64],
    movable: NDArray[np.int64],
    everyone: NDArray[np.int64],
    still: Sequence[TierResult] | None,
) -> Solved:
    students = task.market.semester.students
    names = {students[k].student_id for k in movable.tolist()}
    moving = [name for name in task.kept if name in names]
    fixed = settled_earlier(
        task.market, [place for name, place in task.kept.items() if name not in names]
    )
    optimal = _optimal(task, task.tiers, partial=task.partial, before=moving)
    step, tiers, status = optimal.choose(fixed, movable, everyone, None)
    found = Solved(step, tiers, status, optimal.softened)
    if still is None or status == "optimal" or optimal.softened:
        return found
    if _worth(tiers) >= (_placed(still), 0):
        return found
    stayed = _all_tiers(task, free, everyone, still)
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


