"""Choosing what the seats are: the problem of the core, and its tiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ...solvers.greedy import greedy
from ...solvers.lexicographic import Report, silent, solve
from ...solvers.limits import Limits
from ...solvers.problem import Problem
from ...solvers.result import Outcome
from ...solvers.tiers import LinearTier, Tier
from ...solvers.usage import Usage
from ..capacity import add_capacity
from ..entities import Quota
from ..infeasible import EndedEarly, unmet_requirements
from ..market import Market
from ..model import Model, timetable
from ..rows import Rows
from .limits import SPREAD, add_quotas, add_stable, add_territories, add_wanted
from .seats import EXISTING, NEW, Seats
from .worth import metres, opened, shortage

_BEGINNING = 0.25
"""How much of the time a first choice may take."""

_LAZY = ("quota:", SPREAD)
"""Rows that tie seats together all over the country but seldom bind."""


def those_kept(market: Market, seats: Seats, limits: Limits) -> NDArray[np.int64]:
    """Return what seats that are there already can be together: as many of them as possible.

    Locked students keep theirs in any case.

    Returns
    -------
    Shape ``(n_seats,)``: the option of each, -1 where it cannot be used beside the others.

    Raises
    ------
    CannotBeMet
        Where they cannot.
    """
    if not len(seats):
        return np.zeros(0, np.int64)
    rows = Rows()
    add_capacity(market, seats.bundles, rows)
    existing = (seats.sort == EXISTING)[seats.bundles.student].astype(np.int64)
    tier = LinearTier("kept", True, existing, np.zeros(0, np.int64))
    outcome = _solved(market, seats, rows, [tier], seats.sort != EXISTING, limits)
    assert outcome.solution is not None
    return outcome.solution.option


def choose(
    market: Market,
    seats: Seats,
    missing: Mapping[int, int],
    quotas: Sequence[Quota],
    names: Sequence[str],
    limits: Limits,
    report: Report,
    start: NDArray[np.int64],
) -> Outcome:
    """Choose what every seat is; all but the new ones have to be.

    Parameters
    ----------
    start
        Shape ``(n_seats,)``: options of those that have to be which go together, else -1.
    missing
        How many seats programmes (by position) lack.
    names
        Tiers, first to last.
    """
    rows = Rows()
    add_capacity(market, seats.bundles, rows)
    add_wanted(rows, seats, missing)
    add_stable(market, rows, seats)
    add_quotas(market, rows, seats, quotas)
    if "spread" in names:
        add_territories(market, rows, seats)
    tiers = [_tier(market, seats, rows, name) for name in names if name != "floors" or quotas]
    return _solved(market, seats, rows, tiers, seats.sort != NEW, limits, report, start)


def _tier(market: Market, seats: Seats, rows: Rows, name: str) -> Tier:
    settings = market.semester.settings
    free = np.zeros(len(rows.auxiliary_upper), np.int64)
    nothing = np.zeros(len(seats.bundles.student), np.int64)
    match name:
        case "opened":
            return LinearTier(name, True, opened(seats), free)
        case "floors":
            return LinearTier(name, False, nothing, np.array(rows.auxiliary_cost, np.int64))
        case "shortage":
            return LinearTier(name, True, shortage(market, seats), free)
        case "spread":
            tolerance = float(settings.balance_tolerance)
            return LinearTier(name, False, nothing, _missed(rows), tolerance)
        case "distance":
            tolerance = float(settings.travel_tolerance)
            return LinearTier(name, False, metres(market, seats), free, tolerance)
        case _:
            raise ValueError(f"there is no tier {name!r}")


def _missed(rows: Rows) -> NDArray[np.int64]:
    """Return 1 for each auxiliary quantity that fills up what a territory lacks."""
    missed = np.zeros(len(rows.auxiliary_upper), np.int64)
    for number, row, _ in rows.auxiliary_use:
        missed[number] = rows.label[row].startswith(SPREAD)
    return missed


def _solved(
    market: Market,
    seats: Seats,
    rows: Rows,
    tiers: Sequence[Tier],
    must: NDArray[np.bool_],
    limits: Limits,
    report: Report = silent,
    start: NDArray[np.int64] | None = None,
) -> Outcome:
    problem = _problem(market, seats, rows, tiers, must)
    choice = None if start is None else greedy(problem, start, limits.part(_BEGINNING))
    outcome = solve(problem, limits, report, choice)
    if outcome.unmet is None:
        return outcome
    if outcome.status != "infeasible":
        raise EndedEarly(interrupted=outcome.status == "interrupted")
    model = Model(problem, seats.bundles, seats.student, tuple(rows.label))
    raise unmet_requirements(market, model, outcome.unmet).error()


def _problem(
    market: Market,
    seats: Seats,
    rows: Rows,
    tiers: Sequence[Tier],
    must: NDArray[np.bool_],
) -> Problem:
    own = seats.bundles
    table = own.compositions
    by_kinds, by_rows, extra, auxiliary = rows.matrices(
        len(table.kinds), len(table), len(own.student)
    )
    return Problem(
        n_agents=len(seats),
        agent=cast("NDArray[np.int64]", own.student),
        template=cast("NDArray[np.int64]", own.composition),
        use=Usage(table.part, by_kinds, by_rows),
        extra=extra,
        auxiliary=auxiliary,
        auxiliary_upper=np.array(rows.auxiliary_upper, np.int64),
        lower=np.array(rows.lower, np.int64),
        upper=np.array(rows.upper, np.int64),
        must=must,
        lazy=np.array([label.startswith(_LAZY) for label in rows.label], bool),
        tiers=tuple(tiers),
        timetable=timetable(market, own),
        alike=seats.alike,
    )
