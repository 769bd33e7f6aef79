"""Which half-days students get whose places are decided already."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..solvers.lexicographic import solve
from ..solvers.limits import Limits
from .bundles import Bundles, Market
from .capacity import add_capacity
from .infeasible import CannotBeMet, EndedEarly
from .language import sentence
from .model import assemble
from .rows import Rows
from .settled import Settled, with_settled

Slots = list[tuple[int, ...]]
"""The half-days (bit sets) of each part of each bundle."""


def chosen_slots(
    market: Market,
    own: Bundles,
    chosen: NDArray[np.int64],
    settled: Settled,
    limits: Limits,
) -> Slots:
    """Return half-days for chosen bundles, one per student, beside those settled already.

    Raises
    ------
    CannotBeMet
        There are none that everybody fits in.
    EndedEarly
        The time was over before that was known.
    """
    table, kinds = own.compositions, own.compositions.kinds
    part = table.part[own.composition[chosen]]
    free = table.of_parts(kinds.free, False)[own.composition[chosen]]
    given = table.of_parts(kinds.mask, 0)[own.composition[chosen]]
    lengths = (part >= 0).sum(axis=1).tolist()
    slots = [tuple(row[:n]) for row, n in zip(given.tolist(), lengths, strict=True)]
    if free.any():
        found = _found(market, own, chosen, settled, limits)
        return [found[student][:n] for student, n in zip(own.student[chosen], lengths, strict=True)]
    return slots


def _found(
    market: Market, own: Bundles, chosen: NDArray[np.int64], settled: Settled, limits: Limits
) -> dict[int, tuple[int, ...]]:
    """Return half-days by student (position): the core places all of them at once."""
    everything = with_settled(market, own.take(chosen), settled)
    students = np.unique(everything.student).astype(np.int64)
    rows = Rows()
    add_capacity(market, everything, rows)
    must = np.ones(len(students), bool)
    model = assemble(market, everything, rows, (), must, students)
    outcome = solve(model.problem, limits)
    if outcome.solution is None:
        if outcome.status != "infeasible":
            raise EndedEarly(interrupted=outcome.status == "interrupted")
        assert outcome.unmet is not None
        names = [market.semester.students[students[a]].student_id for a in outcome.unmet.agents]
        message = sentence(
            "students {students} find no half-days at their offers beside the others",
            students=tuple(names),
        )
        raise CannotBeMet((message,))
    slots = outcome.solution.slots
    return {int(student): slots[agent] for agent, student in enumerate(students.tolist())}
