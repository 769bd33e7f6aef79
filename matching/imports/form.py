"""The answers of a form as its tool exports them: the heading row is found, whatever is above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..language import sentence
from ..tables.cells import clean, text_of
from ..tables.findings import InputError, error
from ..tables.raw import RawTable, Style
from ..tables.sources import read_file, unopened
from ..tables.unreadable import SourceError
from .csv_file import read_csv_file

_HEADING_ROWS = 15
"""Rows looked at for the headings: titles and notes may stand above them."""

_TEXT_FILES = frozenset({".csv", ".tsv", ".txt"})
_Row = tuple[int, Sequence[object]]


def read_form(path: Path, clarity: Callable[[Sequence[str]], int]) -> RawTable:
    """Return the answers of a form, from a CSV file or from the sheet that looks most like one.

    Parameters
    ----------
    clarity
        How much a row looks like the headings of a form; the first of the clearest is taken.

    Raises
    ------
    InputError
        If the file cannot be read, or there is nothing in it.
    """
    return max(read_sheets(path, clarity), key=lambda found: found[0])[1]


def read_sheets(
    path: Path, clarity: Callable[[Sequence[str]], int], searched: int = _HEADING_ROWS
) -> list[tuple[int, RawTable]]:
    """Return a CSV file, or every sheet of a workbook with anything in it, below its headings.

    Parameters
    ----------
    clarity
        How much a row looks like headings; the first of the clearest is taken.
    searched
        Filled rows that are looked at for the headings.

    Returns
    -------
    list of (int, RawTable)
        Each with the clarity of its headings, in the order of the file; at least one.

    Raises
    ------
    InputError
        If the file cannot be read, or there is nothing in it.
    """
    try:
        grids = [grid for grid in _grids(path, clarity) if grid[2]]
    except SourceError as fault:
        raise InputError([fault.finding]) from fault
    except OSError as fault:
        raise InputError([unopened(path, fault)]) from fault
    if not grids:
        said = sentence("there is nothing in the file.")
        raise InputError([error("empty-file", path.name, said)])
    return [_table(name, style, rows, clarity, searched) for name, style, rows in grids]


def _grids(
    path: Path, clarity: Callable[[Sequence[str]], int]
) -> list[tuple[str, Style, list[_Row]]]:
    """Return name, style and filled rows of the file, or of every sheet with anything in it."""
    if path.is_file() and path.suffix.lower() in _TEXT_FILES:
        records = read_csv_file(path, clarity).records
        return [(path.name, "file", list(records.items()))]
    return [(table.name, table.style, _rows(table)) for table in read_file(path)]


def _rows(table: RawTable) -> list[_Row]:
    rows: list[_Row] = [(table.heading_number, table.headings)]
    rows += zip(table.numbers, table.rows, strict=True)
    return [row for row in rows if any(clean(cell) is not None for cell in row[1])]


def _table(
    name: str,
    style: Style,
    rows: list[_Row],
    clarity: Callable[[Sequence[str]], int],
    searched: int,
) -> tuple[int, RawTable]:
    """Return how clear the headings of a grid are, and the grid below them."""
    width = max(len(row) for _, row in rows)
    grids = [[text_of(clean(cell) or "") for cell in row] for _, row in rows[:searched]]
    scores = [clarity(row) for row in grids]
    start = scores.index(max(scores))
    headings = tuple(grids[start]) + ("",) * (width - len(grids[start]))
    below = rows[start + 1 :]
    return scores[start], RawTable(
        name,
        name,
        headings,
        [[*row, *[None] * (width - len(row))] for _, row in below],
        [number for number, _ in below],
        rows[start][0],
        style,
    )
