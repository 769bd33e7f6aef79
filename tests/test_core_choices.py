"""Choices made and improved: they keep every row and fit the week, and get no worse."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from core_problems import (
    Plain,
    Recipe,
    Week,
    dense_use,
    masks_of,
    objectives,
    recipes,
    slots_fit,
    tries,
    whole_piece,
)
from core_scale import at_scale
from hypothesis import assume, example, given
from hypothesis import strategies as st
from maillage.solvers import construction, regions
from maillage.solvers.clusters import at_home
from maillage.solvers.construction import construct
from maillage.solvers.cuts import TimetableCuts
from maillage.solvers.diving import dive
from maillage.solvers.limits import Limits
from maillage.solvers.neighbourhood import EFFORTS, Neighbourhoods, Worth
from maillage.solvers.occupancy import Occupancy
from maillage.solvers.oracle import Oracle
from maillage.solvers.pieces import Piece
from maillage.solvers.problem import NO_LIMIT, Problem
from maillage.solvers.regions import Regions
from maillage.solvers.relaxation import Local, Relaxed, relax
from maillage.solvers.result import Solution
from maillage.solvers.scheduling import fitted
from maillage.solvers.state import Objective, State
from maillage.solvers.timetable import Key
from maillage.solvers.week_model import all_that_fit

seeds = st.integers(0, 2**32 - 1)


class Case:
    """A problem with a random solution, its slots, and something to maximise."""

    def __init__(self, recipe: Recipe, seed: int, *, hold: bool = True) -> None:
        self.problem: Problem = recipe.problem()
        self.dice = np.random.default_rng(seed)
        self.plain = Plain(self.problem)
        assume(self.plain.solutions)
        self.state = State(self.problem)
        self.cuts = TimetableCuts(self.state)
        assert self.cuts.oracle is not None
        self.oracle: Oracle = self.cuts.oracle
        solutions = self.plain.solutions
        self.present = self.cuts.scheduled(solutions[int(self.dice.integers(len(solutions)))])
        own = objectives(self.problem)
        for objective in own[:1] if hold else []:
            value = objective.value(self.present)
            self.state.hold(objective, value, in_relaxation=True)
        most = int(self.dice.choice([1, 2_000_000]))
        worth = self.dice.integers(-1, most + 1, self.problem.n_options)
        self.objective = Objective(worth, np.zeros(self.problem.n_auxiliary, np.int64))
        if own and self.dice.integers(2):
            self.objective = own[-1]

    @property
    def pieces(self) -> list[Piece]:
        return [piece for piece in whole_piece(self.state) if len(piece.options)]

    def relaxed(self, piece: Piece) -> Relaxed:
        pool = self.present.option[self.present.option >= 0]
        return relax(self.state, piece, self.objective, pool, Limits())

    @property
    def slot_keys(self) -> Iterator[Key]:
        """Every slot of every host and room, in every class of weeks."""
        table = self.problem.timetable
        assert table is not None
        for kind, capacity in enumerate((table.host_capacity, table.room_capacity)):
            slots, weeks = range(table.n_slots), range(table.n_classes)
            yield from product((kind,), range(len(capacity)), slots, weeks)

    def worth(self, piece: Piece) -> Worth:
        prices = self.relaxed(piece).prices
        option = np.full(self.problem.n_options, np.inf)
        idle = np.zeros(self.problem.n_agents)
        option[piece.options] = prices.option / prices.scale
        idle[piece.agents] = prices.idle / prices.scale
        return Worth(self.objective, option, idle, option)

    def around(self, piece: Piece) -> Neighbourhoods:
        return Neighbourhoods(self.state, self.oracle, piece, self.worth(piece), Limits())

    def assert_possible(self, solution: Solution) -> None:
        """Say that a solution keeps rows, tiers held and the week."""
        assert self.plain.keeps(solution)
        assert slots_fit(self.problem, solution)
        assert all(h.objective.value(solution) >= h.value for h in self.state.held)

    def assert_better(self, solution: Solution, piece: Piece, occupancy: Occupancy) -> None:
        """Say that a solution is as good at least, the same outside the piece, and counted."""
        self.assert_possible(solution)
        assert self.objective.value(solution) >= self.objective.value(self.present)
        others = np.setdiff1d(np.arange(self.problem.n_agents), piece.agents)
        assert np.array_equal(solution.option[others], self.present.option[others])
        self.assert_counted(occupancy, solution)

    def assert_counted(self, occupancy: Occupancy, solution: Solution) -> None:
        """Say that the books say the same as the choice does."""
        counted = Occupancy(self.state, self.oracle)
        counted.put(solution, np.flatnonzero(solution.option >= 0).tolist())
        assert np.array_equal(occupancy.rows, counted.rows)
        assert all(occupancy.used(key) == counted.used(key) for key in self.slot_keys)
        assert {h: a for h, a in occupancy.at_host.items() if a} == counted.at_host


@tries(50)
@given(recipe=recipes(most_agents=4), seed=seeds)
def test_dives_keep_every_row(recipe: Recipe, seed: int) -> None:
    case = Case(recipe, seed)
    for piece in case.pieces:
        found = dive(case.relaxed(piece), Limits())
        assert found is not None
        agents = case.problem.agent[found.chosen]
        assert len(np.unique(agents)) == len(agents)
        assert np.isin(found.chosen, piece.options).all()
        option, auxiliary = case.present.option.copy(), case.present.auxiliary.copy()
        option[piece.agents] = -1
        option[agents] = found.chosen
        auxiliary[piece.auxiliaries] = np.rint(found.auxiliary)
        # Whole shares leave the amounts whole where only single rows concern them.
        if found.whole and np.abs(found.auxiliary - np.rint(found.auxiliary)).max(initial=0) < 1e-6:
            dived = Solution(option, auxiliary)
            assert case.plain.keeps(dived)
            assert all(h.objective.value(dived) >= h.value for h in case.state.held)


@tries(50)
@given(recipe=recipes(most_agents=4), seed=seeds)
def test_neighbourhoods_improve_and_keep_everything(recipe: Recipe, seed: int) -> None:
    case = Case(recipe, seed)
    for piece in case.pieces:
        around = case.around(piece)
        better = around.improve(case.present, EFFORTS[3], 1e-6, lambda _: False)
        case.assert_better(better, piece, around.occupancy)


@tries(50)
@given(recipe=recipes(most_agents=4), seed=seeds, size=st.sampled_from((1, 2, 9)))
@example(recipe=Recipe(232, 2, 1, 1, (), ("placed",)), seed=0, size=1)  # a clash is cut off
@example(recipe=Recipe(0, 2, 2, 2, ("weeks", "twice"), ("placed",)), seed=1, size=1)  # a row, twice
def test_regions_improve_and_keep_everything(recipe: Recipe, seed: int, size: int) -> None:
    case = Case(recipe, seed)
    for piece in case.pieces:
        around = Regions(case.state, case.cuts, piece, case.worth(piece), Limits())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(regions, "_AGENTS", size)
            first = case.state.n_rows
            better = around.improve(case.present, 2, lambda _: False)
        case.assert_better(better, piece, around.occupancy)
        # The rows that cut off clashes are the piece's, and cut off nothing that fits.
        added = np.setdiff1d(around.piece.rows, piece.rows)
        assert np.array_equal(added, np.arange(first, case.state.n_rows))
        held = case.state.held
        for solution in case.plain.solutions:
            if all(tier.objective.value(solution) >= tier.value for tier in held):
                assert case.state.possible(solution)


@tries(20)
@given(recipe=recipes(most_agents=5), seed=seeds)
def test_regions_are_the_same_by_one_worker_and_by_two(recipe: Recipe, seed: int) -> None:
    found = []
    for workers in (1, 2):
        case = Case(recipe, seed)
        for piece in case.pieces:
            limits = Limits(workers=workers)
            around = Regions(case.state, case.cuts, piece, case.worth(piece), limits)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(regions, "_AGENTS", 2)
                better = around.improve(case.present, 2, lambda _: False)
            found.append((better.option.tolist(), better.auxiliary.tolist(), better.slots))
    assert found[: len(found) // 2] == found[len(found) // 2 :]


@tries(50)
@given(recipe=recipes(most_agents=4), seed=seeds)
def test_one_region_with_all_options_is_the_best_choice(recipe: Recipe, seed: int) -> None:
    """Where nothing stays as it is, and every option counts, nothing better is left."""
    case = Case(recipe, seed)
    for piece in case.pieces:
        # Amounts that no option concerns are nobody's choice.
        start = case.state.completed(case.present, piece.rows)
        around = Regions(case.state, case.cuts, piece, case.worth(piece), Limits())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(regions, "_AGENTS", case.problem.n_agents)
            patch.setattr(regions, "_GAP", 0.0)
            patch.setattr(regions, "_OPTIONS", (case.problem.n_options,))
            patch.setattr(regions, "_ROUNDS", 100)
            better = around.improve(start, 1, lambda _: False)
        outside = np.setdiff1d(np.arange(case.problem.n_agents), piece.agents)
        beside = [
            s
            for s in case.plain.solutions
            if np.array_equal(s.option[outside], case.present.option[outside])
            and case.state.possible(s)
        ]
        best = max(case.objective.value(s) for s in beside)
        assert case.objective.value(better) == best


@tries(50)
@given(recipe=recipes(most_agents=4), seed=seeds)
def test_who_lost_an_option_is_fitted_in_again(recipe: Recipe, seed: int) -> None:
    case = Case(recipe, seed)
    for piece in case.pieces:
        there = piece.agents[case.present.option[piece.agents] >= 0]
        missing = [int(a) for a in there if case.dice.integers(2)]
        option = case.present.option.copy()
        option[missing] = -1
        slots = {a: s for a, s in case.present.slots.items() if a not in missing}
        start = Solution(option, case.present.auxiliary, slots)
        kept = len(case.plain.keeping_rows(option)) and case.plain.keeps(start)
        found = case.around(piece).complete(start, missing)
        assert slots_fit(case.problem, found)
        assert (found.option[option >= 0] >= 0).all()
        if kept or all(found.option[a] >= 0 for a in missing):
            assert case.plain.keeps(found)
        for held in case.state.held:
            least = min(held.value, held.objective.value(start))
            assert held.objective.value(found) >= least


@tries(50)
@given(recipe=recipes(most_agents=4), seed=seeds, diving=st.sampled_from((1.0, 0.0)))
def test_constructed_choices_keep_upper_limits_and_fit(
    recipe: Recipe, seed: int, diving: float
) -> None:
    case = Case(recipe, seed)
    problem, state = case.problem, case.state
    use = dense_use(problem)
    plain_limit = (use >= 0).all(axis=0) & (problem.upper < NO_LIMIT)
    for piece in case.pieces:
        relaxed = case.relaxed(piece)
        with at_scale("priced in blocks"), pytest.MonkeyPatch.context() as patch:
            # Without any time for diving each agent takes what there is room for.
            patch.setattr(construction, "_DIVING", diving)
            local = Local(state, piece, case.objective)
            found = construct(local, relaxed, case.present, case.oracle, Limits(seconds=600))
        assert slots_fit(problem, found)
        total = use[found.option[found.option >= 0]].sum(axis=0)
        most = problem.upper - case.present.auxiliary @ problem.auxiliary.toarray()
        within = plain_limit & np.isin(np.arange(problem.n_rows), piece.rows)
        assert (total <= np.maximum(most, problem.upper))[within].all()
        others = np.setdiff1d(np.arange(problem.n_agents), piece.agents)
        assert np.array_equal(found.option[others], case.present.option[others])


@tries(40)
@given(recipe=recipes(), seed=seeds)
def test_slots_beside_those_of_others(recipe: Recipe, seed: int) -> None:
    """Some agents have their slots already; the others are fitted in beside them."""
    case = Case(recipe, seed, hold=False)
    present = np.flatnonzero(case.present.option >= 0)
    settled = present[case.dice.integers(2, size=len(present)) == 0]
    slots = {int(a): case.present.slots[int(a)] for a in settled}
    option = case.present.option.copy()
    # The others take any option at all.
    rest = np.setdiff1d(np.arange(case.problem.n_agents), settled)
    for agent in rest.tolist():
        own = np.flatnonzero(case.problem.agent == agent)
        if len(own):
            option[agent] = case.dice.choice(own)
    start = Solution(option, case.present.auxiliary, slots)
    occupancy = Occupancy(case.state, case.oracle)
    occupancy.put(start, settled.tolist())
    agents = rest[option[rest] >= 0]
    with at_scale("priced in blocks"):
        found = fitted(case.state, case.oracle, start, agents, occupancy)
    assert slots_fit(case.problem, found)
    assert np.array_equal(found.option[settled], option[settled])
    assert {a: found.slots[a] for a in slots} == slots
    kept = found.option >= 0
    assert np.array_equal(found.option[kept], option[kept])
    chosen = found.option[kept]
    assert np.array_equal(occupancy.rows, dense_use(case.problem)[chosen].sum(axis=0))


@tries(60)
@given(recipe=recipes(), seed=seeds)
def test_all_together_beside_others(recipe: Recipe, seed: int) -> None:
    """Slots for all the others are found where there are any, and only there."""
    case = Case(recipe, seed, hold=False)
    problem, table = case.problem, case.problem.timetable
    assert table is not None
    present = np.flatnonzero(case.present.option >= 0)
    settled = present[case.dice.integers(2, size=len(present)) == 0].tolist()
    occupancy, week = Occupancy(case.state, case.oracle), Week(problem)
    occupancy.put(case.present, settled)
    for agent in settled:
        week.put(int(problem.template[case.present.option[agent]]), case.present.slots[agent])
    option = case.present.option.copy()
    rest = np.setdiff1d(np.unique(problem.agent), settled)
    for agent in rest.tolist():
        option[agent] = case.dice.choice(np.flatnonzero(problem.agent == agent))
    templates = problem.template[option[rest]].tolist()
    signs = [case.oracle.signature(template) for template in templates]
    found = all_that_fit(table, signs, 100.0, occupancy)
    assert (found is not None) == case.plain.fits_beside(templates, week)
    if found is not None:
        slots = {a: case.present.slots[a] for a in settled}
        slots |= dict(zip(rest.tolist(), found, strict=True))
        assert slots_fit(problem, Solution(option, case.present.auxiliary, slots))


@tries(40)
@given(recipe=recipes(), seed=seeds)
def test_agents_are_at_home_where_most_parts_of_their_options_are(
    recipe: Recipe, seed: int
) -> None:
    problem, dice = recipe.problem(), np.random.default_rng(seed)
    table = problem.timetable
    assert table is not None
    label = dice.integers(3, size=len(table.host_capacity))
    counting = np.flatnonzero(dice.integers(2, size=problem.n_options))
    home = at_home(problem, counting, label)
    for agent in range(problem.n_agents):
        parts = table.part[problem.template[counting[problem.agent[counting] == agent]]]
        there = label[table.host[parts[parts >= 0]]].tolist()
        assert home[agent] == max(range(3), key=lambda name: (there.count(name), -name))


@tries(60)
@given(recipe=recipes(most_agents=4), seed=seeds)
def test_room_is_seen_wherever_there_is_any(recipe: Recipe, seed: int) -> None:
    """One agent is taken out: no option that it could take beside the others is left aside."""
    case = Case(recipe, seed, hold=False)
    problem, table = case.problem, case.problem.timetable
    assert table is not None
    agent = int(case.dice.integers(problem.n_agents))
    others = np.flatnonzero(case.present.option >= 0).tolist()
    occupancy = Occupancy(case.state, case.oracle)
    occupancy.put(case.present, others)
    others = [other for other in others if other != agent]
    occupancy.take_out(case.present, [agent])
    use, week = dense_use(problem), Week(problem)
    for other in others:
        week.put(int(problem.template[case.present.option[other]]), case.present.slots[other])
    taken = use[case.present.option[others]].sum(axis=0)
    plain = np.setdiff1d(np.arange(problem.n_rows), problem.auxiliary.indices)
    for option in np.flatnonzero(problem.agent == agent).tolist():
        template = int(problem.template[option])
        kinds = table.part[template][table.part[template] >= 0]
        room = bool(occupancy.has_room_for(kinds).all())
        within = bool((taken + use[option] <= problem.upper)[plain].all())
        fits = False
        for masks in masks_of(problem, template):
            week.put(template, masks)
            fits |= week.fits
            week.put(template, masks, by=-1)
        own = problem.use.own[[template]].nnz or problem.extra[[option]].nnz
        assert room or not (within and fits)
        if len(kinds) == 1 and not own:
            # Of an option with one part nothing more is to be known, but its runs of days.
            assert room == (within and fits) or table.run[kinds[0]]
