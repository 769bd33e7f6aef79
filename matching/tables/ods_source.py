"""Reading of an `.ods` workbook."""

from __future__ import annotations

from pathlib import Path

from .columns import Table
from .findings import Finding
from .foreign import encrypted
from .ods_scan import scan_ods
from .raw import RawTable
from .sheet_scan import SheetScan
from .workbook_archive import Archive, external_links
from .workbook_source import read_workbook

_MANIFEST = "meta-inf/manifest.xml"
# LibreOffice keeps copies of other files' sheets under such names.
_EXTERNAL = "'file:"


def read_ods(path: Path, table: Table | None = None) -> list[RawTable]:
    """Return the raw tables of an ``.ods`` workbook, one per sheet with anything in it.

    Parameters
    ----------
    table
        What every sheet is read as; if ``None``, what its name says.

    Raises
    ------
    SourceError
        If the file is encrypted, damaged, empty, or absurdly large.
    """
    return read_workbook(path, table, _scan)


def _scan(archive: Archive) -> tuple[dict[str, SheetScan], list[Finding]]:
    if _MANIFEST in archive.members and b"encryption-data" in archive.read(_MANIFEST):
        raise encrypted(archive.path)
    with archive.open("content.xml") as content:
        scans = scan_ods(content)
    own = {name: scan for name, scan in scans.items() if not name.startswith(_EXTERNAL)}
    return own, [external_links(archive.path)] if len(own) < len(scans) else []
