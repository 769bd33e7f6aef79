"""How much a site counts for people at so many minutes from it: decay with travel time.

A decay is any function that takes an array of minutes (or kilometres) and returns an array of
weights of the same shape, none of them negative; 0 is out of reach. Those of this file have a
limit, beyond which the weight is 0; the limit itself is within reach.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, isnan

import numpy as np

from .amounts import Floats
from .origin import Origin

Decay = Callable[[Floats], Floats]
"""Minutes (or kilometres) to weights, array to array."""


@dataclass(frozen=True)
class Bands:
    """Weights by bands of travel time, as in E2SFCA (Luo & Qi 2009).

    ``w(t) = weights[k]`` for ``minutes[k - 1] < t <= minutes[k]``, 0 beyond the last one.

    Attributes
    ----------
    minutes
        The ends of the bands, ascending; each belongs to its band.
    weights
        The weight of each band.
    origin
        Where the values come from.

    Raises
    ------
    ValueError
        Where the ends do not ascend from 0 on, a weight is negative, or their numbers differ.

    Examples
    --------
    >>> Bands((10, 20), (1, 0.5))(np.array([0.0, 10.0, 10.5, 20.0, 21.0])).tolist()
    [1.0, 1.0, 0.5, 0.5, 0.0]

    References
    ----------
    Luo W., Qi Y. (2009), An enhanced two-step floating catchment area (E2SFCA) method for
    measuring spatial accessibility to primary care physicians, Health & Place 15 (4).
    """

    minutes: tuple[float, ...]
    weights: tuple[float, ...]
    origin: Origin | None = None

    def __post_init__(self) -> None:
        ends = (0.0, *self.minutes)
        if not self.minutes or len(self.minutes) != len(self.weights):
            raise ValueError("bands: each band has its end in minutes and its weight")
        # A band may end at 0: only those at the site itself are in it.
        ascending = all(a < b for a, b in zip(self.minutes, self.minutes[1:], strict=False))
        if not ascending or not all(end >= 0 for end in ends):
            raise ValueError("bands: the ends are minutes from 0 on, each larger than the last")
        if not all(weight >= 0 and isfinite(weight) for weight in self.weights):
            raise ValueError("bands: weights are finite and not negative")

    def __call__(self, minutes: Floats) -> Floats:
        """Return the weight of each journey."""
        band = np.zeros(minutes.shape, np.intp if len(self.minutes) > 120 else np.int8)
        for end in self.minutes:
            band += minutes > end
        return np.array([*self.weights, 0.0]).take(band)


def within(limit: float) -> Bands:
    """Return the decay of 2SFCA: everybody within the limit counts fully, nobody else does.

    References
    ----------
    Luo W., Wang F. (2003), Measures of spatial accessibility to health care in a GIS
    environment: synthesis and a case study in the Chicago region, Environment and Planning B
    30 (6).
    """
    return Bands((limit,), (1.0,))


@dataclass(frozen=True)
class Gaussian:
    """``w(t) = exp(-t² / (2 sigma²))`` up to the limit, as in Wan et al. (2012).

    Attributes
    ----------
    sigma
        Minutes at which the weight has fallen to 0.61.
    limit
        Minutes beyond which the weight is 0.
    """

    sigma: float
    limit: float = inf

    def __post_init__(self) -> None:
        _positive("sigma", self.sigma)
        _limit(self.limit)

    def __call__(self, minutes: Floats) -> Floats:
        """Return the weight of each journey."""
        return _cut(np.exp(np.square(minutes) * (-0.5 / self.sigma**2)), minutes, self.limit)


@dataclass(frozen=True)
class Exponential:
    """``w(t) = exp(-rate t)`` up to the limit.

    Attributes
    ----------
    rate
        Per minute.
    limit
        Minutes beyond which the weight is 0.
    """

    rate: float
    limit: float = inf

    def __post_init__(self) -> None:
        _positive("rate", self.rate)
        _limit(self.limit)

    def __call__(self, minutes: Floats) -> Floats:
        """Return the weight of each journey."""
        return _cut(np.exp(minutes * -self.rate), minutes, self.limit)


@dataclass(frozen=True)
class Power:
    """``w(t) = max(t, least) ** -exponent`` up to the limit: the gravity form.

    Attributes
    ----------
    exponent
        1 for one over the minutes.
    least
        Shorter journeys count as one of so many minutes, so that no weight is infinite.
    limit
        Minutes beyond which the weight is 0.
    """

    exponent: float = 1.0
    least: float = 1.0
    limit: float = inf

    def __post_init__(self) -> None:
        _positive("exponent", self.exponent)
        _positive("least", self.least)
        _limit(self.limit)

    def __call__(self, minutes: Floats) -> Floats:
        """Return the weight of each journey."""
        return _cut(np.maximum(minutes, self.least) ** -self.exponent, minutes, self.limit)


def _cut(weights: Floats, minutes: Floats, limit: float) -> Floats:
    """Set the weights of journeys beyond the limit to 0, in place."""
    if limit < inf:
        weights *= minutes <= limit
    return weights


def _positive(name: str, value: float) -> None:
    if not (value > 0 and isfinite(value)):
        raise ValueError(f"{name}: a number above 0 is wanted, not {value:g}")


def _limit(value: float) -> None:
    if isnan(value) or value < 0:
        raise ValueError(f"limit: minutes from 0 on are wanted, not {value:g}")
