"""What is left of templates that do not fit, who else plays it, and the rows on how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations, product

import numpy as np
from core_problems import Recipe, recipes, tries
from hypothesis import assume, given
from hypothesis import strategies as st
from maillage.solvers.count_cuts import deepest_row, fitting_counts
from maillage.solvers.oracle import Oracle
from maillage.solvers.roles import plays, tightened, weakest
from maillage.solvers.timetable import Signature, patterns

seeds = st.integers(0, 2**32 - 1)
timetables = recipes(most_hosts=2)


def signatures(recipe: Recipe) -> tuple[Oracle, list[Signature]]:
    """Return the oracle of a problem's timetable, and the tightened signature of each template."""
    table = recipe.problem().timetable
    assert table is not None
    oracle = Oracle(table)
    return oracle, [tightened(oracle.signature(k)) for k in range(len(table.part))]


@tries(400)
@given(recipe=timetables)
def test_tightened_templates_have_the_same_ways(recipe: Recipe) -> None:
    table = recipe.problem().timetable
    assert table is not None
    oracle = Oracle(table)
    for template in range(len(table.part)):
        sign = oracle.signature(template)
        assert sorted(patterns(tightened(sign))) == sorted(patterns(sign))


def clash_among(oracle: Oracle, signs: Sequence[Signature], seed: int) -> list[Signature]:
    """Return a minimal set of random templates that do not fit."""
    dice = np.random.default_rng(seed)
    kept = [signs[k] for k in dice.integers(len(signs), size=6).tolist()]
    assume(oracle.fit(kept) is None)
    for sign in list(kept):
        without = list(kept)
        without.remove(sign)
        if without and oracle.fit(without) is None:
            kept = without
    return kept


@tries(100)
@given(recipe=timetables, seed=seeds)
def test_whoever_plays_the_roles_does_not_fit(recipe: Recipe, seed: int) -> None:
    oracle, signs = signatures(recipe)
    clash = clash_among(oracle, signs, seed)
    widest = dict.fromkeys(range(recipe.n_hosts), 0b1111)
    roles = weakest(clash, lambda trial: oracle.fit(trial) is not None, widest)
    assert oracle.fit(roles) is None
    assert all(plays(sign, role) for sign, role in zip(clash, roles, strict=True))
    players = [[sign for sign in signs if plays(sign, role)] for role in roles]
    dice = np.random.default_rng(seed)
    for _ in range(8):
        cast = [of_role[int(dice.integers(len(of_role)))] for of_role in players]
        assert oracle.fit(cast) is None


@tries(400)
@given(recipe=timetables, seed=seeds)
def test_each_way_of_a_player_holds_a_way_of_the_role(recipe: Recipe, seed: int) -> None:
    dice = np.random.default_rng(seed)
    signs = signatures(recipe)[1]
    for sign in signs:
        for other in signs:
            role = with_less(other, dice)
            if plays(sign, role):
                assert all(holds(sign, way, role) for way in patterns(sign))


def with_less(sign: Signature, dice: np.random.Generator) -> Signature:
    """Return a signature without some of its rules, or without its later parts."""
    parts, blocked = sign
    count = int(dice.integers(1, len(parts) + 1))
    less = []
    for part in parts[:count]:
        wide, loose, roomy, short = dice.integers(3, size=4) == 0
        less.append(
            replace(
                part,
                mask=0b1111 if wide else part.mask,
                paired=part.paired and not loose,
                room=-1 if roomy else part.room,
                size=1 if short else part.size,
            )
        )
    pairs = {pair for pair in blocked if max(pair) < count and dice.integers(3)}
    return tuple(less), frozenset(pairs)


def holds(sign: Signature, way: tuple[int, ...], role: Signature) -> bool:
    """Say that a way to place a template has a way to place a role within it."""
    for at in permutations(range(len(sign[0])), len(role[0])):
        pairs = [(sign[0][k], part) for k, part in zip(at, role[0], strict=True)]
        if any(
            one.host != part.host or part.room not in (-1, one.room) or part.weeks & ~one.weeks
            for one, part in pairs
        ):
            continue
        for smaller in patterns(role):
            if all(not mask & ~way[k] for mask, k in zip(smaller, at, strict=True)):
                return True
    return False


# -- rows on how often ------------------------------------------------------------------------


@st.composite
def capacities(draw: st.DrawFn) -> list[tuple[tuple[int, ...], int]]:
    """Draw some limits on weighted numbers, so that each role fits at least once alone."""
    n_roles = draw(st.integers(1, 4))
    weights = st.tuples(*(st.integers(1, 5) for _ in range(n_roles)))
    drawn = draw(st.lists(weights, min_size=1, max_size=3))
    return [(weight, draw(st.integers(max(weight), 10))) for weight in drawn]


def kept(limits: list[tuple[tuple[int, ...], int]], counts: Sequence[int]) -> bool:
    return all(sum(w * c for w, c in zip(ws, counts, strict=True)) <= most for ws, most in limits)


@tries(200)
@given(limits=capacities(), data=st.data())
def test_the_deepest_row_is_kept_by_all_that_fits(
    limits: list[tuple[tuple[int, ...], int]], data: st.DataObject
) -> None:
    n_roles = len(limits[0][0])
    fitting = fitting_counts(n_roles, lambda counts: kept(limits, counts), most=100_000)
    assert fitting is not None
    everything = [c for c in product(range(11), repeat=n_roles) if kept(limits, c)]
    assert sorted(map(tuple, fitting.tolist())) == sorted(everything)
    clash = data.draw(st.tuples(*(st.integers(1, 4) for _ in range(n_roles))))
    assume(not kept(limits, clash))
    cutting = [
        (sum(a * c for a, c in zip(row, clash, strict=True)), most_of(row, everything))
        for row in product(range(1, 4), repeat=n_roles)
    ]
    cutting = [(amount, most) for amount, most in cutting if amount > most]
    found = deepest_row(fitting, clash)
    assert (found is None) == (not cutting)
    if found is not None:
        row, limit = found[0].tolist(), found[1]
        assert limit == most_of(row, everything)
        amount = sum(a * c for a, c in zip(row, clash, strict=True))
        assert amount * 1.0 / limit == max(amount / most for amount, most in cutting)


def most_of(row: Sequence[int], everything: Sequence[Sequence[int]]) -> int:
    return max(sum(a * c for a, c in zip(row, counts, strict=True)) for counts in everything)


def test_too_many_numbers_are_not_asked_for() -> None:
    asked: list[tuple[int, ...]] = []

    def fits(counts: tuple[int, ...]) -> bool:
        asked.append(counts)
        return True

    assert fitting_counts(2, fits, most=7) is None
    assert len(asked) == 7
