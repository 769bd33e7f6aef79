"""What a reader of a diagnosis has to know: what is missing, and what is no official figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..entities import Territory
from ..language import Sentence, plural_sentence, sentence
from ..semester import Semester
from .census import census
from .facts import Row
from .hosting import HostingIndex
from .profession_names import named


def notes_of(
    semester: Semester, shown: Sequence[Territory], rows: Sequence[Row], index: HostingIndex
) -> tuple[Sentence, ...]:
    """Return the reservations that hold for a diagnosis."""
    return (
        *_missing(shown),
        *_proxies(rows),
        *_unknown_needs(rows),
        *_census(semester, rows),
        *_history(index),
    )


def _missing(shown: Sequence[Territory]) -> Iterator[Sentence]:
    people = sum(territory.population is None for territory in shown)
    if people:
        yield plural_sentence(
            "{count} territory has no population: it counts in no mean and no measure of "
            "inequality.",
            "{count} territories have no population: they count in no mean and no measure of "
            "inequality.",
            count=people,
        )
    points = sum(territory.lat is None or territory.lon is None for territory in shown)
    if points:
        yield plural_sentence(
            "{count} territory has no coordinates: it is not on the map and has no distances.",
            "{count} territories have no coordinates: they are not on the map and have no "
            "distances.",
            count=points,
        )


def _proxies(rows: Sequence[Row]) -> Iterator[Sentence]:
    official = sum(row.access.source == "apl" for row in rows)
    if official:
        yield plural_sentence(
            "The accessibility of {count} territory is the official APL to general practitioners, "
            "as given in the table.",
            "The accessibility of {count} territories is the official APL to general "
            "practitioners, as given in the table.",
            count=official,
        )
    computed = {row.profession for row in rows if row.access.source == "computed"}
    if computed:
        yield sentence(
            "{professions}: an accessibility computed here, from the supply of the table, is a "
            "proxy and not the official figure; care beyond the table's edge is not seen.",
            professions=tuple(named(profession) for profession in sorted(computed)),
        )


def _unknown_needs(rows: Sequence[Row]) -> Iterator[Sentence]:
    unknown: dict[str, int] = {}
    for row in rows:
        if row.known_need is None:
            unknown[row.profession] = unknown.get(row.profession, 0) + 1
    for profession, number in sorted(unknown.items()):
        yield plural_sentence(
            "{profession}: nothing tells the need of {count} territory; it is left empty.",
            "{profession}: nothing tells the need of {count} territories; it is left empty.",
            count=number,
            profession=named(profession),
        )


def _census(semester: Semester, rows: Sequence[Row]) -> Iterator[Sentence]:
    found = [census(semester, name) for name in sorted({row.profession for row in rows})]
    read = tuple(named(one.profession) for one in found if one.source == "providers")
    if read:
        yield sentence(
            "{professions}: a territory without a line in the census of care counts as one "
            "without professionals. Who has no full-time equivalents there counts 1.",
            professions=read,
        )
    for one in found:
        if one.nowhere:
            yield plural_sentence(
                "{profession}: {count} professional could be put in no territory.",
                "{profession}: {count} professionals could be put in no territory.",
                count=len(one.nowhere),
                profession=named(one.profession),
            )


def _history(index: HostingIndex) -> Iterator[Sentence]:
    if index.unplaced_history:
        yield plural_sentence(
            "{count} line of the history names no place that is still in the tables: it is not "
            "among the students received before.",
            "{count} lines of the history name no place that is still in the tables: they are not "
            "among the students received before.",
            count=index.unplaced_history,
        )
