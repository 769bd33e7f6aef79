"""Students whom nothing fits, and the rule that is told, against all bundles listed one by one."""

from __future__ import annotations

from dataclasses import replace

import maillage
import pytest
from hypothesis import HealthCheck, given, settings
from maillage.matching.checking import deep_checks
from maillage.matching.checking.finder import Finder
from maillage.matching.checking.hosting import hosting
from maillage.matching.checking.personal import OVERRIDDEN, RULES
from maillage.matching.checking.placements import student_rule
from maillage.matching.checking.programme_rule import programme_rule
from maillage.matching.entities import Programme, Student
from maillage.matching.semester import Semester
from maillage.matching.settings import Settings
from maillage.matching.tables.reading import read_rows

from .cli_example import Tables, example
from .oracle import Bundle, bundles_of
from .oracle.bundles import accredited, composed_bundles, is_there, offer_bundles
from .strategies import semesters, to_semester

ALONE = {"wishes": (), "conflicts": (), "history": (), "locks": ()}


def under(semester: Semester, student: Student, rules: list[str]) -> list[Bundle]:
    """List the bundles of a student under some of its own rules, its lock aside."""
    one = replace(
        student,
        shortage_only=student.shortage_only and "shortage-only" in rules,
        max_minutes=student.max_minutes if "distance" in rules else None,
    )
    kept = {
        "wishes": semester.wishes if "refused" in rules else (),
        "conflicts": semester.conflicts if "conflict" in rules else (),
        "history": semester.history if "no-repeat" in rules else (),
        "locks": (),
    }
    found = bundles_of(replace(semester, **kept), one)
    return [bundle for bundle in found if has_room(semester, student.programme_id, bundle)]


def has_room(semester: Semester, programme: str, bundle: Bundle) -> bool:
    """Say whether a bundle needs no room, or all its sites have one."""
    if not semester.programme[programme].needs_room:
        return True
    return all(semester.site[site].rooms != 0 for site in bundle.sites)


def rule_of_student(semester: Semester, student: Student) -> str | None:
    """Apply the student's rules one after the other until no bundle is left."""
    locked = student.student_id in semester.lock
    rules = [rule for rule in RULES if not (locked and rule in OVERRIDDEN)]
    for count in range(1, len(rules) + 1):
        if not under(semester, student, rules[:count]):
            return rules[count - 1]
    return None


def rule_of_programme(semester: Semester, programme: Programme, car: bool) -> str | None:
    """Apply the programme's rules one after the other until no bundle is left."""
    nobody = Student("nobody", "nobody", programme.programme_id, car=car)
    if under(semester, nobody, []):
        return None
    anywhere = Settings(**{**semester.settings.model_dump(), "noon_minutes": 10**6})
    alone = replace(semester, **ALONE)
    if programme.composition == "offers":
        own = [o for o in semester.offers if o.programme_id == programme.programme_id and o.parts]
        left = [
            offer
            for offer in own
            if offer.open
            and all(
                accredited(semester, semester.supervisor[part.supervisor_id], programme)
                for part in offer.parts
            )
        ]
        steps = {
            "programme": own,
            "closed": [offer for offer in own if offer.open],
            "accreditation": left,
            "presence": [b for offer in left for b in offer_bundles(semester, programme, offer)],
        }
    else:
        near = replace(programme, max_km=None)
        steps = {
            "programme": [s for s in semester.supervisors if listed(semester, s, programme)],
            "accreditation": [
                s for s in semester.supervisors if accredited(semester, s, programme)
            ],
            "presence": usable_sites(semester, programme),
            "mix": mix(semester, programme),
            "parts": list(composed_bundles(semester, near)),
            "between-parts": list(composed_bundles(semester, programme)),
        }
    assert bundles_of(replace(alone, settings=anywhere), nobody) or any(
        not left for left in steps.values()
    )
    steps["noon"] = bundles_of(alone, nobody)
    return next((rule for rule, left in steps.items() if not left), "room")


def listed(semester: Semester, supervisor, programme: Programme) -> bool:
    """Say whether a supervisor takes a programme, whatever the dates."""
    lines = [
        line
        for line in semester.accreditations
        if line.supervisor_id == supervisor.supervisor_id or line.site_id == supervisor.site_id
    ]
    names = {line.programme_id for line in lines} if lines else set(supervisor.programmes)
    return programme.programme_id in names


def usable_sites(semester: Semester, programme: Programme) -> list[str]:
    """List the sites where somebody accredited is long enough for a part."""
    found = []
    for supervisor in semester.supervisors:
        if not accredited(semester, supervisor, programme):
            continue
        at: dict[str, list[int]] = {}
        for half_day, cell in enumerate(supervisor.timetable):
            if is_there(programme, cell):
                at.setdefault(cell.site_id, []).append(half_day)
        for site, half_days in at.items():
            kept = [h for h in half_days if not programme.whole_days or h ^ 1 in half_days]
            if len(kept) >= programme.min_part:
                found.append(site)
    return found


def mix(semester: Semester, programme: Programme) -> bool:
    """Say whether each setting that the mix asks for is there at all."""
    there = {semester.site[site].setting for site in usable_sites(semester, programme)}
    wanted = {"liberal": programme.min_liberal, "centre": programme.min_centre}
    return all(setting in there for setting, least in wanted.items() if least)


@given(semesters())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_rule_told_is_the_first_that_leaves_nothing(tables):
    semester = to_semester(tables)
    finder = Finder(semester, hosting(semester))
    for programme in semester.programmes:
        for car in (True, False):
            expected = rule_of_programme(semester, programme, car)
            assert programme_rule(finder, programme, car) == expected
    for student in semester.students:
        programme = semester.programme[student.programme_id]
        if programme_rule(finder, programme, student.car) is None:
            assert student_rule(finder, student) == rule_of_student(semester, student)


@given(semesters())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_looking_among_few_supervisors_first_changes_nothing(tables):
    semester = to_semester(tables)
    hosts = hosting(semester)
    at_once = Finder(semester, hosts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("maillage.matching.checking.finder._EACH", 1)
        patched.setattr("maillage.matching.checking.finder._SIZES", (1, 2, 3))
        patched.setattr("maillage.matching.checking.finder._KEPT", 1)
        patched.setattr("maillage.matching.checking.finder._LAST", 1)
        by_and_by = Finder(semester, hosts)
        found = {s.student_id: student_rule(by_and_by, s) for s in semester.students}
    assert found == {s.student_id: student_rule(at_once, s) for s in semester.students}


@given(semesters())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_locks_that_hold_are_those_that_leave_a_bundle(tables):
    semester = to_semester(tables)
    finder = Finder(semester, hosting(semester))
    for name in semester.lock:
        student = semester.student[name]
        found = [
            bundle
            for bundle in bundles_of(semester, student)
            if has_room(semester, student.programme_id, bundle)
        ]
        assert bool(finder.placements_under_lock(student)) == bool(found)


def crowd(tables: Tables, students: int) -> Semester:
    """Return the example with many externs who live too far from everything."""
    tables["students"] += [
        {"student_id": f"F{k:03d}", "name": f"Far {k}", "programme_id": "EXT", "lat": 43.3,
         "lon": 5.4, "max_minutes": 30}
        for k in range(students)
    ]  # fmt: skip
    return read_rows(tables)


@pytest.mark.parametrize(("students", "told"), [(3, 3), (20, 20), (45, 21)])
def test_many_students_for_one_reason_are_counted(students: int, told: int):
    messages = [str(f) for f in deep_checks(crowd(example(), students)) if f.code == "no-bundle"]
    assert len(messages) == told
    if students > 20:
        assert messages[-1].endswith(
            "no placement fits 25 more students of programme 'EXT' for the same reason. [no-bundle]"
        )


@given(semesters())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_said_comes_true_when_placing(tables):
    semester = to_semester(tables)
    findings = deep_checks(semester)
    impossible = [
        finding
        for finding in findings
        if finding.code in ("lock-cannot-hold", "locks-over-capacity")
        or finding.suggestion.startswith("It is hard")
    ]
    try:
        placement = maillage.place(semester, tiers=["placed"])
    except maillage.CannotBeMet:
        return
    assert impossible == []
    unplaced = [student for student in placement.students if student.status == "unplaced"]
    for finding in findings:
        if finding.code in ("capacity", "link-too-large"):
            assert unplaced
        if finding.code == "no-bundle":
            values = dict(finding.sentence.values)
            about = values.get("student") or values["programme"]
            assert about in {name for s in unplaced for name in (s.student_id, s.programme_id)}
