"""What becomes of everybody when a semester is closed; nothing is written here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from ..entities import HistoryLine, Student
from ..outputs.placement_rows import PlacementRow
from ..semester import Semester
from ..settings import Settings
from ..tables.parsing import Parsed
from .advance import Successors
from .course import Course
from .credit import next_credit
from .ending import ending_hosts
from .result import Cleared, ClosedStudent, Closing
from .served import Served


def closing_of(
    course: Course,
    parsed: Parsed,
    following: Successors,
    *,
    not_validated: Collection[str] = (),
    keep_ranks: bool = False,
) -> Closing:
    """Return what becomes of everybody.

    Parameters
    ----------
    course
        How the semester went, by its verified result.
    parsed
        The tables that its semester was read from.
    following
        The next programme of each programme.
    not_validated
        Students who are placed but have not validated the semester.
    keep_ranks
        Whether the ranks of students stay.
    """
    semester = course.semester
    students = [
        _closed(
            student,
            course.served[student.student_id],
            following,
            semester.settings,
            valid=student.student_id not in not_validated,
        )
        for student in semester.students
    ]
    validated = {s.student_id for s in students if s.validated}
    return Closing(
        semester=semester,
        settings=next_settings(semester.settings),
        students=tuple(students),
        history=_history(semester, course.rows, validated),
        links_undone=_links_undone(semester, students),
        ending=ending_hosts(semester, parsed, next_settings(semester.settings)),
        cleared=_cleared(semester, students, keep_ranks),
        keep_ranks=keep_ranks,
        lasting=course.lasting,
        passing=course.passing,
    )


def next_settings(settings: Settings) -> Settings:
    """Return the settings of the semester that follows: it begins when this one is over."""
    year, month = map(int, settings.semester.split("-"))
    months = 12 * year + month - 1 + settings.semester_months
    following = f"{months // 12:04}-{months % 12 + 1:02}"
    return settings.model_copy(update={"semester": following})


def _closed(
    student: Student, served: Served, following: Successors, settings: Settings, *, valid: bool
) -> ClosedStudent:
    """Return one student at the end."""
    validated = served.to_the_end and valid and student.surnombre != "non_validating"
    before = student.seniority
    return ClosedStudent(
        student_id=student.student_id,
        name=student.name,
        programme_id=student.programme_id,
        next_programme=following[student.programme_id] if validated else student.programme_id,
        status=served.status,
        validated=validated,
        wish_rank=served.wish_rank,
        wishes=served.wishes,
        dissatisfaction=served.dissatisfaction,
        credit=student.credit,
        next_credit=next_credit(student.credit, served.dissatisfaction, settings),
        seniority=before,
        next_seniority=(before or 0) + 1 if validated else before,
    )


def _history(
    semester: Semester, rows: Sequence[PlacementRow], validated: Collection[str]
) -> tuple[HistoryLine, ...]:
    """Return a line per part of who is placed, in the order of the result."""
    return tuple(
        HistoryLine(
            row.student_id,
            semester.settings.semester,
            row.supervisor_id,
            row.site_id,
            row.programme_id,
            row.student_id in validated,
        )
        for row in rows
        if row.part is not None
    )


def _links_undone(
    semester: Semester, students: Sequence[ClosedStudent]
) -> Mapping[str, tuple[str, ...]]:
    """Return the links whose students cannot be placed together any more, with who stays."""
    staying: dict[str, list[ClosedStudent]] = defaultdict(list)
    for student in students:
        link = semester.student[student.student_id].link_id
        if link is not None and not student.leaves:
            staying[link].append(student)
    before = Counter(s.link_id for s in semester.students)
    undone = {}
    for link, members in sorted(staying.items()):
        orders = {semester.programme[s.next_programme or ""].order for s in members}
        if len(members) == 1 < before[link] or len(orders) > 1:
            undone[link] = tuple(s.student_id for s in members)
    return undone


def _cleared(semester: Semester, students: Sequence[ClosedStudent], keep_ranks: bool) -> Cleared:
    leaving = {s.student_id for s in students if s.leaves}
    return Cleared(
        wishes=len(semester.wishes),
        locks=len(semester.locks),
        host_rankings=len(semester.host_rankings),
        ranks=0 if keep_ranks else sum(s.rank is not None for s in semester.students),
        surnombre=sum(s.surnombre is not None for s in semester.students),
        conflicts_of_leavers=sum(c.student_id in leaving for c in semester.conflicts),
    )
