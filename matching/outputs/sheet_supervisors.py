"""The sheet by supervisor: the week's half-days with the students who are there."""

from __future__ import annotations

from ..entities import Supervisor
from ..halfdays import N_HALF_DAYS
from .labels import reading_order
from .occupancy import Stay
from .sheet import Book, Cell, CellValue, Column
from .view import View
from .words import HALF_DAY_HEADINGS


def write_supervisor_sheet(book: Book, view: View) -> None:
    """Write the sheet: a row per supervisor, a column per half-day, grey where not there."""
    words = view.words
    columns = [
        Column(words["supervisor"], 22),
        Column(words["supervisor_id"], 10),
        Column(words["site"], 22),
        Column(words["hosted_of_max"], 10),
        *(Column(heading, 16) for heading in HALF_DAY_HEADINGS[view.lang]),
    ]
    supervisors = sorted(
        view.semester.supervisors, key=lambda s: (reading_order(s.name), s.supervisor_id)
    )
    rows = (_cells(view, supervisor) for supervisor in supervisors)
    book.table_sheet(words["sheet_supervisors"], columns, rows)


def _cells(view: View, supervisor: Supervisor) -> list[CellValue]:
    identifier = supervisor.supervisor_id
    hosted = view.occupancy.at_once(identifier)
    return [
        view.labels.supervisor[identifier],
        identifier,
        view.labels.site[supervisor.site_id],
        f"{hosted} / {supervisor.max_students}",
        *(_half_day_cell(view, supervisor, half_day) for half_day in range(N_HALF_DAYS)),
    ]


def _half_day_cell(view: View, supervisor: Supervisor, half_day: int) -> Cell:
    stays = [
        stay
        for stay in view.occupancy.by_supervisor.get(supervisor.supervisor_id, ())
        if half_day in stay.part.half_days
    ]
    if stays:
        setting = view.semester.site[stays[0].part.site_id].setting
        return Cell("\n".join(_name(view, supervisor, stay) for stay in stays), setting)
    presence = supervisor.timetable[half_day]
    return Cell(None, "plain" if presence is not None and not presence.away else "absent")


def _name(view: View, supervisor: Supervisor, stay: Stay) -> str:
    """Return the student's name, with the weeks and the site where they are not the usual."""
    name = view.labels.student[stay.student.student_id]
    weeks = f" ({view.words['weeks'].lower()} {stay.part.weeks})" if stay.part.weeks else ""
    elsewhere = stay.part.site_id != supervisor.site_id
    return f"{name}{weeks}{f' @ {view.labels.site[stay.part.site_id]}' if elsewhere else ''}"
