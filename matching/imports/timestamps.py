"""When an answer was given, as the different forms write it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from .wish_numbers import words_of

_MONTHS = (
    ("janvier", "janv", "january", "jan"),
    ("fevrier", "fevr", "february", "feb"),
    ("mars", "march", "mar"),
    ("avril", "avr", "april", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "juil", "july", "jul"),
    ("aout", "august", "aug"),
    ("septembre", "sept", "september", "sep"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("decembre", "december", "dec"),
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words}
_NUMBERS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:\D+(.*))?")
_TIME = re.compile(r"(\d{1,2})[:h](\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*([ap]\.?m\b)?", re.IGNORECASE)

_Parts = tuple[int, int, int, str]


def read_timestamps(cells: Sequence[object]) -> list[datetime | None]:
    """Return the moments of a column; ``None`` where a cell is empty or not understood.

    Whether ``03/04/2027`` is the third of April or the fourth of March is told by the other
    cells of the column; where none tells, the day comes first.
    """
    parts = [_parts(cell) if isinstance(cell, str) else None for cell in cells]
    month_first = any(_numbered(p) and p[1] > 12 >= p[0] for p in parts if p)
    return [_moment(cell, p, month_first) for cell, p in zip(cells, parts, strict=True)]


def _numbered(parts: _Parts) -> bool:
    return parts[0] <= 31


def _parts(text: str) -> _Parts | None:
    """Return three numbers in the order of the text, and the rest with the time."""
    words = [_MONTH.get(words_of(word)) for word in text.split()]
    named = next((i for i, month in enumerate(words) if month), None)
    if named is not None:
        text = _with_number(text.split(), named, words[named] or 0)
    match = _NUMBERS.search(text)
    return (int(match[1]), int(match[2]), int(match[3]), match[4] or "") if match else None


def _with_number(words: list[str], named: int, month: int) -> str:
    """Return ``12 3 2027, 14:05`` for ``vendredi 12 mars 2027, 14:05`` and ``March 12, 2027``."""
    following = words[named + 1].rstrip(",") if named + 1 < len(words) else ""
    if named and words[named - 1].rstrip(".,").isdigit() and following.isdigit():
        day, year, rest = words[named - 1].rstrip(".,"), following, words[named + 2 :]
    elif following.isdigit() and named + 2 < len(words):
        day, year, rest = following, words[named + 2].rstrip(","), words[named + 3 :]
    else:
        return ""
    return " ".join([year, str(month), day, *rest])


def _moment(cell: object, parts: _Parts | None, month_first: bool) -> datetime | None:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    if parts is None:
        return None
    first, second, third, rest = parts
    if first > 31:
        year, month, day = first, second, third
    else:
        day, month = (second, first) if month_first else (first, second)
        year = third + 2000 if third < 100 else third
    try:
        return datetime(year, month, day, *_time(rest))
    except ValueError:
        return None


def _time(text: str) -> tuple[int, int, int]:
    match = _TIME.search(text)
    if match is None:
        return 0, 0, 0
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4][0].lower() == "p" else 0)
    return hour, int(match[2]), int(match[3] or 0)
