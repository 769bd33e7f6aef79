"""Checks of what computed accessibility is made from: supply that is not in the tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..language import plural_sentence
from ..nearness import EARTH_RADIUS_KM, Points, km_of_chord, on_sphere
from ..need import needs
from ..semester import Semester
from ..tables.findings import Finding, warning
from ..territories.census import census
from ..territories.reach import reach_km, territory_points
from .hosting import cell

_DIRECTIONS = 16
"""Points looked at on the rim of a catchment."""

_FILLED = 0.5
"""A point of the rim is inside the table if a territory is within so much of the reach of it."""


def check_supply(semester: Semester) -> Iterator[Finding]:
    """Yield what makes a computed accessibility wrong: supply unknown, or beyond the edge."""
    enrolled = {semester.programme[s.programme_id].profession for s in semester.students}
    decided: set[int] = set()
    for profession in sorted(enrolled):
        asked = _asked(semester, profession)
        if asked:
            yield from _supply(semester, profession)
        found = needs(semester, profession)
        decided.update(
            k for k in asked if found[semester.territories[k].territory_id].unit is not None
        )
    yield from _edge(semester, np.array(sorted(decided), np.int64))


def _asked(semester: Semester, profession: str) -> list[int]:
    """Return the positions of territories with sites whose accessibility has to be computed."""
    at = {site.territory_id for site in semester.sites}
    found = needs(semester, profession)
    return [
        k
        for k, t in enumerate(semester.territories)
        if t.territory_id in at
        and found[t.territory_id].apl is None
        and found[t.territory_id].source != "given"
    ]


def _supply(semester: Semester, profession: str) -> Iterator[Finding]:
    supply = census(semester, profession)
    if supply.unknown:
        first = supply.unknown[0]
        message = plural_sentence(
            "gp_fte is not given for {count} territory ('{first}'), and is for others; "
            "it counts as 0.",
            "gp_fte is not given for {count} territories (such as '{first}'), and is for others; "
            "it counts as 0.",
            count=len(supply.unknown),
            first=first,
        )
        yield warning("supply-unknown", cell(semester, "territories", first, "gp_fte"), message)
    if supply.nowhere:
        first = supply.nowhere[0]
        message = plural_sentence(
            "{count} provider ('{first}') has coordinates only, and no territory has any; it "
            "counts nowhere.",
            "{count} providers (such as '{first}') have coordinates only, and no territory has "
            "any; they count nowhere.",
            count=len(supply.nowhere),
            first=first,
        )
        yield warning("provider-nowhere", cell(semester, "providers", first, "lat"), message)


def _edge(semester: Semester, asked: NDArray[np.int64]) -> Iterator[Finding]:
    """Warn once where the catchments of territories with sites reach beyond the table."""
    points = territory_points(semester)
    at_edge = beyond_edge(points, asked, reach_km(semester))
    if len(at_edge):
        first = semester.territories[int(at_edge[0])]
        message = plural_sentence(
            "the catchment of {count} territory with a site ('{first}') reaches beyond the "
            "territories of the table; what supply and people there are is missing from its "
            "accessibility. Add the territories within {km} km.",
            "the catchments of {count} territories with a site (such as '{first}') reach beyond "
            "the territories of the table; what supply and people there are is missing from "
            "their accessibility. Add the territories within {km} km.",
            count=len(at_edge),
            first=first.name,
            km=int(np.ceil(2 * reach_km(semester))),
        )
        where = cell(semester, "territories", first.territory_id, "territory_id")
        yield warning("supply-beyond-edge", where, message)


def beyond_edge(points: Points, asked: NDArray[np.int64], km: float) -> NDArray[np.int64]:
    """Return those whose catchment of so many kilometres leaves the table on some side.

    A side is inside where a territory lies within half the reach of the point of the rim there.
    """
    located = np.setdiff1d(np.arange(len(points.degrees)), points.unknown)
    asked = np.intersect1d(asked, located)
    if not len(asked) or km <= 0:
        return asked[:0]
    rim = _rim(points.degrees[asked], km)
    tree = cKDTree(on_sphere(points.degrees[located]))
    chord, _ = tree.query(on_sphere(rim.reshape(-1, 2)))
    near = km_of_chord(chord) <= km * _FILLED
    beyond: NDArray[np.int64] = asked[~near.reshape(len(asked), -1).all(axis=1)]
    return beyond


def _rim(centres: NDArray[np.float64], km: float) -> NDArray[np.float64]:
    """Return points around each centre, shape ``(n, _DIRECTIONS, 2)``, degrees."""
    angle = np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS
    north = np.degrees(km / EARTH_RADIUS_KM) * np.cos(angle)
    east = np.degrees(km / EARTH_RADIUS_KM) * np.sin(angle)
    narrow = np.maximum(np.cos(np.radians(centres[:, :1])), 0.01)
    return np.stack([centres[:, :1] + north, centres[:, 1:] + east / narrow], axis=2)
