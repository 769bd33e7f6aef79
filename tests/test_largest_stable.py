"""Largest weakly stable matchings with ties, against all matchings of small markets."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from maillage.solvers.largest_stable import TiedContracts, largest_stable, weakly_blocking
from maillage.solvers.limits import Limits

seeds = st.integers(0, 2**32 - 1)


def market(seed: int, n_agents: int = 4, n_offers: int = 3) -> TiedContracts:
    dice = np.random.default_rng(seed)
    pairs = [
        (agent, offer)
        for agent in range(n_agents)
        for offer in range(n_offers)
        if dice.random() < 0.7
    ]
    found = np.array(pairs, np.int64).reshape(-1, 2)
    level, position = dice.integers(1, 4, size=(2, len(found)))
    seats = dice.integers(0, 3, size=n_offers)
    return TiedContracts(found[:, 0], found[:, 1], level, position, seats, n_agents)


def matchings(market: TiedContracts) -> list[tuple[int, ...]]:
    own = [np.flatnonzero(market.agent == a).tolist() for a in range(market.n_agents)]
    found = []
    for matched in product(*([*choices, -1] for choices in own)):
        offers = [int(market.offer[c]) for c in matched if c >= 0]
        if all(offers.count(o) <= market.seats[o] for o in set(offers)):
            found.append(matched)
    return found


def blocks(market: TiedContracts, matched: tuple[int, ...], contract: int) -> bool:
    mine = matched[market.agent[contract]]
    if mine >= 0 and market.level[mine] <= market.level[contract]:
        return False
    offer = market.offer[contract]
    there = [c for c in matched if c >= 0 and market.offer[c] == offer]
    if len(there) < market.seats[offer]:
        return True
    return any(market.position[c] > market.position[contract] for c in there)


def stable(market: TiedContracts) -> list[tuple[int, ...]]:
    return [
        matched
        for matched in matchings(market)
        if not any(blocks(market, matched, c) for c in range(len(market.agent)))
    ]


@settings(max_examples=100, deadline=None)
@given(seed=seeds)
def test_the_largest_of_all_weakly_stable_matchings(seed: int) -> None:
    drawn = market(seed)
    every = stable(drawn)
    sizes = [sum(c >= 0 for c in matched) for matched in every]
    start = np.array(every[int(np.argmin(sizes))])
    largest = largest_stable(drawn, start, Limits())
    assert tuple(largest.matched.tolist()) in every
    assert (largest.matched >= 0).sum() == max(sizes) == largest.bound


@settings(max_examples=100, deadline=None)
@given(seed=seeds)
def test_contracts_that_block_weakly(seed: int) -> None:
    drawn = market(seed, n_agents=3)
    for matched in matchings(drawn):
        expected = [c for c in range(len(drawn.agent)) if blocks(drawn, matched, c)]
        assert weakly_blocking(drawn, np.array(matched)).tolist() == expected


def test_without_time_the_start_is_kept_with_a_bound() -> None:
    for seed in range(20):
        drawn = market(seed)
        every = stable(drawn)
        start = np.array(min(every, key=lambda matched: sum(c >= 0 for c in matched)))
        largest = largest_stable(drawn, start, Limits(0.0))
        assert (largest.matched == start).all()
        assert largest.bound >= max(sum(c >= 0 for c in matched) for matched in every)
