"""Distances, minutes, zones and need, as the written definitions have them."""

from __future__ import annotations

import math
from fractions import Fraction

from maillage.matching.entities import Site, Student
from maillage.matching.semester import Semester

EARTH_RADIUS_KM = 6371.0088

Point = tuple[float, float]


def half_up(number: float | Fraction) -> int:
    """Round to a whole number, halves upwards."""
    if isinstance(number, Fraction):
        return math.floor(number + Fraction(1, 2))
    return math.floor(number + 0.5)


def kilometres(a: Point, b: Point) -> float:
    """Return the distance as the crow flies by the haversine formula."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    chord = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


class Atlas:
    """What the map of a semester says, asked one question at a time."""

    def __init__(self, semester: Semester) -> None:
        self.semester = semester
        self.table = {(t.origin, t.destination): t.minutes for t in semester.travel}

    def either_way(self, origin: str | None, destination: str) -> Fraction | None:
        """Return the travel table's minutes, by the other direction if need be."""
        if origin is None:
            return None
        there = self.table.get((origin, destination))
        return there if there is not None else self.table.get((destination, origin))

    def point_of_territory(self, territory_id: str | None) -> Point | None:
        if territory_id is None:
            return None
        territory = self.semester.territory[territory_id]
        if territory.lat is None or territory.lon is None:
            return None
        return (territory.lat, territory.lon)

    def point_of_site(self, site: Site) -> Point:
        if site.lat is not None and site.lon is not None:
            return (site.lat, site.lon)
        point = self.point_of_territory(site.territory_id)
        assert point is not None, f"site {site.site_id} is nowhere"
        return point

    def homes_of(self, student: Student) -> list[Point]:
        """Return the home (own, else the territory's, else the campus) and any second one."""
        if student.lat is not None and student.lon is not None:
            first: Point | None = (student.lat, student.lon)
        else:
            first = self.point_of_territory(student.territory_id) or self.semester.settings.campus
        homes = [] if first is None else [first]
        if student.second_lat is not None and student.second_lon is not None:
            homes.append((student.second_lat, student.second_lon))
        assert homes, f"student {student.student_id} lives nowhere"
        return homes

    def driving(self, student: Student, km: float) -> float:
        """Return the minutes by road, without the fixed minutes and not rounded."""
        settings = self.semester.settings
        speed = settings.car_kmh if student.car else settings.other_kmh
        return km * float(settings.detour) / float(speed) * 60

    def minutes(self, student: Student, site: Site) -> int:
        """Return whole minutes from home to a site, one way."""
        for origin in (student.student_id, student.territory_id):
            for destination in (site.site_id, site.territory_id):
                known = self.either_way(origin, destination)
                if known is not None:
                    return half_up(known)
        fixed = float(self.semester.settings.fixed_minutes)
        there = self.point_of_site(site)
        return min(
            half_up(self.driving(student, kilometres(home, there)) + fixed)
            for home in self.homes_of(student)
        )

    def noon_minutes(self, student: Student, morning: Site, afternoon: Site) -> float | Fraction:
        """Return the minutes of a change of site at noon, not rounded."""
        known = self.either_way(morning.site_id, afternoon.site_id)
        if known is None:
            known = self.either_way(morning.territory_id, afternoon.territory_id)
        if known is not None:
            return known
        return self.driving(student, self.km_between(morning, afternoon))

    def km_between(self, a: Site, b: Site) -> float:
        return kilometres(self.point_of_site(a), self.point_of_site(b))

    def zone(self, territory_id: str, profession: str) -> str | None:
        """Return a territory's zone for a profession on the semester's first day."""
        today = self.semester.settings.first_day
        for line in self.semester.zones:
            if (
                (line.territory_id, line.profession) == (territory_id, profession)
                and (line.start is None or line.start <= today)
                and (line.end is None or line.end >= today)
            ):
                return line.zone
        return self.semester.territory[territory_id].zone if profession == "gp" else None

    def need(self, territory_id: str, profession: str) -> Fraction:
        """Return the shortage weight of a territory for a profession."""
        settings = self.semester.settings
        territory = self.semester.territory[territory_id]
        if profession == "gp" and territory.need is not None:
            return territory.need
        for line in self.semester.needs:
            if (line.territory_id, line.profession) == (territory_id, profession):
                return line.need
        floors = {"ZIP": settings.need_zip, "ZAC": settings.need_zac}
        need = floors.get(self.zone(territory_id, profession) or "", Fraction(0))
        if profession == "gp" and territory.apl is not None:
            leaving = (territory.gp_over_60 or Fraction(0)) * settings.leaver_share
            seen = territory.apl * (1 - leaving)
            span = settings.apl_no_need - settings.apl_full_need
            need = max(need, min(Fraction(1), (settings.apl_no_need - seen) / span))
        return need
