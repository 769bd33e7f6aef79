"""Where in the file a value of a semester came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .parsing import Parsed
from .settings_table import setting_name


class CellNames(Mapping[tuple[str, str, str], str]):
    """Cells by (table, identifier, column), named only when asked for.

    The identifier is the first column of the table's rows; where several rows share it, the
    first is meant. A column that the file lacks gives the row's first cell.
    """

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed
        self._rows: dict[str, dict[str, int]] = {}

    def _rows_of(self, name: str) -> dict[str, int]:
        if name not in self._rows:
            table = self._parsed.get(name)
            rows: dict[str, int] = {}
            if table is not None:
                key = (table.table.key or (table.table.columns[0].name,))[0]
                for index, value in enumerate(table.values(key)):
                    known = setting_name(value) if name == "settings" and value else None
                    rows.setdefault(known or str(value), index)
            self._rows[name] = rows
        return self._rows[name]

    def __getitem__(self, key: tuple[str, str, str]) -> str:
        name, identifier, column = key
        return self._parsed[name].where(self._rows_of(name)[identifier], column)

    def has(self, name: str, column: str) -> bool:
        """Say whether the file has a table with a column."""
        return name in self._parsed and column in self._parsed[name].cells

    def line(self, name: str, column: str, wanted: Mapping[str, object]) -> str:
        """Return the cell of the first row that has the values wanted, by column; or nothing.

        Also rows that no identifier tells apart (history, conflicts, travel) are found so.
        """
        if not self.has(name, column):
            return ""
        table = self._parsed[name]
        if any(key not in table.cells for key, value in wanted.items() if value is not None):
            return ""
        known = [(table.cells[k], value) for k, value in wanted.items() if k in table.cells]
        for row in range(len(table)):
            if all(cells[row] == value for cells, value in known):
                return table.where(row, column)
        return ""

    def lines(self, name: str, column: str) -> Iterator[tuple[Mapping[str, Any], str]]:
        """Yield each row of a table, by column, with where its cell of one column stands."""
        if name in self._parsed:
            table = self._parsed[name]
            for index, record in table.records():
                yield record, table.where(index, column)

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        for name, table in self._parsed.items():
            for identifier in self._rows_of(name):
                for column in table.cells:
                    yield name, identifier, column

    def __len__(self) -> int:
        return sum(len(self._rows_of(n)) * len(t.cells) for n, t in self._parsed.items())
