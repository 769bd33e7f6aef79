"""How unequally people can reach care: measures weighted by population.

In the formulas `p` is the population of a territory, `a` its accessibility, `P` the sum of `p`.
Territories without population, or whose accessibility is not known, are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

TENTH = 0.1


@dataclass(frozen=True, slots=True)
class Inequality:
    """How unequally people are served; ``None`` where it cannot be said.

    Attributes
    ----------
    people
        Inhabitants of the territories whose accessibility is known.
    gini
        0 where all have the same, near 1 where one has everything.
    share_under
        Share of the people whose territory is below the threshold.
    extreme_tenths
        What the best served tenth of the people has on average, divided by what the worst
        served tenth has (S90/S10).
    """

    people: float = 0.0
    gini: float | None = None
    share_under: float | None = None
    extreme_tenths: float | None = None


def inequality(
    accessibility: Numbers, population: Numbers, threshold: float | None = None
) -> Inequality:
    """Return all measures for some territories.

    Parameters
    ----------
    accessibility, population
        Shape ``(n,)``; ``nan`` where not known.
    threshold
        Below which a territory counts as badly served; ``None`` where there is no such number.
    """
    counted = (population > 0) & ~np.isnan(accessibility)
    access, people = accessibility[counted], population[counted]
    if not len(access):
        return Inequality()
    under = None if threshold is None else float(people[access < threshold].sum() / people.sum())
    return Inequality(
        people=float(people.sum()),
        gini=gini(access, people),
        share_under=under,
        extreme_tenths=extreme_tenths(access, people),
    )


def gini(values: Numbers, weights: Numbers) -> float | None:
    """Return the weighted coefficient of Gini; ``None`` where all values are 0.

    G = Σ_i Σ_j p_i p_j |a_i − a_j| ÷ (2 P² ā), ā = Σ p a ÷ P (Gini 1912, by pairs). Computed
    from the sorted values: twice the area between the Lorenz curve and the diagonal.

    Parameters
    ----------
    values, weights
        Shape ``(n,)``, n ≥ 1, values ≥ 0, weights > 0.
    """
    order = np.argsort(values, kind="stable")
    share = weights[order] / weights.sum()
    part = share * values[order]
    total = part.sum()
    if total <= 0:
        return None
    lorenz = np.cumsum(part) / total
    below = np.concatenate([[0.0], lorenz[:-1]])
    return float(max(0.0, 1.0 - (share * (lorenz + below)).sum()))


def extreme_tenths(values: Numbers, weights: Numbers) -> float | None:
    """Return the mean of the best served tenth ÷ that of the worst served tenth.

    The territory at the edge of a tenth counts for the people of it that complete the tenth.
    ``None`` where the worst served tenth has nothing.
    """
    low = mean_of_lowest(values, weights, TENTH)
    high = -mean_of_lowest(-values, weights, TENTH)
    return high / low if low > 0 else None


def mean_of_lowest(values: Numbers, weights: Numbers, share: float) -> float:
    """Return the mean value of the share of the people who have least."""
    order = np.argsort(values, kind="stable")
    asked = share * weights.sum()
    before = np.concatenate([[0.0], np.cumsum(weights[order])[:-1]])
    counted = np.clip(asked - before, 0.0, weights[order])
    return float((counted * values[order]).sum() / asked)
