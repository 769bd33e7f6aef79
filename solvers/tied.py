"""A best assignment where teams settle together or not at all: an exact model, kept small.

With teams the problem is no network any more. Left aside, they leave one (`forced`), whose joint
values bound what any pair can still be part of. The model gets the pairs of the largest bounds
only; what it finds is best of all as soon as no pair left out has a larger bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model

from .arrays import Bools, Ints
from .assignment import AssignmentProblem
from .forced import values_and_prices
from .limits import Limits, run_until_stopped
from .residual import weight_of
from .together import Teams, bounded, priced, together

_FIRST_PAIRS, _GROWTH = 2_000, 4
_MOST_PAIRS = 200_000
"""Beyond this no model is built, and the bound stays apart from the value."""


@dataclass(frozen=True)
class TiedBest:
    """What was found.

    Attributes
    ----------
    value, bound
        Total of the assignment found, and what none can pass; both ``None`` where none exists, the
        value where none was found in time.
    offer
        ``(n_agents,)``: the offer of each agent, -1 for none; ``None`` where none was found.
    """

    value: int | None
    bound: int | None
    offer: Ints | None

    @property
    def exact(self) -> bool:
        """Whether the value is proven to be the largest, or that there is none."""
        return self.value == self.bound


def tied_best(
    problem: AssignmentProblem,
    teams: Teams,
    limits: Limits,
    forced: tuple[int, int] | None = None,
) -> TiedBest:
    """Return the best assignment that keeps teams together.

    Parameters
    ----------
    problem
        Agents, offers, weights, caps; there may be teams of one.
    forced
        An agent and the offer where it has to be, its team with it.

    Raises
    ------
    ValueError
        If weights are too large. A forced pair needs room for a number of their size more.
    """
    must = np.zeros(problem.n_agents, np.bool_)
    if forced is None:
        return _Tied(with_pairs(problem, together(problem, teams)), teams, must).solve(limits)
    agent, offer = forced
    must[agent] = True
    keep = (problem.agent != agent) | (problem.offer == offer)
    t = int(teams.team[agent])
    if t >= 0:
        must[teams.team == t] = True
        there = teams.place[t, problem.offer] == teams.place[t, offer]
        keep &= ~must[problem.agent] | there
    allowed = with_pairs(problem, keep)
    return _Tied(with_pairs(allowed, together(allowed, teams)), teams, must).solve(limits)


def with_pairs(problem: AssignmentProblem, keep: Bools) -> AssignmentProblem:
    """Return the problem with only some of its pairs."""
    return replace(
        problem,
        agent=problem.agent[keep],
        offer=problem.offer[keep],
        weight=problem.weight[keep],
    )


def with_bonus(problem: AssignmentProblem, must: Bools) -> tuple[AssignmentProblem, int]:
    """Return the problem with a bonus for some agents' pairs, and the bonus.

    It is larger than any difference of totals, so that a best assignment has an offer for as many
    of these agents as can have one together.
    """
    largest = int(np.abs(problem.weight).max(initial=0))
    bonus = 2 * largest * problem.n_agents + 1
    return replace(problem, weight=problem.weight + bonus * must[problem.agent]), bonus


class _Tied:
    def __init__(self, problem: AssignmentProblem, teams: Teams, must: Bools) -> None:
        self.plain, self.teams, self.must = problem, teams, must
        self.problem, self.bonus = with_bonus(problem, must) if must.any() else (problem, 0)

    def solve(self, limits: Limits) -> TiedBest:
        """Solve with more and more pairs, until none left out can matter."""
        relaxed, to_root = values_and_prices(self.problem)
        if (relaxed.offer[self.must] < 0).any():
            return TiedBest(None, None, None)
        if self.teams.kept_by(relaxed.offer):
            return self._outcome(relaxed.offer, relaxed.best)
        best: Ints | None = None
        total, with_prices = priced(self.problem, self.teams, to_root)
        most = np.minimum(bounded(self.problem, self.teams, relaxed.value), with_prices)
        bound = min(relaxed.best, total)
        for pairs, left_out in self._pools(most):
            found, reached = self._model(pairs, limits)
            bound = min(bound, max(reached, left_out))
            if found is not None and (best is None or self._total(found) > self._total(best)):
                best = found
            if limits.over or (best is not None and self._total(best) >= left_out):
                break
        # Below this total someone who must be there is not.
        nobody = best is None and bound < self._least()
        return TiedBest(None, None, None) if nobody else self._outcome(best, bound)

    def _pools(self, most: Ints) -> Iterator[tuple[Ints, int]]:
        """Yield growing sets of pairs, and the largest bound of those left out."""
        least = self._least()
        # By numbers as well, so that the order of rows decides nothing.
        order = np.lexsort((self.problem.offer, self.problem.agent, -most))
        order = order[most[order] >= least]
        size = _FIRST_PAIRS
        while size < min(len(order), _MOST_PAIRS):
            # Pairs of equal bounds stay together, so that their order does not matter.
            last = most[order[size - 1]]
            size = int(np.searchsorted(-most[order], -last, side="right"))
            if size < len(order):
                yield order[:size], int(most[order[size]])
            size *= _GROWTH
        if len(order) <= _MOST_PAIRS:
            yield order, least - 1

    def _least(self) -> int:
        """Return a total that any assignment with all who must be there reaches."""
        if not self.bonus:
            return 0
        return self.bonus * int(self.must.sum()) - self.bonus // 2

    def _total(self, offer: Ints) -> int:
        return int(weight_of(self.problem, offer).sum())

    def _outcome(self, offer: Ints | None, bound: int) -> TiedBest:
        extra = self.bonus * int(self.must.sum())
        value = None if offer is None else self._total(offer) - extra
        return TiedBest(value, bound - extra, offer)

    def _model(self, pairs: Ints, limits: Limits) -> tuple[Ints | None, int]:
        """Return the best assignment among some pairs, and its bound."""
        problem = self.problem
        model = cp_model.CpModel()
        taken = [model.new_bool_var("") for _ in range(len(pairs))]
        agent, offer = problem.agent[pairs], problem.offer[pairs]
        for j, own in _by(agent):
            chosen = [taken[x] for x in own]
            if self.must[j]:
                model.add_exactly_one(chosen)
            else:
                model.add_at_most_one(chosen)
        if not np.isin(np.flatnonzero(self.must), agent).all():
            return None, self._least() - 1
        self._caps(model, taken, offer)
        self._together(model, taken, agent, offer)
        worth = problem.weight[pairs].tolist()
        model.maximize(sum(w * x for w, x in zip(worth, taken, strict=True)))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        if limits.remaining is not None:
            solver.parameters.max_time_in_seconds = max(0.01, limits.remaining)
        # Left to itself, CP-SAT takes Ctrl-C for the end of this one model and says nothing of it.
        solver.parameters.catch_sigint_signal = False
        status = run_until_stopped(lambda: solver.solve(model), limits, solver.stop_search)
        if status == cp_model.INFEASIBLE:
            return None, self._least() - 1
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, int(np.iinfo(np.int64).max)
        found = np.full(problem.n_agents, -1)
        chosen_pairs = [x for x, variable in enumerate(taken) if solver.value(variable)]
        found[agent[chosen_pairs]] = offer[chosen_pairs]
        total = self._total(found)
        if status == cp_model.OPTIMAL:
            return found, total
        return found, max(total, int(np.floor(solver.best_objective_bound)) + 1)

    def _caps(self, model: cp_model.CpModel, taken: list[cp_model.IntVar], offer: Ints) -> None:
        caps = self.problem.caps
        under: dict[int, list[int]] = {}
        for x, node in enumerate(offer.tolist()):
            while node != caps.root:
                under.setdefault(node, []).append(x)
                node = int(caps.parent[node])
        for node, own in under.items():
            if len(own) > caps.cap[node]:
                model.add(sum(taken[x] for x in own) <= int(caps.cap[node]))

    def _together(
        self, model: cp_model.CpModel, taken: list[cp_model.IntVar], agent: Ints, offer: Ints
    ) -> None:
        for t, members in enumerate(self.teams.members):
            own = np.flatnonzero(np.isin(agent, members))
            chosen = []
            for _, there in _by(self.teams.place[t, offer[own]]):
                settles = model.new_bool_var("")
                chosen.append(settles)
                for j in members:
                    mine = [taken[x] for x in own[there] if agent[x] == j]
                    model.add(sum(mine) == settles)
            model.add_at_most_one(chosen)


def _by(keys: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each key, ascending, with the positions where it stands."""
    order = np.argsort(keys, kind="stable")
    values, start = np.unique(keys[order], return_index=True)
    ends = [*start[1:].tolist(), len(keys)]
    for number, value in enumerate(values.tolist()):
        yield value, order[start[number] : ends[number]]
