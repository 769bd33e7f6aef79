"""Reading of a whole column: equal cells are read once, plain ones all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from .cells import NOTHING, are_readable, reader_of
from .columns import Column, Kind
from .tidying import clean, is_plain
from .wrong import CellError

_PLAIN = frozenset({str, int, float, bool, type(None), date, datetime})
_NUMERIC = frozenset({int, float, bool})
_AS_WRITTEN = frozenset({Kind.IDENTIFIER, Kind.TARGET})


class ColumnCells:
    """The cells of one column, as found.

    Attributes
    ----------
    cells
        The cells, in order.
    keys
        What tells each of them apart: 1, 1.0 and True do not read the same.
    distinct
        One of the cells per key.
    """

    def __init__(self, cells: Sequence[object]) -> None:
        self.cells = cells
        self.keys: Sequence[Any] = cells
        self.distinct: dict[Any, object]
        texts = _texts_of(cells)
        self._texts = texts is not None
        types = set(map(type, cells)) if texts is None else {str}
        if types <= _PLAIN and len(types & _NUMERIC) <= 1:
            self.distinct = {cell: cell for cell in texts or set(cells)}
        else:
            self.keys = [c if type(c) is str else (type(c), str(c)) for c in cells]
            self.distinct = dict(zip(self.keys, cells, strict=True))

    @property
    def blank(self) -> frozenset[Any]:
        """The keys of the cells that hold nothing."""
        return frozenset(key for key, cell in self.distinct.items() if clean(cell) is None)

    def of(self, rows: Sequence[int]) -> ColumnCells:
        """Return the cells of some rows."""
        return ColumnCells([self.cells[row] for row in rows])

    def read(self, column: Column) -> tuple[list[Any], list[tuple[int, CellError]]]:
        """Read the cells.

        Returns
        -------
        values
            Of the cells, in order; ``None`` where a cell is empty or wrong.
        wrong
            The position of each cell that cannot be read, and why.
        """
        if self._texts and self.distinct:
            joined, longest = "".join(self.distinct), max(map(len, self.distinct))
            plain = is_plain(joined) and are_readable(joined, longest)
            if plain and column.kind in _AS_WRITTEN and self._are_codes(joined):
                return list(self.cells), []
        else:
            plain = False
        read, wrong = _read(self.distinct, reader_of(column, readable=plain), plain)
        values = list(map(read.__getitem__, self.keys))
        if not wrong:
            return values, []
        return values, [(index, wrong[key]) for index, key in enumerate(self.keys) if key in wrong]

    def _are_codes(self, joined: str) -> bool:
        """Say whether every cell is an identifier of letters and digits, read as it stands."""
        return joined.isalnum() and "" not in self.distinct and NOTHING.isdisjoint(self.distinct)


def _texts_of(cells: Sequence[object]) -> set[object] | None:
    """Return the distinct cells where all are texts; nothing else is equal to one."""
    try:
        found = set(cells)
    except TypeError:  # a list among them
        return None
    return found if set(map(type, found)) == {str} else None


def _read(
    cells: dict[Any, Any], reader: Callable[[object], Any], plain: bool
) -> tuple[dict[Any, Any], dict[Any, CellError]]:
    read: dict[Any, Any] = {}
    wrong: dict[Any, CellError] = {}
    for key, cell in cells.items():
        cleaned = (cell.strip() or None) if plain else clean(cell)
        try:
            read[key] = None if cleaned is None else reader(cleaned)
        except CellError as refused:
            read[key] = None
            wrong[key] = refused
    return read, wrong
