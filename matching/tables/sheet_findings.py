"""What a known table's sheet has that no value shows: merged cells, formulas never calculated."""

from __future__ import annotations

from collections.abc import Iterator

from ..language import plural_sentence, sentence
from .columns import Table
from .findings import Finding, error
from .grids import Grid
from .raw import RawTable, cell_name, letters
from .sheet_scan import Cell, SheetScan
from .tidying import clean


def sheet_findings(raw: RawTable, grid: Grid, scan: SheetScan, table: Table) -> Iterator[Finding]:
    """Yield the errors of the columns of a known table's sheet that are read."""
    if not (scan.merged or scan.uncalculated):
        return
    read = {k for k, heading in enumerate(raw.headings) if heading and table.find(heading)}
    yield from _uncalculated(raw, scan, read)
    yield from _merged(raw, grid, scan, read)


def _uncalculated(raw: RawTable, scan: SheetScan, read: set[int]) -> Iterator[Finding]:
    """Yield an error per column, at the first formula without a result."""
    columns: dict[int, list[int]] = {}
    for row, column in sorted(scan.uncalculated):
        heading = row + 1 == raw.heading_number
        if heading or (row + 1 > raw.heading_number and column in read):
            columns.setdefault(column, []).append(row + 1)
    for column, numbers in sorted(columns.items()):
        yield error(
            "uncalculated-formula",
            cell_name(raw.name, raw.style, numbers[0], column),
            plural_sentence(
                "the formula has never been calculated; open the workbook in Excel or "
                "LibreOffice, save it and try again.",
                "{count} formulas from this cell down have never been calculated; open the "
                "workbook in Excel or LibreOffice, save it and try again.",
                count=len(numbers),
            ),
        )


def _merged(raw: RawTable, grid: Grid, scan: SheetScan, read: set[int]) -> Iterator[Finding]:
    for first, last in sorted(scan.merged):
        below = last[0] + 1 > raw.heading_number
        columns = range(first[1], last[1] + 1)
        if first[0] + 1 == raw.heading_number and last[0] == first[0]:
            # A heading over several columns hides that all but the first have none.
            below = any(_has_data(raw, column) for column in columns[1:])
        elif read.isdisjoint(columns):
            continue
        if below and last > first and _filled(grid, first):
            name = f"{raw.name}!{letters(first[1])}{first[0] + 1}:{letters(last[1])}{last[0] + 1}"
            said = sentence(
                "these cells are merged, so that only the first has the value; unmerge them and "
                "fill each."
            )
            yield error("merged-cells", name, said)


def _filled(grid: Grid, cell: Cell) -> bool:
    row, column = cell
    return row < len(grid) and column < len(grid[row]) and clean(grid[row][column]) is not None


def _has_data(raw: RawTable, column: int) -> bool:
    return any(len(row) > column and clean(row[column]) is not None for row in raw.rows)
