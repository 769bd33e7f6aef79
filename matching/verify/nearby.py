"""Minutes from a home to all sites at once, good to a minute: to leave out what is too far.

What is left is looked at exactly, one by one.
"""

from __future__ import annotations

from collections import defaultdict
from math import nan

import numpy as np
from numpy.typing import NDArray

from ..entities import Student
from ..semester import Semester
from .distances import EARTH_RADIUS_KM, Distances

SLACK = 1.0
"""Minutes by which what is told here may differ from the whole minutes of `Distances`."""


class Nearby:
    """Journeys from homes to the sites of a semester, in the order of its sites."""

    def __init__(self, semester: Semester, distances: Distances) -> None:
        self.semester, self.distances = semester, distances
        points = [distances.of_site(site) or (nan, nan) for site in semester.sites]
        self._points = np.radians(np.array(points, float).reshape(-1, 2))
        self._at: dict[str, list[int]] = defaultdict(list)
        for number, site in enumerate(semester.sites):
            self._at[site.territory_id].append(number)
        self._site = {site.site_id: number for number, site in enumerate(semester.sites)}
        self._listed: dict[str, dict[str, float]] = defaultdict(dict)
        there = {(line.origin, line.destination) for line in semester.travel}
        for line in semester.travel:
            minutes = float(line.minutes)
            self._listed[line.origin][line.destination] = minutes
            if (line.destination, line.origin) not in there:
                self._listed[line.destination][line.origin] = minutes

    def minutes(self, student: Student) -> NDArray[np.float64]:
        """Return the minutes from home to each site, not a number where they are not known."""
        settings = self.semester.settings
        speed = settings.car_kmh if student.car else settings.other_kmh
        homes = self.distances.homes(student)
        km = np.full(len(self._points), nan)
        for home in homes:
            km = np.fmin(km, self._kilometres(home))
        found = km * float(settings.detour / speed * 60) + float(settings.fixed_minutes)
        # A student's own lines go before those of its territory, sites before territories.
        for origin in (student.territory_id, student.student_id):
            listed = self._listed.get(origin or "", {})
            for name, value in listed.items():
                found[self._at.get(name, [])] = value
            for name, value in listed.items():
                if name in self._site:
                    found[self._site[name]] = value
        return found

    def _kilometres(self, home: tuple[float, float]) -> NDArray[np.float64]:
        lat, lon = np.radians(home)
        lats, lons = self._points.T
        h = np.sin((lats - lat) / 2) ** 2
        h = h + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
        km: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
        return km
