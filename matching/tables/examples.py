"""The example rows of a template: told from real rows, and set aside when a semester is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ..language import sentence
from .cells import clean, read_cell
from .columns import Kind, Table
from .findings import Finding, InputError, error, warning
from .parsing import Parsed, ParsedTable
from .schema import TABLE
from .writing import shown


def set_examples_aside(parsed: Parsed, needed: Sequence[Table], findings: list[Finding]) -> None:
    """Take out of the tables every row that is, cell for cell, a template's example row.

    Raises
    ------
    InputError
        If nothing is left although no needed table is missing: the template is still empty,
        and this is the one thing to say about its rows.
    """
    taken = {name: _take_examples(table) for name, table in parsed.items()}
    if _is_empty(parsed, needed):
        raise InputError([*findings, _empty(parsed, needed)])
    untouched = []
    for name, rows in taken.items():
        if name == "settings":
            continue  # its example stands among lines that are real
        if rows and not len(parsed[name]):
            untouched.append(parsed[name].raw.name)
        else:
            findings += [_left(parsed[name], row) for row in rows]
    if untouched:
        message = sentence(
            "only the example row stands in {tables}; it is not read.", tables=tuple(untouched)
        )
        findings.append(warning("example-row", "", message))


def filled_tables(parsed: Parsed) -> frozenset[str]:
    """Return the names of the tables that hold a row other than the template's example."""
    return frozenset(
        name for name, table in parsed.items() if len(table) > len(_example_rows(table))
    )


def _take_examples(table: ParsedTable) -> list[int]:
    """Remove the example rows of a table; return their indices among its raw rows."""
    found = _example_rows(table)
    if not found:
        return []
    kept = [index for index in range(len(table)) if index not in found]
    now = {index: position for position, index in enumerate(kept)}
    taken = [table.rows[index] for index in sorted(found)]
    table.rows = [table.rows[index] for index in kept]
    table.cells = {name: [cells[index] for index in kept] for name, cells in table.cells.items()}
    table.wrong = {(now[row], name) for row, name in table.wrong if row in now}
    return taken


def _example_rows(table: ParsedTable) -> frozenset[int]:
    """Return the indices of the rows whose every cell is the example's."""
    example = _example(table.table.name)
    if any(column.required and column.name not in table.cells for column in table.table.columns):
        return frozenset()
    wrong = {row for row, _ in table.wrong}
    rows = [row for row in range(len(table)) if row not in wrong]
    for name, cells in table.cells.items():
        if table.columns[name].kind is not Kind.REMARK:
            expected = example.get(name)
            rows = [row for row in rows if cells[row] == expected]
    return frozenset(rows)


@cache
def _example(name: str) -> Mapping[str, Any]:
    """Return a table's example row as it is read; it reads the same in either language."""
    cells = {c: shown(c.example, c, "en") for c in TABLE[name].columns}
    return {c.name: None if v is None else read_cell(clean(v), c) for c, v in cells.items()}


def _is_empty(parsed: Parsed, needed: Sequence[Table]) -> bool:
    """Say whether a semester has its tables, and nothing but settings in them."""
    complete = all(table.name in parsed for table in needed)
    return complete and not any(len(table) for name, table in parsed.items() if name != "settings")


def _empty(parsed: Parsed, needed: Sequence[Table]) -> Finding:
    names = tuple(parsed[table.name].raw.title for table in needed)
    message = sentence(
        "the semester is empty: its tables hold only headings and example rows. "
        "Fill in at least {tables}.",
        tables=names,
    )
    return error("empty-semester", "", message)


def _left(table: ParsedTable, row: int) -> Finding:
    message = sentence(
        "this is the example row of the template; it is not read. Delete it, or type over it."
    )
    return warning("example-row", table.raw.where(row), message)
