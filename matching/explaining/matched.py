"""Whom the hosts of a stable matching took instead."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..earlier import place_of, settled_earlier
from ..entities import Student, Wish
from ..host_order import NOT_ACCEPTABLE, HostOrder
from ..infeasible import CannotBeMet
from ..language import sentence
from ..stable_market import StableMarket, stable_market
from ..wished_offers import offers_named
from .answers import Blocking, Fact, fact
from .before import Before
from .blocking import holder
from .evidence import Evidence
from .naming import Naming

_KINDS = {
    "seats": ("seats", "offers", "seats"),
    "supervisor": ("supervisor", "supervisors", "max_students"),
    "half-day": ("half-day", "supervisors", "max_at_once"),
    "room": ("room", "sites", "rooms"),
    "housing": ("housing", "sites", "housing_places"),
    "quota": ("quota", "quotas", "max"),
}


class Matched:
    """What hosts hold in a stable matching, and in which order they would have students."""

    def __init__(self, evidence: Evidence, student: Student) -> None:
        self.evidence, self.student = evidence, student
        self.naming = Naming(evidence)
        self.number = evidence.market.eligibility.student_number[student.student_id]
        self.contracts = self._contracts()

    def _contracts(self) -> StableMarket | None:
        """Return the contracts of the student's market; ``None`` where its limits do not nest."""
        evidence, semester = self.evidence, self.evidence.semester
        there = Before(evidence, self.student.student_id)
        order = semester.programme[self.student.programme_id].order
        asking = [
            k
            for k, s in enumerate(semester.students)
            if semester.programme[s.programme_id].mechanism == "stable"
            and semester.programme[s.programme_id].order == order
            and not there(s.student_id)
        ]
        before = [p for p in evidence.placement.students if p.parts and there(p.student_id)]
        settled = settled_earlier(evidence.market, [place_of(p) for p in before])
        try:
            return stable_market(
                evidence.market,
                settled,
                np.array(asking, np.int64),
                evidence.placement.lottery,
                all_seats=True,
            )
        except CannotBeMet:
            return None

    def facts(self, wish: Wish) -> Iterator[Fact]:
        """Yield the student's position in the lists of the hosts at a wish."""
        market, semester = self.evidence.market, self.evidence.semester
        own, order = semester.programme[self.student.programme_id], HostOrder(market)
        for offer in sorted(offers_named(market, wish)):
            if semester.offers[offer].programme_id != own.programme_id:
                continue
            name = semester.offers[offer].offer_id
            position = int(order.positions(np.array([self.number]), np.array([offer]))[0])
            if position == NOT_ACCEPTABLE:
                said = sentence(
                    "the host of {offer} does not list the student", offer=self.naming.offer(name)
                )
                yield fact("not-listed", said, self._list_cell(name))
            else:
                said = sentence(
                    "in the list of {offer} the student is at position {position}",
                    offer=self.naming.offer(name),
                    position=position,
                )
                yield fact("position", said, self._list_cell(name))

    def _list_cell(self, offer: str) -> str:
        student, cells = self.student.student_id, self.evidence.cells
        own = cells.line("host_rankings", "rank", student_id=student, offer_id=offer)
        hosts = [part.supervisor_id for part in self.evidence.semester.offer[offer].parts]
        of_hosts = (
            cells.line("host_rankings", "rank", student_id=student, supervisor_id=host)
            for host in hosts
        )
        return own or next(filter(None, of_hosts), "")

    def blocking(self, wish: Wish) -> Iterator[Blocking]:
        """Yield the limits at a wish that are full of students whom the hosts rank before."""
        there = self.contracts
        if there is None:
            return
        named = offers_named(self.evidence.market, wish)
        own = there.wished.bundles.own(self.number)
        for contract in range(own.start, own.stop):
            if int(there.wished.offer[contract]) in named:
                for cap in there.contracts.caps[contract].tolist():
                    if cap >= 0:
                        yield from self._full(there, contract, cap)

    def _full(self, there: StableMarket, contract: int, cap: int) -> Iterator[Blocking]:
        inside = np.flatnonzero((there.contracts.caps == cap).any(axis=1))
        held = [c for c in inside.tolist() if self._has(there, c)]
        limit = int(there.contracts.limit[cap])
        own = int(there.contracts.priority[contract])
        before = [c for c in held if int(there.contracts.priority[c]) < own]
        if len(before) < limit:
            return
        kind, _, name = there.caps.names[cap].partition(":")
        shown, table, column = _KINDS[kind]
        students = self.evidence.semester.students
        yield Blocking(
            kind=shown,
            name=name,
            limit=limit,
            cells=tuple(filter(None, [self.evidence.cells.of(table, name, column)])),
            holders=tuple(
                holder(
                    self.evidence,
                    students[int(there.wished.bundles.student[c])].student_id,
                    int(there.position[c]),
                )
                for c in sorted(before, key=lambda c: int(there.contracts.priority[c]))
            ),
        )

    def _has(self, there: StableMarket, contract: int) -> bool:
        """Say whether a contract is the place that its student received."""
        semester = self.evidence.semester
        student = semester.students[int(there.wished.bundles.student[contract])].student_id
        given = self.evidence.given[student]
        housed = int(there.wished.bundles.housed[contract])
        offer = semester.offers[int(there.wished.offer[contract])].offer_id
        at = semester.sites[housed].site_id if housed >= 0 else None
        return (given.offer_id, given.housed) == (offer, at)
