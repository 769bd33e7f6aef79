"""A table as it was found, before anything in it is understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .findings import Finding

Style = Literal["sheet", "file", "rows"]


@dataclass(frozen=True)
class RawTable:
    """The headings and rows of a sheet, a file or a list of Python rows.

    Attributes
    ----------
    name
        The sheet or file as its user names it.
    title
        The part of the name that says which table it is (without a file's ending).
    headings
        The cells of the heading row.
    rows
        The rows below it, as they are: short ones and ones with empty cells at the end too.
    numbers
        The number of each row, as its user counts: the sheet's row, the file's line, or the
        index in the list. In a file without lines (``.parquet``) the first row is 1.
    heading_number
        The number of the heading row; 0 where the headings are no row of the file.
    style
        How cells are named in messages.
    cell_numbers, heading_numbers
        The line of each cell and heading, where a row has several lines.
    findings
        What is wrong with the table as a sheet or file, whatever its columns mean.
    """

    name: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    numbers: Sequence[int]
    heading_number: int = 1
    style: Style = "rows"
    findings: tuple[Finding, ...] = ()
    cell_numbers: Sequence[Sequence[int]] = ()
    heading_numbers: Sequence[int] = ()

    def where(self, row: int | None = None, column: int | None = None) -> str:
        """Return the name of a cell: ``Students!C14``, ``students.csv:14``, ``students[12]``.

        Without a row, the heading is meant; without a column, the row's first cell.
        """
        if self.style == "rows":
            return self.name if row is None else f"{self.name}[{self.numbers[row]}]"
        number = self.heading_number if row is None else self.numbers[row]
        if column is not None and self.heading_numbers:
            number = (self.heading_numbers if row is None else self.cell_numbers[row])[column]
        return cell_name(self.name, self.style, number, column or 0)


def cell_name(name: str, style: Style, number: int, column: int = 0) -> str:
    """Return the name of a cell by its row's number, as its user counts, and its column."""
    if style == "sheet":
        return f"{name}!{letters(column)}{number}"
    return f"{name}:{number}" if number else name


def letters(column: int) -> str:
    """Return the letters of a spreadsheet column counted from 0 (``A``, ``Z``, ``AA``)."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_of(letters: str) -> int:
    """Return the number, counted from 0, of a spreadsheet column's letters."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
