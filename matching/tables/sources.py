"""Finding the raw tables of a semester: a workbook, or a folder with a file per table.

Each format is one function from a path to raw tables; a new format is a new entry in
`WORKBOOKS` or `FILES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from .csv_source import read_csv
from .findings import Finding
from .raw import RawTable
from .schema import find_table
from .unreadable import SourceError
from .xlsx_source import read_xlsx

WORKBOOKS: Mapping[str, Callable[[Path], list[RawTable]]] = {".xlsx": read_xlsx, ".xlsm": read_xlsx}
"""Readers of one file with every table, by its ending."""

FILES: Mapping[str, Callable[[Path], RawTable]] = {".csv": read_csv}
"""Readers of one table's file in a folder, by its ending."""


def read_source(path: Path, findings: list[Finding]) -> list[RawTable]:
    """Return the raw tables of a workbook or a folder.

    What cannot be read is added to the findings; the rest is returned.
    """
    try:
        if path.is_dir():
            return _read_folder(path, findings)
        return _read_workbook(path)
    except SourceError as error:
        findings.append(Finding("error", error.code, error.where, error.message))
    except OSError as error:
        findings.append(_unopened(path, error))
    return []


def _read_workbook(path: Path) -> list[RawTable]:
    if not path.exists():
        raise SourceError("missing-file", str(path), "there is no such file or folder.")
    reader = WORKBOOKS.get(path.suffix.lower())
    if reader is None:
        endings = ", ".join(sorted(WORKBOOKS))
        message = f"this is neither a workbook ({endings}) nor a folder of .csv files."
        if path.suffix.lower() == ".xls":
            message = "this is an old .xls workbook; save it as .xlsx and try again."
        elif path.suffix.lower() in FILES:
            message = f"a semester is a folder of {path.suffix} files; name the folder instead."
        raise SourceError("unknown-format", path.name, message)
    return reader(path)


def _read_folder(path: Path, findings: list[Finding]) -> list[RawTable]:
    found = []
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in FILES)
    if not files:
        endings = ", ".join(sorted(FILES))
        raise SourceError("empty-folder", str(path), f"the folder holds no {endings} file.")
    for file in files:
        # A file that is no table is reported as such; whether it can be read does not matter.
        try:
            found.append(FILES[file.suffix.lower()](file))
        except SourceError as error:
            known = find_table(file.stem) is not None
            findings.append(
                Finding("error" if known else "warning", error.code, error.where, error.message)
            )
        except OSError as error:
            findings.append(_unopened(file, error))
    return found


def _unopened(path: Path, error: OSError) -> Finding:
    message = f"the file cannot be opened ({error.strerror}); is it open in another program?"
    return Finding("error", "unreadable-file", path.name, message)
