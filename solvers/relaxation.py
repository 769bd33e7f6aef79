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
from .pieces import Piece
from .state import NO_LIMIT, Objective, State

_SCALE_BITS = 20
_POOL_PER_AGENT = 12
_ADDED_PER_AGENT = 6
_MAX_ROUNDS = 60
_REDUCED_COST = 1e-7


@dataclass(frozen=True)
class Prices:
    """A proven bound of a piece and the price of deviating from it, all times ``scale``.

    Arrays follow the piece's options, agents, rows and auxiliaries.

    Attributes
    ----------
    bound
        ``scale`` times an upper bound of the objective within the piece.
    option
        Not negative: a solution that chooses the option is at most ``bound - option``.
    idle
        The same for a solution in which the agent gets no option.
    rows
        The duals: a solution that stays d units below the upper limit of a row with a
        positive one (above the lower limit with a negative one) loses d times its size.
    auxiliary
        Worth of a unit.
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

    def slack(self, value: int) -> int:
        """Return how far the bound is above a value, times ``scale``."""
        return self.bound - self.scale * value

    def tight(self, value: int) -> Bools:
        """Return which options a solution of at least this value may choose."""
        may: Bools = self.option <= self.slack(value)
        return may


@dataclass(frozen=True)
class Relaxed:
    """Prices, the final pool, and the relaxed choice: shares of the pool, auxiliaries."""

    prices: Prices
    pool: Ints
    share: Floats
    auxiliary: Floats
    rounds: int


def relax(state: State, piece: Piece, objective: Objective, pool: Ints) -> Relaxed:
    """Solve the relaxation of a piece.

    Parameters
    ----------
    pool
        Options of the piece to begin with. They should hold a feasible choice; then every
        linear programme on the way is feasible.
    """
    local = _Local(state, piece, objective)
    pool = local.completed(pool)
    best: Prices | None = None
    rounds = 0
    while True:
        rounds += 1
        share, duals, held = local.solve(pool)
        prices = local.price(duals, held)
        if best is None or prices.bound < best.bound:
            best = prices
        entering = local.entering(prices, pool)
        if not len(entering) or rounds >= _MAX_ROUNDS:
            n = len(pool)
            return Relaxed(best, piece.options[pool], share[:n], share[n:], rounds)
        pool = np.union1d(pool, entering)


def price_freely(state: State, piece: Piece, objective: Objective) -> Prices:
    """Return the prices of zero duals: each agent's best option, whatever the rows."""
    local = _Local(state, piece, objective)
    return local.price(np.zeros(len(piece.rows)), np.zeros(len(local.held)))


class _Local:
    """A piece with its own numbering of options, agents, rows and auxiliaries."""

    def __init__(self, state: State, piece: Piece, objective: Objective) -> None:
        self.state = state
        self.piece = piece
        self.option = objective.option[piece.options]
        self.auxiliary = objective.auxiliary[piece.auxiliaries]
        self.agent = np.searchsorted(piece.agents, state.problem.agent[piece.options])
        self.must = state.must[piece.agents]
        self.lower, self.upper = state.lower[piece.rows], state.upper[piece.rows]
        self.auxiliary_lower = state.auxiliary_lower[piece.auxiliaries]
        self.auxiliary_upper = state.auxiliary_upper[piece.auxiliaries]
        self.auxiliary_use = state.auxiliary[piece.auxiliaries][:, piece.rows]
        self.held = [state.held[h] for h in piece.held if state.held[h].in_relaxation]
        self.held_option = [h.objective.option[piece.options] for h in self.held]
        self.held_auxiliary = [
            h.objective.extended(state.n_auxiliary).auxiliary[piece.auxiliaries] for h in self.held
        ]
        self.largest = int(
            max(np.abs(self.option).max(initial=0), np.abs(self.auxiliary).max(initial=0), 1)
        )

    def completed(self, pool: Ints) -> Ints:
        """Take what is in the piece of the pool and add each agent's best options."""
        inside = np.flatnonzero(np.isin(self.piece.options, pool, assume_unique=True))
        best = best_per_agent(self.agent, self.option.astype(np.float64), _POOL_PER_AGENT)
        return np.union1d(inside, best)

    def entering(self, prices: Prices, pool: Ints) -> Ints:
        """Return the best few options of each agent that beat what it has in the pool."""
        cheapest = np.where(self.must, np.iinfo(np.int64).max, prices.idle)
        np.minimum.at(cheapest, self.agent[pool], prices.option[pool])
        margin = max(1, int(prices.scale * _REDUCED_COST * self.largest))
        chosen = np.flatnonzero(prices.option < cheapest[self.agent] - margin)
        best = best_per_agent(
            self.agent[chosen], -prices.option[chosen].astype(np.float64), _ADDED_PER_AGENT
        )
        return chosen[best]

    def solve(self, pool: Ints) -> tuple[Floats, Floats, Floats]:
        """Solve over a pool; return shares (and auxiliaries), duals of rows, of tiers held."""
        n_pool, n_columns = len(pool), len(pool) + len(self.auxiliary)
        value = np.concatenate([self.option[pool], self.auxiliary]).astype(np.float64)
        size = float(self.largest)
        columns = self.state.columns(self.piece.options[pool])[:, self.piece.rows]
        rows = sparse.vstack([columns, self.auxiliary_use], format="csr").T.tocsr()
        held, held_value = self._held_rows(pool)
        equal = np.flatnonzero(self.upper == self.lower)
        above = np.flatnonzero((self.upper < NO_LIMIT) & (self.upper != self.lower))
        below = np.flatnonzero((self.lower > -NO_LIMIT) & (self.upper != self.lower))
        agents = sparse.csr_array(
            (np.ones(n_pool), (self.agent[pool], np.arange(n_pool))),
            shape=(len(self.piece.agents), n_columns),
        )
        idle, must = np.flatnonzero(~self.must), np.flatnonzero(self.must)
        outcome = linprog(
            -value / size,
            A_ub=sparse.vstack([rows[above], -rows[below], -held, agents[idle]], format="csr"),
            b_ub=np.concatenate(
                [self.upper[above], -self.lower[below], -held_value, np.ones(len(idle))]
            ),
            A_eq=sparse.vstack([rows[equal], agents[must]], format="csr"),
            b_eq=np.concatenate([self.upper[equal], np.ones(len(must))]),
            bounds=np.column_stack(
                [
                    np.r_[np.zeros(n_pool), self.auxiliary_lower],
                    np.r_[np.full(n_pool, np.inf), self.auxiliary_upper],
                ]
            ),
            method="highs",
        )
        duals = np.zeros(len(self.piece.rows))
        if outcome.status != 0:
            # Numerical trouble only: zero duals still give a valid, if weak, bound.
            return np.full(n_columns, 0.5), duals, np.zeros(len(self.held))
        ends = np.cumsum([len(above), len(below), len(self.held)])
        at_most, equals = outcome.ineqlin.marginals * size, outcome.eqlin.marginals * size
        duals[above] -= at_most[: ends[0]]
        duals[below] += at_most[ends[0] : ends[1]]
        duals[equal] -= equals[: len(equal)]
        scale = np.array([max(1, h.objective.largest) for h in self.held], dtype=np.float64)
        return outcome.x, duals, at_most[ends[1] : ends[2]] / scale

    def _held_rows(self, pool: Ints) -> tuple[sparse.csr_array, Floats]:
        """Return the tiers held as rows over pool and auxiliaries, each scaled to about one."""
        rows, values = [], []
        for tier, option, auxiliary in zip(
            self.held, self.held_option, self.held_auxiliary, strict=True
        ):
            size = max(1, tier.objective.largest)
            rows.append(np.concatenate([option[pool], auxiliary]) / size)
            values.append(tier.value / size)
        shape = (len(rows), len(pool) + len(self.auxiliary))
        dense = np.array(rows, dtype=np.float64).reshape(shape)
        return sparse.csr_array(dense), np.array(values, dtype=np.float64)

    def price(self, duals: Floats, held: Floats) -> Prices:
        """Return the Lagrangian bound of duals, in whole numbers, valid whatever the duals.

        With duals r of the rows (and h <= 0 of the tiers held, written ``tier >= value``) the
        objective c of any possible choice is at most::

            sum_rows max(r lower, r upper) + sum_held h value
            + sum_agents max over its options (c - r use - h tier), or 0 where it may be idle
            + sum_auxiliary max over its range of (c - r use - h tier) y
        """
        top = max([self.largest, *(h.objective.largest for h in self.held)])
        scale = 1 << max(0, min(_SCALE_BITS, 40 - max(1, top).bit_length()))
        rows = np.rint(duals * scale).astype(np.int64)
        rows[(rows > 0) & (self.upper >= NO_LIMIT)] = 0
        rows[(rows < 0) & (self.lower <= -NO_LIMIT)] = 0
        everywhere = np.zeros(self.state.n_rows, np.int64)
        everywhere[self.piece.rows] = rows
        gain = self.option * scale - self.state.cost(self.piece.options, everywhere)
        worth = self.auxiliary * scale - self.auxiliary_use @ rows
        used = rows != 0
        limit = np.where(rows > 0, self.upper, self.lower)
        bound = int((rows[used] * limit[used]).sum())
        for tier, option, auxiliary, dual in zip(
            self.held, self.held_option, self.held_auxiliary, held, strict=True
        ):
            weight = min(0, round(float(dual) * scale))
            gain -= weight * option
            worth -= weight * auxiliary
            bound += weight * tier.value
        best = np.where(self.must, np.iinfo(np.int64).min // 4, 0)
        np.maximum.at(best, self.agent, gain)
        bound += int(best.sum())
        ends = np.maximum(worth * self.auxiliary_upper, worth * self.auxiliary_lower)
        return Prices(scale, bound + int(ends.sum()), best[self.agent] - gain, best, rows, worth)


def best_per_agent(agent: Ints, score: Floats, count: int) -> Ints:
    """Return positions of the ``count`` largest scores of each agent (first in ties)."""
    order = np.lexsort((-score, agent))
    ordered = agent[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(order)])
    lengths = np.diff(np.r_[starts, len(order)])
    within = np.arange(len(order)) - np.repeat(starts, lengths)
    chosen: Ints = order[within < count]
    return chosen
