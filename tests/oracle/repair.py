"""The fewest moves of a repair, by trying every set of students who may move.

A set may move if, with all others where they were, as many students can be placed as at all. The
smallest such set is what a repair has to reach. Nothing here is the program's but the data classes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from maillage.matching.entities import Offer
from maillage.matching.semester import Semester
from maillage.matching.settings import Settings

from .bundles import Bundle, all_weeks, bundles_of
from .search import exhaustive


@dataclass(frozen=True)
class Fewest:
    """Students placed at the most, students who must move for it, and who is touched."""

    placed: int
    moves: int
    touched: frozenset[str]


def from_week(semester: Semester, week: int) -> Semester:
    """Return what is left of a semester from a week on, everybody placed together."""
    to_come = frozenset(w for w in all_weeks(semester) if w >= week)

    def left(weeks: frozenset[int] | None) -> frozenset[int]:
        return to_come if weeks is None else weeks & to_come

    programmes = {
        p.programme_id: replace(
            p, order=None, weeks=left(p.weeks), everyone=p.everyone or not p.everyone_given
        )
        for p in semester.programmes
    }
    offers: list[Offer] = []
    for offer in semester.offers:
        parts = [
            replace(part, weeks=left(part.weeks)) if part.weeks_text else part
            for part in offer.parts
        ]
        own = programmes[offer.programme_id].weeks
        parts = [part for part in parts if (part.weeks if part.weeks_text else own)]
        offers.append(replace(offer, parts=tuple(parts)) if parts else replace(offer, open=False))
    going_on = {name for name, p in programmes.items() if p.weeks}
    going_on |= {offer.programme_id for offer in offers if offer.open}
    students = tuple(s for s in semester.students if s.programme_id in going_on)
    names = {s.student_id for s in students}
    settings = Settings.model_validate({**semester.settings.model_dump(), "tiers": ("placed",)})
    return replace(
        semester,
        settings=settings,
        programmes=tuple(programmes.values()),
        offers=tuple(offers),
        students=students,
        quotas=tuple(
            q
            for q in semester.quotas
            if q.programme_id is None or any(s.programme_id == q.programme_id for s in students)
        ),
        locks=tuple(lock for lock in semester.locks if lock.student_id in names),
        wishes=tuple(w for w in semester.wishes if w.student_id in names),
        conflicts=tuple(c for c in semester.conflicts if c.student_id in names),
    )


def fewest_moves(
    semester: Semester, before: Mapping[str, Bundle], named: Collection[str]
) -> Fewest | None:
    """Return the best that can be had, or ``None`` where the requirements cannot be met.

    Parameters
    ----------
    semester
        The semester from a week on, after the changes.
    before
        The places until then (their weeks do not matter).
    named
        Students whom a change names.
    """
    stands: dict[str, Bundle] = {}
    for student in semester.students:
        place = before.get(student.student_id)
        if place is not None and student.student_id not in named:
            same = [b for b in bundles_of(semester, student) if plain(b) == plain(place)]
            if same:
                stands[student.student_id] = same[0]
    touched = frozenset(named) | (before.keys() & semester.student.keys()) - stands.keys()
    locks = tuple(lock for lock in semester.locks if lock.student_id not in touched)
    semester = replace(semester, locks=locks)
    best = exhaustive(semester)
    if best.infeasible:
        return None
    most = placed(semester, best.placements)
    for count in range(len(stands) + 1):
        for moving in combinations(sorted(stands), count):
            fixed = {name: place for name, place in stands.items() if name not in moving}
            answer = exhaustive(semester, fixed)
            if not answer.infeasible and placed(semester, answer.placements) == most:
                return Fewest(most, count, touched)
    raise AssertionError("with everybody free to move, the best can be reached")


def placed(semester: Semester, placements: Mapping[str, Bundle | None]) -> int:
    """Count the placed students of programmes that should leave nobody out."""
    programmes = semester.programme
    return sum(
        place is not None and programmes[semester.student[name].programme_id].everyone
        for name, place in placements.items()
    )


def plain(bundle: Bundle) -> tuple[object, ...]:
    """Return a place without its weeks."""
    parts = sorted((p.supervisor_id, p.site_id, p.half_days) for p in bundle.parts)
    return (parts, bundle.offer_id, bundle.housed)
