"""How firmly options stand at the top when the weights of the criteria are not quite sure.

Weights are drawn from a Dirichlet distribution around the given ones; an option's *acceptability*
of a rank is the share of draws in which it has it (Lahdelma, Hokkanen and Salminen, "SMAA",
*European Journal of Operational Research* 106, 1998).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Floats, Ints

CONCENTRATION = 50.0
_CELLS = 4_000_000
"""Scores held at a time: 32 MB."""
_TOP = 3


@dataclass(frozen=True)
class Acceptability:
    """Shares of the draws.

    Attributes
    ----------
    first, top_three
        ``(n_options,)``: share of draws in which an option has the best score, and in which it is
        among the three best. They sum to 1, and to 3 (to the number of options if fewer).
    draws
        How many draws there were; a share s has a standard error of √(s (1 - s) / draws).
    """

    first: Floats
    top_three: Floats
    draws: int


def acceptability(
    criteria: Floats,
    weights: Floats,
    *,
    draws: int = 10_000,
    seed: int = 0,
    concentration: float = CONCENTRATION,
) -> Acceptability:
    """Return how often each option is first and among the first three.

    Parameters
    ----------
    criteria
        ``(n_options, n_criteria)``: the more the better; an option's score is Σ weight × criterion.
    weights
        ``(n_criteria,)``: 0 or more, not all 0. A criterion of weight 0 keeps it.
    draws, seed
        Number of draws, and what they are drawn from: the same weights are drawn for the same
        seed, criteria and concentration, whatever the options.
    concentration
        The sum of the distribution's parameters: a weight of share m is drawn with mean m and
        standard deviation √(m (1 - m) / (concentration + 1)). With the default 50, a weight of
        12.5 % is mostly drawn between 8 and 17 %; the larger, the closer to the given weights.

    Returns
    -------
    Options that are equal in all criteria of positive weight share their places equally: two that
    are first together count ½ each, four that are first together count ¾ each among the three
    best. Other ties have no chance to occur. The order of options never matters.

    Raises
    ------
    ValueError
        If there is no positive weight, a number is negative or not finite, or shapes differ.
    """
    _check(criteria, weights, draws, concentration)
    used = np.flatnonzero(weights > 0)
    share = weights[used] / weights[used].sum()
    drawn = np.random.default_rng(seed).dirichlet(concentration * share, size=draws)
    # Equal options stand together: scores computed apart might differ in the last digit.
    distinct, number, size = np.unique(
        np.ascontiguousarray(criteria[:, used]), axis=0, return_inverse=True, return_counts=True
    )
    number = number.reshape(-1)
    first, top = np.zeros(len(distinct)), np.zeros(len(distinct))
    block = max(1, _CELLS // max(1, len(distinct)))
    for start in range(0, draws if len(distinct) else 0, block):
        _count(drawn[start : start + block] @ distinct.T, size, first, top)
    return Acceptability(first[number] / draws, top[number] / draws, draws)


def _count(score: Floats, size: Ints, first: Floats, top: Floats) -> None:
    """Add each draw's first three to the sums, for options of which there are several each."""
    rows = np.arange(len(score))
    left = np.full(len(score), float(_TOP))
    for place in range(min(_TOP, score.shape[1])):
        best = score.argmax(axis=1)
        score[rows, best] = -np.inf
        if place == 0:
            np.add.at(first, best, 1.0 / size[best])
        taken = np.minimum(size[best], left)
        np.add.at(top, best, taken / size[best])
        left -= taken


def _check(criteria: Floats, weights: Floats, draws: int, concentration: float) -> None:
    if criteria.ndim != 2 or weights.shape != criteria.shape[1:]:
        raise ValueError("there has to be one weight for each criterion")
    if not (np.isfinite(criteria).all() and np.isfinite(weights).all()):
        raise ValueError("a criterion or weight is not a finite number")
    if (weights < 0).any() or not (weights > 0).any():
        raise ValueError("weights are 0 or more, and one is positive")
    if draws < 1 or not (np.isfinite(concentration) and concentration > 0):
        raise ValueError("draws and concentration are positive")
