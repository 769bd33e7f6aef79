"""The linear relaxation, solved by sifting, and bounds from its duals in whole numbers.

A small linear programme over a pool of options is solved again and again; each time all
options are priced with its duals, vectorised, and the best are added to the pool. Any duals
give a valid bound by Lagrangian duality; it is computed in integers, so that no rounding of
the linear programme can make it wrong.

References
----------
Geoffrion, A. M. (1974). Lagrangean relaxation for integer programming. *Mathematical
Programming Studies* 2, 82-114. Bixby et al. (1992). Very large-scale linear programming: a
case study in combining interior point and simplex methods. *Operations Research* 40 (sifting).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from .arrays import Bools, Floats, Ints
from .state import Objective, State

_SCALE_BITS = 20
_POOL_PER_AGENT = 12
_ADDED_PER_AGENT = 6
_MAX_ROUNDS = 60
_REDUCED_COST = 1e-4


@dataclass(frozen=True)
class Prices:
    """A proven bound and the price of deviating from it, all times ``scale``.

    Attributes
    ----------
    bound
        ``scale`` times an upper bound of the objective.
    option
        Shape ``(n_options,)``, not negative for living options: a solution that chooses the
        option is at most ``bound - option``.
    idle
        Shape ``(n_agents,)``: the same for a solution in which the agent gets no option.
    rows
        Shape ``(n_rows,)``: the dual; a solution that stays d units below the upper limit of
        a positive one (above the lower limit of a negative one) loses d times its size.
    auxiliary
        Shape ``(n_auxiliary,)``: worth of a unit.
    """

    scale: int
    bound: int
    option: Ints
    idle: Ints
    rows: Ints
    auxiliary: Ints

    @property
    def limit(self) -> int:
        """The largest whole objective value that the bound allows."""
        return self.bound // self.scale

    def tight(self, alive: Bools, value: int) -> Bools:
        """Return which living options a solution of at least this value may choose."""
        return alive & (self.option <= self.bound - self.scale * value)


@dataclass(frozen=True)
class Relaxed:
    """Prices, the final pool, and the relaxed share of each option in it."""

    prices: Prices
    pool: Ints
    share: Floats
    auxiliary: Floats
    rounds: int


def relax(state: State, objective: Objective, pool: Ints) -> Relaxed:
    """Solve the relaxation over all living options.

    Parameters
    ----------
    pool
        Options to begin with. They should hold a feasible choice; then every linear programme
        on the way is feasible.
    """
    pool = _completed(state, objective, pool)
    best: Prices | None = None
    rounds = 0
    while True:
        rounds += 1
        share, duals, held = _solve_pool(state, objective, pool)
        prices = price(state, objective, duals, held)
        if best is None or prices.bound < best.bound:
            best = prices
        entering = _entering(state, prices, pool)
        if not len(entering) or rounds >= _MAX_ROUNDS:
            return Relaxed(best, pool, share[: len(pool)], share[len(pool) :], rounds)
        pool = np.union1d(pool, entering)


def _completed(state: State, objective: Objective, pool: Ints) -> Ints:
    """Keep what is alive of the pool and add each agent's best options by the objective."""
    alive = np.flatnonzero(state.alive)
    best = _best_per_agent(
        state.problem.agent[alive], objective.option[alive].astype(np.float64), _POOL_PER_AGENT
    )
    return np.union1d(pool[state.alive[pool]], alive[best])


def _best_per_agent(agent: Ints, score: Floats, count: int) -> Ints:
    """Return positions of the ``count`` largest scores of each agent (first in ties)."""
    order = np.lexsort((-score, agent))
    ordered = agent[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(order)])
    lengths = np.diff(np.r_[starts, len(order)])
    within = np.arange(len(order)) - np.repeat(starts, lengths)
    chosen: Ints = order[within < count]
    return chosen


def _entering(state: State, prices: Prices, pool: Ints) -> Ints:
    """Return the best few options of each agent that beat what it has in the pool."""
    problem = state.problem
    cheapest = np.where(state.must, np.iinfo(np.int64).max, prices.idle)
    np.minimum.at(cheapest, problem.agent[pool], prices.option[pool])
    margin = max(1, int(prices.scale * _REDUCED_COST))
    better = state.alive & (prices.option < cheapest[problem.agent] - margin)
    chosen = np.flatnonzero(better)
    best = _best_per_agent(
        problem.agent[chosen], -prices.option[chosen].astype(np.float64), _ADDED_PER_AGENT
    )
    return chosen[best]


def _solve_pool(state: State, objective: Objective, pool: Ints) -> tuple[Floats, Floats, Floats]:
    """Solve the linear programme over a pool; return shares, duals of rows and of tiers held."""
    n_pool, n_columns = len(pool), len(pool) + state.n_auxiliary
    value = np.concatenate([objective.option[pool], objective.auxiliary]).astype(np.float64)
    size = max(1.0, float(np.abs(value).max(initial=0.0)))
    rows = sparse.vstack([state.columns(pool), state.auxiliary], format="csr").T.tocsr()
    held, held_value = _held_rows(state, pool)
    equal = np.flatnonzero(state.upper == state.lower)
    above = np.flatnonzero((state.upper < state.no_limit) & (state.upper != state.lower))
    below = np.flatnonzero((state.lower > -state.no_limit) & (state.upper != state.lower))
    agents = sparse.csr_array(
        (np.ones(n_pool), (state.problem.agent[pool], np.arange(n_pool))),
        shape=(state.problem.n_agents, n_columns),
    )
    outcome = linprog(
        -value / size,
        A_ub=sparse.vstack(
            [rows[above], -rows[below], -held, agents[np.flatnonzero(~state.must)]], format="csr"
        ),
        b_ub=np.concatenate(
            [state.upper[above], -state.lower[below], -held_value, np.ones((~state.must).sum())]
        ),
        A_eq=sparse.vstack([rows[equal], agents[np.flatnonzero(state.must)]], format="csr"),
        b_eq=np.concatenate([state.upper[equal], np.ones(state.must.sum())]),
        bounds=np.column_stack(
            [
                np.r_[np.zeros(n_pool), state.auxiliary_lower],
                np.r_[np.full(n_pool, np.inf), state.auxiliary_upper],
            ]
        ),
        method="highs",
    )
    duals = np.zeros(state.n_rows)
    if outcome.status != 0:
        # Numerical trouble only: zero duals still give a valid, if weak, bound.
        return np.zeros(n_columns), duals, np.zeros(len(held_value))
    above_end, below_end = len(above), len(above) + len(below)
    at_most, equals = outcome.ineqlin.marginals * size, outcome.eqlin.marginals * size
    duals[above] -= at_most[:above_end]
    duals[below] += at_most[above_end:below_end]
    duals[equal] -= equals[: len(equal)]
    scale = np.array([max(1, state.held[h][0].largest) for h in state.held_in_relaxation])
    of_held = at_most[below_end : below_end + len(held_value)]
    return outcome.x, duals, of_held / scale if len(scale) else of_held


def _held_rows(state: State, pool: Ints) -> tuple[sparse.csr_array, Floats]:
    """Return the tiers held as rows over pool and auxiliaries, each scaled to about one."""
    rows, values = [], []
    for number in state.held_in_relaxation:
        objective, value = state.held[number]
        size = max(1, objective.largest)
        auxiliary = objective.extended(state.n_auxiliary).auxiliary
        rows.append(np.concatenate([objective.option[pool], auxiliary]) / size)
        values.append(value / size)
    shape = (len(rows), len(pool) + state.n_auxiliary)
    dense = np.array(rows, dtype=np.float64).reshape(shape)
    return sparse.csr_array(dense), np.array(values, dtype=np.float64)


def price(state: State, objective: Objective, duals: Floats, held: Floats) -> Prices:
    """Return the Lagrangian bound of duals, in whole numbers, valid whatever the duals.

    With duals r of the rows (and h <= 0 of the tiers held, written as ``tier >= value``) the
    objective c of any possible choice is at most::

        sum_rows max(r lower, r upper) + sum_held h value
        + sum_agents max over its living options (c - r use - h tier), or 0 where it may be idle
        + sum_auxiliary max over its range of (c - r use - h tier) y

    Parameters
    ----------
    duals, held
        Shapes ``(n_rows,)`` and ``(len(state.held_in_relaxation),)``.
    """
    scale = _scale(state, objective)
    rows = np.rint(duals * scale).astype(np.int64)
    rows[(rows > 0) & (state.upper >= state.no_limit)] = 0
    rows[(rows < 0) & (state.lower <= -state.no_limit)] = 0
    gain = objective.option * scale - state.cost(rows)
    worth = objective.auxiliary * scale - state.auxiliary @ rows
    bound = int(np.where(rows > 0, rows * state.upper, rows * state.lower)[rows != 0].sum())
    for number, dual in zip(state.held_in_relaxation, held, strict=True):
        tier, value = state.held[number]
        weight = min(0, round(float(dual) * scale))
        gain -= weight * tier.option
        worth -= weight * tier.extended(state.n_auxiliary).auxiliary
        bound += weight * value
    agent = state.problem.agent
    living = np.flatnonzero(state.alive)
    best = np.where(state.must, np.iinfo(np.int64).min // 4, 0)
    np.maximum.at(best, agent[living], gain[living])
    bound += int(best.sum())
    bound += int(np.maximum(worth * state.auxiliary_upper, worth * state.auxiliary_lower).sum())
    return Prices(scale, bound, best[agent] - gain, best, rows, worth)


def _scale(state: State, objective: Objective) -> int:
    """Return a power of two that keeps every sum far below 2**63."""
    top = max([objective.largest, *(state.held[h][0].largest for h in state.held_in_relaxation)])
    return 1 << max(0, min(_SCALE_BITS, 40 - max(1, top).bit_length()))
