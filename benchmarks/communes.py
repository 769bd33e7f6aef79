"""Seeded generator of communes of a country: towns with what is around them, and the open land.

At 34,741 of them some 7.3 million pairs are at most 30 km apart, as among those of France.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

COMMUNES = 34_741
_COMMUNES_OF_TOWN = 60
_SHARE_AROUND_TOWNS = 0.45
_SPREAD_KM = 22.0
_KM2_OF_COMMUNE = 12.9
_KM_OF_DEGREE = 111.2
_MIDDLE = (46.6, 2.4)


@dataclass(frozen=True)
class Communes:
    """Points in degrees, shape ``(n, 2)``; inhabitants and full-time equivalents, ``(n,)``."""

    points: NDArray[np.float64]
    population: NDArray[np.float64]
    fte: NDArray[np.float64]


def communes(n: int, seed: int) -> Communes:
    """Return so many communes; the density is the same at every number."""
    random = np.random.default_rng([seed, n])
    side = np.sqrt(n * _KM2_OF_COMMUNE)
    n_towns = max(1, n // _COMMUNES_OF_TOWN)
    towns = random.uniform(-side / 2, side / 2, (n_towns, 2))
    town = random.integers(n_towns, size=n)
    around = random.random(n) < _SHARE_AROUND_TOWNS
    open_land = random.uniform(-side / 2, side / 2, (n, 2))
    near = towns[town] + random.normal(0, _SPREAD_KM, (n, 2))
    north, east = np.where(around[:, None], near, open_land).T
    latitude = _MIDDLE[0] + north / _KM_OF_DEGREE
    longitude = _MIDDLE[1] + east / (_KM_OF_DEGREE * np.cos(np.radians(latitude)))
    population = np.ceil(random.lognormal(6.2, 1.3, n))
    # A practitioner for 1,500 inhabitants in the mean; most villages have none.
    fte = random.poisson(population / 1500) * random.choice([0.5, 0.8, 1.0], n)
    return Communes(np.column_stack([latitude, longitude]), population, fte)
