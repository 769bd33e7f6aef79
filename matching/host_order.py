"""In which order hosts would rather have students, for stable matching.

A student's position in a host's list is one more than the number of distinct better ranks. An
offer's own ranking goes before that of its supervisor; a host without any ranks the students of
its programme by seniority, then rank. Where an offer belongs to a subdivision, the students of it
come first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bundles import Market
from .entities import Offer, Student
from .lists import Whole

NOT_ACCEPTABLE = -1


@dataclass(frozen=True)
class _List:
    """One host's list: ranks of students, and whom it refuses.

    ``ranks`` is empty where the host only refuses: it then ranks like a host without a list.
    """

    ranks: Mapping[str, int]
    refused: frozenset[str]


class HostOrder:
    """Positions of students in hosts' lists."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self._of_offer, self._of_supervisor = _lists(market)
        self._by_merit = _merit(market)
        self._positions: dict[tuple[object, str | None], Mapping[str, int]] = {}

    def positions(self, students: Whole, offers: Whole) -> NDArray[np.int64]:
        """Return positions of students in the lists of offers, shape ``(n,)``.

        `NOT_ACCEPTABLE` where the host does not list the student, or refuses it.
        """
        found = np.full(len(offers), NOT_ACCEPTABLE)
        if not len(offers):
            return found
        order = np.argsort(offers, kind="stable")
        fresh = np.flatnonzero(np.r_[True, offers[order][1:] != offers[order][:-1]][: len(order)])
        names = [student.student_id for student in self.market.semester.students]
        ends = np.append(fresh[1:], len(order))[: len(fresh)]
        for start, end in zip(fresh.tolist(), ends.tolist(), strict=True):
            offer = self.market.semester.offers[int(offers[order[start]])]
            own = order[start:end]
            position, refused = self._of(offer)
            found[own] = [
                NOT_ACCEPTABLE if name in refused else position.get(name, NOT_ACCEPTABLE)
                for name in (names[k] for k in students[own].tolist())
            ]
        return found

    def _of(self, offer: Offer) -> tuple[Mapping[str, int], frozenset[str]]:
        """Return positions by student, and the refused ones, of one offer."""
        host, own = self._list_of(offer)
        key = (host if own.ranks else ("programme", offer.programme_id), offer.subdivision)
        if key not in self._positions:
            ranks = own.ranks or self._by_merit[offer.programme_id]
            self._positions[key] = self._counted(ranks, offer.subdivision)
        return self._positions[key], own.refused

    def _list_of(self, offer: Offer) -> tuple[object, _List]:
        if offer.offer_id in self._of_offer:
            return ("offer", offer.offer_id), self._of_offer[offer.offer_id]
        for part in offer.parts:
            if part.supervisor_id in self._of_supervisor:
                return ("supervisor", part.supervisor_id), self._of_supervisor[part.supervisor_id]
        return None, _List({}, frozenset())

    def _counted(self, ranks: Mapping[str, int], subdivision: str | None) -> Mapping[str, int]:
        """Return one plus the number of distinct better ranks, own students first."""
        by_id = self.market.semester.student
        keys = {
            name: (subdivision is not None and by_id[name].subdivision != subdivision, rank)
            for name, rank in ranks.items()
        }
        distinct = sorted(set(keys.values()))
        return {name: bisect_left(distinct, key) + 1 for name, key in keys.items()}


def _lists(market: Market) -> tuple[Mapping[str, _List], Mapping[str, _List]]:
    """Return the lists of offers and those of supervisors."""
    ranks: dict[tuple[bool, str], dict[str, int]] = defaultdict(dict)
    refused: dict[tuple[bool, str], set[str]] = defaultdict(set)
    for line in market.semester.host_rankings:
        host = (line.offer_id is not None, line.offer_id or line.supervisor_id or "")
        if line.refused or line.rank is None:
            refused[host].add(line.student_id)
        else:
            ranks[host][line.student_id] = line.rank
    found: tuple[dict[str, _List], dict[str, _List]] = ({}, {})
    for host in ranks.keys() | refused.keys():
        of_offer, name = host
        found[0 if of_offer else 1][name] = _List(ranks[host], frozenset(refused[host]))
    return found


def merit(student: Student) -> tuple[int, float]:
    """Return the key of seniority (more first), then rank (smaller first, none last)."""
    return -(student.seniority or 0), float("inf") if student.rank is None else student.rank


def _merit(market: Market) -> Mapping[str, Mapping[str, int]]:
    """Return each programme's students, numbered by seniority and rank, ties sharing."""
    by_programme: dict[str, list[Student]] = defaultdict(list)
    for student in market.semester.students:
        by_programme[student.programme_id].append(student)
    return {name: _numbered(students) for name, students in by_programme.items()}


def _numbered(students: Sequence[Student]) -> Mapping[str, int]:
    distinct = sorted({merit(student) for student in students})
    number = {key: k for k, key in enumerate(distinct)}
    return {student.student_id: number[merit(student)] for student in students}
