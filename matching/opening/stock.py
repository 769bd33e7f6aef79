"""The semester as composing sees it: its places, who is locked, and a seat for anybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..bundles import Bundles, bundles
from ..cohorts import Cohort
from ..compositions import Compositions
from ..entities import Lock, Student
from ..market import Market, market
from ..offering import offered
from ..semester import Semester
from .wanted import with_composition

_ANYBODY = "\0"
"""Begins the identifier of the student who stands for anybody; no cell can hold it."""


@dataclass(frozen=True)
class Stock:
    """What seats can be made of.

    Attributes
    ----------
    semester
        The semester itself.
    names
        Programmes composed now.
    cars
        Whether all students of a programme have a car: a change at noon has to be possible for
        whoever takes the seat.
    offering, composing
        The semester with only the locked students, and for each programme composed now one who
        stands for anybody: as if these programmes had offers, and as if they composed.
    """

    semester: Semester
    names: frozenset[str]
    cars: Mapping[str, bool]
    offering: Market
    composing: Market

    def offers(self, programme_id: str) -> Compositions:
        """Return a composition for each open offer of a programme that can be held at all."""
        programme = self.offering.semester.programme[programme_id]
        nobody = np.zeros(0, np.int64)
        return offered(self.offering, Cohort(programme, self.cars[programme_id], None, nobody))

    def own(self, student_id: str, *, composed: bool) -> Bundles:
        """Return all that a locked student may have."""
        where = self.composing if composed else self.offering
        return bundles(where, self._position(where, student_id))

    def for_anybody(self, programme_id: str) -> Bundles:
        """Return all compositions that the rules of a programme allow to whoever takes them."""
        name = _ANYBODY + programme_id
        return bundles(self.composing, self._position(self.composing, name))

    @staticmethod
    def _position(where: Market, student_id: str) -> NDArray[np.int64]:
        students = where.semester.students
        return np.array([k for k, s in enumerate(students) if s.student_id == student_id])

    @property
    def locks(self) -> tuple[Lock, ...]:
        """The locks that ask for anything."""
        return self.offering.semester.locks


def stock(semester: Semester, names: Collection[str]) -> Stock:
    """Work out a semester for composing the offers of some programmes."""
    names = frozenset(names)
    bare = _with_locked_only(semester)
    cars = _cars(semester)
    anybody = tuple(Student(_ANYBODY + n, "", n, car=cars[n]) for n in sorted(names))
    bare = replace(bare, students=(*bare.students, *anybody))
    return Stock(
        semester,
        names,
        cars,
        market(with_composition(bare, names, "offers")),
        market(with_composition(bare, names, "composed")),
    )


def _with_locked_only(semester: Semester) -> Semester:
    """Leave out what is about students without a lock, and all wishes."""
    locks = tuple(k for k in semester.locks if k.offer_id or k.supervisor_ids or k.half_days)
    locked = {lock.student_id for lock in locks}
    return replace(
        semester,
        students=tuple(s for s in semester.students if s.student_id in locked),
        locks=locks,
        wishes=(),
        host_rankings=(),
        conflicts=tuple(c for c in semester.conflicts if c.student_id in locked),
        history=tuple(h for h in semester.history if h.student_id in locked),
    )


def _cars(semester: Semester) -> dict[str, bool]:
    cars = {p.programme_id: True for p in semester.programmes}
    for student in semester.students:
        cars[student.programme_id] &= student.car
    return cars
