"""The changes of a repaired semester that last, written into the next one's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..imports.table_edit import TableEdit, Value
from ..tables.change_table import ChangeTable
from ..tables.changed import NewCells, new_cells
from ..tables.parsing import Parsed
from ..tables.raw import RawTable
from ..tables.tidying import text_of
from .lines import appended, heading, language_in, positions

ONE_SEMESTER = "wishes"
"""The only table beside the changes that closing empties anyway."""


def carried_edits(
    raws: Sequence[RawTable],
    parsed: Parsed,
    lasting: ChangeTable,
    week: int,
    empty: Mapping[str, str | None],
    *,
    new: bool,
) -> Iterator[TableEdit]:
    """Yield what lasting changes write: cells of rows that are there, or new rows below them.

    Parameters
    ----------
    week
        The last week of the semester.
    empty
        By table, the name of a sheet that is there for it but has nothing in it.
    new
        Whether new rows are meant.
    """
    found: dict[str, list[NewCells]] = {}
    for cells in new_cells(raws, lasting, week):
        if cells.table != ONE_SEMESTER and (cells.number is None) == new:
            found.setdefault(cells.table, []).append(cells)
    for name, own in found.items():
        if not new:
            yield _changed(parsed, name, own)
            continue
        columns = tuple(dict.fromkeys(column for one in own for column, _ in one.cells))
        yield appended(parsed, name, columns, [_line(one) for one in own], empty[name])


def _changed(parsed: Parsed, name: str, rows: Sequence[NewCells]) -> TableEdit:
    table = parsed[name]
    columns = tuple(dict.fromkeys(column for one in rows for column, _ in one.cells))
    place = positions(table, columns)
    cells: dict[int, dict[int, Value]] = {}
    for one in rows:
        assert one.number is not None
        cells[one.number] = {place[column]: value for column, value in _line(one).items()}
    lang = language_in(parsed, name)
    new: dict[int, Value] = {
        place[c]: heading(name, c, lang) for c in columns if c not in table.positions
    }
    if new:
        cells[table.raw.heading_number] = new
    return TableEdit(table.raw.name, cells, heading_row=table.raw.heading_number)


def _line(cells: NewCells) -> dict[str, Value]:
    """Return cells as a file holds them: as the text that stands in the changes."""
    return {column: None if value is None else text_of(value) for column, value in cells.cells}
