"""Kilometres and minutes, from coordinates and the travel table."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import asin, cos, radians, sin, sqrt

from ..entities import Site, Student
from ..semester import Semester
from .claims import round_half_up

EARTH_RADIUS_KM = 6371.0088

Point = tuple[float, float]


def kilometres(a: Point, b: Point) -> float:
    """Return the great-circle distance of two points (degrees) by the haversine formula."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    h = sin((lat_b - lat_a) / 2) ** 2
    h += cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))


def _point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else (lat, lon)


class Distances:
    """Journeys of a semester. Every answer is ``None`` where coordinates are missing."""

    def __init__(self, semester: Semester) -> None:
        self._semester = semester
        self._table = {(t.origin, t.destination): t.minutes for t in semester.travel}
        self._minutes: dict[tuple[str, str], int | None] = {}

    def between_sites(self, a: Site, b: Site) -> float | None:
        """Return the kilometres between two sites, as the crow flies."""
        start, end = self.of_site(a), self.of_site(b)
        return None if start is None or end is None else kilometres(start, end)

    def noon(self, student: Student, a: Site, b: Site) -> Fraction | None:
        """Return the minutes from one site to another at noon, not rounded."""
        listed = self._listed(((a.site_id, b.site_id), (a.territory_id, b.territory_id)))
        if listed is not None:
            return listed
        km = self.between_sites(a, b)
        return None if km is None else self._on_the_road(km, student)

    def from_home(self, student: Student, site: Site) -> int | None:
        """Return the whole minutes from home to a site; of two homes, the nearer."""
        key = (student.student_id, site.site_id)
        if key not in self._minutes:
            self._minutes[key] = self._from_home(student, site)
        return self._minutes[key]

    def _from_home(self, student: Student, site: Site) -> int | None:
        origins = [student.student_id]
        if student.territory_id is not None:
            origins.append(student.territory_id)
        pairs = [(o, d) for o in origins for d in (site.site_id, site.territory_id)]
        listed = self._listed(pairs)
        if listed is not None:
            return round_half_up(listed)
        end = self.of_site(site)
        homes = self.homes(student)
        if end is None or not homes:
            return None
        km = min(kilometres(home, end) for home in homes)
        return round_half_up(self._on_the_road(km, student) + self._semester.settings.fixed_minutes)

    def _on_the_road(self, km: float, student: Student) -> Fraction:
        settings = self._semester.settings
        speed = settings.car_kmh if student.car else settings.other_kmh
        return Fraction(km) * settings.detour / speed * 60

    def _listed(self, pairs: Iterable[tuple[str, str]]) -> Fraction | None:
        """Return the travel table's value of the first pair that it lists, either way."""
        for origin, destination in pairs:
            for key in ((origin, destination), (destination, origin)):
                if key in self._table:
                    return self._table[key]
        return None

    def of_site(self, site: Site) -> Point | None:
        """Return where a site lies: its own coordinates, or those of its territory."""
        return _point(site.lat, site.lon) or self._of_territory(site.territory_id)

    def _of_territory(self, territory_id: str | None) -> Point | None:
        if territory_id is None:
            return None
        territory = self._semester.territory[territory_id]
        return _point(territory.lat, territory.lon)

    def homes(self, student: Student) -> list[Point]:
        """Return the homes of a student, the campus where it has none."""
        first = (
            _point(student.lat, student.lon)
            or self._of_territory(student.territory_id)
            or self._semester.settings.campus
        )
        second = _point(student.second_lat, student.second_lon)
        return [home for home in (first, second) if home is not None]
