"""Minutes by car from territories to places: as the need reckons them.

Minutes are the travel table's where it names both, otherwise kilometres as the crow flies ×
``detour`` ÷ ``car_kmh`` × 60, nothing fixed added and not rounded; 0 within a territory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..entities import Territory
from ..nearness import Points, haversine_km
from ..semester import Semester

EDGE_MINUTES = 1e-9
"""A journey longer than a limit by no more is within it."""


@dataclass(frozen=True)
class End:
    """Where a journey ends: an identifier that the travel table may name, and a point.

    ``territory_id`` stands in where the travel table does not name ``identifier``.
    """

    identifier: str
    territory_id: str
    point: tuple[float, float]


class Drives:
    """Journeys from territories with coordinates to some ends."""

    def __init__(
        self, semester: Semester, origins: Sequence[Territory], ends: Sequence[End]
    ) -> None:
        settings = semester.settings
        self.origins = Points(_degrees((t.lat, t.lon) for t in origins))
        self.ends = Points(_degrees(end.point for end in ends))
        self._minutes_per_km = float(settings.detour) / float(settings.car_kmh) * 60
        self._given = _given(semester, origins, ends)

    def within(self, limit: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return all pairs (origin, end) of a journey of at most so many minutes, ascending."""
        reach = (limit + EDGE_MINUTES) / self._minutes_per_km
        (origin, end), _ = self.origins.near(self.ends, reach)
        size = max(1, len(self.ends.degrees))
        keys = np.setdiff1d(origin * size + end, [a * size + b for a, b in self._given])
        near = [a * size + b for (a, b), m in self._given.items() if m <= limit + EDGE_MINUTES]
        found = np.union1d(keys, np.array(near, np.int64)).astype(np.int64)
        return found // size, found % size

    def table(self) -> NDArray[np.float64]:
        """Return the minutes of all journeys, shape ``(n_origins, n_ends)``."""
        km = haversine_km(self.origins.degrees[:, None, :], self.ends.degrees[None, :, :])
        minutes: NDArray[np.float64] = km * self._minutes_per_km
        for pair, given in self._given.items():
            minutes[pair] = given
        return minutes


def _degrees(points: Iterable[tuple[float | None, float | None]]) -> NDArray[np.float64]:
    return np.array(list(points), np.float64).reshape(-1, 2)


def _given(
    semester: Semester, origins: Sequence[Territory], ends: Sequence[End]
) -> dict[tuple[int, int], float]:
    """Return the travel table by position; the line of an end goes before its territory's."""
    lines = {(line.origin, line.destination): float(line.minutes) for line in semester.travel}
    lines = {(end, origin): minutes for (origin, end), minutes in lines.items()} | lines
    origin_at = {t.territory_id: k for k, t in enumerate(origins)}
    ends_at: dict[str, list[tuple[int, bool]]] = {}
    for k, end in enumerate(ends):
        ends_at.setdefault(end.territory_id, []).append((k, end.identifier == end.territory_id))
        if end.identifier != end.territory_id:
            ends_at.setdefault(end.identifier, []).append((k, True))
    found: dict[tuple[int, int], tuple[bool, float]] = {}
    for (start, stop), minutes in lines.items():
        for k, own in ends_at.get(stop, ()) if start in origin_at else ():
            pair = origin_at[start], k
            found[pair] = max(found.get(pair, (False, minutes)), (own, minutes), key=lambda x: x[0])
    return {pair: minutes for pair, (_, minutes) in found.items()}
