"""A table as it was found, before anything in it is understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


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
        The rows below it, each with at most as many cells as there are headings.
    numbers
        The number of each row, as its user counts: the sheet's row, the file's line, or the
        index in the list.
    heading_number
        The number of the heading row.
    style
        How cells are named in messages.
    """

    name: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    numbers: Sequence[int]
    heading_number: int = 1
    style: Literal["sheet", "file", "rows"] = "rows"

    def where(self, row: int | None = None, column: int | None = None) -> str:
        """Return the name of a cell: ``Students!C14``, ``students.csv:14``, ``students[12]``.

        Without a row, the heading is meant; without a column, the row's first cell.
        """
        number = self.heading_number if row is None else self.numbers[row]
        if self.style == "sheet":
            return f"{self.name}!{letters(column or 0)}{number}"
        if self.style == "file":
            return f"{self.name}:{number}"
        return self.name if row is None else f"{self.name}[{number}]"


def letters(column: int) -> str:
    """Return the letters of a spreadsheet column counted from 0 (``A``, ``Z``, ``AA``)."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
