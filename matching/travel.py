"""Journeys: minutes from home to each site, kilometres and changes at noon between sites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from .entities import Student
from .semester import Semester

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG), kilometres."""

UNKNOWN_MINUTES = 10**6
"""Stands where neither coordinates nor the travel table give a journey (refused when read)."""


@dataclass(frozen=True)
class Journeys:
    """What travel costs, by position of students and sites in the semester.

    Attributes
    ----------
    minutes
        Shape ``(n_students, n_sites)``: whole minutes one way from home.
    km
        Shape ``(n_sites, n_sites)``: kilometres as the crow flies.
    noon
        ``noon[car][a, b]``: whether one may go from site a to site b at noon, with or without
        a car; shape ``(n_sites, n_sites)``.
    """

    minutes: NDArray[np.int64]
    km: NDArray[np.float64]
    noon: Mapping[bool, NDArray[np.bool_]]


def journeys(semester: Semester) -> Journeys:
    """Work out all journeys of a semester."""
    sites = _site_points(semester)
    km = haversine_km(sites[:, None, :], sites[None, :, :])
    return Journeys(
        minutes=_home_minutes(semester, sites),
        km=km,
        noon={car: _noon(semester, km, car) for car in (True, False)},
    )


def haversine_km(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle kilometres between points given as (latitude, longitude) degrees.

    Parameters
    ----------
    first, second
        Shapes ``(…, 2)`` that broadcast against each other.
    """
    a, b = np.radians(first), np.radians(second)
    half = (a - b) / 2
    chord = (
        np.sin(half[..., 0]) ** 2
        + np.cos(a[..., 0]) * np.cos(b[..., 0]) * np.sin(half[..., 1]) ** 2
    )
    result: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1)))
    return result


def _point(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    return None if lat is None or lon is None else (lat, lon)


_NOWHERE = (float("nan"), float("nan"))


def _site_points(semester: Semester) -> NDArray[np.float64]:
    points = []
    for site in semester.sites:
        territory = semester.territory[site.territory_id]
        own = _point(site.lat, site.lon) or _point(territory.lat, territory.lon)
        points.append(own or _NOWHERE)
    return np.array(points, dtype=np.float64).reshape(-1, 2)


def _homes(semester: Semester, student: Student) -> list[tuple[float, float]]:
    """Return the points a student may start from; the campus stands for a first home."""
    first = _point(student.lat, student.lon)
    if first is None and student.territory_id is not None:
        territory = semester.territory[student.territory_id]
        first = _point(territory.lat, territory.lon)
    first = first or semester.settings.campus
    second = _point(student.second_lat, student.second_lon)
    homes = [home for home in (first, second) if home is not None]
    return homes or [_NOWHERE]


def _home_minutes(semester: Semester, sites: NDArray[np.float64]) -> NDArray[np.int64]:
    settings = semester.settings
    minutes = np.full((len(semester.students), len(sites)), UNKNOWN_MINUTES, np.int64)
    for row, student in enumerate(semester.students):
        homes = np.array(_homes(semester, student))
        km = haversine_km(homes[:, None, :], sites[None, :, :])
        speed = settings.car_kmh if student.car else settings.other_kmh
        exact = km * float(settings.detour) / float(speed) * 60 + float(settings.fixed_minutes)
        nearest = np.fmin.reduce(np.floor(exact + 0.5), axis=0)
        known = ~np.isnan(nearest)
        minutes[row, known] = nearest[known].astype(np.int64)
    _apply_table(semester, minutes)
    return minutes


def _apply_table(semester: Semester, minutes: NDArray[np.int64]) -> None:
    """Let the travel table replace distances: the most particular line wins.

    From the least to the most particular: home's territory to site's territory, home's
    territory to site, student to site's territory, student to site.
    """
    if not semester.travel:
        return
    table = {(line.origin, line.destination): line.minutes for line in semester.travel}
    students = {s.student_id: [row] for row, s in enumerate(semester.students)}
    sites = {s.site_id: [column] for column, s in enumerate(semester.sites)}
    homes = _positions([s.territory_id for s in semester.students])
    places = _positions([s.territory_id for s in semester.sites])
    for starts, ends in ((homes, places), (homes, sites), (students, places), (students, sites)):
        for (origin, destination), value in table.items():
            whole = _half_up(value)
            if origin in starts and destination in ends:
                minutes[np.ix_(starts[origin], ends[destination])] = whole
            back = (destination, origin)
            if destination in starts and origin in ends and back not in table:
                minutes[np.ix_(starts[destination], ends[origin])] = whole


def _positions(identifiers: Sequence[str | None]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for position, identifier in enumerate(identifiers):
        if identifier is not None:
            groups[identifier].append(position)
    return groups


def _half_up(value: Fraction) -> int:
    return int((value + Fraction(1, 2)) // 1)


def _noon(semester: Semester, km: NDArray[np.float64], car: bool) -> NDArray[np.bool_]:
    """Say between which sites one may change at noon; unrounded minutes, nothing fixed added."""
    settings = semester.settings
    speed = settings.car_kmh if car else settings.other_kmh
    limit = float(settings.noon_minutes)
    minutes = km * float(settings.detour) / float(speed) * 60
    possible: NDArray[np.bool_] = minutes <= limit
    table = {(line.origin, line.destination): line.minutes for line in semester.travel}
    sites = {s.site_id: [column] for column, s in enumerate(semester.sites)}
    places = _positions([s.territory_id for s in semester.sites])
    for ends in (places, sites) if table else ():
        for (origin, destination), value in table.items():
            if origin in ends and destination in ends:
                within = value <= settings.noon_minutes
                possible[np.ix_(ends[origin], ends[destination])] = within
                if (destination, origin) not in table:
                    possible[np.ix_(ends[destination], ends[origin])] = within
    np.fill_diagonal(possible, val=True)
    return possible
