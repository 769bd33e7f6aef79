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
        self._there: dict[tuple[str, str], frozenset[int]] = {}
        self._far = frozenset(
            number
            for number, fee in enumerate(semester.fees)
            if fee.min_km_home or fee.min_km_campus
        )

    def of(self, student: Student, programme_id: str, sites: list[str]) -> list[frozenset[int]]:
        """Return for each of the sites the positions of the fees that hold there."""
        found = [self._at(programme_id, site) for site in sites]
        if not any(fees & self._far for fees in found):
            return found
        from_home, from_campus = self._kilometres(student, sites)
        return [
            frozenset(
                number
                for number in fees
                if number not in self._far
                or _far_enough(self._semester.fees[number], from_home[k], from_campus[k])
            )
            for k, fees in enumerate(found)
        ]

    def zone(self, territory_id: str, programme_id: str) -> str | None:
        """Return a territory's zone for the profession of a programme."""
        profession = self._semester.programme[programme_id].profession
        return self._zones.get((territory_id, profession))

    def _at(self, programme_id: str, site_id: str) -> frozenset[int]:
        """Return the fees of a programme in whose scope a site lies."""
        key = (programme_id, site_id)
        if key not in self._there:
            site = self._semester.site[site_id]
            self._there[key] = frozenset(
                number
                for number, fee in enumerate(self._semester.fees)
                if fee.programme_id in (None, programme_id)
                and (fee.scope is None or self._value(fee, site, programme_id) in fee.values)
            )
        return self._there[key]

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
        homes, points = self._points
        students, positions = self._position
        at = points[[positions[site] for site in sites]]
        own = homes[:, students[student.student_id]]
        nearer = np.fmin(haversine_km(own[0], at), haversine_km(own[1], at))
        campus = self._semester.settings.campus
        if campus is None:
            return nearer, np.full(len(sites), np.nan)
        return nearer, haversine_km(np.array(campus), at)


def _far_enough(fee: Fee, from_home: np.float64, from_campus: np.float64) -> bool:
    return _at_least(from_home, fee.min_km_home) and _at_least(from_campus, fee.min_km_campus)


def _at_least(km: np.float64, least: float | None) -> bool:
    """Say whether a distance is long enough; one that is not known is not."""
    return not least or bool(km >= least)
