"""Bundles: every placement that each student may have, as arrays.

Students of one programme who travel alike (and are not locked to certain half-days) share
their compositions; a student's bundles are the shared compositions that the student's own
rules allow, times the site that houses the student where one has to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .cohorts import Cohort, Reach, cohorts, reach
from .composing import compose
from .compositions import Compositions, concatenated, empty
from .entities import EarlierPlace
from .fixed import as_compositions, fixed_at
from .grounds import ground
from .listing import Listed, listed
from .lists import spread_ranges, starts
from .market import Market, market
from .offering import offered


@dataclass(frozen=True)
class Bundles:
    """All bundles of a set of students.

    Attributes
    ----------
    compositions
        The shared compositions (templates); each is of at least one bundle.
    with_car
        Shape ``(n_compositions,)``: whether the template is of students with a car.
    student, composition, housed
        Shape ``(n_bundles,)``: position of the student (ascending), the composition's row,
        and the position of the site that houses the student (-1: none).
    """

    compositions: Compositions
    with_car: NDArray[np.bool_]
    student: NDArray[np.int32]
    composition: NDArray[np.int32]
    housed: NDArray[np.int32]

    @property
    def programme(self) -> NDArray[np.int64]:
        """Position of each template's programme, shape ``(n_compositions,)``."""
        return self.compositions.programme

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Bundles:
        """Return some of the bundles, in their order; compositions stay as they are."""
        return replace(
            self,
            student=self.student[chosen],
            composition=self.composition[chosen],
            housed=self.housed[chosen],
        )

    def own(self, student: int) -> slice:
        """Return which bundles are a student's."""
        if student + 1 >= len(self._start):
            return slice(len(self.student), len(self.student))
        return slice(int(self._start[student]), int(self._start[student + 1]))

    @cached_property
    def _start(self) -> NDArray[np.int64]:
        return starts(self.student, 0)


def no_bundles() -> Bundles:
    """Return no bundles at all."""
    none = np.zeros(0, np.int32)
    return Bundles(empty(1), np.zeros(0, bool), none, none, none)


def bundles(market: Market, students: NDArray[np.int64]) -> Bundles:
    """List all bundles of some students (positions in the semester).

    Whoever keeps a place of an earlier result has that one and no other.
    """
    semester = market.semester
    locks = (semester.lock.get(semester.students[k].student_id) for k in students.tolist())
    places = [None if lock is None else lock.place for lock in locks]
    keeps = np.array([place is not None for place in places], bool)
    if not keeps.any():
        return _listed(market, students)
    kept = _kept(market, students[keeps], [place for place in places if place is not None])
    return _together(_listed(market, students[~keeps]), kept)


def _kept(market: Market, students: NDArray[np.int64], places: Sequence[EarlierPlace]) -> Bundles:
    """Return the places of some students as their only bundles."""
    semester = market.semester
    site = {s.site_id: k for k, s in enumerate(semester.sites)}
    housed = [-1 if place.housed is None else site[place.housed] for place in places]
    order = np.argsort(students)
    return Bundles(
        as_compositions([fixed_at(market, places[k]) for k in order.tolist()]),
        np.array([semester.students[k].car for k in students[order].tolist()], bool),
        students[order].astype(np.int32),
        np.arange(len(students), dtype=np.int32),
        np.array(housed, np.int32)[order],
    )


def _together(some: Bundles, others: Bundles) -> Bundles:
    """Return the bundles of different students as one table."""
    shifted = (others.composition + len(some.compositions)).astype(np.int32)
    both = _by_student(
        [
            Listed(some.student, some.composition, some.housed),
            Listed(others.student, shifted, others.housed),
        ]
    )
    return Bundles(
        concatenated([some.compositions, others.compositions]),
        np.concatenate([some.with_car, others.with_car]),
        both.student,
        both.composition,
        both.housed,
    )


def _listed(market: Market, students: NDArray[np.int64]) -> Bundles:
    tables: list[Compositions] = []
    flags: list[NDArray[np.bool_]] = []
    found: list[Listed] = []
    for cohort in cohorts(market.semester, students):
        where = reach(market, cohort)
        table = _compositions(market, cohort, where)
        pieces = listed(market, cohort, where, table)
        used = np.zeros(len(table), bool)
        for piece in pieces:
            used[piece.composition] = True
        number = (np.cumsum(used) - 1 + sum(len(earlier) for earlier in tables)).astype(np.int32)
        found += [replace(piece, composition=number[piece.composition]) for piece in pieces]
        tables.append(table.take(used))
        flags.append(np.full(len(tables[-1]), cohort.car))
    together = _by_student(found)
    return Bundles(
        concatenated(tables),
        np.concatenate([*flags, np.zeros(0, bool)]),
        together.student,
        together.composition,
        together.housed,
    )


def _by_student(found: Sequence[Listed]) -> Listed:
    """Put the bundles of several cohorts in the order of students, each cohort being so."""
    none = np.zeros(0, np.int32)
    student = np.concatenate([none, *(listed.student for listed in found)])
    if (student[1:] >= student[:-1]).all():
        order: NDArray[np.int64] | slice = slice(None)
    else:
        fresh = np.flatnonzero(np.r_[True, student[1:] != student[:-1]])
        end = np.r_[fresh[1:], len(student)]
        runs = np.argsort(student[fresh], kind="stable")
        _, order = spread_ranges(fresh[runs], end[runs])
    return Listed(
        student[order],
        np.concatenate([none, *(listed.composition for listed in found)])[order],
        np.concatenate([none, *(listed.housed for listed in found)])[order],
    )


def _compositions(market: Market, cohort: Cohort, where: Reach) -> Compositions:
    """Return what the students of a cohort can have at all, wherever they may go."""
    programme = cohort.programme
    if programme.composition == "offers":
        return offered(market, cohort)
    if cohort.half_days is not None and cohort.half_days.bit_count() != programme.half_days:
        return empty(1)
    weeks = market.weeks.mask(programme.weeks)
    table = compose(programme, ground(market, cohort, where), programme.half_days, weeks)
    number = market.semester.programmes.index(programme)
    of_programme = np.full(len(table.kinds), number, np.int64)
    return replace(table, kinds=replace(table.kinds, programme=of_programme))


__all__ = ["Bundles", "Cohort", "Market", "bundles", "market"]
