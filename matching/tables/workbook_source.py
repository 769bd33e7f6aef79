"""Reading of a workbook's sheets: values only, nothing in it is executed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from ..language import sentence
from .collection import no_collection
from .columns import Table
from .findings import Finding
from .foreign import encrypted, refuse_foreign_workbook
from .grids import TOO_MANY, TOO_MANY_CELLS, garbled_texts, raw_table
from .raw import RawTable, cell_name
from .schema import find_table
from .sheet_findings import sheet_findings
from .sheet_scan import SheetScan
from .unreadable import SourceError
from .workbook_archive import DAMAGED, Archive, left_aside, open_archive

Scan = Callable[[Archive], tuple[Mapping[str, SheetScan], list[Finding]]]
"""What a format's XML says beside the values, by sheet; only these sheets are read."""


def read_workbook(path: Path, table: Table | None, scan: Scan) -> list[RawTable]:
    """Return the raw tables of a workbook, one per sheet with anything in it, hidden or not.

    Parameters
    ----------
    table
        What every sheet is read as; if ``None``, what its name says.

    Raises
    ------
    SourceError
        If the file is encrypted, an old ``.xls``, damaged, empty, or absurdly large.
    """
    refuse_foreign_workbook(path)
    with open_archive(path) as archive:
        scans, findings = scan(archive)
        findings = left_aside(archive) + findings
    _check_scans(scans)
    tables = []
    size = 0
    with _calamine(path) as workbook:
        for sheet in workbook.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.name in scans:
                values = workbook.get_sheet_by_name(sheet.name)
                height, width = values.end or (-1, -1)
                size += (height + 1) * (width + 1)
                if size > TOO_MANY_CELLS:
                    raise SourceError("too-large", path.name, TOO_MANY)
                with no_collection():
                    rows = values.to_python(skip_empty_area=False)
                known = table or find_table(sheet.name)
                tables += _tables(sheet.name, rows, scans[sheet.name], known)
    if not tables:
        said = sentence("the workbook has nothing in it.")
        raise SourceError("empty-file", path.name, said)
    return [replace(tables[0], findings=(*findings, *tables[0].findings)), *tables[1:]]


def _tables(
    name: str, rows: list[list[Any]], scan: SheetScan, table: Table | None
) -> list[RawTable]:
    """Return the table of a sheet, or nothing if it is empty."""
    for (row, column), text in scan.texts.items():
        if row >= len(rows):
            rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = text
    numbers = [k for k, cells in enumerate(rows, start=1) if cells.count("") < len(cells)]
    grid = [_with_plain_breaks(rows[number - 1]) for number in numbers]
    raw = raw_table(name, name, grid, numbers, "sheet", table)
    if raw is None or table is None:
        return [] if raw is None else [raw]
    garbled = garbled_texts(name, grid, numbers, "sheet")
    findings = (*raw.findings, *garbled, *sheet_findings(raw, rows, scan, table))
    return [replace(raw, findings=findings)]


def _with_plain_breaks(cells: list[Any]) -> list[Any]:
    """Return a row whose texts have the line breaks of every other format."""
    for k, cell in enumerate(cells):
        if type(cell) is str and "\r" in cell:
            cells[k] = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cells


def _check_scans(scans: Mapping[str, SheetScan]) -> None:
    """Raise where the cells are too many to be read, before memory is taken for them."""
    if sum(scan.size for scan in scans.values()) <= TOO_MANY_CELLS:
        return
    name, scan = max(scans.items(), key=lambda item: item[1].size)
    where = cell_name(name, "sheet", scan.height, scan.width - 1)
    said = sentence(
        "the sheet reaches to this cell, with more than 20 million cells in all; delete the rows "
        "and columns that are not used."
    )
    raise SourceError("too-large", where, said)


@contextmanager
def _calamine(path: Path) -> Iterator[CalamineWorkbook]:
    """Open a workbook; whatever goes wrong in it is an error of the file."""
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            yield workbook
    except PasswordError as error:
        raise encrypted(path) from error
    except CalamineError as error:
        raise SourceError("unreadable-file", path.name, DAMAGED) from error
    except BaseException as error:
        # A panic of the library, which is no Exception in Python.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise SourceError("unreadable-file", path.name, DAMAGED) from error
