"""The weekly half-days of people, a row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """What fills a half-day: a text, and the number of its setting among the grid's settings."""

    text: str
    setting: int


@dataclass(frozen=True, slots=True)
class WeekRow:
    """The week of one person or place.

    Attributes
    ----------
    name
        Whose week it is.
    slots
        By half-day (``mon_am`` …), one or several; half-days left out are empty.
    note
        A few words below the name.
    """

    name: str
    slots: Mapping[str, tuple[Slot, ...]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class WeekGrid:
    """Weeks below each other, with both settings coloured and named.

    Attributes
    ----------
    caption
        What the rows are.
    name_label
        What the first column holds, as in "Supervisor".
    rows
        Of any number; they can be searched and paged.
    settings
        The names of the settings, at most four, as in "private practice", "health centre".
    page_length, printed
        How many rows are shown at a time, and how many stand on paper.
    """

    caption: str
    name_label: str
    rows: tuple[WeekRow, ...]
    settings: tuple[str, ...]
    page_length: int = 25
    printed: int = 100
