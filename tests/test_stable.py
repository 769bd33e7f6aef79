"""Stable matchings under nested caps, against all matchings of small markets."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maillage.solvers.stable import (
    Contracts,
    blocking_contracts,
    crossing_caps,
    host_optimal_matching,
    stable_matching,
)

seeds = st.integers(0, 2**32 - 1)
Matching = tuple[int, ...]


def market(seed: int, *, n_agents: int = 4, n_offers: int = 3) -> Contracts:
    """Draw a market: offers with seats, in departments, in a region, each with a cap."""
    dice = np.random.default_rng(seed)
    department = dice.integers(2, size=n_offers)
    in_region, in_department = dice.integers(4, size=2) > 0, dice.integers(4, size=n_offers) > 0
    agent, caps = [], []
    for one in range(n_agents):
        for offer in dice.permutation(n_offers)[: dice.integers(n_offers + 1)].tolist():
            agent.append(one)
            around = [n_offers + int(department[offer])] if in_department[offer] else []
            around += [n_offers + 2] if around and in_region[department[offer]] else []
            caps.append([offer, *around])
    table = np.full((len(agent), 3), -1)
    for row, nested in enumerate(caps):
        table[row, : len(nested)] = nested
    limit = np.concatenate([dice.integers(3, size=n_offers), dice.integers(1, 4, size=3)])
    priority = dice.permutation(len(agent))
    return Contracts(np.array(agent, np.int64), priority, table, limit, n_agents)


def chosen(contracts: Contracts, offered: set[int]) -> set[int]:
    """Choose in the order of priority whatever keeps every cap."""
    kept: set[int] = set()
    for contract in sorted(offered, key=lambda c: contracts.priority[c]):
        if within(contracts, kept | {contract}):
            kept.add(contract)
    return kept


def within(contracts: Contracts, kept: set[int]) -> bool:
    caps = [cap for c in kept for cap in contracts.caps[c].tolist() if cap >= 0]
    return all(caps.count(cap) <= contracts.limit[cap] for cap in caps)


def own(contracts: Contracts, agent: int) -> list[int]:
    return np.flatnonzero(contracts.agent == agent).tolist()


def matchings(contracts: Contracts) -> list[Matching]:
    every = product(*([*own(contracts, a), -1] for a in range(contracts.n_agents)))
    return [m for m in every if within(contracts, set(m) - {-1})]


def blocking(contracts: Contracts, matched: Matching) -> list[int]:
    present = set(matched) - {-1}
    better = [
        c
        for agent, contract in enumerate(matched)
        for c in own(contracts, agent)
        if contract < 0 or c < contract
    ]
    return sorted(c for c in better if c in chosen(contracts, present | {c}))


@settings(max_examples=150)
@given(seed=seeds)
def test_the_stable_matching_that_all_agents_like_best(seed: int) -> None:
    contracts = market(seed)
    found = tuple(stable_matching(contracts).tolist())
    stable = [m for m in matchings(contracts) if not blocking(contracts, m)]
    assert found in stable
    for other in stable:
        for one, best in zip(other, found, strict=True):
            assert one == -1 or -1 < best <= one


@settings(max_examples=150)
@given(seed=seeds)
def test_the_stable_matching_that_hosts_like_best(seed: int) -> None:
    """It is the worst stable one for every agent, and places the same agents."""
    contracts = market(seed)
    found = tuple(host_optimal_matching(contracts).tolist())
    stable = [m for m in matchings(contracts) if not blocking(contracts, m)]
    assert found in stable
    for other in stable:
        for one, worst in zip(other, found, strict=True):
            assert (one < 0) == (worst < 0)
            assert one <= worst


@settings(max_examples=100)
@given(seed=seeds)
def test_blocking_contracts_of_any_matching(seed: int) -> None:
    contracts = market(seed, n_agents=3)
    for matched in matchings(contracts):
        assert blocking_contracts(contracts, np.array(matched)).tolist() == blocking(
            contracts, matched
        )


@settings(max_examples=60)
@given(seed=seeds)
def test_nobody_gains_by_another_list(seed: int) -> None:
    """Every order of every part of one agent's own list is tried."""
    contracts = market(seed, n_agents=3)
    honest = stable_matching(contracts)
    mine = own(contracts, 0)
    others = np.arange(len(mine), len(contracts.agent))
    for size in range(len(mine) + 1):
        for told in product(mine, repeat=size):
            if len(set(told)) < size:
                continue
            order = np.concatenate([np.array(told, np.int64), others])
            lied = Contracts(
                contracts.agent[order],
                contracts.priority[order],
                contracts.caps[order],
                contracts.limit,
                contracts.n_agents,
            )
            got = stable_matching(lied)[0]
            assert got < 0 or -1 < honest[0] <= order[got]


@pytest.mark.parametrize(
    ("caps", "crossing"),
    [
        ([[0, 1], [0, 1]], None),
        ([[0, 2], [1, 2]], None),
        ([[0, 1], [0, 2]], (0, 2)),
        ([[0, 1], [1, 0]], (0, 1)),
        ([[0, -1], [0, 1]], (0, 1)),
    ],
)
def test_caps_that_cross(caps: list[list[int]], crossing: tuple[int, int] | None) -> None:
    found = crossing_caps(np.array(caps))
    assert (found is None) == (crossing is None)
    if crossing is not None:
        n = len(caps)
        one = Contracts(np.arange(n), np.arange(n), np.array(caps), np.ones(3, np.int64), n)
        with pytest.raises(ValueError, match="cross"):
            stable_matching(one)
