"""From raw tables to parsed ones: headings matched, every cell read by its column's kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .cells import clean, read_cell
from .columns import Column, Table
from .findings import Finding
from .headings import slug, suggestion
from .raw import RawTable
from .schema import TABLES, find_table
from .wrong import CellError


@dataclass
class ParsedTable:
    """A table whose cells are read.

    Attributes
    ----------
    columns
        The columns that the table has, by canonical name; those of families included.
    positions
        The position of each of them in the raw headings.
    cells
        Per column the values of the rows; ``None`` where a cell is empty or wrong.
    rows
        The index of each row among the raw rows (empty rows are left out).
    wrong
        Cells already reported: (row, column).
    """

    table: Table
    raw: RawTable
    columns: dict[str, Column] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    cells: dict[str, list[Any]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    wrong: set[tuple[int, str]] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.rows)

    def values(self, name: str) -> Sequence[Any]:
        """Return a column's values, the default where a cell is empty."""
        column = self.columns.get(name) or self.table.by_name[name]
        cells = self.cells.get(name)
        if cells is None:
            return [column.default] * len(self.rows)
        if column.default is None:
            return cells
        return [column.default if cell is None else cell for cell in cells]

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the index and the values, by canonical column, of each row without error.

        Columns of families are left out.
        """
        wrong = {row for row, _ in self.wrong}
        names = tuple(self.table.by_name)
        columns = [self.values(name) for name in names]
        for index, row in enumerate(zip(*columns, strict=True)):
            if index not in wrong:
                yield index, dict(zip(names, row, strict=True))

    def heading(self, name: str) -> str:
        """Return a column's heading as its user wrote it."""
        position = self.positions.get(name)
        return name if position is None else self.raw.headings[position]

    def where(self, row: int | None = None, column: str | None = None) -> str:
        """Return the name of a cell as its user sees it."""
        position = None if column is None else self.positions.get(column)
        return self.raw.where(None if row is None else self.rows[row], position)

    def family(self, prefix: str) -> list[str]:
        """Return the names of a family's columns in the table, numbered ones in order."""
        names = [name for name in self.cells if name.startswith(prefix)]
        names = [name for name in names if name not in self.table.by_name]
        return sorted(names, key=lambda name: (len(name), name))


Parsed = Mapping[str, ParsedTable]
"""The tables of a semester by canonical name."""


def parse_tables(raws: Iterable[RawTable], findings: list[Finding]) -> dict[str, ParsedTable]:
    """Read every table that is known; report those that are not."""
    parsed: dict[str, ParsedTable] = {}
    for raw in raws:
        table = find_table(raw.title)
        if table is None:
            names = [name for known in TABLES for name in (known.name, known.french)]
            findings.append(
                Finding(
                    "warning",
                    "unknown-table",
                    raw.name,
                    f"'{raw.title}' is no table of a semester and is not read.",
                    suggestion(raw.title, names),
                )
            )
        elif table.name in parsed:
            other = parsed[table.name].raw.name
            findings.append(
                Finding(
                    "error",
                    "duplicate-table",
                    raw.name,
                    f"the table {table.name} is given twice: '{other}' and '{raw.name}'.",
                )
            )
        else:
            parsed[table.name] = parse_table(table, raw, findings)
    return parsed


def parse_table(table: Table, raw: RawTable, findings: list[Finding]) -> ParsedTable:
    """Read one table; what is wrong in it is added to the findings."""
    parsed = ParsedTable(table, raw)
    _match_headings(parsed, findings)
    positions = list(parsed.positions.values())
    parsed.rows = [
        index
        for index, row in enumerate(raw.rows)
        if any(p < len(row) and clean(row[p]) is not None for p in positions)
    ]
    for name, column in parsed.columns.items():
        parsed.cells[name] = _parse_column(parsed, name, column, findings)
    _report_missing(parsed, findings)
    return parsed


def _match_headings(parsed: ParsedTable, findings: list[Finding]) -> None:
    table, raw = parsed.table, parsed.raw
    for position, heading in enumerate(raw.headings):
        column = table.find(heading) if heading else None
        where = raw.where(None, position)
        if column is None:
            if heading or any(len(r) > position and clean(r[position]) for r in raw.rows):
                findings.append(_unknown_column(table, heading, where))
        elif column.name in parsed.positions:
            first = raw.headings[parsed.positions[column.name]]
            findings.append(
                Finding(
                    "error",
                    "duplicate-column",
                    where,
                    f"the column {column.name} is given twice: '{first}' and '{heading}'.",
                )
            )
        else:
            parsed.columns[column.name] = column
            parsed.positions[column.name] = position


def _unknown_column(table: Table, heading: str, where: str) -> Finding:
    if not heading:
        message = f"a column of {table.name} without a heading is not read."
        return Finding("warning", "unknown-column", where, message)
    names = [name for column in table.columns for name in (column.name, column.french)]
    message = f"'{heading}' is no column of {table.name} and is not read."
    return Finding("warning", "unknown-column", where, message, suggestion(heading, names))


def _parse_column(
    parsed: ParsedTable, name: str, column: Column, findings: list[Finding]
) -> list[Any]:
    """Read the cells of one column; equal texts are read once."""
    position = parsed.positions[name]
    shown = replace(column, name=parsed.raw.headings[position])
    read: dict[str, Any] = {}
    values: list[Any] = []
    for index, row_index in enumerate(parsed.rows):
        row = parsed.raw.rows[row_index]
        raw = row[position] if position < len(row) else None
        if type(raw) is str and raw in read:
            values.append(read[raw])
            continue
        cell = clean(raw)
        value = None
        if cell is not None:
            try:
                value = read_cell(cell, shown)
            except CellError as error:
                parsed.wrong.add((index, name))
                where = parsed.where(index, name)
                findings.append(
                    Finding("error", error.code, where, error.message, error.suggestion)
                )
                values.append(None)
                continue
        if type(raw) is str:
            read[raw] = value
        values.append(value)
    return values


def _report_missing(parsed: ParsedTable, findings: list[Finding]) -> None:
    """Report required columns that are not there and their empty cells."""
    table = parsed.table
    for column in table.columns:
        if not column.required:
            continue
        if column.name not in parsed.cells:
            findings.append(missing_column(parsed, column))
            parsed.wrong.update((index, column.name) for index in range(len(parsed)))
            continue
        for index, value in enumerate(parsed.cells[column.name]):
            if value is None and (index, column.name) not in parsed.wrong:
                findings.append(
                    Finding(
                        "error",
                        "missing-value",
                        parsed.where(index, column.name),
                        f"{parsed.heading(column.name)} is empty; it is required.",
                    )
                )
                parsed.wrong.add((index, column.name))


def named(name: str, french: str) -> str:
    """Return both names of a table or column for a message, once where they are the same."""
    return f"'{name}'" if slug(name) == slug(french) else f"'{name}' (or '{french}')"


def missing_column(parsed: ParsedTable, column: Column) -> Finding:
    """Return the finding of a required column that a table lacks."""
    unread = [h for h in parsed.raw.headings if h and parsed.table.find(h) is None]
    near = suggestion(column.name, unread) or suggestion(column.french, unread)
    hint = near.replace("Did you mean", "Is it")
    return Finding(
        "error",
        "missing-column",
        parsed.where(),
        f"{parsed.table.name} has no column {named(column.name, column.french)}; it is required.",
        hint,
    )
