"""The least sum of squares and the fewest visits, against trying everything."""

from __future__ import annotations

from itertools import product

import numpy as np
from core_problems import Recipe, recipes, tries
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers.balancing import fewest_squares, fewest_visits
from maillage.solvers.state import State


@tries(100)
@given(most=st.lists(st.integers(0, 4), min_size=1, max_size=4), visits=st.integers(0, 12))
def test_the_least_sum_of_squares(most: list[int], visits: int) -> None:
    visits = min(visits, sum(most))
    spread = product(*(range(m + 1) for m in most))
    least = min(sum(n * n for n in numbers) for numbers in spread if sum(numbers) == visits)
    assert fewest_squares(visits, np.array(most)) == least


def test_more_visits_than_there_is_room_for_fill_all_hosts() -> None:
    assert fewest_squares(100, np.array([2, 3])) == 4 + 9


@tries(60)
@given(recipe=recipes(), seed=st.integers(0, 2**32 - 1))
def test_the_fewest_visits(recipe: Recipe, seed: int) -> None:
    problem = recipe.problem()
    state, dice = State(problem), np.random.default_rng(seed)
    table = problem.timetable
    assert table is not None
    state.alive &= dice.random(problem.n_options) < 0.8
    state.must = dice.random(problem.n_agents) < 0.5
    expected = 0
    for agent in np.flatnonzero(state.must).tolist():
        own = np.flatnonzero((problem.agent == agent) & state.alive)
        kinds = [table.part[problem.template[option]] for option in own]
        expected += min(
            (len({int(table.host[k]) for k in ks if k >= 0}) for ks in kinds), default=0
        )
    assert fewest_visits(state, table) == expected
