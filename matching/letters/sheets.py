"""Sheets to print for students and supervisors: the week, places, dates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from ..entities import Site
from ..explaining.evidence import known
from ..halfdays import HALF_DAYS
from ..language import Lang, sentence
from ..outputs.directory import OutputError, check_folder, write_checked
from ..outputs.figures import half_days_text
from ..outputs.labels import reading_order
from ..outputs.occupancy import Stay
from ..outputs.placement_rows import sorted_parts
from ..outputs.view import View
from ..pages import PersonSheet, SheetBook, Slot, render_sheets
from ..result import Placement
from ..semester import Semester
from .file_names import file_names

MARKER = "sheets.json"
STUDENTS, SUPERVISORS = "students", "supervisors"
_SETTINGS = ("centre", "liberal")


def sheets(
    semester: Semester,
    placement: Placement,
    lang: Lang,
    *,
    students: Sequence[str] = (),
    separate: bool = False,
) -> dict[str, bytes]:
    """Return the files by name: everybody's sheets in one, and one each where ``separate``.

    Parameters
    ----------
    students
        Only these students, and no supervisor; none named: all.

    Raises
    ------
    UnknownNameError
        There is no such student.
    OutputError
        There is nobody placed.
    """
    for student in students:
        known(STUDENTS, student, semester.student)
    made = _Sheets(View(semester, placement, lang))
    books = {STUDENTS: made.of_students(students)}
    if not students:
        books[SUPERVISORS] = made.of_supervisors()
    if not books[STUDENTS]:
        raise OutputError(sentence("There is nobody placed to write to."))
    files: dict[str, bytes] = {}
    for kind, people in books.items():
        files[f"{kind}.html"] = made.page(kind, people.values())
        if separate:
            names = file_names(((key, sheet.name) for key, sheet in people.items()), ".html")
            for name, sheet in zip(names, people.values(), strict=True):
                files[f"{kind}/{name}"] = made.page(kind, [sheet])
    counts = {kind: len(people) for kind, people in books.items()}
    marker = {"format_version": 1, "semester": semester.settings.semester, **counts}
    return {**files, MARKER: (json.dumps(marker, indent=2) + "\n").encode()}


def write_sheets(files: Mapping[str, bytes], directory: Path) -> None:
    """Write sheets into a folder, all of them or none.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    write_checked(files, directory, check_sheets)


def check_sheets(directory: Path) -> None:
    """Refuse a folder that sheets must not replace.

    Raises
    ------
    OutputError
        It is a file, or holds what no sheets are.
    """
    names = {MARKER, STUDENTS, SUPERVISORS, f"{STUDENTS}.html", f"{SUPERVISORS}.html"}
    check_folder(directory, frozenset(names), MARKER)


class _Sheets:
    """The sheets of a placement."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._of: dict[str, list[Stay]] = {}
        for stays in view.occupancy.by_supervisor.values():
            for stay in stays:
                self._of.setdefault(stay.student.student_id, []).append(stay)

    def of_students(self, only: Sequence[str]) -> dict[str, PersonSheet]:
        """Return the sheets of placed students, in the order of names; they name nobody else."""
        names = self._view.labels.student
        there = [name for name in self._of if not only or name in only]
        ordered = sorted(there, key=lambda name: (reading_order(names[name]), name))
        return {name: self._student(self._of[name]) for name in ordered}

    def of_supervisors(self) -> dict[str, PersonSheet]:
        """Return the sheets of supervisors with students, in the order of names."""
        found = self._view.occupancy.by_supervisor
        names = self._view.labels.supervisor
        ordered = sorted(found, key=lambda name: (reading_order(names[name]), name))
        return {name: self._supervisor(name, found[name]) for name in ordered}

    def page(self, kind: str, people: Iterable[PersonSheet]) -> bytes:
        """Return sheets as one file."""
        words, lang = self._view.words, self._view.lang
        person = words["student"] if kind == SUPERVISORS else words["supervisor"]
        columns = [person, words["site"], words["territory"], words["half_days"]]
        columns += [_DATES.said(lang)]
        columns += [words["programme"] if kind == SUPERVISORS else words["minutes"]]
        book = SheetBook(
            title=f"{words[kind]}, {self._semester()}",
            lang=lang,
            sheets=tuple(people),
            settings=tuple(words[name] for name in _SETTINGS),
            week_caption=_WEEK.said(lang),
            rows_caption=(_HOSTED if kind == SUPERVISORS else _PLACES).said(lang),
            columns=tuple(columns),
        )
        return render_sheets(book).encode()

    def _student(self, stays: Sequence[Stay]) -> PersonSheet:
        words, semester, lang = self._view.words, self._view.semester, self._view.lang
        placed, student = stays[0].placement, stays[0].student
        order = sorted_parts(placed)
        stays = sorted(stays, key=lambda stay: order.index(stay.part))
        facts = [(words["student_id"], student.student_id)]
        facts.append((words["programme"], semester.programme[placed.programme_id].name))
        if placed.offer_id is not None:
            facts.append((words["offer"], self._view.labels.offer[placed.offer_id]))
        if placed.housed is not None:
            facts.append((words["housed"], semester.site[placed.housed].name))
        labels = self._view.labels.supervisor
        return PersonSheet(
            student.name,  # two of one name are told apart by their number, on the sheet
            self._semester(),
            tuple(facts),
            self._week(stays, [labels[stay.part.supervisor_id] for stay in stays]),
            tuple(
                (*self._row(labels[stay.part.supervisor_id], stay), f"{stay.part.minutes} min")
                for stay in stays
            ),
            (_CHECK.said(lang),),
        )

    def _supervisor(self, identifier: str, stays: Sequence[Stay]) -> PersonSheet:
        view = self._view
        supervisor = view.semester.supervisor[identifier]
        names = [view.labels.student[stay.student.student_id] for stay in stays]
        contacts = [
            f"{name}\n{stay.student.email}" if stay.student.email else name
            for name, stay in zip(names, stays, strict=True)
        ]
        facts = [
            (view.words["supervisor_id"], identifier),
            (view.words["site"], self._site(view.semester.site[supervisor.site_id])),
            (view.words["students"], str(len(set(names)))),
        ]
        return PersonSheet(
            supervisor.name,
            self._semester(),
            tuple(facts),
            self._week(stays, names, supervisor.site_id),
            tuple(
                (*self._row(contact, stay), stay.student.programme_id)
                for contact, stay in zip(contacts, stays, strict=True)
            ),
            (_CHECK.said(view.lang),),
        )

    def _row(self, person: str, stay: Stay) -> tuple[str, ...]:
        semester, part = self._view.semester, stay.part
        site = semester.site[part.site_id]
        territory = semester.territory[site.territory_id]
        where = territory.name
        if territory.department:
            where = f"{territory.name} ({territory.department})"
        half_days = half_days_text(part.half_days, self._view.lang)
        return person, self._site(site), where, half_days, self._dates(stay)

    def _site(self, site: Site) -> str:
        return f"{site.name} ({self._view.words.get(site.kind, site.kind)})"

    def _week(
        self, stays: Sequence[Stay], names: Sequence[str], usual: str = ""
    ) -> dict[str, tuple[Slot, ...]]:
        """Return who is where by half-day; sites but the usual one, and weeks that differ."""
        cells: dict[str, list[Slot]] = {}
        differ = len({stay.part.weeks for stay in stays}) > 1
        for stay, name in zip(stays, names, strict=True):
            site = self._view.semester.site[stay.part.site_id]
            text = name if site.site_id == usual else f"{name}, {site.name}"
            if differ and stay.part.weeks:
                text += f" ({self._view.words['weeks'].lower()} {stay.part.weeks})"
            for half_day in stay.part.half_days:
                slot = Slot(text, _SETTINGS.index(site.setting))
                cells.setdefault(HALF_DAYS[half_day], []).append(slot)
        return {name: tuple(slots) for name, slots in cells.items()}

    def _dates(self, stay: Stay) -> str:
        settings = self._view.semester.settings
        first = settings.first_day + timedelta(weeks=min(stay.weeks) - 1)
        last = settings.first_day + timedelta(weeks=max(stay.weeks), days=-1)
        text = self._from_to(first, min(last, settings.last_day))
        if stay.part.weeks:
            text += f"\n{self._view.words['weeks'].lower()} {stay.part.weeks}"
        return text

    def _semester(self) -> str:
        settings = self._view.semester.settings
        dates = self._from_to(settings.first_day, settings.last_day)
        return _SEMESTER.filled(name=settings.semester, dates=dates).said(self._view.lang)

    def _from_to(self, first: date, last: date) -> str:
        return _FROM_TO.filled(first=first, last=last).said(self._view.lang)


_DATES = sentence("Dates")
_WEEK = sentence("The week")
_PLACES = sentence("Supervisors and places")
_HOSTED = sentence("Students hosted")
_SEMESTER = sentence("Semester {name}, {dates}")
_FROM_TO = sentence("{first} to {last}")
_CHECK = sentence("If anything here looks wrong, tell the department before the semester begins.")
