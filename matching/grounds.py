"""The ground of a cohort: its students' places, and which of them may go together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .cohorts import Cohort, Reach, suited_to_some
from .composing import Ground, most_places
from .lists import Lists, ascending, grouped, starts
from .market import Market
from .nearness import Pairs


def ground(
    market: Market,
    cohort: Cohort,
    where: Reach,
    *,
    between: bool = True,
    touching: NDArray[np.bool_] | None = None,
) -> Ground:
    """Return the places that a cohort's students may combine.

    Parameters
    ----------
    between
        Ask that places that go together are no more than ``max_km`` apart.
    touching
        Places of which every composition wanted has one, shape ``(n_places,)``: pairs that
        make up none may be left out.
    """
    programme = cohort.programme
    kept = _kept(market, cohort, where)
    mask = market.places.mask(programme.presence)[kept]
    if cohort.half_days is not None:
        mask = mask & cohort.half_days
    site = market.places.site[kept]
    liberal = np.array([s.setting == "liberal" for s in market.semester.sites], dtype=bool)
    max_km = programme.max_km if between else None
    pairs = _Pairs(market, cohort, where, kept, max_km, touching)
    return Ground(
        place=kept,
        supervisor=market.places.supervisor[kept],
        site=site,
        mask=mask,
        liberal=liberal[site],
        noon=market.journeys.noon[cohort.car],
        together=pairs.lists(),
    )


def _kept(market: Market, cohort: Cohort, where: Reach) -> NDArray[np.int64]:
    """Return the accredited places where at least one student of a cohort may be."""
    kept = np.zeros(len(market.places.site), bool)
    kept[where.own.items] = True
    wide = np.union1d(where.free, where.housed)
    suited = suited_to_some(market, cohort.students[wide])
    accredited = market.eligibility.accredited[cohort.programme.programme_id]
    return np.flatnonzero(kept | (suited & accredited))


class _Pairs:
    """Pairs of places (by position among those kept) at which one student may be."""

    def __init__(
        self,
        market: Market,
        cohort: Cohort,
        where: Reach,
        kept: NDArray[np.int64],
        max_km: float | None,
        touching: NDArray[np.bool_] | None,
    ) -> None:
        self.market, self.cohort, self.where = market, cohort, where
        self.kept, self.max_km = kept, max_km
        self.touching = touching
        self.site = market.places.site[kept]

    def lists(self) -> Lists:
        """List the later places that go with each place."""
        n = len(self.kept)
        counts = np.bincount(self.market.places.supervisor[self.kept], minlength=1)
        most = most_places(
            self.cohort.programme, self.cohort.programme.half_days, int(counts.max())
        )
        if most < 2 or not n:
            return Lists(np.zeros(n + 1, np.int64), np.zeros(0, np.int64))
        found = [pair[0] * n + pair[1] for pair in self._all(small=most == 2)]
        keys = found[0] if len(found) == 1 else ascending(np.concatenate(found))
        first, second = np.divmod(keys, n)
        if most == 2 and self.touching is not None:
            wanted = self.touching[self.kept[first]] | self.touching[self.kept[second]]
            first, second = first[wanted], second[wanted]
        return Lists(starts(first, n), second)

    def _all(self, *, small: bool) -> Iterator[Pairs]:
        """Yield pairs, the smaller place first; ``small``: no set has more places than two."""
        yield self._not_apart(self._of_students())
        if len(self.where.free):
            yield self._of_places(
                self.touching[self.kept] if small and self.touching is not None else None
            )
        elif len(self.where.housed):
            housing = np.array([s.housing_places > 0 for s in self.market.semester.sites], bool)
            yield self._of_places(housing[self.site] if small else None)

    def _of_students(self) -> Pairs:
        """Return the pairs within the own places of a student."""
        own, n = self.where.own, len(self.kept)
        items = np.searchsorted(self.kept, own.items)
        able = sparse.csr_array(
            (np.ones(len(items), np.int32), items, own.start), shape=(len(own), n)
        )
        both = sparse.coo_array(able.T @ able)
        later = both.row < both.col
        first, second = both.row[later].astype(np.int64), both.col[later].astype(np.int64)
        order = np.argsort(first * n + second)
        return first[order], second[order]

    def _not_apart(self, pairs: Pairs) -> Pairs:
        if self.max_km is None:
            return pairs
        one, other = self.site[pairs[0]], self.site[pairs[1]]
        near = (one == other) | ~(self.market.journeys.km(one, other) > self.max_km)
        return pairs[0][near], pairs[1][near]

    def _of_places(self, chosen: NDArray[np.bool_] | None) -> Pairs:
        """Return all pairs, at least one of them chosen, that are not too far apart."""
        n = len(self.kept)
        one = np.arange(n) if chosen is None else np.flatnonzero(chosen)
        if self.max_km is None:
            asker, other = np.repeat(one, n), np.tile(np.arange(n), len(one))
        else:
            index, other = self.market.journeys.near_sites(self.max_km).spread(self.site[one])
            at_site = grouped(self.site, np.arange(n), self.market.places.n_sites)
            again, other = at_site.spread(other)
            asker = one[index[again]]
        different = asker != other
        low, high = np.minimum(asker, other)[different], np.maximum(asker, other)[different]
        keys = ascending(low * n + high)
        first, second = np.divmod(keys, n)
        return first, second
