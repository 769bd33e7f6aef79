"""Which students may be at which places: every rule that looks at one part alone.

Few places are out of bounds for a student, and few are near: both are kept as lists. Each rule
is kept apart, so that the reason for a refused wish can be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .accreditation import takes
from .entities import Student
from .lists import Lists, Whole, ascending, grouped, starts
from .need import SHORTAGE_ZONES, zones
from .places import Places
from .semester import Semester
from .travel import Journeys

PERSONAL_RULES = ("refused", "conflict", "no-repeat")
"""Rules that put places out of bounds for a student, by their codes."""


@dataclass(frozen=True)
class Eligibility:
    """Rules on a student and a place, or a programme and a place, by position in the semester.

    Locked students have what their lock overrides allowed.
    """

    semester: Semester
    places: Places
    journeys: Journeys

    # -- programme and place ----------------------------------------------------------------

    @cached_property
    def listed(self) -> dict[str, NDArray[np.bool_]]:
        """Places whose supervisor takes the programme at all, by programme."""
        return self._taken(dated=False)

    @cached_property
    def accredited(self) -> dict[str, NDArray[np.bool_]]:
        """Places accredited for the programme over the whole semester, by programme."""
        return self._taken(dated=True)

    def _taken(self, *, dated: bool) -> dict[str, NDArray[np.bool_]]:
        semester, supervisor = self.semester, self.places.supervisor
        return {
            p.programme_id: takes(semester, p, dated=dated)[supervisor] for p in semester.programmes
        }

    # -- student and place ------------------------------------------------------------------

    def allowed(self, rule: str, student: int) -> NDArray[np.bool_]:
        """Say which places one of the `PERSONAL_RULES` allows a student."""
        allowed = np.ones(len(self.places.site), bool)
        allowed[self.excluded[rule][student]] = False
        return allowed

    def in_shortage(self, student: int) -> NDArray[np.bool_]:
        """Say which places are short of practitioners, if the student accepts nothing else."""
        if not self._shortage_only[student]:
            return np.ones(len(self.places.site), bool)
        return self._short[int(self._programme[student])]

    def suited(self, student: int) -> NDArray[np.bool_]:
        """Say which places all rules but the distance allow a student, shape ``(n_places,)``."""
        suited = self.in_shortage(student).copy()
        for excluded in self.excluded.values():
            suited[excluded[student]] = False
        return suited

    def suits(self, students: Whole, places: Whole) -> NDArray[np.bool_]:
        """Say which pairs all rules but the distance allow, the programme's included.

        Parameters
        ----------
        students, places
            Shape ``(n,)`` each; no student is locked.
        """
        programme = self._programme[students]
        suits = ~self._is_excluded(students, places)
        for number, own in enumerate(self.semester.programmes):
            mine = programme == number
            suits[mine] &= self.accredited[own.programme_id][places[mine]]
            asking = mine & self._shortage_only[students]
            suits[asking] &= self._short[number][places[asking]]
        return suits

    def near(self, student: int) -> NDArray[np.bool_]:
        """Say which places are within ``max_minutes`` from home (all, for a locked student)."""
        if np.isinf(self.limit[student]):
            return np.ones(len(self.places.site), bool)
        _, site = self.journeys.within(np.array([student]), self.limit[[student]])
        near = np.zeros(len(self.semester.sites), bool)
        near[site] = True
        return near[self.places.site]

    @cached_property
    def limit(self) -> NDArray[np.float64]:
        """Longest journey of each student in minutes, infinite for a locked one."""
        return np.array([self._limit(student) for student in self.semester.students])

    def _limit(self, student: Student) -> float:
        if student.max_minutes is None or student.student_id in self.semester.overruled:
            return float("inf")
        return student.max_minutes

    def own_places(self, students: Whole, among: NDArray[np.bool_]) -> Lists:
        """List the places, of some, that each student's rules allow, the distance included.

        Parameters
        ----------
        students
            Students with a longest journey; the lists are in their order, places ascending.
        among
            Shape ``(n_places,)``.
        """
        asker, site = self.journeys.within(students, self.limit[students])
        index, place = self.places.at_site.spread(site)
        asker = asker[index]
        kept = among[place]
        asker, place = asker[kept], place[kept]
        student = students[asker]
        kept = ~self._shortage_only[student]
        for number, short in enumerate(self._short):
            kept |= short[place] & (self._programme[student] == number)
        kept &= ~self._is_excluded(student, place)
        asker, place = asker[kept], place[kept]
        order = np.lexsort((place, asker))
        return Lists(starts(asker, len(students)), place[order])

    def _is_excluded(self, student: Whole, place: Whole) -> NDArray[np.bool_]:
        keys = self._excluded_pairs
        if not len(keys):
            return np.zeros(len(place), bool)
        wanted = student * len(self.places.site) + place
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        excluded: NDArray[np.bool_] = keys[at] == wanted
        return excluded

    @cached_property
    def _excluded_pairs(self) -> NDArray[np.int64]:
        """Students and places out of bounds for them, as ``student * n_places + place``."""
        found = [
            np.repeat(np.arange(len(lists)), lists.lengths) * len(self.places.site) + lists.items
            for lists in self.excluded.values()
        ]
        return ascending(np.concatenate(found))

    @cached_property
    def excluded(self) -> Mapping[str, Lists]:
        """Places out of bounds for each student, by rule of `PERSONAL_RULES`."""
        found = {
            "refused": self._refused(),
            "conflict": self._conflicts(),
            "no-repeat": self._repeats(),
        }
        return {rule: self._listed_places(pairs) for rule, pairs in found.items()}

    def _listed_places(self, pairs: Iterator[tuple[int, str, str]]) -> Lists:
        students, places = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for student, kind, target in pairs:
            named = self.places_of(kind, target)
            students.append(np.full(len(named), student))
            places.append(named)
        n_students = len(self.semester.students)
        return grouped(np.concatenate(students), np.concatenate(places), n_students)

    def _refused(self) -> Iterator[tuple[int, str, str]]:
        for wish in self.semester.wishes:
            counts = wish.refused and wish.student_id not in self.semester.overruled
            if counts and wish.target_kind != "offer":
                yield self.student_number[wish.student_id], wish.target_kind, wish.target

    def _conflicts(self) -> Iterator[tuple[int, str, str]]:
        for conflict in self.semester.conflicts:
            number = self.student_number[conflict.student_id]
            if conflict.supervisor_id is not None:
                yield number, "supervisor", conflict.supervisor_id
            if conflict.site_id is not None:
                yield number, "site", conflict.site_id

    def _repeats(self) -> Iterator[tuple[int, str, str]]:
        """Yield supervisors or sites of before, where the programme asks for others."""
        for line in self.semester.history:
            number = self.student_number.get(line.student_id)
            if number is not None:
                programme = self.semester.students[number].programme_id
                rule = self.semester.programme[programme].no_repeat
                target = {"supervisor": line.supervisor_id, "site": line.site_id}.get(rule)
                if target is not None:
                    yield number, rule, target

    @cached_property
    def _shortage_only(self) -> NDArray[np.bool_]:
        semester = self.semester
        return np.array(
            [s.shortage_only and s.student_id not in semester.overruled for s in semester.students],
            dtype=bool,
        )

    @cached_property
    def _programme(self) -> NDArray[np.int64]:
        """Position of each student's programme."""
        numbers = {p.programme_id: k for k, p in enumerate(self.semester.programmes)}
        return np.array([numbers[s.programme_id] for s in self.semester.students], np.int64)

    @cached_property
    def _short(self) -> list[NDArray[np.bool_]]:
        """Places short of practitioners of each programme's profession."""
        zone, sites = zones(self.semester), self.semester.sites
        found = []
        for programme in self.semester.programmes:
            label = [zone.get((s.territory_id, programme.profession)) for s in sites]
            short = np.array([name in SHORTAGE_ZONES for name in label], bool)
            found.append(short[self.places.site])
        return found

    # -- names ------------------------------------------------------------------------------

    @cached_property
    def student_number(self) -> dict[str, int]:
        """Position of each student in the semester."""
        return {s.student_id: k for k, s in enumerate(self.semester.students)}

    def places_of(self, kind: str, target: str) -> Whole:
        """Return the places that a supervisor, site or territory names, ascending."""
        lists, numbers = self.named[kind]
        number = numbers.get(target)
        return np.zeros(0, np.int64) if number is None else lists[number]

    @cached_property
    def named(self) -> Mapping[str, tuple[Lists, Mapping[str, int]]]:
        """Lists of places by supervisor, site and territory, and the numbers of their names."""
        semester, places = self.semester, self.places
        territory = {t.territory_id: k for k, t in enumerate(semester.territories)}
        lies_in = np.array([territory[s.territory_id] for s in semester.sites], np.int64)

        def of(keys: Whole, names: Sequence[str]) -> tuple[Lists, Mapping[str, int]]:
            lists = grouped(keys, np.arange(len(keys)), len(names))
            return lists, {name: number for number, name in enumerate(names)}

        return {
            "supervisor": of(places.supervisor, [s.supervisor_id for s in semester.supervisors]),
            "site": of(places.site, [s.site_id for s in semester.sites]),
            "territory": of(lies_in[places.site], [t.territory_id for t in semester.territories]),
        }
