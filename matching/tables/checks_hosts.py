"""Checks of supervisors, their accreditations, and of what is known of need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ..entities import Accreditation, Supervisor
from ..halfdays import HALF_DAYS
from ..language import sentence
from ..semester import Semester
from .findings import Finding, error, warning


def check_hosts(semester: Semester) -> Iterator[Finding]:
    """Yield what is wrong or odd with supervisors, and professions without any need."""
    lines: dict[str, list[Accreditation]] = defaultdict(list)
    for line in semester.accreditations:
        lines[f"supervisor {line.supervisor_id}"].append(line)
        lines[f"site {line.site_id}"].append(line)
    for supervisor in semester.supervisors:
        own = lines[f"supervisor {supervisor.supervisor_id}"] + lines[f"site {supervisor.site_id}"]
        yield from _timetable(semester, supervisor)
        yield from _accreditation(semester, supervisor, own)
    yield from _professions(semester)


def _timetable(semester: Semester, supervisor: Supervisor) -> Iterator[Finding]:
    if all(presence is None for presence in supervisor.timetable):
        where = semester.cells["supervisors", supervisor.supervisor_id, HALF_DAYS[0]]
        message = sentence(
            "supervisor '{supervisor}' has no half-day and takes no one.",
            supervisor=supervisor.supervisor_id,
        )
        yield warning("no-half-days", where, message)


def _accreditation(
    semester: Semester, supervisor: Supervisor, lines: list[Accreditation]
) -> Iterator[Finding]:
    name = supervisor.supervisor_id
    if lines:
        if not any(_covers(semester, line.start, line.end) for line in lines):
            message = sentence(
                "no accreditation of supervisor '{supervisor}' or its site holds on every day of "
                "the semester.",
                supervisor=name,
            )
            where = semester.cells["supervisors", name, "supervisor_id"]
            yield warning("accreditation", where, message)
        return
    if not supervisor.programmes:
        message = sentence(
            "supervisor '{supervisor}' has neither programmes nor a line of accreditations.",
            supervisor=name,
        )
        yield error("missing-value", semester.cells["supervisors", name, "programmes"], message)
    end = supervisor.accreditation_end
    if not _covers(semester, None, end):
        message = sentence(
            "the accreditation of supervisor '{supervisor}' ends on {end}, before the semester "
            "does ({last}); it takes no one.",
            supervisor=name,
            end=end,
            last=semester.settings.last_day,
        )
        where = semester.cells["supervisors", name, "accreditation_end"]
        yield warning("accreditation", where, message)


def _covers(semester: Semester, start: date | None, end: date | None) -> bool:
    settings = semester.settings
    return (start is None or start <= settings.first_day) and (
        end is None or end >= settings.last_day
    )


def _professions(semester: Semester) -> Iterator[Finding]:
    """Warn once per profession of which no territory's need is known."""
    known = {need.profession for need in semester.needs}
    known |= {zone.profession for zone in semester.zones}
    if any(value is not None for t in semester.territories for value in (t.need, t.zone, t.apl)):
        known.add("gp")
    enrolled = {student.programme_id for student in semester.students}
    told: set[str] = set()
    for programme in semester.programmes:
        profession = programme.profession
        if programme.programme_id not in enrolled or profession in known | told:
            continue
        told.add(profession)
        where = semester.cells["programmes", programme.programme_id, "profession"]
        message = sentence(
            "no need of any territory is known for '{profession}'; it counts as 0.",
            profession=profession,
        )
        yield warning("no-need", where, message)
