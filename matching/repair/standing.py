"""Who is touched by changes: named by one, or left without the place that it had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..bundles import Bundles, Market, bundles
from ..entities import EarlierPlace
from ..same_place import can_be
from ..tables.change_table import Change


def touched(
    market: Market, places: Mapping[str, EarlierPlace], changes: Sequence[Change]
) -> frozenset[str]:
    """Return the students who are placed anew, whatever it takes.

    They are those whom a change names, and those whose place the rules on one student do not
    allow any more: its supervisor is not there, its site or its offer is closed. Whoever has a
    place that still stands is not touched, also where it has become too narrow for all.

    Parameters
    ----------
    market
        The semester after the changes.
    places
        Places before the changes, by student.
    changes
        The changes of one week.
    """
    named = frozenset(c.identifier for c in changes if c.table == "students")
    about = {(c.table, c.identifier) for c in changes if c.table != "students"}
    doubtful = [p for name, p in places.items() if name not in named and _concerned(p, about)]
    fallen = _fallen(market, doubtful) if doubtful else frozenset()
    return named | fallen


def _concerned(place: EarlierPlace, about: set[tuple[str, str]]) -> bool:
    """Say whether a change is about anything that a place is made of."""
    own = {("offers", place.offer_id)}
    for supervisor, site, _ in place.parts:
        own |= {("supervisors", supervisor), ("sites", site)}
    return not own.isdisjoint(about)


def _fallen(market: Market, places: Sequence[EarlierPlace]) -> frozenset[str]:
    number = {s.student_id: k for k, s in enumerate(market.semester.students)}
    students = np.array(sorted(number[p.student_id] for p in places), np.int64)
    own = bundles(market, students)
    return frozenset(p.student_id for p in places if not _stands(market, own, number, p))


def _stands(market: Market, own: Bundles, number: Mapping[str, int], place: EarlierPlace) -> bool:
    """Say whether one of a student's bundles is, or can be taken as, a place."""
    semester = market.semester
    site = None if place.housed is None else place.housed
    offer = -1 if place.offer_id is None else market.wishes.offer_number[place.offer_id]
    try:
        parts = sorted(
            (market.place_of(host, at), sum(1 << h for h in half_days))
            for host, at, half_days in place.parts
        )
    except KeyError:
        return False  # the supervisor is never there now
    table = own.compositions
    chosen = own.own(number[place.student_id])
    for row, housed in zip(
        own.composition[chosen].tolist(), own.housed[chosen].tolist(), strict=True
    ):
        named = None if housed < 0 else semester.sites[housed].site_id
        if int(table.offer[row]) == offer and named == site and can_be(own, row, parts):
            return True
    return False
