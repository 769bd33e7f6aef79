"""Reading of the cells that say when: half-days, presence at a half-day, weeks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from ..language import sentence
from .columns import Column
from .headings import slug
from .tidying import shown, text_of
from .wrong import CellError

YES = frozenset({"x", "oui", "yes", "true", "vrai", "1", "✓", "✔", "☑", "✅", "×"})
"""What a cell says for a plain yes, folded to lower case."""

NO = frozenset({"non", "no", "false", "faux", "0", "-", "–", "—", "☐"})
"""What a cell says for a plain no, folded to lower case."""

_DAYS = (
    ("mon(?:day)?", "lun(?:di)?"),
    ("tue(?:s(?:day)?)?", "mar(?:di)?"),
    ("wed(?:nesday)?", "mer(?:c(?:redi)?)?"),
    ("thu(?:rs?(?:day)?)?", "jeu(?:di)?"),
    ("fri(?:day)?", "ven(?:d(?:redi)?)?"),
    ("sat(?:urday)?", "sam(?:edi)?"),
)
_HALF_DAY = re.compile(
    "(?:"
    + "|".join(
        f"(?P<e{number}>{english})|(?P<f{number}>{french})"
        for number, (english, french) in enumerate(_DAYS)
    )
    + r")[\s_.\-]*"
    + r"(?:(?P<am>am|a\.m\.?)|(?P<morning>matin(?:ée?)?|morning)"
    + r"|pm|p\.m\.?|afternoon|apm|apr[eè]m|apr[eè]s[\s_\-]*midi)(?![^\W\d_])",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[\s,;|]*")
_WEEK = re.compile(r"(\d{1,2})(?:[-–—](\d{1,2}))?", re.ASCII)
_RANGE = re.compile(r"\s*([-–—])\s*|\s+(?:à|au|to)\s+", re.IGNORECASE)
_HERE = frozenset({"x", "×", "✓", "✔", "☑", "✅"})  # no site is called so
_ODD = frozenset({"odd", "impair", "impaires", "impaire", "impairs"})
_EVEN = frozenset({"even", "pair", "paires", "paire", "pairs"})


@dataclass(frozen=True, slots=True)
class PresenceCell:
    """What a timetable cell says, before sites are known; ``site`` is as written."""

    text: str
    site: str | None
    away: bool


@dataclass(frozen=True, slots=True)
class WeeksCell:
    """Weeks as written: ranges of week numbers, and whether odd or even ones."""

    text: str
    ranges: tuple[tuple[int, int], ...]
    odd: bool
    even: bool

    def among(self, n_weeks: int) -> frozenset[int]:
        """Return the weeks meant, of a semester of ``n_weeks``."""
        return frozenset(
            week
            for week in range(1, n_weeks + 1)
            if (self.odd and week % 2 == 1)
            or (self.even and week % 2 == 0)
            or any(low <= week <= high for low, high in self.ranges)
        )

    @property
    def last(self) -> int:
        """The largest week number named, 0 if none is."""
        return max((high for _, high in self.ranges), default=0)


def read_half_days(text: str, column: Column) -> tuple[int, ...]:
    """Return the numbers of the half-days named, in week order.

    Raises
    ------
    CellError
        If a name is no half-day.
    """
    found: set[int] = set()
    position = _skip(text, 0)
    while position < len(text):
        match = _HALF_DAY.match(text, position)
        if match is not None and _is_unclear(match):
            message = sentence(
                "{column} '{text}' can mean the morning or the afternoon (après-midi); write "
                "lun_matin or lun_apm, with its day.",
                column=column.name,
                text=match[0],
            )
            raise CellError("not-half-days", message)
        half_day = None if match is None else _number_of(match)
        if match is None or half_day is None:
            wrong = re.split(r"[\s,;|]", text[position:], maxsplit=1)[0]
            raise CellError(
                "not-half-days",
                sentence(
                    "{column} '{text}' is not a half-day; the names are mon_am, mon_pm … "
                    "sat_am, or lun_matin, lun_apm … sam_matin.",
                    column=column.name,
                    text=shown(wrong),
                ),
            )
        found.add(half_day)
        position = _skip(text, match.end())
    return tuple(sorted(found))


def read_half_days_or_count(text: str, column: Column) -> tuple[int, ...] | int:
    """Return the half-days named, or their number where the cell is a number."""
    whole = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?", text, re.ASCII)
    if whole is None:
        return read_half_days(text, column)
    count = int(whole[1])
    if not 1 <= count <= 11:
        raise CellError(
            "out-of-range",
            sentence(
                "{column} '{text}' is not between {low} and {high}.",
                column=column.name,
                text=text,
                low="1",
                high="11",
            ),
        )
    return count


def read_presence(text: str) -> PresenceCell:
    """Return what a timetable cell says; whether the site exists is checked later."""
    if text.casefold() in _HERE:
        return PresenceCell("x", None, away=False)
    if text.casefold() == "a":
        return PresenceCell("a", None, away=True)
    away = re.fullmatch(r"[aA]\s*:\s*(.+)", text, re.DOTALL)
    if away is not None:
        return PresenceCell(f"a:{away[1]}", away[1], away=True)
    return PresenceCell(text, text, away=False)


def read_weeks(cell: object, column: Column) -> WeeksCell:
    """Return the weeks of a cell such as ``1-13``, ``odd`` or ``1-4, 9``.

    Raises
    ------
    CellError
        If the cell says no weeks, or a spreadsheet has made a date of it.
    """
    if isinstance(cell, (date, time)):
        raise CellError(
            "not-weeks",
            sentence(
                "{column}: the spreadsheet has made a date of the weeks; format the cell as text "
                "and write them again.",
                column=column.name,
            ),
        )
    text = text_of(cell)
    whole = re.fullmatch(r"(\d{1,2})[.,]0+", text, re.ASCII)
    text = text if whole is None else whole[1]
    ranges: list[tuple[int, int]] = []
    odd = even = False
    # A list may be separated by spaces, a range may have spaces around its hyphen.
    for item in re.split(r"[\s,;|]+", _RANGE.sub("-", text)):
        word = slug(item)
        match = _WEEK.fullmatch(item)
        if word in _ODD:
            odd = True
        elif word in _EVEN:
            even = True
        elif match is not None and 1 <= int(match[1]) <= int(match[2] or match[1]):
            ranges.append((int(match[1]), int(match[2] or match[1])))
        elif item:
            raise CellError(
                "not-weeks",
                sentence(
                    "{column} '{text}' is not weeks; write 1-13, odd, even, or a list.",
                    column=column.name,
                    text=shown(item),
                ),
            )
    return WeeksCell(_english(text), tuple(ranges), odd, even)


def _english(text: str) -> str:
    """Return the weeks as written, with the English words."""

    def word(match: re.Match[str]) -> str:
        folded = slug(match[0])
        return "odd" if folded in _ODD else "even" if folded in _EVEN else match[0]

    return re.sub(r"[^\W\d]+", word, text)


def _skip(text: str, position: int) -> int:
    match = _SEPARATORS.match(text, position)
    return match.end() if match is not None else position


def _is_unclear(match: re.Match[str]) -> bool:
    """Say whether a French day is followed by ``am``, which some write for the afternoon."""
    return bool(match["am"]) and any(match[f"f{number}"] for number in range(6))


def _number_of(match: re.Match[str]) -> int | None:
    day = next(number for number in range(6) if match[f"e{number}"] or match[f"f{number}"])
    if match["am"] or match["morning"]:
        return 2 * day
    return None if day == 5 else 2 * day + 1
