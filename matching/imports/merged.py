"""Merged cells of an official workbook: each gets the value that stands in the first of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..tables.cells import clean
from ..tables.raw import RawTable
from .cannot_import import CannotImport
from .sheet_part import column_number
from .workbook_parts import open_workbook

_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_XLSX = frozenset({".xlsx", ".xlsm"})
Area = tuple[range, range]
"""Row numbers, as a user counts, and columns counted from 0."""


def filled_merged(path: Path, table: RawTable) -> RawTable:
    """Return a sheet's table in which cells merged downwards all have their value.

    Cells merged sideways stay as they are: a heading or a title is of one column.
    """
    if path.suffix.lower() not in _XLSX:
        return table
    areas = [area for area in _areas(path, table.name) if len(area[0]) > 1]
    if not areas:
        return table
    rows = {number: list(row) for number, row in zip(table.numbers, table.rows, strict=True)}
    for numbers, columns in areas:
        first = rows.get(numbers[0])
        if first is None or columns[0] >= len(first) or clean(first[columns[0]]) is None:
            continue
        for number in numbers[1:]:
            if number in rows:
                rows[number][columns[0]] = first[columns[0]]
    return replace(table, rows=[rows[number] for number in table.numbers])


def _areas(path: Path, sheet: str) -> Iterable[Area]:
    try:
        found = open_workbook(path).merged_in(sheet)
    except CannotImport:
        return  # what it holds was read all the same
    for ref in found:
        match = _RANGE.fullmatch(ref)
        if match is not None:
            columns = range(column_number(match[1]), column_number(match[3]) + 1)
            yield range(int(match[2]), int(match[4]) + 1), columns
