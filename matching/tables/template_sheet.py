"""One table's sheet of a template: headings with comments, lists, an example row."""

from __future__ import annotations

from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ..language import Lang, sentence, translated
from .columns import Choice, Column, Table
from .describing import KINDS, details
from .template_formats import Formats, look, tab_colour
from .template_validation import validation
from .writing import shown

LAST_ROW = 1_048_575
"""The last row of a sheet, counted from 0: lists and formats reach to the end."""

_NARROWEST, _WIDEST = 9, 34
_COMMENT_WIDTH = 340  # pixels
_LETTERS_PER_LINE = 56
_LINE_HEIGHT = 17  # pixels


def write_table_sheet(sheet: Worksheet, table: Table, formats: Formats, lang: Lang) -> None:
    """Write the headings and the example row of a table, and what helps to fill it in."""
    set_up(sheet, tab_colour(table))
    for position, column in enumerate(table.columns):
        write_heading(sheet, position, column, formats, lang)
        cell_format = formats.cells[look(column)]
        sheet.set_column(position, position, _width(column, lang), cell_format)
        rule = validation(column, lang)
        if rule is not None:
            sheet.data_validation(1, position, LAST_ROW, position, rule)
        write_cell(sheet, 1, position, shown(column.example, column, lang), formats.examples)
    write_comment(sheet, 1, 0, example_comment(lang))


def set_up(sheet: Worksheet, colour: str) -> None:
    """Freeze the headings and the first column, colour the tab, prepare the printing."""
    sheet.set_tab_color(colour)
    sheet.freeze_panes(1, 1)
    sheet.set_comments_author("maillage")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    set_up_printing(sheet)


def set_up_printing(sheet: Worksheet) -> None:
    """Print a sheet on A4, landscape, as wide as the page, with its headings on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&R&P / &N")


def write_heading(
    sheet: Worksheet, position: int, column: Column, formats: Formats, lang: Lang
) -> None:
    """Write a heading with its comment."""
    heading = heading_of(column, lang)
    sheet.write_string(0, position, heading, _heading_format(column, formats))
    write_comment(sheet, 0, position, heading_comment(column, lang))


def heading_of(column: Column, lang: Lang) -> str:
    """Return a column's heading in a language."""
    return column.name if lang == "en" else column.french


def heading_comment(column: Column, lang: Lang) -> str:
    """Return what a column is for: its kind, its meaning, what an empty cell means."""

    def choice(value: Choice) -> str:
        return value.value if lang == "en" else value.french

    lines = [f"{heading_of(column, lang)} ({KINDS[column.kind].said(lang)})"]
    lines += [translated(column.help, lang), *details(column, lang, choice=choice)]
    if column.required:
        lines.append(sentence("Must be filled in every row.").said(lang))
    return "\n".join(lines).replace("`", "")


def example_comment(lang: Lang) -> str:
    """Return the comment on the first cell of an example row."""
    text = sentence("An example: type over it, or delete the row. Left as it is, it is not read.")
    return text.said(lang)


def write_comment(sheet: Worksheet, row: int, position: int, text: str) -> None:
    """Write a comment, large enough to be read whole."""
    lines = sum(1 + len(line) // _LETTERS_PER_LINE for line in text.split("\n"))
    size = {"width": _COMMENT_WIDTH, "height": _LINE_HEIGHT * (lines + 1), "font_size": 9}
    sheet.write_comment(row, position, text, size)


def write_cell(sheet: Worksheet, row: int, position: int, value: Any, formats: Any) -> None:
    """Write a cell in the format of its kind; texts never become formulas."""
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(row, position, value, formats["date"])
    elif isinstance(value, (int, float)):
        sheet.write_number(row, position, value, formats[""])
    else:
        sheet.write_string(row, position, str(value), formats["text"])


def _heading_format(column: Column, formats: Formats) -> Any:
    return formats.required if column.required else formats.optional


def _width(column: Column, lang: Lang) -> int:
    """Return a width, in letters, for the heading, the example and the choices."""
    texts = [heading_of(column, lang), str(shown(column.example, column, lang) or "")]
    texts += [choice.value if lang == "en" else choice.french for choice in column.choices]
    return min(max(_NARROWEST, 2 + max(map(len, texts))), _WIDEST)
