"""Fill the best level as far as possible, then the next one, each with those before held."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import Ints
from .result import Solution
from .search import Search
from .state import Objective
from .tiers import BestFirstTier

_SHARE = 0.5
"""How much of the time left one level may take."""

Tell = Callable[[tuple[int, ...], tuple[int, ...]], None]
"""Hears of the value reached and the bound proven, for the levels looked at so far."""


def best_first(
    search: Search, tier: BestFirstTier, tell: Tell
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return (level, number in it, next level, number …) as reached, and as bounded.

    The bound of a level holds given the numbers reached before it, hence also where a later
    choice has more of them.
    """
    whole, state = search.limits, search.state
    none = np.zeros(state.n_auxiliary, np.int64)
    value: tuple[int, ...] = ()
    bound: tuple[int, ...] = ()
    left = _agents(search, tier.level > 0)
    for level in _levels(tier).tolist():
        at = tier.level == level
        most = min(left, _agents(search, at))
        if most == 0:
            # Nobody is left for this level, or nobody can be in it: there is nothing to hold.
            value, bound = (*value, level, 0), (*bound, level, 0)
            continue
        search.limits = whole.part(_SHARE)
        search.tell = _told(tell, (*value, level), (*bound, level))
        objective = Objective(at.astype(np.int64), none)
        reached, proven = search.maximise(objective, tier.tolerance, at_most=most)
        value, bound = (*value, level, reached), (*bound, level, proven)
        left -= reached
    search.limits = whole
    return value, bound


def profile(tier: BestFirstTier, solution: Solution) -> tuple[int, ...]:
    """Return (level, number in it, next level, number …) of a solution, over all levels."""
    level = tier.level[solution.option[solution.option >= 0]]
    levels = _levels(tier)
    number = [int((level == one).sum()) for one in levels]
    return tuple(int(n) for pair in zip(levels, number, strict=True) for n in pair)


def _levels(tier: BestFirstTier) -> Ints:
    levels: Ints = np.unique(tier.level[tier.level > 0])
    return levels


def _agents(search: Search, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """Return how many agents can still take one of some options."""
    return len(np.unique(search.problem.agent[search.state.alive & inside]))


def _told(tell: Tell, value: tuple[int, ...], bound: tuple[int, ...]) -> Callable[[int, int], None]:
    return lambda reached, proven: tell((*value, reached), (*bound, proven))
