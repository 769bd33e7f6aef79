"""Finding the raw tables of a semester: a workbook, or a folder with a file per table.

Each format is one function from a path to raw tables; a new format is a new entry in
`WORKBOOKS` or `FILES`.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..language import sentence
from .columns import Table
from .csv_source import read_csv
from .file_faults import why_refused
from .findings import Finding, error, warning
from .foreign import is_lock_file, refuse_unknown
from .ods_source import read_ods
from .parquet_source import read_parquet
from .raw import RawTable
from .schema import find_table
from .unreadable import SourceError
from .xlsx_source import read_xlsx

WORKBOOKS: Mapping[str, Callable[[Path, Table | None], list[RawTable]]] = {
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".ods": read_ods,
}
"""Readers of one file with every table, by its ending."""

FILES: Mapping[str, Callable[[Path, Table | None], RawTable]] = {
    ".csv": read_csv,
    ".parquet": read_parquet,
}
"""Readers of one table's file in a folder, by its ending."""


def read_source(path: Path, findings: list[Finding]) -> list[RawTable]:
    """Return the raw tables of a workbook or a folder.

    What cannot be read is added to the findings; the rest is returned.
    """
    tables: list[RawTable] = []
    try:
        if path.is_dir():
            tables = _read_folder(path, findings)
        elif path.suffix.lower() in FILES and path.exists():
            said = sentence(
                "a semester is a folder of {ending} files; name the folder instead.",
                ending=path.suffix.lower(),
            )
            findings.append(error("unknown-format", path.name, said))
        else:
            tables = read_file(path)
    except (SourceError, OSError) as fault:
        findings.append(_finding(path, fault))
    findings += (finding for table in tables for finding in table.findings)
    return tables


def read_file(path: Path, table: Table | None = None) -> list[RawTable]:
    """Return the raw tables of one file: a workbook's sheets, or the table of a single file.

    Parameters
    ----------
    table
        What the file, or every sheet, is read as; if ``None``, what its name says.

    Raises
    ------
    SourceError
        If it cannot be read.
    OSError
        If it cannot be opened.
    """
    if not path.exists():
        said = sentence("there is no such file or folder.")
        raise SourceError("missing-file", str(path), said)
    ending = path.suffix.lower()
    _refuse_special(path)
    if is_lock_file(path.name) or ending not in WORKBOOKS.keys() | FILES.keys():
        raise refuse_unknown(path, WORKBOOKS)
    if ending in FILES:
        return [FILES[ending](path, table)]
    return WORKBOOKS[ending](path, table)


def unopened(path: Path, fault: OSError) -> Finding:
    """Return the finding of a file that the system does not open."""
    if isinstance(fault, PermissionError):
        said = sentence(
            "the file cannot be opened; close it in Excel or other programs, and see whether "
            "you may read it."
        )
    else:
        said = sentence("the file cannot be read ({reason}).", reason=why_refused(fault))
    return error("unreadable-file", path.name, said)


def _read_folder(path: Path, findings: list[Finding]) -> list[RawTable]:
    found = []
    files = sorted(file for file in path.iterdir() if not _is_hidden(file.name))
    tables = [file for file in files if file.suffix.lower() in FILES]
    if not tables:
        raise _no_tables(path, files)
    findings += _not_read(files)
    for file in tables:
        known = find_table(file.stem) is not None
        try:
            _refuse_special(file)
            found.append(FILES[file.suffix.lower()](file, None))
        except (SourceError, OSError) as fault:
            # Whether a file that is no table can be read does not matter.
            severity = replace(_finding(file, fault), severity="error" if known else "warning")
            findings.append(severity)
    return found


def _no_tables(path: Path, files: Iterable[Path]) -> SourceError:
    workbook = next((file.name for file in files if file.suffix.lower() in WORKBOOKS), None)
    if workbook is None:
        said = sentence("the folder holds no .csv or .parquet file.")
    else:
        said = sentence(
            "the folder holds no .csv or .parquet file, but a workbook; name '{workbook}' instead.",
            workbook=workbook,
        )
    return SourceError("empty-folder", str(path), said)


def _not_read(files: Iterable[Path]) -> list[Finding]:
    """Return a warning of each file that is called like a table and has another ending."""
    said = sentence("the file is not read: a folder's tables are .csv or .parquet files.")
    return [
        warning("unread-file", file.name, said)
        for file in files
        if file.suffix.lower() not in FILES and find_table(file.stem) is not None
    ]


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or is_lock_file(name)


def _refuse_special(path: Path) -> None:
    """Raise where a path is a folder, or a pipe or device that may never end."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise SourceError("unreadable-file", path.name, sentence("this is a folder, not a file."))
    if not stat.S_ISREG(mode):
        raise SourceError("unreadable-file", path.name, sentence("this is no regular file."))


def _finding(path: Path, fault: SourceError | OSError) -> Finding:
    return fault.finding if isinstance(fault, SourceError) else unopened(path, fault)
