"""A semester from a week on: what is left of it to be placed."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ..entities import Offer, OfferPart, Programme
from ..mechanisms import under
from ..semester import Semester
from .weeks import weeks_text


def future(semester: Semester, week: int) -> Semester:
    """Return the semester from a week on, every programme placed by optimisation, in one order.

    Programmes and parts of offers keep the weeks to come. An offer of which nothing is to come is
    closed; students of programmes that are over are left out: they stay where they were. Programmes
    without students owe no minimum.
    """
    semester = under(semester, "optimal")
    programmes = {p.programme_id: _programme(semester, p, week) for p in semester.programmes}
    offers = tuple(_offer(semester, offer, week) for offer in semester.offers)
    to_come = {offer.programme_id for offer in offers if offer.open}
    over = {n for n, p in programmes.items() if p.weeks == frozenset() and n not in to_come}
    students = tuple(s for s in semester.students if s.programme_id not in over)
    there = {s.student_id for s in students}
    owing = {s.programme_id for s in students}
    return replace(
        semester,
        programmes=tuple(programmes.values()),
        offers=tuple(o if o.programme_id in owing else replace(o, min_seats=0) for o in offers),
        quotas=tuple(q for q in semester.quotas if q.programme_id in (None, *owing)),
        students=students,
        wishes=tuple(w for w in semester.wishes if w.student_id in there),
        locks=tuple(lock for lock in semester.locks if lock.student_id in there),
        conflicts=tuple(c for c in semester.conflicts if c.student_id in there),
        host_rankings=tuple(r for r in semester.host_rankings if r.student_id in there),
    )


def _programme(semester: Semester, programme: Programme, week: int) -> Programme:
    programme = replace(programme, order=None)
    if week == 1:
        return programme
    left = _left(semester, programme.weeks, week)
    return replace(programme, weeks=left, weeks_text=weeks_text(left))


def _left(semester: Semester, weeks: frozenset[int] | None, week: int) -> frozenset[int]:
    every = frozenset(range(1, semester.settings.n_weeks + 1)) if weeks is None else weeks
    return frozenset(w for w in every if w >= week)


def _offer(semester: Semester, offer: Offer, week: int) -> Offer:
    if week == 1:
        return offer
    programme = semester.programme[offer.programme_id]
    parts = []
    for part in offer.parts:
        left = _left(semester, part.weeks if part.weeks_text else programme.weeks, week)
        if left:
            parts.append(_part(part, left))
    if not parts:
        return replace(offer, open=False)
    return replace(offer, parts=tuple(parts))


def _part(part: OfferPart, left: frozenset[int]) -> OfferPart:
    if not part.weeks_text:
        return part
    return replace(part, weeks=left, weeks_text=weeks_text(left))


def without_locks(semester: Semester, students: Set[str]) -> Semester:
    """Return the semester without the locks of some students."""
    locks = tuple(lock for lock in semester.locks if lock.student_id not in students)
    return replace(semester, locks=locks)
