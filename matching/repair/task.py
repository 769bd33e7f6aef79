"""What a stage of a repair has to solve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...solvers.limits import Limits
from ..bundles import Market
from ..entities import EarlierPlace
from ..phases import Phases


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


def identifier(task: Task, student: int) -> str:
    """Return a student's identifier."""
    return task.market.semester.students[student].student_id
