"""Rank acceptability against a closed form and a plain loop; rows that are not dominated."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers import acceptability as module
from maillage.solvers.acceptability import acceptability
from maillage.solvers.pareto import not_dominated
from scipy.special import betainc

seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(
    ("share", "concentration", "level"), [(0.5, 50.0, 0.5), (0.3, 20.0, 0.6), (0.8, 5.0, 0.55)]
)
def test_two_criteria_have_a_closed_form(share: float, concentration: float, level: float) -> None:
    # With u the first weight, the options score u, 1 - u and `level`: Beta-distributed intervals.
    criteria = np.array([[1.0, 0.0], [0.0, 1.0], [level, level]])
    draws = 40_000
    found = acceptability(
        criteria,
        np.array([2 * share, 2 * (1 - share)]),
        draws=draws,
        seed=3,
        concentration=concentration,
    )
    below = [
        float(betainc(concentration * share, concentration * (1 - share), x))
        for x in (1 - level, level)
    ]
    expected = [1 - below[1], below[0], below[1] - below[0]]
    for got, s in zip(found.first, expected, strict=True):
        assert abs(got - s) < 5 * sqrt(s * (1 - s) / draws) + 1e-12
    assert found.top_three == pytest.approx([1, 1, 1])


@given(seed=seeds, cells=st.sampled_from([1, 100, 10_000]))
def test_shares_equal_those_of_a_plain_loop(seed: int, cells: int) -> None:
    dice = np.random.default_rng(seed)
    n, c = int(dice.integers(1, 9)), int(dice.integers(1, 4))
    criteria = dice.integers(0, 3, size=(n, c)).astype(float)
    weights = dice.integers(0, 4, size=c).astype(float)
    weights[0] += 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CELLS", cells)
        found = acceptability(criteria, weights, draws=50, seed=seed)
    first, top = plain(criteria, weights, 50, seed)
    assert found.first.tolist() == pytest.approx(first)
    assert found.top_three.tolist() == pytest.approx(top)
    assert found.first.sum() == pytest.approx(1)
    assert found.top_three.sum() == pytest.approx(min(3, n))


def plain(
    criteria: np.ndarray, weights: np.ndarray, draws: int, seed: int
) -> tuple[list[float], list[float]]:
    used = [c for c in range(len(weights)) if weights[c] > 0]
    share = weights[used] / weights.sum()
    drawn = np.random.default_rng(seed).dirichlet(50.0 * share, size=draws)
    first, top = [0.0] * len(criteria), [0.0] * len(criteria)
    for weight in drawn:
        scores = [
            sum(w * row[c] for w, c in zip(weight, used, strict=True)) for row in criteria.tolist()
        ]
        left = 3
        for place, score in enumerate(sorted({round(s, 12) for s in scores}, reverse=True)):
            tied = [k for k, s in enumerate(scores) if round(s, 12) == score]
            for k in tied:
                first[k] += (place == 0) / len(tied) / draws
                top[k] += min(left, len(tied)) / len(tied) / draws
            left -= min(left, len(tied))
    return first, top


@given(seed=seeds)
def test_the_order_of_options_never_matters(seed: int) -> None:
    dice = np.random.default_rng(seed)
    criteria = dice.integers(0, 4, size=(12, 3)) / 3
    turned = dice.permutation(12)
    weights = np.array([3.0, 0.0, 1.0])
    one = acceptability(criteria, weights, draws=100)
    other = acceptability(criteria[turned], weights, draws=100)
    assert (one.first[turned] == other.first).all()
    assert (one.top_three[turned] == other.top_three).all()


def test_a_sure_winner_is_always_first_and_nothing_is_nothing() -> None:
    criteria = np.array([[1.0, 1.0], [0.9, 0.2], [0.1, 0.8], [0.0, 0.1]])
    found = acceptability(criteria, np.array([1.0, 2.0]), draws=500)
    assert found.first.tolist() == [1, 0, 0, 0]
    assert found.top_three.tolist() == [1, 1, 1, 0]
    assert len(acceptability(np.zeros((0, 2)), np.ones(2)).first) == 0


@pytest.mark.parametrize(
    ("criteria", "weights", "draws", "concentration", "why"),
    [
        ([[1.0, 2.0]], [1.0], 10, 50, "one weight for each"),
        ([[float("nan")]], [1.0], 10, 50, "finite"),
        ([[1.0]], [-1.0], 10, 50, "positive"),
        ([[1.0]], [0.0], 10, 50, "positive"),
        ([[1.0]], [1.0], 0, 50, "positive"),
        ([[1.0]], [1.0], 10, 0, "positive"),
    ],
)
def test_faulty_numbers_are_refused(
    criteria: list[list[float]], weights: list[float], draws: int, concentration: float, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        acceptability(
            np.array(criteria), np.array(weights), draws=draws, concentration=concentration
        )


@given(seed=seeds, block=st.sampled_from([1, 3, 256]))
def test_rows_that_are_not_dominated(seed: int, block: int) -> None:
    from maillage.solvers import pareto

    dice = np.random.default_rng(seed)
    n, c = int(dice.integers(0, 30)), int(dice.integers(1, 4))
    columns = dice.integers(0, int(dice.choice([2, 5, 100])), size=(n, c))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pareto, "_BLOCK", block)
        marked = not_dominated(columns)
    rows = columns.tolist()
    for row, mark in zip(rows, marked, strict=True):
        better = [o for o in rows if o != row and all(a >= b for a, b in zip(o, row, strict=True))]
        assert mark == (not better)


def test_a_missing_number_is_refused() -> None:
    with pytest.raises(ValueError, match="missing"):
        not_dominated(np.array([[1.0, float("nan")]]))
