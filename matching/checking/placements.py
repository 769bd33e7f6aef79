"""Students whom no placement at all fits, with the rule that excludes them.

Where the programme's own rules leave nothing for anybody, the programme is told. Otherwise the
rules of the student alone are applied one after the other, in the order of `personal.RULES`;
the rule told is the first after which no placement that the programme allows is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ..entities import Programme, Student
from ..language import Sentence, plural_sentence, sentence
from ..semester import Semester
from ..tables.findings import Finding, warning
from .finder import Finder
from .hosting import Hosting, cell
from .personal import OVERRIDDEN, RULES
from .programme_rule import programme_rule

_TOLD = 20
"""Students of one programme and rule that are told one by one; the others are counted."""

_COLUMNS = {"shortage-only": "shortage_only", "distance": "max_minutes"}


def check_placements(semester: Semester, hosts: Hosting) -> Iterator[Finding]:
    """Yield programmes that have no placement for anybody, then students who have none."""
    finder = Finder(semester, hosts)
    cohorts: dict[tuple[str, bool], list[Student]] = defaultdict(list)
    for student in semester.students:
        cohorts[student.programme_id, student.car].append(student)
    found: dict[tuple[str, str], list[Student]] = defaultdict(list)
    for programme in semester.programmes:
        # What can be reached at noon without a car can be reached with one.
        own = {car: cohorts[programme.programme_id, car] for car in (False, True)}
        rules = {car: programme_rule(finder, programme, car) for car in own if own[car]}
        yield from _nobody(semester, programme, rules, own)
        for car in (car for car, rule in rules.items() if rule is None):
            for student in sorted(own[car], key=finder.personal.distances.cell_of_home):
                rule = student_rule(finder, student)
                if rule is not None:
                    found[programme.programme_id, rule].append(student)
    for (_, rule), students in sorted(found.items()):
        yield from _of_students(semester, rule, sorted(students, key=lambda s: s.student_id))


def student_rule(finder: Finder, student: Student) -> str | None:
    """Return the rule of a student alone that leaves no placement, ``None`` if one is left.

    What a lock overrides is left aside, and so is what the lock itself asks for.
    """
    locked = student.student_id in finder.semester.lock
    rules = [rule for rule in RULES if not (locked and rule in OVERRIDDEN)]
    if finder.fits(student, rules):
        return None
    for count, rule in enumerate(rules, start=1):
        if not finder.fits(student, rules[:count]):
            return rule
    return rules[-1]


# -- sentences ------------------------------------------------------------------------------


def _nobody(
    semester: Semester,
    programme: Programme,
    rules: Mapping[bool, str | None],
    students: Mapping[bool, list[Student]],
) -> Iterator[Finding]:
    """Yield why nobody of a programme can be placed, or nobody without a car."""
    where = cell(semester, "programmes", programme.programme_id, "programme_id")
    for car, rule in rules.items():
        if rule is None or (not car and rule == rules.get(True)):
            continue
        count = len(students[car])
        values = {"programme": programme.programme_id, "why": _why_nobody(rule)}
        if not car and True in rules:
            message = plural_sentence(
                "no placement fits the {count} student of programme '{programme}' without a car: "
                "{why}.",
                "no placement fits any of the {count} students of programme '{programme}' without "
                "a car: {why}.",
                count=count,
                **values,
            )
        else:
            count += len(students[False]) if rules.get(False) == rule and car else 0
            message = plural_sentence(
                "no placement fits the {count} student of programme '{programme}': {why}.",
                "no placement fits any of the {count} students of programme '{programme}': {why}.",
                count=count,
                **values,
            )
        yield warning("no-bundle", where, message)


def _why_nobody(rule: str) -> Sentence:
    reasons = {
        "closed": sentence("all its offers are closed"),
        "programme": sentence("no supervisor and no offer takes it"),
        "accreditation": sentence("no accreditation for it holds on every day of the semester"),
        "presence": sentence("nobody has enough half-days in the week"),
        "mix": sentence(
            "private practice or centres are missing for the mix (min_liberal, min_centre)"
        ),
        "parts": sentence("no combination of supervisors and sites gives the half-days demanded"),
        "between-parts": sentence("all sites are too far from each other (max_km)"),
        "noon": sentence("all need a change of site at noon that is too long (noon_minutes)"),
        "room": sentence("consulting rooms for trainees are missing (rooms)"),
    }
    return reasons[rule]


def _of_students(semester: Semester, rule: str, students: list[Student]) -> Iterator[Finding]:
    for student in students[:_TOLD]:
        column = _COLUMNS.get(rule, "student_id")
        where = cell(semester, "students", student.student_id, column)
        yield warning("no-bundle", where, _message(student, rule))
    if len(students) > _TOLD:
        first = students[_TOLD]
        message = plural_sentence(
            "no placement fits {count} more student of programme '{programme}' for the same "
            "reason.",
            "no placement fits {count} more students of programme '{programme}' for the same "
            "reason.",
            count=len(students) - _TOLD,
            programme=first.programme_id,
        )
        where = cell(semester, "students", first.student_id, "student_id")
        yield warning("no-bundle", where, message)


def _message(student: Student, rule: str) -> Sentence:
    """Say why nothing fits; what earlier rules leave is what "left" means."""
    name = student.student_id
    match rule:
        case "refused":
            return sentence(
                "no placement fits student '{student}': each touches what the student refuses.",
                student=name,
            )
        case "conflict":
            return sentence(
                "no placement fits student '{student}': each that is left touches a conflict of "
                "interest.",
                student=name,
            )
        case "no-repeat":
            return sentence(
                "no placement fits student '{student}': each that is left is where the student "
                "has been before (no_repeat).",
                student=name,
            )
        case "shortage-only":
            return sentence(
                "no placement fits student '{student}': none that is left lies in zones short of "
                "practitioners (ZIP, ZAC), as the student asks.",
                student=name,
            )
    if student.needs_housing:
        return sentence(
            "no placement fits student '{student}': each that is left is farther than {minutes} "
            "minutes from home, and no site of it has housing.",
            student=name,
            minutes=student.max_minutes,
        )
    return sentence(
        "no placement fits student '{student}': each that is left is farther than {minutes} "
        "minutes from home.",
        student=name,
        minutes=student.max_minutes,
    )
