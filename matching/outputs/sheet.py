"""One sheet of a workbook: a table with its headings, ready to filter and to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from textwrap import wrap
from typing import Literal, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Style = Literal[
    "plain",
    "number",
    "decimal",
    "percent",
    "share",
    "heading",
    "title",
    "section",
    "bad",
    "liberal",
    "centre",
    "absent",
    "mark",
]

_FORMATS: dict[Style, dict[str, str | int | bool]] = {
    "plain": {},
    # Apart from the text in the next column.
    "number": {"align": "right", "indent": 1},
    "decimal": {"align": "right", "indent": 1, "num_format": "#,##0.00"},
    "percent": {"align": "right", "indent": 1, "num_format": "0\N{NO-BREAK SPACE}%"},
    "share": {"align": "right", "indent": 1, "num_format": "0.0##\N{NO-BREAK SPACE}%"},
    "heading": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#2F4B5C", "border": 1},
    "title": {"bold": True, "font_size": 16},
    "section": {"bold": True, "font_size": 12, "font_color": "#2F4B5C"},
    "bad": {"bg_color": "#F8D7DA", "font_color": "#7A1F2B"},
    "liberal": {"bg_color": "#FFF1D6"},
    "centre": {"bg_color": "#DCEBFA"},
    "absent": {"bg_color": "#EDEDED"},
    "mark": {"bg_color": "#FFFBE0", "border": 1, "border_color": "#D9D3A8", "align": "center"},
}
_PLAIN: Style = "plain"
_UNWRAPPED: frozenset[Style] = frozenset(
    {"title", "section", "number", "decimal", "percent", "share"}
)
_A4 = 9
_LINE_POINTS = 15
_HIGHER: dict[Style, int] = {"title": 24, "section": 18}
_TALLEST_ROW = 400
_EVERY_CELL = "A1:XFD1048576"
_LONGEST_TEXT = 32_000  # Excel holds 32,767 characters in a cell


class Cell(NamedTuple):
    """A value with the style that shows it."""

    value: str | float | None
    style: Style


CellValue = Cell | str | float | None


class Column(NamedTuple):
    """A heading with the width of its column, in characters.

    ``hidden``: there for programs that read the sheet back, not for people.
    """

    heading: str
    width: float
    hidden: bool = False


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
    ) -> Sheet:
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
        for number, column in enumerate(columns):
            if column.hidden:
                sheet.worksheet.set_column(number, number, column.width, None, {"hidden": True})
        return sheet


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
        height = _LINE_POINTS
        for column, cell in enumerate(cells):
            value, style = cell if isinstance(cell, Cell) else (cell, _PLAIN)
            if isinstance(value, str) and value:
                self.worksheet.write_string(row, column, _as_text(value), self._formats[style])
                if style not in _UNWRAPPED and column < len(self._widths):
                    height = max(height, _LINE_POINTS * _lines(value, self._widths[column]))
                height = max(height, _HIGHER.get(style, 0))
            elif isinstance(value, (int, float)):
                style = "number" if style == _PLAIN else style
                self.worksheet.write_number(row, column, value, self._formats[style])
            elif style != _PLAIN:
                self.worksheet.write_blank(row, column, None, self._formats[style])
        # Excel fits rows to wrapped texts by itself, LibreOffice and printers do not.
        if height > _LINE_POINTS:
            self.worksheet.set_row(row, min(height, _TALLEST_ROW))


@lru_cache(maxsize=10_000)  # sites, half-days and reasons come again and again
def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column."""
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(max(1, len(wrap(line, max(1, int(width))))) for line in text.split("\n"))


def _as_text(text: str) -> str:
    """Return a text that fits into a cell and that the library writes as text."""
    if len(text) > _LONGEST_TEXT:
        return f"{text[:_LONGEST_TEXT]} …"
    # The library takes such a text for rich text of its own, and would write it unescaped.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
