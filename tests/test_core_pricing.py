"""Prices of options against dense matrices, and the options that enter against all of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from core_problems import Array, Recipe, dense_use, objectives, recipes, tries, whole_piece
from hypothesis import given
from hypothesis import strategies as st
from maillage.solvers.pieces import Piece
from maillage.solvers.problem import Problem
from maillage.solvers.relaxation import _LARGEST_PRICE, Local, Prices, price_freely
from maillage.solvers.row_cost import RowCost
from maillage.solvers.state import NO_LIMIT, Objective, State
from numpy.typing import NDArray
from scipy import sparse

some = tries(50)

seeds = st.integers(0, 2**32 - 1)

Duals = Callable[[np.random.Generator, int], NDArray[np.float64]]

DUALS: dict[str, Duals] = {
    "zero": lambda dice, n: np.zeros(n),
    "whole": lambda dice, n: dice.integers(-3, 4, n).astype(float),
    "floats": lambda dice, n: dice.normal(size=n) * (dice.integers(3, size=n) > 0),
    "large": lambda dice, n: dice.normal(size=n) * 10.0 ** dice.integers(-9, 7, n),
}


def with_added_rows(problem: Problem, dice: np.random.Generator) -> State:
    """Return the state of a problem with rows of every kind added, and amounts."""
    state = State(problem)

    def use(size: int, n_rows: int, least: int) -> sparse.csr_array:
        dense = dice.integers(least, 3, (size, n_rows)) * (
            dice.integers(3, size=(size, n_rows)) == 0
        )
        return sparse.csr_array(dense.astype(np.int64))

    def add(n_rows: int, **uses: sparse.csr_array) -> None:
        state.add_rows(np.full(n_rows, -NO_LIMIT), dice.integers(0, 9, n_rows), **uses)

    add(1, use=use(problem.use.n_templates, 1, -1))
    state.add_auxiliaries(np.array([2, 3]))
    add(2, extra=use(problem.n_options, 2, -2))
    add(
        2,
        part_use=use(problem.use.part_use.shape[0], 2, 0),
        use=use(problem.use.n_templates, 2, -1),
        auxiliary=use(state.n_auxiliary, 2, -2),
    )
    return state


@some
@given(recipe=recipes(), seed=seeds, added=st.booleans())
def test_costs_are_sums_over_the_dense_matrix(recipe: Recipe, seed: int, added: bool) -> None:
    problem, dice = recipe.problem(), np.random.default_rng(seed)
    state = with_added_rows(problem, dice) if added else State(problem)
    use = dense_use(problem, state)
    own = use - state.extra.toarray()
    options = np.flatnonzero(dice.integers(3, size=problem.n_options))
    templates = problem.template[options]
    for kind in DUALS:
        duals = DUALS[kind](dice, state.n_rows)
        assert _close(state.cost(options, duals), use[options] @ duals)
        assert _close(state.use.cost(templates, duals), own[options] @ duals)
        whole = np.rint(duals).astype(np.int64)
        assert np.array_equal(state.cost(options, whole), use[options] @ whole)
        assert np.array_equal(state.use.cost(templates, whole), own[options] @ whole)
        assert state.cost(options, whole).dtype == np.int64


def _close(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    size = np.abs(np.concatenate([one, other])).max(initial=1.0)
    return bool(np.allclose(one, other, rtol=0, atol=1e-9 * size))


@some
@given(recipe=recipes(), seed=seeds)
def test_columns_are_the_dense_use(recipe: Recipe, seed: int) -> None:
    problem = recipe.problem()
    dice = np.random.default_rng(seed)
    state = with_added_rows(problem, dice)
    use = dense_use(problem, state)
    # Any order, and some more than once.
    options = dice.integers(problem.n_options, size=2 * problem.n_options)
    columns = state.columns(options)
    assert columns.dtype == np.int64
    assert np.array_equal(columns.toarray(), use[options])
    templates = problem.template[options]
    own = use[options] - state.extra.toarray()[options]
    assert np.array_equal(state.use.columns(templates).toarray(), own)
    for option in options[:3]:
        assert np.array_equal(state.columns(np.array([option])).toarray(), use[[option]])
    assert state.columns(options[:0]).shape == (0, state.n_rows)
    position, row, amount = state.entries(options)
    total = np.zeros((len(options), state.n_rows), np.int64)
    np.add.at(total, (position, row), amount)
    assert np.array_equal(total, use[options])


@some
@given(recipe=recipes(), seed=seeds)
def test_what_the_use_of_some_rows_costs(recipe: Recipe, seed: int) -> None:
    problem, dice = recipe.problem(), np.random.default_rng(seed)
    state = with_added_rows(problem, dice)
    use = dense_use(problem, state)
    none = np.zeros(problem.n_options, np.int64), np.zeros(state.n_auxiliary, np.int64)
    for piece in whole_piece(state):
        local = Local(state, piece, Objective(*none))
        positions = np.flatnonzero(dice.integers(3, size=len(piece.options)))
        rows = np.flatnonzero(dice.integers(2, size=len(piece.rows)))
        cost = RowCost(local, positions, rows)
        for kind in DUALS:
            prices = DUALS[kind](dice, len(rows))
            expected = use[piece.options[positions]][:, piece.rows[rows]] @ prices
            assert _close(cost.at(prices), expected)


def piece_with_prices(
    problem: Problem, kind: str, seed: int
) -> tuple[Local, Prices, Array, Array, list[int]]:
    """Price a random piece, with rows added and tiers held, and read the same plainly.

    Returns
    -------
    The piece, its prices, what each option gains and each auxiliary is worth at those prices,
    and the weights of the tiers held, all times the scale.
    """
    dice = np.random.default_rng(seed)
    state = with_added_rows(problem, dice)
    for objective in objectives(problem):
        state.hold(objective, int(dice.integers(-5, 5)), in_relaxation=bool(dice.integers(2)))
    pieces = whole_piece(state)
    piece: Piece = pieces[int(dice.integers(len(pieces)))]
    option = dice.integers(-9, 2_000_000, problem.n_options)
    objective = Objective(option, dice.integers(-9, 9, state.n_auxiliary))
    local = Local(state, piece, objective)
    duals, held = DUALS[kind](dice, len(piece.rows)), -np.abs(DUALS[kind](dice, len(local.held)))
    prices = local.price(duals, held)
    use = dense_use(problem, state)[piece.options][:, piece.rows]
    # Absurd prices are cut where sums could overflow; a tier's price at what its values allow.
    weights = [
        min(0, max(-(_LARGEST_PRICE // max(1, tier.objective.largest)), round(h * prices.scale)))
        for h, tier in zip(held.tolist(), local.held, strict=True)
    ]
    gain = option[piece.options] * prices.scale - use @ prices.rows
    own = state.auxiliary.toarray()[piece.auxiliaries][:, piece.rows]
    worth = objective.auxiliary[piece.auxiliaries] * prices.scale - own @ prices.rows
    for weight, tier in zip(weights, local.held, strict=True):
        gain -= weight * tier.objective.option[piece.options]
        worth -= weight * tier.objective.extended(state.n_auxiliary).auxiliary[piece.auxiliaries]
    return local, prices, gain, worth, weights


@some
@given(recipe=recipes(), seed=seeds, kind=st.sampled_from(sorted(DUALS)))
def test_prices_are_what_lacks_to_the_best_option(kind: str, recipe: Recipe, seed: int) -> None:
    problem = recipe.problem()
    local, prices, gain, worth, _ = piece_with_prices(problem, kind, seed)
    agent_of = problem.agent[local.piece.options]
    for position, agent in enumerate(local.piece.agents.tolist()):
        own = gain[agent_of == agent]
        must = local.state.must[agent]
        best = max([*own.tolist(), *([] if must else [0])], default=None)
        if best is not None:
            assert prices.option[agent_of == agent].tolist() == (best - own).tolist()
            assert prices.idle[position] == best
    assert np.array_equal(prices.auxiliary, worth)


@some
@given(recipe=recipes(), seed=seeds, kind=st.sampled_from(["zero", "whole", "floats"]))
def test_entering_options_hold_the_best_of_each_agent(kind: str, recipe: Recipe, seed: int) -> None:
    problem = recipe.problem()
    local, prices, gain, _, _ = piece_with_prices(problem, kind, seed)
    inside = np.random.default_rng(seed + 1).integers(3, size=len(gain)) == 0
    entering = local.entering(prices, inside)
    assert not inside[entering].any()
    margin = max(1, prices.scale * 1e-7 * local.largest)
    for position in range(len(local.piece.agents)):
        mine = np.flatnonzero(local.agent == position)
        present = [int(gain[k]) for k in mine if inside[k]]
        if not local.must[position]:
            present.append(0)
        best = max((int(gain[k]) for k in mine), default=0)
        entered = [int(gain[k]) for k in entering if local.agent[k] == position]
        assert len(set(entering.tolist())) == len(entering)
        if not present and len(mine):
            assert best in entered
        elif present and best > max(present) + margin + 1:
            assert best in entered
            assert min(entered) > max(present)
        elif present:
            assert all(value > max(present) for value in entered)


@some
@given(recipe=recipes(), seed=seeds)
def test_zero_duals_give_each_agent_its_best_option(recipe: Recipe, seed: int) -> None:
    problem = recipe.problem()
    state = State(problem)
    worth = np.random.default_rng(seed).integers(-5, 2_000_000, problem.n_options)
    objective = Objective(worth, np.zeros(problem.n_auxiliary, np.int64))
    for piece in whole_piece(state):
        expected = 0
        for agent in piece.agents.tolist():
            own = worth[problem.agent == agent].tolist()
            must = bool(problem.must[agent])
            expected += max(own) if must else max([0, *own])
        assert price_freely(state, piece, objective).limit == expected
