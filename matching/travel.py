"""Journeys: minutes from home to sites, kilometres and changes at noon between sites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .entities import Student
from .lists import Lists, Whole, ascending, grouped
from .nearness import EARTH_RADIUS_KM, Pairs, Points, haversine_km
from .semester import Semester
from .travel_table import GivenMinutes, given_minutes

UNKNOWN_MINUTES = 10**6
"""Stands where neither coordinates nor the travel table give a journey (refused when read)."""


@dataclass(frozen=True)
class Journeys:
    """What travel costs, by position of students and sites in the semester.

    Attributes
    ----------
    sites
        The points of the sites.
    homes
        Shape ``(2, n_students, 2)``: first and second homes, ``nan`` where there is none.
    speed
        Shape ``(n_students,)``: km/h.
    detour, fixed
        Roads by the beeline; minutes added to every journey.
    given
        The travel table.
    changes
        ``changes[car, a, b]``: whether one may go from site a to site b at noon, without (0) or
        with (1) a car; shape ``(2, n_sites, n_sites)``.
    """

    sites: Points
    homes: NDArray[np.float64]
    speed: NDArray[np.float64]
    detour: float
    fixed: float
    given: GivenMinutes
    changes: NDArray[np.bool_]
    _near_sites: dict[float, Lists] = field(default_factory=dict, repr=False)

    @property
    def noon(self) -> Mapping[bool, NDArray[np.bool_]]:
        """Whether one may go from site to site at noon, without or with a car."""
        return {False: self.changes[0], True: self.changes[1]}

    def minutes(self, students: Whole, sites: Whole) -> NDArray[np.int64]:
        """Return whole minutes one way from home for pairs (student, site), shape ``(n,)``."""
        nearest = self._from_home(0, students, sites)
        second = np.flatnonzero(~np.isnan(self.homes[1, students, 0]))
        if len(second):
            other = self._from_home(1, students[second], sites[second])
            nearest[second] = np.fmin(nearest[second], other)
        known = ~np.isnan(nearest)
        minutes = np.full(len(nearest), UNKNOWN_MINUTES, np.int64)
        minutes[known] = nearest[known].astype(np.int64)
        self.given.replace(minutes, students, sites)
        return minutes

    def _from_home(self, home: int, students: Whole, sites: Whole) -> NDArray[np.float64]:
        km = haversine_km(self.homes[home, students], self.sites.degrees[sites])
        exact = km * self.detour / self.speed[students] * 60 + self.fixed
        return np.floor(exact + 0.5)

    def minutes_to_all(self, students: Whole) -> NDArray[np.int64]:
        """Return whole minutes from home to every site, shape ``(n_students, n_sites)``."""
        n_sites = len(self.sites.degrees)
        minutes = self.minutes(
            np.repeat(students, n_sites), np.tile(np.arange(n_sites), len(students))
        )
        return minutes.reshape(len(students), n_sites)

    def within(self, students: Whole, limit: NDArray[np.float64]) -> Pairs:
        """Return all pairs (index in ``students``, site) within each one's limit, ascending.

        Parameters
        ----------
        limit
            Shape of ``students``: finite minutes one way from home.
        """
        n_sites = len(self.sites.degrees)
        # No journey of more minutes than this is rounded down to the limit.
        km = (limit + 0.5 - self.fixed) * self.speed[students] / 60 / self.detour
        found = [self.sites.around(home[students], km) for home in self.homes]
        found.append(self.given.named_sites(students))
        if (limit >= UNKNOWN_MINUTES).any():
            wide = np.flatnonzero(limit >= UNKNOWN_MINUTES)
            found.append((np.repeat(wide, n_sites), np.tile(np.arange(n_sites), len(wide))))
        keys = ascending(np.concatenate([index * n_sites + site for index, site in found]))
        index, site = np.divmod(keys, max(1, n_sites))
        near = self.minutes(students[index], site) <= limit[index]
        return index[near], site[near]

    def km(self, first: Whole, second: Whole) -> NDArray[np.float64]:
        """Return kilometres as the crow flies between sites, shape ``(n,)``."""
        return haversine_km(self.sites.degrees[first], self.sites.degrees[second])

    def near_sites(self, max_km: float) -> Lists:
        """List for each site those not known to be farther from it, itself among them."""
        if max_km not in self._near_sites:
            one, other = self._not_apart(max_km)
            itself = np.arange(len(self.sites.degrees))
            askers = np.concatenate([one, other, itself])
            near = np.concatenate([other, one, itself])
            self._near_sites[max_km] = grouped(askers, near, len(itself))
        return self._near_sites[max_km]

    def _not_apart(self, max_km: float) -> Pairs:
        """Return pairs of different sites, the smaller first."""
        one, other = self.sites.pairs(max_km)
        near = self.km(one, other) <= max_km
        everything = np.arange(len(self.sites.degrees))
        first = np.repeat(self.sites.unknown, len(everything))
        second = np.tile(everything, len(self.sites.unknown))
        keys = np.minimum(first, second) * len(everything) + np.maximum(first, second)
        keys = ascending(np.concatenate([one[near] * len(everything) + other[near], keys]))
        one, other = np.divmod(keys, max(1, len(everything)))
        different = one != other
        return one[different], other[different]


def journeys(semester: Semester) -> Journeys:
    """Prepare all journeys of a semester."""
    settings = semester.settings
    sites = Points(site_points(semester))
    speeds = {True: float(settings.car_kmh), False: float(settings.other_kmh)}
    return Journeys(
        sites=sites,
        homes=home_points(semester),
        speed=np.array([speeds[s.car] for s in semester.students], np.float64),
        detour=float(settings.detour),
        fixed=float(settings.fixed_minutes),
        given=given_minutes(semester),
        changes=_changes(semester, sites, [speeds[False], speeds[True]]),
    )


Point = tuple[float, float]
_NOWHERE = (float("nan"), float("nan"))


def _point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else (lat, lon)


def home_points(semester: Semester) -> NDArray[np.float64]:
    """Return first and second homes, ``nan`` where there is none, shape ``(2, n_students, 2)``."""
    homes = np.array([_homes(semester, s) for s in semester.students], dtype=np.float64)
    return homes.reshape(-1, 2, 2).transpose(1, 0, 2)


def site_points(semester: Semester) -> NDArray[np.float64]:
    """Return where the sites lie, ``nan`` where that is not known, shape ``(n_sites, 2)``."""
    points = []
    for site in semester.sites:
        territory = semester.territory[site.territory_id]
        own = _point(site.lat, site.lon) or _point(territory.lat, territory.lon)
        points.append(own or _NOWHERE)
    return np.array(points, dtype=np.float64).reshape(-1, 2)


def _homes(semester: Semester, student: Student) -> tuple[Point, Point]:
    """Return the points a student may start from; the campus stands for a first home."""
    first = _point(student.lat, student.lon)
    if first is None and student.territory_id is not None:
        territory = semester.territory[student.territory_id]
        first = _point(territory.lat, territory.lon)
    first = first or semester.settings.campus
    return first or _NOWHERE, _point(student.second_lat, student.second_lon) or _NOWHERE


def _positions(identifiers: Sequence[str | None]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for position, identifier in enumerate(identifiers):
        if identifier is not None:
            groups[identifier].append(position)
    return groups


def _changes(semester: Semester, sites: Points, speeds: Sequence[float]) -> NDArray[np.bool_]:
    """Say between which sites one may change at noon, by speed."""
    changes = np.zeros((len(speeds), len(sites.degrees), len(sites.degrees)), bool)
    for speed, possible in zip(speeds, changes, strict=True):
        _add_changes(semester, sites, speed, possible)
    return changes


def _add_changes(
    semester: Semester, sites: Points, speed: float, possible: NDArray[np.bool_]
) -> None:
    """Note where a change takes no more than ``noon_minutes``, unrounded, nothing fixed added."""
    settings = semester.settings
    limit, detour = float(settings.noon_minutes), float(settings.detour)
    one, other = sites.pairs(limit * speed / 60 / detour)
    km = haversine_km(sites.degrees[one], sites.degrees[other])
    near = km * detour / speed * 60 <= limit
    possible[one[near], other[near]] = True
    possible[other[near], one[near]] = True
    table = {(line.origin, line.destination): line.minutes for line in semester.travel}
    called = {s.site_id: [column] for column, s in enumerate(semester.sites)}
    inside = _positions([s.territory_id for s in semester.sites])
    for ends in (inside, called) if table else ():
        for (origin, destination), value in table.items():
            if origin in ends and destination in ends:
                within = value <= settings.noon_minutes
                possible[np.ix_(ends[origin], ends[destination])] = within
                if (destination, origin) not in table:
                    possible[np.ix_(ends[destination], ends[origin])] = within
    np.fill_diagonal(possible, val=True)


__all__ = [
    "EARTH_RADIUS_KM",
    "UNKNOWN_MINUTES",
    "Journeys",
    "haversine_km",
    "home_points",
    "journeys",
    "site_points",
]
