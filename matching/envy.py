"""Justified envy: who would rather have another's place, and comes before the other there.

A student s envies t with right where all of this holds:

- both are of one programme, t has a place, and neither is locked;
- the wish rank that t's place has for s is smaller than that of what s has (without a place: than
  that of a place on no wish);
- s's own rules allow it the place: accreditation, conflicts, refusals, no_repeat, shortage_only,
  max_minutes, changes at noon of a composed place;
- s comes before t there. At an offer: in the host's list, where the offer or its supervisor has
  one (s has to be on it), equal ranks by the lottery; otherwise, and at a composed place, by
  seniority (more first), rank (smaller first), lottery. Students of an offer's own subdivision
  come first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

import numpy as np
from numpy.typing import NDArray

from .bundles import Market
from .entities import Wish
from .host_order import NOT_ACCEPTABLE, HostOrder, merit
from .lottery import ticket
from .result import Placement, StudentPlacement

Target = tuple[str, str]
"""What a wish may name: kind and identifier."""


@dataclass(frozen=True)
class Envy:
    """Students who envy somebody with right, and how many pairs there are of both."""

    students: int
    pairs: int


def justified_envy(market: Market, placement: Placement) -> Envy:
    """Count the justified envy of a placement."""
    pairs = np.array(list(_wanting(market, placement)), np.int64).reshape(-1, 2)
    pairs = pairs[_allowed(market, placement, pairs)]
    pairs = pairs[_first(market, placement, pairs)]
    return Envy(students=len(np.unique(pairs[:, 0])), pairs=len(pairs))


# -- who would rather have whose place ------------------------------------------------------


def _wanting(market: Market, placement: Placement) -> Iterator[tuple[int, int]]:
    """Yield pairs (positions) of one programme of whom the first prefers the second's place."""
    semester = market.semester
    holders: dict[tuple[str, Target], list[int]] = defaultdict(list)
    for number, student in enumerate(placement.students):
        if student.status == "placed":
            for target in sorted(_touched(market, student)):
                holders[student.programme_id, target].append(number)
    for number, student in enumerate(placement.students):
        wishes = semester.wishes_of.get(student.student_id, ())
        ranks = _ranks(wishes)
        if student.status == "locked" or not ranks:
            continue
        beyond = int(market.wishes.last[number]) + 1
        present = Fraction(beyond) if student.wish_rank is None else student.wish_rank
        better = [target for target, rank in ranks.items() if rank < present]
        found = {t for target in better for t in holders[student.programme_id, target]}
        for other in sorted(found - {number}):
            if _rank(market, placement.students[other], ranks, beyond) < present:
                yield number, other


def _ranks(wishes: Sequence[Wish]) -> Mapping[Target, int]:
    ranks: dict[Target, int] = {}
    for wish in wishes:
        if wish.rank is not None and not wish.refused:
            target = (wish.target_kind, wish.target)
            ranks[target] = min(wish.rank, ranks.get(target, wish.rank))
    return ranks


def _touched(market: Market, student: StudentPlacement) -> set[Target]:
    """Return all that a wish may name of a place."""
    touched = {("offer", student.offer_id)} if student.offer_id is not None else set()
    for part in student.parts:
        touched |= _of_part(market, part.supervisor_id, part.site_id)
    return touched


def _of_part(market: Market, supervisor_id: str, site_id: str) -> set[Target]:
    territory = market.semester.site[site_id].territory_id
    return {("supervisor", supervisor_id), ("site", site_id), ("territory", territory)}


def _rank(
    market: Market, place: StudentPlacement, ranks: Mapping[Target, int], beyond: int
) -> Fraction:
    """Return the wish rank that a place has by somebody's wishes."""
    total = half_days = 0
    for part in place.parts:
        named = _of_part(market, part.supervisor_id, part.site_id)
        total += len(part.half_days) * min(ranks.get(target, beyond) for target in named)
        half_days += len(part.half_days)
    mean = Fraction(total, half_days)
    own = ranks.get(("offer", place.offer_id)) if place.offer_id is not None else None
    return mean if own is None else min(mean, Fraction(own))


# -- who may have it, and who comes first ---------------------------------------------------


def _allowed(market: Market, placement: Placement, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say in which pairs the first student's own rules allow it the second's place."""
    allowed = np.ones(len(pairs), bool)
    refused = {
        (w.student_id, w.target)
        for w in market.semester.wishes
        if w.refused and w.target_kind == "offer"
    }
    rows, students, places = [], [], []
    for row, (student, other) in enumerate(pairs.tolist()):
        place = placement.students[other]
        allowed[row] = (placement.students[student].student_id, place.offer_id) not in refused
        for part in place.parts:
            rows.append(row)
            students.append(student)
            places.append(market.place_of(part.supervisor_id, part.site_id))
        allowed[row] &= place.offer_id is not None or _changes_at_noon(market, student, place)
    asking, at = np.array(students, np.int64), np.array(places, np.int64)
    fine = market.eligibility.suits(asking, at)
    minutes = market.journeys.minutes(asking, market.places.site[at])
    fine &= minutes <= market.eligibility.limit[asking]
    np.logical_and.at(allowed, np.array(rows, np.int64), fine)
    return allowed


def _changes_at_noon(market: Market, student: int, place: StudentPlacement) -> bool:
    """Say whether a student can make all changes of site at noon that a place has."""
    semester = market.semester
    may = market.journeys.noon[semester.students[student].car]
    number = {site.site_id: k for k, site in enumerate(semester.sites)}
    at = {half_day: number[part.site_id] for part in place.parts for half_day in part.half_days}
    return all(
        bool(may[at[half_day], at[half_day + 1]])
        for half_day in at
        if half_day % 2 == 0 and half_day + 1 in at and at[half_day] != at[half_day + 1]
    )


def _first(market: Market, placement: Placement, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say in which pairs the first student comes before the second at the second's place."""
    order = _Order(market, placement, pairs)
    return np.array(
        [order.before(student, other, row) for row, (student, other) in enumerate(pairs.tolist())],
        bool,
    )


class _Order:
    """Who comes before whom at the places of some pairs."""

    def __init__(self, market: Market, placement: Placement, pairs: NDArray[np.int64]) -> None:
        self.students = market.semester.students
        self.tickets = [ticket(placement.seed, s.student_id) for s in self.students]
        number = market.wishes.offer_number
        given = [placement.students[other].offer_id for other in pairs[:, 1].tolist()]
        offer = np.array([-1 if name is None else number[name] for name in given], np.int64)
        self.position = np.full(pairs.shape, NOT_ACCEPTABLE)
        at = np.flatnonzero(offer >= 0)
        hosts = HostOrder(market)
        for column in range(2):
            self.position[at, column] = hosts.positions(pairs[at, column], offer[at])
        self.of_host = offer >= 0

    def before(self, student: int, other: int, row: int) -> bool:
        """Say whether the one comes before the other at the place of a pair."""
        if not self.of_host[row]:
            keys = [(*merit(self.students[k]), self.tickets[k]) for k in (student, other)]
            return keys[0] < keys[1]
        mine, theirs = self.position[row].tolist()
        if mine == NOT_ACCEPTABLE:
            return False
        theirs = inf if theirs == NOT_ACCEPTABLE else theirs
        return bool((mine, self.tickets[student]) < (theirs, self.tickets[other]))
