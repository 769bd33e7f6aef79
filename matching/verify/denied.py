"""Offers that were free at somebody's turn, and better than what the student received."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..entities import Offer, Student
from .claims import Claim
from .facts import Facts
from .liking import Liking, liking
from .nearby import SLACK, Nearby
from .offerings import MOST_CHOICES, Offerings
from .taken import Amounts, Taken

MOST_PAIRS = 2_000_000
"""Pairs of a student and an offer that are looked at one by one."""


class Denials:
    """The offers of a line while its places are taken one after the other.

    Attributes
    ----------
    skipped
        What was too much to be looked at: ``many`` students, ``half-days`` of offers.
    """

    def __init__(self, facts: Facts, offerings: Offerings, taken: Taken, line: Sequence[Student]):
        self.facts, self.offerings, self.taken = facts, offerings, taken
        self.skipped: Counter[str] = Counter()
        self._pairs = 0
        anybody = {student.programme_id: student for student in line}
        self._shelves = {
            name: _Shelf(self, student)
            for name, student in sorted(anybody.items())
            if facts.semester.programme[name].composition != "composed"
        }

    @cached_property
    def nearby(self) -> Nearby:
        """Journeys, roughly."""
        return Nearby(self.facts.semester, self.facts.distances)

    @cached_property
    def site(self) -> dict[str, int]:
        """Position of each site."""
        return {site.site_id: k for k, site in enumerate(self.facts.semester.sites)}

    @cached_property
    def named(self) -> dict[tuple[str, str], list[Offer]]:
        """Offers by what a wish may name of them."""
        found: dict[tuple[str, str], list[Offer]] = defaultdict(list)
        for offer in self.facts.semester.offers:
            names = {("offer", offer.offer_id)}
            for part in offer.parts:
                territory = self.facts.semester.site[part.site_id].territory_id
                names |= {("supervisor", part.supervisor_id), ("site", part.site_id)}
                names.add(("territory", territory))
            for name in sorted(names):
                found[name].append(offer)
        return found

    def take(self, claim: Claim) -> None:
        """Count a claim; what it makes full stays full."""
        self.taken.add(claim)
        uses = self.taken.uses(claim)
        for shelf in self._shelves.values():
            shelf.close(uses)

    def better(self, student: Student, received: Claim, withheld: Collection[str]) -> str | None:
        """Return an offer that a student would rather have had, and that was free."""
        shelf = self._shelves[student.programme_id]
        last = liking(self.facts, received) if received.placed else None
        for offer in shelf.candidates(student, last):
            if offer.offer_id in withheld:
                continue
            self._pairs += 1
            if self._pairs > MOST_PAIRS:
                self.skipped["many"] += 1
                return None
            if len(self.offerings.ways(offer, student)) > MOST_CHOICES:
                self.skipped["half-days"] += 1
            elif any(
                self.taken.has_room(found)
                for found in self.offerings.of(student, offer)
                if last is None or liking(self.facts, found)[:3] < last[:3]
            ):
                return offer.offer_id
        return None


class _Shelf:
    """The open offers of a programme, and which of them have room for anybody."""

    def __init__(self, denials: Denials, anybody: Student) -> None:
        self.denials, self.taken = denials, denials.taken
        semester = denials.facts.semester
        self.offers = [
            o for o in semester.offers if o.open and o.programme_id == anybody.programme_id
        ]
        self.number = {offer.offer_id: k for k, offer in enumerate(self.offers)}
        self._ways = [self._uses(offer, anybody) for offer in self.offers]
        self._most: Counter[int] = Counter()
        self._users: dict[int, list[int]] = defaultdict(list)
        for number, ways in enumerate(self._ways):
            for resource, amount in {use for uses in ways for use in uses}:
                self._most[resource] = max(amount, self._most[resource])
                self._users[resource].append(number)
        # Of offers with too many choices it is not known when they are full.
        self._unknown = {
            number
            for number, offer in enumerate(self.offers)
            if len(denials.offerings.ways(offer, anybody)) > MOST_CHOICES
        }
        self.free = np.array([self._has_room(k) for k in range(len(self.offers))], bool)

    def _uses(self, offer: Offer, anybody: Student) -> list[Amounts]:
        """Return what each way to hold an offer takes of somebody who is not above the list."""
        offerings = self.denials.offerings
        ways = offerings.ways(offer, anybody)[:MOST_CHOICES]
        listed = self._listed(anybody)
        return [self.taken.uses(offerings.claim(listed, offer, parts)) for parts in ways]

    def _listed(self, anybody: Student) -> Student:
        return anybody if anybody.surnombre is None else replace(anybody, surnombre=None)

    def _has_room(self, number: int) -> bool:
        return number in self._unknown or any(map(self.taken.fits, self._ways[number]))

    def close(self, uses: Amounts) -> None:
        """Look again at the offers that need what was taken, where little is left of it."""
        for resource, _ in uses:
            if self.taken.left[resource] < self._most.get(resource, 0):
                for number in self._users[resource]:
                    if self.free[number]:
                        self.free[number] = self._has_room(number)

    def candidates(self, student: Student, received: Liking | None) -> Iterator[Offer]:
        """Yield the offers that may be free for a student, and better than what it received."""
        wishes = self.denials.facts.wishes(student.student_id)
        free = self.free if student.surnombre is None else np.ones(len(self.offers), bool)
        seen = set()
        for target, rank in sorted(wishes.ranks.items(), key=lambda item: item[1]):
            if received is not None and rank > received[0]:
                break
            for offer in self.denials.named.get(target, ()):
                number = self.number.get(offer.offer_id)
                if number is not None and number not in seen:
                    seen.add(number)
                    if free[number]:
                        yield offer
        # What no wish names ranks last of all.
        if received is None or not wishes.last or received[0] > wishes.last:
            for number in np.flatnonzero(free & self._within_reach(student, received)).tolist():
                if number not in seen:
                    yield self.offers[number]

    def _within_reach(self, student: Student, received: Liking | None) -> NDArray[np.bool_]:
        """Leave out what is surely too far, or farther than what was received."""
        minutes = self.denials.nearby.minutes(student)
        there = minutes[self._sites]
        found = np.ones(len(self.offers), bool)
        if student.max_minutes is not None and not student.needs_housing:
            too_far = self._part & (there > student.max_minutes + SLACK)
            found &= ~too_far.any(axis=1)
        if received is not None:
            # Where nothing is wished for by name, half-days times minutes decide.
            travel = np.where(self._part, self._size * (there - SLACK), 0.0).sum(axis=1)
            found &= ~(travel > received[1])
        return found

    @cached_property
    def _width(self) -> int:
        return max((len(offer.parts) for offer in self.offers), default=0)

    @cached_property
    def _sites(self) -> NDArray[np.int64]:
        """Position of the site of each part, (offers, parts)."""
        return self._table([[self.denials.site[p.site_id] for p in o.parts] for o in self.offers])

    @cached_property
    def _size(self) -> NDArray[np.int64]:
        """Half-days of each part, (offers, parts)."""
        return self._table([[part.half_day_count for part in o.parts] for o in self.offers])

    @cached_property
    def _part(self) -> NDArray[np.bool_]:
        """Which parts there are, (offers, parts)."""
        return self._size > 0

    def _table(self, rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
        found = np.zeros((len(rows), self._width), np.int64)
        for number, row in enumerate(rows):
            found[number, : len(row)] = row
        return found
