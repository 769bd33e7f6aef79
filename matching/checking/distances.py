"""Which sites are near a student: worked out for one student at a time, of few sites."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..entities import Student
from ..semester import Semester
from ..travel import haversine_km

_KM_PER_DEGREE = 111.0  # rather too few: what is looked at is then too much
_FLAT_KM = 400.0  # up to here degrees of longitude can be taken for kilometres
_CELLS = 5  # per degree: neighbours live in one of some twenty kilometres
_NOWHERE = (float("nan"), float("nan"))

Point = tuple[float, float]


class Distances:
    """Journeys from home by the rules of `travel.journeys`, without the matrix of all of them."""

    def __init__(self, semester: Semester) -> None:
        self._semester = semester
        points = [self._of_site(k) or _NOWHERE for k in range(len(semester.sites))]
        self._points = np.array(points, dtype=np.float64).reshape(-1, 2)

    def within(self, student: Student, limit: float) -> NDArray[np.bool_]:
        """Say which sites are within so many minutes of a student's homes, ``(n_sites,)``."""
        settings = self._semester.settings
        speed = float(settings.car_kmh if student.car else settings.other_kmh)
        detour, fixed = float(settings.detour), float(settings.fixed_minutes)
        near = np.zeros(len(self._points), bool)
        most_km = (limit + 1 - fixed) * speed / 60 / detour
        for home in self._homes(student):
            sites = self._around(home, most_km)
            km = haversine_km(np.array(home), self._points[sites])
            minutes = np.floor(km * detour / speed * 60 + fixed + 0.5)
            near[sites[minutes <= limit]] = True
        for site, given in self._given(student).items():
            near[site] = given <= limit
        return near

    def _around(self, home: Point, most_km: float) -> NDArray[np.int64]:
        """Return the positions of all sites that may be so near, and of some that are not."""
        sites = np.flatnonzero(np.abs(self._points[:, 0] - home[0]) * _KM_PER_DEGREE <= most_km)
        highest = abs(home[0]) + most_km / _KM_PER_DEGREE
        if most_km > _FLAT_KM or highest > 80:
            return sites
        east = np.abs(self._points[sites, 1] - home[1])
        near = east * _KM_PER_DEGREE * np.cos(np.radians(highest)) <= most_km
        return np.compress(near, sites)

    def from_home(self, student: Student, sites: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return kilometres from the first home to some sites, infinite where not known."""
        homes = self._homes(student)
        if not homes:
            return np.full(len(sites), np.inf)
        km = haversine_km(np.array(homes[0]), self._points[sites])
        return np.where(np.isnan(km), np.inf, km)

    def cell_of_home(self, student: Student) -> tuple[int, int, str]:
        """Return a key that sorts neighbours together."""
        lat, lon = next(iter(self._homes(student)), (0.0, 0.0))
        return round(lat * _CELLS), round(lon * _CELLS), student.student_id

    def _of_site(self, number: int) -> Point | None:
        site = self._semester.sites[number]
        return _point(site.lat, site.lon) or self._of_territory(site.territory_id)

    def _of_territory(self, territory_id: str | None) -> Point | None:
        territory = self._semester.territory.get(territory_id or "")
        return None if territory is None else _point(territory.lat, territory.lon)

    def _homes(self, student: Student) -> list[Point]:
        first = _point(student.lat, student.lon) or self._of_territory(student.territory_id)
        second = _point(student.second_lat, student.second_lon)
        homes = (first or self._semester.settings.campus, second)
        return [home for home in homes if home is not None]

    # -- the travel table -------------------------------------------------------------------

    @cached_property
    def _lines(self) -> dict[str, dict[str, Fraction]]:
        """The travel table by origin, in both directions unless both are given."""
        found: dict[str, dict[str, Fraction]] = defaultdict(dict)
        given = {(line.origin, line.destination) for line in self._semester.travel}
        for line in self._semester.travel:
            found[line.origin][line.destination] = line.minutes
            if (line.destination, line.origin) not in given:
                found[line.destination][line.origin] = line.minutes
        return found

    @cached_property
    def _sites_of(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Positions of sites by territory, and by their own identifier."""
        inside: dict[str, list[int]] = defaultdict(list)
        called: dict[str, list[int]] = {}
        for number, site in enumerate(self._semester.sites):
            inside[site.territory_id].append(number)
            called[site.site_id] = [number]
        return inside, called

    def _given(self, student: Student) -> dict[int, int]:
        """Return whole minutes by site as the travel table has them, the most particular last."""
        found: dict[int, int] = {}
        if not self._semester.travel:
            return found
        for start in (student.territory_id, student.student_id):
            lines = self._lines.get(start, {}) if start else {}
            for ends in self._sites_of:
                for end, minutes in lines.items():
                    for site in ends.get(end, ()):
                        found[site] = int((minutes + Fraction(1, 2)) // 1)
        return found


def _point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else (lat, lon)
