"""Where students stand in hosts' lists, from the tables alone."""

from __future__ import annotations

from ..entities import HostRanking, Offer, Student
from .facts import Facts


class Hosts:
    """Lists of offers, of supervisors, and by merit where a host has none."""

    def __init__(self, facts: Facts) -> None:
        self.semester = facts.semester
        self._lines: dict[tuple[str | None, str | None], dict[str, HostRanking]] = {}
        for line in self.semester.host_rankings:
            host = (line.offer_id, None if line.offer_id else line.supervisor_id)
            self._lines.setdefault(host, {})[line.student_id] = line
        self._known: dict[str, dict[str, int]] = {}

    def position(self, offer: Offer, student: Student) -> int | None:
        """Return 1 + the number of distinct better ranks; ``None`` where not acceptable."""
        lines = self._of(offer)
        line = lines.get(student.student_id)
        if line is not None and line.refused:
            return None
        if offer.offer_id not in self._known:
            self._known[offer.offer_id] = self._positions(offer, lines)
        return self._known[offer.offer_id].get(student.student_id)

    def _of(self, offer: Offer) -> dict[str, HostRanking]:
        if (offer.offer_id, None) in self._lines:
            return self._lines[offer.offer_id, None]
        hosts = [(None, part.supervisor_id) for part in offer.parts]
        return next((self._lines[host] for host in hosts if host in self._lines), {})

    def _positions(self, offer: Offer, lines: dict[str, HostRanking]) -> dict[str, int]:
        ranked = {s: line.rank for s, line in lines.items() if line.rank is not None}
        grades: dict[str, tuple[object, ...]] = {s: (rank,) for s, rank in ranked.items()}
        if not ranked:
            grades = {
                s.student_id: (
                    -(s.seniority or 0),
                    s.rank is None,
                    0 if s.rank is None else s.rank,
                )
                for s in self.semester.students
                if s.programme_id == offer.programme_id
            }
        if offer.subdivision is not None:
            of = {s.student_id: s.subdivision for s in self.semester.students}
            grades = {s: (of[s] != offer.subdivision, *g) for s, g in grades.items()}
        distinct = {grade: n for n, grade in enumerate(sorted(set(grades.values())), start=1)}
        return {s: distinct[grade] for s, grade in grades.items()}
