"""What the tables say of territories, accreditations and wishes, looked up once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Protocol, TypeVar

from ..entities import Accreditation, Conflict, HistoryLine, Programme, Supervisor, Zone
from ..semester import Semester
from .distances import Distances
from .needs import Needs
from .wishes import WishList

SHORTAGE_ZONES = frozenset({"ZIP", "ZAC"})


class _OfStudent(Protocol):
    @property
    def student_id(self) -> str: ...


_Line = TypeVar("_Line", bound=_OfStudent)


def _by_student(lines: Iterable[_Line]) -> dict[str, list[_Line]]:
    groups: dict[str, list[_Line]] = {}
    for line in lines:
        groups.setdefault(line.student_id, []).append(line)
    return groups


class Facts:
    """A semester with the look-ups that the rules need."""

    def __init__(self, semester: Semester) -> None:
        self.semester = semester
        self.distances = Distances(semester)
        self._conflicts = _by_student(semester.conflicts)
        self._history = _by_student(semester.history)
        self._wishes: dict[str, WishList] = {}
        self.needs = Needs(semester, self.zone)
        self._zonings: dict[tuple[str, str], list[Zone]] = {}
        for zoning in semester.zones:
            key = (zoning.territory_id, zoning.profession)
            self._zonings.setdefault(key, []).append(zoning)
        self._accreditations: dict[tuple[str, str | None], list[Accreditation]] = {}
        for line in semester.accreditations:
            for name in (("supervisor", line.supervisor_id), ("site", line.site_id)):
                self._accreditations.setdefault(name, []).append(line)
        self._zone: dict[tuple[str, str], str | None] = {}
        self._faults: dict[tuple[str, str], str | None] = {}

    def wishes(self, student_id: str) -> WishList:
        """Return a student's wishes."""
        if student_id not in self._wishes:
            self._wishes[student_id] = WishList.of(self.semester.wishes_of.get(student_id, ()))
        return self._wishes[student_id]

    def conflicts(self, student_id: str) -> list[Conflict]:
        """Return a student's conflicts."""
        return self._conflicts.get(student_id, [])

    def history(self, student_id: str) -> list[HistoryLine]:
        """Return the parts of a student's earlier semesters."""
        return self._history.get(student_id, [])

    def zone(self, territory_id: str, profession: str) -> str | None:
        """Return the zone on the semester's first day; general practice has a column too."""
        key = (territory_id, profession)
        if key not in self._zone:
            self._zone[key] = self._find_zone(territory_id, profession)
        return self._zone[key]

    def _find_zone(self, territory_id: str, profession: str) -> str | None:
        day = self.semester.settings.first_day
        holding = [
            (line.start or date.min, str(line), line.zone)
            for line in self._zonings.get((territory_id, profession), ())
            if (line.start is None or line.start <= day) and (line.end is None or line.end >= day)
        ]
        if holding:
            return max(holding)[2]  # the latest decision
        return self.semester.territory[territory_id].zone if profession == "gp" else None

    def need(self, territory_id: str, profession: str) -> Fraction:
        """Return the need of a territory: given, or the larger of zone floor and shortage."""
        return self.needs.of(territory_id, profession).need

    def accreditation_fault(self, supervisor: Supervisor, programme: Programme) -> str | None:
        """Return the code of the rule that a supervisor fails for a programme, if any.

        Lines of the table of accreditations that name the supervisor or its usual site replace
        the supervisor's own programmes and end of accreditation.
        """
        key = (supervisor.supervisor_id, programme.programme_id)
        if key not in self._faults:
            self._faults[key] = self._find_fault(supervisor, programme)
        return self._faults[key]

    def _find_fault(self, supervisor: Supervisor, programme: Programme) -> str | None:
        first, last = self.semester.settings.first_day, self.semester.settings.last_day
        names = (("supervisor", supervisor.supervisor_id), ("site", supervisor.site_id))
        lines = [line for name in names for line in self._accreditations.get(name, ())]
        if not lines:
            if programme.programme_id not in supervisor.programmes:
                return "programme"
            end = supervisor.accreditation_end
            return "accreditation" if end is not None and end < last else None
        lines = [line for line in lines if line.programme_id == programme.programme_id]
        if not lines:
            return "programme"
        covers = any(
            (line.start is None or line.start <= first) and (line.end is None or line.end >= last)
            for line in lines
        )
        return None if covers else "accreditation"
