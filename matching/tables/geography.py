"""Where things are, as far as the checks of tables need it."""

from __future__ import annotations

import numpy as np

from ..entities import Student
from ..semester import Semester
from ..travel import haversine_km

Point = tuple[float, float]


def kilometres(start: Point, end: Point) -> float:
    """Return the great-circle distance of two points, km."""
    return float(haversine_km(np.array(start), np.array(end)))


def territory_point(semester: Semester, territory_id: str | None) -> Point | None:
    """Return the coordinates of a territory, if it has any."""
    territory = semester.territory.get(territory_id or "")
    if territory is None or territory.lat is None or territory.lon is None:
        return None
    return territory.lat, territory.lon


def site_point(semester: Semester, site_id: str) -> Point | None:
    """Return a site's coordinates, otherwise those of its territory."""
    site = semester.site.get(site_id)
    if site is None:
        return None
    if site.lat is not None and site.lon is not None:
        return site.lat, site.lon
    return territory_point(semester, site.territory_id)


def home_point(semester: Semester, student: Student) -> Point | None:
    """Return a student's first home without the campus: own coordinates or territory's."""
    if student.lat is not None and student.lon is not None:
        return student.lat, student.lon
    return territory_point(semester, student.territory_id)
