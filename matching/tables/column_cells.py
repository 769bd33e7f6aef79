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


def keys_of(cells: Sequence[object]) -> Sequence[Any]:
    """Return what tells the cells of a column apart: 1, 1.0 and True do not read the same."""
    types = set(map(type, cells))
    if types <= _PLAIN and len(types & _NUMERIC) <= 1:
        return cells
    return [cell if type(cell) is str else (type(cell), str(cell)) for cell in cells]


def distinct(cells: Sequence[object], keys: Sequence[Any]) -> dict[Any, object]:
    """Return one of the cells of each key."""
    if keys is cells:
        return {cell: cell for cell in set(cells)}
    return dict(zip(keys, cells, strict=True))


def read_column(
    cells: Sequence[object], column: Column
) -> tuple[list[Any], list[tuple[int, CellError]]]:
    """Read the cells of one column.

    Returns
    -------
    values
        Of the cells, in order; ``None`` where a cell is empty or wrong.
    wrong
        The position of each cell that cannot be read, and why.
    """
    keys = keys_of(cells)
    if column.kind in _AS_WRITTEN and keys is cells and _as_written(cells):
        return list(cells), []
    read, wrong = _read(distinct(cells, keys), reader_of(column))
    values = list(map(read.__getitem__, keys))
    if not wrong:
        return values, []
    return values, [(index, wrong[key]) for index, key in enumerate(keys) if key in wrong]


def _as_written(cells: Sequence[object]) -> bool:
    """Say whether every cell is an identifier of letters and digits, read as it stands."""
    texts = [cell for cell in set(cells) if type(cell) is str and cell]
    if len(texts) < len(set(cells)) or not NOTHING.isdisjoint(texts):
        return False
    joined = "".join(texts)
    return joined.isascii() and joined.isalnum() and max(map(len, texts)) <= LONGEST


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
