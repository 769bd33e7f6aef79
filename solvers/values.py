"""What a choice is worth in each kind of tier, and which of two values is worse."""

from __future__ import annotations

import numpy as np

from .best_first import profile
from .problem import Problem
from .result import Solution
from .state import Objective
from .tiers import BestFirstTier, LinearTier, SquaresTier, Tier, WorstFirstTier

Value = tuple[int, ...]
"""As in `TierOutcome`."""


def value_of(problem: Problem, tier: Tier, solution: Solution) -> Value:
    """Return the value of a choice in a tier, as `TierOutcome` has it."""
    match tier:
        case LinearTier():
            return (Objective(tier.option, tier.auxiliary).value(solution),)
        case WorstFirstTier():
            return _worst_first(tier, solution)
        case BestFirstTier():
            return profile(tier, solution)
        case SquaresTier():
            return (_squares(problem, solution),)


def loss(tier: Tier, value: Value, other: Value) -> int:
    """Return by how much the other value is worse, negative where it is better.

    For a tier of several numbers: by how much the first one that differs is.
    """
    worse = 1 if _least_is_best(tier) else -1
    length = max(len(value), len(other))
    pairs = zip(_padded(value, length), _padded(other, length), strict=True)
    return next((worse * (b - a) for a, b in pairs if a != b), 0)


def is_plain(tier: Tier) -> bool:
    """Say whether the value of a tier is one number."""
    return isinstance(tier, LinearTier | SquaresTier)


def _least_is_best(tier: Tier) -> bool:
    match tier:
        case LinearTier():
            return not tier.maximise
        case BestFirstTier():
            return False
        case WorstFirstTier() | SquaresTier():
            return True


def _padded(value: Value, length: int) -> Value:
    return value + (0,) * (length - len(value))


def _worst_first(tier: WorstFirstTier, solution: Solution) -> Value:
    option = solution.option
    level = tier.level[option[option >= 0]]
    value = [int((tier.counted & (option < 0)).sum())]
    for worst in np.unique(level[level > 0])[::-1][: tier.depth].tolist():
        value += [worst, int((level == worst).sum())]
    return tuple(value)


def _squares(problem: Problem, solution: Solution) -> int:
    assert problem.timetable is not None
    chosen = solution.option[solution.option >= 0]
    counts = problem.timetable.agents_at_hosts(problem.template[chosen])
    return int((counts**2).sum())
