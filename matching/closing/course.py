"""The course of a semester: the lines of its result, and what changed on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..outputs.placement_rows import PlacementRow, rows_of
from ..outputs.placements_csv import FILE_NAME, read_placements
from ..repair.earlier_result import EARLIER_FOLDER, read_result
from ..repair.weeks import weeks_in
from ..result import Placement
from ..semester import Semester
from ..tables.change_table import Change, ChangeTable
from ..tables.changed import changed_semester, changed_tables
from ..tables.raw import RawTable
from ..verify.repaired import is_repaired
from .served import Served, Span, served_by

LASTING = frozenset(
    {
        "student_arrives",
        "student_changes",
        "supervisor_arrives",
        "supervisor_changes",
        "site_changes",
        "offer_opened",
        "offer_changes",
    }
)
"""Changes that go on into the next semester; the others take something away for this one."""


@dataclass(frozen=True)
class Course:
    """How a semester went.

    Attributes
    ----------
    semester
        With the changes that last: who is in it at the end, and who left.
    raws
        Its tables.
    rows
        The lines that become history.
    served
        How each student was served.
    lasting, passing
        The changes that go on into the next semester, and those that do not.
    """

    semester: Semester
    raws: Sequence[RawTable]
    rows: Sequence[PlacementRow]
    served: Mapping[str, Served]
    lasting: ChangeTable
    passing: tuple[Change, ...]


def course_of(semester: Semester, raws: Sequence[RawTable], result: Placement | Path) -> Course:
    """Return the course of a semester from its verified result.

    Raises
    ------
    InputError
        The changes of a repaired result cannot be read, or those that last make errors alone.
    """
    if not isinstance(result, Placement) and is_repaired(result):
        return _repaired(semester, raws, result)
    rows: Sequence[PlacementRow]
    if isinstance(result, Placement):
        rows = rows_of(semester, result)
    else:
        rows = read_placements(result / FILE_NAME)
    every = frozenset(range(1, semester.settings.n_weeks + 1))
    served = served_by(semester, [Span(every, semester, rows)])
    return Course(semester, raws, rows, served, ChangeTable(()), ())


def _repaired(semester: Semester, raws: Sequence[RawTable], folder: Path) -> Course:
    result = read_result(folder, semester)
    changes, last = result.changes, semester.settings.n_weeks
    lines = [
        read_placements(folder / EARLIER_FOLDER / f"{k}.csv") for k in range(len(changes.weeks))
    ]
    lines.append(result.rows)
    asked = [semester, *(changed_semester(raws, changes, week) for week in changes.weeks)]
    starts = [1, *changes.weeks, last + 1]
    spans = [
        Span(frozenset(range(starts[k], starts[k + 1])), asked[k], lines[k])
        for k in range(len(lines))
    ]
    lasting = lasting_of(changes)
    after = replace(changed_semester(raws, lasting, last), fingerprints=semester.fingerprints)
    left = frozenset(_left(changes, lines, last))
    return Course(
        after,
        changed_tables(raws, lasting, last),
        _distinct(result.rows),
        served_by(after, spans, left),
        lasting,
        tuple(c for c in changes.changes if c.change not in LASTING),
    )


def lasting_of(changes: ChangeTable) -> ChangeTable:
    """Return the changes that go on, with the rows that they bring."""
    return replace(changes, changes=tuple(c for c in changes.changes if c.change in LASTING))


def _left(
    changes: ChangeTable, lines: Sequence[Sequence[PlacementRow]], n_weeks: int
) -> Iterable[str]:
    """Yield students who left while something was still to come for them."""
    number = {week: k for k, week in enumerate(changes.weeks)}
    for change in changes.changes:
        if change.change == "student_leaves":
            before = lines[number[change.week]]
            own = [row for row in before if row.student_id == change.identifier]
            if any(max(weeks_in(row.weeks, n_weeks), default=0) >= change.week for row in own):
                yield change.identifier


def _distinct(rows: Iterable[PlacementRow]) -> list[PlacementRow]:
    """Return one line for each supervisor and site of a student, whatever the weeks."""
    found: dict[tuple[str | None, ...], PlacementRow] = {}
    for row in rows:
        key = (row.student_id, row.programme_id, row.supervisor_id, row.site_id)
        if row.part is not None:
            found.setdefault(key, row)
    return list(found.values())
