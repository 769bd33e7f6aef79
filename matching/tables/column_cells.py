"""Reading of a whole column: equal cells are read once, plain ones all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from .cells import NOTHING, reader_of
from .columns import Column, Kind
from .tidying import LONGEST, clean
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
        types = set(map(type, cells))
        self.cells = cells
        self.keys: Sequence[Any]
        self.distinct: dict[Any, object]
        self._texts = types == {str}
        if types <= _PLAIN and len(types & _NUMERIC) <= 1:
            self.keys = cells
            self.distinct = {cell: cell for cell in set(cells)}
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
        if column.kind in _AS_WRITTEN and self._as_written():
            return list(self.cells), []
        read, wrong = _read(self.distinct, reader_of(column))
        values = list(map(read.__getitem__, self.keys))
        if not wrong:
            return values, []
        return values, [(index, wrong[key]) for index, key in enumerate(self.keys) if key in wrong]

    def _as_written(self) -> bool:
        """Say whether every cell is an identifier of letters and digits, read as it stands."""
        if not self._texts or "" in self.distinct or not NOTHING.isdisjoint(self.distinct):
            return False
        joined = "".join(self.distinct)
        return joined.isascii() and joined.isalnum() and max(map(len, self.distinct)) <= LONGEST


def _read(
    cells: dict[Any, object], reader: Callable[[object], Any]
) -> tuple[dict[Any, Any], dict[Any, CellError]]:
    read: dict[Any, Any] = {}
    wrong: dict[Any, CellError] = {}
    for key, cell in cells.items():
        cleaned = clean(cell)
        try:
            read[key] = None if cleaned is None else reader(cleaned)
        except CellError as refused:
            read[key] = None
            wrong[key] = refused
    return read, wrong
