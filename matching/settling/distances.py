"""Minutes from where a practitioner is bound to the openings: the farthest anchor counts.

Who gives a home and the work of a partner wants to live with both: an opening beside one of
them and an hour from the other is an hour away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..nearness import haversine_km
from ..practitioners import Opening, Request
from ..semester import Semester
from ..travel_table import half_up

UNKNOWN = -1
"""Minutes of a pair without a journey: no anchor, or no coordinates."""

FARTHEST = int(np.iinfo(np.int32).max)
"""The most minutes that are told apart: a journey of four thousand years."""

Anchor = str | tuple[float, float]


class Roads:
    """The journeys between anchors and openings."""

    def __init__(self, semester: Semester, openings: Sequence[Opening]) -> None:
        self._semester = semester
        self._points = np.array([_place(semester, o) for o in openings], np.float64).reshape(-1, 2)
        self._inside: dict[str, list[int]] = defaultdict(list)
        for position, opening in enumerate(openings):
            self._inside[opening.territory_id].append(position)
        self._given = _travel_table(semester)

    def minutes(self, request: Request) -> NDArray[np.int32]:
        """Return whole minutes from the farthest anchor to each opening, shape ``(n_openings,)``.

        An anchor without any place is left aside; `UNKNOWN` where none is left.
        """
        farthest = np.full(len(self._points), UNKNOWN, np.int32)
        for anchor in request.anchors:
            np.maximum(farthest, self._from(anchor), out=farthest)
        return farthest

    def _from(self, anchor: Anchor) -> NDArray[np.int32]:
        settings = self._semester.settings
        km = haversine_km(np.array(_degrees(self._semester, anchor)), self._points)
        exact = km * float(settings.detour) / float(settings.car_kmh) * 60
        rounded = np.minimum(np.floor(exact + float(settings.fixed_minutes) + 0.5), FARTHEST)
        found = np.where(np.isnan(rounded), UNKNOWN, rounded).astype(np.int32)
        if isinstance(anchor, str):
            for end, minutes in self._given.get(anchor, {}).items():
                found[self._inside.get(end, [])] = minutes
        return found


def minutes_between(
    semester: Semester, requests: Sequence[Request], openings: Sequence[Opening]
) -> NDArray[np.int32]:
    """Return minutes of all pairs, shape ``(n_requests, n_openings)``, as `Roads.minutes`.

    The travel table's line between two territories, otherwise kilometres × detour ÷
    ``car_kmh`` × 60 + ``fixed_minutes``, rounded half up.
    """
    roads = Roads(semester, openings)
    rows = [roads.minutes(request) for request in requests]
    return np.array(rows, np.int32).reshape(len(requests), len(openings))


def _place(semester: Semester, opening: Opening) -> tuple[float, float]:
    if opening.lat is not None and opening.lon is not None:
        return opening.lat, opening.lon
    return _degrees(semester, opening.territory_id)


def _degrees(semester: Semester, anchor: Anchor) -> tuple[float, float]:
    if not isinstance(anchor, str):
        return anchor
    territory = semester.territory[anchor]
    if territory.lat is None or territory.lon is None:
        return float("nan"), float("nan")
    return territory.lat, territory.lon


def _travel_table(semester: Semester) -> Mapping[str, Mapping[str, int]]:
    """Return the lines between territories, in both directions unless both are given."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for origin, end, minutes in _lines(semester):
        found[end][origin] = minutes
    for origin, end, minutes in _lines(semester):
        found[origin][end] = minutes
    return found


def _lines(semester: Semester) -> Iterator[tuple[str, str, int]]:
    known = semester.territory
    for line in semester.travel:
        if line.origin in known and line.destination in known:
            yield line.origin, line.destination, min(half_up(line.minutes), FARTHEST)
