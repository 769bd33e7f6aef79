"""Whose wishes are known, and whose are still to come."""

from __future__ import annotations

from typing import Literal

from ..entities import Student
from ..semester import Semester

Knowledge = Literal["known", "partial", "unknown", "decided"]
"""``known``: a complete list; ``partial``: fewer targets than the programme's ``min_wishes``;
``unknown``: no wish yet (refusals are none); ``decided``: locked, wishes change nothing."""


def knowledge(semester: Semester, student: Student) -> Knowledge:
    """Say what is known of a student's wishes."""
    if student.student_id in semester.lock:
        return "decided"
    wishes = semester.wishes_of.get(student.student_id, ())
    targets = {(w.target_kind, w.target) for w in wishes if w.rank is not None and not w.refused}
    if not targets:
        return "unknown"
    least = semester.programme[student.programme_id].min_wishes
    return "known" if len(targets) >= least else "partial"
