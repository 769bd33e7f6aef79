"""A choice that breaks limits, mended by leaving agents out."""

from __future__ import annotations

import numpy as np
from core_problems import Recipe, objectives, recipes, tries
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers.mending import within_limits, without_halves
from maillage.solvers.problem import Problem
from maillage.solvers.result import Solution
from maillage.solvers.state import State
from maillage.solvers.tiers import LinearTier
from maillage.solvers.usage import Usage
from scipy import sparse

seeds = st.integers(0, 2**32 - 1)


def too_much(state: State, seed: int) -> Solution:
    """Return any option for most agents, whatever the limits."""
    problem, dice = state.problem, np.random.default_rng(seed)
    option = np.full(problem.n_agents, -1)
    for number in dice.permutation(problem.n_options).tolist():
        option[problem.agent[number]] = number
    option[dice.random(problem.n_agents) < 0.1] = -1
    return Solution(option, np.zeros(problem.n_auxiliary, np.int64))


def crowded(values: list[int]) -> Problem:
    """Return a problem of agents with one option each, of whom one has to stay without."""
    n_agents = len(values)
    nothing = np.zeros(0, np.int64)
    return Problem(
        n_agents=n_agents,
        agent=np.arange(n_agents),
        template=np.zeros(n_agents, np.int64),
        use=Usage(
            np.zeros((1, 0), np.int64),
            sparse.csr_array((0, 1), dtype=np.int64),
            sparse.csr_array(np.ones((1, 1), np.int64)),
        ),
        extra=sparse.csr_array((n_agents, 1), dtype=np.int64),
        auxiliary=sparse.csr_array((0, 1), dtype=np.int64),
        auxiliary_upper=nothing,
        lower=np.array([0]),
        upper=np.array([n_agents - 1]),
        must=np.zeros(n_agents, bool),
        lazy=np.ones(1, bool),
        tiers=(LinearTier("value", True, np.array(values), nothing),),
    )


@tries(100)
@given(recipe=recipes(), seed=seeds)
def test_what_is_left_is_possible_and_part_of_the_choice(recipe: Recipe, seed: int) -> None:
    state = State(recipe.problem())
    choice = too_much(state, seed)
    for objective in objectives(state.problem):
        mended = within_limits(state, objective, choice)
        if mended is not None:
            assert state.possible(mended)
            kept = mended.option >= 0
            assert (mended.option[kept] == choice.option[kept]).all()


def test_the_least_valuable_leave() -> None:
    state = State(crowded([5, 9, 7]))
    (objective,) = objectives(state.problem)
    choice = Solution(np.array([0, 1, 2]), np.zeros(0, np.int64))
    mended = within_limits(state, objective, choice)
    assert mended is not None
    assert mended.option.tolist() == [-1, 1, 2]


@tries(100)
@given(recipe=recipes(), seed=seeds)
def test_no_half_of_a_tie_is_left(recipe: Recipe, seed: int) -> None:
    state = State(recipe.problem())
    choice = too_much(state, seed)
    everyone, rows = np.arange(state.problem.n_agents), np.arange(state.n_rows)
    left = without_halves(state, choice, everyone, rows)
    equal = np.flatnonzero((state.lower == 0) & (state.upper == 0))
    assert not np.intersect1d(state.broken_rows(left), equal).size
