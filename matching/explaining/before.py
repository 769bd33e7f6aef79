"""Who had a place before a student's turn came."""

from __future__ import annotations

from .evidence import Evidence

_SETTLED = {"serial": 0, "stable": 1, "optimal": 2}
"""Within one order: first choices by rank, then matchings, then what is optimised."""


class Before:
    """Says who was there when a student chose or was matched."""

    def __init__(self, evidence: Evidence, student_id: str) -> None:
        self.evidence = evidence
        self.own = self._when(student_id)
        self.student_id = student_id

    def __call__(self, student_id: str) -> bool:
        """Say whether another student had its place before."""
        return student_id != self.student_id and self._when(student_id) < self.own

    def _when(self, student_id: str) -> tuple[bool, bool, int, int, int]:
        evidence = self.evidence
        programme = evidence.semester.programme[evidence.semester.student[student_id].programme_id]
        order, mechanism = programme.order, programme.mechanism
        turn = evidence.turn.get(student_id, 0) if mechanism == "serial" else 0
        if mechanism == "stable" and student_id not in evidence.semester.lock:
            turn = 1  # locked students are settled before the matching
        earlier = student_id not in evidence.placement.kept
        return earlier, order is None, order or 0, _SETTLED[mechanism], turn
