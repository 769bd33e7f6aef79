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
from .lists import Whole
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
    wishes = _Wishes(market, students)
    tables, flags, found, first = [], [], [], 0
    for cohort in cohorts(market.semester, students):
        table = offered(market, cohort)
        student, row = _possible(market, table, *wishes.offers_of(cohort.students))
        student, row, housed = _within_reach(market, table, student, row)
        weighted, half_days = wishes.ranks(table, student, row)
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


class _Wishes:
    """What the wishes of some students name, as pairs of a student and a number."""

    def __init__(self, market: Market, students: NDArray[np.int64]) -> None:
        self.market = market
        semester, rules = market.semester, market.eligibility
        self.n_places, self.n_offers = len(market.places.site), len(semester.offers)
        by_kind: dict[str, tuple[list[int], list[int], list[int]]] = {
            kind: ([], [], []) for kind in ("offer", *rules.named)
        }
        numbers = {"offer": market.wishes.offer_number}
        numbers |= {kind: dict(names) for kind, (_, names) in rules.named.items()}
        for student in students.tolist():
            for wish in semester.wishes_of.get(semester.students[student].student_id, ()):
                if wish.rank is not None and not wish.refused:
                    of_kind = by_kind[wish.target_kind]
                    of_kind[0].append(student)
                    of_kind[1].append(numbers[wish.target_kind][wish.target])
                    of_kind[2].append(wish.rank)
        self._offers = _least(self.n_offers, *map(np.array, by_kind.pop("offer")))
        named = []
        for kind, (asker, number, rank) in by_kind.items():
            position, place = rules.named[kind][0].spread(np.array(number, np.int64))
            named.append((np.array(asker)[position], place, np.array(rank)[position]))
        columns = zip(*named, strict=True)
        self._places = _least(self.n_places, *map(np.concatenate, columns))

    def offers_of(self, students: NDArray[np.int64]) -> tuple[Whole, Whole]:
        """Return pairs of a student and an offer that a wish names, or a place of it."""
        asker, place = np.divmod(self._places[0], self.n_places)
        position, offer = self.market.offers_at.spread(place)
        keys = np.concatenate([self._offers[0], asker[position] * self.n_offers + offer])
        asker, offer = np.divmod(np.unique(keys), max(1, self.n_offers))
        own = np.isin(asker, students)
        return asker[own], offer[own]

    def ranks(self, table: Compositions, student: Whole, row: Whole) -> tuple[Whole, Whole]:
        """Return the wish ranks of compositions times their half-days, and the half-days."""
        beyond = self.market.wishes.last[student] + 1
        total, half_days = np.zeros(len(row), np.int64), table.size[row].sum(axis=1)
        for column in range(table.part.shape[1]):
            keys = student * self.n_places + table.place[row, column]
            total += table.size[row, column] * _looked_up(self._places, keys, beyond)
        own = _looked_up(self._offers, student * self.n_offers + table.offer[row], beyond)
        return np.minimum(total, own * half_days), half_days


Ranks = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Keys, ascending, and the rank of each."""


def _least(n_targets: int, asker: Whole, target: Whole, rank: Whole) -> Ranks:
    """Return the least rank of each pair of student and target."""
    keys = asker.astype(np.int64) * n_targets + target.astype(np.int64)
    order = np.lexsort((rank, keys))
    keys, rank = keys[order], rank[order].astype(np.int64)
    fresh = np.ones(len(keys), bool)
    fresh[1:] = keys[1:] != keys[:-1]
    return keys[fresh], rank[fresh]


def _looked_up(ranks: Ranks, keys: Whole, beyond: Whole) -> Whole:
    if not len(ranks[0]):
        return beyond
    at = np.minimum(np.searchsorted(ranks[0], keys), len(ranks[0]) - 1)
    return np.where(ranks[0][at] == keys, ranks[1][at], beyond)


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
