"""One stage of a repair: the students without a place, and as few others as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial as bound_to

import numpy as np
from numpy.typing import NDArray

from ..earlier import settled_earlier
from ..infeasible import CannotBeMet, EndedEarly
from ..language import Sentence, plural_sentence
from ..optimal import Optimal
from ..result import Status, TierResult
from ..settled import Settled
from ..step import Step
from .moved import has_moved
from .near import nearest
from .reach import Limited, Reach, able_in, counted, reach_of
from .task import Task, identifier


@dataclass(frozen=True)
class Solved:
    """A solved stage."""

    step: Step
    tiers: tuple[TierResult, ...]
    status: Status
    softened: frozenset[str] = frozenset()


NEAR = 50
"""How many students near the changes may move in the first attempt, before all may."""

PROOF = 0.025
"""Share of the time left for the proof that fewer cannot move, where no more do than are touched;
more than that a user who waits would hardly want, and asks for by a longer limit."""


def near_note(count: int) -> Sentence:
    """Return what is to be known of a repair in which it was settled first who moves."""
    return plural_sentence(
        "The objectives after moves are the best where no untouched student moves but this "
        "{count}.",
        "The objectives after moves are the best where no untouched students move but these "
        "{count}.",
        count=count,
    )


@dataclass(frozen=True)
class Known:
    """What is proven of all placements: so many placed at the most, so many moves at least."""

    placed: int
    moves: int


@dataclass(frozen=True)
class Found:
    """A placement that was found: how many it has, how many move, and who was free to.

    ``most``: how many such a placement can have by what is proven.
    """

    settled: Settled
    placed: int
    moves: int
    movable: NDArray[np.int64]
    most: int

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
    3. Otherwise the students nearest to the changes may move (`NEAR`). Where as many are placed as
       can be and one moves, that is the best: without a move there are fewer.
    4. Otherwise all students whom the changes can reach may move, from what was found on: for
       more places, then for fewer moves. What is found stands with the bounds that are proven.
    5. At the end the rest of the tiers, with as many placed and moved.

    Other tiers may want untouched students to move whatever happened: all of them may.
    """
    everyone = np.arange(len(task.market.semester.students))
    names = (s.student_id in task.kept for s in task.market.semester.students)
    kept = np.flatnonzero(np.fromiter(names, bool, len(everyone)))
    free = np.setdiff1d(everyone, kept)
    if task.tiers[:2] != ("placed", "moves"):
        return _with_moves(task, everyone, everyone, ())
    still = _still(task, free, everyone)
    able = able_in(task, kept, free)
    if still is not None and still.placed == len(counted(task, able)):
        return _all_tiers(task, everyone, still)
    reach = reach_of(task, kept, able, everyone)
    if still is not None and still.placed == reach.most:
        return _all_tiers(task, everyone, still)
    movable = np.union1d(reach.movable, free)
    if still is None:
        return _with_moves(task, movable, everyone, reach.limits)
    best, fewest = still, int(still.most < reach.most)
    if len(reach.movable) > NEAR:
        near = _nearest(task, free, reach.movable)[:NEAR]
        best = _attempt(task, np.union1d(free, near), everyone, best, reach, 0.25)
        if (best.placed, best.moves) == (reach.most, fewest):
            return _near(task, best, everyone, reach, Known(best.placed, best.moves))
    best, known = _proven(task, best, still, reach, movable, everyone)
    return _near(task, best, everyone, reach, known)


def _nearest(task: Task, free: NDArray[np.int64], movable: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return who may move, the nearest first to those who have lost their place."""
    had = np.array([k for k in free.tolist() if identifier(task, k) in task.had], np.int64)
    kept = settled_earlier(task.market, list(task.kept.values()))
    return nearest(task.market, had if len(had) else free, kept, movable)


def _attempt(
    task: Task,
    movable: NDArray[np.int64],
    everyone: NDArray[np.int64],
    best: Found,
    reach: Reach,
    share: float,
) -> Found:
    """Return the most placed with the fewest moves where only some may move."""
    optimal, fixed = _freed(task, movable, ("placed", "moves"), best, reach.limits)
    optimal.limits = task.limits.part(share)
    try:
        step, tiers, _ = optimal.choose(fixed, movable, everyone, None)
    except EndedEarly:
        return best
    bound = tiers[0].bound
    assert isinstance(bound, int)
    placed, moves = _worth(tiers)
    found = Found(step.settled, placed, -moves, movable, bound)
    return found if found.worth > best.worth else replace(best, most=bound)


def _proven(
    task: Task,
    best: Found,
    still: Found,
    reach: Reach,
    movable: NDArray[np.int64],
    everyone: NDArray[np.int64],
) -> tuple[Found, Known]:
    """Return the best where all may move whom the changes can reach, and what is proven of it.

    First how many can be placed, then with how few moves. What was found nearby is where the
    search begins, so that mostly nothing is left but the proof.
    """
    most, fewest = reach.most, 0
    if best.placed < most:
        best = _attempt(task, movable, everyone, best, reach, 0.5)
        most = max(best.placed, min(most, best.most))
    if best.placed > still.most:
        fewest = 1
    if best.moves > fewest:
        good = best.placed == most and best.moves <= len(everyone) - len(task.kept)
        share = PROOF if good and len(reach.movable) > NEAR else 0.5
        fewer, bound = _one_tier(task, "moves", best, movable, everyone, reach, share)
        fewest = max(fewest, bound)
        best = _better(best, fewer)
    return best, Known(most, min(fewest, best.moves))


def _one_tier(
    task: Task,
    tier: str,
    best: Found,
    movable: NDArray[np.int64],
    everyone: NDArray[np.int64],
    reach: Reach,
    share: float,
) -> tuple[Found, int]:
    """Return the best by one tier, with no fewer placed than are, and the bound of the tier."""
    optimal, fixed = _freed(task, movable, (tier,), best, reach.limits)
    optimal.limits = task.limits.part(share)
    optimal.least = [(counted(task, everyone), best.placed)]
    step, tiers, _ = optimal.choose(fixed, movable, everyone, None)
    bound = tiers[0].bound
    assert isinstance(bound, int)
    placements = step.settled.placements
    students = task.market.semester.students
    names = [students[k].student_id for k in counted(task, everyone).tolist()]
    moves = sum(_moves(task, step.settled, k) for k in movable.tolist())
    placed = sum(name in placements for name in names)
    return Found(step.settled, placed, moves, movable, reach.most), bound


def _better(one: Found, other: Found) -> Found:
    """Return the better one of two, the first where they are alike."""
    return other if other.worth > one.worth else one


def _near(
    task: Task,
    best: Found,
    everyone: NDArray[np.int64],
    reach: Reach,
    known: Known,
) -> Solved:
    """Return the best by all tiers, with as many placed and moved as found.

    Those may move who do in what was found; where few can be reached, all of these.
    """
    free = np.array(
        [k for k in everyone.tolist() if identifier(task, k) not in task.kept], np.int64
    )
    movers = np.array([k for k in everyone.tolist() if _moves(task, best.settled, k)], np.int64)
    movable = np.union1d(free, movers)
    if len(reach.movable) <= NEAR:
        movable = np.union1d(free, reach.movable)
    optimal, fixed = _freed(task, movable, task.tiers, best, reach.limits)
    optimal.least = [(counted(task, everyone), best.placed)]
    optimal.most_moves = best.moves
    step, tiers, status = optimal.choose(fixed, movable, everyone, None)
    tiers = tuple(_bounded(tier, known) for tier in tiers)
    if status == "optimal" and any(tier.gap > tier.tolerance for tier in tiers):
        status = "feasible"
    if len(movers) and len(movable) < len(np.union1d(free, reach.movable)):
        step = replace(step, notes=(*step.notes, near_note(len(movers))))
    return Solved(step, tiers, status)


def _moves(task: Task, settled: Settled, student: int) -> bool:
    """Say whether a student is not touched and has another place now, or none."""
    place = task.kept.get(identifier(task, student))
    now = settled.placements.get(identifier(task, student))
    return place is not None and (now is None or has_moved(place, now))


def _freed(
    task: Task,
    movable: NDArray[np.int64],
    tiers: Sequence[str],
    start: Found | None,
    limits: Sequence[Limited],
    *,
    partial: bool = False,
) -> tuple[Optimal, Settled]:
    """Return what places the movable students, and the others, who are settled."""
    students = task.market.semester.students
    names = {students[k].student_id for k in movable.tolist()}
    fixed = [place for name, place in task.kept.items() if name not in names]
    moving = [name for name in task.kept if name in names]
    optimal = _optimal(task, tiers, partial=partial, before=moving, most=limits)
    optimal.start = None if start is None else start.settled
    return optimal, settled_earlier(task.market, fixed)


def _optimal(
    task: Task,
    tiers: Sequence[str],
    *,
    partial: bool,
    before: Sequence[str],
    most: Sequence[Limited] = (),
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
    value, bound = tiers[0].value, tiers[0].bound
    assert isinstance(value, int)
    assert isinstance(bound, int)
    return Found(step.settled, value, 0, free, bound)


def _all_tiers(task: Task, everyone: NDArray[np.int64], found: Found) -> Solved:
    """Place the students who were free in what was found by all tiers, beside the others."""
    optimal, fixed = _freed(task, found.movable, task.tiers, found, ())
    step, tiers, status = optimal.choose(fixed, found.movable, everyone, None)
    return Solved(step, tiers, status)


def _with_moves(
    task: Task,
    movable: NDArray[np.int64],
    everyone: NDArray[np.int64],
    limits: Sequence[Limited],
) -> Solved:
    optimal, fixed = _freed(task, movable, task.tiers, None, limits, partial=task.partial)
    step, tiers, status = optimal.choose(fixed, movable, everyone, None)
    return Solved(step, tiers, status, optimal.softened)


def _worth(tiers: Sequence[TierResult]) -> tuple[int, int]:
    """Return students placed and, negative, students moved."""
    value = {tier.name: tier.value for tier in tiers}
    placed, moves = value.get("placed", 0), value.get("moves", 0)
    assert isinstance(placed, int)
    assert isinstance(moves, int)
    return placed, -moves


def _bounded(tier: TierResult, known: Known) -> TierResult:
    """Return ``placed`` and ``moves`` with the bound over all ways to move students."""
    bound = {"placed": known.placed, "moves": known.moves}.get(tier.name)
    if bound is None:
        return tier
    assert isinstance(tier.value, int)
    gap = abs(bound - tier.value) / max(1, bound, tier.value)
    return replace(tier, bound=bound, gap=gap)
