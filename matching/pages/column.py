"""A column of values that a page shows: what it is called, what it holds, how it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, SupportsFloat

Kind = Literal["text", "number", "percent", "date", "flag"]
Value = str | float | bool | date | None

_NUMERIC = frozenset({"number", "percent"})


@dataclass(frozen=True, slots=True, init=False)
class Column:
    """A heading and its values, one per row.

    Parameters
    ----------
    heading
        What the column is called, in the page's language, with the unit where there is one.
    values
        Any iterable, a numpy array too, one value per row. ``None``, NaN and the empty text
        are shown as nothing known and come last in either order.
    kind
        ``text``; ``number``; ``percent`` (0.25 is shown as 25 %); ``date`` (``datetime.date``);
        ``flag`` (true or false, shown as yes or no).
    decimals
        How many are shown, of a number or of a percentage.
    choices
        Whether the page offers to show only the rows with one of the values.
    bar
        Whether a bar behind a number shows its share of the largest one.
    help
        A sentence that explains the heading.
    """

    heading: str
    values: tuple[Value, ...]
    kind: Kind
    decimals: int
    choices: bool
    bar: bool
    help: str

    def __init__(
        self,
        heading: str,
        values: Iterable[object],
        kind: Kind = "text",
        *,
        decimals: int = 0,
        choices: bool = False,
        bar: bool = False,
        help: str = "",  # noqa: A002 - the word that schema and settings use
    ) -> None:
        put = object.__setattr__
        put(self, "heading", heading)
        put(self, "values", tuple(_value(value, kind) for value in values))
        put(self, "kind", kind)
        put(self, "decimals", decimals)
        put(self, "choices", choices)
        put(self, "bar", bar)
        put(self, "help", help)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.values)

    @property
    def is_numeric(self) -> bool:
        """Whether the values are numbers, set to the right."""
        return self.kind in _NUMERIC


def numbers_of(values: Iterable[object]) -> tuple[float | None, ...]:
    """Return numbers as plain floats, ``None`` for what is missing or not finite."""
    return tuple(_number(value) for value in values)


def _value(value: object, kind: Kind) -> Value:
    """Return a value as one of Python's own types.

    Raises
    ------
    TypeError
        Where a value is not of the kind that was said.
    """
    if value is None or value == "" or value != value:  # NaN and NaT differ from themselves
        return None
    if kind == "text":
        return str(value)
    if kind == "flag":
        return bool(value)
    if kind == "date":
        if not isinstance(value, date):
            raise TypeError(f"a column of dates holds {value!r}")
        return value
    return _number(value)


def _number(value: object) -> float | None:
    """Return a finite number or nothing."""
    if value is None:
        return None
    # Asking whether a type is known is quick, whether it has a method is not.
    if not isinstance(value, (int, float)) and not isinstance(value, SupportsFloat):
        raise TypeError(f"a column of numbers holds {value!r}")
    number = float(value)
    return number if abs(number) < float("inf") else None
