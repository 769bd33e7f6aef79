"""Writing of tables as a workbook or a folder of CSV files, in English or French."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ..halfdays import HALF_DAYS, HALF_DAYS_FRENCH
from ..language import Lang
from .columns import Column, Kind, Table
from .schema import TABLES

Rows = Mapping[str, Sequence[Mapping[str, object]]]

FLAG_WORDS: Mapping[Lang, tuple[str, str]] = {"fr": ("non", "oui"), "en": ("no", "yes")}
"""False and true as they are written, per language."""

# The workbook's bytes depend on its content alone.
CREATED = datetime(2026, 1, 1)
_WIDEST = 40
_TEXT_KINDS = frozenset(
    {Kind.TEXT, Kind.IDENTIFIER, Kind.TERRITORY, Kind.IDENTIFIERS, Kind.TARGET, Kind.PRESENCE}
)


def write_workbook(tables: Rows, path: str | Path, lang: Lang = "fr") -> None:
    """Write tables of canonical rows as an ``.xlsx`` workbook, a sheet per table.

    Texts are written as texts: none becomes a formula. The file appears whole or not at all.

    Parameters
    ----------
    tables
        Per table its rows, by canonical English columns and values.
    lang
        Language of sheet names, headings, choices and half-days.

    Raises
    ------
    KeyError
        If a table or column is none of the data contract.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"created": CREATED})
        heading = workbook.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for table, grid in _grids(tables, lang):
            sheet = workbook.add_worksheet(table.name if lang == "en" else table.french)
            sheet.write_row(0, 0, grid[0], heading)
            for number, row in enumerate(grid[1:], start=1):
                for position, value in enumerate(row):
                    _write_cell(sheet, number, position, value, day)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(grid) - 1, 1), max(len(grid[0]) - 1, 0))
            for position, cells in enumerate(zip(*grid, strict=True)):
                width = max(len(str(cell)) for cell in cells if cell is not None) + 3
                sheet.set_column(position, position, min(width, _WIDEST))
    write_atomically(Path(path), buffer.getvalue())


def write_csv_folder(tables: Rows, directory: str | Path, lang: Lang = "en") -> None:
    """Write tables of canonical rows as a folder of UTF-8 ``.csv`` files, one per table.

    Each file appears whole or not at all; other files of the folder are left alone.

    Raises
    ------
    KeyError
        If a table or column is none of the data contract.
    """
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    for table, grid in _grids(tables, lang):
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerows([["" if cell is None else str(cell) for cell in row] for row in grid])
        name = table.name if lang == "en" else table.french
        write_atomically(folder / f"{name}.csv", buffer.getvalue().encode("utf-8"))


def _grids(tables: Rows, lang: Lang) -> Iterable[tuple[Table, list[list[Any]]]]:
    """Yield each table in the contract's order, with its heading row and its rows."""
    unknown = set(tables) - {table.name for table in TABLES}
    if unknown:
        raise KeyError(f"no table of a semester: {', '.join(sorted(unknown))}")
    for table in TABLES:
        if table.name in tables:
            yield table, _grid(table, tables[table.name], lang)


def _grid(table: Table, rows: Sequence[Mapping[str, object]], lang: Lang) -> list[list[Any]]:
    columns = _columns(table, rows)
    headings = [column.name if lang == "en" else column.french for column in columns]
    return [headings, *([shown(row.get(c.name), c, lang) for c in columns] for row in rows)]


def _columns(table: Table, rows: Sequence[Mapping[str, object]]) -> list[Column]:
    """Return the columns in use, those of the contract first, in its order.

    A table without rows shows every column.
    """
    used = dict.fromkeys(name for row in rows for name in row)
    listed = [c for c in table.columns if c.name in used or not rows]
    extra = [name for name in used if name not in table.by_name]
    found = [table.find(name) for name in sorted(extra, key=lambda name: (len(name), name))]
    if None in found:
        raise KeyError(f"no column of {table.name}: {', '.join(sorted(extra))}")
    return [*listed, *(column for column in found if column is not None)]


def shown(value: object, column: Column, lang: Lang) -> Any:
    """Return a cell as written: numbers, dates and texts, choices in the language."""
    if value is None or value == "":
        return None
    if column.kind is Kind.FLAG and isinstance(value, bool):
        return FLAG_WORDS[lang][value]
    if column.kind is Kind.CHOICE and lang == "fr":
        french = {choice.value: choice.french for choice in column.choices}
        return french.get(str(value), value)
    if column.kind in (Kind.HALF_DAYS, Kind.HALF_DAYS_OR_COUNT) and isinstance(value, str):
        return _half_days(value, lang)
    if column.kind in _TEXT_KINDS and not isinstance(value, (list, tuple, date)):
        return str(value)
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _half_days(text: str, lang: Lang) -> str:
    if lang == "en":
        return text
    french = dict(zip(HALF_DAYS, HALF_DAYS_FRENCH, strict=True))
    return " ".join(french.get(word, word) for word in text.split())


def _write_cell(sheet: Worksheet, row: int, position: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(row, position, value, day)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, position, value)
    else:
        sheet.write_string(row, position, str(value))


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file beside its place, then move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
