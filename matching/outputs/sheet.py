"""One sheet of a workbook: a table with its headings, ready to filter and to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Literal, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Style = Literal["plain", "heading", "title", "section", "bad", "liberal", "centre", "absent"]

_FORMATS: dict[Style, dict[str, str | int | bool]] = {
    "plain": {},
    "heading": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#2F4B5C", "border": 1},
    "title": {"bold": True, "font_size": 16},
    "section": {"bold": True, "font_size": 12, "font_color": "#2F4B5C"},
    "bad": {"bg_color": "#F8D7DA", "font_color": "#7A1F2B"},
    "liberal": {"bg_color": "#FFF1D6"},
    "centre": {"bg_color": "#DCEBFA"},
    "absent": {"bg_color": "#EDEDED"},
}
_UNWRAPPED: frozenset[Style] = frozenset({"title", "section"})
_A4 = 9
_LINE_POINTS = 15
_TALLEST_ROW = 400
_EVERY_CELL = "A1:XFD1048576"
_LONGEST_TEXT = 32_000  # Excel holds 32,767 characters in a cell


class Cell(NamedTuple):
    """A value with the style that shows it."""

    value: str | float | None
    style: Style


CellValue = Cell | str | float | None


class Column(NamedTuple):
    """A heading with the width of its column, in characters."""

    heading: str
    width: float


class Book:
    """A workbook being written, with its formats."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[Style, Format] = {
            style: workbook.add_format(
                {"valign": "top", "text_wrap": style not in _UNWRAPPED, **properties}
            )
            for style, properties in _FORMATS.items()
        }

    def sheet(self, name: str) -> Sheet:
        """Add an empty sheet, set up to print: landscape A4, as wide as the page."""
        worksheet = self._workbook.add_worksheet(name)
        worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        worksheet.ignore_errors({"number_stored_as_text": _EVERY_CELL})  # identifiers
        worksheet.set_footer("&L&A&R&P / &N")
        return Sheet(worksheet, self._formats)

    def table_sheet(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[CellValue]],
        frozen_columns: int = 1,
    ) -> None:
        """Add a sheet that is one table: headings frozen, filtered, repeated on each page."""
        sheet = self.sheet(name)
        sheet.set_widths([column.width for column in columns])
        sheet.write_row(0, [Cell(column.heading, "heading") for column in columns])
        last = 0
        for last, row in enumerate(rows, start=1):
            sheet.write_row(last, row)
        sheet.worksheet.freeze_panes(1, frozen_columns)
        sheet.worksheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        sheet.worksheet.repeat_rows(0)


class Sheet:
    """A sheet whose texts are always texts: nothing a user wrote becomes a formula."""

    def __init__(self, worksheet: Worksheet, formats: dict[Style, Format]) -> None:
        self.worksheet = worksheet
        self._formats = formats
        self._widths: tuple[float, ...] = ()

    def set_widths(self, widths: Iterable[float]) -> None:
        """Set the widths of the columns from the left, in characters."""
        self._widths = tuple(widths)
        for column, width in enumerate(self._widths):
            self.worksheet.set_column(column, column, width)

    def write_row(self, row: int, cells: Iterable[CellValue]) -> None:
        """Write the cells of one row from the left."""
        styled = [cell if isinstance(cell, Cell) else Cell(cell, "plain") for cell in cells]
        for column, cell in enumerate(styled):
            self._write(row, column, cell)
        # Excel fits rows to wrapped texts by itself, LibreOffice and printers do not.
        lines = max(map(_lines, styled, self._widths), default=1)
        if lines > 1:
            self.worksheet.set_row(row, min(lines * _LINE_POINTS, _TALLEST_ROW))

    def _write(self, row: int, column: int, cell: Cell) -> None:
        shape = self._formats[cell.style]
        if cell.value is None or cell.value == "":
            if cell.style != "plain":
                self.worksheet.write_blank(row, column, None, shape)
        elif isinstance(cell.value, str):
            self.worksheet.write_string(row, column, _shortened(cell.value), shape)
        else:
            self.worksheet.write_number(row, column, cell.value, shape)


def _lines(cell: Cell, width: float) -> int:
    """Return how many lines a cell's text takes in a column."""
    if not isinstance(cell.value, str) or cell.style in _UNWRAPPED:
        return 1
    return sum(max(1, ceil(len(line) / width)) for line in cell.value.split("\n"))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]} …"
