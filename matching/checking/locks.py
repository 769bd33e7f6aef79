"""Checks of locks: those that cannot hold, those that override a rule, those too many together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ..entities import Lock, Quota, Student
from ..language import Sentence, plural_sentence, sentence
from ..need import zones
from ..semester import Semester
from ..tables.findings import Finding, warning
from ..weeks import week_classes
from .finder import Finder
from .hosting import Hosting, cell, most_students
from .personal import Mask, Places
from .scopes import in_scope


def check_locks(semester: Semester, hosts: Hosting) -> Iterator[Finding]:
    """Yield locks that cannot hold and what the others override."""
    if not semester.locks:
        return
    finder = Finder(semester, hosts)
    left: dict[str, list[Places]] = {}
    for lock in semester.locks:
        student = semester.student[lock.student_id]
        left[lock.student_id] = finder.placements_under_lock(student)
        if left[lock.student_id]:
            yield from _overrides(finder, student, left[lock.student_id])
        else:
            where = cell(semester, "locks", lock.student_id, "student_id")
            yield warning("lock-cannot-hold", where, _cannot_hold(finder, student, lock))
    yield from _maximums(semester, hosts, left)
    yield from _too_many(semester)
    yield from _too_many_seats(semester)


# -- locks that cannot hold -----------------------------------------------------------------


def _cannot_hold(finder: Finder, student: Student, lock: Lock) -> Sentence:
    semester = finder.semester
    programme = semester.programme[student.programme_id]
    for name in _supervisors(semester, lock):
        values = {"student": student.student_id, "supervisor": name}
        places = finder.personal.touching("supervisor", name)
        if not finder.hosts.places.mask(programme.presence)[places].any():
            return sentence(
                "the lock of student '{student}' cannot hold: supervisor '{supervisor}' has no "
                "half-day.",
                **values,
            )
        if not finder.hosts.accredited[programme.programme_id][places].any():
            return sentence(
                "the lock of student '{student}' cannot hold: supervisor '{supervisor}' is not "
                "accredited for programme '{programme}' on every day of the semester.",
                programme=programme.programme_id,
                **values,
            )
        for rule in ("conflict", "no-repeat"):
            excluded = finder.personal.excluded(student, rule)
            if excluded is not None and excluded[places].all():
                return _excluded(rule, values)
    return sentence(
        "the lock of student '{student}' cannot hold: no placement that the rules allow has "
        "exactly what it asks.",
        student=student.student_id,
    )


def _excluded(rule: str, values: dict[str, str]) -> Sentence:
    if rule == "conflict":
        return sentence(
            "the lock of student '{student}' cannot hold: a conflict excludes supervisor "
            "'{supervisor}'.",
            **values,
        )
    return sentence(
        "the lock of student '{student}' cannot hold: the student has been at supervisor "
        "'{supervisor}' or its site before (no_repeat).",
        **values,
    )


def _supervisors(semester: Semester, lock: Lock) -> list[str]:
    offer = semester.offer.get(lock.offer_id or "")
    parts = offer.parts if offer is not None else ()
    return sorted({*lock.supervisor_ids, *(part.supervisor_id for part in parts)})


# -- what locks override --------------------------------------------------------------------


def _overrides(finder: Finder, student: Student, left: list[Places]) -> Iterator[Finding]:
    """Yield the rules of the student that every placement under the lock breaks."""
    semester, name = finder.semester, student.student_id
    where = cell(semester, "locks", name, "student_id")
    lock = semester.lock[name]
    refused = finder.personal.excluded(student, "refused")
    if lock.offer_id in finder.personal.refused_offers(student) or _breaks(refused, left):
        message = sentence("the lock of student '{student}' overrides a refusal.", student=name)
        yield warning("lock-overrides", where, message)
    if _breaks(finder.personal.excluded(student, "shortage-only"), left):
        message = sentence(
            "the lock of student '{student}' overrides shortage_only: not all of it lies in zones "
            "short of practitioners.",
            student=name,
        )
        yield warning("lock-overrides", where, message)
    if _breaks(finder.personal.excluded(student, "distance"), left):
        message = sentence(
            "the lock of student '{student}' overrides max_minutes {minutes}: it is farther from "
            "home.",
            student=name,
            minutes=student.max_minutes,
        )
        yield warning("lock-overrides", where, message)


def _breaks(excluded: Mask | None, left: list[Places]) -> bool:
    return excluded is not None and all(excluded[places].any() for places in left)


def _maximums(
    semester: Semester, hosts: Hosting, left: dict[str, list[Places]]
) -> Iterator[Finding]:
    """Yield hard maximums of students that the locks alone pass."""
    zone = zones(semester)
    for quota in semester.quotas:
        if quota.max_count is None or not quota.hard_max or quota.unit != "students":
            continue
        inside = [
            name
            for name, placements in left.items()
            if placements and _surely_inside(semester, hosts, quota, name, placements, zone)
        ]
        if len(inside) > quota.max_count:
            message = plural_sentence(
                "locks place {count} student within quota '{quota}', more than its max {most}; "
                "nobody else can be placed there.",
                "locks place {count} students within quota '{quota}', more than its max {most}; "
                "nobody else can be placed there.",
                count=len(inside),
                quota=quota.quota_id,
                most=quota.max_count,
            )
            where = cell(semester, "quotas", quota.quota_id, "max")
            yield warning("lock-overrides", where, message)


def _surely_inside(
    semester: Semester,
    hosts: Hosting,
    quota: Quota,
    name: str,
    placements: list[Places],
    zone: Mapping[tuple[str, str], str],
) -> bool:
    programme = semester.programme[semester.student[name].programme_id]
    if quota.programme_id not in (None, programme.programme_id):
        return False
    sites = in_scope(semester, quota, programme.profession, zone)
    return all(
        any(semester.sites[int(at)].site_id in sites for at in hosts.places.site[places])
        for places in placements
    )


# -- too many locks -------------------------------------------------------------------------


def _too_many(semester: Semester) -> Iterator[Finding]:
    """Yield supervisors to whom more students are locked than they take at one time."""
    weeks = week_classes(semester)
    there: dict[tuple[str, int], list[Student]] = defaultdict(list)
    for lock in semester.locks:
        student = semester.student[lock.student_id]
        programme = semester.programme[student.programme_id]
        offer = semester.offer.get(lock.offer_id or "")
        hosts = {name: weeks.mask(programme.weeks) for name in lock.supervisor_ids}
        for part in offer.parts if offer is not None else ():
            own = weeks.mask(part.weeks if part.weeks_text else programme.weeks)
            hosts[part.supervisor_id] = hosts.get(part.supervisor_id, 0) | own
        for name, mask in hosts.items():
            for week in range(weeks.n_classes):
                if mask >> week & 1:
                    there[name, week].append(student)
    told: set[str] = set()
    for (name, _), students in sorted(there.items(), key=lambda item: item[0]):
        finding = _crowded(semester, name, students)
        if finding is not None and name not in told:
            told.add(name)
            yield finding


def _crowded(semester: Semester, name: str, students: list[Student]) -> Finding | None:
    supervisor = semester.supervisor[name]
    where = cell(semester, "locks", students[0].student_id, "student_id")
    if len(students) > supervisor.max_students:
        message = sentence(
            "{locked} students are locked to supervisor '{supervisor}', who takes {most} at a "
            "time.",
            locked=len(students),
            supervisor=name,
            most=supervisor.max_students,
        )
        return warning("locks-over-capacity", where, message)
    for programme in sorted({student.programme_id for student in students}):
        own = sum(student.programme_id == programme for student in students)
        most = most_students(supervisor, semester.programme[programme])
        if own > most:
            message = sentence(
                "{locked} students of programme '{programme}' are locked to supervisor "
                "'{supervisor}', who takes {most} of them at a time.",
                locked=own,
                programme=programme,
                supervisor=name,
                most=most,
            )
            return warning("locks-over-capacity", where, message)
    return None


def _too_many_seats(semester: Semester) -> Iterator[Finding]:
    """Yield offers to which more students are locked than they have seats."""
    locked: dict[str, list[str]] = defaultdict(list)
    for lock in semester.locks:
        if lock.offer_id is not None and semester.student[lock.student_id].surnombre is None:
            locked[lock.offer_id].append(lock.student_id)
    for name, students in sorted(locked.items()):
        offer = semester.offer[name]
        if len(students) > offer.seats:
            message = plural_sentence(
                "{locked} students are locked to offer '{offer}', which has {count} seat.",
                "{locked} students are locked to offer '{offer}', which has {count} seats.",
                count=offer.seats,
                locked=len(students),
                offer=name,
            )
            where = cell(semester, "locks", students[0], "offer_id")
            yield warning("locks-over-capacity", where, message)
