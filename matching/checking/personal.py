"""The rules of one student alone: which places each of them excludes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..entities import Student
from ..need import SHORTAGE_ZONES, zones
from ..semester import Semester
from .distances import Distances
from .excerpts import Excerpts
from .hosting import Hosting

Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

RULES = ("refused", "conflict", "no-repeat", "shortage-only", "distance")
"""The rules of a student alone, in the order in which they are told."""

OVERRIDDEN = frozenset({"refused", "shortage-only", "distance"})
"""Those that a lock overrides."""


class Personal:
    """What excludes a student from a place (a supervisor at a site), rule by rule."""

    def __init__(self, semester: Semester, hosts: Hosting) -> None:
        self._semester = semester
        self._hosts = hosts
        self._lines = Excerpts(semester)
        self.distances = Distances(semester)

    def excluded(self, student: Student, rule: str) -> Mask | None:
        """Return which places a rule excludes, shape ``(n_places,)``; ``None``: none."""
        match rule:
            case "refused":
                found = list(self._refused(student))
            case "conflict":
                found = list(self._conflicts(student))
            case "no-repeat":
                found = list(self._repeats(student))
            case "shortage-only":
                return self._outside_shortage(student) if student.shortage_only else None
            case _:
                return self._far(student) if student.max_minutes is not None else None
        if not found:
            return None
        mask = np.zeros(len(self._hosts.places.site), bool)
        mask[np.concatenate(found)] = True
        return mask

    def refused_offers(self, student: Student) -> frozenset[str]:
        """Return the offers that a student refuses."""
        wishes = self._semester.wishes_of.get(student.student_id, ())
        return frozenset(w.target for w in wishes if w.refused and w.target_kind == "offer")

    def _refused(self, student: Student) -> Iterator[Places]:
        for wish in self._semester.wishes_of.get(student.student_id, ()):
            if wish.refused and wish.target_kind != "offer":
                yield self.touching(wish.target_kind, wish.target)

    def _conflicts(self, student: Student) -> Iterator[Places]:
        for line in self._lines.conflicts.get(student.student_id, ()):
            if line.supervisor_id is not None:
                yield self.touching("supervisor", line.supervisor_id)
            if line.site_id is not None:
                yield self.touching("site", line.site_id)

    def _repeats(self, student: Student) -> Iterator[Places]:
        rule = self._semester.programme[student.programme_id].no_repeat
        for line in self._lines.history.get(student.student_id, ()):
            target = {"supervisor": line.supervisor_id, "site": line.site_id}.get(rule)
            if target is not None:
                yield self.touching(rule, target)

    def _outside_shortage(self, student: Student) -> Mask:
        profession = self._semester.programme[student.programme_id].profession
        if profession not in self._outside:
            short = [
                self._zones.get((site.territory_id, profession)) in SHORTAGE_ZONES
                for site in self._semester.sites
            ]
            self._outside[profession] = ~np.array(short, bool)[self._hosts.places.site]
        return self._outside[profession]

    def _far(self, student: Student) -> Mask:
        assert student.max_minutes is not None
        near = self.distances.within(student, student.max_minutes)
        far: Mask = ~near[self._hosts.places.site]
        return far

    @cached_property
    def _outside(self) -> dict[str, Mask]:
        return {}

    @cached_property
    def _zones(self) -> dict[tuple[str, str], str]:
        return dict(zones(self._semester))

    # -- places by what they touch ----------------------------------------------------------

    def touching(self, kind: str, name: str) -> Places:
        """Return the numbers of the places that a supervisor, site or territory names."""
        return self._touching[kind].get(name, np.zeros(0, np.int64))

    @cached_property
    def _touching(self) -> dict[str, dict[str, Places]]:
        semester, places = self._semester, self._hosts.places
        found: dict[str, dict[str, list[int]]] = {
            kind: defaultdict(list) for kind in ("supervisor", "site", "territory")
        }
        pairs = zip(places.supervisor.tolist(), places.site.tolist(), strict=True)
        for number, (host, at) in enumerate(pairs):
            site = semester.sites[at]
            found["supervisor"][semester.supervisors[host].supervisor_id].append(number)
            found["site"][site.site_id].append(number)
            found["territory"][site.territory_id].append(number)
        return {
            kind: {name: np.array(numbers, np.int64) for name, numbers in of_kind.items()}
            for kind, of_kind in found.items()
        }
