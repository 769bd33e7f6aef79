"""List which compositions of a cohort each of its students may have.

A student with few places of its own looks only at compositions that begin at one of them; one
who may go everywhere looks at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .cohorts import Cohort, Reach
from .compositions import Compositions
from .entities import Lock
from .lists import Lists, Whole, blocks, grouped
from .market import Market

_CANDIDATES = 1 << 21
_CELLS = 1 << 24


@dataclass(frozen=True)
class Listed:
    """Bundles by student, composition and housing site, shape ``(n,)`` each."""

    student: NDArray[np.int32]
    composition: NDArray[np.int32]
    housed: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.student)


def listed(market: Market, cohort: Cohort, where: Reach, table: Compositions) -> list[Listed]:
    """List the bundles of a cohort's students, in pieces; no student is in two of them.

    Within a piece they are by student, composition and housing site.
    """
    return list(_Listing(market, cohort, where, table).pieces())


class _Listing:
    def __init__(self, market: Market, cohort: Cohort, where: Reach, table: Compositions) -> None:
        self.market, self.cohort, self.where, self.table = market, cohort, where, table
        self.place = table.kinds.place
        self.site = market.places.site[self.place]
        self.housing = market.housing[self.site]

    def pieces(self) -> Iterator[Listed]:
        """Yield the bundles of all students."""
        apart = np.union1d(self.where.free, self.where.housed)
        near = np.setdiff1d(np.arange(len(self.cohort.students)), apart)
        for positions, rows in self._near(near):
            yield self._plain(positions, rows)
        for position in self.where.free.tolist():
            suited = self.market.eligibility.suited(int(self.cohort.students[position]))
            rows = np.flatnonzero(self.table.all_parts(suited[self.place]))
            yield self._plain(np.full(len(rows), position), rows)
        for position in self.where.housed.tolist():
            yield self._with_housing(position)

    # -- places of one's own ----------------------------------------------------------------

    def _near(self, positions: Whole) -> Iterator[tuple[Whole, Whole]]:
        """Yield students (positions in the cohort) and the compositions of own places only."""
        n_places = len(self.market.places.site)
        asker, place = self.where.own.spread(positions)
        candidates = np.bincount(
            asker, weights=self._beginning.lengths[place], minlength=len(positions)
        )
        weights = np.maximum(candidates / _CANDIDATES, n_places / _CELLS)
        for start, end in blocks(weights, 1):
            yield self._of_block(positions[start:end])

    def _of_block(self, positions: Whole) -> tuple[Whole, Whole]:
        n_places = len(self.market.places.site)
        asker, place = self.where.own.spread(positions)
        own = np.zeros((len(positions), n_places + 1), bool)
        own[asker, place] = True
        own[:, n_places] = True  # a part that is not there may be anywhere
        index, row = self._beginning.spread(place)
        asker = asker[index]
        at = np.append(self.place, n_places)
        for column in range(1, self.table.part.shape[1]):
            inside = own[asker, at[self.table.part[row, column]]]
            asker, row = asker[inside], row[inside]
        order = np.argsort(asker * len(self.table) + row)
        return positions[asker[order]], row[order]

    @cached_property
    def _beginning(self) -> Lists:
        """Compositions by the place of their first part."""
        first = self.place[self.table.part[:, 0]]
        return grouped(first, np.arange(len(self.table)), len(self.market.places.site))

    # -- what is only this student's --------------------------------------------------------

    def _plain(self, positions: Whole, rows: Whole) -> Listed:
        """Return bundles without housing, as far as locks and refused offers allow them."""
        students = self.cohort.students[positions]
        allowed = self._allowed(students, rows)
        if not allowed.all():
            students, rows = students[allowed], rows[allowed]
        nowhere = np.full(len(rows), -1, np.int32)
        return Listed(students.astype(np.int32), rows.astype(np.int32), nowhere)

    def _allowed(self, students: Whole, rows: Whole) -> NDArray[np.bool_]:
        """Say which pairs of student (ascending) and composition locks and refusals allow."""
        semester, wishes = self.market.semester, self.market.wishes
        allowed = np.ones(len(rows), bool)
        fresh = np.flatnonzero(np.r_[True, students[1:] != students[:-1]][: len(students)])
        for start, end in pairwise([*fresh.tolist(), len(students)]):
            number = int(students[start])
            refused = wishes.refused_offers[number]
            lock = semester.lock.get(semester.students[number].student_id)
            if len(refused):
                allowed[start:end] &= ~np.isin(self.table.offer[rows[start:end]], refused)
            if lock is not None:
                allowed[start:end] &= self._within(lock, self.table.take(rows[start:end]))
        return allowed

    def _within(self, lock: Lock, block: Compositions) -> NDArray[np.bool_]:
        """Say which compositions are of the offer or of exactly the supervisors of a lock."""
        within = np.ones(len(block), bool)
        if lock.offer_id is not None:
            within &= block.offer == self.market.wishes.offer_number[lock.offer_id]
        if lock.supervisor_ids:
            wanted = frozenset(lock.supervisor_ids)
            named = np.array([s.supervisor_id in wanted for s in self.market.semester.supervisors])
            of_kind = self.market.places.supervisor[self.place]
            within &= block.all_parts(named[of_kind])
            supervisor = np.sort(block.of_parts(of_kind, -1), axis=1)
            distinct = ((supervisor[:, 1:] != supervisor[:, :-1]) & (supervisor[:, 1:] >= 0)).sum(
                axis=1
            )
            within &= distinct + (supervisor[:, 0] >= 0) == len(wanted)
        return within

    # -- housing ----------------------------------------------------------------------------

    def _with_housing(self, position: int) -> Listed:
        """Return the bundles near home, and those farther off with each site that houses."""
        number = int(self.cohort.students[position])
        near = [self._plain(*pair) for pair in self._near(np.array([position]))]
        suited = self.market.eligibility.suited(number)[self.place]
        home = np.zeros(len(self.market.places.site), bool)
        home[self.where.own[position]] = True
        # Of the places that suit it, those of its own are the near ones.
        rows = self._housing_somewhere
        block = self.table.take(rows)
        far = block.all_parts(suited) & ~block.all_parts(home[self.place])
        pairs = self._housed(rows[far])
        pairs = pairs[self._allowed(np.full(len(pairs), number), pairs[:, 0])].astype(np.int32)
        composition = np.concatenate([*(n.composition for n in near), pairs[:, 0]])
        site = np.concatenate([*(n.housed for n in near), pairs[:, 1]])
        order = np.lexsort((site, composition))
        student = np.full(len(order), number, np.int32)
        return Listed(student, composition[order], site[order])

    @cached_property
    def _housing_somewhere(self) -> NDArray[np.int64]:
        """Compositions with a site that houses students."""
        return np.flatnonzero(self.table.any_part(self.housing))

    def _housed(self, rows: Whole) -> NDArray[np.int64]:
        """Return pairs of a composition and a site of it that houses, shape ``(n, 2)``."""
        part = self.table.part[rows]
        site = np.append(self.site, -1)[part]
        housing = np.append(self.housing, False)[part]
        found = [np.zeros((0, 2), np.int64)]
        for column in range(part.shape[1]):
            fresh = ~(site[:, :column] == site[:, [column]]).any(axis=1)
            able = fresh & housing[:, column]
            found.append(np.column_stack([rows[able], site[able, column]]))
        return np.concatenate(found)
