"""How a file of journeys is laid out: a line per journey, or a matrix; and in which unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from ..language import sentence
from ..tables.findings import Finding, InputError, error
from ..tables.headings import slug
from .cannot_import import CannotImport
from .communes import asked_columns
from .travel_places import Places
from .travel_source import RowSource

_ID = "(id|code|insee|codgeo|site|commune|zone|node|name|nom)?"
_ORIGIN = re.compile(
    f"{_ID}(de)?(l)?(origin|origine|orig|from|depart|departure|start|o){_ID}|idorigine"
)
_DESTINATION = re.compile(
    f"{_ID}(de)?(la|l)?(destination|dest|to|arrivee|arrival|end|d){_ID}|iddestination"
)
_TIME_WORDS = frozenset(
    {"time", "duration", "duree", "durees", "temps", "traveltime", "tempstrajet", "dureetrajet"}
)
_NO_TIME = frozenset({"departure", "arrival", "depart", "arrivee", "date", "heuredepart"})
_WORDS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")


class Unit(Enum):
    """Units of travel time; the value is how many minutes one is."""

    MINUTES = Fraction(1)
    SECONDS = Fraction(1, 60)
    HOURS = Fraction(60)


_UNIT_WORDS: Mapping[str, Unit] = {
    **dict.fromkeys(("minutes", "minute", "min", "mins", "mn"), Unit.MINUTES),
    **dict.fromkeys(("seconds", "second", "secondes", "seconde", "sec", "secs"), Unit.SECONDS),
    **dict.fromkeys(("s",), Unit.SECONDS),
    **dict.fromkeys(("hours", "hour", "heures", "heure", "hrs", "hr", "h"), Unit.HOURS),
}
_ROLES = {
    "origin": "origin",
    "destination": "destination",
    "minutes": "minutes",
    "seconds": "seconds",
    "hours": "hours",
}


@dataclass(frozen=True)
class Long:
    """A line per journey.

    Attributes
    ----------
    unit
        The unit that is told; ``None`` where neither the heading nor the user tells it.
    """

    origin: int
    destination: int
    time: int
    unit: Unit | None


@dataclass(frozen=True)
class Wide:
    """A matrix: a line per origin, a column per destination.

    Attributes
    ----------
    destinations
        The number of the place of each column, by position; only places of the semester.
    """

    origin: int
    destinations: Mapping[int, int]
    unit: Unit | None


Layout = Long | Wide


def clarity_in(places: Places) -> Callable[[Sequence[str]], int]:
    """Return what says how much a row looks like the headings of journeys."""

    def clarity(headings: Sequence[str]) -> int:
        roles = sum(bool(found) for found in _roles(headings).values())
        if roles >= 2:
            return 1_000_000 * roles
        known = sum(places.find(heading) >= 0 for heading in headings[1:] if heading)
        return 2 * known + (roles > 0)

    return clarity


def layout_of(
    source: RowSource, places: Places, columns: Sequence[str], unit: Unit | None
) -> Layout:
    """Return how a file is laid out.

    Parameters
    ----------
    columns
        Columns as the user names them, each as ``HEADING=origin``, ``=destination``,
        ``=minutes``, ``=seconds`` or ``=hours``.
    unit
        The unit as the user says it; it goes before what a heading says.

    Raises
    ------
    CannotImport
        If a column that the user names is none, or several columns may hold the times.
    InputError
        If the file has neither the columns of journeys nor places among its headings.
    """
    headings = source.headings
    asked = asked_columns([source.table], columns, _ROLES)
    found = _roles(headings)
    for position, role in asked.items():
        found["time" if role in ("minutes", "seconds", "hours") else role] = [position]
        for others in found.values():
            if position in others and others != [position]:
                others.remove(position)
    if all(found.values()):
        time = _time(source, found["time"])
        told = unit or (Unit[asked[time].upper()] if time in asked else unit_of(headings[time]))
        return Long(found["origin"][0], found["destination"][0], time, told)
    destinations = {
        position: place
        for position, heading in enumerate(headings)
        if position and heading and (place := places.find(heading)) >= 0
    }
    if asked or not destinations:
        raise InputError([_nothing(source, found)])
    _refuse_twice(source, destinations)
    return Wide(0, destinations, unit or unit_of(headings[0]))


def unit_of(heading: str) -> Unit | None:
    """Return the unit that a heading names, or ``None``."""
    words = [slug(word) for word in _WORDS.split(heading) if slug(word)]
    # A unit stands at the end: h_travel is no time in hours.
    named = [_UNIT_WORDS[word] for word in words[-1:] if word in _UNIT_WORDS]
    named += [_UNIT_WORDS[word] for word in words if len(word) > 1 and word in _UNIT_WORDS]
    return named[0] if named else None


def _roles(headings: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {"origin": [], "destination": [], "time": []}
    for position, heading in enumerate(headings):
        folded = slug(heading)
        if _ORIGIN.fullmatch(folded):
            found["origin"].append(position)
        elif _DESTINATION.fullmatch(folded):
            found["destination"].append(position)
        elif _is_time(heading):
            found["time"].append(position)
    return found


def _is_time(heading: str) -> bool:
    words = {slug(word) for word in _WORDS.split(heading)}
    if words & _NO_TIME:
        return False
    units = {word for word in words if len(word) > 1 and word in _UNIT_WORDS}
    return bool(words & _TIME_WORDS or units or slug(heading) in _TIME_WORDS)


def _time(source: RowSource, positions: Sequence[int]) -> int:
    """Return the column of times; of several the one called ``minutes``."""
    if len(positions) == 1:
        return positions[0]
    exact = [k for k in positions if slug(source.headings[k]) in ("minutes", "minute")]
    if len(exact) == 1:
        return exact[0]
    raise CannotImport(
        sentence(
            "several columns may hold the times: {columns}; name one with "
            '--column "HEADING=minutes" (or seconds, or hours).',
            columns=tuple(source.headings[k] for k in positions),
        )
    )


def _refuse_twice(source: RowSource, destinations: Mapping[int, int]) -> None:
    first: dict[int, int] = {}
    findings = []
    for position, place in destinations.items():
        earlier = first.setdefault(place, position)
        if earlier != position:
            said = sentence(
                "the same column is given twice: '{first}' and '{second}'.",
                first=source.headings[earlier],
                second=source.headings[position],
            )
            where = source.where(source.heading_number, position)
            findings.append(error("duplicate-column", where, said))
    if findings:
        raise InputError(findings)


def _nothing(source: RowSource, found: Mapping[str, Sequence[int]]) -> Finding:
    lacking = [role for role, there in found.items() if not there]
    headings = tuple(h for h in source.headings if h)
    named = tuple("minutes" if role == "time" else role for role in lacking)
    said = sentence(
        "there is no column of {roles} among {headings}, and no heading is a place of the "
        'semester; name the columns with --column "HEADING={first}".',
        roles=named,
        headings=headings[:12] if len(headings) <= 12 else (*headings[:12], "…"),
        first=named[0] if named else "origin",
    )
    return error("missing-column", source.where(source.heading_number), said)
