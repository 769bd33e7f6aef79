"""Locked students of programmes that are matched: their places come first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..solvers.lexicographic import solve
from ..solvers.limits import Limits
from .bundles import Market, bundles
from .capacity import add_capacity
from .demands import add_demands
from .infeasible import EndedEarly, unmet_requirements
from .model import assemble
from .objectives import objectives
from .rows import Rows
from .settled import Settled, read_solution, with_settled
from .valuation import valuation

_TIERS = ("wishes", "travel")
"""What is left open by a lock is chosen for the student: the best wish, then the shortest way."""


def settle_locked(
    market: Market, settled: Settled, students: NDArray[np.int64], limits: Limits
) -> Settled:
    """Settle those of some students (positions) who are locked, all others aside.

    Raises
    ------
    CannotBeMet
        The locks cannot all hold.
    EndedEarly
        The time was over before that was known.
    """
    semester = market.semester
    names = [semester.students[k].student_id for k in students.tolist()]
    locked = students[np.array([name in semester.lock for name in names], bool)]
    if not len(locked):
        return settled
    everything = with_settled(market, bundles(market, locked), settled)
    seen = np.union1d(locked, np.array(sorted(settled.students), np.int64))
    worth = valuation(market, everything)
    rows = Rows()
    add_capacity(market, everything, rows)
    add_demands(market, everything, rows, locked, frozenset(), last_order=False)
    tiers = objectives(market, everything, worth, rows, seen, _TIERS)
    model = assemble(market, everything, rows, tiers, np.ones(len(seen), bool), seen)
    outcome = solve(model.problem, limits)
    if outcome.unmet is not None:
        if outcome.status != "infeasible":
            raise EndedEarly(interrupted=outcome.status == "interrupted")
        raise unmet_requirements(market, model, outcome.unmet).error()
    return read_solution(market, model, worth, outcome, settled)
