"""The first choice that is made one option after the other: it is always possible."""

from __future__ import annotations

import numpy as np
from core_problems import Plain, Recipe, dense_use, recipes, tries
from hypothesis import given
from maillage.solvers.greedy import greedy
from maillage.solvers.limits import Limits


@tries(100)
@given(recipes())
def test_a_greedy_choice_keeps_upper_limits_and_fits_the_week(recipe: Recipe) -> None:
    problem = recipe.problem()
    nothing = np.full(problem.n_agents, -1, np.int64)
    choice = greedy(problem, nothing, Limits()).solution.option
    chosen = choice[choice >= 0]
    assert (problem.agent[chosen] == np.flatnonzero(choice >= 0)).all()
    assert Plain(problem).fits(choice)
    plain = np.asarray(abs(problem.auxiliary).sum(axis=0)).ravel() == 0
    total = dense_use(problem)[chosen].sum(axis=0)
    assert (total <= problem.upper)[plain].all()
    # What it begins with stays.
    again = greedy(problem, choice, Limits()).solution.option
    assert (again[choice >= 0] == chosen).all()
