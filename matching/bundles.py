"""Bundles: every placement that each student may have, as arrays.

Students of one programme who travel alike (and are not locked to certain half-days) share
their compositions; a student's bundles are the shared compositions that the student's own
rules allow, times the site that houses the student where one has to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compositions import NOBODY, Compositions, Ground, compose, concatenated, empty, fits_alone
from .eligibility import Eligibility
from .entities import Offer, Programme
from .halfdays import N_HALF_DAYS
from .places import Places, places
from .semester import Semester
from .travel import Journeys, journeys
from .weeks import WeekClasses, week_classes
from .wishlist import Wishlist, wishlist


@dataclass(frozen=True)
class Market:
    """A semester worked out for placing: places, journeys, rules, ranks, week classes."""

    semester: Semester
    places: Places
    journeys: Journeys
    eligibility: Eligibility
    wishes: Wishlist
    weeks: WeekClasses


def market(semester: Semester) -> Market:
    """Work out a semester for placing."""
    where, travel = places(semester), journeys(semester)
    rules = Eligibility(semester, where, travel)
    return Market(semester, where, travel, rules, wishlist(semester, rules), week_classes(semester))


@dataclass(frozen=True)
class Bundles:
    """All bundles of a set of students.

    Attributes
    ----------
    compositions
        The shared compositions (templates).
    with_car, programme
        Shape ``(n_compositions,)``: whether the template is of students with a car; position
        of its programme.
    student, composition, housed
        Shape ``(n_bundles,)``: position of the student (ascending), the composition's row,
        and the position of the site that houses the student (-1: none).
    """

    compositions: Compositions
    with_car: NDArray[np.bool_]
    programme: NDArray[np.int64]
    student: NDArray[np.int64]
    composition: NDArray[np.int64]
    housed: NDArray[np.int64]


@dataclass(frozen=True)
class Cohort:
    """Students who share their compositions."""

    programme: Programme
    car: bool
    half_days: int | None
    students: NDArray[np.int64]


def bundles(market: Market, students: NDArray[np.int64]) -> Bundles:
    """List all bundles of some students (positions in the semester)."""
    blocks, flags, numbers = [], [], []
    triples: list[NDArray[np.int64]] = []
    first = 0
    position = {p.programme_id: k for k, p in enumerate(market.semester.programmes)}
    for cohort in cohorts(market.semester, students):
        block = cohort_compositions(market, cohort)
        triples.append(_cohort_bundles(market, cohort, block, first))
        blocks.append(block)
        flags.append(np.full(len(block), cohort.car))
        numbers.append(np.full(len(block), position[cohort.programme.programme_id], np.int64))
        first += len(block)
    found = np.concatenate([*triples, np.zeros((0, 3), np.int64)])
    found = found[np.lexsort((found[:, 2], found[:, 1], found[:, 0]))]
    return Bundles(
        concatenated(blocks),
        np.concatenate([*flags, np.zeros(0, bool)]),
        np.concatenate([*numbers, np.zeros(0, np.int64)]),
        *(found[:, column].copy() for column in range(3)),
    )


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


def cohort_compositions(market: Market, cohort: Cohort) -> Compositions:
    """List the compositions open to at least one student of a cohort."""
    if cohort.programme.composition == "offers":
        return _of_offers(market, cohort)
    total = cohort.programme.half_days
    if cohort.half_days is not None and cohort.half_days.bit_count() != total:
        return empty(1)
    weeks = market.weeks.mask(cohort.programme.weeks)
    return compose(cohort.programme, ground(market, cohort), total, weeks)


def ground(market: Market, cohort: Cohort) -> Ground:
    """Return the places that a cohort's students may combine."""
    rules, programme = market.eligibility, cohort.programme
    able = rules.suited[cohort.students] & (
        rules.near[cohort.students] | _to_be_housed(market, cohort.students)[:, None]
    )
    kept = np.flatnonzero(rules.accredited[programme.programme_id] & able.any(axis=0))
    mask = market.places.mask(programme.presence)[kept]
    if cohort.half_days is not None:
        mask = mask & cohort.half_days
    site = market.places.site[kept]
    settings = np.array([s.setting == "liberal" for s in market.semester.sites], dtype=bool)
    able = able[:, kept].astype(np.float32)
    return Ground(
        place=kept,
        supervisor=market.places.supervisor[kept],
        site=site,
        mask=mask,
        liberal=settings[site],
        km=market.journeys.km,
        noon=market.journeys.noon[cohort.car],
        together=(able.T @ able) > 0.5,
    )


def _to_be_housed(market: Market, students: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which students may be housed (a locked one is never too far, so never housed)."""
    semester = market.semester
    return np.array(
        [
            semester.students[k].needs_housing
            and semester.students[k].student_id not in semester.lock
            for k in students
        ],
        dtype=bool,
    )


def _of_offers(market: Market, cohort: Cohort) -> Compositions:
    """Return one composition per open offer of the programme that can be held at all."""
    semester = market.semester
    open_offers = [
        (number, offer)
        for number, offer in enumerate(semester.offers)
        if offer.programme_id == cohort.programme.programme_id and offer.open and offer.parts
    ]
    width = max((len(offer.parts) for _, offer in open_offers), default=1)
    rows = [_offer_row(market, cohort, offer, number, width) for number, offer in open_offers]
    if not rows:
        return empty(1)
    block = Compositions(*(np.array(column) for column in zip(*rows, strict=True)))
    block = block.take(_within_lock(cohort, block))
    accredited = np.r_[market.eligibility.accredited[cohort.programme.programme_id], True]
    block = block.take(accredited[block.place].all(axis=1))
    site = market.places.site[block.place]
    return block.take(fits_alone(block, site, market.journeys.noon[cohort.car]))


def _offer_row(
    market: Market, cohort: Cohort, offer: Offer, number: int, width: int
) -> tuple[object, ...]:
    semester, programme = market.semester, cohort.programme
    supervisors = {s.supervisor_id: k for k, s in enumerate(semester.supervisors)}
    sites = {s.site_id: k for k, s in enumerate(semester.sites)}
    columns: list[list[int]] = [[NOBODY] * width, *([0] * width for _ in range(6))]
    for k, part in enumerate(offer.parts):
        place = market.places.number[supervisors[part.supervisor_id], sites[part.site_id]]
        there = int(market.places.mask(programme.presence)[place])
        free = isinstance(part.half_days, int)
        if not isinstance(part.half_days, int):
            # Where the supervisor is not there at a given half-day, too few remain and the
            # offer cannot be held.
            there &= sum(1 << h for h in part.half_days)
        weeks = part.weeks if part.weeks_text else programme.weeks
        columns[0][k] = place
        columns[1][k] = part.half_day_count
        columns[2][k] = there & (cohort.half_days or (1 << N_HALF_DAYS) - 1)
        columns[3][k] = market.weeks.mask(weeks)
        columns[4][k] = (programme.max_run_days or 0) if free else 0
        columns[5][k] = programme.whole_days and free
        columns[6][k] = free
    as_flags = (np.array(columns[5], bool), np.array(columns[6], bool))
    return (*(np.array(c, np.int64) for c in columns[:5]), *as_flags, number)


def _within_lock(cohort: Cohort, block: Compositions) -> NDArray[np.bool_]:
    """Say which offers take exactly the locked half-days (each at least once)."""
    if cohort.half_days is None:
        return np.ones(len(block), bool)
    union = np.bitwise_or.reduce(block.mask, axis=1)
    exact: NDArray[np.bool_] = (union == cohort.half_days) & (
        block.size.sum(axis=1) == cohort.half_days.bit_count()
    )
    return exact


def _cohort_bundles(
    market: Market, cohort: Cohort, block: Compositions, first: int
) -> NDArray[np.int64]:
    """Return (student, composition, housed) of all bundles of a cohort."""
    rules = market.eligibility
    found = [np.zeros((0, 3), np.int64)]
    to_be_housed = _to_be_housed(market, cohort.students)
    for row, student in enumerate(cohort.students.tolist()):
        own = _own_compositions(market, student, block)
        near = _all_parts(rules.near[student], block)
        plain = np.flatnonzero(own & near)
        found.append(_triples(student, plain + first, np.full(len(plain), -1)))
        if to_be_housed[row]:
            far = np.flatnonzero(own & ~near)
            found += _housed(market, student, block, far, first)
    return np.concatenate(found)


def _own_compositions(market: Market, student: int, block: Compositions) -> NDArray[np.bool_]:
    """Say which compositions a student's own rules allow, distance left aside."""
    allowed = _all_parts(market.eligibility.suited[student], block)
    of_offer = block.offer >= 0
    if of_offer.any():
        refused = market.wishes.refused_offer[student]
        allowed[of_offer] &= ~refused[block.offer[of_offer]]
    lock = market.semester.lock.get(market.semester.students[student].student_id)
    if lock is not None and lock.offer_id is not None:
        wanted = [k for k, o in enumerate(market.semester.offers) if o.offer_id == lock.offer_id]
        allowed &= np.isin(block.offer, wanted)
    if lock is not None and lock.supervisor_ids:
        allowed &= _exactly_supervisors(market, block, frozenset(lock.supervisor_ids))
    return allowed


def _exactly_supervisors(
    market: Market, block: Compositions, wanted: frozenset[str]
) -> NDArray[np.bool_]:
    names = np.array([s.supervisor_id in wanted for s in market.semester.supervisors], bool)
    supervisor = np.where(block.place >= 0, market.places.supervisor[block.place], -1)
    only = _all_parts(names[market.places.supervisor], block)
    ordered = np.sort(supervisor, axis=1)
    distinct = ((ordered[:, 1:] != ordered[:, :-1]) & (ordered[:, 1:] >= 0)).sum(axis=1)
    distinct += ordered[:, 0] >= 0
    result: NDArray[np.bool_] = only & (distinct == len(wanted))
    return result


def _all_parts(of_place: NDArray[np.bool_], block: Compositions) -> NDArray[np.bool_]:
    """Say for which compositions something holds at every part."""
    result: NDArray[np.bool_] = np.r_[of_place, True][block.place].all(axis=1)
    return result


def _triples(
    student: int, composition: NDArray[np.int64], housed: NDArray[np.int64]
) -> NDArray[np.int64]:
    return np.column_stack([np.full(len(composition), student), composition, housed])


def _housed(
    market: Market, student: int, block: Compositions, rows: NDArray[np.int64], first: int
) -> list[NDArray[np.int64]]:
    """Return one bundle per composition and site of it that has housing."""
    housing = np.array([s.housing_places > 0 for s in market.semester.sites], dtype=bool)
    places = block.place[rows]
    site = np.where(places >= 0, market.places.site[places], -1)
    found = []
    for column in range(site.shape[1]):
        fresh = (site[:, column] >= 0) & ~(site[:, :column] == site[:, [column]]).any(axis=1)
        able = fresh & np.r_[housing, False][site[:, column]]
        found.append(_triples(student, rows[able] + first, site[able, column]))
    return found
