"""A semester as sheets of text cells, and its writing in every format and dialect."""

from __future__ import annotations

import codecs
import copy
import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import xlsxwriter
from maillage.matching.demonstration.semester import demonstration_tables
from maillage.matching.language import Lang
from maillage.matching.tables.columns import Column, Kind
from maillage.matching.tables.schema import find_table
from maillage.matching.tables.writing import Rows, write_csv_folder

NUMBERS = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL})

Grid = list[list[str]]

_WORKBOOK = {"default_date_format": "dd/mm/yyyy", "nan_inf_to_errors": True}


@dataclass
class Sheet:
    """A sheet: its name, its cells (the first row has the headings), and its looks."""

    name: str
    grid: Grid
    hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def column(self, position: int) -> Column | None:
        """Return what the description says of a column, by its heading."""
        table = find_table(self.name)
        heading = self.grid[0][position] if self.grid and position < len(self.grid[0]) else ""
        return table.find(heading) if table is not None and heading else None

    def positions(self, *kinds: Kind) -> list[int]:
        """Return the columns of some kinds."""
        columns = [self.column(p) for p in range(len(self.grid[0]))] if self.grid else []
        return [
            p for p, column in enumerate(columns) if column is not None and column.kind in kinds
        ]


@dataclass
class Book:
    """The sheets of a semester, and how they are written."""

    sheets: list[Sheet]
    format: str = "csv"
    separator: str = ","
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    quote_all: bool = False
    typed: bool = True

    def sheet(self, table: str) -> Sheet | None:
        """Return the first sheet of a table."""
        for sheet in self.sheets:
            found = find_table(sheet.name)
            if found is not None and found.name == table:
                return sheet
        return None


PROVIDERS = 120
"""How many professionals of the demonstration's census are kept."""


def book_of(tables: Rows, lang: Lang, folder: Path) -> Book:
    """Return tables of rows as sheets of text; ``folder`` is where they are written on the way."""
    write_csv_folder(tables, folder, lang)
    sheets = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            sheets.append(Sheet(path.stem, list(csv.reader(file))))
    return Book(sheets)


@cache
def _demonstration(lang: Lang, folder: Path) -> Book:
    tables = demonstration_tables()
    # All of them would make each case slower, and no richer.
    tables["providers"] = tables["providers"][:PROVIDERS]
    return book_of(tables, lang, folder)


def demonstration(lang: Lang, folder: Path) -> Book:
    """Return a copy of the demonstration; ``folder`` keeps what is made once."""
    return copy.deepcopy(_demonstration(lang, folder / f"demonstration-{lang}"))


def write(book: Book, folder: Path) -> Path:
    """Write a book into an empty folder; return what a user would name on the command line."""
    if book.format == "csv":
        for sheet in book.sheets:
            _write_csv(book, sheet, folder / f"{sheet.name}.csv")
        return folder
    if book.format == "parquet":
        for sheet in book.sheets:
            _write_parquet(book, sheet, folder / f"{sheet.name}.parquet")
        return folder
    path = folder / f"semester.{book.format}"
    (_write_xlsx if book.format == "xlsx" else _write_ods)(book, path)
    return path


def _write_csv(book: Book, sheet: Sheet, path: Path) -> None:
    buffer = io.StringIO(newline="")
    # Python quotes a line break within a cell only where it is one that ends lines.
    all_quoted = book.quote_all or book.line_end != "\r\n"
    quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(
        buffer, delimiter=book.separator, quoting=quoting, lineterminator=book.line_end
    )
    writer.writerows(sheet.grid)
    text = buffer.getvalue()
    data = text.encode(book.encoding, errors="replace")
    path.write_bytes(codecs.BOM_UTF16_LE + data if book.encoding == "utf-16-le" else data)


def _write_parquet(book: Book, sheet: Sheet, path: Path) -> None:
    headings, *rows = sheet.grid or [[]]
    columns = {
        heading: [row[p] if p < len(row) else "" for row in rows]
        for p, heading in enumerate(headings)
    }
    if book.typed:
        for position, heading in enumerate(headings):
            column = sheet.column(position)
            values = [typed(cell, column) for cell in columns[heading]]
            if len({type(value) for value in values if value is not None}) == 1:
                columns[heading] = values
    pd.DataFrame(columns).to_parquet(path)


def typed(cell: str, column: Column | None) -> object:
    """Return a cell as a spreadsheet holds it: a number, a date, a text; ``None`` if empty."""
    if cell == "":
        return None
    if column is not None and column.kind in NUMBERS:
        try:
            return float(cell.replace(",", "."))
        except ValueError:
            return cell
    if column is not None and column.kind is Kind.DATE:
        try:
            return date.fromisoformat(cell)
        except ValueError:
            return cell
    return cell


def _cell(book: Book, sheet: Sheet, row: int, position: int, cell: str) -> object:
    plain = row == 0 or not book.typed
    return (cell or None) if plain else typed(cell, sheet.column(position))


def _write_xlsx(book: Book, path: Path) -> None:
    with xlsxwriter.Workbook(path, _WORKBOOK) as workbook:
        for sheet in book.sheets:
            page = workbook.add_worksheet(sheet.name)
            if sheet.hidden and sheet is not book.sheets[0]:
                page.hide()
            for r, row in enumerate(sheet.grid):
                for p, cell in enumerate(row):
                    value = _cell(book, sheet, r, p, cell)
                    if isinstance(value, str):
                        page.write_string(r, p, value)
                    elif value is not None:
                        page.write(r, p, value)
            for top, left, bottom, right in sheet.merged:
                page.merge_range(top, left, bottom, right, sheet.grid[top][left])


def _write_ods(book: Book, path: Path) -> None:
    tables = "".join(_ods_table(book, sheet) for sheet in book.sheets)
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} '
        f'office:version="1.3"><office:body><office:spreadsheet>{tables}</office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3" '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)


def _ods_table(book: Book, sheet: Sheet) -> str:
    rows = []
    spans = {(top, left): (bottom - top + 1, right - left + 1)
             for top, left, bottom, right in sheet.merged}  # fmt: skip
    for r, row in enumerate(sheet.grid):
        cells = [
            _ods_cell(_cell(book, sheet, r, p, cell), spans.get((r, p)))
            for p, cell in enumerate(row)
        ]
        empty = '<table:table-cell table:number-columns-repeated="900"/>'
        rows.append(f"<table:table-row>{''.join(cells)}{empty}</table:table-row>")
    rows.append('<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
                'table:number-columns-repeated="1000"/></table:table-row>')  # fmt: skip
    name = escape(sheet.name, {'"': "&quot;"})
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def _ods_cell(value: object, span: tuple[int, int] | None) -> str:
    spanned = (
        f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
        if span
        else ""
    )
    if value is None:
        return f"<table:table-cell{spanned}/>"
    if isinstance(value, float):
        kind = f'office:value-type="float" office:value="{value!r}"'
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        kind = 'office:value-type="string"'
    lines = "".join(f"<text:p>{escape(_xml(line))}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell{spanned} {kind}>{lines}</table:table-cell>"


def _xml(text: str) -> str:
    """Leave out what XML cannot hold; leading spaces are kept by LibreOffice in another way."""
    return "".join(c for c in text if c >= " " or c in "\t\r")
