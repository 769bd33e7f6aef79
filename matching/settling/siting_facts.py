"""The points of a question where to open: who lacks care, where one could open, what exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor

import numpy as np
from numpy.typing import NDArray

from ..entities import Territory
from ..language import Sentence, sentence
from ..need import needs
from ..semester import Semester
from ..tables.geography import site_point, territory_point
from ..territories.census import census
from ..territories.quarters import parents
from .cannot_settle import CannotSettle
from .driving import End
from .points import opening_point


@dataclass(frozen=True)
class SitingFacts:
    """Demand, candidates and what exists already.

    Attributes
    ----------
    demand
        The territories whose people count: with coordinates, and a product of inhabitants and
        need above 0. A quarter counts within its commune.
    weight
        Shape ``(n_demand,)``: inhabitants × need, rounded half up to whole people.
    candidates, names
        Where one could open, with the name of each.
    existing
        Where the profession is at work already.
    left_out
        Territories with inhabitants and need that have no coordinates.
    """

    demand: tuple[Territory, ...]
    weight: NDArray[np.int64]
    candidates: tuple[End, ...]
    names: tuple[str, ...]
    existing: tuple[End, ...]
    left_out: tuple[str, ...]


def siting_facts(
    semester: Semester, profession: str, *, at_openings: bool = False, with_existing: bool = True
) -> SitingFacts:
    """Gather the points.

    Parameters
    ----------
    at_openings
        Candidates are the openings of the profession; otherwise all territories with coordinates.
    with_existing
        Count what is there already: sites where a supervisor of the profession works, and
        territories where the census has work of the profession.

    Raises
    ------
    CannotSettle
        Nobody is known to lack care, or there is nowhere to open.
    """
    inside = parents(t.territory_id for t in semester.territories)
    need = needs(semester, profession)
    weighed = [
        (t, floor(t.population * need[t.territory_id].need + Fraction(1, 2)))
        for t in semester.territories
        if t.population and t.territory_id not in inside
    ]
    if not weighed:
        said = sentence("no territory has inhabitants: fill in their column 'population'.")
        raise CannotSettle(said)
    lacking = [(t, weight) for t, weight in weighed if weight > 0]
    if not lacking:
        raise CannotSettle(
            sentence(
                "no territory is known to lack profession '{profession}': the need is 0 "
                "everywhere. Give it in the table 'needs', or a zoning or a census to "
                "compute it from.",
                profession=profession,
            )
        )
    located = [(t, w) for t, w in lacking if t.lat is not None and t.lon is not None]
    found = list(_openings(semester, profession) if at_openings else _territories(semester))
    if not (located and found):
        raise CannotSettle(_nowhere(at_openings=at_openings, located=bool(located)))
    known = {t.territory_id for t, _ in located}
    return SitingFacts(
        demand=tuple(t for t, _ in located),
        weight=np.array([w for _, w in located], np.int64),
        candidates=tuple(end for end, _ in found),
        names=tuple(name for _, name in found),
        existing=tuple(_existing(semester, profession)) if with_existing else (),
        left_out=tuple(t.territory_id for t, _ in lacking if t.territory_id not in known),
    )


def _nowhere(*, at_openings: bool, located: bool) -> Sentence:
    if located and at_openings:
        return sentence("no opening of this profession has seats and coordinates.")
    return sentence("no territory in need has coordinates: fill in their columns 'lat' and 'lon'.")


def _territories(semester: Semester) -> Iterator[tuple[End, str]]:
    for t in semester.territories:
        if t.lat is not None and t.lon is not None:
            yield End(t.territory_id, t.territory_id, (t.lat, t.lon)), t.name


def _openings(semester: Semester, profession: str) -> Iterator[tuple[End, str]]:
    for opening in semester.openings:
        point = opening_point(semester, opening)
        if opening.profession == profession and opening.seats and point is not None:
            yield End(opening.opening_id, opening.territory_id, point), opening.name


def _existing(semester: Semester, profession: str) -> Iterator[End]:
    sites = {s.site_id for s in semester.supervisors if s.profession == profession}
    for site_id in sorted(sites):
        point = site_point(semester, site_id)
        if point is not None:
            yield End(site_id, semester.site[site_id].territory_id, point)
    for territory_id, fte in sorted(census(semester, profession).fte.items()):
        point = territory_point(semester, territory_id)
        if fte > 0 and point is not None:
            yield End(territory_id, territory_id, point)
