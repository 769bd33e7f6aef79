"""The log of a repair: who was where, who is where now, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..halfdays import names_of
from ..outputs.placement_rows import PlacementRow
from ..tables.change_table import Change
from .weeks import weeks_in

What = Literal["left", "arrived", "replaced", "moved", "lost", "placed", "unplaced", "kept"]


@dataclass(frozen=True, slots=True, order=True)
class LogLine:
    """What a change, or the repair after it, did to one student from a week on.

    ``what``: ``left``; ``arrived``; ``replaced`` (touched by a change, elsewhere now); ``kept``
    (named by a change, still there); ``moved`` (not touched, moved to make room); ``lost`` (not
    touched, without a place now); ``placed`` (had no place before); ``unplaced`` (touched, without
    a place now). ``before`` and ``after`` are places in words; ``why`` the changes behind it.
    """

    student_id: str
    week: int
    what: What
    before: str
    after: str
    why: str


def log_of(
    before: Mapping[str, Sequence[PlacementRow]],
    after: Mapping[str, Sequence[PlacementRow]],
    touched: frozenset[str],
    changes: Sequence[Change],
    week: int,
    n_weeks: int,
) -> Iterator[LogLine]:
    """Yield a line for each student whom the changes of a week name, or whose place changed.

    Parameters
    ----------
    before, after
        Lines by student; of ``after`` those from the week on alone.
    touched
        Students whom a change names or leaves without their place.
    """
    named = {c.identifier: c for c in changes if c.table == "students"}
    for name in sorted({*before, *after}):
        old = _text(before.get(name, ()), week, n_weeks)
        new = _text(after.get(name, ()), week, n_weeks)
        if old == new and name not in named:
            continue
        what = _what(named.get(name), old, new, name in touched)
        concerned = [c for c in changes if _is_behind(c, name, before.get(name, ()))]
        why = concerned if concerned and name in touched else changes
        yield LogLine(name, week, what, old, new, "; ".join(dict.fromkeys(map(_reason, why))))


def _what(change: Change | None, old: str, new: str, touched: bool) -> What:
    if change is not None and change.change == "student_leaves":
        return "left"
    if change is not None and change.change == "student_arrives":
        return "arrived"
    if not new:
        return "unplaced" if touched else "lost"
    if not old:
        return "placed"
    if old == new:
        return "kept"
    return "replaced" if touched else "moved"


def _is_behind(change: Change, student: str, rows: Sequence[PlacementRow]) -> bool:
    own = {("students", student)}
    for row in rows:
        own |= {
            ("supervisors", row.supervisor_id or ""),
            ("sites", row.site_id or ""),
            ("offers", row.offer_id or ""),
        }
    return (change.table, change.identifier) in own


def _reason(change: Change) -> str:
    text = f"{change.change} {change.identifier}"
    return f"{text} ({change.reason})" if change.reason else text


def _text(rows: Sequence[PlacementRow], week: int, n_weeks: int) -> str:
    """Return a place from a week on in words: ``M1 at S1: mon_am mon_pm``, empty for none."""
    rows = [
        row
        for row in rows
        if row.part is not None and max(weeks_in(row.weeks, n_weeks), default=0) >= week
    ]
    if not rows:
        return ""
    offer, housed = rows[0].offer_id, rows[0].housed
    parts = (f"{r.supervisor_id} at {r.site_id}: {names_of(r.half_days)}" for r in rows)
    text = "; ".join(sorted(parts))
    text = f"{offer}: {text}" if offer else text
    return f"{text} (housed at {housed})" if housed else text
