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

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .arrays import Bools, Floats, Ints
from .limits import Limits
from .linear import linear_program
from .pieces import Piece
from .state import NO_LIMIT, Objective, State

_SCALE_BITS = 20
_POOL_PER_AGENT = 12
_ADDED_PER_AGENT = 6
_MAX_ROUNDS = 60
_REDUCED_COST = 1e-7
_TIES = 0.05
"""A row used by so many of the options ties everything together."""

_LARGEST_PRICE = 1 << 50
"""What an option costs at such prices, a row by a row, is still far below 63 bits."""


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
    """Prices, the final pool, and the relaxed choice: shares of the pool, auxiliaries.

    ``duals`` and ``held`` are those of the piece's rows and of the tiers held behind the prices.

    ``program`` stands at that choice, for a dive to go on from there; ``None`` where the
    prices were found block by block and there is no relaxed choice.
    """

    prices: Prices
    duals: Floats
    held: Floats
    pool: Ints
    share: Floats
    auxiliary: Floats
    rounds: int
    program: PoolProgram | None


def relax(
    state: State,
    piece: Piece,
    objective: Objective,
    pool: Ints,
    limits: Limits,
    known: Relaxed | None = None,
) -> Relaxed:
    """Solve the relaxation of a piece.

    Parameters
    ----------
    pool
        Options of the piece to begin with. They should hold a feasible choice; then every
        linear programme on the way is feasible.
    known
        Prices found in another way. Its pool is all that ``pool`` is completed with, and its
        prices are those of the answer as long as there are no better ones.
    """
    local = Local(state, piece, objective)
    program = PoolProgram(local, limits)
    best: Prices | None = None
    if known is None:
        entering = local.completed(pool)
    else:
        entering = local.positions(np.union1d(pool, known.pool))
        best, duals, held = known.prices, known.duals, known.held
    inside = np.zeros(len(piece.options), bool)
    rounds = 0
    while True:
        rounds += 1
        inside[entering] = True
        answer = program.grow(entering)
        prices = local.price(answer.rows, answer.held)
        if best is None or prices.bound < best.bound:
            best, duals, held = prices, answer.rows, answer.held
        entering = local.entering(prices, inside)
        if not len(entering) or rounds >= _MAX_ROUNDS or limits.over:
            pool = piece.options[program.pool]
            return Relaxed(best, duals, held, pool, answer.share, answer.auxiliary, rounds, program)


def price_freely(state: State, piece: Piece, objective: Objective) -> Prices:
    """Return the better prices of two that take no search.

    With zero duals each agent has its best option, whatever the rows; where rows tie many
    options together, each unit of them at the largest worth leaves nobody anything to gain.
    """
    local = Local(state, piece, objective)
    free = local.price(np.zeros(len(piece.rows)), np.zeros(len(local.held)))
    tying = local.tying
    if not tying.any():
        return free
    full = local.price(np.where(tying, float(local.largest), 0.0), np.zeros(len(local.held)))
    return min(free, full, key=lambda prices: prices.bound)


class Local:
    """A piece with its own numbering of options, agents, rows and auxiliaries."""

    def __init__(self, state: State, piece: Piece, objective: Objective) -> None:
        self.state = state
        self.piece = piece
        self.option = objective.option[piece.options].astype(np.int64)
        self.auxiliary = objective.auxiliary[piece.auxiliaries]
        self.agent = np.searchsorted(piece.agents, state.problem.agent[piece.options])
        self.must = state.must[piece.agents]
        self.lower, self.upper = state.lower[piece.rows], state.upper[piece.rows]
        self.auxiliary_lower = state.auxiliary_lower[piece.auxiliaries]
        self.auxiliary_upper = state.auxiliary_upper[piece.auxiliaries]
        self.auxiliary_use = state.auxiliary[piece.auxiliaries][:, piece.rows]
        self.held = [state.held[h] for h in piece.held if state.held[h].in_relaxation]
        self.held_option = [h.objective.option[piece.options].astype(np.int64) for h in self.held]
        self.held_auxiliary = [
            h.objective.extended(state.n_auxiliary).auxiliary[piece.auxiliaries] for h in self.held
        ]
        self.largest = int(
            max(np.abs(self.option).max(initial=0), np.abs(self.auxiliary).max(initial=0), 1)
        )

    @property
    def tying(self) -> Bools:
        """Which rows limit many of the options, shape ``(n_rows of the piece,)``.

        None where nobody is known to be like another: only where many agents could stand for
        each other are there far more of them than such a row allows.
        """
        state, rows = self.state, self.piece.rows
        if state.problem.alike is None:
            return np.zeros(len(rows), bool)
        counts = np.bincount(state.extra.indices, minlength=state.n_rows)[rows]
        many: Bools = (counts > _TIES * state.problem.n_options) & (self.upper < NO_LIMIT)
        return many

    def completed(self, pool: Ints) -> Ints:
        """Take what is in the piece of the pool and add each agent's best options."""
        inside = self.positions(pool)
        best = best_per_agent(self.agent, self.option.astype(np.float64), _POOL_PER_AGENT)
        return np.union1d(inside, best)

    def positions(self, pool: Ints) -> Ints:
        """Return where the options of a pool stand among those of the piece."""
        return np.flatnonzero(np.isin(self.piece.options, pool, assume_unique=True))

    def entering(self, prices: Prices, inside: Bools) -> Ints:
        """Return the best few options of each agent that beat what it has in the pool."""
        pool = np.flatnonzero(inside)
        cheapest = np.where(self.must, np.iinfo(np.int64).max, prices.idle)
        np.minimum.at(cheapest, self.agent[pool], prices.option[pool])
        margin = max(1, int(prices.scale * _REDUCED_COST * self.largest))
        chosen = np.flatnonzero(prices.option < cheapest[self.agent] - margin)
        best = best_per_agent(
            self.agent[chosen], -prices.option[chosen].astype(np.float64), _ADDED_PER_AGENT
        )
        return chosen[best]

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
        # Any prices give a bound: absurd ones are cut to where no sum can overflow.
        room = _LARGEST_PRICE
        rows = np.rint(np.clip(np.nan_to_num(duals) * scale, -room, room)).astype(np.int64)
        rows[(rows > 0) & (self.upper >= NO_LIMIT)] = 0
        rows[(rows < 0) & (self.lower <= -NO_LIMIT)] = 0
        everywhere = np.zeros(self.state.n_rows, np.int64)
        everywhere[self.piece.rows] = rows
        gain = self.option * scale - self.state.cost(self.piece.options, everywhere)
        worth = self.auxiliary * scale - self.auxiliary_use @ rows
        used = rows != 0
        limit = np.where(rows > 0, self.upper, self.lower)
        bound = _exact_sum(rows[used].astype(object) * limit[used])
        for tier, option, auxiliary, dual in zip(
            self.held, self.held_option, self.held_auxiliary, held, strict=True
        ):
            least = -(room // max(1, tier.objective.largest))
            weight = round(min(0.0, max(float(least), float(np.nan_to_num(dual)) * scale)))
            gain -= weight * option
            worth -= weight * auxiliary
            bound += weight * tier.value
        best = np.where(self.must, np.iinfo(np.int64).min // 4, 0)
        np.maximum.at(best, self.agent, gain)
        bound += _exact_sum(best.astype(object))
        whole = worth.astype(object)
        bound += _exact_sum(np.maximum(whole * self.auxiliary_upper, whole * self.auxiliary_lower))
        return Prices(scale, bound, best[self.agent] - gain, best, rows, worth)


def _exact_sum(values: NDArray[np.object_]) -> int:
    """Add up whole numbers of any size."""
    return int(values.sum()) if len(values) else 0


@dataclass(frozen=True)
class PoolAnswer:
    """Shares of the pool and of the auxiliaries; duals of the rows and of the tiers held."""

    share: Floats
    auxiliary: Floats
    rows: Floats
    held: Floats


class PoolProgram:
    """The linear programme of a piece over a growing pool of its options.

    Its rows are those of the piece, then the tiers held, each scaled to about one, then one
    per agent; its columns the auxiliaries, then the pool in the order of its growth.
    """

    def __init__(self, local: Local, limits: Limits) -> None:
        self.local = local
        self.limits = limits
        self.pool: Ints = np.zeros(0, np.int64)
        self.size = float(local.largest)
        self.held_size = np.array([max(1, h.objective.largest) for h in local.held], np.float64)
        values = np.array([h.value for h in local.held], np.float64)
        n_agents, n_held = len(local.piece.agents), len(local.held)
        lower = [open_limits(local.lower), values / self.held_size, local.must.astype(np.float64)]
        upper = [open_limits(local.upper), np.full(n_held, np.inf), np.ones(n_agents)]
        self.linear = linear_program(np.concatenate(lower), np.concatenate(upper))
        self._add(
            local.auxiliary,
            local.auxiliary_lower.astype(np.float64),
            local.auxiliary_upper.astype(np.float64),
            local.auxiliary_use,
            self._held_use(local.held_auxiliary, len(local.auxiliary)),
            sparse.csr_array((len(local.auxiliary), n_agents)),
        )

    def grow(self, entering: Ints) -> PoolAnswer:
        """Add options to the pool and solve."""
        local, n_new = self.local, len(entering)
        agents = sparse.csr_array(
            (np.ones(n_new), local.agent[entering], np.arange(n_new + 1)),
            shape=(n_new, len(local.piece.agents)),
        )
        self._add(
            local.option[entering],
            np.zeros(n_new),
            np.full(n_new, np.inf),
            local.state.columns(local.piece.options[entering])[:, local.piece.rows],
            self._held_use([option[entering] for option in local.held_option], n_new),
            agents,
        )
        self.pool = np.concatenate([self.pool, entering])
        answer = self.solve()
        if answer is not None:
            return answer
        # Numerical trouble or the end of time: zero duals still give a valid, if weak, bound.
        halves = np.full(len(self.pool), 0.5), np.full(len(local.auxiliary), 0.5)
        return PoolAnswer(*halves, np.zeros(len(local.piece.rows)), np.zeros(len(local.held)))

    def limit(self, positions: Ints, lower: float, upper: float) -> None:
        """Demand that the shares of some of the pool lie between limits."""
        columns = len(self.local.auxiliary) + positions
        size = len(positions)
        self.linear.limit_columns(columns, np.full(size, lower), np.full(size, upper))

    def solve(self) -> PoolAnswer | None:
        """Solve over the pool as it is; ``None`` where nothing is possible."""
        local = self.local
        answer = self.linear.solve(self.limits.remaining)
        if answer is None:
            return None
        n_auxiliary, n_rows, n_held = len(local.auxiliary), len(local.piece.rows), len(local.held)
        return PoolAnswer(
            answer.column[n_auxiliary:],
            answer.column[:n_auxiliary],
            answer.row[:n_rows] * self.size,
            answer.row[n_rows : n_rows + n_held] * self.size / self.held_size,
        )

    def _add(
        self,
        worth: Ints,
        lower: Floats,
        upper: Floats,
        rows: sparse.csr_array,
        held: sparse.csr_array,
        agents: sparse.csr_array,
    ) -> None:
        use = sparse.hstack([rows, held, agents], format="csr")
        self.linear.add_columns(worth / self.size, lower, upper, use)

    def _held_use(self, worths: Sequence[Ints], n_columns: int) -> sparse.csr_array:
        """Return what columns are worth in each tier held, scaled, a row per column."""
        if not worths:
            return sparse.csr_array((n_columns, 0))
        return sparse.csr_array(np.column_stack(worths) / self.held_size)


def open_limits(limits: Ints) -> Floats:
    """Return limits as floats, infinite where there is none."""
    values = limits.astype(np.float64)
    values[limits >= NO_LIMIT] = np.inf
    values[limits <= -NO_LIMIT] = -np.inf
    return values


def best_per_agent(agent: Ints, score: Floats, count: int) -> Ints:
    """Return positions of the ``count`` largest scores of each agent (first in ties)."""
    order = np.lexsort((-score, agent))
    ordered = agent[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(order)])
    lengths = np.diff(np.r_[starts, len(order)])
    within = np.arange(len(order)) - np.repeat(starts, lengths)
    chosen: Ints = order[within < count]
    return chosen
