"""A first choice for a large piece: block after block, beside what is chosen already.

In each block the agents who are at home there choose among their options of the smallest
prices by a dive; what they take of rows of blocks to come is charged at its price. Then their
options get slots, and what does not fit stays without.
"""

from __future__ import annotations

import copy

import numpy as np

from .arrays import Bools, Ints
from .blockwise import Blockwise
from .diving import dive
from .limits import Limits
from .occupancy import Occupancy
from .oracle import Oracle
from .pieces import Piece
from .problem import NO_LIMIT
from .relaxation import Local, Relaxed, best_per_agent, relax
from .result import Solution
from .scheduling import fitted
from .state import Objective, State

_AGENTS = 300
_OPTIONS = 12
_SCALE = 256


def construct(
    local: Local, relaxed: Relaxed, solution: Solution, oracle: Oracle | None, limits: Limits
) -> Solution:
    """Return a choice for all agents of the piece; outside it all stays as it is."""
    whole = Blockwise(local, limits, _AGENTS)
    whole.duals, whole.held = relaxed.duals, relaxed.held
    prices = relaxed.prices
    piece, state = local.piece, local.state
    option, slots = solution.option.copy(), dict(solution.slots)
    option[piece.agents] = -1
    for agent in piece.agents.tolist():
        slots.pop(agent, None)
    solution = Solution(option, solution.auxiliary, slots)
    occupancy = Occupancy(state, oracle)
    occupancy.put(solution, np.flatnonzero(option >= 0).tolist())
    cheap = best_per_agent(local.agent, -prices.option.astype(np.float64), _OPTIONS)
    home, block_of_row = whole.homes(cheap[np.argsort(local.agent[cheap], kind="stable")])
    undecided = np.ones(len(piece.rows), bool)
    for block in range(int(home.max(initial=-1)) + 1):
        if limits.over:
            break
        undecided[block_of_row == block] = False
        options = np.sort(cheap[home[local.agent[cheap]] == block])
        if len(options):
            solution = _block(whole, options, undecided, solution, occupancy, oracle, limits)
    return solution


def _block(
    whole: Blockwise,
    options: Ints,
    undecided: Bools,
    solution: Solution,
    occupancy: Occupancy,
    oracle: Oracle | None,
    limits: Limits,
) -> Solution:
    """Choose for the agents of one block."""
    local = whole.local
    state, numbers = local.state, local.piece.options[options]
    charged = np.where(undecided, whole.duals, 0.0)
    worth = np.rint(whole.gains(options, charged) * _SCALE).astype(np.int64)
    value = np.zeros(state.problem.n_options, np.int64)
    value[numbers] = worth
    piece = _piece(whole, numbers)
    left = _left_over(state, occupancy)
    relaxed = relax(
        left, piece, Objective(value, np.zeros(state.n_auxiliary, np.int64)), numbers, limits
    )
    found = dive(relaxed, limits)
    if found is None:
        return solution
    option = solution.option.copy()
    option[state.problem.agent[found.chosen]] = found.chosen
    solution = Solution(option, solution.auxiliary, solution.slots)
    agents = np.sort(state.problem.agent[found.chosen])
    if oracle is None:
        occupancy.put(solution, agents.tolist())
        return solution
    return fitted(state, oracle, solution, agents, occupancy)


def _piece(whole: Blockwise, numbers: Ints) -> Piece:
    state = whole.local.state
    rows = np.intersect1d(np.unique(state.columns(numbers).indices), whole.local.piece.rows)
    agents = np.unique(state.problem.agent[numbers])
    return Piece(agents, numbers, rows, np.zeros(0, np.int64), ())


def _left_over(state: State, occupancy: Occupancy) -> State:
    """Return the state with the limits that are left; minimums are not looked at."""
    left = copy.copy(state)
    equal = state.lower == state.upper
    left.upper = np.where(state.upper < NO_LIMIT, state.upper - occupancy.rows, NO_LIMIT)
    left.lower = np.where(equal, state.lower - occupancy.rows, -NO_LIMIT)
    left.must = np.zeros_like(state.must)
    return left
