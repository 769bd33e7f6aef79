"""The reasons on a placement's page: why not a better wish, student by student."""

from __future__ import annotations

from ..pages import Column, Table
from .labels import reading_order
from .placement_facts import Facts
from .reasons_csv import sorted_refusals


def reason_table(facts: Facts) -> Table:
    """Return a row per wish better than what was received, in the order of the students' names."""
    words, labels, lang = facts.words, facts.view.labels, facts.lang
    names = labels.student
    # Sorting keeps the order of wishes within a student.
    rows = sorted(
        sorted_refusals(facts.placement.refusals),
        key=lambda r: (reading_order(names[r.student_id]), r.student_id),
    )
    moved = [int(row.moved) if row.moved.isdecimal() else None for row in rows]
    columns = [
        Column(words["student"], [names[row.student_id] for row in rows]),
        Column(words["student_id"], [row.student_id for row in rows]),
        Column(words["wish_rank"], [row.wish_rank for row in rows], "number"),
        Column(words["target"], [labels.target(row.target) for row in rows]),
        Column(words["text"], [row.said.said(lang) for row in rows]),
        Column(words["tier"], [words.get(f"tier_{r.tier}", r.tier) for r in rows], choices=True),
        Column(words["moved"], moved, "number"),
    ]
    kept = [column for column in columns if any(v is not None for v in column.values)]
    return Table(words["sheet_reasons"], tuple(kept or columns), page_length=10)
