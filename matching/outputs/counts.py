"""How many students are placed: in all, by wish rank, zone, setting and programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..need import zones
from ..result import Placement, StudentPlacement
from ..semester import Semester
from .wish_class import WishClass, wish_class

SETTINGS = ("liberal", "centre", "mixed")
NO_ZONE = "none"
_ZONES = ("ZIP", "ZAC", "ZV", "HV")


@dataclass(frozen=True, slots=True)
class ProgrammeCount:
    """Students of one programme, and how many of them are placed."""

    students: int
    placed: int


@dataclass(frozen=True)
class Counts:
    """Counts of students; locked students are among the placed.

    ``by_wish_rank`` has the classes in words (``1`` …, ``off``, ``none``), best first.
    ``by_zone`` counts a student once in every zone where a part lies, by the zoning of the
    student's profession. ``by_setting`` is ``mixed`` for a placement with parts in both.
    """

    students: int
    placed: int
    unplaced: int
    locked: int
    by_wish_rank: dict[str, int]
    by_zone: dict[str, int]
    by_setting: dict[str, int]
    by_programme: dict[str, ProgrammeCount]


def is_placed(student: StudentPlacement) -> bool:
    """Say whether a student has a place, by a lock or by choice."""
    return student.status != "unplaced"


def count(semester: Semester, placement: Placement) -> Counts:
    """Count the students of a placement."""
    placed = [s for s in placement.students if is_placed(s)]
    return Counts(
        students=len(placement.students),
        placed=len(placed),
        unplaced=len(placement.students) - len(placed),
        locked=sum(s.status == "locked" for s in placed),
        by_wish_rank=_by_wish_rank(semester, placed),
        by_zone=_by_zone(semester, placed),
        by_setting=_by_setting(semester, placed),
        by_programme=_by_programme(semester, placement.students),
    )


def setting_of(semester: Semester, student: StudentPlacement) -> str:
    """Return ``liberal``, ``centre`` or ``mixed`` for a placed student."""
    settings = {semester.site[part.site_id].setting for part in student.parts}
    return settings.pop() if len(settings) == 1 else "mixed"


def _by_wish_rank(semester: Semester, placed: Iterable[StudentPlacement]) -> dict[str, int]:
    classes = Counter(wish_class(semester, student) for student in placed)
    numbered = sorted(c for c in classes if isinstance(c, int))
    ordered: list[WishClass] = [*numbered, "off", "none"]
    return {str(c): classes[c] for c in ordered if classes[c]}


def _by_zone(semester: Semester, placed: Iterable[StudentPlacement]) -> dict[str, int]:
    zone_of = zones(semester)
    found: Counter[str] = Counter()
    for student in placed:
        profession = semester.programme[student.programme_id].profession
        territories = {semester.site[part.site_id].territory_id for part in student.parts}
        found.update({zone_of.get((t, profession), NO_ZONE) for t in territories})
    others = sorted(set(found) - {*_ZONES, NO_ZONE})
    return {zone: found[zone] for zone in (*_ZONES, *others, NO_ZONE) if found[zone]}


def _by_setting(semester: Semester, placed: Iterable[StudentPlacement]) -> dict[str, int]:
    settings = Counter(setting_of(semester, student) for student in placed)
    return {setting: settings[setting] for setting in SETTINGS}


def _by_programme(
    semester: Semester, students: Iterable[StudentPlacement]
) -> dict[str, ProgrammeCount]:
    everyone: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    for student in students:
        everyone[student.programme_id] += 1
        placed[student.programme_id] += is_placed(student)
    return {
        programme.programme_id: ProgrammeCount(
            everyone[programme.programme_id], placed[programme.programme_id]
        )
        for programme in semester.programmes
    }
