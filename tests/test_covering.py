"""Maximal covering, against all sets of sites."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers.covering import CoveringProblem, best_coverings
from maillage.solvers.limits import Limits
from scipy import sparse

seeds = st.integers(0, 2**32 - 1)


def drawn(seed: int) -> CoveringProblem:
    dice = np.random.default_rng(seed)
    n_points, n_candidates = dice.integers(0, 12), dice.integers(1, 8)
    density = dice.choice([0.1, 0.3, 0.6])
    reaches = sparse.csr_array((dice.random((n_points, n_candidates)) < density).astype(np.int64))
    weight = dice.integers(0, int(dice.choice([3, 1_000_000])), size=n_points)
    return CoveringProblem(weight, reaches, dice.random(n_points) < 0.2, int(dice.integers(0, 5)))


def every(problem: CoveringProblem) -> list[tuple[int, tuple[int, ...]]]:
    reaches = problem.reaches.toarray()
    found = []
    for sites in combinations(
        range(problem.n_candidates), min(problem.sites, problem.n_candidates)
    ):
        value = sum(
            int(w)
            for w, row, already in zip(problem.weight, reaches, problem.reached, strict=True)
            if already or any(row[j] for j in sites)
        )
        found.append((value, sites))
    return found


@given(seed=seeds)
def test_the_best_covering_of_all(seed: int) -> None:
    problem = drawn(seed)
    (best,) = best_coverings(problem, Limits())
    assert best.exact
    assert best.sites is not None
    assert (best.value, tuple(best.sites.tolist())) in every(problem)
    assert best.value == max(value for value, _ in every(problem))


@given(seed=seeds, differing=st.integers(1, 2))
def test_the_next_answers_are_the_best_of_those_that_differ(seed: int, differing: int) -> None:
    problem = drawn(seed)
    found = best_coverings(problem, Limits(), answers=4, differing=differing)
    left = every(problem)
    for answer in found:
        assert answer.exact
        assert answer.sites is not None
        sites = tuple(answer.sites.tolist())
        assert (answer.value, sites) in left
        assert answer.value == max(value for value, _ in left)
        left = [(v, s) for v, s in left if len(set(s) - set(sites)) >= differing]
    assert len(found) == 4 or not left


@given(seed=seeds)
def test_the_order_of_points_and_candidates_never_matters(seed: int) -> None:
    problem = drawn(seed)
    dice = np.random.default_rng(seed)
    rows = dice.permutation(len(problem.weight))
    columns = dice.permutation(problem.n_candidates)
    turned = CoveringProblem(
        problem.weight[rows],
        problem.reaches[rows][:, columns],
        problem.reached[rows],
        problem.sites,
    )
    values = [
        [answer.value for answer in best_coverings(p, Limits(), answers=3)]
        for p in (problem, turned)
    ]
    assert values[0] == values[1]


def test_without_time_the_bound_stays_a_bound() -> None:
    for seed in range(20):
        problem = drawn(seed)
        found = best_coverings(problem, Limits(0.0), answers=3)
        assert found
        assert found[0].bound >= max(value for value, _ in every(problem))


@pytest.mark.parametrize(
    ("weight", "reached", "sites", "why"),
    [
        ([1], [False, False], 1, "numbers of points"),
        ([1, -1], [False, False], 1, "negative"),
        ([1, 1], [False, False], -1, "negative"),
        ([1, 2**50], [False, False], 1, "too large"),
    ],
)
def test_faulty_problems_are_refused(
    weight: list[int], reached: list[bool], sites: int, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        CoveringProblem(
            np.array(weight), sparse.csr_array(np.eye(2, dtype=np.int64)), np.array(reached), sites
        )
