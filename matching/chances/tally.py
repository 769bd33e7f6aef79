"""Counting what happens in the draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import ceil

import numpy as np
from numpy.typing import NDArray

from ..market import Market
from ..result import StudentPlacement
from ..semester import Semester
from ..settled import Settled
from ..wished_offers import wished_pairs
from .targets import Target

OFF = "off"
"""The class of a placement that no wish names."""
NONE = "none"
"""The class of a placement of a student without wishes."""


class Tally:
    """Counts over draws: by student (position) what it got, by offer (position) who asked."""

    def __init__(self, semester: Semester, students: NDArray[np.int64], turn: dict[int, int]):
        self.semester, self.students, self.turn = semester, students, turn
        self.draws = 0
        self.got: dict[int, Counter[Target]] = {k: Counter() for k in students.tolist()}
        self.classes: dict[int, Counter[str]] = {k: Counter() for k in students.tolist()}
        self.applicants: dict[int, list[int]] = {k: [] for k in self._offers()}
        self.full: Counter[int] = Counter()
        self.full_at: dict[int, list[int]] = {k: [] for k in self._offers()}

    def _offers(self) -> list[int]:
        """Return the positions of the open offers of the students' programmes."""
        semester = self.semester
        programmes = {semester.students[k].programme_id for k in self.students.tolist()}
        offers = enumerate(semester.offers)
        return [k for k, o in offers if o.open and o.programme_id in programmes]

    def add(self, market: Market, settled: Settled) -> None:
        """Count one draw: the market with its wishes, and what they led to."""
        self.draws += 1
        for number in self.students.tolist():
            placement = settled.placements.get(self.semester.students[number].student_id)
            if placement is not None:
                self.got[number].update(set(touched(self.semester, placement)))
                last = int(market.wishes.last[number])
                self.classes[number][_class(placement, last)] += 1
        self._add_applicants(market)
        self._add_full(settled)

    def placed(self, number: int) -> int:
        """Return in how many draws a student got any place."""
        return sum(self.classes[number].values())

    def _add_applicants(self, market: Market) -> None:
        semester = self.semester
        student, offer = wished_pairs(market, self.students)
        counts: Counter[int] = Counter()
        for number, position in zip(student.tolist(), offer.tolist(), strict=True):
            programme = semester.offers[position].programme_id
            if semester.students[number].programme_id == programme:
                counts[position] += 1
        for position, found in self.applicants.items():
            found.append(counts[position])

    def _add_full(self, settled: Settled) -> None:
        """Note the offers whose seats are all taken, and in serial the turn that took the last."""
        holders: dict[str, list[int]] = {}
        for number in self.students.tolist():
            student = self.semester.students[number]
            placement = settled.placements.get(student.student_id)
            if placement is not None and placement.offer_id and student.surnombre is None:
                holders.setdefault(placement.offer_id, []).append(number)
        for position in self.applicants:
            offer = self.semester.offers[position]
            there = holders.get(offer.offer_id, [])
            if 0 < offer.seats <= len(there):
                self.full[position] += 1
                turns = [self.turn[number] for number in there if number in self.turn]
                if turns:
                    self.full_at[position].append(max(turns))


def touched(semester: Semester, placement: StudentPlacement) -> Iterator[Target]:
    """Yield every target that a placement is at: its offer, supervisors, sites, territories."""
    if placement.offer_id is not None:
        yield "offer", placement.offer_id
    for part in placement.parts:
        yield "supervisor", part.supervisor_id
        yield "site", part.site_id
        yield "territory", semester.site[part.site_id].territory_id


def _class(placement: StudentPlacement, last: int) -> str:
    """Return the wish rank rounded up, `OFF` beyond the list."""
    if placement.wish_rank is None:
        return NONE
    return OFF if placement.wish_rank > last else str(ceil(placement.wish_rank))
