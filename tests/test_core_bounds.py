"""Bounds of duals against all solutions, and against the linear relaxation in full."""

from __future__ import annotations

import numpy as np
import pytest
from core_problems import (
    Array,
    Plain,
    Recipe,
    dense_use,
    objectives,
    recipes,
    tries,
    whole_piece,
)
from core_scale import at_scale
from hypothesis import assume, given
from hypothesis import strategies as st
from maillage.solvers.blockwise import Blockwise
from maillage.solvers.limits import Limits
from maillage.solvers.pieces import Piece
from maillage.solvers.problem import NO_LIMIT, Problem
from maillage.solvers.relaxation import Local, Prices, price_freely, relax
from maillage.solvers.state import Objective, State
from numpy.typing import NDArray
from scipy.optimize import linprog

seeds = st.integers(0, 2**32 - 1)

ALWAYS_POSSIBLE = ("weeks", "rooms", "soft", "lazy", "twice", "open", "link")
"""What leaves "nobody gets anything" possible."""


def duals(dice: np.random.Generator, n: int, size: float) -> NDArray[np.float64]:
    """Draw duals of all sizes, many of them zero, many whole."""
    drawn = dice.normal(size=n) * size * 10.0 ** dice.integers(-6, 1, n)
    drawn[dice.integers(3, size=n) == 0] = 0.0
    whole = dice.integers(3, size=n) == 0
    return np.where(whole, np.rint(drawn), drawn)


def random_objective(problem: Problem, state: State, dice: np.random.Generator) -> Objective:
    """Draw one of the problem's own objectives, or any other."""
    own = objectives(problem)
    if own and dice.integers(2):
        return own[int(dice.integers(len(own)))].extended(state.n_auxiliary)
    most = int(dice.choice([1, 20, 2_000_000]))
    return Objective(
        dice.integers(-most, most + 1, problem.n_options),
        dice.integers(-most, most + 1, state.n_auxiliary),
    )


# -- any duals ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1.0, 1e4, 1e7])
@tries(20)
@given(recipe=recipes(most_agents=4), seed=seeds)
def test_no_duals_make_the_bound_wrong(size: float, recipe: Recipe, seed: int) -> None:
    """A solution loses at least what its options, idle agents and unused limits cost."""
    problem, dice = recipe.problem(), np.random.default_rng(seed)
    plain, state = Plain(problem), State(problem)
    solutions = plain.solutions
    assume(solutions)
    for objective in objectives(problem)[:2]:
        # Somewhere among the values that there are.
        value = objective.value(solutions[int(dice.integers(len(solutions)))])
        state.hold(objective, value, in_relaxation=bool(dice.integers(3)))
        solutions = [s for s in solutions if objective.value(s) >= value]
    objective = random_objective(problem, state, dice)
    pieces = whole_piece(state)
    every = []
    for piece in pieces:
        local = Local(state, piece, objective)
        drawn = duals(dice, len(piece.rows), size)
        every.append((local, local.price(drawn, duals(dice, len(local.held), size))))
    use = dense_use(problem)
    # A bound of whole numbers per piece; the pieces' bounds add up.
    limit = sum(prices.limit for _, prices in every)
    for solution in solutions:
        assert objective.value(solution) <= limit
        chosen = solution.option[solution.option >= 0]
        total = use[chosen].sum(axis=0) + solution.auxiliary @ problem.auxiliary.toarray()
        for local, prices in every:
            piece = local.piece
            own = objective.within(piece.options, piece.auxiliaries).value(solution)
            lost = prices.option[np.isin(piece.options, chosen)].sum()
            lost += prices.idle[(solution.option < 0)[piece.agents]].sum()
            lost += unused(prices.rows, total[piece.rows], local.lower, local.upper)
            lost += unused(
                -prices.auxiliary,
                solution.auxiliary[piece.auxiliaries],
                local.auxiliary_lower,
                local.auxiliary_upper,
                limit_if_positive="lower",
            )
            assert prices.scale * own <= prices.bound - lost


def unused(
    price: Array, amount: Array, lower: Array, upper: Array, limit_if_positive: str = "upper"
) -> int:
    """Return the price of what lacks to the limit that has one."""
    up, down = (upper, lower) if limit_if_positive == "upper" else (lower, upper)
    distance = np.where(price > 0, np.abs(up - amount), np.abs(down - amount))
    used = price != 0
    return int((np.abs(price[used]) * distance[used]).sum())


# -- the relaxation -------------------------------------------------------------------------


def full_relaxation(state: State, piece: Piece, objective: Objective) -> float | None:
    """Return the best value of the linear relaxation over all options of a piece."""
    problem = state.problem
    use = dense_use(problem, state)[piece.options][:, piece.rows]
    auxiliary = state.auxiliary.toarray()[piece.auxiliaries][:, piece.rows]
    rows = np.vstack([use, auxiliary]).T.astype(float)
    lower, upper = state.lower[piece.rows], state.upper[piece.rows]
    agents = (problem.agent[piece.options] == piece.agents[:, None]).astype(float)
    agents = np.hstack([agents, np.zeros((len(piece.agents), len(piece.auxiliaries)))])
    must = state.must[piece.agents]
    above, below = upper < NO_LIMIT, lower > -NO_LIMIT
    a_ub, b_ub = [rows[above], -rows[below], agents, -agents[must]], [upper[above], -lower[below]]
    b_ub += [np.ones(len(agents)), -np.ones(int(must.sum()))]
    for number in piece.held:
        held = state.held[number]
        of_auxiliary = held.objective.extended(state.n_auxiliary).auxiliary[piece.auxiliaries]
        a_ub.append(-np.concatenate([held.objective.option[piece.options], of_auxiliary])[None])
        b_ub.append(np.array([-held.value]))
    goal = np.concatenate([objective.option[piece.options], objective.auxiliary[piece.auxiliaries]])
    bounds = [(0, None)] * len(piece.options)
    bounds += [
        (int(state.auxiliary_lower[a]), int(state.auxiliary_upper[a])) for a in piece.auxiliaries
    ]
    if not len(goal):
        return 0.0
    outcome = linprog(
        -goal.astype(float), np.vstack(a_ub), np.concatenate(b_ub).astype(float), bounds=bounds
    )
    return -outcome.fun if outcome.status == 0 else None


def size_of(piece: Piece, objective: Objective) -> float:
    """Return the largest value that could be thought of in a piece."""
    return max(1.0, float(len(piece.agents) * objective.largest))


def rounding(local: Local, prices: Prices) -> float:
    """Return what rounding the weights of tiers held may cost where their numbers are large."""
    halves = len(local.piece.agents) * sum(h.objective.largest for h in local.held)
    return halves / prices.scale


@tries(50)
@given(recipe=recipes(most_agents=4), seed=seeds)
def test_relaxation_of_a_growing_pool_is_the_full_one(recipe: Recipe, seed: int) -> None:
    problem, dice = recipe.problem(), np.random.default_rng(seed)
    solutions, state = Plain(problem).solutions, State(problem)
    assume(solutions)
    present = solutions[int(dice.integers(len(solutions)))]
    for objective in objectives(problem)[:2]:
        state.hold(objective, objective.value(present), in_relaxation=True)
    objective = random_objective(problem, state, dice)
    for piece in whole_piece(state):
        relaxed = relax(state, piece, objective, present.option[present.option >= 0], Limits())
        full = full_relaxation(state, piece, objective)
        assert full is not None
        bound = relaxed.prices.bound / relaxed.prices.scale
        lost = rounding(Local(state, piece, objective), relaxed.prices)
        assert abs(bound - full) <= 1e-6 * size_of(piece, objective) + lost


def large_recipes() -> st.SearchStrategy[Recipe]:
    """Draw problems of several blocks in which "nobody gets anything" is possible."""
    features = st.lists(st.sampled_from(ALWAYS_POSSIBLE), unique=True, max_size=4).map(tuple)
    return recipes(most_agents=14, most_hosts=7, most_options=6).flatmap(
        lambda recipe: features.map(lambda some: recipe._replace(features=some))
    )


def idle_state(problem: Problem, dice: np.random.Generator) -> State:
    """Return the state of a problem with tiers held at what nothing chosen is worth."""
    state = State(problem)
    for objective in objectives(problem)[:2]:
        if not objective.auxiliary.any():
            least = int(np.minimum(objective.option, 0).min(initial=0))
            state.hold(objective, int(dice.integers(least - 1, 1)), in_relaxation=True)
    return state


@tries(30)
@given(recipe=large_recipes(), seed=seeds, agents_per_block=st.integers(2, 5))
def test_bounds_block_by_block_are_not_below_the_full_relaxation(
    recipe: Recipe, seed: int, agents_per_block: int
) -> None:
    problem, dice = recipe.problem(), np.random.default_rng(seed)
    state = idle_state(problem, dice)
    objective = random_objective(problem, state, dice)
    for piece in whole_piece(state):
        if not len(piece.options):
            continue
        full = full_relaxation(state, piece, objective)
        assert full is not None
        found = []
        for workers in (1, 2):
            local = Local(state, piece, objective)
            with at_scale("priced in blocks"):
                whole = Blockwise(local, Limits(workers=workers), agents_per_block)
                prices = whole.run()
            again = local.price(whole.duals, whole.held)
            assert again.bound == prices.bound
            found.append((prices.bound, whole.duals.tolist(), whole.held.tolist()))
        assert found[0] == found[1]
        bound = prices.bound / prices.scale
        assert bound >= full - 1e-6 * size_of(piece, objective)
        free = price_freely(state, piece, objective)
        assert prices.bound * free.scale <= free.bound * prices.scale


@tries(20)
@given(recipe=large_recipes(), seed=seeds)
def test_a_single_block_is_the_full_relaxation(recipe: Recipe, seed: int) -> None:
    problem, dice = recipe.problem(), np.random.default_rng(seed)
    state = State(problem)
    objective = random_objective(problem, state, dice)
    for piece in whole_piece(state):
        if not len(piece.options):
            continue
        local = Local(state, piece, objective)
        prices = Blockwise(local, Limits(), len(piece.agents)).run()
        full = full_relaxation(state, piece, objective)
        assert full is not None
        assert abs(prices.bound / prices.scale - full) <= 1e-5 * size_of(piece, objective)


@pytest.mark.parametrize("seed", range(4))
def test_blocks_come_near_the_full_relaxation(seed: int) -> None:
    """They close nine tenths, at the least, of what leaving out all rows gives away."""
    problem = Recipe(seed, 30, 12, 8, (), ("value",)).problem()
    state, dice = State(problem), np.random.default_rng(seed)
    nothing = np.zeros(problem.n_auxiliary, np.int64)
    objective = Objective(dice.integers(1, 1000, problem.n_options), nothing)
    piece = max(whole_piece(state), key=lambda piece: len(piece.agents))
    full, free = full_relaxation(state, piece, objective), price_freely(state, piece, objective)
    prices = Blockwise(Local(state, piece, objective), Limits(), 8).run()
    assert full is not None
    away = free.bound / free.scale - full
    assert away > 0
    assert prices.bound / prices.scale - full < 0.1 * away


@tries(10)
@given(recipe=recipes(most_agents=4), seed=seeds, exponent=st.integers(8, 30))
def test_nor_do_absurd_ones(recipe: Recipe, seed: int, exponent: int) -> None:
    problem, dice = recipe.problem(), np.random.default_rng(seed)
    solutions, state = Plain(problem).solutions, State(problem)
    assume(solutions)
    for objective in objectives(problem)[:2]:
        value = min(objective.value(solution) for solution in solutions)
        state.hold(objective, value, in_relaxation=True)
    objective = random_objective(problem, state, dice)
    limit = 0
    for piece in whole_piece(state):
        local = Local(state, piece, objective)
        sizes = len(piece.rows), len(local.held)
        drawn = [dice.normal(size=n) * 10.0**exponent for n in sizes]
        limit += local.price(drawn[0], drawn[1]).limit
    assert max(objective.value(solution) for solution in solutions) <= limit
