"""Prices of all rows at once: bounds in any case, near the best ones where agents are alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from core_problems import Plain, Recipe, dense_use, objectives, recipes, tries
from core_scale import SCALES, assert_right, at_scale
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers import greedy as first_choice
from maillage.solvers import volume
from maillage.solvers.greedy import greedy
from maillage.solvers.lexicographic import solve
from maillage.solvers.limits import Limits
from maillage.solvers.newcomers import Newcomers
from maillage.solvers.pieces import Piece
from maillage.solvers.problem import NO_LIMIT, Problem
from maillage.solvers.relaxation import Local, price_freely
from maillage.solvers.state import Objective, State
from maillage.solvers.tiers import LinearTier
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog


@pytest.fixture(autouse=True, scope="module")
def _few_steps() -> Iterator[None]:
    """Take steps as for a small problem: there is no end of them where prices are best."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volume, "_STEPS", 500)
        yield


SEEDS = st.integers(0, 2**32 - 1)


def seats(seed: int, kinds: int = 6, most: int = 3) -> tuple[Problem, NDArray[np.int64]]:
    """Return a problem of agents who are alike in threes, few of whom are wanted in all.

    Also the worth of each option; the last row counts everybody.
    """
    dice = np.random.default_rng(seed)
    problem = Recipe(seed, kinds, 3, 3, (), ("placed",)).problem()
    copies = dice.integers(1, most + 1, kinds)
    number = np.repeat(np.arange(kinds), copies)
    of_kind = [np.flatnonzero(problem.agent == kind) for kind in number.tolist()]
    options = np.concatenate(of_kind)
    agent = np.repeat(np.arange(len(number)), [len(o) for o in of_kind])
    worth = dice.integers(1, 2_000, problem.n_options)[options]
    rows = sparse.hstack([problem.extra[options], np.ones((len(options), 1), np.int64)])
    wanted = int(dice.integers(1, len(number) + 1))
    together = replace(
        problem,
        n_agents=len(number),
        agent=agent,
        template=problem.template[options],
        use=problem.use.with_rows(1),
        extra=sparse.csr_array(rows, dtype=np.int64),
        auxiliary=sparse.csr_array((problem.n_auxiliary, problem.n_rows + 1), dtype=np.int64),
        lower=np.append(np.minimum(problem.lower, 0), -NO_LIMIT),
        upper=np.append(problem.upper, wanted),
        must=np.zeros(len(number), bool),
        lazy=np.zeros(problem.n_rows + 1, bool),
        tiers=(),
        alike=number,
    )
    return together, worth


def whole(problem: Problem) -> Piece:
    """Return all of a problem as one piece."""
    n, n_options, n_aux = problem.n_agents, problem.n_options, problem.n_auxiliary
    rows = np.arange(problem.n_rows)
    return Piece(np.arange(n), np.arange(n_options), rows, np.arange(n_aux), ())


def best_relaxed(problem: Problem, worth: NDArray[np.int64]) -> float:
    """Return the value of the linear relaxation, agent by agent."""
    use = dense_use(problem).T
    limited = problem.upper < NO_LIMIT
    each = (problem.agent[None, :] == np.arange(problem.n_agents)[:, None]).astype(float)
    upper = np.concatenate([problem.upper[limited], np.ones(problem.n_agents)])
    found = linprog(-worth, A_ub=np.vstack([use[limited], each]), b_ub=upper, method="highs")
    return -float(found.fun)


@tries(20)
@given(SEEDS)
def test_prices_of_agents_alike_come_near_the_best_ones(seed: int) -> None:
    problem, worth = seats(seed)
    state = State(problem)
    objective = Objective(worth, np.zeros(problem.n_auxiliary, np.int64))
    local = Local(state, whole(problem), objective)
    assert local.tying[-1]
    best = best_relaxed(problem, worth)
    duals, held = volume.prices_of_all(local, 0.0, Limits())
    found = local.price(duals, held)
    assert best - 1e-3 <= found.bound / found.scale <= 1.05 * best + 1
    # Known prices are a beginning for another objective, too: always a bound.
    more = Objective(worth + 5_000, objective.auxiliary)
    again = Local(state, whole(problem), more)
    duals, held = volume.prices_of_all(again, 0.0, Limits(), known=duals)
    found = again.price(duals, held)
    assert best_relaxed(problem, worth + 5_000) - 1e-3 <= found.bound / found.scale


@tries(30)
@given(recipes())
def test_prices_are_never_worse_than_none(recipe: Recipe) -> None:
    problem = recipe.problem()
    state = State(problem)
    for objective in objectives(problem):
        local = Local(state, whole(problem), objective)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(volume, "_STEPS", 40)
            duals, held = volume.prices_of_all(local, 0.0, Limits())
        free = local.price(np.zeros(len(duals)), held)
        if not local.tying.any():
            assert local.price(duals, held).bound <= free.bound + free.scale


@tries(50)
@given(SEEDS)
def test_a_count_is_bounded_by_the_row_that_limits_it(seed: int) -> None:
    problem, _ = seats(seed)
    state = State(problem)
    ones = np.ones(problem.n_options, np.int64)
    count = Objective(ones, np.zeros(problem.n_auxiliary, np.int64))
    limit = price_freely(state, whole(problem), count).limit
    assert limit == min(problem.upper[-1], len(np.unique(problem.agent)))


@tries(30)
@given(SEEDS)
def test_a_choice_by_prices_is_possible(seed: int) -> None:
    problem, _ = seats(seed)
    nothing = np.full(problem.n_agents, -1, np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first_choice, "_PRICED", 0)
        patch.setattr(volume, "_STEPS", 100)
        begun = greedy(problem, nothing, Limits())
    chosen = begun.solution.option[begun.solution.option >= 0]
    assert (dense_use(problem)[chosen].sum(axis=0) <= problem.upper).all()
    assert Plain(problem).fits(begun.solution.option)
    assert set(begun.solution.slots) == set(np.flatnonzero(begun.solution.option >= 0).tolist())


@pytest.mark.parametrize("scale", SCALES)
@tries(8)
@given(seed=SEEDS)
def test_agents_alike_at_scale_against_all_choices(scale: str, seed: int) -> None:
    problem, worth = seats(seed, kinds=3, most=2)
    none = np.zeros(problem.n_auxiliary, np.int64)
    count = LinearTier("count", True, np.ones(problem.n_options, np.int64), none)
    tiers = (count, LinearTier("worth", True, worth, none))
    problem = replace(problem, tiers=tiers)
    nothing = np.full(problem.n_agents, -1, np.int64)
    with at_scale(scale), pytest.MonkeyPatch.context() as patch:
        patch.setattr(first_choice, "_PRICED", 0)
        outcome = solve(problem, start=greedy(problem, nothing, Limits()))
    assert_right(problem, Plain(problem), outcome)


@tries(50)
@given(SEEDS)
def test_newcomers_are_of_different_kinds_and_have_nothing(seed: int) -> None:
    problem, worth = seats(seed)
    dice = np.random.default_rng(seed)
    option = np.full(problem.n_agents, -1)
    for agent in np.flatnonzero(dice.integers(2, size=problem.n_agents)).tolist():
        option[agent] = dice.choice(np.flatnonzero(problem.agent == agent))
    newcomers = Newcomers(problem, whole(problem), -worth.astype(np.float64))
    assert problem.alike is not None
    assert problem.timetable is not None
    found = newcomers.near(range(3), problem.n_agents, option, {0})
    kinds = problem.alike[found].tolist()
    assert len(set(kinds)) == len(kinds)
    assert (option[found] < 0).all()
    assert 0 not in found
    # At all hosts together everybody of whom there is one left is found.
    idle = [a for a in range(problem.n_agents) if option[a] < 0 and a != 0]
    assert set(kinds) == set(problem.alike[idle].tolist())
    rest = newcomers.others(option).tolist()
    assert sorted({*idle, 0} - set(rest) - ({0} if option[0] >= 0 else set())) == sorted(
        {problem.alike[a]: a for a in np.flatnonzero(option < 0)[::-1].tolist()}.values()
    )
