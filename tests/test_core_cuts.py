"""Rows that the timetable adds, against every placement that there is."""

from __future__ import annotations

import numpy as np
from core_problems import Array, Plain, Recipe, dense_use, recipes, slots_fit, tries
from hypothesis import assume, given
from hypothesis import strategies as st
from maillage.solvers.cuts import TimetableCuts
from maillage.solvers.result import Solution
from maillage.solvers.state import State

seeds = st.integers(0, 2**32 - 1)


def some_choices(plain: Plain, seed: int, most: int) -> list[Array]:
    """Return random choices that keep the rows, those first that do not fit the week."""
    keeping = [choice for choice in plain.choices() if len(plain.keeping_rows(choice))]
    order = np.random.default_rng(seed).permutation(len(keeping)).tolist()
    order.sort(key=lambda k: plain.fits(keeping[k]))
    return [keeping[k] for k in order[:most]]


@tries(100)
@given(recipe=recipes(most_hosts=2), seed=seeds)
def test_cuts_cut_off_nothing_that_fits(recipe: Recipe, seed: int) -> None:
    problem = recipe.problem()
    plain, state = Plain(problem), State(problem)
    choices = some_choices(plain, seed, 6)
    assume(choices)
    cuts = TimetableCuts(state)
    everyone = np.arange(problem.n_agents)
    for choice in choices:
        solution = Solution(choice, plain.keeping_rows(choice)[0])
        before, hosts = state.n_rows, cuts.hosts
        verdict = cuts.separate(solution, everyone)
        assert (not verdict.conflicts) == plain.fits(choice)
        added = np.arange(before, state.n_rows)
        if not verdict.conflicts:
            assert slots_fit(problem, Solution(choice, solution.auxiliary, verdict.slots))
            assert not len(added)
            assert cuts.hosts == hosts
            continue
        # What was asked about is cut off, in each of its conflicts.
        assert np.array_equal(np.intersect1d(state.broken_rows(solution), added), added)
        assert len(added) == len(verdict.conflicts)
        for conflict in verdict.conflicts:
            assert_minimal(plain, choice, conflict)
    use = dense_use(problem, state)[:, problem.n_rows :]
    upper = state.upper[problem.n_rows :]
    for fitting in plain.solutions:
        chosen = fitting.option[fitting.option >= 0]
        assert (use[chosen].sum(axis=0) <= upper).all()


def assert_minimal(plain: Plain, choice: Array, conflict: tuple[int, ...]) -> None:
    """Say that some agents do not fit together, but any one less do."""
    alone = np.full_like(choice, -1)
    alone[list(conflict)] = choice[list(conflict)]
    assert not plain.fits(alone)
    for agent in conflict:
        without = alone.copy()
        without[agent] = -1
        assert plain.fits(without)


@tries(40)
@given(recipe=recipes(most_hosts=2), seed=seeds)
def test_thinned_choices_fit(recipe: Recipe, seed: int) -> None:
    problem = recipe.problem()
    plain = Plain(problem)
    cuts = TimetableCuts(State(problem))
    for choice in some_choices(plain, seed, 3):
        solution = Solution(choice, plain.keeping_rows(choice)[0])
        thinned = cuts.thinned(solution, np.arange(problem.n_agents))
        assert slots_fit(problem, thinned)
        kept = thinned.option >= 0
        assert np.array_equal(thinned.option[kept], choice[kept])
        assert kept.sum() == most_fitting(plain, choice)
        if plain.fits(choice):
            assert slots_fit(problem, cuts.scheduled(solution))


def most_fitting(plain: Plain, choice: Array) -> int:
    """Return how many agents of a choice fit together at the most."""
    chosen = np.flatnonzero(choice >= 0)
    counts = []
    for subset in range(1 << len(chosen)):
        kept = np.full_like(choice, -1)
        members = [a for k, a in enumerate(chosen.tolist()) if subset >> k & 1]
        kept[members] = choice[members]
        counts.append(len(members) if plain.fits(kept) else 0)
    return max(counts)
