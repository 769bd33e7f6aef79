"""Which supervisors a generated student may reach, and how much these are wanted already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ground import Host
from numpy.typing import NDArray
from scipy.spatial import cKDTree

HALF_DAYS_WANTED = {"MIX": 8, "EXT": 4, "SAS": 6}
PROGRAMME_SHARES = {"MIX": 0.60, "EXT": 0.25, "SAS": 0.15}
MAX_KM = 25.0
LIMITS = tuple(range(20, 80, 5))
"""Longest journeys, in minutes."""
LONGEST = LIMITS[-1]
_CAR_KMH, _OTHER_KMH, _FIXED, _DETOUR = 40.0, 20.0, 5.0, 1.3
_FARTHEST_KM = (LONGEST - _FIXED) / 60 * _CAR_KMH / _DETOUR


@dataclass(frozen=True)
class Field:
    """The supervisors as arrays, shape ``(n_hosts,)``; ``able`` per programme."""

    hosts: list[Host]
    xy: NDArray[np.float64]
    liberal: NDArray[np.bool_]
    shortage: NDArray[np.bool_]
    housing: NDArray[np.bool_]
    half_days: NDArray[np.float64]
    able: dict[str, NDArray[np.bool_]]
    tree: cKDTree

    def around(self, at: tuple[float, float]) -> NDArray[np.int64]:
        """Return, in ascending order, the supervisors that the longest journey by car reaches."""
        found = self.tree.query_ball_point(at, _FARTHEST_KM, return_sorted=True)
        return np.array(found, np.int64)


def field_of(hosts: list[Host]) -> Field:
    """Lay the supervisors out as arrays."""
    xy = np.array([(h.x, h.y) for h in hosts])
    return Field(
        hosts,
        xy,
        np.array([h.setting == "liberal" for h in hosts]),
        np.array([h.in_shortage for h in hosts]),
        np.array([h.housing > 0 for h in hosts]),
        np.array([float(h.half_days) for h in hosts]),
        {name: np.array([name in h.programmes for h in hosts]) for name in PROGRAMME_SHARES},
        cKDTree(xy),
    )


class Reach:
    """The supervisors that a student of a programme may reach from a home.

    Attributes
    ----------
    hosts
        Numbers of the supervisors, ascending, shape ``(n_near,)``.
    minutes
        The journey to each.
    """

    def __init__(self, field: Field, programme: str, at: tuple[float, float], car: bool) -> None:
        around = field.around(at)
        self.hosts = around[field.able[programme][around]]
        self.minutes = journeys(field.xy[self.hosts], at, car)
        self.mixed = programme == "MIX"
        self._needed = self._pairs_by_minutes(field) if self.mixed else np.sort(self.minutes)

    def _pairs_by_minutes(self, field: Field) -> NDArray[np.float64]:
        """Return the longer journey of every mixed pair near enough together, ascending."""
        liberal = field.liberal[self.hosts]
        near = near_together(field.xy[self.hosts[liberal]], field.xy[self.hosts[~liberal]])
        longer = np.maximum(self.minutes[liberal][:, None], self.minutes[~liberal][None, :])
        return np.sort(longer[near])

    def pairs(self, limit: int) -> int:
        """Count the pairs within a limit that a student may combine, timetables left aside."""
        count = int(np.searchsorted(self._needed, limit - 1, side="right"))
        return count if self.mixed else count * (count - 1) // 2

    def within(self, limit: int) -> NDArray[np.int64]:
        """Return the supervisors within a limit, ascending."""
        return self.hosts[self.minutes <= limit - 1]

    def nearest_first(self, limit: int) -> NDArray[np.int64]:
        """Return the supervisors within a limit, nearest first."""
        inside = self.minutes <= limit - 1
        order = np.argsort(self.minutes[inside], kind="stable")
        return self.hosts[inside][order]


def near_together(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say for each of some points and each of others whether they are near enough for a mix."""
    east = one[:, None, 0] - other[None, :, 0]
    north = one[:, None, 1] - other[None, :, 1]
    together: NDArray[np.bool_] = east * east + north * north <= MAX_KM**2
    return together


def journeys(xy: NDArray[np.float64], at: tuple[float, float], car: bool) -> NDArray[np.float64]:
    """Return the minutes from a home to each of some points."""
    km = np.hypot(*(xy - at).T)
    found: NDArray[np.float64] = _FIXED + km * _DETOUR / (_CAR_KMH if car else _OTHER_KMH) * 60
    return found


def pairs_among(field: Field, programme: str, chosen: NDArray[np.bool_]) -> int:
    """Count the pairs among some of all supervisors that a student may combine."""
    if programme != "MIX":
        count = int(chosen.sum())
        return count * (count - 1) // 2
    one, other = field.xy[chosen & field.liberal], field.xy[chosen & ~field.liberal]
    if not len(one) or not len(other):
        return 0
    return int(cKDTree(one).count_neighbors(cKDTree(other), MAX_KM))


class Crowd:
    """Half-days wanted of each supervisor by those drawn so far, spread over their reach."""

    def __init__(self, field: Field, most: float) -> None:
        self.field, self.most = field, most
        self.wanted = np.zeros(len(field.hosts))

    def has_room(self, programme: str, near: NDArray[np.int64]) -> bool:
        """Say whether one more would leave what is near less crowded than ``most``."""
        return all(
            self.wanted[group].sum() + amount <= self.most * self.field.half_days[group].sum()
            for group, amount in self._shares(programme, near)
        )

    def add(self, programme: str, near: NDArray[np.int64]) -> None:
        """Add a student's wants."""
        for group, amount in self._shares(programme, near):
            half_days = self.field.half_days[group]
            self.wanted[group] += amount * half_days / max(1.0, half_days.sum())

    def _shares(
        self, programme: str, near: NDArray[np.int64]
    ) -> list[tuple[NDArray[np.int64], float]]:
        amount = HALF_DAYS_WANTED[programme]
        if programme != "MIX":
            return [(near, amount)]
        liberal = self.field.liberal[near]
        return [(near[liberal], amount / 2), (near[~liberal], amount / 2)]
