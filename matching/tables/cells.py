"""Reading of one cell, per kind of column.

A cell comes as a spreadsheet or Python gives it (text, number, boolean, date) or as the text
of a CSV file; both read to the same value. Numbers are taken from their decimal text, so that
0.1 is one tenth exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from fractions import Fraction
from typing import Any

from ..language import Sentence, sentence
from .columns import Choice, Column, Kind
from .dates import read_date
from .headings import slug, suggestion
from .numbers import (
    is_number,
    not_whole,
    read_amount,
    read_decimal,
    read_integer,
    read_number,
    read_point,
    read_share,
)
from .schedules import (
    NO,
    YES,
    PresenceCell,
    read_half_days,
    read_half_days_or_count,
    read_presence,
    read_weeks,
)
from .tidying import LONGEST, clean, shown, text_of
from .wrong import CellError

__all__ = [
    "NOTHING",
    "are_readable",
    "clean",
    "not_whole",
    "read_cell",
    "read_choice",
    "read_decimal",
    "read_flag",
    "read_identifier",
    "read_point",
    "read_share",
    "read_territory",
    "reader_of",
    "split_list",
    "text_of",
]

_WHOLE_FLOAT = re.compile(r"(\d+)[.,]0+", re.ASCII)
_ROUNDED = re.compile(r"\d([.,]\d+)?[eE]\+\d{1,3}", re.ASCII)
_LARGEST_EXACT = 10**15  # spreadsheets keep fifteen digits of a number
_CORSICAN = re.compile(r"2[ab]\d{3}", re.ASCII)
_COUNT = re.compile(r"(\d{1,6})(?:[.,]0+)?", re.ASCII)
_SEPARATORS = re.compile(r"[,;|\r\n]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TRUE = frozenset({"x", "oui", "yes", "1", "vrai", "true", "o", "y"})
_FALSE = frozenset({"non", "no", "0", "faux", "false", "n"})
_EXCEL_ERRORS = frozenset(
    {
        *("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
        *("#NOM?", "#VALEUR!", "#NOMBRE!", "#NUL!", "#PROPAGATION!", "#N/D", "#MACRO?"),
    }
)
_CALC_ERROR = re.compile(r"(Err|Erreur)\s?:\s?\d{3}")
# What other programs write for an empty cell; as identifiers they would join strangers.
NOTHING = frozenset({"nan", "NaN", "NaT", "<NA>", "None", "NULL", "null"})


def read_cell(cell: object, column: Column) -> Any:
    """Return the value of a cell that is not empty.

    Raises
    ------
    CellError
        If the cell cannot be read as its column asks.
    """
    return reader_of(column)(cell)


def reader_of(column: Column, *, readable: bool = False) -> Callable[[object], Any]:
    """Return what reads the cells of a column, as `read_cell` does.

    Parameters
    ----------
    readable
        Whether `are_readable` has said so of all of them.
    """
    read = _READERS[column.kind]
    if readable:
        return lambda cell: read(cell, column)

    def reader(cell: object) -> Any:
        if isinstance(cell, str) and not (cell.isalnum() and len(cell) <= LONGEST):
            _refuse_unreadable(cell)
        return read(cell, column)

    return reader


def are_readable(joined: str, longest: int) -> bool:
    """Say whether none of several texts, given end to end, has to be refused as it is."""
    if longest > LONGEST or "#" in joined or "Err" in joined:
        return False
    return joined.isprintable()


def _refuse_unreadable(text: str) -> None:
    if text in _EXCEL_ERRORS or _CALC_ERROR.fullmatch(text):
        message = sentence("the cell holds the spreadsheet error {error}.", error=text)
        raise CellError("error-cell", message)
    if len(text) > LONGEST:
        message = sentence(
            "the cell holds {count} characters; at most {most} are read.",
            count=len(text),
            most=LONGEST,
        )
        raise CellError("too-long", message)
    control = None if text.isprintable() else _CONTROL.search(text)
    if control is not None:
        message = sentence(
            "the cell holds a character that cannot be shown (U+{code}); write its text again.",
            code=f"{ord(control[0]):04X}",
        )
        raise CellError("control-character", message)


def read_identifier(cell: object) -> str:
    """Return an identifier; a whole number written with decimals loses them."""
    text = text_of(cell)
    if text.isalnum():
        return text
    match = _WHOLE_FLOAT.fullmatch(text)
    return match[1] if match else " ".join(text.replace("\u2019", "'").split())


def read_territory(cell: object) -> str:
    """Return a territory code; INSEE codes get back the zero that spreadsheets take."""
    code = read_identifier(cell)
    if len(code) == 4 and code.isascii() and code.isdecimal():
        return f"0{code}"
    return code.upper() if _CORSICAN.fullmatch(code) else code


def _identifier(cell: object, column: Column) -> str:
    """Return the identifier of a cell.

    Raises
    ------
    CellError
        If it has no letter or digit, or a spreadsheet has made something else of it: a date,
        true or false, a number whose digits are lost.
    """
    text = cell if isinstance(cell, str) else _identifier_text(cell, column)
    if text in NOTHING:
        message = sentence(
            "{column} '{text}' is what other programs write for nothing; leave the cell empty.",
            column=column.name,
            text=text,
        )
        raise CellError("not-an-identifier", message)
    if text.isalnum():
        return text
    if not any(map(str.isalnum, text)):
        message = sentence(
            "{column} '{text}' has neither letter nor digit; where nothing is meant, leave the "
            "cell empty.",
            column=column.name,
            text=shown(text),
        )
        raise CellError("not-an-identifier", message)
    if _ROUNDED.fullmatch(text):
        raise CellError("not-an-identifier", _rounded(text, column))
    return read_identifier(text)


def _identifier_text(cell: object, column: Column) -> str:
    if isinstance(cell, (bool, date, time, timedelta)):
        raise CellError("not-an-identifier", _made_of_identifier(cell, column))
    if isinstance(cell, float) and abs(cell) >= _LARGEST_EXACT:
        raise CellError("not-an-identifier", _rounded(f"{cell:g}", column))
    return text_of(cell)


def _made_of_identifier(cell: object, column: Column) -> Sentence:
    if isinstance(cell, bool):
        return sentence(
            "{column} holds true or false, not an identifier; format the cell as text and write "
            "it again.",
            column=column.name,
        )
    return sentence(
        "{column}: the spreadsheet has made a date or a time of the identifier ({text}); format "
        "the cell as text and write it again.",
        column=column.name,
        text=shown(cell),
    )


def _rounded(text: str, column: Column) -> Sentence:
    return sentence(
        "{column} '{text}': the spreadsheet has rounded this number; format the cell as text and "
        "write all its digits.",
        column=column.name,
        text=text,
    )


def split_list(text: str) -> list[str]:
    """Return the items of a list in a cell, separated by ``,`` ``;`` ``|`` or line breaks."""
    return [item for part in _SEPARATORS.split(text) if (item := part.strip())]


def read_flag(cell: object, column: Column) -> bool:
    """Return true or false, written in either language or as a tick or a dash."""
    text = text_of(cell)
    match = _WHOLE_FLOAT.fullmatch(text)
    word = slug(match[1] if match else text)
    if word in _TRUE or text in YES:
        return True
    if word in _FALSE or text in NO:
        return False
    message = sentence(
        "{column} '{text}' is neither true nor false; write x, yes or oui, or leave the cell "
        "empty.",
        column=column.name,
        text=shown(text),
    )
    raise CellError("unknown-choice", message)


def read_choice(cell: object, column: Column) -> str:
    """Return the canonical value of a choice written in either language."""
    text = text_of(cell)
    word = slug(text)
    for choice in column.choices:
        if word in (slug(choice.value), slug(choice.french)):
            return choice.value
    if column.open_choice and word:
        return text
    names = (name for choice in column.choices for name in (choice.value, choice.french))
    message = sentence(
        "{column} '{text}' is not one of {choices}.",
        column=column.name,
        text=shown(text),
        choices=tuple(_both_names(column.choices)),
    )
    raise CellError("unknown-choice", message, suggestion(text, names))


def _both_names(choices: Iterable[Choice]) -> Iterable[str]:
    """Yield each choice in English, and in French where that is another word."""
    for choice in choices:
        same = slug(choice.value) == slug(choice.french)
        yield choice.value if same else f"{choice.value} ({choice.french})"


def read_limits(cell: object, column: Column) -> dict[str, int]:
    """Return the limits per programme of a cell such as ``N1:1, EXT:2``."""
    if isinstance(cell, (date, time, timedelta)):
        message = sentence(
            "{column}: the spreadsheet has made a date or a time of the limits; format the cell "
            "as text and write them again.",
            column=column.name,
        )
        raise CellError("bad-limit", message)
    limits: dict[str, int] = {}
    for item in split_list(text_of(cell)):
        name, separator, number = (part.strip() for part in item.rpartition(":"))
        count = _COUNT.fullmatch(number)
        if not separator or not name or count is None:
            message = sentence(
                "{column} '{item}' is not a limit; write it as N1:1, EXT:2.",
                column=column.name,
                item=shown(item),
            )
            raise CellError("bad-limit", message)
        programme = _identifier(name, column)
        if programme in limits:
            message = sentence(
                "{column} gives two limits for '{programme}'.",
                column=column.name,
                programme=programme,
            )
            raise CellError("bad-limit", message)
        limits[programme] = int(count[1])
    return limits


def _read_places(cell: object, column: Column) -> tuple[str | tuple[float, float], ...]:
    text = text_of(cell)
    whole = read_point(text)
    if whole is not None:
        return (whole,)
    items = [item for item in re.split(r"[;|\r\n]+", text) if item.strip()]
    if len(items) == 1 and read_point(items[0]) is None:
        items = split_list(items[0])
    return tuple(_place(item.strip(), column) for item in items)


_NUMBERS = re.compile(r"[-+]?\d+[.,]\d+(?:[\s,]+[-+]?\d+(?:[.,]\d+)?)*")


def _place(item: str, column: Column) -> str | tuple[float, float]:
    """Return a point, or the code of a territory."""
    point = read_point(item)
    if point is not None:
        return point
    if _NUMBERS.fullmatch(item):
        message = sentence(
            "{column} '{text}' is no point: write latitude and longitude in degrees, as in "
            "46.58 0.34, and ; between places.",
            column=column.name,
            text=item,
        )
        raise CellError("not-a-point", message)
    return read_territory(_identifier(item, column))


def _read_identifiers(cell: object, column: Column) -> tuple[str, ...]:
    """Return a list of identifiers; values that refer to nothing may be true (``qpv``)."""
    if not column.references and (isinstance(cell, bool) or cell in YES):
        return ("true" if cell else "false",)
    text = cell if isinstance(cell, str) else _identifier_text(cell, column)
    return tuple(dict.fromkeys(_identifier(item, column) for item in split_list(text)))


def _read_setting(cell: object, _column: Column) -> str:
    if isinstance(cell, date):
        # What a spreadsheet makes of 2027-05.
        return f"{cell.year}-{cell.month:02}" if cell.day == 1 else text_of(cell)
    text = text_of(cell)
    if not is_number(text):
        return text
    number = Fraction(text.replace(",", "."))
    return str(number.numerator) if number.denominator == 1 else text.replace(",", ".")


def _read_text(cell: object, _column: Column) -> str:
    return text_of(cell)


def _read_indicator(cell: object, _column: Column) -> str:
    text = text_of(cell)
    return text_of(float(text.replace(",", "."))) if is_number(text) else text


def _read_presence(cell: object, column: Column) -> PresenceCell:
    """Return a timetable cell; only what is no plain yes or no has to be an identifier."""
    if isinstance(cell, bool) or cell in YES or cell in NO:
        return read_presence(text_of(cell))
    return read_presence(_identifier(cell, column))


_READERS: dict[Kind, Callable[[object, Column], Any]] = {
    Kind.TEXT: _read_text,
    Kind.IDENTIFIER: _identifier,
    Kind.TERRITORY: lambda cell, column: read_territory(_identifier(cell, column)),
    Kind.IDENTIFIERS: _read_identifiers,
    Kind.TARGET: _identifier,
    Kind.CHOICE: read_choice,
    Kind.INTEGER: read_integer,
    Kind.NUMBER: read_number,
    Kind.DECIMAL: read_decimal,
    Kind.AMOUNT: read_amount,
    Kind.FLAG: read_flag,
    Kind.DATE: read_date,
    Kind.HALF_DAYS: lambda cell, column: read_half_days(text_of(cell), column),
    Kind.HALF_DAYS_OR_COUNT: lambda cell, column: read_half_days_or_count(text_of(cell), column),
    Kind.PRESENCE: _read_presence,
    Kind.WEEKS: lambda cell, column: read_weeks(cell, column),
    Kind.LIMITS: read_limits,
    Kind.PLACES: _read_places,
    Kind.INDICATOR: _read_indicator,
    Kind.SETTING: _read_setting,
    Kind.REMARK: _read_text,
}
