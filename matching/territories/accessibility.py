"""Accessibility of care from where people live: one call for the whole family of methods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .amounts import Floats, amounts
from .catchment import chosen_weights, felt_demand, ratios, within_reach
from .decay import Decay
from .travel import Travel


@dataclass(frozen=True, eq=False)
class Accessibility:
    """What is within reach of each place, and how it came about.

    Attributes
    ----------
    access
        Shape ``(n_places,)``: units of supply per unit of demand (full-time equivalents or
        consultations per inhabitant, say). 0 where nothing is within reach.
    ratio
        Shape ``(n_sites,)``: what a site has per unit of demand that reaches it, 0 where none does.
    supply
        Shape ``(n_sites,)``: as given, or as counted.
    demand
        Shape ``(n_places,)``: as given, or as standardised.
    reaching
        Shape ``(n_sites,)``: whether some demand reaches the site. The supply of others counts
        nowhere.
    reached
        Shape ``(n_places,)``: whether some site is within reach of the place, with supply or
        without.
    proxy_of
        The official figure that this is a proxy of, where it is one.
    """

    access: Floats
    ratio: Floats
    supply: Floats
    demand: Floats
    reaching: NDArray[np.bool_]
    reached: NDArray[np.bool_]
    proxy_of: str | None = None

    @property
    def supply_reached(self) -> float:
        """The supply within reach of somebody: with one decay, equal to ``Σ access × demand``."""
        return float(self.supply[self.reaching].sum())

    @property
    def mean(self) -> float:
        """The mean accessibility of a unit of demand; 0 where there is no demand."""
        total = float(self.demand.sum())
        return float(self.access @ self.demand) / total if total > 0 else 0.0


def accessibility(
    demand: ArrayLike,
    supply: ArrayLike,
    travel: Travel,
    decay: Decay,
    *,
    steps: Literal[2, 3] = 2,
    attraction: ArrayLike | None = None,
    outward: Travel | None = None,
) -> Accessibility:
    """Return how accessible care is from each place.

    Two steps with ``within(30)`` are the 2SFCA, with `Bands` or another decay the E2SFCA; three
    steps the 3SFCA. Formulas and references: `two_step` and `three_step` in ``catchment.py``.

    Parameters
    ----------
    demand
        Shape ``(n_places,)``: inhabitants, weighted by age if wanted.
    supply
        Shape ``(n_sites,)``: full-time equivalents, consultations per year, or any other unit.
    travel
        From places to sites, as from `neighbours` or `travel_table`.
    decay
        Weight by minutes (or kilometres, if the journeys are in kilometres): `Bands`, `Gaussian`,
        `Exponential`, `Power` or any function from an array to an array.
    steps
        2 or 3.
    attraction
        Shape ``(n_sites,)``, in three steps: what else than nearness draws people to a site.
    outward
        Other journeys for step one, in two steps: from places to sites as the site sees them, such
        as the minutes of the way back. By default both steps use ``travel``.

    Returns
    -------
    Accessibility
        Its ``access`` is the answer, shape ``(n_places,)``.

    Raises
    ------
    ValueError
        Where shapes do not fit, or a value is negative, infinite or no number.

    Examples
    --------
    Two communes, eleven kilometres apart; the doctor is in the first one.

    >>> from maillage import Bands, accessibility, neighbours
    >>> travel = neighbours([[46.5, 0.3], [46.6, 0.3]]).by_car()
    >>> travel.cost.round(1).tolist()
    [5.0, 26.7, 26.7, 5.0]
    >>> found = accessibility([1500, 1000], [1, 0], travel, Bands((10, 30), (1, 0.5)))
    >>> found.access.tolist()
    [0.0005, 0.00025]
    """
    _check(steps, attraction, outward)
    reach = travel.weights(decay)
    if steps == 3:
        reach = chosen_weights(reach, attraction)
    back = reach if outward is None else outward.weights(decay)
    if back.shape != reach.shape:
        raise ValueError(f"outward: the shape should be {reach.shape} and is {back.shape}")
    felt = felt_demand(demand, back)
    ratio = ratios(supply, felt)
    return Accessibility(
        access=within_reach(reach, ratio),
        ratio=ratio,
        supply=amounts(supply, "supply", felt.shape),
        demand=amounts(demand, "demand", (travel.n_places,)),
        reaching=felt > 0,
        reached=within_reach(reach, np.ones(travel.n_sites)) > 0,
    )


def _check(steps: int, attraction: ArrayLike | None, outward: Travel | None) -> None:
    if steps not in (2, 3):
        raise ValueError(f"steps: 2 or 3, not {steps}")
    if attraction is not None and steps == 2:
        raise ValueError("attraction: only three steps know what draws people to a site")
    if outward is not None and steps == 3:
        raise ValueError("outward: only two steps know other journeys for step one")
