"""Lines of a table that are written: some changed in their rows, others added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from ..tables.parsing import ParsedTable
from ..tables.schema import TABLE
from .table_edit import HEADING, TableEdit, Value
from .target import Target
from .wish_lines import language_of, last_row, width

Line = Mapping[str, Value]
"""One line of the table, or some of its cells, by canonical column."""


def lines_edit(
    target: Target,
    name: str,
    columns: Sequence[str],
    changed: Mapping[int, Line],
    added: Sequence[Line],
) -> TableEdit | None:
    """Return what changes in a table; ``None`` where nothing does.

    New lines take the rows of a template's examples, then those below the last row. Headings
    that are lacking come at the right; a table that is not there is made, in the language of
    the file.

    Parameters
    ----------
    columns
        The columns of a table that is made, in their order.
    changed
        New cells by the row's index in the table.
    """
    if not changed and not added:
        return None
    table = target.parsed.get(name)
    used = [c for c in columns if any(c in line for line in (*changed.values(), *added))]
    positions = _positions(table, columns if table is None else used)
    heading_row = HEADING if table is None else table.raw.heading_number
    cells: dict[int, Mapping[int, Value]] = {}
    lang = language_of(target.parsed, (name, *target.purpose.keys))
    known = () if table is None else table.positions
    new = [column for column in positions if column not in known]
    if new:
        names = TABLE[name].by_name
        cells[heading_row] = {
            positions[c]: names[c].name if lang == "en" else names[c].french for c in new
        }
    for row, line in changed.items():
        assert table is not None
        cells[table.raw.numbers[table.rows[row]]] = {positions[c]: v for c, v in line.items()}
    free = sorted(target.examples.get(name, ())) if table is not None else []
    last = heading_row if table is None else max(last_row(table.raw), heading_row)
    numbers = iter([*free, *range(last + 1, last + 1 + len(added))])
    for line, number in zip(added, numbers, strict=False):
        cells[number] = {positions[c]: v for c, v in line.items() if v is not None}
    sheet = target.empty_sheet(name)
    title = TABLE[name].name if lang == "en" else TABLE[name].french
    called = table.raw.name if table is not None else sheet or title
    emptied = frozenset(free[: len(added)])
    return TableEdit(called, cells, emptied, heading_row, table is None and sheet is None)


def _positions(table: ParsedTable | None, used: Sequence[str]) -> dict[str, int]:
    if table is None:
        return {name: position for position, name in enumerate(used)}
    free = count(max([len(table.raw.headings), *map(width, table.raw.rows)]))
    return dict(table.positions) | {n: next(free) for n in used if n not in table.positions}
