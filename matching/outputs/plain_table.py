"""A table that is written alike as CSV, as a sheet of a workbook and on a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..language import Lang
from ..pages import Column as PageColumn
from ..pages import Table
from .diagnosis_columns import harmless
from .sheet import Book, Cell, CellValue, Column

Value = str | int | float | bool | date | None
Kind = Literal["text", "number", "percent", "date", "flag"]
Row = Mapping[str, Value]


@dataclass(frozen=True)
class Field:
    """A column: its name in the CSV file, its heading for people, how its values are shown.

    ``shown`` makes a code readable; the CSV file keeps the code. ``decimals`` are those of the
    page; CSV has at most six.
    """

    name: str
    heading: str
    kind: Kind = "text"
    width: float = 14.0
    decimals: int = 0
    choices: bool = False
    bar: bool = False
    shown: Callable[[Value], Value] | None = None

    def show(self, value: Value) -> Value:
        """Return a value as people read it."""
        return value if self.shown is None or value is None else self.shown(value)


@dataclass(frozen=True)
class PlainTable:
    """Rows under fields, with the title of the sheet and of the table on a page."""

    title: str
    fields: Sequence[Field]
    rows: Sequence[Row]

    def csv(self) -> str:
        """Return the text of the CSV file: one header line, lines ended by LF.

        What a spreadsheet would take for a formula is preceded by an apostrophe, but identifiers,
        by which the files are joined.
        """
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([field.name for field in self.fields])
        for row in self.rows:
            writer.writerow([_in_csv(field.name, row.get(field.name)) for field in self.fields])
        return text.getvalue()

    def add_to(self, book: Book, lang: Lang) -> None:
        """Add a sheet with these rows to a workbook."""
        columns = [Column(field.heading, field.width) for field in self.fields]
        rows = ([_cell(field, row, lang) for field in self.fields] for row in self.rows)
        book.table_sheet(self.title, columns, rows)

    def on_page(self, sort: tuple[int, bool] | None = None) -> Table:
        """Return these rows as a table of a page."""
        return Table(
            self.title,
            tuple(
                PageColumn(
                    field.heading,
                    [field.show(row.get(field.name)) for row in self.rows],
                    field.kind,
                    decimals=field.decimals,
                    choices=field.choices,
                    bar=field.bar,
                )
                for field in self.fields
            ),
            sort=sort,
        )


def _in_csv(name: str, value: Value) -> str:
    text = csv_text(value)
    return harmless(text) if isinstance(value, str) and not name.endswith("_id") else text


def csv_text(value: Value) -> str:
    """Return a value as the CSV files have it: ISO dates, at most six decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        text = f"{value:.6f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return str(value)


def date_text(day: date, lang: Lang) -> str:
    """Return a day as a reader of the language writes it."""
    return f"{day:%d/%m/%Y}" if lang == "fr" else day.isoformat()


def _cell(field: Field, row: Row, lang: Lang) -> CellValue:
    value = field.show(row.get(field.name))
    if isinstance(value, date):
        return date_text(value, lang)
    if isinstance(value, bool):
        return ("oui" if lang == "fr" else "yes") if value else ""
    if isinstance(value, float) and field.kind == "percent":
        return Cell(value, "percent")
    if isinstance(value, float):
        return Cell(round(value, max(field.decimals, 0)), "number")
    return value
