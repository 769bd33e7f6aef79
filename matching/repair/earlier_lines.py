"""The lines of an earlier result, week by week: what was, and what was to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..entities import EarlierPlace
from ..outputs.placement_rows import PlacementRow
from .weeks import weeks_in, weeks_text

Rows = tuple[PlacementRow, ...]


def places_from(rows: Sequence[PlacementRow], week: int, n_weeks: int) -> dict[str, EarlierPlace]:
    """Return the place of each student from a week on; who has none then is left out."""
    lines: dict[str, list[PlacementRow]] = {}
    for row in rows:
        if row.part is not None and max(weeks_in(row.weeks, n_weeks), default=0) >= week:
            lines.setdefault(row.student_id, []).append(row)
    return {name: _place(name, own) for name, own in sorted(lines.items())}


def _place(name: str, rows: Sequence[PlacementRow]) -> EarlierPlace:
    parts = tuple((r.supervisor_id or "", r.site_id or "", r.half_days) for r in rows)
    return EarlierPlace(name, rows[0].offer_id, parts, rows[0].housed)


def spliced(
    before: Sequence[PlacementRow],
    after: Sequence[PlacementRow],
    staying: frozenset[str],
    week: int,
    n_weeks: int,
) -> Rows:
    """Return what was until a week and what comes from then on, as the lines of one result.

    Parameters
    ----------
    before
        The lines of the earlier result.
    after
        The lines of the weeks to come, by student.
    staying
        Students whose lines are as before.
    """
    new: dict[str, list[PlacementRow]] = {}
    for row in after:
        if row.student_id not in staying:
            new.setdefault(row.student_id, []).append(row)
    old: dict[str, list[PlacementRow]] = {}
    for row in before:
        old.setdefault(row.student_id, []).append(row)
    found: list[PlacementRow] = []
    for name in sorted({*old, *new, *staying}):
        if name in staying:
            found += old[name]
        else:
            past = _until(old.get(name, ()), week, n_weeks)
            found += _numbered([*past, *_from(new.get(name, ()), week, n_weeks, bool(past))])
    return tuple(found)


def _until(rows: Sequence[PlacementRow], week: int, n_weeks: int) -> list[PlacementRow]:
    """Return lines cut off before a week."""
    found = []
    for row in rows:
        weeks = weeks_in(row.weeks, n_weeks)
        past = frozenset(w for w in weeks if w < week)
        if past and (row.part is not None or row.weeks):
            found.append(row if past == weeks else replace(row, weeks=weeks_text(past)))
    return found


def _from(
    rows: Sequence[PlacementRow], week: int, n_weeks: int, after_others: bool
) -> list[PlacementRow]:
    """Return new lines; one without a place says from when on, where there was one before."""
    weeks = weeks_text(range(week, n_weeks + 1))
    return [replace(row, weeks=weeks) if row.part is None and after_others else row for row in rows]


def _numbered(rows: Sequence[PlacementRow]) -> list[PlacementRow]:
    found, number = [], 0
    for row in rows:
        number += row.part is not None
        found.append(replace(row, part=number) if row.part is not None else row)
    return found


def same_lines(
    before: Sequence[PlacementRow], after: Sequence[PlacementRow], week: int, n_weeks: int
) -> bool:
    """Say whether a student's lines from a week on are as they were, weeks and numbers aside."""

    def plain(rows: Sequence[PlacementRow]) -> list[PlacementRow]:
        left = [r for r in rows if max(weeks_in(r.weeks, n_weeks), default=0) >= week]
        return [replace(row, part=None, weeks="") for row in left]

    return plain(before) == plain(after)


def by_student(rows: Sequence[PlacementRow]) -> Mapping[str, list[PlacementRow]]:
    """Return lines by student."""
    found: dict[str, list[PlacementRow]] = {}
    for row in rows:
        found.setdefault(row.student_id, []).append(row)
    return found
