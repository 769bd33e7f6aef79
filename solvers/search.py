"""Maximise one objective over all pieces: bound, choice, timetable, proof.

For each piece: a bound by the relaxation; a choice by rounding it, or by an exact model over
the options that can still matter; the timetable checked, and what does not fit cut off; until
value and bound meet. Lazy rows are left out at first and come in where a choice breaks them.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Bools, Ints
from .blockwise import Blockwise
from .construction import construct
from .cuts import TimetableCuts
from .diving import dive
from .exact import Exact, solve_exact
from .limits import Limits
from .mip import find_choice
from .neighbourhood import EFFORTS, Neighbourhoods, Worth
from .pieces import Piece, pieces
from .problem import Problem
from .relaxation import Local, Prices, Relaxed, price_freely, relax
from .result import Solution
from .state import Objective, State

_FIRST_OPTIONS = 400
_FIRST_PER_AGENT = 15
_SCOUT_PER_AGENT = 9
_MORE_OPTIONS = 3
_SCOUT_GAP = 1e-3
_SCOUT_EFFORTS = 5
_CHOICE_GAP = 1e-6
_CUT_ROUNDS = 12
_COUNT_WEIGHT = 10
_PROVABLE = (1_000, 6_000)
"""So few options are settled by the exact model at once, before the first and second look."""

_MANY = 250
"""A piece of more agents than this is improved in neighbourhoods, not by a model of the whole."""

_MOST_DIVED = 600
"""In a piece of more agents than this the first choice is made block by block."""

_BEGUN = 0.5
"""Where so many agents have an option already, that is the first choice."""

_MOST_AT_ONCE, _MOST_SCOUTED_AT_ONCE = 1_500, 600
"""The relaxation of a piece of more agents than this is solved block by block."""

_BOUNDING, _CONSTRUCTING = 0.6, 0.6
"""Shares of the time left that the relaxation by blocks, and then the first choice, may take."""

_MENDING = 5
"""How often those are left out who are tied to others left out before."""

_MOST_HELD = 50_000_000
"""Coefficients of tiers held piece by piece."""

_MOST_EXACT = (1_500, 20_000)
"""Agents and options of the largest piece that is given to an exact model as a whole."""


@dataclass(frozen=True)
class Solved:
    """One piece of one objective: value reached, bound proven, and the prices behind it."""

    piece: Piece
    value: int
    bound: int
    prices: Prices


Tell = Callable[[int, int], None]
"""Hears of the value reached and the bound proven of the objective at work."""


def say_nothing(value: int, bound: int) -> None:
    """Tell nobody."""


class Search:
    """The best choice so far, and how it is made better and proven."""

    def __init__(self, problem: Problem, limits: Limits, start: Solution) -> None:
        self.problem = problem
        self.limits = limits
        self.state = State(problem)
        self.cuts = TimetableCuts(self.state)
        self.incumbent = start
        self.pool: Bools = np.zeros(problem.n_options, bool)
        self.tell: Tell = say_nothing
        self._told: tuple[Objective, int | None] = (_nothing(problem), None)
        self._settled: list[tuple[Objective, int]] = []
        self.guide: Objective | None = None
        self.guide_price: Ints = np.zeros(problem.n_options, np.int64)
        self.guide_idle: Ints = np.zeros(problem.n_agents, np.int64)
        self.guide_scale = 1
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.statistics: Counter[str] = Counter()

    def maximise(
        self,
        objective: Objective,
        tolerance: float = 0.0,
        *,
        hold: bool = True,
        enough: int | None = None,
        at_most: int | None = None,
    ) -> tuple[int, int]:
        """Maximise one objective; return the value reached and the bound proven.

        The incumbent becomes the best choice found. With ``hold`` its value is held from now
        on; ``enough`` is a value with which the caller is content, ``at_most`` a bound that
        the caller knows.
        """
        objective = objective.extended(self.state.n_auxiliary)
        value, gap = objective.value(self.incumbent), max(tolerance, self.limits.gap or 0.0)
        for held, known in self._settled:
            if held.same(objective):
                return value, max(value, known)
        if at_most is not None and relative_gap(value, at_most) <= gap:
            if hold:
                self.state.hold(objective, value, in_relaxation=True)
            return value, max(value, at_most)
        if self.limits.over:
            value, bound = self._as_it_is(objective, hold)
        else:
            value, bound = self._searched(objective, gap, hold, enough)
        bound = bound if at_most is None else max(value, min(bound, at_most))
        if hold:
            self._settled.append((objective, bound))
        return value, bound

    def _searched(
        self, objective: Objective, gap: float, hold: bool, enough: int | None
    ) -> tuple[int, int]:
        left_out = self.state.lazy.copy()
        while True:
            solved, solution = self._all_pieces(objective, left_out, gap, enough)
            cuts = self.state.n_rows - len(left_out)
            left_out = np.concatenate([left_out, np.zeros(cuts, bool)])
            solution = self.state.completed(solution, np.flatnonzero(left_out))
            needed = self._needed(objective, left_out, solution)
            if not len(needed):
                break
            left_out[needed] = False
            if self.limits.over:
                solution = self.incumbent
                break
        if objective.value(solution) >= objective.value(self.incumbent):
            self.incumbent = solution
        value = objective.value(self.incumbent)
        bound = max(value, sum(s.bound for s in solved))
        if hold:
            self._hold(objective, solved)
        return value, bound

    def _as_it_is(self, objective: Objective, hold: bool) -> tuple[int, int]:
        """Return the present value, and the bound of everybody's best option."""
        state, problem = self.state, self.problem
        value = objective.value(self.incumbent)
        if hold:
            state.hold(objective, value, in_relaxation=True)
        living = np.flatnonzero(state.alive)
        best = np.where(state.must, np.iinfo(np.int64).min // (2 * max(1, problem.n_agents)), 0)
        np.maximum.at(best, problem.agent[living], objective.option[living])
        ends = np.maximum(
            objective.auxiliary * state.auxiliary_lower, objective.auxiliary * state.auxiliary_upper
        )
        return value, max(value, int(best.sum()) + int(ends.sum()))

    def scout(self, objective: Objective) -> None:
        """Find a good choice by an objective that stands for several tiers; prove nothing."""
        nothing = np.zeros_like(self.state.lazy)
        _, solution = self._all_pieces(objective, nothing, _SCOUT_GAP, None, brief=True)
        self.guide = objective
        if objective.value(solution) > objective.value(self.incumbent):
            self.incumbent = solution

    def _needed(self, objective: Objective, left_out: Bools, solution: Solution) -> Ints:
        """Return rows left out that a choice breaks, or keeps only at a cost.

        Empty where the choice is as possible, and as good, as if nothing had been left out.
        """
        state = self.state
        broken = np.intersect1d(state.broken_rows(solution), np.flatnonzero(left_out))
        charged = objective.auxiliary != 0
        for held in state.held:
            if held.objective.value(solution) < held.value:
                charged |= held.objective.extended(state.n_auxiliary).auxiliary != 0
        costly = np.flatnonzero(charged & (solution.auxiliary > 0))
        rows = np.unique(state.auxiliary[costly].indices)
        return np.union1d(broken, rows[left_out[rows]])

    def _all_pieces(
        self,
        objective: Objective,
        left_out: Bools,
        gap: float,
        enough: int | None,
        *,
        brief: bool = False,
    ) -> tuple[list[Solved], Solution]:
        """Solve piece after piece; return them with the merged choice."""
        started = time.perf_counter()
        found = pieces(self.state, left_out)
        self.seconds["pieces"] += time.perf_counter() - started
        self.statistics["pieces"] = max(self.statistics["pieces"], len(found))
        solution = self.incumbent
        solved: list[Solved] = []
        whole = self.limits
        # The largest piece comes last: while it is at work the bound of the whole is known.
        found = sorted(found, key=lambda piece: len(piece.agents))
        weights = [math.sqrt(len(piece.agents)) for piece in found]
        to_come = np.cumsum(weights[::-1])[::-1]
        for piece, share in zip(found, weights / to_come, strict=True):
            # A small piece that is hard must not take the time of all others.
            self.limits = whole.part(float(share))
            elsewhere = sum(s.bound for s in solved) if len(solved) == len(found) - 1 else None
            self._told = (objective, elsewhere)
            own = objective.within(piece.options, piece.auxiliaries)
            target = None if enough is None else enough - objective.value(solution)
            result, solution = self._piece(piece, own, solution, gap, target, brief)
            solved.append(result)
        self.limits = whole
        return solved, solution

    def _piece(
        self,
        piece: Piece,
        objective: Objective,
        solution: Solution,
        gap: float,
        lacking: int | None,
        brief: bool,
    ) -> tuple[Solved, Solution]:
        """Solve one piece, beginning with what a choice has there.

        ``lacking``: by how much the piece has to become better for the caller to be content;
        ``brief``: the options of the smallest prices are enough, nothing has to be proven.
        """
        value = objective.value(solution)
        prices = price_freely(self.state, piece, objective)
        if value >= prices.limit or self.limits.over:
            return Solved(piece, value, max(value, prices.limit), prices), solution
        relaxed = self._relax(piece, objective, solution, brief)
        bound = min(prices.limit, relaxed.prices.limit)
        if relaxed.prices.bound * prices.scale < prices.bound * relaxed.prices.scale:
            prices = relaxed.prices
        if brief:
            self.guide_price[piece.options] = relaxed.prices.option
            self.guide_idle[piece.agents] = relaxed.prices.idle
            self.guide_scale = relaxed.prices.scale
        closing = _Closing(self, piece, objective, solution, gap, brief=brief)
        closing.take_rounded(relaxed)
        enough = None if lacking is None else value + lacking
        if len(piece.agents) > _MANY:
            if (solution.option[piece.agents] >= 0).mean() < _BEGUN:
                closing.begin(relaxed, bound, enough)
            closing.improve_nearby(relaxed, bound, enough)
        bound = closing.close(relaxed, bound, enough)
        value = objective.value(closing.solution)
        return Solved(piece, value, max(value, bound), prices), closing.solution

    def _relax(
        self, piece: Piece, objective: Objective, solution: Solution, brief: bool
    ) -> Relaxed:
        started = time.perf_counter()
        if len(piece.agents) > (_MOST_SCOUTED_AT_ONCE if brief else _MOST_AT_ONCE):
            local = Local(self.state, piece, objective)
            blockwise = Blockwise(local, self.limits.part(_BOUNDING))
            relaxed = blockwise.relax(1) if brief else blockwise.relax()
        else:
            chosen = solution.option[piece.agents]
            self.pool[chosen[chosen >= 0]] = True
            pool = piece.options[self.pool[piece.options]]
            relaxed = relax(self.state, piece, objective, pool, self.limits)
        self.pool[relaxed.pool] = True
        self.seconds["relaxation"] += time.perf_counter() - started
        self.statistics["relaxations"] += 1
        self.statistics["pricing_rounds"] += relaxed.rounds
        return relaxed

    def progress(self, solution: Solution, bound: int) -> None:
        """Tell of a better choice, with the bound of the piece at work."""
        objective, elsewhere = self._told
        if elsewhere is not None:
            self.tell(objective.value(solution), elsewhere + bound)

    def guide_within(self, piece: Piece) -> Objective:
        """Return the objective that stands for the tiers to come, within a piece."""
        assert self.guide is not None
        whole = self.guide.extended(self.state.n_auxiliary)
        return whole.within(piece.options, piece.auxiliaries)

    def choose(
        self,
        piece: Piece,
        goal: Objective,
        options: Ints,
        solution: Solution,
        demanded: tuple[Objective, int],
        gap: float,
    ) -> Solution | None:
        """Look for a choice of a piece that is good by ``goal`` and reaches what is demanded."""
        started = time.perf_counter()
        found = find_choice(
            self.state,
            piece,
            goal,
            options,
            solution,
            self.limits,
            gap=max(gap, _CHOICE_GAP if goal is demanded[0] else _SCOUT_GAP),
            demanded=demanded,
        )
        self.seconds["choice"] += time.perf_counter() - started
        self.statistics["choices"] += 1
        self.statistics["choice_options"] += len(options)
        return found

    def exact(
        self,
        piece: Piece,
        objective: Objective,
        options: Ints,
        solution: Solution,
        span: tuple[int, int],
        gap: float,
    ) -> Exact:
        """Solve an exact model of a piece for objective values within a span."""
        started = time.perf_counter()
        exact = solve_exact(
            self.state,
            piece,
            objective,
            options,
            solution,
            self.limits,
            at_least=span[0],
            at_most=span[1],
            gap=gap,
            oracle=self.cuts.oracle,
            hosts=self.cuts.hosts,
        )
        self.seconds["exact"] += time.perf_counter() - started
        self.statistics["exact_models"] += 1
        self.statistics["exact_options"] += len(options)
        return exact

    def _hold(self, objective: Objective, solved: list[Solved]) -> None:
        """Hold the value of every piece: fix what its prices exclude, and add it as a tier."""
        inside = np.zeros(self.state.n_auxiliary, bool)
        loose: list[tuple[Piece, bool]] = []
        for result in solved:
            piece, prices = result.piece, result.prices
            inside[piece.auxiliaries] = True
            own = objective.within(piece.options, piece.auxiliaries).value(self.incumbent)
            slack = prices.slack(own)
            self._tighten(piece, prices, slack)
            if slack > 0:
                loose.append((piece, slack >= prices.scale // 2))
        self._hold_loose(objective, loose)
        # What is left out costs nothing in this choice, and must not from now on.
        outside = ~inside & (objective.auxiliary < 0)
        self.state.auxiliary_upper[outside] = self.incumbent.auxiliary[outside]

    def _hold_loose(self, objective: Objective, loose: list[tuple[Piece, bool]]) -> None:
        """Hold the values of pieces whose prices leave room below them."""
        if len(loose) * self.problem.n_options > _MOST_HELD:
            # One by one they would take too much memory; together they tie the pieces.
            self.state.hold(objective, objective.value(self.incumbent), in_relaxation=True)
            return
        for piece, in_relaxation in loose:
            own = objective.within(piece.options, piece.auxiliaries)
            self.state.hold(own, own.value(self.incumbent), in_relaxation=in_relaxation)

    def _tighten(self, piece: Piece, prices: Prices, slack: int) -> None:
        """Fix options, agents, rows, auxiliaries of a piece that cost more than ``slack``."""
        state = self.state
        state.alive[piece.options[prices.option > slack]] = False
        state.must[piece.agents[prices.idle > slack]] = True
        rows = piece.rows[: len(prices.rows)]
        distance = slack // np.maximum(np.abs(prices.rows), 1)
        up, down = prices.rows > 0, prices.rows < 0
        high, low = rows[up], rows[down]
        state.lower[high] = np.maximum(state.lower[high], state.upper[high] - distance[up])
        state.upper[low] = np.minimum(state.upper[low], state.lower[low] + distance[down])
        distance = slack // np.maximum(np.abs(prices.auxiliary), 1)
        up, down = prices.auxiliary > 0, prices.auxiliary < 0
        high, low = piece.auxiliaries[up], piece.auxiliaries[down]
        state.auxiliary_lower[high] = np.maximum(
            state.auxiliary_lower[high], state.auxiliary_upper[high] - distance[up]
        )
        state.auxiliary_upper[low] = np.minimum(
            state.auxiliary_upper[low], state.auxiliary_lower[low] + distance[down]
        )


class _Closing:
    """Closes the gap of one piece."""

    def __init__(
        self,
        search: Search,
        piece: Piece,
        objective: Objective,
        solution: Solution,
        gap: float,
        *,
        brief: bool,
    ) -> None:
        self.search = search
        self.piece = piece
        self.objective = objective
        self.solution = solution
        self.gap = gap
        self.brief = brief
        self.counts = search.guide is not None and objective.largest <= 1

    def take_rounded(self, relaxed: Relaxed) -> None:
        """Take the relaxed choice as it is where it is whole, possible and better."""
        values = np.concatenate([relaxed.share, relaxed.auxiliary])
        if np.abs(values - np.rint(values)).max(initial=0.0) > 1e-6:
            return
        option, auxiliary = self.solution.option.copy(), self.solution.auxiliary.copy()
        option[self.piece.agents] = -1
        chosen = relaxed.pool[relaxed.share > 0.5]
        option[self.search.problem.agent[chosen]] = chosen
        auxiliary[self.piece.auxiliaries] = np.rint(relaxed.auxiliary).astype(np.int64)
        self.offer(Solution(option, auxiliary))

    def begin(self, relaxed: Relaxed, bound: int, enough: int | None) -> None:
        """Make a first choice without a model of the whole piece."""
        if not self._open(bound, enough):
            return
        if len(self.piece.agents) > _MOST_DIVED:
            self.take_constructed(relaxed)
        else:
            self.take_dived(relaxed)

    def take_constructed(self, relaxed: Relaxed) -> None:
        """Take a choice made block after block, where it is better."""
        search = self.search
        started = time.perf_counter()
        local = Local(search.state, self.piece, self.objective)
        # Cuts added since have no price yet.
        added = np.zeros(len(self.piece.rows) - len(relaxed.duals))
        relaxed = replace(relaxed, duals=np.concatenate([relaxed.duals, added]))
        limits = search.limits.part(_CONSTRUCTING)
        found = construct(local, relaxed, self.solution, search.cuts.oracle, limits)
        search.seconds["construct"] += time.perf_counter() - started
        self._take_completed(found, relaxed)

    def take_dived(self, relaxed: Relaxed) -> None:
        """Take what a dive finds, as far as it fits the timetable, where it is better."""
        started = time.perf_counter()
        found = dive(relaxed, self.search.limits)
        self.search.seconds["dive"] += time.perf_counter() - started
        if found is None:
            return
        option, auxiliary = self.solution.option.copy(), self.solution.auxiliary.copy()
        option[self.piece.agents] = -1
        option[self.search.problem.agent[found.chosen]] = found.chosen
        auxiliary[self.piece.auxiliaries] = np.rint(found.auxiliary).astype(np.int64)
        whole = replace(self.solution, option=option, auxiliary=auxiliary)
        self._take_completed(self.search.cuts.thinned(whole, self.piece.agents), relaxed)

    def _take_completed(self, solution: Solution, relaxed: Relaxed) -> None:
        """Take a choice, those fitted in again who are missing in it, where it is better."""
        search = self.search
        agents = self.piece.agents
        solution = self._without_halves(solution)
        present = self.solution.option[agents] >= 0
        missing = agents[(solution.option[agents] < 0) & (search.state.must[agents] | present)]
        if len(missing):
            started = time.perf_counter()
            around = self._neighbourhoods(relaxed)
            solution = around.complete(solution, missing.tolist())
            search.seconds["nearby"] += time.perf_counter() - started
            search.statistics["neighbourhoods"] += around.solves
        solution = search.state.completed(solution, self.piece.rows)
        if self._keeps(solution) and self._better(solution):
            self.solution = solution

    def _without_halves(self, solution: Solution) -> Solution:
        """Return a choice without agents who are tied to others that have lost their option."""
        state, agents = self.search.state, self.piece.agents
        equal = np.intersect1d(np.flatnonzero(state.lower == state.upper), self.piece.rows)
        for _ in range(_MENDING):
            broken = np.intersect1d(state.broken_rows(solution), equal)
            if not len(broken):
                break
            chosen = agents[solution.option[agents] >= 0]
            use = state.columns(solution.option[chosen])[:, broken]
            option = solution.option.copy()
            option[chosen[np.diff(use.indptr) > 0]] = -1
            solution = replace(solution, option=option)
        return solution

    def _neighbourhoods(self, relaxed: Relaxed) -> Neighbourhoods:
        search = self.search
        worth = self._worth(relaxed)
        return Neighbourhoods(search.state, search.cuts.oracle, self.piece, worth, search.limits)

    def _better(self, solution: Solution) -> bool:
        """Say whether a choice is better, in the tiers to come where the value is the same."""
        value, present = self.objective.value(solution), self.objective.value(self.solution)
        if value != present or not self.counts:
            return value > present
        guide = self.search.guide_within(self.piece)
        return guide.value(solution) > guide.value(self.solution)

    def improve_nearby(self, relaxed: Relaxed, bound: int, enough: int | None) -> None:
        """Improve the choice in small neighbourhoods, around the agents who lose most."""
        if not self._open(bound, enough):
            return
        search = self.search
        started = time.perf_counter()
        around = self._neighbourhoods(relaxed)
        for effort in EFFORTS[: _SCOUT_EFFORTS if self.brief else None]:
            if not self._open(bound, enough):
                break
            content = max(1e-6, self._content())
            self.solution = around.improve(
                self.solution,
                effort,
                content,
                done=lambda solution: self._done(solution, bound, enough),
            )
        search.seconds["nearby"] += time.perf_counter() - started
        search.statistics["neighbourhoods"] += around.solves

    def _content(self) -> float:
        """Return the loss of an agent that is not worth a look."""
        if self.counts:
            return 0.5
        value = abs(self.objective.value(self.solution))
        return self.gap * value / max(1, len(self.piece.agents))

    def _worth(self, relaxed: Relaxed) -> Worth:
        """Return what to improve: for an objective that counts, the tiers to come as well."""
        search, piece = self.search, self.piece
        option = np.full(search.problem.n_options, np.inf)
        idle = np.zeros(search.problem.n_agents)
        option[piece.options] = relaxed.prices.option / relaxed.prices.scale
        idle[piece.agents] = relaxed.prices.idle / relaxed.prices.scale
        if not self.counts:
            return Worth(self.objective, option, idle, option)
        guide = search.guide_within(piece)
        weight = _COUNT_WEIGHT * guide.largest
        goal = Objective(
            weight * self.objective.option + guide.option,
            weight * self.objective.auxiliary + guide.auxiliary,
        )
        order = np.full(search.problem.n_options, np.inf)
        order[piece.options] = search.guide_price[piece.options] / search.guide_scale
        order[piece.options] += weight * option[piece.options]
        return Worth(goal, option, idle, order)

    def close(self, relaxed: Relaxed, bound: int, enough: int | None) -> int:
        """Improve the choice until it meets the bound; return the bound.

        First choices are looked for among the options of the smallest prices, twice; then the
        exact model over all options that can still matter settles the rest.
        """
        prices, piece = relaxed.prices, self.piece
        beyond_pool = ~np.isin(piece.options, relaxed.pool, assume_unique=True)
        guide = self.search.guide_price[piece.options]
        by_price = np.lexsort((guide, beyond_pool & self.counts, prices.option))
        per_agent = _SCOUT_PER_AGENT if self.brief else _FIRST_PER_AGENT
        size = max(_FIRST_OPTIONS, per_agent * len(piece.agents))
        size += len(relaxed.pool) if self.counts else 0
        looks = 0 if len(piece.agents) > _MANY else 1 if self.brief else len(_PROVABLE)
        for provable in _PROVABLE[:looks]:
            value = self.objective.value(self.solution)
            n_tight = int(prices.tight(value + 1).sum())
            if not self._open(bound, enough) or (n_tight <= provable and not self.brief):
                break
            self._improve(np.sort(piece.options[by_price[: min(size, n_tight)]]), value, bound)
            size *= _MORE_OPTIONS
        return bound if self.brief else self._prove(prices, bound, enough)

    def _provable(self, prices: Prices) -> bool:
        """Say whether an exact model of the whole piece is worth trying."""
        n_agents, n_options = _MOST_EXACT
        if len(self.piece.agents) <= _MANY:
            return True
        n_tight = int(prices.tight(self.objective.value(self.solution) + 1).sum())
        return len(self.piece.agents) <= n_agents and n_tight <= n_options

    def _open(self, bound: int, enough: int | None) -> bool:
        return self._is_open(self.solution, bound, enough)

    def _done(self, solution: Solution, bound: int, enough: int | None) -> bool:
        if not self.brief:
            self.search.progress(solution, bound)
        return not self._is_open(solution, bound, enough)

    def _is_open(self, solution: Solution, bound: int, enough: int | None) -> bool:
        value = self.objective.value(solution)
        return not (
            value >= bound
            or relative_gap(value, bound) <= self.gap
            or self.search.limits.over
            or (enough is not None and (value >= enough or bound < enough))
        )

    def _improve(self, options: Ints, value: int, bound: int) -> None:
        """Look for a better choice among some options.

        For an objective that merely counts, one at the bound is asked for that is good for
        the tiers to come as well; if there is none, a better one.
        """
        aims = [bound, value + 1] if self.counts and bound > value + 1 else [value + 1]
        for aim in aims:
            goal = self.search.guide_within(self.piece) if self.counts else self.objective
            if self._try(options, goal, aim):
                return

    def _try(self, options: Ints, goal: Objective, aim: int) -> bool:
        """Look for a choice that reaches the aim and fits the timetable."""
        for _ in range(_CUT_ROUNDS):
            found = self.search.choose(
                self.piece, goal, options, self.solution, (self.objective, aim), self.gap
            )
            if found is None:
                return False
            if self.offer(found):
                return True
        return False

    def _prove(self, prices: Prices, bound: int, enough: int | None) -> int:
        """Settle by exact models over all options that can still matter."""
        while self._open(bound, enough) and self._provable(prices):
            value = self.objective.value(self.solution)
            options = self.piece.options[prices.tight(value + 1)]
            exact = self.search.exact(
                self.piece, self.objective, options, self.solution, (value + 1, bound), self.gap
            )
            if exact.solution is not None and not self.offer(exact.solution):
                continue  # cut off by the timetable: ask again
            if exact.status == "infeasible":
                return value
            bound = min(bound, exact.bound)
            if exact.status != "optimal":
                return bound
        return bound

    def offer(self, solution: Solution) -> bool:
        """Take a choice if it fits the timetable (and is better); otherwise cut it off.

        Of a choice that does not fit, what is left without the agents in conflict is offered.
        """
        if not self._keeps(solution):
            return True
        fits = True
        rows = self.search.state.n_rows
        while True:
            verdict = self.search.cuts.separate(solution, self.piece.agents)
            if not verdict.conflicts:
                break
            fits = False
            solution = self._without(solution, verdict.conflicts)
        inside = set(self.piece.agents.tolist())
        kept = {a: slots for a, slots in self.solution.slots.items() if a not in inside}
        solution = replace(solution, slots=kept | verdict.slots)
        added = np.arange(rows, self.search.state.n_rows)
        self.piece = replace(self.piece, rows=np.concatenate([self.piece.rows, added]))
        if self.objective.value(solution) > self.objective.value(self.solution) and (
            fits or self._keeps(solution)
        ):
            self.solution = solution
        return fits

    def _without(self, solution: Solution, conflicts: tuple[tuple[int, ...], ...]) -> Solution:
        """Return a choice without the least valuable agent of each conflict."""
        option = solution.option.copy()
        for conflict in conflicts:
            worth = [(int(self.objective.option[option[a]]), a) for a in conflict if option[a] >= 0]
            if len(worth) == len(conflict):
                option[min(worth)[1]] = -1
        return replace(solution, option=option)

    def _keeps(self, solution: Solution) -> bool:
        """Say whether a choice keeps all that concerns the piece."""
        state, piece = self.search.state, self.piece
        chosen = solution.option[piece.agents]
        if (state.must[piece.agents] & (chosen < 0)).any():
            return False
        if not state.alive[chosen[chosen >= 0]].all():
            return False
        columns = state.columns(chosen[chosen >= 0])[:, piece.rows]
        total = np.asarray(columns.sum(axis=0)).ravel()
        own = solution.auxiliary[piece.auxiliaries]
        total = total + state.auxiliary[piece.auxiliaries][:, piece.rows].T @ own
        return (
            bool(((state.lower[piece.rows] <= total) & (total <= state.upper[piece.rows])).all())
            and bool((own <= state.auxiliary_upper[piece.auxiliaries]).all())
            and bool((own >= state.auxiliary_lower[piece.auxiliaries]).all())
            and all(
                state.held[h].objective.value(solution) >= state.held[h].value for h in piece.held
            )
        )


def _nothing(problem: Problem) -> Objective:
    return Objective(np.zeros(problem.n_options, np.int64), np.zeros(problem.n_auxiliary, np.int64))


def relative_gap(value: int, bound: int) -> float:
    """Return the distance between value and bound relative to the larger of them (or 1)."""
    return abs(bound - value) / max(1, abs(value), abs(bound)) if bound != value else 0.0
