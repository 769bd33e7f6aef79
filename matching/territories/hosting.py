"""Placement grounds by territory: supervisors, seats, students received now and before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from ..entities import HistoryLine, Presence
from ..outputs.placement_rows import PlacementRow
from ..semester import Semester

T = TypeVar("T")
Place = tuple[str, str]
"""Territory and profession."""


@dataclass(frozen=True, slots=True)
class Hosting:
    """What a territory offers students and whom it received; ``None`` where it is not known.

    Attributes
    ----------
    supervisors
        Supervisors who are there at some half-day, or whose usual site is there.
    supervisor_places
        Students whom these can take at any time, all programmes together.
    seats
        Seats of the open offers with a part there.
    students, half_days
        Students of the placement with a part there; their half-days a week there.
    students_before
        Students of earlier semesters, each counted once a semester.
    """

    supervisors: int | None = None
    supervisor_places: int | None = None
    seats: int | None = None
    students: int | None = None
    half_days: int | None = None
    students_before: int | None = None


@dataclass
class HostingIndex:
    """Who and what is where, so that several territories together count nobody twice."""

    semester: Semester
    placed: bool
    supervisors: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    offers: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    students: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    half_days: dict[Place, int] = field(default_factory=lambda: defaultdict(int))
    before: dict[Place, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    unplaced_history: int = 0

    def of(self, territories: Iterable[str], profession: str) -> Hosting:
        """Return what some territories have together."""
        places = [(territory, profession) for territory in territories]
        semester = self.semester
        people = _union(self.supervisors, places)
        offers = _union(self.offers, places)
        known = bool(semester.supervisors)
        return Hosting(
            supervisors=len(people) if known else None,
            supervisor_places=_places(semester, people) if known else None,
            seats=sum(semester.offer[o].seats for o in offers) if semester.offers else None,
            students=len(_union(self.students, places)) if self.placed else None,
            half_days=sum(self.half_days.get(p, 0) for p in places) if self.placed else None,
            students_before=len(_union(self.before, places)) if semester.history else None,
        )


def _places(semester: Semester, people: Iterable[str]) -> int:
    return sum(semester.supervisor[person].max_students for person in people)


def _union(index: dict[Place, set[T]], places: Iterable[Place]) -> set[T]:
    found: set[T] = set()
    for place in places:
        found |= index.get(place, set())
    return found


def hosting_index(semester: Semester, rows: Iterable[PlacementRow] | None) -> HostingIndex:
    """Look up where everything is.

    Parameters
    ----------
    rows
        The lines of a placement; ``None`` where none is given.
    """
    index = HostingIndex(semester, rows is not None)
    for supervisor in semester.supervisors:
        for site_id in present_sites(supervisor.site_id, supervisor.timetable):
            territory = semester.site[site_id].territory_id
            index.supervisors[territory, supervisor.profession].add(supervisor.supervisor_id)
    for offer in semester.offers:
        profession = semester.programme[offer.programme_id].profession
        for part in offer.parts if offer.open else ():
            index.offers[semester.site[part.site_id].territory_id, profession].add(offer.offer_id)
    for row in rows or ():
        _add_placed(index, row)
    _add_history(index)
    return index


def present_sites(usual: str, timetable: Iterable[Presence | None]) -> set[str]:
    """Return the sites where a supervisor works: the usual one and those of the timetable."""
    return {usual} | {cell.site_id for cell in timetable if cell is not None and not cell.away}


def _add_placed(index: HostingIndex, row: PlacementRow) -> None:
    if row.site_id is None:
        return
    semester = index.semester
    place = (
        semester.site[row.site_id].territory_id,
        semester.programme[row.programme_id].profession,
    )
    index.students[place].add(row.student_id)
    index.half_days[place] += len(row.half_days)


def _add_history(index: HostingIndex) -> None:
    for line in index.semester.history:
        territory = _territory_of(index.semester, line)
        profession = _profession_of(index.semester, line)
        if territory is None or profession is None:
            index.unplaced_history += 1
        else:
            index.before[territory, profession].add((line.student_id, line.semester))


def _territory_of(semester: Semester, line: HistoryLine) -> str | None:
    """Return where somebody was: the site's territory, otherwise that of the supervisor."""
    site_id = line.site_id
    if site_id is None and line.supervisor_id in semester.supervisor:
        site_id = semester.supervisor[line.supervisor_id].site_id
    site = semester.site.get(site_id or "")
    return None if site is None else site.territory_id


def _profession_of(semester: Semester, line: HistoryLine) -> str | None:
    """Return for which profession somebody trained: by programme, supervisor, or the student."""
    if line.programme_id in semester.programme:
        return semester.programme[line.programme_id].profession
    if line.supervisor_id in semester.supervisor:
        return semester.supervisor[line.supervisor_id].profession
    student = semester.student.get(line.student_id)
    programme = semester.programme.get(student.programme_id) if student else None
    return None if programme is None else programme.profession
