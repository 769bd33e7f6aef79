"""A good choice among a restricted set of options, by HiGHS in double precision.

Faster than the exact model at finding choices, but its bound is not trusted: what it finds is
checked in whole numbers, and proofs are left to the relaxation's duals and the exact model.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from .arrays import Floats, Ints
from .limits import Limits, run_until_stopped
from .pieces import Piece
from .result import Solution
from .state import NO_LIMIT, Objective, State

_NODES = 2_000


def find_choice(
    state: State,
    piece: Piece,
    objective: Objective,
    options: Ints,
    incumbent: Solution,
    limits: Limits,
    *,
    gap: float,
    demanded: tuple[Objective, int] | None = None,
) -> Solution | None:
    """Return a choice of a piece with a large objective, or ``None`` where none was found.

    Parameters
    ----------
    options
        Option numbers of the piece, ascending; all others are left out.
    incumbent
        What it has outside the piece is kept.
    gap
        Relative gap at which the search ends.
    demanded
        An objective and the value that it has to reach.
    """
    n = len(options)
    columns = sparse.vstack([state.columns(options), state.auxiliary[piece.auxiliaries]])
    agent = np.searchsorted(piece.agents, state.problem.agent[options])
    agents = sparse.csr_array(
        (np.ones(n), (agent, np.arange(n))), shape=(len(piece.agents), columns.shape[0])
    )
    wanted = [(state.held[h].objective, state.held[h].value) for h in piece.held]
    if demanded is not None:
        wanted.append(demanded)
    tiers = [_coefficients(state, piece, tier, options) for tier, _ in wanted]
    size = [max(1.0, float(np.abs(row).max(initial=0.0))) for row in tiers]
    scaled = [row / s for row, s in zip(tiers, size, strict=True)]
    dense = np.array(scaled).reshape(len(tiers), columns.shape[0])
    matrix = sparse.vstack(
        [columns[:, piece.rows].T, agents, sparse.csr_array(dense)], format="csc"
    )
    must = state.must[piece.agents].astype(np.float64)
    at_least = [value / s for (_, value), s in zip(wanted, size, strict=True)]
    lower = np.concatenate([_open(state.lower[piece.rows]), must, at_least])
    ones = np.ones(len(piece.agents))
    upper = np.concatenate([_open(state.upper[piece.rows]), ones, np.full(len(tiers), np.inf)])
    goal = _coefficients(state, piece, objective, options)
    settings = {"mip_rel_gap": gap, "node_limit": _NODES}
    if limits.remaining is not None:
        settings["time_limit"] = max(0.01, limits.remaining)
    bounds = Bounds(
        np.r_[np.zeros(n), state.auxiliary_lower[piece.auxiliaries]],
        np.r_[np.ones(n), state.auxiliary_upper[piece.auxiliaries]],
    )

    def work() -> OptimizeResult:
        return milp(
            -goal / max(1.0, float(np.abs(goal).max(initial=0.0))),
            constraints=LinearConstraint(matrix, lower, upper),
            integrality=np.ones(columns.shape[0]),
            bounds=bounds,
            options=settings,
        )

    # HiGHS cannot be told to end: when the search has to, it is left behind.
    outcome = run_until_stopped(work, limits, lambda: None)
    if outcome is None or outcome.x is None:
        return None
    choice, values = incumbent.option.copy(), incumbent.auxiliary.copy()
    choice[piece.agents] = -1
    taken = options[outcome.x[:n] > 0.5]
    choice[state.problem.agent[taken]] = taken
    values[piece.auxiliaries] = np.rint(outcome.x[n:]).astype(np.int64)
    return Solution(choice, values)


def _coefficients(state: State, piece: Piece, objective: Objective, options: Ints) -> Floats:
    of_auxiliary = objective.extended(state.n_auxiliary).auxiliary[piece.auxiliaries]
    return np.concatenate([objective.option[options], of_auxiliary]).astype(np.float64)


def _open(limits: Ints) -> Floats:
    """Return limits as floats, infinite where there is none."""
    values = limits.astype(np.float64)
    values[limits >= NO_LIMIT] = np.inf
    values[limits <= -NO_LIMIT] = -np.inf
    return values
