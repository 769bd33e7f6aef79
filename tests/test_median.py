"""The p-median, against all sets of sites."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers.limits import Limits
from maillage.solvers.median import MedianProblem, best_median

seeds = st.integers(0, 2**32 - 1)


def drawn(seed: int, most_points: int = 12) -> MedianProblem:
    dice = np.random.default_rng(seed)
    n_points, n_candidates = int(dice.integers(0, most_points)), int(dice.integers(1, 9))
    far = int(dice.choice([4, 100, 1_000_000]))
    existing = None if dice.random() < 0.5 else dice.integers(0, far, size=n_points)
    return MedianProblem(
        dice.integers(0, int(dice.choice([2, 5_000])), size=n_points),
        dice.integers(0, far, size=(n_points, n_candidates)),
        existing,
        int(dice.integers(existing is None, 5)),
    )


def cost(problem: MedianProblem, sites: tuple[int, ...]) -> int:
    total = 0
    for i, weight in enumerate(problem.weight.tolist()):
        near = [int(problem.distance[i, j]) for j in sites]
        if problem.existing is not None:
            near.append(int(problem.existing[i]))
        total += weight * min(near)
    return total


def least(problem: MedianProblem) -> int:
    n = problem.distance.shape[1]
    return min(cost(problem, sites) for sites in combinations(range(n), min(problem.sites, n)))


@given(seed=seeds)
def test_value_and_bound_hold_the_least_cost_between_them(seed: int) -> None:
    problem = drawn(seed)
    found = best_median(problem, Limits(), starts=4)
    assert found.bound <= least(problem) <= found.value
    for value, sites in [(found.value, found.sites), *found.others]:
        assert value == cost(problem, tuple(sites.tolist()))
        assert len(set(sites.tolist())) == min(problem.sites, problem.distance.shape[1])
    assert [found.value, *(v for v, _ in found.others)] == sorted(
        [found.value, *(v for v, _ in found.others)]
    )


@given(seed=seeds)
def test_no_swap_gains_any_more(seed: int) -> None:
    problem = drawn(seed)
    found = best_median(problem, Limits(), starts=1)
    sites = set(found.sites.tolist())
    for out in sites:
        for come in set(range(problem.distance.shape[1])) - sites:
            assert cost(problem, tuple(sites - {out} | {come})) >= found.value


def test_on_small_maps_the_least_cost_is_found_and_nearly_proven() -> None:
    gaps = []
    for seed in range(20):
        dice = np.random.default_rng(seed)
        points, candidates = dice.random((30, 2)), dice.random((10, 2))
        distance = np.linalg.norm(points[:, None] - candidates, axis=2)
        whole = np.rint(1_000 * distance).astype(np.int64)
        problem = MedianProblem(dice.integers(1, 100, size=30), whole, None, 3)
        found = best_median(problem, Limits(), seed=seed)
        assert found.value == least(problem)
        gaps.append(found.gap)
    assert max(gaps) < 0.05
    assert np.median(gaps) < 0.005


def test_the_same_answer_comes_each_time() -> None:
    dice = np.random.default_rng(5)
    problem = MedianProblem(
        dice.integers(1, 100, size=80), dice.integers(0, 999, size=(80, 40)), None, 6
    )
    one, other = (best_median(problem, Limits(), seed=7) for _ in range(2))
    assert (one.value, one.bound, one.sites.tolist()) == (
        other.value,
        other.bound,
        other.sites.tolist(),
    )
    assert [value for value, _ in one.others] == [value for value, _ in other.others]


def test_without_time_there_is_an_answer_with_a_bound() -> None:
    for seed in range(20):
        problem = drawn(seed)
        found = best_median(problem, Limits(0.0))
        assert found.bound <= least(problem) <= found.value


@pytest.mark.parametrize(
    ("weight", "distance", "existing", "sites", "why"),
    [
        ([1, 1], [[1]], None, 1, "numbers of points"),
        ([1], [[1]], [1, 1], 1, "numbers of points"),
        ([-1], [[1]], None, 1, "negative"),
        ([1], [[-1]], None, 1, "negative"),
        ([1], [[1]], None, 0, "no site"),
        ([2**30], [[2**30]], None, 1, "too large"),
    ],
)
def test_faulty_problems_are_refused(
    weight: list[int],
    distance: list[list[int]],
    existing: list[int] | None,
    sites: int,
    why: str,
) -> None:
    already = None if existing is None else np.array(existing)
    with pytest.raises(ValueError, match=why):
        MedianProblem(np.array(weight), np.array(distance), already, sites)
