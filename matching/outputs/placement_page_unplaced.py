"""Who is not placed, and why, at the top of a placement's page."""

from __future__ import annotations

from ..pages import Column, Table
from .counts import is_placed
from .labels import reading_order
from .placement_facts import Facts


def unplaced_table(facts: Facts) -> Table | None:
    """Return the unplaced students with the reason, nothing where there are none."""
    words, names = facts.words, facts.view.labels.student
    rows = sorted(
        (s for s in facts.placement.students if not is_placed(s)),
        key=lambda s: (reading_order(names[s.student_id]), s.student_id),
    )
    if not rows:
        return None
    reasons = [words.get(f"reason_{s.reason}", s.reason or "") for s in rows]
    return Table(
        words["unplaced_students"],
        (
            Column(words["student"], [names[s.student_id] for s in rows]),
            Column(words["student_id"], [s.student_id for s in rows]),
            Column(words["programme"], [s.programme_id for s in rows], choices=len(rows) > 10),
            Column(words["reason"], reasons, choices=len(rows) > 10),
        ),
        page_length=10,
        printed=1000,
    )
