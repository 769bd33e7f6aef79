"""Stable matchings with couples, against all matchings of small markets."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from maillage.solvers.couples import Group, joint_matching
from maillage.solvers.limits import Limits
from maillage.solvers.stable import Contracts

from .test_stable import chosen, market, own, within

seeds = st.integers(0, 2**32 - 1)


def joint_market(seed: int) -> tuple[Contracts, tuple[Group, ...]]:
    """Draw a market where the first two agents are a couple."""
    contracts, dice = market(seed), np.random.default_rng(seed)
    pairs = list(product([*own(contracts, 0), -1], [*own(contracts, 1), -1]))
    moves = [pair for pair in pairs if max(pair) >= 0 and dice.random() < 0.6]
    moves = [moves[k] for k in dice.permutation(len(moves))]
    level = np.sort(dice.integers(1, 5, size=len(moves))).tolist()
    return contracts, (Group((0, 1), tuple(moves), tuple(level)),)


def matchings(contracts: Contracts, group: Group) -> list[tuple[int, ...]]:
    singles = [[*own(contracts, a), -1] for a in range(2, contracts.n_agents)]
    found = [(*move, *rest) for move in [*group.moves, (-1, -1)] for rest in product(*singles)]
    return [m for m in found if within(contracts, set(m) - {-1})]


def blocking(contracts: Contracts, group: Group, matched: tuple[int, ...]) -> set[tuple[int, ...]]:
    present = set(matched) - {-1}
    found = set()
    for agent in range(2, contracts.n_agents):
        for contract in own(contracts, agent):
            better = matched[agent] < 0 or contract < matched[agent]
            if better and contract in chosen(contracts, present | {contract}):
                found.add((contract,))
    now = [r for m, r in zip(group.moves, group.level, strict=True) if m == matched[:2]]
    for move, rank in zip(group.moves, group.level, strict=True):
        new = set(move) - {-1}
        if (not now or rank < min(now)) and new <= chosen(contracts, present | new):
            found.add(move)
    return found


@settings(max_examples=150, deadline=None)
@given(seed=seeds)
def test_as_few_moves_block_as_possible(seed: int) -> None:
    contracts, groups = joint_market(seed)
    joint = joint_matching(contracts, groups, Limits())
    every = {m: blocking(contracts, groups[0], m) for m in matchings(contracts, groups[0])}
    found = tuple(joint.matched.tolist())
    assert every[found] == set(joint.blocking)
    assert joint.proven
    assert len(joint.blocking) == min(len(moves) for moves in every.values())


def test_the_same_again() -> None:
    for seed in range(10):
        contracts, groups = joint_market(seed)
        first = joint_matching(contracts, groups, Limits())
        again = joint_matching(contracts, groups, Limits())
        assert (first.matched == again.matched).all()
