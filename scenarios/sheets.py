"""The raw tables of a semester, open for changes: cells by row and canonical column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..matching.tables.cells import clean, read_cell
from ..matching.tables.columns import Column, Table
from ..matching.tables.parsing import column_of
from ..matching.tables.raw import RawTable
from ..matching.tables.schema import TABLE, find_table
from ..matching.tables.wrong import CellError


@dataclass
class Sheet:
    """A table whose rows can be changed; the raw table that it came from stays as it is.

    ``position`` has the place of each column, by its canonical name, that the sheet has.
    """

    raw: RawTable
    table: Table
    headings: list[str]
    rows: list[Sequence[object]]
    numbers: list[int]
    position: dict[str, int] = field(default_factory=dict)

    @property
    def filled(self) -> list[int]:
        """The rows that hold anything; empty ones are none of the table."""
        places = list(self.position.values())
        return [
            row
            for row, cells in enumerate(self.rows)
            if any(p < len(cells) and clean(cells[p]) is not None for p in places)
        ]

    def column(self, heading: str) -> Column | None:
        """Return the column that a heading in either language means."""
        return column_of(self.table, heading)

    def at(self, row: int, name: str) -> object:
        """Return a cell as it stands there, ``None`` where it is empty."""
        place, cells = self.position.get(name), self.rows[row]
        return clean(cells[place]) if place is not None and place < len(cells) else None

    def value(self, row: int, name: str) -> Any:
        """Return what a cell is read as, its column's default where it is empty.

        ``None`` where it is empty without a default, or cannot be read.
        """
        column = self.column(name)
        cell = self.at(row, name)
        if column is None:
            return None
        return column.default if cell is None else read(cell, column)

    def identifier(self, row: int) -> Any:
        """Return the identifier of a row, or what stands in the columns of its key."""
        key = self.table.key or tuple(self.table.by_name)[:1]
        found = tuple(self.value(row, name) for name in key)
        return found[0] if len(found) == 1 else found

    def set(self, row: int, name: str, value: object) -> None:
        """Write a cell; a column that is not there is added."""
        if name not in self.position:
            self.position[name] = len(self.headings)
            self.headings.append(name)
        cells, place = list(self.rows[row]), self.position[name]
        cells += [None] * (place + 1 - len(cells))
        cells[place] = value
        self.rows[row] = cells

    def add(self) -> int:
        """Add an empty row and return its index."""
        self.rows.append([])
        self.numbers.append(max(self.numbers, default=self.raw.heading_number) + 1)
        return len(self.rows) - 1

    def drop(self, gone: Iterable[int]) -> None:
        """Remove rows by index."""
        left = sorted(set(range(len(self.rows))) - set(gone))
        self.rows = [self.rows[row] for row in left]
        self.numbers = [self.numbers[row] for row in left]

    def where(self, row: int, name: str) -> str:
        """Return the name of a cell, as reading the table again would call it."""
        one = replace(self.raw, numbers=(self.numbers[row],), cell_numbers=(), heading_numbers=())
        return one.where(0, self.position.get(name, 0))

    def whole(self) -> RawTable:
        """Return the table as it is now."""
        return replace(
            self.raw,
            headings=tuple(self.headings),
            rows=tuple(self.rows),
            numbers=tuple(self.numbers),
            cell_numbers=(),
            heading_numbers=(),
        )


def read(cell: object, column: Column) -> Any:
    """Return what a cell is read as, ``None`` where it cannot be."""
    try:
        return read_cell(cell, column)
    except CellError:
        return None


class Book:
    """The tables of a semester; only those that are touched are opened, the others shared."""

    def __init__(self, raws: Iterable[RawTable]) -> None:
        self._raws: dict[str, RawTable] = {}
        self._others: list[RawTable] = []
        self._sheets: dict[str, Sheet] = {}
        for raw in raws:
            table = find_table(raw.title)
            if table is None or table.name in self._raws:
                self._others.append(raw)
            else:
                self._raws[table.name] = raw

    def __contains__(self, name: object) -> bool:
        return name in self._raws

    @property
    def names(self) -> list[str]:
        """The tables that are there, by canonical name."""
        return list(self._raws)

    def sheet(self, name: str) -> Sheet:
        """Return a table open for changes, an empty one where it is not there."""
        if name not in self._sheets:
            empty = RawTable(name, name, tuple(TABLE[name].by_name), (), ())
            raw = self._raws.setdefault(name, empty)
            self._sheets[name] = _opened(raw, TABLE[name])
        return self._sheets[name]

    def replace(self, name: str, raw: RawTable) -> None:
        """Put another table in the place of one."""
        self._raws[name] = replace(raw, title=name)
        self._sheets.pop(name, None)

    def tables(self) -> list[RawTable]:
        """Return all tables as they are now."""
        own = [
            self._sheets[name].whole() if name in self._sheets else raw
            for name, raw in self._raws.items()
        ]
        return own + self._others


def _opened(raw: RawTable, table: Table) -> Sheet:
    sheet = Sheet(raw, table, list(raw.headings), list(raw.rows), list(raw.numbers))
    for place, heading in enumerate(raw.headings):
        column = column_of(table, heading) if heading else None
        if column is not None:
            sheet.position.setdefault(column.name, place)
    return sheet
