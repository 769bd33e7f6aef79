"""Journeys from places, where people live, to sites, where care is: the pairs near enough."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from .amounts import Floats, amounts, positions
from .decay import Decay


@dataclass(frozen=True, eq=False)
class Travel:
    """What it costs to go from places to sites; a pair that is not there is out of reach.

    Attributes
    ----------
    start
        Shape ``(n_places + 1,)``, int32: the journeys of place ``i`` are ``start[i]`` to
        ``start[i + 1]``.
    site
        Shape ``(n_pairs,)``, int32: position of the site, ascending within a place.
    cost
        Shape ``(n_pairs,)``: one way from the place to the site, in ``unit``.
    n_sites
        How many sites there are.
    unit
        ``km`` or ``minutes``.
    """

    start: NDArray[np.int32]
    site: NDArray[np.int32]
    cost: Floats
    n_sites: int
    unit: Literal["km", "minutes"] = "minutes"

    @property
    def n_places(self) -> int:
        """How many places there are."""
        return len(self.start) - 1

    @property
    def place(self) -> NDArray[np.int32]:
        """Position of the place of each journey, shape ``(n_pairs,)``."""
        return np.repeat(np.arange(self.n_places, dtype=np.int32), np.diff(self.start))

    def by_car(
        self, km_per_hour: float = 40.0, detour: float = 1.3, fixed_minutes: float = 5.0
    ) -> Self:
        """Return minutes: ``km × detour / km_per_hour × 60 + fixed_minutes``, not rounded.

        The defaults are those of the settings ``car_kmh``, ``detour`` and ``fixed_minutes``: a
        convention that knows no roads. Minutes of a travel table are better.

        Raises
        ------
        ValueError
            Where the journeys are in minutes already, or a value makes no sense.
        """
        if self.unit != "km":
            raise ValueError("the journeys are in minutes already")
        if not (km_per_hour > 0 and detour > 0 and fixed_minutes >= 0):
            raise ValueError("speed and detour are above 0, the fixed minutes at least 0")
        minutes = self.cost * (detour / km_per_hour * 60)
        minutes += fixed_minutes
        return replace(self, cost=minutes, unit="minutes")

    def replaced_by(self, given: Travel) -> Travel:
        """Return these journeys, with those of another table in their stead where it has them.

        Raises
        ------
        ValueError
            Where places, sites or units are not the same.
        """
        if (self.n_places, self.n_sites, self.unit) != (given.n_places, given.n_sites, given.unit):
            raise ValueError("both tables are of the same places and sites, in the same unit")
        own, other = self._keys(), given._keys()
        # Both ascend, and no pair is twice in one of them.
        kept = np.ones(len(own), bool)
        kept[np.isin(own, other, assume_unique=True)] = False
        pairs = [
            np.concatenate([getattr(self, name)[kept], getattr(given, name)])
            for name in ("place", "site", "cost")
        ]
        return journeys(*pairs, n_places=self.n_places, n_sites=self.n_sites, unit=self.unit)

    def _keys(self) -> NDArray[np.int64]:
        return self.place.astype(np.int64) * self.n_sites + self.site

    def weights(self, decay: Decay) -> Any:
        """Return the weight of each site for each place.

        Returns
        -------
        scipy.sparse.csr_array
            Shape ``(n_places, n_sites)``; it shares the pairs of these journeys.

        Raises
        ------
        ValueError
            Where the decay does not give a weight of at least 0 for each journey.
        """
        weights = amounts(decay(self.cost), "weights of the decay", self.cost.shape)
        shape = (self.n_places, self.n_sites)
        matrix = sparse.csr_array((weights, self.site, self.start), shape=shape, copy=False)
        matrix.has_canonical_format = True
        return matrix


def journeys(
    place: ArrayLike,
    site: ArrayLike,
    cost: ArrayLike,
    *,
    n_places: int,
    n_sites: int,
    unit: Literal["km", "minutes"] = "minutes",
) -> Travel:
    """Return journeys out of a table of pairs, in any order.

    Parameters
    ----------
    place, site
        Shape ``(n_pairs,)``: positions from 0 on.
    cost
        Shape ``(n_pairs,)``, in ``unit``. A pair of infinite cost is out of reach.

    Raises
    ------
    ValueError
        Where the arrays do not fit, a cost is negative or no number, or a pair is there twice.
    """
    start, end = positions(place, "places", n_places), positions(site, "sites", n_sites)
    given = np.asarray(cost, np.float64)
    if not len(start) == len(end) == given.size:
        raise ValueError("places, sites and costs are of the same length")
    reached = given != np.inf
    if not reached.all():
        start, end, given = start[reached], end[reached], given[reached]
    given = amounts(given, unit, start.shape)
    matrix = sparse.coo_array((given, (start, end)), shape=(n_places, n_sites)).tocsr()
    if matrix.nnz < len(given):
        raise ValueError("a pair of place and site is there twice")
    matrix.sort_indices()
    return Travel(
        start=matrix.indptr.astype(np.int32, copy=False),
        site=matrix.indices.astype(np.int32, copy=False),
        cost=matrix.data,
        n_sites=n_sites,
        unit=unit,
    )
