"""Neighbourhoods in which an agent has to have one of some options, others losing theirs or not."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model

from .arrays import Ints
from .limits import Limits
from .neighbourhood import Effort, Neighbourhoods, Worth
from .neighbourhood_model import NeighbourhoodModel, Scene
from .occupancy import Occupancy
from .pieces import Piece
from .precedence import precedence
from .problem import NO_LIMIT
from .result import Solution
from .search import Search, nothing
from .state import Held, Objective, State
from .tiers import SquaresTier

_FEW = 4
"""In the objective that puts tier before tier, so many agents count for less than one tier up."""

_OWN, _OWN_OF_EACH = 12, 6
"""So many of the options asked for are tried, for one question and for each of several."""


@dataclass(frozen=True)
class Question:
    """An agent, and options of it of which it should have one."""

    agent: int
    options: Ints


class Nearby:
    """Makes models of neighbourhoods for questions about one choice."""

    def __init__(self, search: Search, solution: Solution) -> None:
        self.search, self.solution = search, solution
        goal = precedence(search.problem, solution, _FEW)
        self._any = _Stage(_opened(search, 0), search, solution, (), goal)
        self._stages: dict[int, _Stage] = {}

    def of_each(self, questions: Sequence[Question], effort: Effort) -> Forced:
        """Return a model for questions of one agent, in which tier comes before tier.

        Nothing has to be kept.
        """
        return self._any.of_each(questions, effort)

    def around(self, question: Question, found: Solution, effort: Effort) -> Forced | None:
        """Return one around who loses most in what was found, to make that better.

        ``None`` where nobody else loses anything.
        """
        return self._any.around(question, found, effort)

    def closer(
        self, question: Question, found: Solution, tier: int, effort: Effort
    ) -> Forced | None:
        """Return one that keeps all tiers before one, and is better in that than what was found.

        ``None`` where it is known that none of the options keeps them.
        """
        if tier not in self._stages:
            self._stages[tier] = _stage(self.search, self.solution, tier)
        return self._stages[tier].anew(question, effort, found)


class _Stage(Neighbourhoods):
    """Neighbourhoods with some tiers kept and one objective made better."""

    def __init__(
        self,
        state: State,
        search: Search,
        solution: Solution,
        held: Sequence[Held],
        goal: Objective,
    ) -> None:
        n_agents = search.problem.n_agents
        piece = Piece(
            agents=np.arange(n_agents),
            options=np.flatnonzero(state.alive),
            rows=np.arange(state.n_rows),
            auxiliaries=np.arange(state.n_auxiliary),
            held=(),
        )
        price = search.guide_price / search.guide_scale
        worth = Worth(goal.extended(state.n_auxiliary), price, np.zeros(n_agents), price)
        super().__init__(state, search.cuts.oracle, piece, worth, search.limits)
        self.scene = replace(self.scene, held=held)
        self.solution = solution
        self._count(solution)

    def of_each(self, questions: Sequence[Question], effort: Effort) -> Forced:
        """Return a model beside the solution for questions of one agent."""
        each = [self._ordered(question.options, _OWN_OF_EACH) for question in questions]
        own = np.unique(np.concatenate(each))
        freed = self._users_of(questions[0].agent, own, effort)
        return self._model(self.solution, questions[0].agent, own, freed, effort, None)

    def anew(self, question: Question, effort: Effort, found: Solution) -> Forced | None:
        """Return a model beside the solution; what comes out is better than what was found."""
        options = question.options[self.state.alive[question.options]]
        if not len(options):
            return None
        own = np.sort(self._ordered(options, _OWN))
        freed = self._users_of(question.agent, own, effort)
        return self._model(self.solution, question.agent, own, freed, effort, found)

    def around(self, question: Question, found: Solution, effort: Effort) -> Forced | None:
        """Return a model beside what was found, around who loses most in it."""
        here = self.solution
        changed = changed_agents(here, found)
        loser = self._loser([agent for agent in changed if agent != question.agent], found)
        if loser is None:
            return None
        self._exchange(here, found, changed)
        own = self._ordered(question.options, _OWN)
        own = np.union1d(own, found.option[[question.agent]])
        freed = self._around(loser, effort)
        model = self._model(found, question.agent, own, freed, effort, found)
        self._exchange(found, here, changed)
        return model

    def _model(
        self,
        base: Solution,
        agent: int,
        own: Ints,
        freed: Sequence[int],
        effort: Effort,
        found: Solution | None,
    ) -> Forced:
        """Return the model in which some agents choose anew beside a solution."""
        self.occupancy.take_out(base, freed)
        choices = [
            own if one == agent else self._options(one, effort.options, base) for one in freed
        ]
        # Quantities that the search has added (steps at hosts) are not those of what was found.
        added = self.worth.goal.auxiliary[self.state.problem.n_auxiliary :].any()
        least = None if found is None or added else self.worth.goal.value(found) + 1
        model = Forced(self.scene, self.occupancy, base, freed, choices, agent, least)
        self.occupancy.put(base, freed)
        return model

    def _loser(self, agents: Sequence[int], found: Solution) -> int | None:
        """Return which of some agents loses most in a choice, ``None`` where none does."""
        goal = np.append(self.worth.goal.option, 0)
        lost = goal[self.solution.option[agents]] - goal[found.option[agents]]
        return agents[int(np.argmax(lost))] if lost.max(initial=0) > 0 else None


class Forced(NeighbourhoodModel):
    """The model of a neighbourhood in which one agent has to have an option.

    ``least`` is a value that the goal has to reach.

    Attributes
    ----------
    spent
        What all solving has taken, in the solver's own units.
    """

    def __init__(
        self,
        scene: Scene,
        occupancy: Occupancy,
        solution: Solution,
        agents: Sequence[int],
        options: Sequence[Ints],
        placing: int,
        least: int | None,
    ) -> None:
        self.forced, self.least, self.spent = placing, least, 0.0
        super().__init__(scene, occupancy, solution, agents, options, placing)

    def found(self, work: float, seconds: float | None) -> Solution | None:
        """Solve within a limit on work, and on time; return the choice, if there is one."""
        change = self.solve(work, seconds)
        self.spent += self.work
        return None if change is None else change.applied(self.solution)

    def found_each(
        self, asked: Sequence[frozenset[int]], work: float, limits: Limits
    ) -> list[Solution]:
        """Return choices in which the agent has one of some options, for several such sets.

        None for a set that a choice found for another one meets.
        """
        literals = [self._one_of(options) for options in asked]
        found: list[Solution] = []
        for options, literal in zip(asked, literals, strict=True):
            met = any(int(one.option[self.forced]) in options for one in found)
            if literal is None or met or limits.over:
                continue
            self.model.clear_assumptions()
            self.model.add_assumption(literal)
            one = self.found(work, limits.remaining)
            if one is not None:
                found.append(one)
        return found

    def _one_of(self, options: frozenset[int]) -> cp_model.IntVar | None:
        """Return a literal that demands one of some options, if the model has any of them."""
        there = [v for o, v in zip(self.every.tolist(), self.chosen, strict=True) if o in options]
        if not there:
            return None
        literal = self.model.new_bool_var("")
        self.model.add_bool_or(there).only_enforce_if(literal)
        return literal

    def _has_to_have_one(self, agent: int) -> bool:
        return agent == self.forced or bool(self.state.must[agent])

    def _add_tiers(self) -> None:
        for held in self.scene.held:
            total, base = self._total(held.objective)
            self.model.add(total >= held.value - base)
        total, base = self._total(self.scene.goal)
        if self.least is not None:
            self.model.add(total >= self.least - base)
        self.model.maximize(total)


def changed_agents(here: Solution, there: Solution) -> list[int]:
    """Return the agents with another option, or other slots, in a second solution."""
    changed = set(np.flatnonzero(here.option != there.option).tolist())
    changed |= {agent for agent, own in here.slots.items() if there.slots.get(agent) != own}
    return sorted(changed)


def _stage(search: Search, solution: Solution, tier: int) -> _Stage:
    """Return the problem with the tiers before one kept, and that one made better."""
    passed = search.losses.passed
    held = [Held(p.objective, p.value, in_relaxation=True) for p in passed if p.tier < tier]
    goal = next((p.objective for p in passed if p.tier >= tier), nothing(search.problem))
    return _Stage(_opened(search, tier), search, solution, held, goal)


def _opened(search: Search, tier: int) -> State:
    """Return the state in which a tier began, with its limits as in the problem."""
    state, problem = copy(search.state), search.problem
    state.alive, state.must, state.held = search.losses.tier >= tier, problem.must, []
    rows, own = problem.n_rows, problem.n_auxiliary
    state.lower = np.concatenate([problem.lower, state.lower[rows:]])
    state.upper = np.concatenate([problem.upper, state.upper[rows:]])
    state.auxiliary_lower = np.concatenate([np.zeros(own, np.int64), state.auxiliary_lower[own:]])
    state.auxiliary_upper = np.concatenate([problem.auxiliary_upper, state.auxiliary_upper[own:]])
    if not any(isinstance(one, SquaresTier) for one in problem.tiers[: tier + 1]):
        # Rows that count agents at hosts allow no more than there could be in the end.
        counting = np.unique(state.auxiliary[own:].indices)
        state.lower[counting], state.upper[counting] = -NO_LIMIT, NO_LIMIT
    return state
