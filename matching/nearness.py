"""Which points lie near which, found without looking at all pairs of them."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG), kilometres."""

_MARGIN_KM = 0.01
"""Added to what is looked for, so that rounding never loses a pair; who asks tests exactly."""

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


class Points:
    """Points given as (latitude, longitude) in degrees, ``nan`` where unknown.

    They are searched as points of the unit sphere, where a distance is a chord.
    """

    def __init__(self, degrees: NDArray[np.float64]) -> None:
        self.degrees = degrees
        self._known = np.flatnonzero(~np.isnan(degrees).any(axis=1))

    @cached_property
    def unknown(self) -> NDArray[np.int64]:
        """Positions of the points without coordinates."""
        return np.setdiff1d(np.arange(len(self.degrees)), self._known)

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(on_sphere(self.degrees[self._known]))

    def around(self, centres: NDArray[np.float64], km: NDArray[np.float64]) -> Pairs:
        """Return pairs (index of centre, point): all within so many kilometres, and a few more.

        Parameters
        ----------
        centres, km
            Shapes ``(n, 2)`` and ``(n,)``; centres with ``nan`` have no pairs.
        """
        asking = np.flatnonzero(~np.isnan(centres).any(axis=1) & (km >= 0))
        if not len(asking) or not len(self._known):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        found = self._tree.query_ball_point(on_sphere(centres[asking]), _chord(km[asking]))
        lengths = np.array([len(near) for near in found], np.int64)
        flat = np.array([point for near in found for point in near], np.int64)
        return np.repeat(asking, lengths), self._known[flat]

    def pairs(self, km: float) -> Pairs:
        """Return pairs of points, the smaller first: all within so many km, and a few more."""
        if len(self._known) < 2 or km < 0:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        chord = float(_chord(np.array([km]))[0])
        found = self._tree.query_pairs(chord, output_type="ndarray").astype(np.int64)
        return self._known[found[:, 0]], self._known[found[:, 1]]

    def near(self, others: Points, km: float) -> tuple[Pairs, NDArray[np.float64]]:
        """Return all pairs (point, other point) within so many km, and the km between them.

        The km are those of the great circle, from the chord that the search has at hand. No
        order of the pairs is promised.
        """
        if not len(self._known) or not len(others._known) or km < 0:
            nothing = np.zeros(0, np.int64)
            return (nothing, nothing), np.zeros(0)
        chord = float(_chord(np.array([km]))[0])
        found = self._tree.sparse_distance_matrix(others._tree, chord, output_type="ndarray")
        between: NDArray[np.float64] = (
            2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(found["v"] / 2, 1))
        )
        near = np.flatnonzero(between <= km)
        pairs = self._known[found["i"][near]], others._known[found["j"][near]]
        return pairs, between[near]


def haversine_km(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle kilometres between points given as (latitude, longitude) degrees.

    Parameters
    ----------
    first, second
        Shapes ``(…, 2)`` that broadcast against each other.
    """
    a, b = np.radians(first), np.radians(second)
    half = (a - b) / 2
    chord = (
        np.sin(half[..., 0]) ** 2
        + np.cos(a[..., 0]) * np.cos(b[..., 0]) * np.sin(half[..., 1]) ** 2
    )
    result: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1)))
    return result


def on_sphere(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points of the unit sphere, shape ``(n, 3)``, of (latitude, longitude) in degrees."""
    latitude, longitude = np.radians(degrees).T
    flat = np.cos(latitude)
    return np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


def km_of_chord(chord: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the great-circle kilometres of chords of the unit sphere."""
    km: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1))
    return km


def _chord(km: NDArray[np.float64]) -> NDArray[np.float64]:
    angle = np.minimum((km + _MARGIN_KM) / EARTH_RADIUS_KM, np.pi)
    chord: NDArray[np.float64] = 2 * np.sin(angle / 2) + 1e-12
    return chord
