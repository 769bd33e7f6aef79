"""Checks of supervisors, their accreditations, and of what is known of need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ..entities import Accreditation, Supervisor
from ..halfdays import HALF_DAYS
from ..semester import Semester
from .findings import Finding


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
        message = f"supervisor '{supervisor.supervisor_id}' has no half-day and takes no one."
        yield Finding("warning", "no-half-days", where, message)


def _accreditation(
    semester: Semester, supervisor: Supervisor, lines: list[Accreditation]
) -> Iterator[Finding]:
    name = supervisor.supervisor_id
    if lines:
        if not any(_covers(semester, line.start, line.end) for line in lines):
            yield Finding(
                "warning",
                "accreditation",
                semester.cells["supervisors", name, "supervisor_id"],
                f"no accreditation of supervisor '{name}' or its site holds on every day of "
                "the semester.",
            )
        return
    if not supervisor.programmes:
        yield Finding(
            "error",
            "missing-value",
            semester.cells["supervisors", name, "programmes"],
            f"supervisor '{name}' has neither programmes nor a line of accreditations.",
        )
    end = supervisor.accreditation_end
    if not _covers(semester, None, end):
        yield Finding(
            "warning",
            "accreditation",
            semester.cells["supervisors", name, "accreditation_end"],
            f"the accreditation of supervisor '{name}' ends on {end}, before the semester "
            f"does ({semester.settings.last_day}); it takes no one.",
        )


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
        message = f"no need of any territory is known for '{profession}'; it counts as 0."
        yield Finding("warning", "no-need", where, message)
