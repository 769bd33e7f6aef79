"""Printable sheets: one person each, one after the other, on A4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..halfdays import HALF_DAYS
from ..language import Lang, sentence
from .assets import sheet_style
from .rendering import environment
from .week_grid import Slot

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"
_DAYS = (
    sentence("Monday"),
    sentence("Tuesday"),
    sentence("Wednesday"),
    sentence("Thursday"),
    sentence("Friday"),
    sentence("Saturday"),
)
_MORNING, _AFTERNOON = sentence("Morning"), sentence("Afternoon")


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """The sheet of one person.

    Attributes
    ----------
    name, subtitle
        Whose sheet it is, and of what.
    facts
        A few names with their texts.
    week
        By half-day (``mon_am`` …) what fills it; half-days left out are empty.
    rows
        Of the table below the week, as long as the book's ``columns``.
    notes
        Sentences below.
    """

    name: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    week: Mapping[str, tuple[Slot, ...]]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetBook:
    """Sheets to print, with what is the same on all of them.

    Attributes
    ----------
    settings
        The names of the settings that colour a half-day.
    week_caption, rows_caption, columns
        Captions of both tables, headings of the lower one.
    """

    title: str
    lang: Lang
    sheets: tuple[PersonSheet, ...]
    settings: tuple[str, ...]
    week_caption: str
    rows_caption: str
    columns: tuple[str, ...]


def render_sheets(book: SheetBook) -> str:
    """Return the sheets as the text of one HTML file without scripts, to be written as UTF-8.

    The same book gives the same text. All texts are escaped.
    """
    text: str = (
        environment()
        .get_template("sheets.html")
        .render(
            book=book,
            days=[day.said(book.lang) for day in _DAYS],
            # Saturday has no afternoon.
            halves=(
                (_MORNING.said(book.lang), HALF_DAYS[::2]),
                (_AFTERNOON.said(book.lang), HALF_DAYS[1::2]),
            ),
            style=sheet_style(),
            policy=_POLICY,
        )
    )
    return text
