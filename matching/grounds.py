"""The ground of a cohort: its students' places, and which of them may go together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .cohorts import Cohort, Reach, suited_to_some
from .composing import Ground, most_places
from .lists import Lists, Whole, ascending, grouped, starts
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
    max_km = programme.max_km if between else None
    kept = _kept(market, cohort, where)
    if touching is not None and max_km is not None:
        kept = kept[_near(market, np.flatnonzero(touching), max_km)[kept]]
    mask = market.places.mask(programme.presence)[kept]
    if cohort.half_days is not None:
        mask = mask & cohort.half_days
    site = market.places.site[kept]
    pairs = _Pairs(market, cohort, where, kept, max_km, touching)
    return Ground(
        place=kept,
        supervisor=market.places.supervisor[kept],
        site=site,
        mask=mask,
        liberal=market.liberal[site],
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


def _near(market: Market, targets: Whole, max_km: float) -> NDArray[np.bool_]:
    """Say which places are not too far from one of some places, shape ``(n_places,)``."""
    _, site = market.journeys.near_sites(max_km).spread(market.places.site[targets])
    near = np.zeros(market.places.n_sites, bool)
    near[site] = True
    return near[market.places.site]


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
        self.supervisor = market.places.supervisor[kept]

    def lists(self) -> Lists:
        """List the later places that go with each place."""
        n = len(self.kept)
        programme = self.cohort.programme
        counts = np.bincount(self.supervisor, minlength=1)
        most = most_places(programme, programme.half_days, int(counts.max()))
        if most < 2 or not n:
            return Lists(np.zeros(n + 1, np.int64), np.zeros(0, np.int64))
        few = most == 2 or programme.max_parts <= 2
        found = [pair[0] * n + pair[1] for pair in self._all(few=few)]
        keys = found[0] if len(found) == 1 else ascending(np.concatenate(found))
        first, second = np.divmod(keys, n)
        if few and self.touching is not None:
            chosen = self._with_hosts(self.touching[self.kept])
            wanted = chosen[first] | chosen[second]
            wanted |= self.supervisor[first] == self.supervisor[second]
            first, second = first[wanted], second[wanted]
        return Lists(starts(first, n), second)

    def _all(self, *, few: bool) -> Iterator[Pairs]:
        """Yield pairs, the smaller place first.

        ``few``: a set of places has two at the most, or two supervisors at the most. Where
        each set has one of some places, then two places of a set are of one supervisor, or one
        of them is of a supervisor with such a place: other pairs are not needed.
        """
        yield self._not_apart(self._of_students())
        if len(self.where.free):
            chosen = None if self.touching is None else self.touching[self.kept]
        elif len(self.where.housed):
            chosen = self.market.housing[self.site]
        else:
            return
        if few and chosen is not None:
            yield self._of_places(self._with_hosts(chosen))
            yield self._not_apart(self._of_hosts())
        else:
            yield self._of_places(np.ones(len(self.kept), bool))

    def _with_hosts(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Add the other places of the supervisors of some."""
        host = np.zeros(len(self.market.semester.supervisors), bool)
        host[self.supervisor[chosen]] = True
        return host[self.supervisor]

    def _of_hosts(self) -> Pairs:
        """Return the pairs of places of one supervisor."""
        numbers = np.arange(len(self.kept))
        at = grouped(self.supervisor, numbers, len(self.market.semester.supervisors))
        several = np.flatnonzero(at.lengths[self.supervisor] > 1)
        asker, other = at.spread(self.supervisor[several])
        first = several[asker]
        later = first < other
        return first[later], other[later]

    def _of_students(self) -> Pairs:
        """Return the pairs within the own places of a student."""
        own, n = self.where.own, len(self.kept)
        number = np.full(len(self.market.places.site), -1, np.int64)
        number[self.kept] = np.arange(n)
        asker, item = own.spread(np.arange(len(own)))
        there = number[item] >= 0
        entries = (np.ones(int(there.sum()), np.int32), (asker[there], number[item[there]]))
        able = sparse.csr_array(entries, shape=(len(own), n))
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

    def _of_places(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Return all pairs, at least one of them chosen, that are not too far apart."""
        n = len(self.kept)
        one = np.flatnonzero(chosen)
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
