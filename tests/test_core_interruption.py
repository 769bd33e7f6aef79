"""A search that is stopped at any moment ends with a possible solution and bounds that hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from core_problems import Plain, Recipe, objectives, recipes, tries
from core_scale import SCALES, assert_right, at_scale
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers.lexicographic import solve
from maillage.solvers.limits import Limits
from maillage.solvers.pieces import Piece
from maillage.solvers.relaxation import Prices
from maillage.solvers.result import Outcome, Solution
from maillage.solvers.search import Search, Solved


@contextmanager
def stopped_at(moment: int) -> Iterator[list[int]]:
    """Let the search be stopped when it asks for the ``moment``-th time whether it is over.

    Yields
    ------
    How often it has asked, in a list of one entry.
    """
    asked = [0]

    def over(limits: Limits) -> bool:
        asked[0] += 1
        if asked[0] >= moment:
            limits.stop.set()
        return limits.stop.is_set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Limits, "over", property(over))
        yield asked


def assert_interrupted(recipe: Recipe, scale: str, moment: int) -> bool:
    """Judge a search stopped at a moment; say whether it came to that."""
    problem = recipe.problem()
    limits = Limits()
    with at_scale(scale), stopped_at(moment) as asked:
        outcome: Outcome = solve(problem, limits)
    assert_right(problem, Plain(problem), outcome)
    stopped = asked[0] >= moment
    assert limits.stop.is_set() == stopped
    assert outcome.status != ("feasible" if stopped else "interrupted")
    return stopped


TIERS = ("placed", "worst", "value", "balance")
EVERY_MOMENT = {
    "a quota left out": ("improved nearby", Recipe(2, 3, 2, 3, ("lazy",), ("value",)), 1),
    "a quota left out, in blocks": (
        "priced in blocks",
        Recipe(2, 3, 2, 3, ("lazy",), ("value",)),
        1,
    ),
    "all kinds of tiers": (
        "improved nearby",
        Recipe(1, 4, 2, 3, ("soft", "hard", "rooms"), TIERS),
        1,
    ),
    "all kinds of tiers, in blocks": (
        "priced in blocks",
        Recipe(2, 4, 2, 3, ("soft", "weeks"), TIERS),
        8,
    ),
}


@pytest.mark.parametrize("case", EVERY_MOMENT)
def test_stopped_at_every_moment(case: str) -> None:
    scale, recipe, step = EVERY_MOMENT[case]
    moment = 1
    while assert_interrupted(recipe, scale, moment):
        moment += step
    assert moment > 2


@tries(12)
@given(
    recipe=recipes(most_agents=4),
    scale=st.sampled_from(sorted(SCALES)),
    moment=st.integers(1, 80),
)
def test_stopped_at_any_moment(recipe: Recipe, scale: str, moment: int) -> None:
    assert_interrupted(recipe, scale, moment)


def test_a_deadline_that_is_over_at_once() -> None:
    problem = EVERY_MOMENT["all kinds of tiers"][1].problem()
    outcome = solve(problem, Limits(seconds=0.0))
    assert outcome.status in ("feasible", "optimal")
    assert_right(problem, Plain(problem), outcome)
    assert outcome.solution is not None
    assert (outcome.solution.option >= -1).all()
    assert np.isfinite([tier.gap for tier in outcome.tiers]).all()


def test_no_piece_takes_the_time_of_the_others() -> None:
    """Each may take a share of what is left by the root of its number of agents."""
    problem = Recipe(5, 5, 5, 2, (), ("value",)).problem()
    nothing = np.zeros(0, np.int64)
    three = [Piece(np.arange(size), *[nothing] * 3, ()) for size in (9, 1, 4)]
    seconds: dict[int, float | None] = {}

    def taking_none(search: Search, piece: Piece, *_: object) -> tuple[Solved, Solution]:
        seconds[len(piece.agents)] = search.limits.remaining
        return Solved(piece, 0, 0, Prices(1, 0, *[nothing] * 4)), search.incumbent

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("maillage.solvers.search.pieces", lambda *_: three)
        patch.setattr(Search, "_piece", taking_none)
        start = Solution(np.full(problem.n_agents, -1), np.zeros(problem.n_auxiliary, np.int64))
        search = Search(problem, Limits(seconds=600), start)
        search.maximise(objectives(problem)[0], hold=False)
    assert seconds == pytest.approx({1: 100, 4: 240, 9: 600}, abs=20)
