"""The weekly half-days on a placement's page: of each supervisor, and of each student."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..entities import Supervisor
from ..halfdays import HALF_DAYS
from ..pages import Section, Slot, WeekGrid, WeekRow
from ..result import StudentPlacement
from .labels import reading_order
from .occupancy import Stay
from .placement_facts import Facts
from .placement_rows import sorted_parts

SETTINGS = ("liberal", "centre")
"""The settings in the order of their colours."""

ROWS = 10
"""Weeks shown at a time."""


def week_sections(facts: Facts) -> Iterator[Section]:
    """Yield both grids."""
    words = facts.words
    names = tuple(words[setting] for setting in SETTINGS)
    hosts, guests = tuple(_supervisors(facts)), tuple(_students(facts))
    title = words["sheet_supervisors"]
    yield Section(title, (WeekGrid(title, words["supervisor"], hosts, names, page_length=ROWS),))
    title = words["sheet_students"]
    yield Section(title, (WeekGrid(title, words["student"], guests, names, page_length=ROWS),))


def _supervisors(facts: Facts) -> Iterator[WeekRow]:
    """Yield those who host, in the order of their names."""
    names, occupancy = facts.view.labels.supervisor, facts.view.occupancy
    ordered = sorted(
        facts.semester.supervisors, key=lambda s: (reading_order(s.name), s.supervisor_id)
    )
    for supervisor in ordered:
        stays = occupancy.by_supervisor.get(supervisor.supervisor_id)
        if stays:
            hosted = occupancy.at_once(supervisor.supervisor_id)
            site = facts.view.labels.site[supervisor.site_id]
            note = f"{hosted} / {supervisor.max_students} · {site}"
            yield WeekRow(names[supervisor.supervisor_id], _hosted(facts, supervisor, stays), note)


def _hosted(facts: Facts, supervisor: Supervisor, stays: list[Stay]) -> dict[str, tuple[Slot, ...]]:
    slots: dict[str, list[Slot]] = defaultdict(list)
    for stay in stays:
        text = facts.view.labels.student[stay.student.student_id] + _weeks(facts, stay.part.weeks)
        if stay.part.site_id != supervisor.site_id:
            text += f" @ {facts.view.labels.site[stay.part.site_id]}"
        for half_day in stay.part.half_days:
            slots[HALF_DAYS[half_day]].append(Slot(text, _setting(facts, stay.part.site_id)))
    return {day: tuple(own) for day, own in slots.items()}


def _students(facts: Facts) -> Iterator[WeekRow]:
    """Yield those with a place, in the order of their names."""
    names = facts.view.labels.student
    ordered = sorted(facts.placed, key=lambda s: (reading_order(names[s.student_id]), s.student_id))
    for student in ordered:
        sites = dict.fromkeys(facts.view.labels.site[p.site_id] for p in sorted_parts(student))
        note = " · ".join((student.student_id, student.programme_id, *sites))
        yield WeekRow(names[student.student_id], _spent(facts, student), note)


def _spent(facts: Facts, student: StudentPlacement) -> dict[str, tuple[Slot, ...]]:
    names = facts.view.labels.supervisor
    slots: dict[str, list[Slot]] = defaultdict(list)
    for part in sorted_parts(student):
        text = names[part.supervisor_id] + _weeks(facts, part.weeks)
        for half_day in part.half_days:
            slots[HALF_DAYS[half_day]].append(Slot(text, _setting(facts, part.site_id)))
    return {day: tuple(own) for day, own in slots.items()}


def _weeks(facts: Facts, weeks: str) -> str:
    """Return weeks behind a name, in one piece."""
    if not weeks:
        return ""
    said = facts.words["page_weeks_of"].format(weeks=weeks)
    whole = said.replace(" ", "\N{NO-BREAK SPACE}").replace("-", "\N{NON-BREAKING HYPHEN}")
    return f" ({whole})"


def _setting(facts: Facts, site_id: str) -> int:
    return SETTINGS.index(facts.semester.site[site_id].setting)
