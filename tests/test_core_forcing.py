"""What it costs to give an agent one of some options, against all solutions listed plainly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from core_problems import Plain, Recipe, Value, cost, recipes, tier_value, tries
from hypothesis import assume, given
from hypothesis import strategies as st
from maillage.solvers.aftermath import Cost
from maillage.solvers.forcing import cost_of_forcing
from maillage.solvers.lexicographic import solve
from maillage.solvers.limits import Limits
from maillage.solvers.nearby import Question
from maillage.solvers.problem import Problem
from maillage.solvers.result import Outcome, Solution
from maillage.solvers.tiers import LinearTier, SquaresTier
from numpy.typing import NDArray

seeds = st.integers(0, 2**32 - 1)


class Truth(NamedTuple):
    """The first tier that gets worse (``None``: none), and by how much."""

    tier: int | None
    loss: int


def truth(
    problem: Problem, solutions: list[Solution], here: Solution, agent: int, options: set[int]
) -> Truth | None:
    """Look at all solutions in which the agent has one of the options."""
    able = [s for s in solutions if int(s.option[agent]) in options]
    if not able:
        return None
    for number, tier in enumerate(problem.tiers):
        present = cost(tier, tier_value(problem, tier, here))
        costs = [padded(cost(tier, tier_value(problem, tier, s))) for s in able]
        best = min(costs)
        if best > padded(present):
            return Truth(number, best[0] - present[0])
        if best < padded(present):
            # Better on the whole, whatever comes after.
            return Truth(None, 0)
        able = [s for s, own in zip(able, costs, strict=True) if own <= padded(present)]
    return Truth(None, 0)


def padded(value: Value) -> Value:
    """Return a value with what is not there as nothing, so that tuples compare."""
    return value + (0,) * (20 - len(value))


class Case(NamedTuple):
    """A solved problem, and options of an agent."""

    problem: Problem
    outcome: Outcome
    agent: int
    options: NDArray[np.int64]
    truth: Truth | None

    @property
    def here(self) -> Solution:
        assert self.outcome.solution is not None
        return self.outcome.solution


def case(recipe: Recipe, seed: int) -> Case:
    """Solve a problem and draw options of one of its agents."""
    problem, dice = recipe.problem(), np.random.default_rng(seed)
    outcome = solve(problem)
    assume(outcome.solution is not None)
    assert outcome.solution is not None
    agent = int(dice.integers(problem.n_agents))
    own = np.flatnonzero(problem.agent == agent)
    options = np.sort(dice.choice(own, int(dice.integers(1, len(own) + 1)), replace=False))
    expected = truth(
        problem, list(Plain(problem).solutions), outcome.solution, agent, set(options.tolist())
    )
    return Case(problem, outcome, agent, options, expected)


def is_one_number(problem: Problem, tier: int) -> bool:
    return isinstance(problem.tiers[tier], LinearTier | SquaresTier)


@tries(40)
@given(recipe=recipes(), seed=seeds)
def test_the_exact_cost_is_that_of_all_solutions(recipe: Recipe, seed: int) -> None:
    one = case(recipe, seed)
    found = cost_of_forcing(one.problem, one.here, one.agent, one.options)
    if one.truth is None:
        assert found is None
        return
    assert found is not None
    assert found.known
    assert found.tier == one.truth.tier
    if found.tier is not None and is_one_number(one.problem, found.tier):
        assert (found.low, found.high) == (one.truth.loss, one.truth.loss)


@tries(40)
@given(recipe=recipes(), seed=seeds)
def test_what_is_said_without_solving_anew_is_true(recipe: Recipe, seed: int) -> None:
    one = case(recipe, seed)
    assert one.outcome.aftermath is not None
    question = Question(one.agent, one.options)
    assert_true(one, one.outcome.aftermath.priced(question))
    (said,) = one.outcome.aftermath.costs([question])
    assert_true(one, said)


@tries(40)
@given(recipe=recipes(most_agents=4), seed=seeds, tries_none=st.booleans())
def test_what_is_said_of_all_questions_together_is_true(
    recipe: Recipe, seed: int, tries_none: bool
) -> None:
    """Also of a choice that is not the best one, of which nothing is proven."""
    problem, dice = recipe.problem(), np.random.default_rng(seed)
    limits = Limits(seconds=0.0) if tries_none else None
    outcome = solve(problem, limits)
    here, solutions = outcome.solution, list(Plain(problem).solutions)
    assume(here is not None)
    assert here is not None
    assert outcome.aftermath is not None
    questions = []
    for agent in range(problem.n_agents):
        own = np.flatnonzero(problem.agent == agent)
        questions += [
            Question(agent, np.sort(dice.choice(own, size, replace=False)))
            for size in {1, len(own)}
        ]
    said = outcome.aftermath.costs(questions)
    assert len(said) == len(questions)
    for question, cost_of in zip(questions, said, strict=True):
        expected = truth(problem, solutions, here, question.agent, set(question.options.tolist()))
        assert_true(Case(problem, outcome, question.agent, question.options, expected), cost_of)


def assert_true(one: Case, said: Cost) -> None:
    """Compare what is said with the truth, as far as something is said."""
    truth = one.truth
    if said.solution is not None:
        # A choice with one of the options was found, so there is one.
        assert truth is not None
        assert int(said.solution.option[one.agent]) in one.options.tolist()
        number = len(one.problem.tiers) if said.tier is None else said.tier
        first = len(one.problem.tiers) if truth.tier is None else truth.tier
        assert first >= number
        if said.known:
            assert first == number
        if said.tier is not None and truth.tier == said.tier and said.high is not None:
            assert said.low is not None
            assert said.low <= truth.loss <= said.high
    elif said.known and said.tier is None:
        assert truth is None
    elif said.known:
        assert truth is None or (truth.tier is not None and truth.tier <= said.tier)
        counted = said.low is not None and is_one_number(one.problem, said.tier)
        if truth is not None and truth.tier == said.tier and counted:
            assert said.low is not None
            assert truth.loss >= said.low
