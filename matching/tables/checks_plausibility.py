"""Checks for coordinates that are possible on Earth but hardly meant: exchanged, or far off.

A point is plausible where the data themselves or the map of France make it so: in France
(overseas too) and just around, near its own territory, or near the other points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..language import Sentence, plural_sentence, sentence
from ..semester import Semester
from ..travel import haversine_km
from .findings import Finding, warning
from .geography import territory_point

_FRANCE = (
    (41.0, 51.7, -5.7, 10.0),  # with its neighbours
    (14.0, 18.5, -63.5, -60.5),  # Antilles
    (2.0, 6.0, -55.0, -51.3),  # Guyane
    (-21.6, -12.4, 44.9, 56.0),  # Mayotte, La Réunion
    (46.5, 47.3, -56.7, -56.0),  # Saint-Pierre-et-Miquelon
    (-23.5, -18.0, 158.0, 172.5),  # Nouvelle-Calédonie
    (-28.0, -7.0, -155.0, -134.0),  # Polynésie française
    (-14.5, -13.0, -178.5, -176.0),  # Wallis-et-Futuna
)
"""Latitudes and longitudes, least and most."""

_FROM_TERRITORY_KM = 50.0
_FROM_OTHERS_KM = 300.0
_FROM_OTHERS_TIMES = 5.0  # the median distance: a national semester is wide by itself
_FEWEST = 10  # points from which on the others say where the semester is
_TOLD = 20
_NOWHERE = (float("nan"), float("nan"))

Kind = Literal["territories", "sites", "students", "settings"]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class _Group:
    """The points of one table, in degrees, shape ``(n, 2)``.

    ``home`` is the point of each row's territory, or NaN.
    """

    kind: Kind
    second: bool
    identifiers: Sequence[str]
    points: Points
    home: Points

    @property
    def column(self) -> str:
        if self.kind == "settings":
            return "value"
        return "second_lat" if self.second else "lat"


def check_plausibility(semester: Semester) -> Iterator[Finding]:
    """Yield coordinates that look exchanged or far from where they belong."""
    groups = list(_groups(semester))
    points = np.concatenate([group.points for group in groups])
    if not len(points):
        return
    # Where most points are not in France, even exchanged, its map says nothing.
    french = bool((_in_france(points) | _in_france(points[:, ::-1])).mean() >= 0.5)
    places = np.concatenate([g.points for g in groups if g.kind in ("territories", "sites")])
    for group in groups:
        if len(group.points):
            yield from _of_group(semester, group, places, french)


def _groups(semester: Semester) -> Iterator[_Group]:
    yield _group(
        semester,
        "territories",
        [(t.territory_id, t.lat, t.lon, None) for t in semester.territories],
    )
    yield _group(
        semester, "sites", [(s.site_id, s.lat, s.lon, s.territory_id) for s in semester.sites]
    )
    students = semester.students
    first = [(s.student_id, s.lat, s.lon, s.territory_id) for s in students]
    yield _group(semester, "students", first)
    second = [(s.student_id, s.second_lat, s.second_lon, None) for s in students]
    yield _group(semester, "students", second, second=True)
    campus = semester.settings.campus
    yield _group(semester, "settings", [] if campus is None else [("campus", *campus, None)])


def _group(
    semester: Semester,
    kind: Kind,
    rows: Sequence[tuple[str, float | None, float | None, str | None]],
    *,
    second: bool = False,
) -> _Group:
    given = [row for row in rows if row[1] is not None and row[2] is not None]
    home = _array([territory_point(semester, row[3]) or _NOWHERE for row in given])
    turned = home[:, ::-1]
    # A territory whose coordinates are exchanged is told by itself.
    exchanged = ~_in_france(home) & _in_france(turned)
    home = np.where(exchanged[:, None], turned, home)
    points = _array([(row[1], row[2]) for row in given])
    return _Group(kind, second, [row[0] for row in given], points, home)


def _array(points: Sequence[object]) -> Points:
    return np.array(points, dtype=np.float64).reshape(-1, 2)


def _in_france(points: Points) -> NDArray[np.bool_]:
    lat, lon = points[:, 0], points[:, 1]
    inside = np.zeros(len(points), bool)
    for south, north, west, east in _FRANCE:
        inside |= (south <= lat) & (lat <= north) & (west <= lon) & (lon <= east)
    return inside


def _of_group(semester: Semester, group: _Group, places: Points, french: bool) -> Iterator[Finding]:
    points, turned = group.points, group.points[:, ::-1]
    reasons = {
        "null": (points == 0).all(axis=1),
        "abroad": french & ~_in_france(points),
        "far": _km(points, group.home) > _FROM_TERRITORY_KM,
        "apart": _outlying(group, places),
    }
    odd = np.any(list(reasons.values()), axis=0)
    known = ~np.isnan(group.home[:, 0])
    better = np.where(
        known, _km(turned, group.home) <= _FROM_TERRITORY_KM, french & _in_france(turned)
    )
    swapped = odd & better & ~reasons["null"]
    yield from _swapped(semester, group, np.flatnonzero(swapped))
    reason = np.array(list(reasons))[np.argmax(list(reasons.values()), axis=0)]
    yield from _implausible(semester, group, np.flatnonzero(odd & ~swapped), reason, places)


def _km(points: Points, others: Points) -> NDArray[np.float64]:
    """Return kilometres row by row, NaN where either point is not known or no place on Earth."""
    valid = (np.abs(points[:, 0]) <= 90) & ~np.isnan(others[:, 0])
    km = np.full(len(points), np.nan)
    km[valid] = haversine_km(points[valid], others[valid])
    return km


def _outlying(group: _Group, places: Points) -> NDArray[np.bool_]:
    """Say which territories and sites of no known territory lie far from all the others.

    Farther from the median point than 300 km and than five times the median distance. Where
    a student lives is nobody's business, and overseas territories are where they are.
    """
    if group.kind not in ("territories", "sites") or len(places) < _FEWEST:
        return np.zeros(len(group.points), bool)
    usual = np.median(haversine_km(places, _middle(places)))
    limit = max(_FROM_OTHERS_KM, _FROM_OTHERS_TIMES * float(usual))
    far = haversine_km(group.points, _middle(places)) > limit
    overseas = [name[:2] in ("97", "98") for name in group.identifiers]
    result: NDArray[np.bool_] = far & np.isnan(group.home[:, 0]) & ~np.array(overseas, bool)
    return result


def _middle(places: Points) -> Points:
    middle: Points = np.median(places, axis=0)
    return middle


def _swapped(semester: Semester, group: _Group, numbers: NDArray[np.int64]) -> Iterator[Finding]:
    for number in numbers[:_TOLD].tolist():
        name = group.identifiers[number]
        lat, lon = group.points[number].tolist()
        message = sentence(
            "the latitude and the longitude of {place} look exchanged.", place=_noun(group, name)
        )
        hint = sentence("Is it lat {lat}, lon {lon}?", lat=lon, lon=lat)
        where = semester.cells[group.kind, name, group.column]
        yield warning("swapped-coordinates", where, message, hint)
    if len(numbers) > _TOLD:
        message = plural_sentence(
            "the latitude and the longitude of {count} more row look exchanged.",
            "the latitudes and the longitudes of {count} more rows look exchanged.",
            count=len(numbers) - _TOLD,
        )
        where = semester.cells[group.kind, group.identifiers[int(numbers[_TOLD])], group.column]
        yield warning("swapped-coordinates", where, message)


def _implausible(
    semester: Semester,
    group: _Group,
    numbers: NDArray[np.int64],
    reason: NDArray[np.str_],
    places: Points,
) -> Iterator[Finding]:
    for number in numbers[:_TOLD].tolist():
        name = group.identifiers[number]
        where = semester.cells[group.kind, name, group.column]
        message = _why(semester, group, number, str(reason[number]), places)
        yield warning("implausible-coordinates", where, message)
    if len(numbers) > _TOLD:
        message = plural_sentence(
            "the coordinates of {count} more row are implausible.",
            "the coordinates of {count} more rows are implausible.",
            count=len(numbers) - _TOLD,
        )
        where = semester.cells[group.kind, group.identifiers[int(numbers[_TOLD])], group.column]
        yield warning("implausible-coordinates", where, message)


def _why(semester: Semester, group: _Group, number: int, reason: str, places: Points) -> Sentence:
    place = _noun(group, group.identifiers[number])
    lat, lon = group.points[number].tolist()
    match reason:
        case "null":
            return sentence(
                "the coordinates of {place} are 0 and 0; leave them empty if they are not known.",
                place=place,
            )
        case "abroad":
            return sentence(
                "{place} lies far from France: lat {lat}, lon {lon}.",
                place=place,
                lat=lat,
                lon=lon,
            )
        case "far":
            return sentence(
                "{place} lies {km} km from its territory '{territory}'.",
                place=place,
                km=round(float(_km(group.points, group.home)[number])),
                territory=_territory_of(semester, group, number),
            )
    km = float(haversine_km(group.points[number], _middle(places)))
    return sentence(
        "{place} lies {km} km from the middle of all territories and sites.",
        place=place,
        km=round(km),
    )


def _noun(group: _Group, name: str) -> Sentence:
    if group.kind == "territories":
        return sentence("territory '{name}'", name=name)
    if group.kind == "sites":
        return sentence("site '{name}'", name=name)
    if group.kind == "settings":
        return sentence("the campus")
    if group.second:
        return sentence("the second home of student '{name}'", name=name)
    return sentence("student '{name}'", name=name)


def _territory_of(semester: Semester, group: _Group, number: int) -> str:
    name = group.identifiers[number]
    if group.kind == "sites":
        return semester.site[name].territory_id
    return semester.student[name].territory_id or ""
