"""The p-median: where to open p sites so that the weighted distance to the nearest one is least.

Sites are found by swaps from many starts. Each round looks at all swaps of an open site r for a
candidate j at once: with c the weighted distances, d₁ and d₂ those to the nearest and second
nearest open site and φ the number of the nearest one, the cost after the swap is

    Σ_i min(c_ij, d₁_i) + Σ_{i: φ_i = r} (min(c_ij, d₂_i) - min(c_ij, d₁_i)),

and the best swap is made while it gains (Teitz and Bart 1968; the split of what a swap gains into
what j and r bring alone and what they do together is that of Whitaker 1983 and of Resende and
Werneck, "A fast swap-based local search procedure for location problems", 2007).

The bound relaxes that each point is served once, with a price λ_i for each: for any λ

    Σ_i λ_i + Σ_i min(0, e_i - λ_i) + the p smallest of Σ_i min(0, c_ij - λ_i) over j

is at most the least cost, e being the weighted distance to the nearest existing site (Cornuéjols,
Fisher and Nemhauser 1977). Prices come from a subgradient search and are rounded to multiples of a
power of two before the bound is computed, so that doubles hold all sums exactly; costs being whole,
the bound is rounded up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Floats, Ints
from .limits import Limits

LARGEST_TOTAL = 2**52
_STARTS, _STEPS = 20, 600
_PATIENCE, _FIRST_STEP, _LAST_STEP = 12, 1.5, 0.002
_MOMENTUM = 0.6
_LEAST_MOVE = 0.002
_CACHED = 32_768


@dataclass(frozen=True)
class MedianProblem:
    """Points and candidates with the distances between them.

    Attributes
    ----------
    weight
        ``(n_points,)``: people, say; 0 or more.
    distance
        ``(n_points, n_candidates)``: minutes or metres, whole, 0 or more.
    existing
        ``(n_points,)``: distance to the nearest existing site; ``None`` where there is none.
    sites
        How many to open; all candidates where there are fewer.

    Raises
    ------
    ValueError
        If shapes differ, a number is negative, no site would be open, or the numbers are too large
        to be added up exactly.
    """

    weight: Ints
    distance: Ints
    existing: Ints | None
    sites: int

    def __post_init__(self) -> None:
        n_points, n_candidates = self.distance.shape
        lengths = {len(self.weight), n_points}
        if self.existing is not None:
            lengths.add(len(self.existing))
        if len(lengths) > 1:
            raise ValueError("weight, distance and existing have different numbers of points")
        if self.sites < 0 or (self.weight < 0).any() or (self.distance < 0).any():
            raise ValueError("a weight, a distance or the number of sites is negative")
        if self.existing is None and min(self.sites, n_candidates) < 1:
            raise ValueError("no site would be open")
        far = self.distance.max(axis=1, initial=0)
        if self.existing is not None:
            far = np.maximum(far, self.existing)
        if sum(w * d for w, d in zip(self.weight.tolist(), far.tolist(), strict=True)) * 2 > (
            LARGEST_TOTAL
        ):
            raise ValueError("weights and distances are too large")

    @property
    def opened(self) -> int:
        """How many sites are opened."""
        return min(self.sites, int(self.distance.shape[1]))

    def cost(self, sites: Ints) -> int:
        """Return the weighted distance to the nearest site, existing ones included."""
        nearest = self.distance[:, sites]
        if self.existing is not None:
            nearest = np.column_stack([nearest, self.existing])
        return int((self.weight * nearest.min(axis=1)).sum()) if len(self.weight) else 0


@dataclass(frozen=True)
class Median:
    """What was found.

    Attributes
    ----------
    sites
        The candidates to open, ascending.
    value, bound
        Their cost (weight × distance), and what no set of as many sites can go below.
    others
        Further sets that swaps ended at, with their costs, the cheapest first.
    """

    sites: Ints
    value: int
    bound: int
    others: tuple[tuple[int, Ints], ...]

    @property
    def gap(self) -> float:
        """How far the bound is below the value, as a share of the value."""
        return (self.value - self.bound) / self.value if self.value else 0.0


def best_median(
    problem: MedianProblem, limits: Limits, *, seed: int = 0, starts: int = _STARTS
) -> Median:
    """Return the cheapest sites found, with a proven bound.

    Parameters
    ----------
    problem
        What is to be served.
    limits
        Of time; one start and one bound are always computed. The same answer comes each time
        unless the time was over.
    seed
        Of the starts drawn at random, all but the first.
    starts
        How many times swaps begin anew.
    """
    table = _Table(problem)
    dice = np.random.default_rng(seed)
    half = limits.part(0.5)
    ends = {table.swapped(table.greedy(), half)}
    for _ in range(starts - 1):
        if half.over or problem.opened == problem.distance.shape[1]:
            break
        drawn = dice.choice(problem.distance.shape[1], problem.opened, replace=False)
        ends.add(table.swapped(drawn, half))
    value = min(cost for cost, _ in ends)
    bound, priced = table.bound(value, limits)
    ends.add(table.swapped(priced, limits))
    ranked = sorted(ends)
    found = [(cost, np.array(sites, np.int64)) for cost, sites in ranked]
    best, sites = found[0]
    return Median(sites, best, min(bound, best), tuple(found[1:]))


@dataclass(frozen=True)
class _Relaxed:
    """Prices, the sites that they open, and their bound, exact."""

    price: Floats
    sites: Ints
    bound: float


class _Table:
    """Weighted distances as doubles that hold whole numbers."""

    def __init__(self, problem: MedianProblem) -> None:
        self.problem, self.opened = problem, problem.opened
        self.cost = (problem.weight[:, None] * problem.distance).astype(np.float64)
        # Where nothing exists, being farther than any candidate is as good as nothing.
        nothing = self.cost.max(axis=1, initial=0.0) + 1.0
        self.existing: Floats = nothing
        if problem.existing is not None:
            self.existing = (problem.weight * problem.existing).astype(np.float64)
        # Rows at a time that stay in the processor's cache.
        rows = max(1, _CACHED // max(1, self.cost.shape[1]))
        starts = range(0, len(self.cost), rows)
        self.parts = [slice(start, start + rows) for start in starts]
        # Prices are multiples of 1 / grains, a power of two: so doubles add them exactly.
        most = 2.0 * (np.maximum(self.existing, nothing).sum() + 1.0)
        self.grains = 2.0 ** np.clip(np.floor(np.log2(2.0**53 / most)), 0, 10)

    def greedy(self) -> Ints:
        """Return sites opened one by one, each the one that then gains most."""
        nearest, sites = self.existing.copy(), np.zeros(0, np.int64)
        for _ in range(self.opened):
            total = np.minimum(self.cost, nearest[:, None]).sum(axis=0)
            total[sites] = np.inf
            sites = np.append(sites, int(total.argmin()))
            nearest = np.minimum(nearest, self.cost[:, sites[-1]])
        return sites

    def swapped(self, sites: Ints, limits: Limits) -> tuple[int, tuple[int, ...]]:
        """Return the cost and the sites at which no swap gains any more."""
        sites = np.sort(sites)
        value = self.problem.cost(sites)
        while self.opened and not limits.over:
            after = self._after_swaps(sites)
            out, come = divmod(int(after.argmin()), after.shape[1])
            if after[out, come] >= value:
                break
            value = int(after[out, come])
            sites = np.sort(np.append(np.delete(sites, out), come))
        return value, tuple(sites.tolist())

    def _after_swaps(self, sites: Ints) -> Floats:
        """Return the cost after each swap, ``(n_sites, n_candidates)``."""
        near = np.column_stack([self.cost[:, sites], self.existing])
        first = near.argmin(axis=1)
        rows = np.arange(len(near))
        nearest = near[rows, first]
        near[rows, first] = np.inf
        second = np.minimum(near.min(axis=1), self.existing + self.cost.max(initial=0.0))
        served = (first == np.arange(len(sites))[:, None]).astype(np.float64)
        after = np.zeros((len(sites), self.cost.shape[1]))
        for part in self.parts:
            with_come = np.minimum(self.cost[part], nearest[part, None])
            lost = np.minimum(self.cost[part], second[part, None])
            lost -= with_come
            after += served[:, part] @ lost
            after += with_come.sum(axis=0)
        after[:, sites] = np.inf
        return after

    def bound(self, value: int, limits: Limits) -> tuple[int, Ints]:
        """Return the largest bound found, and the sites that its prices single out."""
        now = best = self._relaxed(self._first_prices())
        direction = np.zeros(len(now.price))
        step, stale = _FIRST_STEP, 0
        for _ in range(_STEPS):
            direction = self._slope(now) + _MOMENTUM * direction
            length = float((direction**2).sum())
            if limits.over or best.bound >= value or step < _LAST_STEP or not length:
                break
            move = step * max(value - now.bound, _LEAST_MOVE * value) / length
            now = self._relaxed(np.maximum(now.price + move * direction, 0.0))
            stale += 1
            if now.bound > best.bound:
                best, stale = now, 0
            if stale > _PATIENCE:
                now, direction = best, np.zeros(len(now.price))
                step, stale = step / 2, 0
        # Costs are whole.
        return int(np.ceil(best.bound)), best.sites

    def _first_prices(self) -> Floats:
        """Return each point's cost from the sites opened greedily."""
        near = np.column_stack([self.cost[:, self.greedy()], self.existing])
        found: Floats = near.min(axis=1)
        return found

    def _relaxed(self, price: Floats) -> _Relaxed:
        """Return the bound of some prices, first rounded so that all sums are exact."""
        price = np.rint(price * self.grains) / self.grains
        reduced = np.zeros(self.cost.shape[1])
        for part in self.parts:
            less = self.cost[part] - price[part, None]
            reduced += np.minimum(less, 0.0, out=less).sum(axis=0)
        sites = np.sort(np.argsort(reduced, kind="stable")[: self.opened])
        already = np.minimum(self.existing - price, 0.0).sum()
        return _Relaxed(price, sites, float(price.sum() + already + reduced[sites].sum()))

    def _slope(self, relaxed: _Relaxed) -> Floats:
        """Return by how much the bound grows with each price."""
        price = relaxed.price
        times = (self.cost[:, relaxed.sites] < price[:, None]).sum(axis=1)
        slope: Floats = 1.0 - times - (self.existing < price)
        return slope
