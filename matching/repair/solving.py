"""One stage of a repair: the students without a place, and as few others as possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial as bound_to

import numpy as np
from numpy.typing import NDArray

from ...solvers.limits import Limits
from ..bundles import Market, bundles
from ..earlier import settled_earlier
from ..entities import EarlierPlace
from ..infeasible import CannotBeMet, EndedEarly
from ..language import Sentence, plural_sentence
from ..optimal import Optimal
from ..phases import Phases
from ..result import Status, TierResult
from ..settled import Settled
from ..step import Step
from .apart import apart
from .moved import has_moved
from .near import nearest


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
    without
        Students who had none then, whom no change names.
    narrowed
        Whether the changes take something away and give nothing, so that nobody more can be placed
        after them either.
    """

    market: Market
    kept: Mapping[str, EarlierPlace]
    stirred: frozenset[str]
    is_best: bool
    had: frozenset[str]
    without: frozenset[str]
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


RINGS = (8, 20, 50)
"""How many students near the changes may move in each attempt before all may."""


def near_note(count: int) -> Sentence:
    """Return what is to be known of a repair in which only some students could move."""
    return plural_sentence(
        "That so few others move is proven; the objectives after it are the best where {count} "
        "student near the changes may move.",
        "That so few others move is proven; the objectives after it are the best where {count} "
        "students near the changes may move.",
        count=count,
    )


@dataclass(frozen=True)
class Found:
    """A placement that was found, how many it has, who moves, and who was free to."""

    settled: Settled
    placed: int
    moves: int
    movable: NDArray[np.int64]

    @property
    def worth(self) -> tuple[int, int]:
        """More placed is better, then fewer moves."""
        return self.placed, -self.moves


def solve_stage(task: Task) -> Solved:
    """Place everybody of a stage: all untouched students fixed where that is enough.

    Where the tiers begin with ``placed`` and ``moves``:

    1. All untouched students keep their places. Where the others can all be placed beside them,
       nobody has to move, and the rest of the tiers is theirs alone.
    2. The same where as many are placed as can be at all, by what is known of the places before.
    3. Otherwise a few students near the changes may move, then some more (`RINGS`). Where as many
       are placed as can be and one moves, that is the best: without a move there are fewer.
    4. Otherwise all students whom the changes can reach may move. Where the time is over before
       that is better than what was found, that one stands, with the bound that was found.

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
    if still is not None and still.placed == _counting(task, able):
        return _all_tiers(task, everyone, still)
    reached, most = everyone, _counting(task, able)
    limits: list[tuple[NDArray[np.int64], int]] = []
    if task.is_best:
        reached = apart(task.market, task.kept, task.stirred, everyone)
        own = _most(task, reached, able)
        limits = [(reached, own)] if task.narrowed else []
        most = own + _counting(task, np.setdiff1d(kept, reached))
    if still is not None and still.placed == most:
        return _all_tiers(task, everyone, still)
    movable = np.intersect1d(reached, kept)
    best = still
    for ring in _rings(task, free, movable):
        best = _better(best, _ring(task, np.union1d(free, ring), everyone, best, limits))
        if best is not None and best.placed == most and best.moves <= 1:
            return _near(task, best, everyone, limits)
    return _with_moves(task, np.union1d(movable, free), everyone, best, limits)


def _rings(
    task: Task, free: NDArray[np.int64], movable: NDArray[np.int64]
) -> Iterator[NDArray[np.int64]]:
    """Yield more and more of the students who may move; never all of them."""
    if len(movable) <= RINGS[0]:
        return
    students = task.market.semester.students
    had = [k for k in free.tolist() if students[k].student_id in task.had]
    seekers = np.array(had, np.int64) if had else free
    kept = settled_earlier(task.market, list(task.kept.values()))
    order = nearest(task.market, seekers, kept, movable)
    for size in RINGS:
        if size < len(order):
            yield np.sort(order[:size])


def _ring(
    task: Task,
    movable: NDArray[np.int64],
    everyone: NDArray[np.int64],
    best: Found | None,
    limits: Sequence[tuple[NDArray[np.int64], int]],
) -> Found | None:
    """Return the most placed with the fewest moves where only some may move, if anything can be."""
    optimal, fixed = _freed(task, movable, ("placed", "moves"), best, limits, partial=False)
    try:
        step, tiers, _ = optimal.choose(fixed, movable, everyone, None)
    except (CannotBeMet, EndedEarly):
        return None
    placed, moves = _worth(tiers)
    return Found(step.settled, placed, -moves, movable)


def _better(one: Found | None, other: Found | None) -> Found | None:
    """Return the better one of two, the first where they are alike."""
    if one is None or other is None:
        return one or other
    return other if other.worth > one.worth else one


def _near(
    task: Task,
    best: Found,
    everyone: NDArray[np.int64],
    limits: Sequence[tuple[NDArray[np.int64], int]],
) -> Solved:
    """Return the best by all tiers where those may move who could in what was found."""
    optimal, fixed = _freed(task, best.movable, task.tiers, best, limits, partial=False)
    step, tiers, status = optimal.choose(fixed, best.movable, everyone, None)
    names = (task.market.semester.students[k].student_id for k in best.movable.tolist())
    said = near_note(sum(name in task.kept for name in names))
    return Solved(replace(step, notes=(*step.notes, said)), tiers, status)


def _freed(
    task: Task,
    movable: NDArray[np.int64],
    tiers: Sequence[str],
    start: Found | None,
    limits: Sequence[tuple[NDArray[np.int64], int]],
    *,
    partial: bool,
) -> tuple[Optimal, Settled]:
    """Return what places the movable students, and the others, who are settled."""
    students = task.market.semester.students
    names = {students[k].student_id for k in movable.tolist()}
    fixed = [place for name, place in task.kept.items() if name not in names]
    moving = [name for name in task.kept if name in names]
    optimal = _optimal(task, tiers, partial=partial, before=moving, most=limits)
    optimal.start = None if start is None else start.settled
    return optimal, settled_earlier(task.market, fixed)


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
    whole = tuple(tiers) == task.tiers
    asked = bound_to(_elsewhere, task) if whole else _nobody
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
        asked=asked,
    )


def _nobody(_: Settled) -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


def _elsewhere(task: Task, settled: Settled) -> NDArray[np.int64]:
    """Return who is not as before: their reasons alone are new."""
    found = []
    for k, student in enumerate(task.market.semester.students):
        name = student.student_id
        now = settled.placements.get(name)
        if name in task.kept:
            as_before = now is not None and not has_moved(task.kept[name], now)
        else:
            as_before = now is None and name in task.without
        if not as_before:
            found.append(k)
    return np.array(found, np.int64)


def _still(task: Task, free: NDArray[np.int64], everyone: NDArray[np.int64]) -> Found | None:
    """Return a placement with nobody moving; ``None`` where there is none."""
    fixed = settled_earlier(task.market, list(task.kept.values()))
    optimal = _optimal(task, ("placed",), partial=False, before=())
    try:
        step, tiers, _ = optimal.choose(fixed, free, everyone, None)
    except CannotBeMet:
        return None
    value = tiers[0].value
    assert isinstance(value, int)
    return Found(step.settled, value, 0, free)


def _all_tiers(task: Task, everyone: NDArray[np.int64], found: Found) -> Solved:
    """Place the students who were free in what was found by all tiers, beside the others."""
    optimal, fixed = _freed(task, found.movable, task.tiers, found, (), partial=False)
    step, tiers, status = optimal.choose(fixed, found.movable, everyone, None)
    return Solved(step, tiers, status)


def _with_moves(
    task: Task,
    movable: NDArray[np.int64],
    everyone: NDArray[np.int64],
    best: Found | None,
    limits: Sequence[tuple[NDArray[np.int64], int]],
) -> Solved:
    optimal, fixed = _freed(task, movable, task.tiers, best, limits, partial=task.partial)
    step, tiers, status = optimal.choose(fixed, movable, everyone, None)
    found = Solved(step, tiers, status, optimal.softened)
    if best is None or status == "optimal" or optimal.softened:
        return found
    if _worth(tiers) >= best.worth:
        return found
    stayed = _all_tiers(task, everyone, best)
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
