"""Reading of an `.xlsx` workbook: values only, nothing in it is executed."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from .cells import clean, text_of
from .raw import RawTable
from .unreadable import SourceError

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAX_BYTES = 2_000_000_000


def read_xlsx(path: Path) -> list[RawTable]:
    """Return the raw tables of a workbook, one per visible or hidden sheet with anything in it.

    Raises
    ------
    SourceError
        If the file is encrypted, an old ``.xls``, damaged, or empty.
    """
    _refuse_others(path)
    tables = []
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            for name in workbook.sheet_names:
                rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                table = _table(name, rows)
                if table is not None:
                    tables.append(table)
    except (CalamineError, zipfile.BadZipFile) as error:
        message = f"the workbook is damaged or no .xlsx ({error})."
        raise SourceError("unreadable-file", path.name, message) from error
    if not tables:
        raise SourceError("empty-file", path.name, "the workbook has nothing in it.")
    return tables


def _refuse_others(path: Path) -> None:
    """Raise where the file is no zip archive of a reasonable size."""
    with path.open("rb") as file:
        start = file.read(8)
        if start == _OLE:
            encrypted = _ENCRYPTED in file.read(50_000_000)
            message = (
                "the workbook is encrypted; save it without a password and try again."
                if encrypted
                else "this is an old .xls workbook; save it as .xlsx and try again."
            )
            code = "encrypted-file" if encrypted else "unknown-format"
            raise SourceError(code, path.name, message)
    if not start:
        raise SourceError("empty-file", path.name, "the file is empty.")
    if not zipfile.is_zipfile(path):
        raise SourceError("unreadable-file", path.name, "this is no .xlsx workbook.")
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MAX_BYTES:
            raise SourceError("too-large", path.name, "the workbook unpacks to more than 2 GB.")


def _table(name: str, rows: Sequence[Sequence[object]]) -> RawTable | None:
    filled = (i for i, row in enumerate(rows) if any(clean(cell) is not None for cell in row))
    start = next(filled, None)
    if start is None:
        return None
    headings = tuple(text_of(clean(cell) or "") for cell in rows[start])
    below = rows[start + 1 :]
    numbers = range(start + 2, start + 2 + len(below))
    return RawTable(name, name, headings, below, numbers, start + 1, "sheet")
