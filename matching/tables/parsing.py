"""From raw tables to parsed ones: headings matched, every cell read by its column's kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from typing import Any

from ..halfdays import HALF_DAYS
from ..language import Sentence, sentence
from .cells import clean
from .column_cells import ColumnCells
from .columns import Column, Kind, Table
from .findings import Finding, error, warning
from .headings import Suggester, slug, suggestion
from .raw import RawTable
from .schedules import read_half_days
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
        if column.default is None or None not in cells:
            return cells
        return [column.default if cell is None else cell for cell in cells]

    def records(self, without: Collection[str] = ()) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the index and the values, by canonical column, of each row without error.

        Columns of families, and those named, are left out.
        """
        wrong = {row for row, _ in self.wrong}
        names = tuple(name for name in self.table.by_name if name not in without)
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

    def written(self, row: int, name: str) -> object:
        """Return a cell of a column that the table has, as it was found."""
        cells, position = self.raw.rows[self.rows[row]], self.positions[name]
        return clean(cells[position]) if position < len(cells) else None

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
                warning(
                    "unknown-table",
                    raw.name,
                    sentence(
                        "'{title}' is no table of a semester and is not read.", title=raw.title
                    ),
                    suggestion(raw.title, names),
                )
            )
        elif table.name in parsed:
            other = parsed[table.name].raw.name
            findings.append(
                error(
                    "duplicate-table",
                    raw.name,
                    sentence(
                        "the same table is given twice: '{first}' and '{second}'.",
                        first=other,
                        second=raw.name,
                    ),
                )
            )
        else:
            parsed[table.name] = parse_table(table, raw, findings)
    return parsed


def parse_table(table: Table, raw: RawTable, findings: list[Finding]) -> ParsedTable:
    """Read one table; what is wrong in it is added to the findings."""
    parsed = ParsedTable(table, raw)
    columns = _transposed(raw)
    _match_headings(parsed, columns, findings)
    cells = [ColumnCells(columns[position]) for position in parsed.positions.values()]
    parsed.rows = _filled_rows(cells, len(raw.rows))
    if len(parsed.rows) < len(raw.rows):
        cells = [column.of(parsed.rows) for column in cells]
    for name, found in zip(parsed.columns, cells, strict=True):
        parsed.cells[name] = _read_column(parsed, name, found, findings)
    _report_missing(parsed, findings)
    return parsed


def _transposed(raw: RawTable) -> list[Sequence[object]]:
    """Return the cells by column, as many columns as there are headings."""
    width = len(raw.headings)
    columns: list[Sequence[object]] = list(islice(zip_longest(*raw.rows), width))
    return columns + [(None,) * len(raw.rows)] * (width - len(columns))


def _match_headings(
    parsed: ParsedTable, columns: Sequence[Sequence[object]], findings: list[Finding]
) -> None:
    table, raw = parsed.table, parsed.raw
    for position, heading in enumerate(raw.headings):
        column = column_of(table, heading) if heading else None
        where = raw.where(None, position)
        if column is None:
            if heading or any(clean(cell) is not None for cell in columns[position]):
                findings.append(_unknown_column(parsed, heading, where))
        elif column.name in parsed.positions:
            first = raw.headings[parsed.positions[column.name]]
            findings.append(
                error(
                    "duplicate-column",
                    where,
                    sentence(
                        "the same column is given twice: '{first}' and '{second}'.",
                        first=first,
                        second=heading,
                    ),
                )
            )
        else:
            parsed.columns[column.name] = column
            parsed.positions[column.name] = position


def _unknown_column(parsed: ParsedTable, heading: str, where: str) -> Finding:
    title = parsed.raw.title
    if not heading:
        message = sentence("a column of {table} without a heading is not read.", table=title)
        return warning("unknown-column", where, message)
    names = [name for column in parsed.table.columns for name in (column.name, column.french)]
    message = sentence(
        "'{heading}' is no column of {table} and is not read.", heading=heading, table=title
    )
    return warning("unknown-column", where, message, suggestion(heading, names))


def column_of(table: Table, heading: str) -> Column | None:
    """Return the column of a heading; half-days may be spelt out (``Lundi matin``)."""
    column = table.find(heading)
    if column is not None or not any(c.kind is Kind.PRESENCE for c in table.columns):
        return column
    try:
        half_days = read_half_days(heading, table.columns[0])
    except CellError:
        return None
    return table.by_name.get(HALF_DAYS[half_days[0]]) if len(half_days) == 1 else None


def _filled_rows(columns: Sequence[ColumnCells], n_rows: int) -> list[int]:
    """Return the indices of the rows that hold anything in some of the columns."""
    if not columns:
        return []
    blank = columns[0].blank
    if not blank:
        return list(range(n_rows))
    return [
        row
        for row, key in enumerate(columns[0].keys)
        if key not in blank or any(clean(column.cells[row]) is not None for column in columns)
    ]


def _read_column(
    parsed: ParsedTable, name: str, cells: ColumnCells, findings: list[Finding]
) -> list[Any]:
    """Read the cells of one column; what is wrong is added to the findings."""
    values, faults = cells.read(replace(parsed.columns[name], name=parsed.heading(name)))
    findings += [refused.at(parsed.where(row, name)) for row, refused in faults]
    parsed.wrong.update((row, name) for row, _ in faults)
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
        cells = parsed.cells[column.name]
        for index, value in enumerate(cells if None in cells else ()):
            if value is None and (index, column.name) not in parsed.wrong:
                findings.append(empty_cell(parsed, index, column.name))
                parsed.wrong.add((index, column.name))


def empty_cell(parsed: ParsedTable, row: int, name: str) -> Finding:
    """Return the finding of a required cell that is empty."""
    message = sentence("{column} is empty; it is required.", column=parsed.heading(name))
    return error("missing-value", parsed.where(row, name), message)


def missing_column(parsed: ParsedTable, column: Column) -> Finding:
    """Return the finding of a required column that a table lacks."""
    unread = [h for h in parsed.raw.headings if h and parsed.table.find(h) is None]
    suggest = Suggester(unread)
    near = suggest.nearest(column.name) or suggest.nearest(column.french)
    hint = None if near is None else sentence("Is it '{heading}'?", heading=near)
    return error("missing-column", parsed.where(), _lacks(parsed.raw.title, column), hint)


def _lacks(title: str, column: Column) -> Sentence:
    if slug(column.name) == slug(column.french):
        return sentence(
            "{table} has no column '{column}'; it is required.", table=title, column=column.name
        )
    return sentence(
        "{table} has no column '{column}' (or '{french}'); it is required.",
        table=title,
        column=column.name,
        french=column.french,
    )
