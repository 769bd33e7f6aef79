"""The exact choice among a restricted set of options, by CP-SAT."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from typing import Literal

import numpy as np
from ortools.sat.python import cp_model

from .arrays import Ints
from .limits import Limits
from .oracle import Oracle, add_timetable
from .result import Solution
from .state import Objective, State

_POLL_SECONDS = 0.05


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
    objective: Objective,
    options: Ints,
    incumbent: Solution,
    limits: Limits,
    *,
    at_least: int | None = None,
    gap: float = 0.0,
    oracle: Oracle | None = None,
    hosts: frozenset[int] = frozenset(),
) -> Exact:
    """Find the best possible choice among ``options``.

    Parameters
    ----------
    options
        Option numbers, ascending; all others are left out.
    incumbent
        A start for the search.
    at_least
        Only choices with at least this objective value are of interest.
    gap
        Relative gap at which the search may end.
    oracle, hosts
        Hosts whose timetable is part of the model, because cuts alone did not settle it.
    """
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in options]
    auxiliary = [
        model.new_int_var(int(low), int(high), "")
        for low, high in zip(state.auxiliary_lower, state.auxiliary_upper, strict=True)
    ]
    _add_agents(model, state, options, chosen)
    _add_rows(model, state, options, [*chosen, *auxiliary])
    goal = _expression(objective, options, chosen, auxiliary)
    for held, value in state.held:
        model.add(_expression(held.extended(len(auxiliary)), options, chosen, auxiliary) >= value)
    if at_least is not None:
        model.add(goal >= at_least)
    if oracle is not None and hosts:
        _add_hosts(model, state, oracle, options, chosen, hosts)
    model.maximize(goal)
    _add_hints(model, incumbent, options, chosen, auxiliary)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = limits.workers
    solver.parameters.interleave_search = limits.workers > 1
    solver.parameters.random_seed = 0
    solver.parameters.relative_gap_limit = gap
    solver.parameters.catch_sigint_signal = False
    if limits.remaining is not None:
        solver.parameters.max_time_in_seconds = max(0.01, limits.remaining)
    status = _run(solver, model, limits)
    if status == cp_model.INFEASIBLE:
        return Exact("infeasible", None, 0)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Exact("unknown", None, 0)
    choice = np.full(state.problem.n_agents, -1, np.int64)
    for number, variable in zip(options.tolist(), chosen, strict=True):
        if solver.boolean_value(variable):
            choice[state.problem.agent[number]] = number
    values = np.array([solver.value(variable) for variable in auxiliary], dtype=np.int64)
    solution = Solution(choice, values)
    # With a gap limit OPTIMAL means "within the gap": the bound says what is proven.
    bound = int(np.floor(solver.best_objective_bound + 1e-6))
    proven = status == cp_model.OPTIMAL and bound <= objective.value(solution)
    return Exact("optimal" if proven else "feasible", solution, bound)


def _run(solver: cp_model.CpSolver, model: cp_model.CpModel, limits: Limits) -> object:
    """Solve in a thread, so that a stop asked for from outside is heard at once."""
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(solver.solve, model)
        while True:
            try:
                return future.result(timeout=_POLL_SECONDS)
            except NotYet:
                if limits.stop.is_set():
                    solver.stop_search()


def _expression(
    objective: Objective,
    options: Ints,
    chosen: list[cp_model.IntVar],
    auxiliary: list[cp_model.IntVar],
) -> cp_model.LinearExprT:
    coefficients = np.concatenate([objective.option[options], objective.auxiliary])
    return _sum([*chosen, *auxiliary], coefficients)


def _sum(variables: list[cp_model.IntVar], coefficients: Ints) -> cp_model.LinearExprT:
    used = np.flatnonzero(coefficients)
    return cp_model.LinearExpr.weighted_sum(
        [variables[k] for k in used], coefficients[used].tolist()
    )


def _add_agents(
    model: cp_model.CpModel, state: State, options: Ints, chosen: list[cp_model.IntVar]
) -> None:
    agents = state.problem.agent[options]
    numbers, starts = np.unique(agents, return_index=True)
    ends = np.r_[starts[1:], len(options)]
    for agent, start, end in zip(numbers, starts, ends, strict=True):
        if state.must[agent]:
            model.add_exactly_one(chosen[start:end])
        else:
            model.add_at_most_one(chosen[start:end])
    if np.setdiff1d(np.flatnonzero(state.must), numbers).size:
        model.add_bool_or([])


def _add_rows(
    model: cp_model.CpModel, state: State, options: Ints, variables: list[cp_model.IntVar]
) -> None:
    by_option = state.columns(options).tocoo()
    by_auxiliary = state.auxiliary.tocoo()
    rows = np.concatenate([by_option.col, by_auxiliary.col])
    columns = np.concatenate([by_option.row, by_auxiliary.row + len(options)])
    values = np.concatenate([by_option.data, by_auxiliary.data])
    order = np.lexsort((columns, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    ends = np.searchsorted(rows, np.arange(state.n_rows + 1))
    for row in range(state.n_rows):
        part = slice(ends[row], ends[row + 1])
        low, high = int(state.lower[row]), int(state.upper[row])
        largest = int(values[part][values[part] > 0].sum())
        if low <= -state.no_limit and largest <= high and (values[part] >= 0).all():
            upper_aux = ends[row + 1] > ends[row] and columns[part].max() >= len(options)
            if not upper_aux:
                continue
        total = cp_model.LinearExpr.weighted_sum(
            [variables[k] for k in columns[part]], values[part].tolist()
        )
        if low <= -state.no_limit:
            model.add(total <= high)
        elif high >= state.no_limit:
            model.add(total >= low)
        else:
            model.add_linear_constraint(total, low, high)


def _add_hosts(
    model: cp_model.CpModel,
    state: State,
    oracle: Oracle,
    options: Ints,
    chosen: list[cp_model.IntVar],
    hosts: frozenset[int],
) -> None:
    entries = []
    for number, variable in zip(options.tolist(), chosen, strict=True):
        sign = oracle.signature(int(state.problem.template[number]))
        if any(part.host in hosts for part in sign[0]):
            entries.append((variable, sign))
    add_timetable(model, oracle.timetable, entries, hosts)


def _add_hints(
    model: cp_model.CpModel,
    incumbent: Solution,
    options: Ints,
    chosen: list[cp_model.IntVar],
    auxiliary: Iterable[cp_model.IntVar],
) -> None:
    taken = set(incumbent.option[incumbent.option >= 0].tolist())
    for number, variable in zip(options.tolist(), chosen, strict=True):
        model.add_hint(variable, number in taken)
    for variable, value in zip(auxiliary, incumbent.auxiliary.tolist(), strict=False):
        model.add_hint(variable, value)
