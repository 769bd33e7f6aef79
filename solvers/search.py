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
from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Floats, Ints
from .blockwise import Blockwise
from .closing import Closing
from .cuts import TimetableCuts
from .exact import Exact, solve_exact
from .limits import Limits
from .losses import Losses
from .mending import within_limits
from .mip import find_choice
from .pieces import Piece, pieces
from .problem import Problem
from .relaxation import Local, Prices, Relaxed, price_freely, relax
from .result import Solution, relative_gap
from .state import Objective, State

_SCOUT_GAP = 1e-3
_CHOICE_GAP = 1e-6
_MOST_AT_ONCE, _MOST_SCOUTED_AT_ONCE = 1_500, 600
"""The relaxation of a piece of more agents than this is solved block by block."""

_MOST_AFTER_BLOCKS = 4_000
"""So many agents at the most are relaxed at once after the blocks, from where these have come."""

_BOUNDING = 0.75
"""Share of the time left that the relaxation by blocks may take."""

_FEW, _AS_LARGE = 400, 0.9
"""With so many agents at the most, and a piece that stays so large, no rows are left out."""

_MOST_HELD = 50_000_000
"""Coefficients of tiers held piece by piece."""


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
        self._told: tuple[Objective, int | None] = (nothing(problem), None)
        self._settled: list[tuple[Objective, int]] = []
        self.losses = Losses(problem.n_options)
        self.guide: Objective | None = None
        self.guide_price: Ints = np.zeros(problem.n_options, np.int64)
        self.guide_idle: Ints = np.zeros(problem.n_agents, np.int64)
        self.guide_scale = 1
        self.known_duals: Floats | None = None
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
        least: int | None = None,
    ) -> tuple[int, int]:
        """Maximise one objective; return the value reached and the bound proven.

        The incumbent becomes the best choice found. With ``hold`` its value is held from now
        on, or ``least`` where that is less; ``enough`` is a value with which the caller is
        content (nothing is held where it is not reached), ``at_most`` a bound that the caller
        knows.
        """
        objective = objective.extended(self.state.n_auxiliary)
        value, gap = objective.value(self.incumbent), max(tolerance, self.limits.gap or 0.0)
        for held, known in self._settled:
            if held.same(objective):
                return value, max(value, known)
        if at_most is not None and relative_gap(value, at_most) <= gap:
            if hold:
                self.losses.settled(objective, value)
                self.state.hold(objective, value, in_relaxation=True)
            return value, max(value, at_most)
        if self.limits.over:
            value, bound = self._as_it_is(objective, hold)
        else:
            value, bound = self._searched(objective, gap, hold, enough, least)
        bound = bound if at_most is None else max(value, min(bound, at_most))
        if hold and (enough is None or value >= enough):
            self._settled.append((objective, bound))
            self.losses.settled(objective, value)
        return value, bound

    def _searched(
        self,
        objective: Objective,
        gap: float,
        hold: bool,
        enough: int | None,
        least: int | None,
    ) -> tuple[int, int]:
        left_out = self._left_out_at_first()
        while True:
            solved, solution = self._all_pieces(objective, left_out, gap, enough)
            cuts = self.state.n_rows - len(left_out)
            left_out = np.concatenate([left_out, np.zeros(cuts, bool)])
            solution = self.state.completed(solution, np.flatnonzero(left_out))
            needed = self._needed(objective, left_out, solution)
            if not len(needed):
                break
            left_out[needed] = False
            mended = within_limits(self.state, objective, solution)
            if mended is not None and objective.value(mended) > objective.value(self.incumbent):
                self.incumbent = mended
            if self.limits.over:
                solution = self.incumbent
                break
        if objective.value(solution) >= objective.value(self.incumbent):
            self.incumbent = solution
        value = objective.value(self.incumbent)
        bound = max(value, sum(s.bound for s in solved))
        if enough is not None and value < enough:
            return value, bound
        if hold and least is not None and value > least:
            self.state.hold(objective, least, in_relaxation=True)
        elif hold:
            self._hold(objective, solved)
        return value, bound

    def _left_out_at_first(self) -> Bools:
        """Return the rows to begin without: those that rarely matter, where pieces fall apart.

        Where they do not, what is proven without the rows would only be lost when they come in.
        """
        lazy, nothing = self.state.lazy, np.zeros_like(self.state.lazy)
        if self.problem.n_agents > _FEW or not lazy.any():
            return lazy.copy()
        apart, whole = (
            max((len(piece.agents) for piece in pieces(self.state, rows)), default=0)
            for rows in (lazy, nothing)
        )
        return nothing if apart >= _AS_LARGE * whole else lazy.copy()

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
        objective = objective.extended(self.state.n_auxiliary)
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
        weights = [math.sqrt(max(1, len(piece.agents))) for piece in found]
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
        if brief:
            self.guide_price[piece.options] = relaxed.prices.option
            self.guide_idle[piece.agents] = relaxed.prices.idle
            self.guide_scale = relaxed.prices.scale
        closing = Closing(self, piece, objective, solution, gap, brief=brief)
        bound = closing.run(relaxed, bound, None if lacking is None else value + lacking)
        value = objective.value(closing.solution)
        for found in (relaxed.prices, closing.relaxed.prices):
            if found.bound * prices.scale < prices.bound * found.scale:
                prices = found
        return Solved(closing.piece, value, max(value, bound), prices), closing.solution

    def _relax(
        self, piece: Piece, objective: Objective, solution: Solution, brief: bool
    ) -> Relaxed:
        started = time.perf_counter()
        limits = self.limits.part(_BOUNDING)
        chosen = solution.option[piece.agents]
        self.pool[chosen[chosen >= 0]] = True
        local = Local(self.state, piece, objective)
        tied = bool(local.tying.any())
        few = _MOST_SCOUTED_AT_ONCE if brief or tied else _MOST_AT_ONCE
        if len(piece.agents) > few:
            value = objective.value(solution)
            blockwise = Blockwise(local, limits, value=value, known=self._known_of(piece))
            most = min(_MOST_AT_ONCE, _MOST_AFTER_BLOCKS) if tied else _MOST_AFTER_BLOCKS
            at_once = not brief and len(piece.agents) <= most
            relaxed = blockwise.relax(1) if brief or at_once else blockwise.relax()
            if tied and brief:
                self.known_duals = np.zeros(self.state.n_rows)
                self.known_duals[piece.rows] = relaxed.duals
            if at_once and not limits.over:
                chosen = chosen[chosen >= 0]
                relaxed = relax(self.state, piece, objective, chosen, limits, known=relaxed)
        else:
            pool = piece.options[self.pool[piece.options]]
            relaxed = relax(self.state, piece, objective, pool, self.limits)
        self.pool[relaxed.pool] = True
        self.seconds["relaxation"] += time.perf_counter() - started
        self.statistics["relaxations"] += 1
        self.statistics["pricing_rounds"] += relaxed.rounds
        return relaxed

    def _known_of(self, piece: Piece) -> Floats | None:
        """Return the duals known of a piece's rows, if any; 0 of those that were added since."""
        if self.known_duals is None:
            return None
        return np.append(self.known_duals, np.zeros(self.state.n_rows))[piece.rows]

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
        values = [
            objective.within(s.piece.options, s.piece.auxiliaries).value(self.incumbent)
            for s in solved
        ]
        open_gaps = [max(0, s.bound - value) for s, value in zip(solved, values, strict=True)]
        for result, own, gap in zip(solved, values, open_gaps, strict=True):
            piece, prices = result.piece, result.prices
            inside[piece.auxiliaries] = True
            slack = prices.slack(own)
            # What is lost in one piece may be won in others, as far as they are not proven.
            elsewhere = sum(open_gaps) - gap
            out = prices.option > slack
            least = -((slack - prices.option[out]) // prices.scale) - elsewhere
            self.losses.priced(piece.options[out], least)
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


def nothing(problem: Problem) -> Objective:
    """Return the objective that is always zero."""
    return Objective(np.zeros(problem.n_options, np.int64), np.zeros(problem.n_auxiliary, np.int64))
