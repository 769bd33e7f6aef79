"""Which rows a change is for: conditions on their cells, compared, never executed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from ..matching.entities import Amount
from ..matching.language import sentence
from ..matching.tables.cells import read_cell
from ..matching.tables.columns import Column, Kind, Table
from ..matching.tables.headings import slug, suggestion
from ..matching.tables.numbers import is_number
from ..matching.tables.parsing import column_of
from ..matching.tables.schedules import PresenceCell
from ..matching.tables.schema import TABLE
from ..matching.tables.tidying import clean
from ..matching.tables.wrong import CellError
from .document import Refused
from .plan_parts import Condition
from .sheets import Book

_NUMBERS = (Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL, Kind.AMOUNT)
_ORDERED = frozenset(
    {Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL, Kind.AMOUNT, Kind.DATE, Kind.INDICATOR}
)


class Selection:
    """The rows of one table that fit all conditions.

    A column is one of the table (``zone``), or one of a table that it refers to, step by step
    (``site_id.territory_id.zone``).
    """

    def __init__(self, book: Book, name: str, where: Mapping[str, Condition]) -> None:
        self._book = book
        self._name = name
        paths = [(path_of(TABLE[name], text), c) for text, c in where.items()]
        self._wanted = [(path, Wanted(path[-1][1], c)) for path, c in paths]
        self._index: dict[str, dict[Any, int]] = {}

    def rows(self) -> list[int]:
        """Return the rows that fit, in their order; empty rows never do."""
        sheet = self._book.sheet(self._name)
        return [row for row in sheet.filled if all(self._fits(row, *w) for w in self._wanted)]

    def _fits(self, row: int, path: Path, wanted: Wanted) -> bool:
        name = self._name
        at: int | None = row
        for _, column in path[:-1]:
            key = self._book.sheet(name).value(at, column.name) if at is not None else None
            name = column.references[0]
            at = self._row(name, key)
            if at is None:
                return False
        assert at is not None
        column = path[-1][1]
        return wanted.fits(self._book.sheet(name).value(at, column.name))

    def _row(self, name: str, key: Any) -> int | None:
        if name not in self._index:
            sheet = self._book.sheet(name)
            found: dict[Any, int] = {}
            for row in range(len(sheet.rows)):
                found.setdefault(sheet.identifier(row), row)
            self._index[name] = found
        return self._index[name].get(key) if key is not None else None


Path = tuple[tuple[Table, Column], ...]


def path_of(table: Table, text: str) -> Path:
    """Return the columns that lead from a table to the one that is meant.

    Raises
    ------
    Refused
        One of them does not exist, or refers to no single table.
    """
    found: list[tuple[Table, Column]] = []
    for part in text.split("."):
        if found:
            column = found[-1][1]
            if len(column.references) != 1 or column.kind not in (Kind.IDENTIFIER, Kind.TERRITORY):
                raise Refused(sentence("'{column}' leads to no single row.", column=column.name))
            table = TABLE[column.references[0]]
        found.append((table, known_column(table, part.strip())))
    return tuple(found)


def known_column(table: Table, heading: str) -> Column:
    """Return the column of a heading.

    Raises
    ------
    Refused
        There is none.
    """
    column = column_of(table, heading)
    if column is None:
        names = [name for one in table.columns for name in (one.name, one.french)]
        said = sentence("{table} has no column '{column}'.", table=table.name, column=heading)
        raise Refused(said, suggestion(heading, names))
    return column


def known_number(table: Table, heading: str) -> Column:
    """Return the column of a heading that holds numbers.

    Raises
    ------
    Refused
        There is none, or it holds something else.
    """
    column = known_column(table, heading)
    if column.kind not in _NUMBERS:
        raise Refused(sentence("'{column}' holds no numbers.", column=column.name))
    return column


def wanted_of(table: Table, text: str, condition: Condition) -> Wanted:
    """Return what a condition wants of the column that a text leads to.

    Raises
    ------
    Refused
        There is no such column, or it cannot hold what is wanted.
    """
    return Wanted(path_of(table, text)[-1][1], condition)


class Wanted:
    """What the cell of a column has to be, read as its cells are."""

    def __init__(self, column: Column, condition: Condition) -> None:
        self._column = column
        self._one_of = _all(column, condition.one_of)
        self._none_of = _all(column, condition.none_of)
        low, high = condition.between or (None, None)
        self._bounds = [
            (sign, self._bound(text))
            for sign, text in (
                ("<", condition.below), ("<=", condition.at_most), (">", condition.above),
                (">=", condition.at_least), (">=", low), ("<=", high),
            )
            if text is not None
        ]  # fmt: skip
        if low is not None and high is not None:
            self._ascending(*(bound for _, bound in self._bounds[-2:]))

    def fits(self, value: Any) -> bool:
        """Say whether a value fits; of a list, one item of it is enough."""
        values = _comparable(value, self._column)
        if self._one_of is not None and not values & self._one_of:
            return False
        if self._none_of is not None and values & self._none_of:
            return False
        return all(any(_compare(v, sign, b) for v in values) for sign, b in self._bounds)

    def _ascending(self, low: Any, high: Any) -> None:
        if _compare(low, ">", high):
            raise Refused(sentence("between takes the lower value first."))

    def _bound(self, text: str) -> Any:
        if self._column.kind not in _ORDERED:
            said = sentence("'{column}' holds neither numbers nor dates.", column=self._column.name)
            raise Refused(said)
        column = self._column
        if column.kind in (Kind.INTEGER, Kind.NUMBER):  # also whole numbers may be below 2.5
            column = Column(column.name, column.french, Kind.DECIMAL, "")
        (found,) = _one(column, text)
        return found


def _all(column: Column, texts: tuple[str | None, ...] | None) -> set[Any] | None:
    if texts is None:
        return None
    return {value for text in texts for value in _one(column, text)}


def _one(column: Column, text: str | None) -> set[Any]:
    """Return a text of a condition as the cells of a column are read."""
    cell = None if text is None else clean(text)
    if cell is None:
        return {None}
    try:
        return _comparable(read_cell(cell, column), column)
    except CellError as refused:
        raise Refused(refused.sentence, refused.hint) from None


def _comparable(value: Any, column: Column) -> set[Any]:
    """Return what a value is compared by: numbers exactly, texts folded, lists by their items."""
    if value is None or value == ():
        return {None}
    if isinstance(value, bool):
        return {value}
    if isinstance(value, (int, float, Fraction)):
        return {_exact(value)}
    if isinstance(value, Amount):
        return {value.value / 100 if value.percent else value.value}
    if isinstance(value, PresenceCell):
        return {value.text}
    if isinstance(value, dict):
        return set(value)
    if isinstance(value, (tuple, frozenset, set)):
        return set(value)
    if isinstance(value, str):
        if column.kind is Kind.INDICATOR and is_number(value):
            return {Fraction(value)}
        folded = column.kind in (Kind.TEXT, Kind.TARGET, Kind.INDICATOR, Kind.REMARK)
        return {slug(value) or value} if folded else {value}
    return {value if isinstance(value, date) else str(value)}


def _exact(value: int | float | Fraction) -> Fraction:
    """Return a number by its shortest decimal text: 0.1 is one tenth."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _compare(value: Any, sign: str, bound: Any) -> bool:
    if value is None or isinstance(value, str) != isinstance(bound, str):
        return False
    if isinstance(value, date) != isinstance(bound, date):
        return False
    if sign == "<":
        return bool(value < bound)
    if sign == "<=":
        return bool(value <= bound)
    return bool(value > bound) if sign == ">" else bool(value >= bound)
