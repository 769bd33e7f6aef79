"""How firmly an order stands: other weights, other trade-offs, and what would have to change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...solvers.acceptability import acceptability
from ...solvers.pareto import not_dominated

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

DRAWS, FEWEST_DRAWS = 10_000, 1_000
_MOST_SCORES = 2_000_000_000
"""Scores computed in all: beyond it fewer weights are drawn."""
ASKED_FIRST = 10
"""How many openings from the top are told what would make them first."""


@dataclass(frozen=True)
class Stability:
    """How the openings of one request stand, shape ``(n_openings,)`` each.

    Attributes
    ----------
    first, top_three
        Share of drawn weights with which an opening is first, and among the first three.
    pareto
        Whether no other is as good in own fit, need gain and cost of aids, and better in one.
    criterion, weight
        The one weight whose change would make it first, and what it would have to be (the
        others keeping their proportions); -1 and ``nan`` where none does, or none is needed.
    """

    first: Floats
    top_three: Floats
    pareto: Bools
    criterion: Ints
    weight: Floats


def draws_for(n_pairs: int) -> int:
    """Return how many weights are drawn for each request, given all pairs there are."""
    return max(FEWEST_DRAWS, min(DRAWS, _MOST_SCORES // max(1, n_pairs)))


def stability(
    criteria: Floats, weights: Floats, trade_off: Ints, order: Ints, draws: int, seed: int
) -> Stability:
    """Return how the openings of one request stand.

    Parameters
    ----------
    criteria, weights
        Shapes ``(n_openings, n_criteria)`` and ``(n_criteria,)``; weights sum to 1.
    trade_off
        Shape ``(n_openings, 3)``: the more the better.
    order
        Shape ``(n_openings,)``: positions, the best fit first.
    """
    shares = acceptability(criteria, weights, draws=draws, seed=seed)
    criterion, weight = np.full(len(criteria), -1), np.full(len(criteria), np.nan)
    for position in order[1:ASKED_FIRST].tolist():
        criterion[position], weight[position] = smallest_change(criteria, weights, position)
    return Stability(shares.first, shares.top_three, not_dominated(trade_off), criterion, weight)


def smallest_change(criteria: Floats, weights: Floats, position: int) -> tuple[int, float]:
    """Return the weight that has to change least for an opening to be first, and its new value.

    With the weight t of criterion c, the others keeping their proportions, an opening's score is
    ``t × x + (1 - t) × r``, where ``r`` is its score without c: a line in t. It is first where its
    line passes below no other: an interval of t, whose end nearest to today's weight is taken.
    """
    best, found, new = np.inf, -1, np.nan
    score = criteria @ weights
    for c, today in enumerate(weights.tolist()):
        if today >= 1:
            continue
        rest = (score - today * criteria[:, c]) / (1 - today)
        slope = (criteria[position, c] - rest[position]) - (criteria[:, c] - rest)
        lack = rest - rest[position]
        low, high = _where_first(slope, lack)
        if low > high:
            continue
        near = min(max(today, low), high)
        if abs(near - today) < best - 1e-12:
            best, found, new = abs(near - today), c, near
    return found, new


_TINY = 1e-12


def _where_first(slope: Floats, lack: Floats) -> tuple[float, float]:
    """Return the weights from 0 to 1 with ``slope × t >= lack`` throughout; none: low > high."""
    if (lack[np.abs(slope) <= _TINY] > _TINY).any():
        return 1.0, 0.0
    up, down = slope > _TINY, slope < -_TINY
    low = (lack[up] / slope[up]).max(initial=0.0)
    high = (lack[down] / slope[down]).min(initial=1.0)
    return float(low), float(high)
