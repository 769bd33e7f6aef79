"""For which parts of a placement a fee holds: programme, place and distances."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..entities import Site, Student
from ..money import Fee
from ..nearness import haversine_km
from ..need import zones
from ..semester import Semester
from ..travel import home_points, site_points


class Holding:
    """The conditions of a semester's fees, looked up once."""

    def __init__(self, semester: Semester) -> None:
        self._semester = semester
        self._zones = zones(semester)
        self._inside: dict[tuple[int, str, str], bool] = {}
        self._far = any(f.min_km_home or f.min_km_campus for f in semester.fees)

    def of(self, student: Student, programme_id: str, sites: list[str]) -> list[list[bool]]:
        """Return for each fee of the semester whether it holds at each of the sites."""
        from_home, from_campus = self._kilometres(student, sites)
        return [
            [
                self._at(number, programme_id, site)
                and _at_least(from_home[k], fee.min_km_home)
                and _at_least(from_campus[k], fee.min_km_campus)
                for k, site in enumerate(sites)
            ]
            for number, fee in enumerate(self._semester.fees)
        ]

    def zone(self, territory_id: str, programme_id: str) -> str | None:
        """Return a territory's zone for the profession of a programme."""
        profession = self._semester.programme[programme_id].profession
        return self._zones.get((territory_id, profession))

    def _at(self, number: int, programme_id: str, site_id: str) -> bool:
        key = (number, programme_id, site_id)
        if key not in self._inside:
            fee, site = self._semester.fees[number], self._semester.site[site_id]
            asked = fee.programme_id in (None, programme_id)
            value = None if fee.scope is None else self._value(fee, site, programme_id)
            self._inside[key] = asked and (fee.scope is None or value in fee.values)
        return self._inside[key]

    def _value(self, fee: Fee, site: Site, programme_id: str) -> str | None:
        """Return what a site is in the terms of a fee's scope."""
        scope = fee.scope or ""
        if scope in ("site", "setting", "kind"):
            return str(site.site_id if scope == "site" else getattr(site, scope))
        if scope == "territory":
            return site.territory_id
        if scope == "zone":
            return self.zone(site.territory_id, programme_id)
        value = getattr(self._semester.territory[site.territory_id], scope)
        if scope in ("qpv", "frr"):
            return "true" if value else None
        return None if value is None else str(value)

    @cached_property
    def _points(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Homes, shape ``(2, n_students, 2)``, and sites, shape ``(n_sites, 2)``; degrees."""
        return home_points(self._semester), site_points(self._semester)

    @cached_property
    def _position(self) -> tuple[dict[str, int], dict[str, int]]:
        students = {s.student_id: k for k, s in enumerate(self._semester.students)}
        return students, {s.site_id: k for k, s in enumerate(self._semester.sites)}

    def _kilometres(
        self, student: Student, sites: list[str]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return kilometres from the nearer home and from the campus, ``nan`` where not known."""
        nowhere = np.full(len(sites), np.nan)
        if not self._far:
            return nowhere, nowhere
        homes, points = self._points
        students, positions = self._position
        at = points[[positions[site] for site in sites]]
        own = homes[:, students[student.student_id]]
        nearer = np.fmin(haversine_km(own[0], at), haversine_km(own[1], at))
        campus = self._semester.settings.campus
        return nearer, nowhere if campus is None else haversine_km(np.array(campus), at)


def _at_least(km: np.float64, least: float | None) -> bool:
    """Say whether a distance is long enough; one that is not known is not."""
    return not least or bool(km >= least)
