"""Reading of cells that hold numbers, percentages and coordinates.

Numbers are taken from their decimal text, so that 0.1 is one tenth exactly.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

from ..entities import Amount
from ..language import Sentence, sentence
from .columns import Column
from .tidying import shown, text_of
from .wrong import CellError

LARGEST = 10**12
"""No number in a semester is larger; what is, is a slip."""

_NUMBER = re.compile(r"[+-]?(\d{1,30}([.,]\d{0,40})?|[.,]\d{1,40})([eE][+-]?\d{1,2})?", re.ASCII)
# 1 234,5 and 1'234.5; between thousands there are exactly three digits.
_SPACED = re.compile(r"[+-]?\d{1,3}(?:[ ']\d{3})+(?:[.,]\d{0,40})?", re.ASCII)
_DOTTED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d{1,40}", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_SIGN_APART = re.compile(r"([+-])\s+")
_CURRENCY = re.compile(r"\s*(?:€|EUR)$", re.IGNORECASE)


def read_number(cell: object, column: Column) -> float:
    """Return a number, checked against the column's range."""
    if column.counted:
        _refuse_thousands(cell, column)
    text = decimal_text(cell, column)
    value = float(Fraction(text)) if "/" in text else float(text)
    _check_range(value, cell, column)
    return value + 0.0  # -0 is 0


def read_decimal(cell: object, column: Column) -> Fraction:
    """Return the exact fraction of a decimal number, checked against the column's range."""
    value = Fraction(decimal_text(cell, column))
    _check_range(value, cell, column)
    return value


def read_integer(cell: object, column: Column) -> int:
    """Return a whole number, checked against the column's range."""
    _refuse_thousands(cell, column)
    text = decimal_text(cell, column)
    value = Fraction(text)
    if value.denominator != 1:
        raise CellError("not-a-number", not_whole(column.name, shown(cell)))
    _check_range(value, cell, column)
    return int(value)


def _refuse_thousands(cell: object, column: Column) -> None:
    """Refuse ``73,000`` and ``73.000``, which English and German programs write for 73 000."""
    if isinstance(cell, str) and _THOUSANDS.fullmatch(cell):
        message = sentence(
            "{column} '{text}' may mean {many} or a number with decimals; write it without a "
            "separator.",
            column=column.name,
            text=shown(cell),
            many=cell.replace(",", "").replace(".", ""),
        )
        raise CellError("ambiguous-number", message)


def read_amount(cell: object, column: Column) -> Amount:
    """Return a whole number or a percentage.

    A number between 0 and 1 is what a spreadsheet makes of a percentage; 1 is one.
    """
    text = text_of(cell)
    number = _without_percent(text) if text.endswith("%") else cell
    percent = number is not cell
    value = read_decimal(number, column)
    if not percent and 0 < value < 1:
        value, percent = value * 100, True
    if percent and value > 100:
        message = sentence(
            "{column} '{text}' is more than 100 %.", column=column.name, text=shown(cell)
        )
        raise CellError("out-of-range", message)
    if not percent and value.denominator != 1:
        raise CellError("not-a-number", not_whole(column.name, shown(cell)))
    return Amount(value, percent)


def read_share(cell: object, column: Column) -> Fraction:
    """Return a decimal number that may also be written as a percentage: 45 % is 0.45."""
    return Fraction(decimal_text(cell, column, percent=True))


def is_number(text: str) -> bool:
    """Say whether a text is a plain number."""
    return _NUMBER.fullmatch(text) is not None


def read_point(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude of a text such as ``48.9 2.4``, or ``None``."""
    parts = re.split(r"[\s;]+", text.strip())
    if len(parts) == 1:
        parts = text.split(",")
    numbers = [part.strip().rstrip(",") for part in parts]
    if len(numbers) != 2 or not all(map(is_number, numbers)):
        return None
    latitude, longitude = (float(number.replace(",", ".")) for number in numbers)
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def decimal_text(cell: object, column: Column, *, percent: bool = False) -> str:
    """Return the decimal text of a number, with a point; a float by its shortest text.

    A percentage is read where the column holds shares (its largest value is 1) or where
    ``percent`` says so; it comes back as a text such as ``9/20``.

    Raises
    ------
    CellError
        If the cell is no number.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        text = repr(cell) if math.isfinite(cell) else ""
    elif isinstance(cell, Fraction):
        return str(cell)
    elif isinstance(cell, str) and _NUMBER.fullmatch(cell):
        return cell.replace(",", ".")
    else:
        text = _plain(text_of(cell), column)
        if text.endswith("%") and (percent or column.maximum == 1):
            share = _without_percent(text)
            if is_number(share):
                return str(Fraction(share.replace(",", ".")) / 100)
    if not is_number(text):
        message = sentence(
            "{column} '{text}' is not a number.", column=column.name, text=shown(cell)
        )
        raise CellError("not-a-number", message)
    return text.replace(",", ".")


def _without_percent(text: str) -> str:
    return text.removesuffix("%").rstrip()


def _plain(text: str, column: Column) -> str:
    """Return a number's text without a currency, and without what separates thousands."""
    if is_number(text):
        return text
    text = _SIGN_APART.sub(r"\1", text)
    if column.maximum is None:
        text = _CURRENCY.sub("", text)
    number = _without_percent(text)
    if _SPACED.fullmatch(number):
        return text.replace(" ", "").replace("'", "")
    return text.replace(".", "") if _DOTTED.fullmatch(number) else text


def _check_range(value: float | Fraction, cell: object, column: Column) -> None:
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise CellError("out-of-range", out_of_range(column.name, shown(cell), low, high))
    if not -LARGEST <= value <= LARGEST:
        message = sentence("{column} '{text}' is too large.", column=column.name, text=shown(cell))
        raise CellError("out-of-range", message)


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
