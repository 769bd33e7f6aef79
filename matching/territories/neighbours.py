"""Which sites are near which places: by a search on the sphere, or out of a travel table."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..nearness import Points
from .amounts import Floats
from .travel import Travel, journeys


def neighbours(places: ArrayLike, sites: ArrayLike | None = None, *, km: float = 30.0) -> Travel:
    """Return the sites within so many kilometres of each place, as the crow flies.

    Points are searched in a tree on the unit sphere, where a distance is a chord; kilometres are
    those of the great circle on a sphere of radius 6,371.0088 km.

    Parameters
    ----------
    places
        Shape ``(n_places, 2)``: latitude and longitude in degrees (WGS84).
    sites
        Shape ``(n_sites, 2)``; by default the places themselves, each 0 km from itself.
    km
        How far at most, that distance included.

    Returns
    -------
    Travel
        In kilometres; ``.by_car()`` makes minutes of them.

    Raises
    ------
    ValueError
        Where coordinates are missing or out of range, or the distance is negative.

    Examples
    --------
    >>> travel = neighbours([[46.5, 0.3], [46.6, 0.3], [48.9, 2.4]], km=20)
    >>> list(zip(travel.place.tolist(), travel.site.tolist(), travel.cost.round(2).tolist()))
    [(0, 0, 0.0), (0, 1, 11.12), (1, 0, 11.12), (1, 1, 0.0), (2, 2, 0.0)]
    """
    if not (km >= 0 and km < np.inf):
        raise ValueError(f"km: a distance of at least 0 is wanted, not {km:g}")
    origins = Points(_degrees(places, "places"))
    ends = origins if sites is None else Points(_degrees(sites, "sites"))
    (place, site), between = origins.near(ends, km)
    n_places, n_sites = len(origins.degrees), len(ends.degrees)
    return journeys(place, site, between, n_places=n_places, n_sites=n_sites, unit="km")


def travel_table(
    origins: Sequence[Hashable],
    destinations: Sequence[Hashable],
    minutes: ArrayLike,
    places: Sequence[Hashable],
    sites: Sequence[Hashable] | None = None,
    *,
    both_ways: bool = False,
    own_minutes: float | None = None,
    others: bool = False,
) -> Travel:
    """Return the journeys of a travel table, whose lines name places and sites.

    A journey from A to B may take longer than one from B to A: each line says one way.

    Parameters
    ----------
    origins, destinations, minutes
        Shape ``(n_lines,)`` each.
    places, sites
        Identifiers in the order of the arrays of demand and supply; sites are by default the
        places.
    both_ways
        Whether a line holds both ways, unless the way back has a line of its own.
    own_minutes
        Minutes within a place that is a site, where no line says so; by default those that have
        no such line are out of their own reach.
    others
        Whether lines may name places or sites that are none of those; they are left out.

    Raises
    ------
    ValueError
        Where a line names an unknown place or site, is there twice, or its minutes are negative
        or no number.
    """
    ends = places if sites is None else sites
    at, to = _index(places, "places"), _index(ends, "sites")
    time = np.asarray(minutes, np.float64)
    if not len(origins) == len(destinations) == time.size:
        raise ValueError("origins, destinations and minutes are of the same length")
    lines = _lines(origins, destinations, time, at, to, others)
    table = _travel(*lines, at, to)
    if both_ways:
        back = _lines(destinations, origins, time, at, to, unknown=True)
        table = _travel(*back, at, to).replaced_by(table)
    if own_minutes is not None:
        same = to.get_indexer(at)
        own = np.flatnonzero(same >= 0)
        table = _travel(own, same[own], np.full(len(own), own_minutes), at, to).replaced_by(table)
    return table


def _travel(
    place: NDArray[np.intp], site: NDArray[np.intp], time: Floats, at: pd.Index, to: pd.Index
) -> Travel:
    return journeys(place, site, time, n_places=len(at), n_sites=len(to))


def _lines(
    origins: Sequence[Hashable],
    destinations: Sequence[Hashable],
    time: Floats,
    at: pd.Index,
    to: pd.Index,
    unknown: bool,
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Return the positions of lines whose ends are known."""
    place, site = _positions(origins, at), _positions(destinations, to)
    known = (place >= 0) & (site >= 0)
    if known.all():
        return place, site, time
    if not unknown:
        line = int(np.argmin(known))
        name = np.asarray(origins if place[line] < 0 else destinations, dtype=object)[line]
        raise ValueError(f"line {line} of the travel table names {name!r}, which is not known")
    return place[known], site[known], time[known]


def _positions(names: Sequence[Hashable], index: pd.Index) -> NDArray[np.intp]:
    """Return where names stand in an index, -1 where they do not."""
    found: NDArray[np.intp] = index.get_indexer(pd.Index(np.asarray(names, dtype=object)))
    return found


def _index(names: Sequence[Hashable], what: str) -> pd.Index:
    index: pd.Index = pd.Index(np.asarray(names, dtype=object))
    if not index.is_unique:
        raise ValueError(f"{what}: {index[index.duplicated()][0]!r} is there twice")
    return index


def _degrees(given: ArrayLike, name: str) -> Floats:
    degrees = np.asarray(given, np.float64)
    if degrees.ndim != 2 or degrees.shape[1] != 2:
        raise ValueError(f"{name}: latitude and longitude are wanted, shape (any, 2)")
    wrong = ~((np.abs(degrees[:, 0]) <= 90) & (np.abs(degrees[:, 1]) <= 360))
    if wrong.any():
        line = int(np.argmax(wrong))
        raise ValueError(f"{name}: point {line} has no latitude and longitude in degrees")
    return degrees
