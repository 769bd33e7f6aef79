"""Cohorts: students who share their compositions, and where each of them may go."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .entities import Lock, Programme
from .lists import Lists, Whole, starts
from .market import Market
from .semester import Semester


@dataclass(frozen=True)
class Cohort:
    """Students who share their compositions."""

    programme: Programme
    car: bool
    half_days: int | None
    students: NDArray[np.int64]


def cohorts(semester: Semester, students: NDArray[np.int64]) -> list[Cohort]:
    """Group students by programme, car and locked half-days."""
    groups: dict[tuple[str, bool, int], list[int]] = defaultdict(list)
    for number in students.tolist():
        student = semester.students[number]
        lock = semester.lock.get(student.student_id)
        half_days = sum(1 << h for h in lock.half_days) if lock is not None else 0
        groups[student.programme_id, student.car, half_days].append(number)
    return [
        Cohort(semester.programme[name], car, half_days or None, np.array(members))
        for (name, car, half_days), members in sorted(groups.items())
    ]


@dataclass(frozen=True)
class Reach:
    """Where the students of a cohort may go, by their position in it.

    Attributes
    ----------
    own
        Places of each student who can be listed so: those near home, or those a lock leaves.
    free
        Positions of the students who may go to all places that suit them, near or far.
    housed
        Positions of the students who may go farther than their own places if they are housed.
    """

    own: Lists
    free: NDArray[np.int64]
    housed: NDArray[np.int64]


def reach(market: Market, cohort: Cohort) -> Reach:
    """Find out where the students of a cohort may go."""
    semester, rules = market.semester, market.eligibility
    accredited = rules.accredited[cohort.programme.programme_id]
    limited = np.flatnonzero(~np.isinf(rules.limit[cohort.students]))
    near = rules.own_places(cohort.students[limited], accredited)
    asker, place = near.spread(np.arange(len(limited)))
    askers, found = [limited[asker]], [place]
    free = []
    for position in np.flatnonzero(np.isinf(rules.limit[cohort.students])).tolist():
        number = int(cohort.students[position])
        lock = semester.lock.get(semester.students[number].student_id)
        hosts = None if lock is None else _places_of_lock(market, lock)
        if hosts is None:
            free.append(position)
        else:
            hosts = hosts[(accredited & rules.suited(number))[hosts]]
            askers.append(np.full(len(hosts), position))
            found.append(hosts)
    asker, place = np.concatenate(askers), np.concatenate(found)
    order = np.lexsort((place, asker))
    housed = [p for p in limited.tolist() if semester.students[cohort.students[p]].needs_housing]
    return Reach(
        own=Lists(starts(asker, len(cohort.students)), place[order]),
        free=np.array(free, np.int64),
        housed=np.array(housed, np.int64),
    )


def _places_of_lock(market: Market, lock: Lock) -> Whole | None:
    """Return the places of the supervisors, or of the offer, that a lock names."""
    if lock.offer_id is not None:
        return offer_places(market, market.wishes.offer_number[lock.offer_id])
    if not lock.supervisor_ids:
        return None
    named = [market.eligibility.places_of("supervisor", name) for name in lock.supervisor_ids]
    return np.unique(np.concatenate(named))


def offer_places(market: Market, offer: int) -> NDArray[np.int64]:
    """Return the places of an offer's parts, ascending."""
    parts = market.semester.offers[offer].parts
    numbers = {market.place_of(part.supervisor_id, part.site_id) for part in parts}
    return np.array(sorted(numbers), np.int64)


def suited_to_some(market: Market, students: Whole) -> NDArray[np.bool_]:
    """Say which places suit at least one of some students, near or far."""
    suited = np.zeros(len(market.places.site), bool)
    for number in students.tolist():
        suited |= market.eligibility.suited(number)
        if suited.all():
            break
    return suited
