"""A choice that breaks limits, mended by leaving agents out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .arrays import Ints
from .result import Solution
from .state import Objective, State

_ROUNDS = 5


def without_halves(state: State, solution: Solution, agents: Ints, rows: Ints) -> Solution:
    """Return a choice without agents who are tied to others that have lost their option.

    Parameters
    ----------
    agents, rows
        Positions of the agents who may lose theirs, and of the rows that are looked at.
    """
    equal = np.intersect1d(np.flatnonzero(state.lower == state.upper), rows)
    for _ in range(_ROUNDS):
        broken = np.intersect1d(state.broken_rows(solution), equal)
        if not len(broken):
            break
        chosen = agents[solution.option[agents] >= 0]
        use = state.columns(solution.option[chosen])[:, broken]
        solution = _without(solution, chosen[np.diff(use.indptr) > 0])
    return solution


def within_limits(state: State, objective: Objective, solution: Solution) -> Solution | None:
    """Return a choice without agents who exceed upper limits, the least valuable of them.

    ``None`` where leaving out is not enough, for a minimum or a tier held.
    """
    everyone, rows = np.arange(len(solution.option)), np.arange(state.n_rows)
    for _ in range(_ROUNDS):
        broken = state.broken_rows(solution)
        excess = state.activity(solution) + state.auxiliary.T @ solution.auxiliary - state.upper
        broken = broken[(excess[broken] > 0) & (state.lower[broken] < state.upper[broken])]
        for row in broken.tolist():
            solution = _thinned(state, objective, solution, row, int(excess[row]))
        solution = without_halves(state, solution, everyone, rows)
        if not len(broken):
            break
    solution = state.completed(solution, rows)
    return solution if state.possible(solution) else None


def _thinned(
    state: State, objective: Objective, solution: Solution, row: int, excess: int
) -> Solution:
    """Leave out agents that use a row, the least valuable first, until it holds."""
    chosen = np.flatnonzero((solution.option >= 0) & ~state.must)
    use = state.columns(solution.option[chosen])[:, [row]].toarray().ravel()
    using = np.flatnonzero(use > 0)
    order = using[np.argsort(objective.option[solution.option[chosen[using]]], kind="stable")]
    enough = int(np.searchsorted(np.cumsum(use[order]), excess)) + 1
    return _without(solution, chosen[order[:enough]])


def _without(solution: Solution, agents: Ints) -> Solution:
    option = solution.option.copy()
    option[agents] = -1
    gone = set(agents.tolist())
    slots = {agent: masks for agent, masks in solution.slots.items() if agent not in gone}
    return replace(solution, option=option, slots=slots)
