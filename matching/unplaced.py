"""Why students are left without a place."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Market
from .links import linked_territories
from .result import StudentPlacement, UnplacedReason
from .settled import Settled


def unplaced(
    market: Market, bundles: Bundles, students: NDArray[np.int64], settled: Settled
) -> Mapping[str, StudentPlacement]:
    """Return the students (positions) who have no place, each with the reason.

    ``no-bundle``: nothing fits the student's own rules, even with nobody else there;
    ``link``: something does, but nothing at the same territories as the linked students;
    otherwise ``no-capacity``.
    """
    able = np.zeros(len(market.semester.students), bool)
    able[bundles.student] = True
    apart = linked_territories(market, bundles, students)
    found = {}
    for number in students.tolist():
        student = market.semester.students[number]
        if student.student_id not in settled.placements:
            reason: UnplacedReason = "no-capacity"
            if not able[number]:
                reason = "no-bundle"
            elif student.link_id is not None and not apart.get(student.link_id, True):
                reason = "link"
            found[student.student_id] = StudentPlacement(
                student.student_id, student.programme_id, "unplaced", reason=reason
            )
    return found
