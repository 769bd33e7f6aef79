"""The offers that students wish for and may have, each student's from the best to the worst.

Where a student has a place only at what a wish names, there is no need to list all bundles: the
wishes lead to the offers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Market
from .cohorts import cohorts
from .compositions import Compositions, concatenated
from .entities import Wish
from .lists import Whole, ascending
from .offering import offered


@dataclass(frozen=True)
class WishedOffers:
    """Students' acceptable offers as bundles.

    Attributes
    ----------
    bundles
        By student; those of a student by wish rank, then offer, then the site that houses.
    weighted_rank, half_days
        Shape ``(n_bundles,)``: the wish rank times the half-days, and the half-days.
    """

    bundles: Bundles
    weighted_rank: NDArray[np.int64]
    half_days: NDArray[np.int64]

    @property
    def offer(self) -> NDArray[np.int64]:
        """Position of each bundle's offer, shape ``(n_bundles,)``."""
        return self.bundles.compositions.offer[self.bundles.composition].astype(np.int64)

    @property
    def rank(self) -> NDArray[np.float64]:
        """Wish rank of each bundle; equal ranks are equal numbers, division being exact enough."""
        return self.weighted_rank / self.half_days

    def take(self, kept: NDArray[np.bool_]) -> WishedOffers:
        """Return some of the bundles."""
        return WishedOffers(self.bundles.take(kept), self.weighted_rank[kept], self.half_days[kept])

    def exact_rank(self, bundle: int) -> Fraction:
        """Return the wish rank of one bundle."""
        return Fraction(int(self.weighted_rank[bundle]), int(self.half_days[bundle]))


def wished_offers(market: Market, students: NDArray[np.int64]) -> WishedOffers:
    """List what some students (positions) accept and may have, nobody else being there."""
    tables, flags, found, first = [], [], [], 0
    for cohort in cohorts(market.semester, students):
        table = offered(market, cohort)
        student, row = _possible(market, table, *wished_pairs(market, cohort.students))
        student, row, housed = _within_reach(market, table, student, row)
        weighted, half_days = _ranks(market, table, student, row)
        tables.append(table)
        flags.append(np.full(len(table), cohort.car))
        found.append(np.column_stack([student, row + first, housed, weighted, half_days]))
        first += len(table)
    numbers = np.concatenate([np.zeros((0, 5), np.int64), *found])
    compositions = concatenated(tables)
    offer = compositions.offer[numbers[:, 1]] if len(numbers) else numbers[:, 1]
    rank = numbers[:, 3] / numbers[:, 4]
    numbers = numbers[np.lexsort((numbers[:, 2], offer, rank, numbers[:, 0]))]
    whole = numbers.astype(np.int32)
    with_car = np.concatenate([*flags, np.zeros(0, bool)])
    bundles = Bundles(compositions, with_car, whole[:, 0], whole[:, 1], whole[:, 2])
    return WishedOffers(bundles, numbers[:, 3], numbers[:, 4])


def offers_named(market: Market, wish: Wish) -> set[int]:
    """Return the offers (positions) that a wish names, or a part of which it names."""
    if wish.target_kind == "offer":
        return {market.wishes.offer_number[wish.target]}
    places = market.eligibility.places_of(wish.target_kind, wish.target)
    return set(market.offers_at.spread(places)[1].tolist())


def wished_pairs(market: Market, students: NDArray[np.int64]) -> tuple[Whole, Whole]:
    """Return pairs of a student and an offer that a wish names, or a place of it."""
    of_places, of_offers = market.wishes.of_places, market.wishes.of_offers
    asker, place = np.divmod(of_places.keys, of_places.n_targets)
    position, offer = market.offers_at.spread(place)
    n_offers = of_offers.n_targets
    keys = ascending(np.concatenate([of_offers.keys, asker[position] * n_offers + offer]))
    asker, offer = np.divmod(keys, n_offers)
    own = np.zeros(len(market.semester.students), bool)
    own[students] = True
    return asker[own[asker]], offer[own[asker]]


def _ranks(market: Market, table: Compositions, student: Whole, row: Whole) -> tuple[Whole, Whole]:
    """Return the wish ranks of compositions times their half-days, and the half-days."""
    wishes = market.wishes
    beyond = wishes.last[student] + 1
    total, half_days = np.zeros(len(row), np.int64), table.size[row].sum(axis=1)
    for column in range(table.part.shape[1]):
        rank = wishes.of_places.of(student, table.place[row, column], beyond)
        total += table.size[row, column] * rank
    own = wishes.of_offers.of(student, table.offer[row], beyond)
    return np.minimum(total, own * half_days), half_days


def _possible(
    market: Market, table: Compositions, student: Whole, offer: Whole
) -> tuple[Whole, Whole]:
    """Return pairs of a student and a composition that all rules but the distance allow."""
    row_of = np.full(len(market.semester.offers), -1, np.int64)
    row_of[table.offer] = np.arange(len(table))
    row = row_of[offer]
    refused = market.wishes.refused_offers
    kept = row >= 0
    if len(refused.items):
        owner = np.repeat(np.arange(len(refused)), refused.lengths)
        keys = owner * len(row_of) + refused.items
        kept &= ~np.isin(student * len(row_of) + offer, keys)
    student, row = student[kept], row[kept]
    for column in range(table.part.shape[1]):
        place = table.place[row, column]
        there = place >= 0
        fine = ~there
        fine[there] = market.eligibility.suits(student[there], place[there])
        student, row = student[fine], row[fine]
    return student, row


def _within_reach(
    market: Market, table: Compositions, student: Whole, row: Whole
) -> tuple[Whole, Whole, Whole]:
    """Return students, compositions and housing sites (-1: none) of what is near, or houses."""
    far = np.zeros(len(row), bool)
    limit = market.eligibility.limit
    for column in range(table.part.shape[1]):
        asked = np.flatnonzero((table.place[row, column] >= 0) & np.isfinite(limit[student]))
        site = market.places.site[table.place[row[asked], column]]
        far[asked] |= market.journeys.minutes(student[asked], site) > limit[student[asked]]
    needs = np.array([s.needs_housing for s in market.semester.students], bool)
    near = np.flatnonzero(~far)
    found = [np.column_stack([student[near], row[near], np.full(len(near), -1)])]
    asking = np.flatnonzero(far & needs[student])
    sites = _sites(market, table)
    for column in range(table.part.shape[1]):
        site = sites[row[asking], column]
        fresh = ~(sites[row[asking], :column] == site[:, None]).any(axis=1)
        able = fresh & (site >= 0) & market.housing[site]
        found.append(np.column_stack([student[asking[able]], row[asking[able]], site[able]]))
    whole = np.concatenate(found).astype(np.int64)
    return whole[:, 0], whole[:, 1], whole[:, 2]


def _sites(market: Market, table: Compositions) -> NDArray[np.int64]:
    site = market.places.site[table.kinds.place]
    return table.of_parts(site, -1)
