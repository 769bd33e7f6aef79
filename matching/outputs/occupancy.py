"""Who is where: the parts of a placement by supervisor and by site, week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..entities import Student, Supervisor
from ..part_weeks import weeks_of_part
from ..result import PlacedPart, Placement, StudentPlacement
from ..semester import Semester
from .placement_rows import sorted_parts


@dataclass(frozen=True, slots=True)
class Stay:
    """One part of one student's placement; ``weeks`` are those it lasts, counted from 1."""

    student: Student
    placement: StudentPlacement
    part: PlacedPart
    weeks: frozenset[int]


class Occupancy:
    """The stays of a placement."""

    def __init__(self, semester: Semester, placement: Placement) -> None:
        self.by_supervisor: dict[str, list[Stay]] = defaultdict(list)
        self.by_site: dict[str, list[Stay]] = defaultdict(list)
        self._semester = semester
        self._all_weeks = frozenset(range(1, semester.settings.n_weeks + 1))
        for placed in sorted(placement.students, key=lambda s: s.student_id):
            for part in sorted_parts(placed):
                weeks = weeks_of_part(semester, placed, part) or self._all_weeks
                stay = Stay(semester.student[placed.student_id], placed, part, weeks)
                self.by_supervisor[part.supervisor_id].append(stay)
                self.by_site[part.site_id].append(stay)

    def at_once(self, supervisor_id: str, programme_id: str | None = None) -> int:
        """Return the most students that a supervisor hosts in any one week."""
        stays = [
            stay
            for stay in self.by_supervisor.get(supervisor_id, ())
            if programme_id in (None, stay.placement.programme_id)
        ]
        return self._peak(stays)

    def free_half_days(self, supervisor: Supervisor) -> list[int]:
        """Return the half-days at which a supervisor could host one more, in every week.

        Half-days away count where one of its programmes takes them.
        """
        reachable = any(
            self._semester.programme[p].presence == "reachable" for p in supervisor.programmes
        )
        stays = self.by_supervisor.get(supervisor.supervisor_id, [])
        return [
            half_day
            for half_day, presence in enumerate(supervisor.timetable)
            if presence is not None
            and (reachable or not presence.away)
            and self._most_at(stays, half_day) < supervisor.max_at_once
        ]

    def _most_at(self, stays: Iterable[Stay], half_day: int) -> int:
        there = [stay for stay in stays if half_day in stay.part.half_days]
        return self._peak(there)

    def _peak(self, stays: list[Stay]) -> int:
        """Return the most distinct students in one week."""
        if all(stay.weeks == self._all_weeks for stay in stays):
            return len({stay.student.student_id for stay in stays})
        return max(_distinct(stays, week) for week in self._all_weeks)


def _distinct(stays: Iterable[Stay], week: int) -> int:
    return len({stay.student.student_id for stay in stays if week in stay.weeks})
