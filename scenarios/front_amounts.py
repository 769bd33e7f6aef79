"""A placement in the units that people count in, beside those of the tiers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..matching.need import zones
from ..matching.result import StudentPlacement
from ..matching.semester import Semester

AMOUNTS = ("placed", "half_days_zip", "half_days_zac", "wish_ranks", "first_wishes", "minutes")
"""Students placed; half-days a week in zones ``ZIP`` and ``ZAC``; sum of the wish ranks; students
with a first wish; half-days a week × minutes one way."""


def amounts(semester: Semester, placements: Sequence[StudentPlacement]) -> dict[str, Fraction]:
    """Return the amounts of a placement, by name."""
    found = dict.fromkeys(AMOUNTS, Fraction(0))
    zone = zones(semester)
    for student in placements:
        if not student.parts:
            continue
        found["placed"] += 1
        profession = semester.programme[student.programme_id].profession
        for part in student.parts:
            size = len(part.half_days)
            label = zone.get((semester.site[part.site_id].territory_id, profession), "")
            if label in ("ZIP", "ZAC"):
                found[f"half_days_{label.lower()}"] += size
            found["minutes"] += size * part.minutes
        if student.wish_rank is not None:
            found["wish_ranks"] += student.wish_rank
            found["first_wishes"] += student.wish_rank == 1
    return found
