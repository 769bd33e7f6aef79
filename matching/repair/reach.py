"""How far changes reach: who may have to move, and how many can be placed at the most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..bundles import bundles
from .apart import apart
from .task import Task

Limited = tuple[NDArray[np.int64], int]
"""Students, and how many of them can be placed at the most."""


@dataclass(frozen=True)
class Reach:
    """What the changes can reach.

    Attributes
    ----------
    movable
        Untouched students who may have to move.
    most
        How many can be placed at the most, all students together.
    limits
        Limits that are known: of these students no more than so many can be placed.
    """

    movable: NDArray[np.int64]
    most: int
    limits: tuple[Limited, ...]


def reach_of(
    task: Task, kept: NDArray[np.int64], able: NDArray[np.int64], everyone: NDArray[np.int64]
) -> Reach:
    """Return what the changes can reach; ``able``: who has a place or could have one."""
    if not task.is_best:
        return Reach(kept, len(counted(task, able)), ())
    reached = apart(task.market, task.kept, task.stirred, everyone)
    own = _most(task, reached, able)
    others = len(counted(task, np.setdiff1d(kept, reached)))
    limits = ((counted(task, reached), own),) if task.narrowed else ()
    return Reach(np.intersect1d(reached, kept), own + others, limits)


def able_in(task: Task, kept: NDArray[np.int64], free: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the students who have a place or could have one if nobody stood in their way."""
    found = np.unique(bundles(task.market, free).student) if len(free) else free
    return np.union1d(found.astype(np.int64), kept)


def counted(task: Task, students: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return those of some students whom the tier ``placed`` counts."""
    semester = task.market.semester
    found = [
        k
        for k in students.tolist()
        if semester.programme[semester.students[k].programme_id].everyone
    ]
    return np.array(found, np.int64)


def _most(task: Task, reached: NDArray[np.int64], able: NDArray[np.int64]) -> int:
    """Return how many of those whom the changes can reach can be placed at the most.

    Where something was only taken away, no more than before: with all others where they are, any
    placement of theirs now would have been one before. That holds of all of them together, not of
    each group that is left without something to share.
    """
    most = len(counted(task, np.intersect1d(reached, able)))
    if not task.narrowed:
        return most
    students = task.market.semester.students
    had = [k for k in reached.tolist() if students[k].student_id in task.had]
    return min(most, len(counted(task, np.array(had, np.int64))))
