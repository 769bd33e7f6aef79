"""Good prices of all rows of a large piece at once, by many small steps.

Blocks of neighbouring rows can be priced by linear programmes of their own; a row that ties
most of a piece together (no more than so many in all) cannot, and as long as its price is wrong
so are all others. Here every price moves at once, against what an average of the choices made
so far breaks. Agents who are alike are priced once. What comes out is near the best prices, and
a place for better methods to go on from.

Steps, until the steps have become small or time is over:

1. every kind of agent takes its best option at the prices, as often as there are such agents;
2. the bound of these prices is worked out; the best prices so far are kept;
3. what the rows are used is averaged with the choices before;
4. from the best prices on, each price moves by what the average breaks of its row, a row with a
   large limit by less, as far as the distance to a known value allows; where nothing has become
   better for a while, by less.

References
----------
Barahona, F. and Anbil, R. (2000). The volume algorithm: producing primal solutions with a
subgradient method. *Mathematical Programming* 87, 385-399.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .arrays import Bools, Floats, Ints
from .limits import Limits
from .problem import NO_LIMIT
from .relaxation import Local
from .row_cost import RowCost

_STEPS = 3_000
_MEMORY = 0.2
"""How much of the average the last choice is."""

_PATIENCE, _SHRINK, _FIRST, _LAST = 20, 0.7, 0.5, 1e-3
"""After so many steps in vain they become smaller, from the first size down to the last."""

_KNOWN = 0.25
"""The first steps from known prices are so much smaller."""

_BETTER = 1e-4
"""A bound that falls by less, relative to it, does not count as better."""

_BEGIN = 0.8
"""The price that tying rows begin with, of the median worth of an option."""

_HEAVIEST = 64.0
"""A tier held weighed no more than this in another objective, a unit beside the largest worth."""

_SHIFTS = 24
"""How often prices shifted together are tried, where some are known."""


def prices_of_all(
    local: Local, value: float, limits: Limits, known: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return duals of a piece's rows and of the tiers held.

    Parameters
    ----------
    value
        What a choice is known to be worth; the steps are the longer the farther it is.
    known
        Duals of the piece's rows for an objective that is like this one.
    """
    volume = _Volume(local, value)
    if known is not None:
        volume.begin_at(known / volume.scale)
    for _ in range(_STEPS):
        if limits.over or volume.size < _LAST:
            break
        volume.step()
    n_rows = len(local.piece.rows)
    duals = volume.best_prices * volume.scale
    return duals[:n_rows], duals[n_rows:] / volume.held_size


class _Volume:
    """Prices on their way; everything is divided by the largest worth.

    Rows are those of the piece, then the tiers held.
    """

    def __init__(self, local: Local, value: float) -> None:
        self.local = local
        self.scale = float(local.largest)
        self.target = value / self.scale
        self._take_options()
        self.worth = local.option[self.options] / self.scale
        sizes = [max(1, h.objective.largest) for h in local.held]
        self.held_size = np.array(sizes, np.float64)
        held = np.array([h.value for h in local.held], np.float64) / self.held_size
        lower = np.concatenate([local.lower, held])
        upper = np.concatenate([local.upper, np.full(len(held), float(NO_LIMIT))])
        self.has_lower, self.has_upper = lower > -NO_LIMIT, upper < NO_LIMIT
        self.lower = np.where(self.has_lower, lower, 0).astype(np.float64)
        self.upper = np.where(self.has_upper, upper, 0).astype(np.float64)
        rows = np.arange(len(local.piece.rows))
        self.cost = RowCost(local, self.options, rows)
        held_options = zip(local.held_option, sizes, strict=True)
        self.held = [option[self.options] / size for option, size in held_options]
        held_auxiliaries = zip(local.held_auxiliary, sizes, strict=True)
        own = [sparse.csr_array(a[:, None] / size) for a, size in held_auxiliaries]
        self.auxiliary_use = sparse.csr_array(sparse.hstack([local.auxiliary_use, *own]))
        self.auxiliary = local.auxiliary / self.scale
        most = np.maximum(np.abs(self.lower), np.abs(self.upper))
        self.weight = 1.0 / np.sqrt(np.maximum(most, 1.0) * self._largest_use())
        self.size, self.vain = _FIRST, 0
        self.tying = np.append(local.tying, np.zeros(len(held), bool))
        begin = _BEGIN * float(np.median(self.worth)) if len(self.worth) else 0.0
        self.prices = np.where(self.tying, max(0.0, begin), 0.0)
        self.best, self.best_prices = np.inf, self.prices
        self.average: Floats | None = None

    def _take_options(self) -> None:
        """Take the options of the first agent of each kind."""
        local, alike = self.local, self.local.state.problem.alike
        agents = local.piece.agents
        kinds = agents if alike is None else alike[agents]
        _, first, counts = np.unique(kinds, return_index=True, return_counts=True)
        order = np.argsort(first)
        stands = np.zeros(len(agents), bool)
        stands[first] = True
        self.options: Ints = np.flatnonzero(stands[local.agent])
        with_any, starts = np.unique(local.agent[self.options], return_index=True)
        self.starts = starts
        self.lengths = np.diff(np.append(starts, len(self.options)))
        self.many = counts[order][np.searchsorted(first[order], with_any)].astype(np.float64)
        self.must = local.must[with_any]

    def _largest_use(self) -> Floats:
        """Return about the largest use of each row by one option, at least 1."""
        cost = self.cost
        n_rows = len(self.local.piece.rows)
        largest = np.ones(n_rows)
        for use in (cost.part_use, cost.own):
            if use.nnz:
                largest = np.maximum(largest, abs(use).max(axis=0).toarray().ravel())
        return np.concatenate([largest, np.ones(len(self.held))])

    def begin_at(self, known: Floats) -> None:
        """Begin at known prices of the rows, where that is better.

        Those of tying rows are shifted together first, or those of the tiers held: what these
        stood for was a part of the other objective. The bound is convex in such a shift.
        """
        prices = np.zeros(len(self.upper))
        prices[: len(known)] = self._possible(known)
        lowest = -float(np.abs(prices[self.tying]).max(initial=0.0))
        held = np.arange(len(prices)) >= len(known)
        found = [(self._bound(prices)[0], prices)]
        found.append(self._shifted(prices, self.tying, lowest))
        found.append(self._shifted(prices, held, -_HEAVIEST))
        bound, best = min(found, key=lambda pair: pair[0])
        self.prices, default = best, self.prices
        if bound < self._bound(default)[0]:
            self.size *= _KNOWN
        else:
            self.prices = default

    def _shifted(self, prices: Floats, which: Bools, low: float) -> tuple[float, Floats]:
        """Return the least bound with some prices shifted together, and these prices."""

        def at(shift: float) -> tuple[float, Floats]:
            shifted = self._possible(np.where(which, prices + shift, prices))
            return self._bound(shifted)[0], shifted

        high = 0.0
        for _ in range(_SHIFTS):
            one, other = low + (high - low) / 3, high - (high - low) / 3
            if at(one)[0] <= at(other)[0]:
                high = other
            else:
                low = one
        return at((low + high) / 2)

    def _possible(self, prices: Floats) -> Floats:
        """Return prices without those of limits that are not there."""
        n = len(prices)
        prices = np.where(self.has_upper[:n], prices, np.minimum(prices, 0.0))
        possible: Floats = np.where(self.has_lower[:n], prices, np.maximum(prices, 0.0))
        return possible

    def step(self) -> None:
        """Work out the bound of the prices and move on from the best ones."""
        bound, used = self._bound(self.prices)
        better = bound < self.best - _BETTER * abs(self.best) if np.isfinite(self.best) else True
        self.vain = 0 if better else self.vain + 1
        if bound < self.best:
            self.best, self.best_prices = bound, self.prices
        self.average = (
            used if self.average is None else (1 - _MEMORY) * self.average + _MEMORY * used
        )
        if self.vain >= _PATIENCE:
            self.size, self.vain = self.size * _SHRINK, 0
        self.prices = self._moved(self.average)

    def _bound(self, prices: Floats) -> tuple[float, Floats]:
        """Return the bound of prices, and what the choice behind it uses of the rows."""
        local = self.local
        of_auxiliary = self.auxiliary - self.auxiliary_use @ prices
        amount = np.where(of_auxiliary > 0, local.auxiliary_upper, local.auxiliary_lower)
        bound = _dot(np.where(prices > 0, self.upper, self.lower), prices)
        bound += _dot(of_auxiliary, amount.astype(np.float64))
        used = self.auxiliary_use.T @ amount.astype(np.float64)
        if len(self.options):
            gain = self.worth - self.cost.at(prices[: len(local.piece.rows)])
            for worth, price in zip(self.held, prices[len(local.piece.rows) :], strict=True):
                gain -= price * worth
            best = np.maximum.reduceat(gain, self.starts)
            top = np.flatnonzero(gain == np.repeat(best, self.lengths))
            kind = np.searchsorted(self.starts, top, side="right") - 1
            taken, first = np.unique(kind, return_index=True)
            some = (best > 0) | self.must
            bound += _dot(self.many, np.where(some, best, 0.0))
            chosen, amounts = top[first][some[taken]], self.many[taken[some[taken]]]
            of_tiers = [_dot(worth[chosen], amounts) for worth in self.held]
            used = used + np.concatenate([self.cost.used(chosen, amounts), of_tiers])
        return bound, used

    def _moved(self, used: Floats) -> Floats:
        """Return prices a step away from the best ones."""
        base = self.best_prices
        over, under = used - self.upper, self.lower - used
        move = np.where(self.has_upper & ((over > 0) | (base > 0)), over, 0.0)
        move -= np.where(self.has_lower & ((under > 0) | (base < 0)), under, 0.0)
        distance = max(self.best - self.target, 1e-3 * abs(self.best))
        length = self.size * distance / (_dot(move, self.weight * move) + 1e-12)
        return self._possible(base + length * self.weight * move)


def _dot(one: Floats, other: Floats) -> float:
    """Return the inner product; that of BLAS depends on how many threads there are."""
    return float(np.sum(one * other))
