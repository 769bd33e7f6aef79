"""Reading of one cell, per kind of column.

A cell comes as a spreadsheet or Python gives it (text, number, boolean, date) or as the text
of a CSV file; both read to the same value. Numbers are taken from their decimal text, so that
0.1 is one tenth exactly.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from ..entities import Amount
from ..language import Sentence, sentence
from .columns import Column, Kind
from .headings import slug, suggestion
from .schedules import read_half_days, read_half_days_or_count, read_presence, read_weeks
from .wrong import CellError

_NUMBER = re.compile(r"[+-]?(\d{1,30}([.,]\d{0,40})?|[.,]\d{1,40})([eE][+-]?\d{1,2})?")
_COUNT = re.compile(r"\d{1,6}")
_WHOLE_FLOAT = re.compile(r"(\d+)[.,]0+")
_SEPARATORS = re.compile(r"[,;|\r\n]+")
_SPACES = str.maketrans(
    dict.fromkeys("\u00a0\u202f\u2007\u2009\u3000", " ") | dict.fromkeys("\u200b\ufeff", "")
)
_TRUE = frozenset({"x", "oui", "yes", "1", "vrai", "true", "o", "y"})
_FALSE = frozenset({"non", "no", "0", "faux", "false", "n", ""})
# How pandas marks an empty cell; not-a-number differs from itself.
_MISSING = frozenset({"NAType", "NaTType"})
_EXCEL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#NOM?", "#VALEUR!"}
)


def clean(raw: object) -> object:
    """Return a cell without the habits of spreadsheets; ``None`` where it is empty."""
    if type(raw) is str:
        text = (raw if raw.isascii() else raw.translate(_SPACES)).strip()
        return text or None
    if raw is None or isinstance(raw, (bool, int)):
        return raw
    if isinstance(raw, (list, tuple, set, frozenset)):
        items = [text_of(item) for item in map(clean, raw) if item is not None]
        return ", ".join(sorted(items) if isinstance(raw, (set, frozenset)) else items) or None
    if type(raw).__name__ in _MISSING or raw != raw:
        return None
    if isinstance(raw, str):
        return clean(str(raw))
    if not isinstance(raw, (float, date)) and hasattr(raw, "item"):
        return clean(raw.item())  # a numpy scalar
    return raw


def text_of(cell: object) -> str:
    """Return the text of a cell; 12.0 is ``12``, a date is ISO."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def read_cell(cell: object, column: Column) -> Any:
    """Return the value of a cell that is not empty.

    Raises
    ------
    CellError
        If the cell cannot be read as its column asks.
    """
    if isinstance(cell, str) and cell in _EXCEL_ERRORS:
        raise CellError(
            "error-cell", sentence("the cell holds the spreadsheet error {error}.", error=cell)
        )
    return _READERS[column.kind](cell, column)


def read_identifier(cell: object, _column: Column | None = None) -> str:
    """Return an identifier; a whole number written with decimals loses them."""
    text = text_of(cell)
    if text.isalpha():
        return text
    match = _WHOLE_FLOAT.fullmatch(text)
    return match[1] if match else text


def read_territory(cell: object, _column: Column | None = None) -> str:
    """Return a territory code; INSEE codes get back the zero that spreadsheets take."""
    text = read_identifier(cell)
    return f"0{text}" if len(text) == 4 and text.isdecimal() else text


def split_list(text: str) -> list[str]:
    """Return the items of a list in a cell, separated by ``,`` ``;`` ``|`` or line breaks."""
    return [item for part in _SEPARATORS.split(text) if (item := part.strip())]


def read_number(cell: object, column: Column) -> float:
    """Return a number, checked against the column's range."""
    text = _decimal_text(cell, column)
    value = float(Fraction(text)) if "/" in text else float(text)
    _check_range(value, cell, column)
    return value


def read_decimal(cell: object, column: Column) -> Fraction:
    """Return the exact fraction of a decimal number, checked against the column's range."""
    value = Fraction(_decimal_text(cell, column))
    _check_range(value, cell, column)
    return value


def read_integer(cell: object, column: Column) -> int:
    """Return a whole number, checked against the column's range."""
    value = Fraction(_decimal_text(cell, column))
    if value.denominator != 1:
        raise CellError("not-a-number", not_whole(column.name, text_of(cell)))
    _check_range(value, cell, column)
    return int(value)


def read_flag(cell: object, column: Column) -> bool:
    """Return true or false, written in either language."""
    word = slug(text_of(cell))
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise CellError(
        "unknown-choice",
        sentence(
            "{column} '{text}' is neither true nor false; write x, yes or oui, or leave the cell "
            "empty.",
            column=column.name,
            text=text_of(cell),
        ),
    )


def read_date(cell: object, column: Column) -> date:
    """Return a date given as a date cell, as ``2027-05-31`` or as ``31/05/2027``."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise CellError(
        "not-a-date",
        sentence(
            "{column} '{text}' is not a date; write it as 2027-05-31 or 31/05/2027.",
            column=column.name,
            text=text,
        ),
    )


def read_choice(cell: object, column: Column) -> str:
    """Return the canonical value of a choice written in either language."""
    text = text_of(cell)
    word = slug(text)
    for choice in column.choices:
        if word in (slug(choice.value), slug(choice.french)):
            return choice.value
    if column.open_choice:
        return text
    names = [choice.value for choice in column.choices]
    near = suggestion(text, names + [choice.french for choice in column.choices])
    raise CellError(
        "unknown-choice",
        sentence(
            "{column} '{text}' is not one of {choices}.",
            column=column.name,
            text=text,
            choices=tuple(names),
        ),
        near,
    )


def read_amount(cell: object, column: Column) -> Amount:
    """Return a whole number or a percentage.

    A number between 0 and 1 is what a spreadsheet makes of a percentage.
    """
    text = text_of(cell)
    percent = text.endswith("%")
    value = read_decimal(text.removesuffix("%").rstrip(), column)
    if not percent and 0 < value < 1:
        value, percent = value * 100, True
    if percent and value > 100:
        raise CellError(
            "out-of-range",
            sentence("{column} '{text}' is more than 100 %.", column=column.name, text=text),
        )
    if not percent and value.denominator != 1:
        raise CellError("not-a-number", not_whole(column.name, text))
    return Amount(value, percent)


def read_limits(cell: object, column: Column) -> dict[str, int]:
    """Return the limits per programme of a cell such as ``N1:1, EXT:2``."""
    limits: dict[str, int] = {}
    for item in split_list(text_of(cell)):
        programme, separator, number = (part.strip() for part in item.rpartition(":"))
        if not separator or not programme or not _COUNT.fullmatch(number):
            raise CellError(
                "bad-limit",
                sentence(
                    "{column} '{item}' is not a limit; write it as N1:1, EXT:2.",
                    column=column.name,
                    item=item,
                ),
            )
        if programme in limits:
            raise CellError(
                "bad-limit",
                sentence(
                    "{column} gives two limits for '{programme}'.",
                    column=column.name,
                    programme=programme,
                ),
            )
        limits[programme] = int(number)
    return limits


def read_point(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude of a text such as ``48.9 2.4``, or ``None``."""
    parts = re.split(r"[\s;]+", text.strip())
    if len(parts) == 1:
        parts = text.split(",")
    numbers = [part.strip().rstrip(",") for part in parts]
    if len(numbers) != 2 or not all(_NUMBER.fullmatch(number) for number in numbers):
        return None
    latitude, longitude = (float(number.replace(",", ".")) for number in numbers)
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _read_places(cell: object, _column: Column) -> tuple[str | tuple[float, float], ...]:
    items = [item for item in re.split(r"[;|\r\n]+", text_of(cell)) if item.strip()]
    if len(items) == 1 and read_point(items[0]) is None:
        items = split_list(items[0])
    return tuple(read_point(item) or read_territory(item.strip()) for item in items)


def _read_identifiers(cell: object, _column: Column) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read_identifier(item) for item in split_list(text_of(cell))))


def _read_setting(cell: object, _column: Column) -> str:
    if isinstance(cell, date):
        return f"{cell.year}-{cell.month:02}"  # what a spreadsheet makes of 2027-05
    text = text_of(cell)
    if not _NUMBER.fullmatch(text):
        return text
    number = Fraction(text.replace(",", "."))
    return str(number.numerator) if number.denominator == 1 else text.replace(",", ".")


def _read_text(cell: object, _column: Column) -> str:
    return text_of(cell)


def _read_indicator(cell: object, _column: Column) -> str:
    text = text_of(cell)
    return text_of(float(text.replace(",", "."))) if _NUMBER.fullmatch(text) else text


def _decimal_text(cell: object, column: Column) -> str:
    """Return the decimal text of a number, with a point; a float by its shortest text."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        text = repr(cell) if math.isfinite(cell) else "infinite"
    elif isinstance(cell, Fraction):
        return str(cell)
    else:
        text = text_of(cell).replace(" ", "")
    if not _NUMBER.fullmatch(text):
        raise CellError(
            "not-a-number",
            sentence("{column} '{text}' is not a number.", column=column.name, text=text_of(cell)),
        )
    return text.replace(",", ".")


def _check_range(value: float | Fraction, cell: object, column: Column) -> None:
    low, high = column.minimum, column.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return
    raise CellError("out-of-range", out_of_range(column.name, text_of(cell), low, high))


def out_of_range(name: str, text: str, low: float | None, high: float | None) -> Sentence:
    """Return what is wrong with a number outside its range."""
    lowest = "" if low is None else f"{low:g}"
    highest = "" if high is None else f"{high:g}"
    if low is None:
        return sentence(
            "{column} '{text}' is not {high} or less.", column=name, text=text, high=highest
        )
    if high is None:
        return sentence(
            "{column} '{text}' is not {low} or more.", column=name, text=text, low=lowest
        )
    return sentence(
        "{column} '{text}' is not between {low} and {high}.",
        column=name,
        text=text,
        low=lowest,
        high=highest,
    )


def not_whole(name: str, text: str) -> Sentence:
    """Return what is wrong with a number that is not whole."""
    return sentence("{column} '{text}' is not a whole number.", column=name, text=text)


_READERS: dict[Kind, Callable[[object, Column], Any]] = {
    Kind.TEXT: _read_text,
    Kind.IDENTIFIER: read_identifier,
    Kind.TERRITORY: read_territory,
    Kind.IDENTIFIERS: _read_identifiers,
    Kind.TARGET: read_identifier,
    Kind.CHOICE: read_choice,
    Kind.INTEGER: read_integer,
    Kind.NUMBER: read_number,
    Kind.DECIMAL: read_decimal,
    Kind.AMOUNT: read_amount,
    Kind.FLAG: read_flag,
    Kind.DATE: read_date,
    Kind.HALF_DAYS: lambda cell, column: read_half_days(text_of(cell), column),
    Kind.HALF_DAYS_OR_COUNT: lambda cell, column: read_half_days_or_count(text_of(cell), column),
    Kind.PRESENCE: lambda cell, _column: read_presence(read_identifier(cell)),
    Kind.WEEKS: lambda cell, column: read_weeks(cell, column),
    Kind.LIMITS: read_limits,
    Kind.PLACES: _read_places,
    Kind.INDICATOR: _read_indicator,
    Kind.SETTING: _read_setting,
    Kind.REMARK: _read_text,
}
