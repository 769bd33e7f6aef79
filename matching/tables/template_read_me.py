"""The first sheet of a template: what to fill in, what the colours mean, what to do then."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ..language import Lang, Sentence, sentence, translated
from .columns import Table
from .describing import table_name
from .template_formats import GUIDE, NEEDED, OPTIONAL, OTHERS, Formats, tab_colour
from .template_sheet import set_up_printing

_WIDTHS = (3, 21, 94)
_LETTERS_PER_LINE = 122
_LINE_HEIGHT = 16  # points


def write_read_me(
    sheet: Worksheet, tables: Sequence[Table], file_name: str, formats: Formats, lang: Lang
) -> None:
    """Write the lines that a coordinator reads first, then the list of the sheets."""
    sheet.set_tab_color(GUIDE)
    sheet.hide_gridlines(2)
    set_up_printing(sheet)
    sheet.fit_to_pages(1, 1)
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    title = sentence("A semester to place: fill in, check, place")
    sheet.write_string(0, 1, title.said(lang), formats.title)
    row = 2
    for colour, line in _lines(tables, lang):
        if colour is not None:
            sheet.write_blank(row, 0, None, formats.swatches[colour])
        _write_line(sheet, row, line.said(lang), formats.plain)
        row += 1
    for line, command in next_commands(file_name):
        _write_line(sheet, row, line.said(lang), formats.plain)
        _write_line(sheet, row + 1, f"    {command}", formats.command)
        row += 2
    for table in tables:
        row += 1
        sheet.write_blank(row, 0, None, formats.swatches[tab_colour(table)])
        _write_link(sheet, row, table, formats, lang)


def _write_line(sheet: Worksheet, row: int, text: str, cell_format: Any) -> None:
    """Write a text in a row that is as high as it needs; not every program sees to that."""
    sheet.set_row(row, _LINE_HEIGHT * (1 + len(text) // _LETTERS_PER_LINE) + 4)
    sheet.merge_range(row, 1, row, 2, "", cell_format)
    sheet.write_string(row, 1, text, cell_format)


def next_commands(file: str) -> tuple[tuple[Sentence, str], ...]:
    """Return the commands that follow the filling in, each with what it does."""
    name = shlex.quote(file)
    return (
        (sentence("To check, as often as you like:"), f"maillage check {name}"),
        (sentence("To place the students:"), f"maillage place {name} -o placement"),
    )


def _lines(tables: Sequence[Table], lang: Lang) -> Iterator[tuple[str | None, Sentence]]:
    """Yield the lines, each with the colour that it explains, if any."""
    needed = tuple(table_name(table.name, lang) for table in tables if table.required)
    yield NEEDED, sentence("Dark blue tabs are always needed: {tables}.", tables=needed)
    yield (
        OPTIONAL,
        sentence("Light blue tabs: fill in those that you use, leave the others as they are."),
    )
    yield (
        OTHERS,
        sentence("Grey tabs: for practitioners who install; not needed to place students."),
    )
    yield (
        None,
        sentence(
            "Dark blue headings: each row needs these cells; all others may stay empty. Rest the "
            "mouse on a heading to read what it means and what an empty cell means."
        ),
    )
    yield (
        None,
        sentence(
            "Rows in grey italics are examples: type over them or delete them. Left as they are, "
            "they are not read."
        ),
    )
    yield (
        None,
        sentence(
            "Give each site, supervisor, programme and student a short code of your own; the other "
            "sheets refer to it by that code and offer a list of those entered so far."
        ),
    )
    yield (
        None,
        sentence(
            "The week of a supervisor: x = at the usual site, the code of a site = at that site, "
            "a = away but reachable, empty = not there."
        ),
    )
    yield (
        None,
        sentence(
            "Set the first month of your semester in the sheet {sheet}; the other settings may "
            "stay as they are.",
            sheet=table_name("settings", lang),
        ),
    )
    yield (
        None,
        sentence(
            "When you paste from another file, paste the values only: lists and formats then stay."
        ),
    )


def _write_link(sheet: Worksheet, row: int, table: Table, formats: Formats, lang: Lang) -> None:
    """Write the name of a sheet, which leads there, and what it holds."""
    name = table_name(table.name, lang)
    sheet.write_url(row, 1, f"internal:'{name}'!A1", formats.link, string=name)
    sheet.write_string(row, 2, translated(table.help, lang), formats.wrapped)
