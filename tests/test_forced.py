"""Joint values under nested caps, against all assignments of small problems."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers.assignment import AssignmentProblem
from maillage.solvers.forced import IMPOSSIBLE, JointValues, joint_values
from maillage.solvers.nested import CrossingError, Group, nested_caps
from maillage.solvers.residual import NotBestError, residual

seeds = st.integers(0, 2**32 - 1)


class Drawn:
    """A small problem as plain Python numbers."""

    def __init__(self, seed: int, most_agents: int = 4, most_offers: int = 5) -> None:
        dice = np.random.default_rng(seed)
        self.n_agents = int(dice.integers(1, most_agents + 1))
        self.n_offers = int(dice.integers(1, most_offers + 1))
        # Few different weights, so that there are ties; some negative; some agents without a pair.
        density = dice.choice([0.3, 0.7, 1.0])
        low, high = [(-2, 3), (0, 2), (-1000, 1000)][int(dice.integers(3))]
        self.weight = {
            (j, k): int(dice.integers(low, high + 1))
            for j in range(self.n_agents)
            for k in range(self.n_offers)
            if dice.random() < density
        }
        self.capacity = dice.integers(0, 3, size=self.n_offers).tolist()
        self.groups = list(nested_sets(dice, list(range(self.n_offers)), 3))

    def problem(self, order: list[tuple[int, int]] | None = None) -> AssignmentProblem:
        pairs = list(self.weight) if order is None else order
        numbers = np.array(pairs, np.int64).reshape(-1, 2)
        weights = np.array([self.weight[pair] for pair in pairs], np.int64)
        groups = [Group(np.array(offers), limit) for offers, limit in self.groups]
        caps = nested_caps(np.array(self.capacity), groups)
        return AssignmentProblem(self.n_agents, numbers[:, 0], numbers[:, 1], weights, caps)

    def assignments(self) -> list[tuple[int, tuple[int, ...]]]:
        """Return every assignment with its total; being without an offer is `n_offers`."""
        nowhere = self.n_offers
        own = [
            [*(k for k in range(self.n_offers) if (j, k) in self.weight), nowhere]
            for j in range(self.n_agents)
        ]
        found = []
        for places in product(*own):
            within = all(places.count(k) <= c for k, c in enumerate(self.capacity)) and all(
                sum(place in offers for place in places) <= limit for offers, limit in self.groups
            )
            if within:
                total = sum(self.weight.get((j, k), 0) for j, k in enumerate(places))
                found.append((total, places))
        return found


def nested_sets(
    dice: np.random.Generator, offers: list[int], depth: int
) -> list[tuple[list[int], int]]:
    """Return sets within a set, up to three deep, some of them equal."""
    if not depth or not offers:
        return []
    found: list[tuple[list[int], int]] = []
    cut = sorted(dice.integers(0, len(offers) + 1, size=2).tolist())
    for part in (offers[: cut[0]], offers[cut[0] : cut[1]], offers[cut[1] :]):
        if dice.random() < 0.6:
            found.append((part, int(dice.integers(0, 4))))
            found += nested_sets(dice, part, depth - 1)
    return found


@given(seed=seeds)
def test_joint_values_equal_those_of_all_assignments(seed: int) -> None:
    drawn = Drawn(seed)
    every = drawn.assignments()
    best = max(total for total, _ in every)
    values = joint_values(drawn.problem())
    assert values.best == best
    for (j, k), value, possible in zip(drawn.weight, values.value, values.possible, strict=True):
        forced = [total for total, places in every if places[j] == k]
        assert value == max(forced, default=IMPOSSIBLE)
        assert possible == bool(forced)
    for j, value in enumerate(values.without):
        assert value == max(total for total, places in every if places[j] == drawn.n_offers)


@given(seed=seeds)
def test_the_first_of_all_best_assignments_is_chosen(seed: int) -> None:
    drawn = Drawn(seed)
    every = drawn.assignments()
    best = max(total for total, _ in every)
    first = min(places for total, places in every if total == best)
    expected = [-1 if k == drawn.n_offers else k for k in first]
    assert joint_values(drawn.problem()).offer.tolist() == expected


@given(seed=seeds)
def test_the_order_of_rows_never_matters(seed: int) -> None:
    drawn = Drawn(seed, 8, 12)
    order = list(drawn.weight)
    one = joint_values(drawn.problem())
    np.random.default_rng(seed).shuffle(order)
    drawn.groups.reverse()
    other = joint_values(drawn.problem(order))
    assert (one.best, one.offer.tolist()) == (other.best, other.offer.tolist())
    assert (one.without == other.without).all()
    assert dict(zip(drawn.weight, one.value, strict=True)) == dict(
        zip(order, other.value, strict=True)
    )


@given(seed=seeds)
def test_joint_values_equal_solving_again_for_each_pair(seed: int) -> None:
    drawn = Drawn(seed, 9, 14)
    values = joint_values(drawn.problem())
    for (j, k), value in zip(drawn.weight, values.value, strict=True):
        assert value == again(drawn, j, k)


def again(drawn: Drawn, j: int, k: int) -> int:
    """Return the best total of the others where one place of offer k is taken, and the pair's."""
    holding = [limit for offers, limit in drawn.groups if k in offers]
    if min([drawn.capacity[k], *holding]) == 0:
        return int(IMPOSSIBLE)
    rest = Drawn(0)
    rest.n_agents, rest.n_offers = drawn.n_agents, drawn.n_offers
    rest.weight = {pair: w for pair, w in drawn.weight.items() if pair[0] != j}
    rest.capacity = [c - (i == k) for i, c in enumerate(drawn.capacity)]
    rest.groups = [(offers, limit - (k in offers)) for offers, limit in drawn.groups]
    return drawn.weight[j, k] + joint_values(rest.problem()).best


def test_all_ties_give_the_first_places_in_order() -> None:
    n, k = 30, 40
    numbers = np.indices((n, k)).reshape(2, -1)
    caps = nested_caps(np.ones(k, np.int64), [Group(np.arange(10, 40), 12)])
    problem = AssignmentProblem(n, *numbers, np.full(n * k, 7), caps)
    values = joint_values(problem)
    assert values.best == 22 * 7
    assert values.offer.tolist() == [*range(22), *[-1] * 8]
    assert (values.value == 22 * 7).all()


def test_very_large_weights_stay_exact() -> None:
    weight = np.array([10**15 + 1, 10**15, 10**15, 10**15 - 3])
    problem = AssignmentProblem(
        2, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), weight, nested_caps(np.ones(2, np.int64))
    )
    values = joint_values(problem)
    assert values.best == 2 * 10**15
    assert values.value.tolist() == [2 * 10**15 - 2, 2 * 10**15, 2 * 10**15, 2 * 10**15 - 2]


def test_nobody_and_nothing() -> None:
    none = np.zeros(0, np.int64)
    empty = joint_values(AssignmentProblem(0, none, none, none, nested_caps(none)))
    assert (empty.best, len(empty.value), len(empty.offer)) == (0, 0, 0)
    alone = joint_values(AssignmentProblem(2, none, none, none, nested_caps(none)))
    assert isinstance(alone, JointValues)
    assert alone.without.tolist() == [0, 0]


def test_an_assignment_that_is_not_best_is_refused() -> None:
    problem = AssignmentProblem(
        2, np.array([0, 1]), np.array([0, 0]), np.array([1, 2]), nested_caps(np.array([1]))
    )
    with pytest.raises(NotBestError):
        residual(problem, np.array([0, 1]))
    assert residual(problem, np.array([1, 0])).to_root().tolist() == [2, 0]


def test_sets_that_cross_are_named() -> None:
    groups = [Group(np.array(s), 1) for s in ([0], [0, 1, 2], [1, 2, 3], [3])]
    with pytest.raises(CrossingError) as raised:
        nested_caps(np.ones(4, np.int64), groups)
    assert (raised.value.first, raised.value.second) == (1, 2)


@pytest.mark.parametrize(
    ("capacity", "offers", "limit", "why"),
    [
        ([-1], [0], 1, "negative"),
        ([1], [0], -1, "negative"),
        ([1], [1], 1, "not there"),
        ([1], [0, 0], 1, "twice"),
    ],
)
def test_faulty_caps_are_refused(
    capacity: list[int], offers: list[int], limit: int, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        nested_caps(np.array(capacity), [Group(np.array(offers), limit)])


@pytest.mark.parametrize(
    ("agent", "offer", "weight", "why"),
    [
        ([0, 0], [0, 0], [1, 2], "twice"),
        ([1], [0], [1], "not within"),
        ([0], [1], [1], "not within"),
        ([0], [0], [2**60], "too large"),
        ([0], [0], [1, 2], "lengths"),
    ],
)
def test_faulty_pairs_are_refused(
    agent: list[int], offer: list[int], weight: list[int], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        AssignmentProblem(
            1, np.array(agent), np.array(offer), np.array(weight), nested_caps(np.array([1]))
        )
