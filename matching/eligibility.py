"""Which students may be at which places: every rule that looks at one part alone.

Each rule is a matrix of its own, so that the reason for a refused wish can be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .entities import Accreditation, Programme, Student
from .need import SHORTAGE_ZONES, zones
from .places import Places
from .semester import Semester
from .travel import Journeys

Matrix = NDArray[np.bool_]


@dataclass(frozen=True)
class Eligibility:
    """Rules on (student, place) or (programme, place), by position in the semester.

    Matrices have shape ``(n_students, n_places)`` and are true where the rule allows.
    Locked students have what their lock overrides allowed.
    """

    semester: Semester
    places: Places
    journeys: Journeys

    @cached_property
    def listed(self) -> dict[str, NDArray[np.bool_]]:
        """Places whose supervisor takes the programme at all, by programme."""
        return {p.programme_id: self._of_supervisors(p, dated=False) for p in self._programmes}

    @cached_property
    def accredited(self) -> dict[str, NDArray[np.bool_]]:
        """Places accredited for the programme over the whole semester, by programme."""
        return {p.programme_id: self._of_supervisors(p, dated=True) for p in self._programmes}

    @property
    def _programmes(self) -> tuple[Programme, ...]:
        return self.semester.programmes

    def _of_supervisors(self, programme: Programme, *, dated: bool) -> NDArray[np.bool_]:
        lines: dict[str, list[Accreditation]] = {}
        for line in self.semester.accreditations:
            for key in (line.supervisor_id, line.site_id):
                if key is not None:
                    lines.setdefault(key, []).append(line)
        first, last = self.semester.settings.first_day, self.semester.settings.last_day
        allowed = np.zeros(len(self.semester.supervisors), bool)
        for k, supervisor in enumerate(self.semester.supervisors):
            own = lines.get(supervisor.supervisor_id, []) + lines.get(supervisor.site_id, [])
            if own:
                allowed[k] = any(
                    line.programme_id == programme.programme_id
                    and (
                        not dated
                        or (
                            (line.start is None or line.start <= first)
                            and (line.end is None or line.end >= last)
                        )
                    )
                    for line in own
                )
            else:
                end = supervisor.accreditation_end
                allowed[k] = programme.programme_id in supervisor.programmes and (
                    not dated or end is None or end >= last
                )
        return allowed[self.places.supervisor]

    @cached_property
    def not_refused(self) -> Matrix:
        """No wish of the student refuses the supervisor, the site or the territory."""
        allowed = self._everything()
        for student_id, wishes in self.semester.wishes_of.items():
            row = self.student_number[student_id]
            if student_id in self.semester.lock:
                continue
            for wish in wishes:
                if wish.refused and wish.target_kind != "offer":
                    allowed[row, self.touching(wish.target_kind, wish.target)] = False
        return allowed

    @cached_property
    def without_conflict(self) -> Matrix:
        """No conflict of interest with the supervisor or the site."""
        allowed = self._everything()
        for conflict in self.semester.conflicts:
            row = self.student_number[conflict.student_id]
            if conflict.supervisor_id is not None:
                allowed[row, self.touching("supervisor", conflict.supervisor_id)] = False
            if conflict.site_id is not None:
                allowed[row, self.touching("site", conflict.site_id)] = False
        return allowed

    @cached_property
    def not_repeated(self) -> Matrix:
        """Not the same supervisor or site as before, where the programme asks for it."""
        allowed = self._everything()
        for line in self.semester.history:
            row = self.student_number.get(line.student_id)
            if row is None:
                continue
            student = self.semester.students[row]
            rule = self.semester.programme[student.programme_id].no_repeat
            target = {"supervisor": line.supervisor_id, "site": line.site_id}.get(rule)
            if target is not None:
                allowed[row, self.touching(rule, target)] = False
        return allowed

    @cached_property
    def in_shortage(self) -> Matrix:
        """In a zone short of practitioners, for students who accept nothing else."""
        allowed = self._everything()
        zone = zones(self.semester)
        territory = [self.semester.sites[s].territory_id for s in self.places.site]
        for row, student in enumerate(self.semester.students):
            if student.shortage_only and student.student_id not in self.semester.lock:
                profession = self.semester.programme[student.programme_id].profession
                allowed[row] = [zone.get((t, profession)) in SHORTAGE_ZONES for t in territory]
        return allowed

    @cached_property
    def near(self) -> Matrix:
        """Within ``max_minutes`` from home (a locked student is never too far)."""
        limit = np.array([self._limit(student) for student in self.semester.students])
        minutes = self.journeys.minutes[:, self.places.site]
        near: Matrix = minutes <= limit.reshape(-1, 1)
        return near

    @cached_property
    def suited(self) -> Matrix:
        """All rules on a student and a place but the distance."""
        return self.not_refused & self.without_conflict & self.not_repeated & self.in_shortage

    @cached_property
    def student_number(self) -> dict[str, int]:
        """Position of each student in the semester."""
        return {s.student_id: k for k, s in enumerate(self.semester.students)}

    def touching(self, kind: str, target: str) -> NDArray[np.bool_]:
        """Return which places a supervisor, site or territory names, shape ``(n_places,)``."""
        return self._touching[kind].get(target, np.zeros(len(self.places.site), bool))

    @cached_property
    def _touching(self) -> dict[str, dict[str, NDArray[np.bool_]]]:
        semester = self.semester
        names = {
            "supervisor": [semester.supervisors[s].supervisor_id for s in self.places.supervisor],
            "site": [semester.sites[s].site_id for s in self.places.site],
            "territory": [semester.sites[s].territory_id for s in self.places.site],
        }
        return {
            kind: {name: np.array(column) == name for name in set(column)}
            for kind, column in names.items()
        }

    def _limit(self, student: Student) -> float:
        if student.max_minutes is None or student.student_id in self.semester.lock:
            return float("inf")
        return student.max_minutes

    def _everything(self) -> Matrix:
        return np.ones((len(self.semester.students), len(self.places.site)), bool)
