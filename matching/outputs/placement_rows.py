"""The lines of a placement: one per part, one for an unplaced student."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction

from ..result import PlacedPart, Placement, StudentPlacement
from ..semester import Semester


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """One line of ``placements.csv``; the fields are its columns, in order.

    ``part`` counts from 1. ``half_days`` are numbers in week order. An unplaced student has a
    single line without a part.
    """

    student_id: str
    programme_id: str
    status: str
    offer_id: str | None = None
    wish_rank: Fraction | None = None
    part: int | None = None
    supervisor_id: str | None = None
    site_id: str | None = None
    territory_id: str | None = None
    half_days: tuple[int, ...] = ()
    half_day_count: int | None = None
    weeks: str = ""
    minutes: int | None = None
    housed: str | None = None
    reason: str | None = None


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(PlacementRow))
"""Column names of ``placements.csv``, in order."""


def sorted_parts(student: StudentPlacement) -> list[PlacedPart]:
    """Return the parts by first half-day, then supervisor, site and weeks."""
    return sorted(
        student.parts, key=lambda p: (min(p.half_days), p.supervisor_id, p.site_id, p.weeks)
    )


def rows_of(semester: Semester, placement: Placement) -> list[PlacementRow]:
    """Return every line, sorted by student, then part."""
    students = sorted(placement.students, key=lambda s: s.student_id)
    return [row for student in students for row in _rows_of_student(semester, student)]


def _rows_of_student(semester: Semester, student: StudentPlacement) -> Iterator[PlacementRow]:
    if not student.parts:
        yield PlacementRow(
            student.student_id, student.programme_id, student.status, reason=student.reason
        )
    for number, part in enumerate(sorted_parts(student), start=1):
        yield PlacementRow(
            student_id=student.student_id,
            programme_id=student.programme_id,
            status=student.status,
            offer_id=student.offer_id,
            wish_rank=student.wish_rank,
            part=number,
            supervisor_id=part.supervisor_id,
            site_id=part.site_id,
            territory_id=semester.site[part.site_id].territory_id,
            half_days=tuple(sorted(part.half_days)),
            half_day_count=len(part.half_days),
            weeks=part.weeks,
            minutes=part.minutes,
            housed=student.housed,
        )
