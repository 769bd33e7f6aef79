"""One objective that puts tier before tier, for a few agents who choose anew.

It proves nothing: what comes out is valued tier by tier afterwards.
"""

from __future__ import annotations

from itertools import accumulate
from operator import mul

import numpy as np

from .arrays import Ints
from .best_first import profile
from .problem import Problem
from .result import Solution
from .state import Objective
from .tiers import BestFirstTier, LinearTier, SquaresTier, Tier, WorstFirstTier
from .values import value_of

_STEEP, _LEVELS = 8, 3
"""One agent at a level outweighs so many at the next one; so many levels are told apart."""

_LARGEST = 2**50
"""Sums of the objective stay exact in double precision, in which the exact solver bounds them."""


def precedence(problem: Problem, solution: Solution, agents: int) -> Objective:
    """Return an objective, to be maximised, in which earlier tiers outweigh later ones.

    The last tiers are left out where the numbers would become too large, and so are sums of
    squares.

    Parameters
    ----------
    solution
        Levels that it has are what a tier of levels is told by.
    agents
        An earlier tier outweighs what so many agents can change in later ones.
    """
    parts = [part for tier in problem.tiers if (part := _part(problem, tier, solution)) is not None]
    sizes = [2 * agents * max(1, part.largest) + 1 for part in parts]
    n_kept = sum(product <= _LARGEST for product in accumulate(sizes, mul))
    option = np.zeros(problem.n_options, np.int64)
    auxiliary = np.zeros(problem.n_auxiliary, np.int64)
    weight = 1
    kept = list(zip(parts, sizes, strict=True))[: max(1, n_kept)]
    for part, size in reversed(kept):
        option += weight * part.option
        auxiliary += weight * part.auxiliary
        weight *= size
    return Objective(option, auxiliary)


def _part(problem: Problem, tier: Tier, solution: Solution) -> Objective | None:
    none = np.zeros(problem.n_auxiliary, np.int64)
    match tier:
        case LinearTier():
            sign = 1 if tier.maximise else -1
            return Objective(sign * tier.option.astype(np.int64), sign * tier.auxiliary)
        case WorstFirstTier():
            return Objective(_worst_first(problem, tier, solution), none)
        case BestFirstTier():
            return Objective(_best_first(tier, solution), none)
        case SquaresTier():
            return None


def _worst_first(problem: Problem, tier: WorstFirstTier, solution: Solution) -> Ints:
    """Reward counted agents; charge the worst levels of the solution, and those beyond."""
    levels = np.array(value_of(problem, tier, solution)[1::2][:_LEVELS], np.int64)
    above = (tier.level[:, None] > levels[None, :]).sum(axis=1)
    lowest = levels[-1] if len(levels) else 1
    charge = np.where(tier.level >= lowest, _STEEP**above, 0)
    placed = 2 * _STEEP ** len(levels)
    worth: Ints = placed * tier.counted[problem.agent].astype(np.int64) - charge
    return worth


def _best_first(tier: BestFirstTier, solution: Solution) -> Ints:
    """Reward the best levels that the solution has."""
    pairs = profile(tier, solution)
    levels = [level for level, number in zip(pairs[::2], pairs[1::2], strict=True) if number]
    reward = np.zeros(len(tier.level), np.int64)
    for rank, level in enumerate(levels[:_LEVELS]):
        reward[tier.level == level] = _STEEP ** (_LEVELS - rank)
    return reward
