"""Reading of an `.xlsx` or `.xlsm` workbook."""

from __future__ import annotations

from pathlib import Path

from ..language import sentence
from .columns import Table
from .findings import Finding
from .percent_styles import percent_styles
from .raw import RawTable, cell_name
from .schema import find_table
from .sheet_scan import SheetScan
from .unreadable import SourceError
from .workbook_archive import Archive, formulas_are_stale, sheet_parts
from .workbook_source import read_workbook
from .xlsx_scan import scan_xlsx_sheet

# A longer sheet is scanned from the archive, without being held.
_HELD = 50_000_000
_STYLES = "xl/styles.xml"
_READ = ("xl/workbook.xml", _STYLES, "xl/sharedstrings.xml")


def read_xlsx(path: Path, table: Table | None = None) -> list[RawTable]:
    """Return the raw tables of an ``.xlsx`` workbook, one per sheet with anything in it.

    Parameters
    ----------
    table
        What every sheet is read as; if ``None``, what its name says.

    Raises
    ------
    SourceError
        If the file is encrypted, an old ``.xls``, damaged, empty, or absurdly large.
    """
    return read_workbook(path, table, _scan)


def _scan(archive: Archive) -> tuple[dict[str, SheetScan], list[Finding]]:
    archive.verify(name for name in _READ if name in archive.members)
    stale = formulas_are_stale(archive)
    scans = {}
    for name, part in sheet_parts(archive).items():
        percent = _percent_styles(archive, name)
        if archive.size(part) <= _HELD:
            scans[name] = scan_xlsx_sheet(archive.read(part), stale, percent)
        else:
            with archive.open(part) as file:
                scans[name] = scan_xlsx_sheet(file, stale, percent)
        _refuse_strange_errors(name, scans[name])
    return scans, []


def _percent_styles(archive: Archive, sheet: str) -> frozenset[int]:
    """Return the styles of percentages, for a sheet where 100 % is not 1."""
    table = find_table(sheet)
    if table is None or not table.has_amounts or _STYLES not in archive.members:
        return frozenset()
    with archive.open(_STYLES) as file:
        return percent_styles(file)


def _refuse_strange_errors(name: str, scan: SheetScan) -> None:
    """Raise where a cell has an error with which the library reads nothing of the sheet."""
    for (row, column), shown in sorted(scan.strange.items())[:1]:
        said = sentence("the cell holds the spreadsheet error {error}.", error=shown)
        raise SourceError("error-cell", cell_name(name, "sheet", row + 1, column), said)
