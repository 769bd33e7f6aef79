"""What students still to choose could take, seen from those before them.

What a student itself declares does not count here: wishes, refusals, the longest journey, and
housing; nobody's choice depends on what those after may say. The rules of the programme do.
An offer that has to be taken by several or by nobody is the exception: it counts on those only
who really may take it, since it must never be left with too few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..solvers.pool import Column, Pool
from ..solvers.timetable import patterns
from .bundles import Bundles
from .cohorts import Cohort, Reach, offer_places
from .composing import compose
from .compositions import Compositions, empty
from .eligibility import Eligibility
from .entities import Programme
from .grounds import ground
from .lists import Lists
from .market import Market
from .model import timetable
from .offering import offered
from .serial_asked import Asked
from .serial_line import Turn
from .serial_uses import Uses

Key = tuple[str, bool]
"""Programme and car: students of one key have the same compositions."""


@dataclass(frozen=True)
class _Sheet:
    """Compositions that a programme allows, with numbers of the columns of each."""

    table: Compositions
    uses: Uses

    @property
    def place(self) -> NDArray[np.int64]:
        """Place of each kind of part."""
        return self.table.kinds.place


class PoolMaker:
    """Collects the columns of all students of a line."""

    def __init__(self, market: Market, asked: Asked, own: Bundles, uses: Uses) -> None:
        self.market, self.asked, self.own, self.uses = market, asked, own, uses
        self.open_handed = _without_declarations(market)
        self.columns: list[Column] = []
        self.kinds: dict[tuple[int, ...], int] = {}
        self.listed: list[tuple[int, ...]] = []
        self._sheets: dict[tuple[Key, bool], _Sheet] = {}
        self._numbers: dict[tuple[Key, bool, bool], list[tuple[int, ...]]] = {}
        self._alike: dict[tuple[Key, bool], tuple[int, ...]] = {}

    def pool(self, turns: Sequence[Turn], line: Sequence[int]) -> Pool:
        """Return the pool; agents are the students of the line, in its order."""
        position = {number: k for k, number in enumerate(line)}
        kind = [-1] * len(line)
        for turn in turns:
            for number in turn.students:
                columns = self._of(number, turn)
                alone = turn.decided or len(turn.students) > 1
                kind[position[number]] = self._kind(columns, alone=alone)
        return Pool(
            columns=tuple(self.columns),
            kinds=tuple(self.listed),
            kind=tuple(kind),
            links=tuple(
                tuple(position[number] for number in turn.students)
                for turn in turns
                if len(turn.students) > 1
            ),
            demands=self.asked.demands,
        )

    def _kind(self, columns: tuple[int, ...], *, alone: bool) -> int:
        if not alone and columns in self.kinds:
            return self.kinds[columns]
        self.listed.append(columns)
        if not alone:
            self.kinds[columns] = len(self.listed) - 1
        return len(self.listed) - 1

    def _of(self, number: int, turn: Turn) -> tuple[int, ...]:
        if turn.decided:
            return tuple(self._add(c) for c in self._own_columns(number, range(self._n), turn))
        numbers = self._of_programme(number, linked=len(turn.students) > 1)
        if self._with_own:
            numbers += tuple(self._add(c) for c in self._own_columns(number, self._with_own, turn))
        return numbers

    def _add(self, column: Column) -> int:
        self.columns.append(column)
        return len(self.columns) - 1

    # -- one's own --------------------------------------------------------------------------

    @property
    def _n(self) -> int:
        return len(self.own.compositions)

    @cached_property
    def _with_own(self) -> frozenset[int]:
        """Compositions that count only for those who may really have them."""
        offers = self.market.semester.offers
        several = np.array([o.min_if_open > 1 for o in offers] + [False], bool)
        return frozenset(np.flatnonzero(several[self.own.compositions.offer]).tolist())

    def _own_columns(
        self, number: int, among: frozenset[int] | range, turn: Turn
    ) -> Iterator[Column]:
        semester = self.market.semester
        student = semester.students[number]
        span = self.own.own(number)
        for bundle in range(span.start, span.stop):
            template = int(self.own.composition[bundle])
            if template in among:
                for masks in patterns(self.uses.signature(template)):
                    yield self.asked.column(
                        self.uses,
                        template,
                        masks,
                        above=student.surnombre is not None,
                        locked=student.student_id in semester.overruled,
                        housed=int(self.own.housed[bundle]),
                        decided=student.student_id if turn.decided else None,
                    )

    # -- what the programme allows ------------------------------------------------------------

    def _of_programme(self, number: int, *, linked: bool) -> tuple[int, ...]:
        student = self.market.semester.students[number]
        key, above = (student.programme_id, student.car), student.surnombre is not None
        sheet = self._sheet(key, linked)
        suited = self._suited(number)
        if suited is None and not linked:
            if (key, above) not in self._alike:
                all_numbers = self._columns_of(key, above, linked)
                self._alike[key, above] = tuple(c for own in all_numbers for c in own)
            return self._alike[key, above]
        allowed = np.ones(len(sheet.table), bool)
        if suited is not None:
            allowed = sheet.table.all_parts(suited[sheet.place])
        own = self._columns_of(key, above, linked)
        return tuple(c for row in np.flatnonzero(allowed).tolist() for c in own[row])

    def _suited(self, number: int) -> NDArray[np.bool_] | None:
        """Return the places that suit a student, ``None`` where all do."""
        rules = self.open_handed.eligibility
        asks = self.market.semester.students[number].shortage_only
        if not asks and not any(len(lists[number]) for lists in rules.excluded.values()):
            return None
        return rules.suited(number)

    def _columns_of(self, key: Key, above: bool, linked: bool) -> list[tuple[int, ...]]:
        """Return the numbers of the columns of each composition, one per choice of half-days."""
        wanted = key, above, linked
        if wanted not in self._numbers:
            uses = self._sheet(key, linked).uses
            self._numbers[wanted] = [
                tuple(
                    self._add(self.asked.column(uses, template, masks, above=above))
                    for masks in patterns(uses.signature(template))
                )
                for template in range(len(uses.offer))
            ]
        return self._numbers[wanted]

    def _sheet(self, key: Key, linked: bool) -> _Sheet:
        if (key, linked) not in self._sheets:
            table = self._useful(key, linked).compacted()
            nobody = np.zeros(0, np.int32)
            with_car = np.full(len(table), key[1])
            bundles = Bundles(table, with_car, nobody, nobody, nobody)
            uses = Uses(
                self.uses.desk,
                timetable(self.market, bundles),
                table.programme if len(table) else np.zeros(0, np.int64),
                table.offer,
            )
            self._sheets[key, linked] = _Sheet(table, uses)
        return self._sheets[key, linked]

    def _useful(self, key: Key, linked: bool) -> Compositions:
        """Return the compositions that give to something that is asked.

        For linked students: those that have a part in a territory where something is asked,
        since the other may give to it.
        """
        semester = self.market.semester
        programme = semester.programme[key[0]]
        everything = f"everyone:{key[0]}" in self.asked.number
        wanted = self._territories_asked if linked else self._places_asked(programme)
        if programme.composition == "offers":
            cohort = Cohort(programme, key[1], None, np.zeros(0, np.int64))
            useful = self._useful_offers(programme, wanted, everything=everything or linked)
            return offered(self.market, cohort, useful)
        cohort = Cohort(programme, key[1], None, self._students_of(key))
        touching = None if everything else wanted
        return self._composed(cohort, touching)

    def _useful_offers(
        self, programme: Programme, wanted: NDArray[np.bool_], *, everything: bool
    ) -> set[int]:
        market, number = self.market, self.asked.number
        somewhere = wanted.any()
        return {
            k
            for k, offer in enumerate(market.semester.offers)
            if offer.programme_id == programme.programme_id
            and offer.min_if_open <= 1
            and (
                everything
                or f"min_seats:{offer.offer_id}" in number
                or (somewhere and wanted[offer_places(market, k)].any())
            )
        }

    def _composed(self, cohort: Cohort, touching: NDArray[np.bool_] | None) -> Compositions:
        market, programme = self.open_handed, cohort.programme
        if touching is not None and not touching.any():
            return empty(1)
        n = len(cohort.students)
        nowhere = Lists(np.zeros(n + 1, np.int64), np.zeros(0, np.int64))
        where = Reach(nowhere, np.arange(n), np.zeros(0, np.int64))
        here = ground(market, cohort, where, touching=touching)
        weeks = market.weeks.mask(programme.weeks)
        own = None if touching is None else touching[here.place]
        table = compose(programme, here, programme.half_days, weeks, touching=own)
        number = market.semester.programmes.index(cohort.programme)
        of_programme = np.full(len(table.kinds), number, np.int64)
        return replace(table, kinds=replace(table.kinds, programme=of_programme))

    def _students_of(self, key: Key) -> NDArray[np.int64]:
        students = enumerate(self.market.semester.students)
        return np.array([k for k, s in students if (s.programme_id, s.car) == key], np.int64)

    def _places_asked(self, programme: Programme) -> NDArray[np.bool_]:
        """Return the places where a student of a programme gives to a minimum quota."""
        number = self.market.semester.programmes.index(programme)
        site = self.market.places.site
        wanted = np.zeros(len(site), bool)
        for quota, _ in self.asked.quotas:
            wanted |= self.uses.desk.inside(quota, number)[site]
        return wanted

    @cached_property
    def _territories_asked(self) -> NDArray[np.bool_]:
        """Return the places of all territories where anything is asked of anybody."""
        semester, market = self.market.semester, self.market
        wanted = np.zeros(len(market.places.site), bool)
        for programme in semester.programmes:
            wanted |= self._places_asked(programme)
            if f"everyone:{programme.programme_id}" in self.asked.number:
                wanted[:] = True
        for offer in semester.offers:
            if f"min_seats:{offer.offer_id}" in self.asked.number:
                for part in offer.parts:
                    wanted[market.place_of(part.supervisor_id, part.site_id)] = True
        names = [semester.sites[k].territory_id for k in market.places.site.tolist()]
        asked = {name for name, there in zip(names, wanted.tolist(), strict=True) if there}
        return np.array([name in asked for name in names], bool)


def _without_declarations(market: Market) -> Market:
    """Return the market as if nobody refused anything or minded a journey."""
    semester = market.semester
    semester = replace(
        semester,
        students=tuple(
            replace(s, max_minutes=None, needs_housing=False) for s in semester.students
        ),
        wishes=tuple(w for w in semester.wishes if not w.refused),
    )
    rules = Eligibility(semester, market.places, market.journeys)
    return replace(market, semester=semester, eligibility=rules)
