"""What goes with removed rows: the lines of other tables that name them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..matching.tables.columns import Column, Kind
from ..matching.tables.schema import TABLE
from ..matching.tables.tidying import clean, text_of
from .sheets import Book, Sheet, read

_LISTS = (Kind.IDENTIFIERS, Kind.LIMITS)
_PARTS = ("offers", "offer_parts", "offer_id")


def remove_rows(book: Book, name: str, rows: list[int]) -> dict[str, int]:
    """Remove rows of a table and what names them; return how many rows of each table went.

    A row that names a removed one in a cell of its own is removed as well; from a cell with a
    list, and from a timetable, only the name is taken. A wish in a column of the students is
    emptied. An offer all of whose parts went, goes.
    """
    gone = {name: len(rows)} if rows else {}
    sheet = book.sheet(name)
    identifiers = {sheet.identifier(row) for row in rows}
    names = _unique_names(sheet, rows)
    sheet.drop(rows)
    if not identifiers or len(TABLE[name].key) != 1:
        return gone
    had = _with_parts(book) if _PARTS[1] in book else set()
    for other in [n for n in book.names if n != name or n == "territories"]:
        count = _forget(book, other, name, identifiers, names)
        if count:
            gone[other] = gone.get(other, 0) + count
    lost = had - _with_parts(book) if had else set()
    if lost and name != "offers":
        offers = book.sheet("offers")
        left = [row for row in offers.filled if offers.identifier(row) in lost]
        for table, count in remove_rows(book, "offers", left).items():
            gone[table] = gone.get(table, 0) + count
    return gone


def _with_parts(book: Book) -> set[Any]:
    parts = book.sheet(_PARTS[1])
    return {parts.value(row, _PARTS[2]) for row in parts.filled}


def _unique_names(sheet: Sheet, rows: list[int]) -> set[str]:
    """Return the names of rows that no other row has: a wish may use them."""
    if "name" not in sheet.position:
        return set()
    gone = set(rows)
    left = {str(sheet.at(row, "name")) for row in sheet.filled if row not in gone}
    return {str(sheet.at(row, "name")) for row in rows} - left - {"None"}


def _columns(sheet: Sheet, target: str) -> Iterator[Column]:
    """Yield the columns of a sheet that may name rows of a table."""
    for name in sheet.position:
        column = sheet.column(name)
        if column is not None and (target in column.references or column.kind is Kind.TARGET):
            yield column


def _forget(book: Book, name: str, target: str, identifiers: set[Any], names: set[str]) -> int:
    """Take removed rows out of another table; return how many of its rows went."""
    sheet = book.sheet(name)
    gone: set[int] = set()
    for column in list(_columns(sheet, target)):
        for row in sheet.filled:
            cell = sheet.at(row, column.name)
            if cell is None:
                continue
            wanted = identifiers | names if column.kind is Kind.TARGET else identifiers
            fate = _fate(cell, column, wanted, numbered=column.name not in sheet.table.by_name)
            if fate == "row":
                gone.add(row)
            elif fate != "keep":
                sheet.set(row, column.name, fate or None)
    sheet.drop(gone)
    return len(gone)


def _fate(cell: object, column: Column, wanted: set[Any], *, numbered: bool) -> str:
    """Return ``keep``, ``row`` where the row goes, or the text that is left of the cell."""
    if column.kind in _LISTS:
        items = _items(cell)
        left = [item for item in items if item.partition(":")[0].strip() not in wanted]
        if len(left) == len(items):
            return "keep"
        return ", ".join(left) if left or column.kind is Kind.LIMITS else "row"
    if column.kind is Kind.PRESENCE:
        found = read(cell, column)
        return "" if found is not None and found.site in wanted else "keep"
    if read(cell, column) not in wanted:
        return "keep"
    return "" if numbered else "row"


def _items(cell: object) -> list[str]:
    text = text_of(clean(cell))
    for sign in ";|\n\r":
        text = text.replace(sign, ",")
    return [item.strip() for item in text.split(",") if item.strip()]
