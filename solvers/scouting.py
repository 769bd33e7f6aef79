"""One objective that stands for the whole list of tiers, to find a good choice to begin with.

It proves nothing. The first tier with many different values (or, without one, the last that
counts) is taken as it is; tiers before it are weighted so that one unit outweighs what a few
agents could gain in it; tiers after it are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .arrays import Ints
from .problem import Problem
from .state import Objective
from .tiers import BestFirstTier, LinearTier, SquaresTier, Tier, WorstFirstTier

_RICH = 1_000
"""From this largest coefficient on a tier's values say more than a count."""

_UNIT = 4
"""One unit of a tier outweighs so many times the richest tier's largest coefficient."""

_FINE = 1_000
"""Where no tier is rich, rewards of levels are told apart in such parts of a unit."""

_STEEP = 6
"""So many of the best levels are told apart where as many as possible shall be in each."""

_Counting = LinearTier | WorstFirstTier | BestFirstTier


def scouting(problem: Problem, tiers: Sequence[Tier]) -> Objective:
    """Return the objective, to be maximised, for some of a problem's tiers, first to last."""
    option = np.zeros(problem.n_options, np.int64)
    auxiliary = np.zeros(problem.n_auxiliary, np.int64)
    counting, rich = _split(tiers)
    unit = _FINE
    if rich is not None:
        sign = 1 if rich.maximise else -1
        option += sign * rich.option
        auxiliary += sign * rich.auxiliary
        unit = int(np.abs(rich.option).max(initial=1))
    for place, tier in enumerate(reversed(counting)):
        weight = _UNIT * (place + 1) * unit
        match tier:
            case LinearTier():
                sign = weight if tier.maximise else -weight
                option += sign * tier.option
                auxiliary += sign * tier.auxiliary
            case WorstFirstTier():
                option += _worst_first(problem, tier, weight)
            case BestFirstTier():
                option += _best_first(tier, weight, steep=tier is tiers[0])
    return Objective(option, auxiliary)


def _split(
    tiers: Sequence[Tier],
) -> tuple[list[_Counting], LinearTier | None]:
    """Return the tiers before the first rich one, and that one."""
    counting: list[_Counting] = []
    for tier in tiers:
        if isinstance(tier, SquaresTier):
            continue
        if isinstance(tier, LinearTier) and is_rich(tier):
            return counting, tier
        counting.append(tier)
    return counting, None


def is_rich(tier: LinearTier) -> bool:
    """Say whether a tier has many different values."""
    return bool(np.abs(tier.option).max(initial=0) >= _RICH)


def _worst_first(problem: Problem, tier: WorstFirstTier, weight: int) -> Ints:
    """Reward counted agents, and charge levels the more the worse they are."""
    worst = max(1, int(tier.level.max(initial=1)))
    charge = weight * tier.level**2 // (2 * worst**2)
    worth: Ints = weight * tier.counted[problem.agent].astype(np.int64) - charge
    return worth


def _best_first(tier: BestFirstTier, weight: int, *, steep: bool) -> Ints:
    """Reward levels the more the better they are.

    ``steep``: each of the best levels twice as much as the next one, as is right where no other
    tier comes before; otherwise the sum must stay small beside a unit of those.
    """
    if steep:
        reward = weight * 2 ** np.clip(_STEEP - tier.level, 0, None)
    else:
        worst = max(1, int(tier.level.max(initial=1)))
        reward = weight * (worst + 1 - tier.level) ** 2 // worst**2
    worth: Ints = np.where(tier.level > 0, reward, 0)
    return worth
