"""A semester's file in another format: the same tables, cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from ..tables.cells import clean, text_of
from ..tables.raw import RawTable
from ..tables.writing import CREATED

_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_LONGEST_NAME = 31


def as_workbook(raws: Iterable[RawTable], path: Path) -> None:
    """Write tables as an ``.xlsx`` workbook: headings in bold, texts as texts."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"created": CREATED})
        bold = workbook.add_format({"bold": True})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for raw in raws:
            sheet = workbook.add_worksheet(raw.title.translate(_NOT_IN_A_NAME)[:_LONGEST_NAME])
            sheet.write_row(0, 0, raw.headings, bold)
            for number, row in enumerate(raw.rows, start=1):
                for position, cell in enumerate(row):
                    _write(sheet, number, position, clean(cell), day)
            sheet.freeze_panes(1, 0)
    path.write_bytes(buffer.getvalue())


def _write(sheet: Any, row: int, position: int, cell: object, day: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, position, cell)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, position, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, position, cell, day)
    else:
        sheet.write_string(row, position, text_of(cell))


def as_folder(raws: Iterable[RawTable], folder: Path) -> None:
    """Write tables as ``.csv`` files, UTF-8, named like the tables."""
    folder.mkdir()
    for raw in raws:
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerows([raw.headings, *map(_texts, raw.rows)])
        (folder / f"{raw.title}.csv").write_bytes(buffer.getvalue().encode())


def _texts(row: Sequence[object]) -> list[str]:
    cells = map(clean, row)
    return ["" if cell is None else text_of(cell) for cell in cells]
