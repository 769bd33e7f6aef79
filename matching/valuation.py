"""What each bundle is worth: wish rank, class, value in millionths, travel.

Worked out when asked for, for some students at a time, and kept in numbers as short as they fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Market
from .lists import Whole, blocks, starts
from .need import needs

MILLION = 10**6

_ROUNDING_DOUBT = 1e-4
"""How near to a rounding edge a millionth computed in double precision is not trusted."""

_SPARSE = 50
"""Where there are so many times more pairs of students and places than bundles, they are few."""

Lookup = Callable[[Whole], NDArray[Any]]

_BUNDLES, _CELLS = 1 << 20, 1 << 22
"""Bundles, and pairs of a student and a place, looked at together."""


@dataclass(frozen=True)
class _Block:
    """Bundles of some students, and which they are."""

    market: Market
    bundles: Bundles
    students: slice
    numbers: slice | NDArray[np.int64]

    @property
    def student(self) -> Whole:
        """Student of each bundle."""
        return self.bundles.student[self.numbers]

    @property
    def row(self) -> Whole:
        """Composition of each bundle."""
        return self.bundles.composition[self.numbers]

    @cached_property
    def part(self) -> NDArray[np.int32]:
        """Kinds of parts of each bundle."""
        return self.bundles.compositions.part[self.row]

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Half-days of each part of each bundle, 0 where there is none."""
        return np.append(self.bundles.compositions.kinds.size, 0)[self.part]

    @cached_property
    def half_days(self) -> NDArray[np.int64]:
        """Half-days of each bundle."""
        half_days: NDArray[np.int64] = self.sizes.sum(axis=1)
        return half_days

    @cached_property
    def last(self) -> NDArray[np.int64]:
        """Number of ranks of each bundle's student."""
        return self.market.wishes.last[self.student]

    @property
    def _lookups(self) -> tuple[Lookup, Lookup]:
        """Return what looks up the ranks of the bundles' places, and of their offers.

        Few bundles are looked up one by one; for many, whole tables of ranks are made.
        """
        wishes, student = self.market.wishes, self.student
        n_students = self.students.stop - self.students.start
        wide = len(self.market.places.site) + len(self.market.semester.offers)
        if len(student) * _SPARSE < n_students * wide:
            beyond = self.last + 1
            return (
                lambda place: wishes.of_places.of(student, place, beyond),
                lambda offer: wishes.of_offers.of(student, offer, beyond),
            )
        students = np.arange(self.students.start, self.students.stop)
        local = student - self.students.start
        places = wishes.place_ranks(students)
        offers = wishes.offer_ranks(students)
        return lambda place: places[local, place], lambda offer: offers[local, offer]

    @cached_property
    def ranked(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The ranks of bundles times their half-days, and whether any wish names them."""
        table = self.bundles.compositions
        total = np.zeros(len(self.student), np.int64)
        named = np.zeros(len(self.student), bool)
        of_places, of_offers = self._lookups
        for column in range(self.part.shape[1]):
            part = self.part[:, column]
            rank = of_places(table.kinds.place[part])
            total += self.sizes[:, column] * rank
            named |= (part >= 0) & (rank <= self.last)
        if len(self.market.semester.offers):
            offer = table.offer[self.row]
            own = np.where(offer >= 0, of_offers(offer), self.last + 1)
            total = np.minimum(total, own * self.half_days)
            named |= own <= self.last
        return total, named


@dataclass(frozen=True)
class Valuation:
    """Worth of bundles, shape ``(n_bundles,)`` each.

    Attributes
    ----------
    off_level
        The level that stands for ``off``, above all ranks.
    """

    market: Market
    bundles: Bundles
    off_level: int

    def ranks(self, chosen: NDArray[np.int64]) -> list[Fraction]:
        """Return the exact wish ranks of some bundles, given in ascending order."""
        if "rank_half_days" in self.__dict__:
            # Worked out for all of them already.
            known = self.rank_half_days[chosen].tolist(), self.half_days[chosen].tolist()
            return [Fraction(rank, half_days) for rank, half_days in zip(*known, strict=True)]
        found = []
        for students in self._runs(np.zeros(len(self.market.semester.students), np.int64)):
            ends = np.searchsorted(self.bundles.student[chosen], [students.start, students.stop])
            block = _Block(self.market, self.bundles, students, chosen[slice(*ends.tolist())])
            pairs = zip(block.ranked[0].tolist(), block.half_days.tolist(), strict=True)
            found += [Fraction(rank, half_days) for rank, half_days in pairs]
        return found

    @cached_property
    def rank_half_days(self) -> Whole:
        """Exact wish rank times half-days, a whole number."""
        return self._collected(lambda block: block.ranked[0])

    @cached_property
    def half_days(self) -> Whole:
        """Half-days per week of each bundle."""
        part, size = self.bundles.compositions.part, self.bundles.compositions.kinds.size
        of_template: Whole = np.append(size, 0)[part].sum(axis=1)
        return of_template[self.bundles.composition]

    @cached_property
    def level(self) -> Whole:
        """Class of the placement: 0 without wishes, the rank rounded up, or `off_level`."""

        def level(block: _Block) -> NDArray[np.int64]:
            rank_half_days, named = block.ranked
            lenient = self.market.wishes.lenient[block.student]
            off = np.where(lenient, block.last + 1, self.off_level)
            level = np.where(named, -(-rank_half_days // block.half_days), off)
            return np.where(block.last > 0, level, 0)

        return self._collected(level)

    @cached_property
    def value(self) -> Whole:
        """Millionths, rounded once: need and satisfaction with their weights."""
        settings = self.market.semester.settings
        return self._values(settings.shortage_weight, settings.wish_weight)

    @cached_property
    def shortage(self) -> Whole:
        """Millionths of need alone."""
        return self._values(Fraction(1), Fraction(0))

    @cached_property
    def wishes(self) -> Whole:
        """Millionths of satisfaction (times one plus the credit) alone."""
        return self._values(Fraction(0), Fraction(1))

    @cached_property
    def travel(self) -> Whole:
        """Half-days times minutes, summed over the parts."""
        site = self.market.places.site[self.bundles.compositions.kinds.place]

        def travel(block: _Block) -> NDArray[np.int64]:
            total = np.zeros(len(block.student), np.int64)
            for column in range(block.part.shape[1]):
                there = np.flatnonzero(block.part[:, column] >= 0)
                to = site[block.part[there, column]]
                minutes = self._minutes(block.student[there], to)
                total[there] += block.sizes[there, column] * minutes
            return total

        return self._collected(travel)

    def _minutes(self, student: Whole, site: Whole) -> NDArray[np.int64]:
        """Return minutes of pairs, each distinct pair being worked out once."""
        n_sites = len(self.market.semester.sites)
        first = int(student.min(initial=0))
        key = (student.astype(np.int64) - first) * n_sites + site
        if len(key) < n_sites:
            # Few pairs: sorting them is sooner done than looking through all there could be.
            pairs, inverse = np.unique(key, return_inverse=True)
            few = self.market.journeys.minutes(first + pairs // n_sites, pairs % n_sites)
            return few[inverse]
        asked = np.zeros(int(key.max(initial=-1)) + 1, bool)
        asked[key] = True
        pairs = np.flatnonzero(asked)
        minutes = np.zeros(len(asked), np.int64)
        minutes[pairs] = self.market.journeys.minutes(first + pairs // n_sites, pairs % n_sites)
        result: NDArray[np.int64] = minutes[key]
        return result

    # -- in blocks --------------------------------------------------------------------------

    def _blocks(self) -> Iterator[_Block]:
        semester = self.market.semester
        start = starts(self.bundles.student, len(semester.students))
        for students in self._runs(np.diff(start)):
            numbers = slice(int(start[students.start]), int(start[students.stop]))
            yield _Block(self.market, self.bundles, students, numbers)

    def _runs(self, n_bundles: NDArray[np.int64]) -> Iterator[slice]:
        """Yield students one after the other that can be looked at together."""
        semester = self.market.semester
        wide = max(len(self.market.places.site), len(semester.sites), len(semester.offers))
        for first, end in blocks(np.maximum(n_bundles / _BUNDLES, wide / _CELLS), 1):
            yield slice(first, end)

    def _collected(self, of_block: Callable[[_Block], NDArray[np.int64]]) -> Whole:
        """Put blocks together, in 32 bits where all numbers fit."""
        found: list[Whole] = [np.zeros(0, np.int32)]
        for block in self._blocks():
            numbers = of_block(block)
            small = len(numbers) == 0 or np.abs(numbers).max() <= np.iinfo(np.int32).max
            found.append(numbers.astype(np.int32) if small else numbers)
        return np.concatenate(found)

    def _values(self, shortage_weight: Fraction, wish_weight: Fraction) -> Whole:
        """Return each bundle's value in millionths, rounded half up exactly once.

        Double precision decides all but the few values too near to a rounding edge; those are
        computed again in fractions.
        """
        need = np.array([float(n) for n in self._needs])
        students = self.market.semester.students
        weight = np.array([float(wish_weight * (1 + s.credit)) for s in students])

        def values(block: _Block) -> NDArray[np.int64]:
            needed = np.zeros(len(block.student))
            for column in range(block.part.shape[1]):
                needed += block.sizes[:, column] * need[block.part[:, column]]
            needed /= np.maximum(block.half_days, 1)
            rank_half_days, _ = block.ranked
            content = 1 - (rank_half_days / block.half_days - 1) / np.maximum(block.last, 1)
            worth = float(shortage_weight) * needed
            worth += np.where(block.last > 0, weight[block.student] * content, 0.0)
            exact = worth * MILLION + 0.5
            whole = np.floor(exact).astype(np.int64)
            doubtful = np.flatnonzero(np.abs(exact - np.rint(exact)) < _ROUNDING_DOUBT)
            for bundle in doubtful.tolist():
                whole[bundle] = self._exact_value(block, bundle, (shortage_weight, wish_weight))
            return whole

        return self._collected(values)

    def _exact_value(self, block: _Block, bundle: int, weights: tuple[Fraction, Fraction]) -> int:
        number = int(block.student[bundle])
        need = self._needs
        parts = zip(block.sizes[bundle].tolist(), block.part[bundle].tolist(), strict=True)
        half_days = int(block.half_days[bundle])
        lacking = sum((n * need[k] for n, k in parts if n), Fraction(0)) / half_days
        last = int(block.last[bundle])
        rank = Fraction(int(block.ranked[0][bundle]), half_days)
        satisfaction = 1 - (rank - 1) / last if last else Fraction(0)
        credit = self.market.semester.students[number].credit
        value = weights[0] * lacking + weights[1] * (1 + credit) * satisfaction
        return int((value * MILLION + Fraction(1, 2)) // 1)

    @cached_property
    def _needs(self) -> list[Fraction]:
        """Need at the place of each kind of part, for its programme's profession; 0 beyond."""
        semester, kinds = self.market.semester, self.bundles.compositions.kinds
        by_profession = {
            name: needs(semester, name) for name in {p.profession for p in semester.programmes}
        }
        territory = [s.territory_id for s in semester.sites]
        site = self.market.places.site[kinds.place].tolist()
        tables = [by_profession[p.profession] for p in semester.programmes]
        found = [
            tables[programme][territory[at]].need
            for programme, at in zip(kinds.programme.tolist(), site, strict=True)
        ]
        return [*found, Fraction(0)]


def valuation(market: Market, bundles: Bundles) -> Valuation:
    """Prepare the valuation of all bundles."""
    return Valuation(market, bundles, int(market.wishes.last.max(initial=0)) + 2)
