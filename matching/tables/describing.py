"""What a cell of a column has to keep to, in sentences: for templates and the reference page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ..language import Lang, Sentence, sentence
from .columns import Choice, Column, Kind
from .schema import TABLE
from .writing import shown

KINDS: Mapping[Kind, Sentence] = MappingProxyType(
    {
        Kind.TEXT: sentence("text"),
        Kind.IDENTIFIER: sentence("identifier"),
        Kind.TERRITORY: sentence("territory code"),
        Kind.IDENTIFIERS: sentence("list of identifiers"),
        Kind.TARGET: sentence("identifier or name"),
        Kind.CHOICE: sentence("choice"),
        Kind.INTEGER: sentence("whole number"),
        Kind.NUMBER: sentence("number"),
        Kind.DECIMAL: sentence("number"),
        Kind.AMOUNT: sentence("whole number or percentage"),
        Kind.FLAG: sentence("true/false"),
        Kind.DATE: sentence("date"),
        Kind.HALF_DAYS: sentence("list of half-days"),
        Kind.HALF_DAYS_OR_COUNT: sentence("list of half-days, or their number"),
        Kind.PRESENCE: sentence("presence at a half-day"),
        Kind.WEEKS: sentence("weeks"),
        Kind.LIMITS: sentence("limit per programme"),
        Kind.PLACES: sentence("list of places"),
        Kind.INDICATOR: sentence("number or text"),
        Kind.SETTING: sentence("value of a setting"),
        Kind.REMARK: sentence("text for the reader"),
    }
)
"""How a cell of each kind is called."""


def details(
    column: Column,
    lang: Lang,
    *,
    choice: Callable[[Choice], str],
    quoted: Callable[[str], str] = str,
) -> list[str]:
    """Return what else than its meaning a cell has to keep to, a sentence each.

    Parameters
    ----------
    choice
        How one of the values of a list is shown.
    quoted
        How a name is shown.
    """
    return [said.said(lang) for said in _details(column, lang, choice, quoted)]


def table_name(name: str, lang: Lang) -> str:
    """Return a table's name in a language, from its canonical one."""
    return name if lang == "en" else TABLE[name].french


def _details(
    column: Column, lang: Lang, choice: Callable[[Choice], str], quoted: Callable[[str], str]
) -> Iterator[Sentence]:
    choices = tuple(map(choice, column.choices))
    if choices and column.open_choice:
        yield sentence("One of {choices}, or another.", choices=choices)
    elif choices:
        yield sentence("One of {choices}.", choices=choices)
    limits = limits_of(column)
    if limits is not None:
        yield limits
    if column.references:
        names = tuple(quoted(table_name(name, lang)) for name in column.references)
        yield sentence("Refers to {tables}.", tables=names)
    if column.default is not None:
        yield sentence("Empty: {value}.", value=default_text(column, lang, quoted))


def default_text(column: Column, lang: Lang, quoted: Callable[[str], str] = str) -> str | float:
    """Return what an empty cell means, as a user would write it; numbers stay numbers."""
    value = shown(column.default, column, lang)
    return quoted(value) if isinstance(value, str) else float(value)


def limits_of(column: Column) -> Sentence | None:
    """Return the sentence about the range of a column's numbers, if it has any."""
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return sentence("From {low} to {high}.", low=float(low), high=float(high))
    if low is not None:
        return sentence("At least {low}.", low=float(low))
    if high is not None:
        return sentence("At most {high}.", high=float(high))
    return None
