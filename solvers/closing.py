"""Close the gap of one piece: find choices, make them better, prove the best one.

A small piece is looked through in growing parts of its options; a large one gets a first choice by
a dive, or block by block, made better in neighbourhoods and regions; one between them both ways.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .arrays import Ints
from .construction import construct
from .diving import dive
from .greedy import filled
from .mending import without_halves
from .neighbourhood import EFFORTS, Effort, Neighbourhoods, Worth
from .pieces import Piece
from .regions import Regions
from .relaxation import Local, Prices, Relaxed, relax
from .result import Solution, relative_gap
from .state import Objective

if TYPE_CHECKING:
    from .search import Search

_FIRST_OPTIONS = 400
_FIRST_PER_AGENT = 15
_SCOUT_PER_AGENT = 9
_MORE_OPTIONS = 3
_EFFORTS_BEFORE, _SCOUT_EFFORTS = 4, 5
"""Neighbourhoods of the first few sizes come before the regions; so many sizes when scouting."""

_TURNS, _SCOUT_TURNS = 6, 2
"""Partitions into regions at the most."""

_CUT_ROUNDS = 12
_COUNT_WEIGHT = 10
_PROVABLE = (1_000, 6_000)
"""So few options are settled by the exact model at once, before the first and second look."""

_MANY = 250
"""A piece of more agents than this is improved in neighbourhoods as well."""

_MOST_LOOKED_THROUGH, _LOOKING = 400, 0.4
"""One of more agents than this in neighbourhoods only; up to it, share of time of other looks."""

_MOST_DIVED = 600
"""In a piece of more agents than this the first choice is made block by block."""

_BEGUN = 0.5
"""Where so many agents have an option already, that is the first choice."""

_MOST_EXACT = (1_500, 20_000)
"""Agents and options of the largest piece that is given to an exact model as a whole."""


class Closing:
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

    def run(self, relaxed: Relaxed, bound: int, enough: int | None) -> int:
        """Improve the choice until it meets the bound, or is enough; return the bound."""
        n_agents = len(self.piece.agents)
        self.relaxed = relaxed
        self.take_rounded(relaxed)
        if n_agents <= _MANY:
            self.look(relaxed, bound, enough)
        else:
            alike = self.brief and self.search.problem.alike is not None
            if alike or (self.solution.option[self.piece.agents] >= 0).mean() < _BEGUN:
                self.begin(relaxed, bound, enough)
            if n_agents <= _MOST_LOOKED_THROUGH and not self.brief:
                whole = self.search.limits
                self.search.limits = whole.part(_LOOKING)
                self.look(relaxed, bound, enough)
                self.search.limits = whole
            efforts = EFFORTS[: _SCOUT_EFFORTS if self.brief else None]
            self.improve_nearby(relaxed, bound, enough, efforts[:_EFFORTS_BEFORE])
            self.improve_by_regions(relaxed, bound, enough)
            self.improve_nearby(relaxed, bound, enough, efforts[_EFFORTS_BEFORE:])
        return bound if self.brief else self.prove(bound, enough)

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
        found = construct(local, relaxed, self.solution, search.cuts.oracle, search.limits)
        if search.problem.alike is not None:
            found = self._filled(found, relaxed.prices)
        search.seconds["construct"] += time.perf_counter() - started
        self._take_completed(found, relaxed)

    def _filled(self, solution: Solution, prices: Prices) -> Solution:
        """Return a choice with more agents in it, who they are being all the same."""
        problem, piece = self.search.problem, self.piece
        solution = without_halves(self.search.state, solution, piece.agents, piece.rows)
        gains = np.full(problem.n_options, -np.inf)
        agent = np.searchsorted(piece.agents, problem.agent[piece.options])
        gains[piece.options] = (prices.idle[agent] - prices.option) / prices.scale
        return filled(problem, solution, gains, self.search.limits) or solution

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
        solution = without_halves(search.state, solution, agents, self.piece.rows)
        present = self.solution.option[agents] >= 0
        if search.problem.alike is not None:
            present = np.zeros_like(present)
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

    def improve_by_regions(self, relaxed: Relaxed, bound: int, enough: int | None) -> None:
        """Improve the choice in regions of many agents."""
        search = self.search
        if search.problem.timetable is None or not self._open(bound, enough):
            return
        started = time.perf_counter()
        rows = search.state.n_rows
        around = Regions(search.state, search.cuts, self.piece, self._worth(relaxed), search.limits)
        self.solution = around.improve(
            self.solution,
            _SCOUT_TURNS if self.brief else _TURNS,
            lambda solution: self._done(solution, bound, enough),
        )
        self._take_rows(rows)
        search.seconds["regions"] += time.perf_counter() - started
        search.statistics["regions"] += around.solves

    def _take_rows(self, first: int) -> None:
        """Let the piece have the rows that were added from this one on."""
        added = np.arange(first, self.search.state.n_rows)
        self.piece = replace(self.piece, rows=np.concatenate([self.piece.rows, added]))

    def improve_nearby(
        self, relaxed: Relaxed, bound: int, enough: int | None, efforts: Sequence[Effort]
    ) -> None:
        """Improve the choice in small neighbourhoods, around the agents who lose most."""
        if not self._open(bound, enough):
            return
        search = self.search
        started = time.perf_counter()
        around = self._neighbourhoods(relaxed)
        for effort in efforts:
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

    def look(self, relaxed: Relaxed, bound: int, enough: int | None) -> None:
        """Look for better choices among the options of the smallest prices, twice."""
        prices, piece = relaxed.prices, self.piece
        beyond_pool = ~np.isin(piece.options, relaxed.pool, assume_unique=True)
        guide = self.search.guide_price[piece.options]
        by_price = np.lexsort((guide, beyond_pool & self.counts, prices.option))
        per_agent = _SCOUT_PER_AGENT if self.brief else _FIRST_PER_AGENT
        size = max(_FIRST_OPTIONS, per_agent * len(piece.agents))
        size += len(relaxed.pool) if self.counts else 0
        for provable in _PROVABLE[: 1 if self.brief else None]:
            value = self.objective.value(self.solution)
            n_tight = int(prices.tight(value + 1).sum())
            if not self._open(bound, enough) or (n_tight <= provable and not self.brief):
                break
            self._improve(np.sort(piece.options[by_price[: min(size, n_tight)]]), value, bound)
            size *= _MORE_OPTIONS

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

    def prove(self, bound: int, enough: int | None) -> int:
        """Settle by exact models over all options that can still matter."""
        while self._open(bound, enough) and self._provable(self.relaxed.prices):
            if len(self.relaxed.duals) < len(self.piece.rows):
                bound = min(bound, self._relax_again())
                continue
            value = self.objective.value(self.solution)
            options = self.piece.options[self.relaxed.prices.tight(value + 1)]
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

    def _relax_again(self) -> int:
        """Solve the relaxation with the rows that the timetable has added; return its bound."""
        search, chosen = self.search, self.solution.option[self.piece.agents]
        started = time.perf_counter()
        pool = np.union1d(self.relaxed.pool, chosen[chosen >= 0])
        self.relaxed = relax(search.state, self.piece, self.objective, pool, search.limits)
        search.seconds["relaxation"] += time.perf_counter() - started
        return self.relaxed.prices.limit

    def offer(self, solution: Solution) -> bool:
        """Take a choice if it fits the timetable (and is better); otherwise cut it off.

        Of a choice that does not fit, what is left without the agents in conflict is offered.
        """
        if not self._keeps(solution):
            return True
        fits, agents = True, self.piece.agents
        rows = self.search.state.n_rows
        while True:
            verdict = self.search.cuts.separate(solution, agents)
            if not verdict.conflicts:
                break
            fits = False
            solution = self._without(solution, verdict.conflicts)
            solution = without_halves(self.search.state, solution, agents, self.piece.rows)
        inside = set(agents.tolist())
        kept = {a: slots for a, slots in self.solution.slots.items() if a not in inside}
        solution = replace(solution, slots=kept | verdict.slots)
        self._take_rows(rows)
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
