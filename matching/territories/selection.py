"""Which territories a diagnosis shows; it compares them with all of the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..cannot_do import CannotDo
from ..entities import Territory
from ..language import Sentence, sentence
from .quarters import chain

COLUMNS = ("territory_id", "department", "epci", "region", "zone", "qpv", "frr")
"""Columns of the table of territories by which a diagnosis can be narrowed."""

_FLAGS = frozenset({"qpv", "frr"})
_TRUE = frozenset({"true", "vrai", "yes", "oui", "x", "1"})
_FALSE = frozenset({"false", "faux", "no", "non", "0"})

Only = Mapping[str, Sequence[str]]


@dataclass
class CannotDiagnose(CannotDo):
    """What was asked for cannot be diagnosed; the sentence says why."""

    sentence: Sentence

    def __str__(self) -> str:
        return str(self.sentence)


def selected(
    territories: Sequence[Territory], only: Only, parent: Mapping[str, str]
) -> tuple[Territory, ...]:
    """Return the territories that have one of the values asked for in every column named.

    A territory asked for by its code brings its quarters with it.

    Raises
    ------
    CannotDiagnose
        A column that cannot be asked for, a value that is none of the column's, or nothing left.
    """
    found = tuple(territories)
    for column, values in only.items():
        wanted = _wanted(territories, column, values)
        found = tuple(t for t in found if not wanted.isdisjoint(_values(t, column, parent)))
    if not found:
        asked = ", ".join(f"{name}={value}" for name, own in only.items() for value in own)
        raise CannotDiagnose(sentence("no territory fits {asked}.", asked=asked))
    return found


def _wanted(
    territories: Iterable[Territory], column: str, values: Sequence[str]
) -> frozenset[str | bool]:
    if column not in COLUMNS:
        raise CannotDiagnose(
            sentence(
                "territories cannot be chosen by '{column}'; they can by {columns}.",
                column=column,
                columns=COLUMNS,
            )
        )
    if column in _FLAGS:
        return frozenset(_flag(column, value) for value in values)
    there = {getattr(territory, column) for territory in territories}
    for value in values:
        if value not in there:
            raise CannotDiagnose(
                sentence(
                    "no territory has '{value}' in the column {column}.",
                    value=value,
                    column=column,
                )
            )
    return frozenset(values)


def _flag(column: str, value: str) -> bool:
    plain = value.strip().casefold()
    if plain not in _TRUE | _FALSE:
        raise CannotDiagnose(
            sentence(
                "the column {column} is true or false, not '{value}'.", column=column, value=value
            )
        )
    return plain in _TRUE


def _values(territory: Territory, column: str, parent: Mapping[str, str]) -> set[str | bool]:
    if column == "territory_id":
        return set(chain(territory.territory_id, parent))
    value: str | bool | None = getattr(territory, column)
    return set() if value is None else {value}
