"""Where most is lacking: the order in which a planner looks at territories."""

from __future__ import annotations

from ..territories.diagnosis import Diagnosis
from ..territories.facts import Row


def most_lacking(diagnosis: Diagnosis, profession: str, n: int) -> list[Row]:
    """Return the territories of the greatest known need, of equal ones the most populous."""
    rows = [diagnosis.row(t.territory_id, profession) for t in diagnosis.territories]
    people = {t.territory_id: t.population or 0.0 for t in diagnosis.territories}
    known = [row for row in rows if row.known_need]
    known.sort(key=lambda r: (-(r.known_need or 0), -people[r.territory_id], r.territory_id))
    return known[:n]
