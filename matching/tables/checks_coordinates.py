"""Checks that the minutes which a placement needs can be computed."""

from __future__ import annotations

from collections.abc import Iterator

from ..entities import Programme, Site, Student
from ..language import plural_sentence, sentence
from ..semester import Semester
from .findings import Finding, error, warning
from .geography import home_point, site_point


def check_coordinates(semester: Semester) -> Iterator[Finding]:
    """Yield sites and homes without a place where minutes or kilometres need one."""
    lines = {(line.origin, line.destination) for line in semester.travel}
    lines |= {(end, start) for start, end in lines}
    used = _used_sites(semester)
    yield from _sites(semester, used, lines)
    yield from _homes(semester, used, lines)


def _used_sites(semester: Semester) -> list[Site]:
    """Return the sites where someone could be placed."""
    names = {part.site_id for offer in semester.offers for part in offer.parts}
    for supervisor in semester.supervisors:
        names |= {presence.site_id for presence in supervisor.timetable if presence is not None}
    return [site for site in semester.sites if site.site_id in names]


def _sites(semester: Semester, used: list[Site], lines: set[tuple[str, str]]) -> Iterator[Finding]:
    between = _sites_compared(semester)
    for site in used:
        if site_point(semester, site.site_id) is not None:
            continue
        if all(_journey_given(student, site, lines) for student in semester.students) and not any(
            _needs_place(site, other, programme, lines)
            for programme, others in between
            if site in others
            for other in others
        ):
            continue
        message = sentence(
            "site '{site}' has no coordinates and neither has its territory '{territory}'; "
            "journeys there cannot be computed.",
            site=site.site_id,
            territory=site.territory_id,
        )
        yield error("no-coordinates", semester.cells["sites", site.site_id, "lat"], message)


def _sites_compared(semester: Semester) -> list[tuple[Programme, list[Site]]]:
    """Return the programmes that compare sites with each other, each with its sites."""
    chosen = {
        offer.programme_id
        for offer in semester.offers
        if any(isinstance(part.half_days, int) for part in offer.parts)
    }
    found = []
    for programme in semester.programmes:
        name = programme.programme_id
        composed = programme.composition == "composed"
        if programme.max_sites == 1 or not (composed or name in chosen):
            continue
        sites = {
            presence.site_id
            for supervisor in semester.supervisors
            for presence in supervisor.timetable
            if presence is not None
        }
        found.append((programme, [semester.site[s] for s in sorted(sites) if s in semester.site]))
    return found


def _needs_place(
    site: Site, other: Site, programme: Programme, lines: set[tuple[str, str]]
) -> bool:
    """Say whether kilometres between two sites are needed: for max_km, or at noon."""
    if site == other:
        return False
    if programme.max_km is not None:
        return True
    return not programme.whole_days and not _given(
        (site.site_id, site.territory_id), (other.site_id, other.territory_id), lines
    )


def _journey_given(student: Student, site: Site, lines: set[tuple[str, str]]) -> bool:
    return _given(
        (student.student_id, student.territory_id), (site.site_id, site.territory_id), lines
    )


def _given(
    starts: tuple[str, str | None], ends: tuple[str, str], lines: set[tuple[str, str]]
) -> bool:
    return any((start, end) in lines for start in starts if start for end in ends)


def _homes(semester: Semester, used: list[Site], lines: set[tuple[str, str]]) -> Iterator[Finding]:
    away: list[Student] = []
    for student in semester.students:
        if home_point(semester, student) is not None:
            continue
        where = semester.cells["students", student.student_id, "territory_id"]
        if all(_journey_given(student, site, lines) for site in used) and student.territory_id:
            continue
        if semester.settings.campus is not None:
            away.append(student)
        else:
            message = sentence(
                "student '{student}' has no home (coordinates, or a territory that has them), "
                "and the setting campus is empty.",
                student=student.student_id,
            )
            yield error("no-home", where, message)
    if away:
        where = semester.cells["students", away[0].student_id, "territory_id"]
        message = plural_sentence(
            "student '{student}' has no home; minutes count from the campus.",
            "{count} students have no home, the first is '{student}'; their minutes count from "
            "the campus.",
            count=len(away),
            student=away[0].student_id,
        )
        yield warning("campus-used", where, message)
