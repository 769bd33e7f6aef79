"""Good sets of sites and their bounds, against all sets."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from maillage.solvers import covering
from maillage.solvers.covering import best_coverings
from maillage.solvers.limits import Limits
from maillage.solvers.scouting_sites import scouted
from scipy import sparse

from .test_covering import drawn, every

seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(seed=seeds, seconds=st.sampled_from([0.0, None]))
def test_values_are_reached_and_bounds_hold(seed: int, seconds: float | None) -> None:
    problem = drawn(seed)
    use = (problem.weight > 0) & ~problem.reached
    weight, reaches = problem.weight[use], sparse.csr_array(problem.reaches[use])
    opened = int(min(max(1, problem.sites), problem.n_candidates))
    found = scouted(weight, reaches, opened, Limits(seconds))
    dense = reaches.toarray() > 0
    assert found.sets == tuple(sorted(found.sets, key=lambda one: (-one[0], one[1])))
    for value, sites in found.sets:
        assert len(set(sites)) == opened
        assert value == weight[dense[:, list(sites)].any(axis=1)].sum()
    free = type(problem)(weight, reaches, np.zeros(len(weight), np.bool_), opened)
    for value, sites in every(free):
        assert value <= found.bound
        assert all(value <= found.with_site[site] for site in sites)


@settings(max_examples=40, deadline=None)
@given(seed=seeds, seconds=st.sampled_from([0.0, None]))
def test_without_an_exact_model_answers_differ_and_bounds_hold(
    seed: int, seconds: float | None
) -> None:
    problem = drawn(seed)
    before = covering._LARGEST_MODEL
    covering._LARGEST_MODEL = 0
    try:
        found = best_coverings(problem, Limits(seconds), answers=3)
    finally:
        covering._LARGEST_MODEL = before
    assert found
    left = every(problem)
    for answer in found:
        sites = tuple(answer.sites.tolist())
        assert (answer.value, sites) in left
        assert answer.value <= max(value for value, _ in left) <= answer.bound
        left = [(value, other) for value, other in left if other != sites]
