"""Good sets of sites for a maximal covering, and a bound that no set can pass, at any size.

Sets come from opening sites one by one, each the one that then gains most, and from swaps of one
open site for another while they gain. The bound relaxes that a point counts once it is reached:
with a price λ_i between 0 and the weight w_i of each point,

    Σ_i (w_i - λ_i) + the p largest of Σ_{i reached by j} λ_i over the candidates j

is at least what any p sites reach (Lagrangian relaxation; Galvão and ReVelle, "A Lagrangean
heuristic for the maximal covering location problem", *European Journal of Operational Research*
88, 1996). Prices come from a subgradient search and are whole multiples of a power of two, so that
doubles hold all sums exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .arrays import Floats, Ints
from .limits import Limits

_STEPS, _PATIENCE = 600, 12
_FIRST_STEP, _LAST_STEP, _MOMENTUM, _LEAST_MOVE = 1.0, 0.002, 0.6, 0.001
_POOL = 40
"""Sets that are kept, the best ones."""

Sites = tuple[int, ...]


@dataclass(frozen=True)
class Scouted:
    """What was found without an exact model.

    Attributes
    ----------
    sets
        Weight reached and sites, ascending; the best first, equal ones by their numbers.
    bound
        What no set of so many sites can pass.
    with_site
        ``(n_candidates,)``: what no set with this candidate can pass.
    """

    sets: tuple[tuple[int, Sites], ...]
    bound: int
    with_site: Ints


def scouted(weight: Ints, reaches: sparse.csr_array, opened: int, limits: Limits) -> Scouted:
    """Return good sets and bounds; some of both are always found.

    Parameters
    ----------
    weight
        ``(n_points,)``: more than 0; their sum is at most 2**50.
    reaches
        ``(n_points, n_candidates)``: 1 where a candidate reaches a point.
    opened
        How many sites are opened: 1 to ``n_candidates``.
    """
    ground = _Ground(weight, reaches, opened)
    pool = {ground.swapped(ground.greedy(), limits)}
    bound, with_site, ends = ground.bound(max(pool)[0], limits.part(0.7))
    for sites in ends:
        pool.add(ground.swapped(sites, limits))
    best = min(pool, key=_by_value)
    pool |= set(ground.near(best[1]))
    sets = sorted(pool, key=_by_value)[:_POOL]
    return Scouted(tuple(sets), max(bound, best[0]), np.maximum(with_site, 0))


def _by_value(one: tuple[int, Sites]) -> tuple[int, Sites]:
    return -one[0], one[1]


class _Ground:
    """Points and candidates, by row and by column."""

    def __init__(self, weight: Ints, reaches: sparse.csr_array, opened: int) -> None:
        self.weight, self.opened = weight.astype(np.float64), opened
        self.rows = reaches.astype(np.float64)
        self.columns = sparse.csr_array(self.rows.T)
        room = 2.0**52 / max(1.0, float(self.weight.sum()))
        self.grains = 2.0 ** np.clip(np.floor(np.log2(room)), 0, 10)

    def times(self, sites: Ints) -> Ints:
        """Return how many of some sites reach each point, ``(n_points,)``."""
        found = np.zeros(len(self.weight), np.int64)
        for site in sites.tolist():
            found[self._reached_by(site)] += 1
        return found

    def _reached_by(self, site: int) -> Ints:
        start, end = self.columns.indptr[site : site + 2]
        found: Ints = self.columns.indices[start:end].astype(np.int64)
        return found

    def greedy(self) -> Ints:
        """Return sites opened one by one, each the one that then gains most."""
        left = self.weight.copy()
        gain = self.columns @ left
        sites: list[int] = []
        for _ in range(self.opened):
            gain[sites] = -1.0
            sites.append(int(gain.argmax()))
            new = self._reached_by(sites[-1])
            new = new[left[new] > 0]
            gain -= left[new] @ self.rows[new]
            left[new] = 0.0
        return np.array(sites, np.int64)

    def swapped(self, sites: Ints, limits: Limits) -> tuple[int, Sites]:
        """Return the weight reached and the sites at which no swap gains any more."""
        sites = np.sort(sites)
        while not limits.over:
            tried = [
                (gain.max(), -out, gain.argmax()) for out, gain in enumerate(self._swaps(sites))
            ]
            gained, out, come = max(tried)
            if gained <= 0:
                break
            sites = np.sort(np.append(np.delete(sites, -out), come))
        value = int(self.weight[self.times(sites) > 0].sum())
        return value, tuple(sites.tolist())

    def near(self, sites: Sites) -> Iterator[tuple[int, Sites]]:
        """Yield the best sets that have one site exchanged, a few for each that goes."""
        here = np.array(sites, np.int64)
        value = int(self.weight[self.times(here) > 0].sum())
        for out, gain in enumerate(self._swaps(here)):
            for come in np.argsort(-gain, kind="stable")[:_POOL].tolist():
                if np.isfinite(gain[come]):
                    kept = np.delete(here, out).tolist()
                    yield value + int(gain[come]), tuple(sorted([*kept, come]))

    def _swaps(self, sites: Ints) -> Iterator[Floats]:
        """Yield for each site, ascending, what exchanging it for each candidate gains."""
        times = self.times(sites)
        fresh = self.columns @ np.where(times == 0, self.weight, 0.0)
        for site in sites.tolist():
            own = self._reached_by(site)
            own = own[times[own] == 1]
            gain: Floats = fresh + self.weight[own] @ self.rows[own] - self.weight[own].sum()
            gain[sites] = -np.inf
            yield gain

    def bound(self, value: int, limits: Limits) -> tuple[int, Ints, list[Ints]]:
        """Return the least bound found, that with each candidate, and sites that prices open."""
        full = self.weight * self.grains
        price = full / np.maximum(1.0, self.times(self.greedy()))
        now = best = self._relaxed(price)
        direction, step, stale = np.zeros(len(full)), _FIRST_STEP, 0
        target = float(value) * float(self.grains)
        for _ in range(_STEPS):
            slope = self.times(now.sites) - 1
            # A price that would pass the weight stays there, and is no part of the way.
            slope[(slope < 0) & (now.price >= full)] = 0
            direction = slope + _MOMENTUM * direction
            length = float((direction**2).sum())
            if limits.over or best.bound < target + self.grains or step < _LAST_STEP or not length:
                break
            move = step * max(now.bound - target, _LEAST_MOVE * target) / length
            now = self._relaxed(np.clip(now.price - move * direction, 0.0, full))
            stale += 1
            if now.bound < best.bound:
                best, stale = now, 0
            if stale > _PATIENCE:
                now, direction = best, np.zeros(len(full))
                step, stale = step / 2, 0
        whole = np.floor(best.with_site / self.grains).astype(np.int64)
        return int(best.bound // self.grains), whole, [best.sites, now.sites]

    def _relaxed(self, price: Floats) -> _Relaxed:
        """Return the bound of some prices, first rounded so that all sums are exact."""
        price = np.rint(price)
        worth = self.columns @ price
        order = np.argsort(-worth, kind="stable")
        sites = order[: self.opened]
        total = float((self.weight * self.grains - price).sum() + worth[sites].sum())
        with_site = total - np.maximum(0.0, worth[sites[-1]] - worth)
        return _Relaxed(price, np.sort(sites), total, with_site)


@dataclass(frozen=True)
class _Relaxed:
    """Prices, the sites that they open, and their bounds, in grains."""

    price: Floats
    sites: Ints
    bound: float
    with_site: Floats
