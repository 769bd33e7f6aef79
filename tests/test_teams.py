"""Teams that settle together, against all assignments of small problems."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers import tied
from maillage.solvers.forced import IMPOSSIBLE
from maillage.solvers.limits import Limits
from maillage.solvers.team_bounds import intervals
from maillage.solvers.tied import tied_best
from maillage.solvers.together import Teams
from test_forced import Drawn

seeds = st.integers(0, 2**32 - 1)


def drawn_teams(seed: int) -> tuple[Drawn, Teams, list[tuple[int, tuple[int, ...]]]]:
    drawn = Drawn(seed)
    dice = np.random.default_rng(seed + 1)
    team = dice.integers(-1, 2, size=drawn.n_agents)
    # One team wants one offer, the other one of two territories; or both want the same.
    alone, shared = np.arange(drawn.n_offers), dice.integers(0, 2, size=drawn.n_offers)
    place = np.array([alone if dice.random() < 0.5 else shared for _ in range(2)])
    teams = Teams(team, place)
    return drawn, teams, [(t, p) for t, p in drawn.assignments() if together(drawn, teams, p)]


def together(drawn: Drawn, teams: Teams, places: tuple[int, ...]) -> bool:
    for t in range(2):
        own = [k for j, k in enumerate(places) if teams.team[j] == t]
        if drawn.n_offers in own:
            if set(own) != {drawn.n_offers}:
                return False
        elif len({int(teams.place[t, k]) for k in own}) > 1:
            return False
    return True


def total(drawn: Drawn, offer: np.ndarray) -> int:
    return sum(drawn.weight[j, k] for j, k in enumerate(offer.tolist()) if k >= 0)


@given(seed=seeds, first=st.sampled_from([1, 3, 2_000]))
def test_the_best_with_teams_equals_that_of_all_assignments(seed: int, first: int) -> None:
    drawn, teams, every = drawn_teams(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tied, "_FIRST_PAIRS", first)
        best = tied_best(drawn.problem(), teams, Limits())
        assert best.exact
        assert best.value == max(value for value, _ in every)
        assert best.offer is not None
        assert total(drawn, best.offer) == best.value
        for j, k in drawn.weight:
            forced = [value for value, places in every if places[j] == k]
            answer = tied_best(drawn.problem(), teams, Limits(), (j, k))
            assert answer.exact
            assert answer.value == max(forced, default=None)
            if answer.offer is not None:
                assert answer.offer[j] == k
                assert total(drawn, answer.offer) == answer.value


@given(seed=seeds)
def test_intervals_hold_the_joint_values_with_teams(seed: int) -> None:
    drawn, teams, every = drawn_teams(seed)
    found = intervals(drawn.problem(), teams, Limits())
    assert found.best.value == max(value for value, _ in every)
    for (j, k), low, high in zip(drawn.weight, found.low, found.high, strict=True):
        exact = max((v for v, places in every if places[j] == k), default=int(IMPOSSIBLE))
        assert low <= exact <= high


@given(seed=seeds)
def test_without_teams_every_interval_is_exact(seed: int) -> None:
    drawn = Drawn(seed)
    nobody = Teams(np.full(drawn.n_agents, -1), np.zeros((0, drawn.n_offers), np.int64))
    found = intervals(drawn.problem(), nobody, Limits())
    assert found.exact.all()
    assert found.best.exact


def test_without_time_bounds_stay_bounds() -> None:
    for seed in range(30):
        drawn, teams, every = drawn_teams(seed)
        best = tied_best(drawn.problem(), teams, Limits(0.0))
        assert best.bound is not None
        assert best.bound >= max(value for value, _ in every)
        assert best.value is None or best.value <= best.bound
