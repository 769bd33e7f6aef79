"""The exact choice among a restricted set of options, by CP-SAT."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse

from .arrays import Ints
from .limits import Limits, run_until_stopped
from .oracle import Oracle
from .pieces import Piece
from .result import Solution
from .state import NO_LIMIT, Objective, State
from .timetable import Signature
from .week_model import WeekModel


@dataclass(frozen=True)
class Exact:
    """What the exact model said of its restricted options.

    ``bound`` is proven for the restricted options only. ``infeasible``: no choice among them
    is good enough; ``unknown``: stopped before a choice was found.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    solution: Solution | None
    bound: int


def solve_exact(
    state: State,
    piece: Piece,
    objective: Objective,
    options: Ints,
    incumbent: Solution,
    limits: Limits,
    *,
    at_least: int,
    at_most: int,
    gap: float = 0.0,
    oracle: Oracle | None = None,
    hosts: frozenset[int] = frozenset(),
) -> Exact:
    """Find the best possible choice of a piece among ``options``.

    Parameters
    ----------
    options
        Option numbers of the piece, ascending; all others are left out.
    incumbent
        A start for the search; what it has outside the piece is kept in the answer.
    at_least, at_most
        Only choices with an objective value (within the piece) in this range are of interest;
        none is above ``at_most``.
    gap
        Relative gap at which the search may end.
    oracle, hosts
        Hosts whose timetable is part of the model, because cuts alone did not settle it.
    """
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in options]
    auxiliary = [
        model.new_int_var(int(state.auxiliary_lower[a]), int(state.auxiliary_upper[a]), "")
        for a in piece.auxiliaries
    ]
    _add_agents(model, state, piece, options, chosen)
    _add_rows(model, state, piece, options, [*chosen, *auxiliary])
    for number in piece.held:
        held = state.held[number]
        total = _expression(state, piece, held.objective, options, [*chosen, *auxiliary])
        model.add(total >= held.value)
    goal = _expression(state, piece, objective, options, [*chosen, *auxiliary])
    model.add_linear_constraint(goal, at_least, at_most)
    if oracle is not None and hosts:
        _add_hosts(model, state, oracle, options, chosen, hosts)
    model.maximize(goal)
    _add_hints(model, piece, incumbent, options, chosen, auxiliary)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = limits.workers or 1
    solver.parameters.interleave_search = solver.parameters.num_workers > 1
    solver.parameters.random_seed = 0
    # The full linear relaxation with cuts is what closes the gap on these models.
    solver.parameters.linearization_level = 2
    solver.parameters.relative_gap_limit = gap
    solver.parameters.catch_sigint_signal = False
    if limits.remaining is not None:
        solver.parameters.max_time_in_seconds = max(0.01, limits.remaining)
    status = run_until_stopped(lambda: solver.solve(model), limits, solver.stop_search)
    if status == cp_model.INFEASIBLE:
        return Exact("infeasible", None, at_least - 1)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Exact("unknown", None, at_most)
    choice, values = incumbent.option.copy(), incumbent.auxiliary.copy()
    choice[piece.agents] = -1
    taken = [number for number, v in zip(options.tolist(), chosen, strict=True) if solver.value(v)]
    choice[state.problem.agent[taken]] = taken
    values[piece.auxiliaries] = [solver.value(variable) for variable in auxiliary]
    # With a gap limit OPTIMAL means "within the gap": the bound says what is proven.
    bound = min(at_most, int(np.floor(solver.best_objective_bound + 1e-6)))
    proven = status == cp_model.OPTIMAL and bound <= round(solver.objective_value)
    return Exact("optimal" if proven else "feasible", Solution(choice, values), bound)


def _expression(
    state: State,
    piece: Piece,
    objective: Objective,
    options: Ints,
    variables: list[cp_model.IntVar],
) -> cp_model.LinearExprT:
    of_auxiliary = objective.extended(state.n_auxiliary).auxiliary[piece.auxiliaries]
    coefficients = np.concatenate([objective.option[options], of_auxiliary])
    used = np.flatnonzero(coefficients)
    return cp_model.LinearExpr.weighted_sum(
        [variables[k] for k in used], coefficients[used].tolist()
    )


def _add_agents(
    model: cp_model.CpModel,
    state: State,
    piece: Piece,
    options: Ints,
    chosen: list[cp_model.IntVar],
) -> None:
    agents = state.problem.agent[options]
    starts = np.searchsorted(agents, piece.agents, side="left")
    ends = np.searchsorted(agents, piece.agents, side="right")
    for agent, start, end in zip(piece.agents, starts, ends, strict=True):
        if state.must[agent]:
            model.add_exactly_one(chosen[start:end])
        elif end - start > 1:
            model.add_at_most_one(chosen[start:end])


def _add_rows(
    model: cp_model.CpModel,
    state: State,
    piece: Piece,
    options: Ints,
    variables: list[cp_model.IntVar],
) -> None:
    columns = sparse.vstack([state.columns(options), state.auxiliary[piece.auxiliaries]])
    by_row = sparse.csr_array(columns[:, piece.rows].T)
    for position, row in enumerate(piece.rows.tolist()):
        span = slice(by_row.indptr[position], by_row.indptr[position + 1])
        amounts = by_row.data[span]
        low, high = int(state.lower[row]), int(state.upper[row])
        if low <= -NO_LIMIT and not _may_exceed(
            state, options, by_row.indices[span], amounts, high
        ):
            continue
        total = cp_model.LinearExpr.weighted_sum(
            [variables[k] for k in by_row.indices[span]], amounts.tolist()
        )
        if low <= -NO_LIMIT:
            model.add(total <= high)
        elif high >= NO_LIMIT:
            model.add(total >= low)
        else:
            model.add_linear_constraint(total, low, high)


def _may_exceed(state: State, options: Ints, positions: Ints, amounts: Ints, high: int) -> bool:
    """Say whether a row of options alone could exceed its upper limit at all."""
    if len(positions) and positions.max() >= len(options):
        return True
    agents = state.problem.agent[options[positions]]
    most = 0
    if len(agents):
        starts = np.flatnonzero(np.r_[True, agents[1:] != agents[:-1]])
        most = int(np.maximum(np.maximum.reduceat(amounts, starts), 0).sum())
    return most > high


def _add_hosts(
    model: cp_model.CpModel,
    state: State,
    oracle: Oracle,
    options: Ints,
    chosen: list[cp_model.IntVar],
    hosts: frozenset[int],
) -> None:
    """Add the week of every agent with an option at one of the hosts."""
    taken: dict[int, list[tuple[cp_model.IntVar, Signature]]] = defaultdict(list)
    for number, variable in zip(options.tolist(), chosen, strict=True):
        sign = oracle.signature(int(state.problem.template[number]))
        taken[int(state.problem.agent[number])].append((variable, sign))
    week = WeekModel(model, oracle.timetable)
    for literals in taken.values():
        if any(part.host in hosts for _, sign in literals for part in sign[0]):
            week.add_agent(literals)
    week.close()


def _add_hints(
    model: cp_model.CpModel,
    piece: Piece,
    incumbent: Solution,
    options: Ints,
    chosen: list[cp_model.IntVar],
    auxiliary: list[cp_model.IntVar],
) -> None:
    taken = set(incumbent.option[incumbent.option >= 0].tolist())
    for number, variable in zip(options.tolist(), chosen, strict=True):
        model.add_hint(variable, number in taken)
    for number, variable in zip(piece.auxiliaries.tolist(), auxiliary, strict=True):
        model.add_hint(variable, int(incumbent.auxiliary[number]))
