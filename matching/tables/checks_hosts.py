"""Checks of supervisors, their accreditations, and of what is known of need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ..entities import Accreditation, Supervisor
from ..halfdays import HALF_DAYS
from ..language import plural_sentence, sentence
from ..semester import Semester
from .findings import Finding, error, warning
from .headings import slug

# What general practice is called where its code gp is not known.
_GENERAL_PRACTICE = frozenset(
    {
        *("mg", "medecinegenerale", "medecingeneraliste", "generaliste"),
        *("generalpractice", "generalpractitioner", "familymedicine"),
    }
)


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
        yield from _capacity(semester, supervisor)
        yield from _limits(semester, supervisor, own)
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
        else:
            yield from _programmes_lost(semester, name, lines)
        yield from _programmes_replaced(semester, supervisor, lines)
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


def _programmes_lost(
    semester: Semester, name: str, lines: list[Accreditation]
) -> Iterator[Finding]:
    """Yield programmes for which an accreditation begins or ends within the semester."""
    first, last = semester.settings.first_day, semester.settings.last_day
    held = {line.programme_id for line in lines if _covers(semester, line.start, line.end)}
    for line in lines:
        begun = line.start is None or line.start <= last
        ended = line.end is not None and line.end < first
        if line.programme_id in held or not begun or ended:
            continue
        held.add(line.programme_id)  # told once
        message = sentence(
            "no accreditation of supervisor '{supervisor}' or its site for programme "
            "'{programme}' holds on every day of the semester; it takes no one of it.",
            supervisor=name,
            programme=line.programme_id,
        )
        host = line.supervisor_id or line.site_id or ""
        where = semester.cells.get(("accreditations", host, "end"))
        fallback = semester.cells["supervisors", name, "supervisor_id"]
        yield warning("accreditation", where or fallback, message)


def _programmes_replaced(
    semester: Semester, supervisor: Supervisor, lines: list[Accreditation]
) -> Iterator[Finding]:
    """Yield programmes of the supervisor's row that its lines of accreditations leave out."""
    left_out = sorted(set(supervisor.programmes) - {line.programme_id for line in lines})
    if left_out:
        message = plural_sentence(
            "supervisor '{supervisor}' takes no one of programme '{programmes}': the lines of "
            "accreditations for it or its site replace its programmes and leave that one out.",
            "supervisor '{supervisor}' takes no one of the programmes {programmes}: the lines of "
            "accreditations for it or its site replace its programmes and leave these out.",
            count=len(left_out),
            supervisor=supervisor.supervisor_id,
            programmes=tuple(left_out),
        )
        where = semester.cells["supervisors", supervisor.supervisor_id, "programmes"]
        yield warning("programmes-replaced", where, message)


def _capacity(semester: Semester, supervisor: Supervisor) -> Iterator[Finding]:
    name = supervisor.supervisor_id
    if supervisor.max_students == 0:
        message = sentence(
            "supervisor '{supervisor}' takes no one: max_students is 0.", supervisor=name
        )
        yield warning("takes-no-one", semester.cells["supervisors", name, "max_students"], message)
    elif supervisor.max_at_once == 0:
        message = sentence(
            "supervisor '{supervisor}' takes no one: max_at_once is 0.", supervisor=name
        )
        yield warning("takes-no-one", semester.cells["supervisors", name, "max_at_once"], message)


def _limits(
    semester: Semester, supervisor: Supervisor, lines: list[Accreditation]
) -> Iterator[Finding]:
    """Yield limits that never bind, since more or nobody at all may come."""
    where = semester.cells["supervisors", supervisor.supervisor_id, "limits"]
    taken = {line.programme_id for line in lines} | set(supervisor.programmes)
    for programme, limit in sorted(supervisor.limits.items()):
        names = {"supervisor": supervisor.supervisor_id, "programme": programme}
        if programme not in taken:
            message = sentence(
                "supervisor '{supervisor}' has a limit for programme '{programme}', but does not "
                "take it.",
                **names,
            )
            yield warning("useless-limit", where, message)
        elif limit > supervisor.max_students:
            message = sentence(
                "the limit {limit} of supervisor '{supervisor}' for programme '{programme}' is "
                "more than max_students {most}.",
                limit=limit,
                most=supervisor.max_students,
                **names,
            )
            yield warning("useless-limit", where, message)


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
    # Of no supply alone can be said what people reach.
    if any(t.population for t in semester.territories):
        known |= {provider.profession for provider in semester.providers}
        if any(t.gp_fte is not None for t in semester.territories):
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
        hint = None
        if slug(profession) in _GENERAL_PRACTICE:
            hint = sentence("If it is general practice, write gp in all tables.")
        yield warning("no-need", where, message, hint)
