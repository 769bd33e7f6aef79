"""Small problems on the paths that the core otherwise keeps for large ones, and how to judge.

`at_scale` lowers the numbers from which on a piece counts as large; `assert_right` compares an
outcome with all solutions of the problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from core_problems import Plain, Value, cost, slots_fit, tier_value
from maillage.solvers import blockwise, closing, construction, regions, scheduling, search
from maillage.solvers.arrays import Floats
from maillage.solvers.limits import Limits
from maillage.solvers.problem import Problem
from maillage.solvers.relaxation import Local
from maillage.solvers.result import Outcome, TierOutcome
from maillage.solvers.tiers import LinearTier, Tier

NEVER = 1_000

SCALES = {
    "improved nearby": (NEVER, NEVER, NEVER, (1_500, 20_000)),
    "block after block": (1, NEVER, NEVER, (1_500, 20_000)),
    "priced in blocks": (1, 1, 0, (1_500, 20_000)),
    "priced in blocks first": (1, 1, NEVER, (1_500, 20_000)),
    "improved nearby, unproven": (NEVER, NEVER, NEVER, (0, 0)),
    "block after block, unproven": (1, NEVER, NEVER, (0, 0)),
    "priced in blocks, unproven": (1, 1, 0, (0, 0)),
    "priced in blocks first, unproven": (1, 1, NEVER, (0, 0)),
}
"""Agents from which on the first choice is made in blocks and the relaxation solved in blocks, up
to which it is then solved at once, and up to which (and how many options) an exact model of a
whole piece is tried."""


@contextmanager
def at_scale(scale: str) -> Iterator[None]:
    """Treat pieces of two agents and more as large ones."""
    dived, at_once, after_blocks, exact = SCALES[scale]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closing, "_MANY", 1)
        patch.setattr(closing, "_MOST_DIVED", dived)
        patch.setattr(search, "_MOST_AT_ONCE", at_once)
        patch.setattr(search, "_MOST_SCOUTED_AT_ONCE", at_once)
        patch.setattr(search, "_MOST_AFTER_BLOCKS", after_blocks)
        patch.setattr(closing, "_MOST_EXACT", exact)
        patch.setattr(construction, "_AGENTS", 2)
        patch.setattr(scheduling, "_GROUP", 2)
        patch.setattr(regions, "_AGENTS", 2)
        patch.setattr(search, "Blockwise", in_pairs)
        # Some rows and some agents are everywhere.
        patch.setattr(blockwise, "_WIDE", 1)
        patch.setattr(blockwise, "_WIDE_AGENT", 2)
        yield


def in_pairs(
    local: Local, limits: Limits, *, value: float = 0.0, known: Floats | None = None
) -> blockwise.Blockwise:
    """Return the prices of a piece in blocks of about two agents."""
    return blockwise.Blockwise(local, limits, value=value, known=known, agents_per_block=2)


def assert_right(problem: Problem, plain: Plain, outcome: Outcome) -> None:
    """Compare an outcome with all solutions: it is possible, its bounds are, its proofs hold."""
    if outcome.solution is None:
        assert outcome.unmet is not None
        if outcome.status == "infeasible":
            assert not plain.solutions
        return
    assert plain.keeps(outcome.solution)
    assert slots_fit(problem, outcome.solution)
    left = plain.values()
    for number, (tier, found) in enumerate(zip(problem.tiers, outcome.tiers, strict=True)):
        assert tier_value(problem, tier, outcome.solution) == found.value
        best = min((values[number] for values in left), key=lambda value: cost(tier, value))
        assert_bound(tier, found, best)
        left = [values for values in left if as_good(tier, values[number], found.value)]
    proven = all(found.value == found.bound for found in outcome.tiers)
    assert proven == (outcome.status == "optimal")


def assert_bound(tier: Tier, found: TierOutcome, best: Value) -> None:
    """Hold value and bound of a tier to the best that there is, earlier tiers kept."""
    assert cost(tier, found.bound) <= cost(tier, best) <= cost(tier, found.value)
    assert found.proven == (found.bound == found.value)


def as_good(tier: Tier, value: Value, found: Value) -> bool:
    """Say whether a value is allowed for once a tier was left with the value found."""
    if isinstance(tier, LinearTier):
        return cost(tier, value) <= cost(tier, found)
    return value == found


def same(one: Outcome, other: Outcome) -> bool:
    """Say whether two outcomes are the same, their times left aside."""
    if (one.status, one.tiers, one.unmet) != (other.status, other.tiers, other.unmet):
        return False
    if one.solution is None or other.solution is None:
        return one.solution is other.solution
    return (
        np.array_equal(one.solution.option, other.solution.option)
        and np.array_equal(one.solution.auxiliary, other.solution.auxiliary)
        and one.solution.slots == other.solution.slots
    )


def limits(workers: int) -> Limits:
    """Return limits that never end a search."""
    return Limits(workers=workers)
