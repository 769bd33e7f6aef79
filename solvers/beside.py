"""Some agents of a piece as a piece of their own, beside the choice of all others."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Ints
from .occupancy import Occupancy
from .pieces import Piece
from .result import Solution
from .state import NO_LIMIT, State


@dataclass(frozen=True)
class Beside:
    """What some agents may choose beside all others.

    Attributes
    ----------
    piece
        The agents, the options that there is room for one by one, and what these concern.
    left
        The state with the limits, and the demands of tiers, that the others leave.
    outside
        The choice without these agents, and without the auxiliaries of the piece.
    """

    piece: Piece
    left: State
    outside: Solution


def beside(
    whole: Piece,
    state: State,
    occupancy: Occupancy,
    solution: Solution,
    agents: Ints,
    options: Ints,
) -> Beside:
    """Return what some agents may choose; their present options are among it.

    Parameters
    ----------
    whole
        The piece they belong to, with all rows that count.
    occupancy
        What the solution takes; it is the same afterwards.
    agents, options
        Both ascending.
    """
    occupancy.take_out(solution, agents.tolist())
    present = solution.option[agents]
    options = np.union1d(occupancy.with_room(options), present[present >= 0])
    rows = np.intersect1d(state.entries(options)[1], whole.rows)
    touching = np.flatnonzero(np.diff(state.auxiliary[:, rows].indptr))
    auxiliaries = np.intersect1d(touching, whole.auxiliaries)
    others = np.intersect1d(state.auxiliary[auxiliaries].indices, whole.rows)
    outside = without(solution, agents, auxiliaries)
    left = _left(state, occupancy, outside)
    occupancy.put(solution, agents.tolist())
    piece = Piece(agents, options, np.union1d(rows, others), auxiliaries, whole.held)
    return Beside(piece, left, outside)


def without(solution: Solution, agents: Ints, auxiliaries: Ints) -> Solution:
    """Return a solution without some agents and amounts."""
    option, auxiliary = solution.option.copy(), solution.auxiliary.copy()
    option[agents], auxiliary[auxiliaries] = -1, 0
    slots = dict(solution.slots)
    for agent in agents.tolist():
        slots.pop(agent, None)
    return Solution(option, auxiliary, slots)


def _left(state: State, occupancy: Occupancy, outside: Solution) -> State:
    used = occupancy.rows + state.auxiliary.T @ outside.auxiliary
    left = copy.copy(state)
    left.upper = np.where(state.upper < NO_LIMIT, state.upper - used, NO_LIMIT)
    left.lower = np.where(state.lower > -NO_LIMIT, state.lower - used, -NO_LIMIT)
    demands = (held.value - held.objective.value(outside) for held in state.held)
    left.held = [replace(h, value=value) for h, value in zip(state.held, demands, strict=True)]
    return left
