"""What a table of the data contract is made of: tables, columns, kinds of cells, choices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from .headings import slug


class Kind(Enum):
    """How a cell of a column is read; the value is the word used in the documentation."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    TERRITORY = "territory code"
    IDENTIFIERS = "list of identifiers"
    TARGET = "identifier or name"
    CHOICE = "choice"
    INTEGER = "whole number"
    NUMBER = "number"
    DECIMAL = "exact decimal number"
    AMOUNT = "whole number or percentage"
    FLAG = "true/false"
    DATE = "date"
    HALF_DAYS = "list of half-days"
    HALF_DAYS_OR_COUNT = "list of half-days, or their number"
    PRESENCE = "presence at a half-day"
    WEEKS = "weeks"
    LIMITS = "limit per programme"
    PLACES = "list of places"
    INDICATOR = "number or text"
    SETTING = "value of a setting"
    REMARK = "text for the reader"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a cell may have, in English and in French."""

    value: str
    french: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name, french
        The canonical heading and the French one.
    help
        One sentence, with the unit.
    required
        Whether the column and each of its cells must be filled.
    choices
        For `Kind.CHOICE`: the values; ``open_choice`` lets others through as written.
    default
        What an empty cell means; ``None`` where emptiness has its own meaning.
    minimum, maximum
        The closed range of a number.
    references
        The tables, one of which must hold the identifier.
    lenient
        Whether an unknown reference is only a warning.
    counted
        Whether a number counts things, so that 73,000 is hardly 73 of them.
    example
        What the example row of a template holds, as the canonical value; ``None`` where it
        leaves the cell empty.
    """

    name: str
    french: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    open_choice: bool = False
    default: object = None
    minimum: float | None = None
    maximum: float | None = None
    references: tuple[str, ...] = ()
    lenient: bool = False
    counted: bool = False
    example: object = None


@dataclass(frozen=True, slots=True)
class Family:
    """Columns of which a table may have any number, told by the beginning of their name.

    ``numbered`` families are followed by a whole number (``wish_1``), the others by a name
    (``ind_beds``).
    """

    prefix: str
    french: str
    kind: Kind
    help: str
    numbered: bool = False

    def name_of(self, heading: str) -> str | None:
        """Return the canonical name of a heading of the family, or ``None``."""
        prefixes = slug(self.prefix), slug(self.french)
        if self.numbered:
            number = _number_of(slug(heading), prefixes)
            return None if number is None else f"{self.prefix}{number}"
        # "index" is no indicator, "ind_ex" and "Ind ex" are.
        first, *words = re.split(r"[\s_\-]+", heading.strip())
        rest = "_".join(filter(None, map(slug, words)))
        return self.prefix + rest if rest and slug(first) in prefixes else None

    def column(self, name: str) -> Column:
        """Return the column of a canonical name of the family."""
        return Column(name, self.french + name.removeprefix(self.prefix), self.kind, self.help)


def _number_of(folded: str, names: Sequence[str]) -> int | None:
    """Return the number of a folded heading: ``voeu1``, ``voeuxn1``, ``1ervoeu``."""
    noun = f"(?:{'|'.join(names)})(?:e?s|x)?"
    mark = "(?:er|ere|e|eme|ieme|nd|nde|st|rd|th)?"
    match = re.fullmatch(f"{noun}(?:n|no|numero|number)?([0-9]{{1,4}})", folded)
    match = match or re.fullmatch(f"([0-9]{{1,4}}){mark}{noun}", folded)
    return int(match[1]) if match else None


@dataclass(frozen=True)
class Table:
    """One table of a semester.

    Attributes
    ----------
    key
        The columns that tell its rows apart; empty where rows may repeat.
    required
        Whether a placement needs the table.
    practitioners
        Whether the table serves the installation of practitioners alone.
    """

    name: str
    french: str
    help: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    families: tuple[Family, ...] = ()
    required: bool = False
    practitioners: bool = False

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by canonical name."""
        return {column.name: column for column in self.columns}

    @property
    def has_amounts(self) -> bool:
        """Whether a cell's look decides what it means: 1 is one, or 100 %."""
        return any(column.kind is Kind.AMOUNT for column in self.columns)

    @cached_property
    def by_slug(self) -> Mapping[str, Column]:
        """Columns by folded heading, English and French."""
        french = {slug(column.french): column for column in self.columns}
        return french | {slug(column.name): column for column in self.columns}

    def find(self, heading: str) -> Column | None:
        """Return the column of a heading in either language, or ``None``."""
        found = self.by_slug.get(slug(heading))
        if found is not None:
            return found
        for family in self.families:
            name = family.name_of(heading)
            if name is not None:
                return family.column(name)
        return None
