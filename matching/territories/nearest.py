"""How far a territory is from the nearest supervisor, health centre and group practice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..entities import Territory
from ..nearness import haversine_km
from ..semester import Semester
from ..travel_table import half_up
from .hosting import present_sites

HEALTH_CENTRE, GROUP_PRACTICE = "health_centre", "group_practice"
_CLOSE = 8
"""So many of the nearest as the crow flies are compared exactly; ties are that few."""

Point = tuple[float, float]


class Target(NamedTuple):
    """A place that can be the nearest. ``name`` is empty where a person stands behind it."""

    identifier: str
    name: str
    territory_id: str | None
    point: Point | None


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest place of a kind: kilometres as the crow flies, minutes one way by car.

    ``km`` is ``None`` where coordinates lack and only the travel table knows the journey.
    """

    identifier: str
    name: str
    territory_id: str | None
    km: float | None
    minutes: int


def supervised_sites(semester: Semester, profession: str) -> list[Target]:
    """Return the sites where a supervisor of a profession works."""
    sites = {
        site_id
        for supervisor in semester.supervisors
        if supervisor.profession == profession
        for site_id in present_sites(supervisor.site_id, supervisor.timetable)
    }
    return [_site(semester, site_id) for site_id in sorted(sites)]


def places_of_kind(semester: Semester, kind: str) -> list[Target]:
    """Return the sites of a kind, and the places of the census of that kind."""
    found = [_site(semester, site.site_id) for site in semester.sites if site.kind == kind]
    for provider in semester.providers:
        if provider.kind == kind:
            own = _point(provider.lat, provider.lon)
            point = own or _territory_point(semester, provider.territory_id)
            found.append(Target(provider.provider_id, "", provider.territory_id, point))
    return found


def _site(semester: Semester, site_id: str) -> Target:
    site = semester.site[site_id]
    own = _point(site.lat, site.lon) or _territory_point(semester, site.territory_id)
    return Target(site_id, site.name, site.territory_id, own)


def _point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else (lat, lon)


def _territory_point(semester: Semester, territory_id: str | None) -> Point | None:
    territory = semester.territory.get(territory_id or "")
    return None if territory is None else _point(territory.lat, territory.lon)


def nearest(semester: Semester, targets: Sequence[Target]) -> dict[str, Nearest]:
    """Return the nearest target of each territory for which a journey is known.

    By minutes, then kilometres, then places with a name, then identifier. Minutes are those of
    the travel table, otherwise kilometres × ``detour`` ÷ ``car_kmh`` × 60 + ``fixed_minutes``,
    rounded half up.
    """
    given = _given(semester, targets)
    everyone = semester.territories
    crow = _nearest_in_line(semester, [t for t in everyone if t.territory_id not in given], targets)
    for territory in everyone:
        lines = given.get(territory.territory_id)
        if lines is not None:
            found = _nearest_of_all(semester, territory, targets, lines)
            if found is not None:
                crow[territory.territory_id] = found
    return crow


def _nearest_in_line(
    semester: Semester, territories: Iterable[Territory], targets: Sequence[Target]
) -> dict[str, Nearest]:
    """Return the nearest target as the crow flies, by a tree of the different points."""
    by_point: dict[Point, Target] = {}
    for target in sorted(targets, key=lambda t: (not t.name, t.identifier)):
        if target.point is not None:
            by_point.setdefault(target.point, target)
    asking = [t for t in territories if t.lat is not None and t.lon is not None]
    if not by_point or not asking:
        return {}
    points, kept = np.array(list(by_point)), list(by_point.values())
    centres = np.array([(t.lat, t.lon) for t in asking], np.float64)
    _, near = cKDTree(_on_sphere(points)).query(_on_sphere(centres), k=min(_CLOSE, len(kept)))
    columns = np.asarray(near).reshape(len(asking), -1)
    km = haversine_km(centres[:, None, :], points[columns])
    minutes = _minutes(semester, km)
    found = {}
    for row, territory in enumerate(asking):
        own = zip(columns[row].tolist(), km[row].tolist(), minutes[row].tolist(), strict=True)
        found[territory.territory_id] = min((_found(kept[c], k, m) for c, k, m in own), key=_order)
    return found


def _nearest_of_all(
    semester: Semester, territory: Territory, targets: Sequence[Target], given: Mapping[int, int]
) -> Nearest | None:
    """Return the nearest target where the travel table has lines from a territory."""
    start = _point(territory.lat, territory.lon) or (np.nan, np.nan)
    points = np.array([target.point or (np.nan, np.nan) for target in targets], np.float64)
    points = points.reshape(-1, 2)
    km = haversine_km(np.array(start), points)
    known: list[Nearest] = []
    for number, target in enumerate(targets):
        beeline = None if np.isnan(km[number]) else float(km[number])
        if number in given:
            known.append(_found(target, beeline, given[number]))
        elif beeline is not None:
            known.append(_found(target, beeline, int(_minutes(semester, km[number]))))
    return min(known, key=_order, default=None)


def _minutes(semester: Semester, km: NDArray[np.float64]) -> NDArray[np.int64]:
    settings = semester.settings
    exact = km * float(settings.detour) / float(settings.car_kmh) * 60
    whole: NDArray[np.int64] = np.floor(exact + float(settings.fixed_minutes) + 0.5).astype(
        np.int64
    )
    return whole


def _found(target: Target, km: float | None, minutes: int) -> Nearest:
    return Nearest(target.identifier, target.name, target.territory_id, km, minutes)


def _order(one: Nearest) -> tuple[int, float, bool, str]:
    # Equal distances differ in their last digits: a micrometre decides nothing.
    km = float("inf") if one.km is None else round(one.km, 9)
    return one.minutes, km, not one.name, one.identifier


def _on_sphere(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    latitude, longitude = np.radians(degrees).T
    flat = np.cos(latitude)
    return np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


def _given(semester: Semester, targets: Sequence[Target]) -> dict[str, dict[int, int]]:
    """Return whole minutes of the travel table: territory to target's number to minutes."""
    if not semester.travel:
        return {}
    table = {(line.origin, line.destination): half_up(line.minutes) for line in semester.travel}
    both = {(end, origin): whole for (origin, end), whole in table.items()} | table
    by_origin: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (origin, end), minutes in both.items():
        if origin in semester.territory:
            by_origin[origin].append((end, minutes))
    numbers: dict[str, list[int]] = defaultdict(list)
    inside: dict[str, list[int]] = defaultdict(list)
    for number, target in enumerate(targets):
        numbers[target.identifier].append(number)
        if target.territory_id is not None:
            inside[target.territory_id].append(number)
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for ends in (inside, numbers):  # a line to the site itself goes before one to its territory
        for origin, lines in by_origin.items():
            for end, minutes in lines:
                found[origin].update(dict.fromkeys(ends.get(end, ()), minutes))
    return found
