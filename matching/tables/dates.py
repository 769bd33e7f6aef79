"""Reading of cells that hold a day or a month."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from ..language import Sentence, sentence
from .columns import Column
from .headings import slug
from .tidying import shown, text_of
from .wrong import CellError

_TIME = r"(?:[T\s]+\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII)
_SPELT = re.compile(r"(\d{1,2})(?:er)?[\s-]+([^\W\d]{3,}\.?)[\s-]+(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}", re.ASCII)
_MONTH = re.compile(
    r"(\d{4})[-/.](\d{1,2})(?:[-/.]0?1)?|(?:0?1[-/.])?(\d{1,2})[-/.](\d{4})", re.ASCII
)
_MONTHS = (
    ("january", "janvier"),
    ("february", "fevrier"),
    ("march", "mars"),
    ("april", "avril"),
    ("may", "mai"),
    ("june", "juin"),
    ("july", "juillet"),
    ("august", "aout"),
    ("september", "septembre"),
    ("october", "octobre"),
    ("november", "novembre"),
    ("december", "decembre"),
)
# Spreadsheets count days from here; only days that a semester may mean are guessed at.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(18_000, 80_000)


def read_date(cell: object, column: Column) -> date:
    """Return a date given as a date cell, or as text with the day before the month.

    ``2027-05-31``, ``31/05/2027``, ``31.05.2027``, ``31 mai 2027``, each also with a time,
    which is left out.

    Raises
    ------
    CellError
        If the cell is no date, or its year has two digits.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    parts = _parts(text)
    if parts is not None:
        try:
            return date(*parts)
        except ValueError:
            pass
    if _SHORT_YEAR.fullmatch(text):
        message = sentence(
            "{column} '{text}' has a year of two digits; write it with four.",
            column=column.name,
            text=text,
        )
        raise CellError("not-a-date", message)
    message = sentence(
        "{column} '{text}' is not a date; write it as 2027-05-31 or 31/05/2027.",
        column=column.name,
        text=shown(cell),
    )
    raise CellError("not-a-date", message, _serial(text))


def _parts(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a text, whether or not there is such a day."""
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _DAY_FIRST.fullmatch(text):
        return int(match[4]), int(match[3]), int(match[1])
    if match := _SPELT.fullmatch(text):
        month = _month_named(match[2])
        return None if month is None else (int(match[3]), month, int(match[1]))
    return None


def _month_named(word: str) -> int | None:
    """Return the number of a month by its name, or by the beginning of one."""
    folded = slug(word)
    found = [
        number
        for number, names in enumerate(_MONTHS, start=1)
        if any(name.startswith(folded) for name in names)
    ]
    return found[0] if len(found) == 1 else None


def _serial(text: str) -> Sentence | None:
    """Return the date that a spreadsheet's number may stand for."""
    number = text.partition(".")[0]
    if not (number.isascii() and number.isdecimal() and len(number) == 5):
        return None
    if int(number) not in _SERIALS:
        return None
    day = _SERIAL_ZERO + timedelta(days=int(number))
    return sentence("Is it {date}? Then format the cell as a date.", date=day)


def read_month(text: str) -> str:
    """Return a month as ``2027-05``, also where a spreadsheet made its first day of it.

    Other texts come back as they are.
    """
    match = _MONTH.fullmatch(text)
    if match is None:
        return text
    year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
    return f"{year}-{int(month):02}"
