"""Which cells of a semester's file change when it is closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count

from ..entities import HistoryLine
from ..imports.table_edit import HEADING, TableEdit, Value
from ..imports.wish_lines import language_of, last_row, width
from ..language import Lang
from ..tables.parsing import Parsed, ParsedTable
from ..tables.schema import TABLE
from ..tables.settings_table import setting_name
from ..tables.writing import shown
from .result import ClosedStudent, Closing

ONE_SEMESTER = ("wishes", "host_rankings", "locks")
"""Tables that are of one semester: their rows are taken out."""

_HISTORY = ("student_id", "semester", "supervisor_id", "site_id", "programme_id", "validated")
_VALIDATED = "x"

EmptySheets = Mapping[str, str | None]
"""By table, the name of a sheet that is there for it but has nothing in it."""

Line = Mapping[str, Value]
"""One line of a table by canonical column."""


def closing_edits(parsed: Parsed, closing: Closing, empty: EmptySheets) -> list[TableEdit]:
    """Return what changes in a semester's tables, but for notes and colours."""
    edits = [
        _settings(parsed, closing, empty["settings"]),
        _students(parsed["students"], closing),
        _history(parsed, closing.history, empty["history"]),
        *(_without_rows(parsed.get(name)) for name in ONE_SEMESTER),
        _without_rows(parsed.get("conflicts"), closing.leaving),
    ]
    return [edit for edit in edits if edit is not None and (edit.cells or edit.removed)]


def _settings(parsed: Parsed, closing: Closing, sheet: str | None) -> TableEdit:
    """Return the month of the next semester in the table of settings."""
    table = parsed.get("settings")
    line = {"key": "semester", "value": closing.settings.semester}
    if table is not None:
        for row, key in enumerate(table.values("key")):
            if key is not None and setting_name(key) == "semester":
                cells = {
                    table.raw.numbers[table.rows[row]]: {table.positions["value"]: line["value"]}
                }
                return _edit(table, cells)
    return appended(parsed, "settings", ("key", "value"), [line], sheet)


def _history(parsed: Parsed, lines: Sequence[HistoryLine], sheet: str | None) -> TableEdit:
    lang = language_in(parsed, "history")
    flag = TABLE["history"].by_name["validated"]
    written = [
        {
            **{name: getattr(line, name) for name in _HISTORY[:-1]},
            "validated": _VALIDATED if line.validated else shown(False, flag, lang),
        }
        for line in lines
    ]
    return appended(parsed, "history", _HISTORY, written, sheet)


def _without_rows(
    table: ParsedTable | None, students: Collection[str] | None = None
) -> TableEdit | None:
    """Return a table without its rows, or without those of some students."""
    if table is None:
        return None
    removed = frozenset(
        table.raw.numbers[table.rows[row]]
        for row, student in enumerate(table.values("student_id"))
        if students is None or student in students
    )
    return TableEdit(table.raw.name, {}, heading_row=table.raw.heading_number, removed=removed)


def _students(table: ParsedTable, closing: Closing) -> TableEdit:
    """Return what changes in the rows of the students; those who leave are taken out."""
    students = {student.student_id: student for student in closing.students}
    rows: dict[int, dict[str, Value]] = {}
    removed = set()
    wishes = table.family("wish_")
    for row, name in enumerate(table.values("student_id")):
        number, student = table.raw.numbers[table.rows[row]], students[name]
        if student.leaves:
            removed.add(number)
            continue
        emptied = [*wishes, "surnombre", *([] if closing.keep_ranks else ["rank"])]
        emptied += ["link_id"] if name in closing.unlinked else []
        there = [c for c in emptied if c in table.cells and table.cells[c][row] is not None]
        rows[number] = {**dict.fromkeys(there), **dict(_advanced(student))}
    columns = dict.fromkeys(name for cells in rows.values() for name in cells)
    place = positions(table, sorted(columns, key=_order))
    cells: dict[int, dict[int, Value]] = {
        number: {place[name]: value for name, value in row.items()}
        for number, row in rows.items()
        if row
    }
    new = {n: p for n, p in place.items() if n not in table.positions}
    if new:
        lang = language_of({"students": table}, ("students",))
        cells[table.raw.heading_number] = {p: heading("students", n, lang) for n, p in new.items()}
    return _edit(table, cells, frozenset(removed))


def _advanced(student: ClosedStudent) -> Iterator[tuple[str, Value]]:
    """Yield the cells of a student that have another value in the next semester."""
    if student.advances:
        yield "programme_id", student.next_programme
    if student.next_seniority != student.seniority:
        yield "seniority", student.next_seniority
    if student.next_credit != student.credit:
        yield "credit", decimal(student.next_credit)


def _order(name: str) -> int:
    return [*TABLE["students"].by_name].index(name) if name in TABLE["students"].by_name else 99


def decimal(value: Fraction) -> int | float:
    """Return an exact decimal as a cell holds it."""
    return int(value) if value.denominator == 1 else float(value)


def _edit(
    table: ParsedTable,
    cells: Mapping[int, Mapping[int, Value]],
    removed: frozenset[int] = frozenset(),
) -> TableEdit:
    return TableEdit(table.raw.name, cells, heading_row=table.raw.heading_number, removed=removed)


def appended(
    parsed: Parsed, name: str, columns: Sequence[str], lines: Iterable[Line], sheet: str | None
) -> TableEdit:
    """Return lines below the last row of a table; headings that are lacking come at the right.

    Parameters
    ----------
    sheet
        The name of a sheet that is there for the table but has nothing in it.
    """
    table = parsed.get(name)
    lang = language_in(parsed, name)
    place = positions(table, columns)
    heading_row = HEADING if table is None else table.raw.heading_number
    last = heading_row if table is None else max(last_row(table.raw), heading_row)
    cells: dict[int, dict[int, Value]] = {
        number: {place[column]: value for column, value in line.items()}
        for number, line in enumerate(lines, start=last + 1)
    }
    known = () if table is None else table.positions
    new: dict[int, Value] = {
        place[column]: heading(name, column, lang) for column in columns if column not in known
    }
    if cells and new:
        cells[heading_row] = new
    title = TABLE[name].name if lang == "en" else TABLE[name].french
    called = table.raw.name if table is not None else sheet or title
    is_new = table is None and sheet is None
    return TableEdit(called, cells, heading_row=heading_row, is_new=is_new)


def positions(table: ParsedTable | None, used: Sequence[str]) -> dict[str, int]:
    """Return the position of every column of a table; those used and lacking come at the right."""
    if table is None:
        return {name: position for position, name in enumerate(used)}
    free = count(max([len(table.raw.headings), *map(width, table.raw.rows)]))
    return dict(table.positions) | {n: next(free) for n in used if n not in table.positions}


def language_in(parsed: Parsed, name: str) -> Lang:
    """Return the language of a table's headings; of others where it is not there."""
    return language_of(parsed, (name, "students", "supervisors"))


def heading(table: str, name: str, lang: Lang) -> str:
    """Return the heading of a column in the language of a file."""
    column = TABLE[table].by_name[name]
    return column.name if lang == "en" else column.french
