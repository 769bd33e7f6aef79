"""What a finished search knows of choices that it did not make.

Of an agent and some of its options it is asked: if the agent had to have one of them, which
tier would be the first to get worse, and by how much? Two sides answer:

- the *prices* of the search have excluded options tier by tier: where all of them are out, some
  tier up to the last of those where they went out must get worse;
- a *witness* is looked for in a neighbourhood: a choice with one of the options that keeps the
  tiers before. It shows how little the tier has to lose.

Where both name the same tier it is the first to get worse, between the two amounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np

from .arrays import Bools, Ints
from .losses import NEVER
from .neighbourhood import Effort, Neighbourhoods, Worth
from .neighbourhood_model import NeighbourhoodModel
from .pieces import Piece
from .problem import Problem
from .result import Solution, TierOutcome
from .search import Search, nothing
from .state import Held, State
from .values import is_plain, loss, value_of

_EFFORTS = (Effort(6, 16, 0.1), Effort(14, 20, 0.4))
"""Neighbourhoods in which a witness is looked for."""

_MOST = 2**31 - 1

_OWN = 12
"""So many of the options asked for are tried."""


@dataclass(frozen=True)
class Cost:
    """What it costs to give an agent one of some options.

    Attributes
    ----------
    tier
        Number of the first tier that gets worse in the choice that was found (``None``: none
        does); where none was found, of the last one that can be the first to get worse.
    low, high
        By how much the tier gets worse: at the least, and in the choice that was found;
        ``None`` where that is not known, or the tier has more than one number.
    known
        No choice with the option keeps all tiers up to this one.
    solution
        The choice that was found.
    moved
        How many other agents have another option or other slots in it.
    """

    tier: int | None
    low: int | None = None
    high: int | None = None
    known: bool = False
    solution: Solution | None = None
    moved: int = 0


class Aftermath:
    """Answers questions about a finished search."""

    def __init__(
        self,
        search: Search,
        outcomes: Sequence[TierOutcome],
        solution: Solution,
    ) -> None:
        self.search, self.problem, self.solution = search, search.problem, solution
        self.losses = search.losses
        self.tiers = search.problem.tiers
        proven = [outcome.value == outcome.bound for outcome in outcomes]
        # Beyond a tier whose value is not proven, prices hold only for choices that keep what
        # every piece has, not for all that are as good in sum.
        self._firm = proven.index(False) if False in proven else len(proven)
        self._stages: dict[int, _Stage] = {}
        self._opening = Lock()

    def cost(self, agent: int, options: Ints, *, search: bool = True) -> Cost:
        """Say what it costs to give an agent one of some options.

        Parameters
        ----------
        search
            Look for a choice as well; otherwise only what the prices say is told.
        """
        last, least = self._excluded(options)
        found = self.best(agent, options, min(last, len(self.tiers))) if search else None
        if found is not None:
            return self._shown(agent, found, last, least)
        if last == NEVER:
            return Cost(len(self.tiers) - 1)
        return Cost(last, least or None, known=self._is_known(last, least))

    def best(self, agent: int, options: Ints, last: int) -> Solution | None:
        """Return a choice with one of an agent's options that keeps as many tiers as can be.

        By bisection over the tiers up to number ``last``; ``None`` where none was found at all.
        """
        best, first = None, 0
        # Where prices name a tier, it mostly is the first that gets worse: that is tried first.
        middle = last if last < len(self.tiers) else last // 2
        while first <= last:
            found = self._stage(middle).witness(agent, options[self.losses.tier[options] >= middle])
            if found is None:
                last = middle - 1
            else:
                best, first = found, middle + 1
            middle = (first + last) // 2
        return best

    def _excluded(self, options: Ints) -> tuple[int, int]:
        """Return the tier that is out of reach at the latest, and what it loses at the least."""
        tiers = self.losses.tier[options]
        last = int(tiers.max(initial=0))
        if last > self._firm:
            return NEVER, 0
        return last, int(self.losses.least[options[tiers == last]].min(initial=_MOST))

    def _is_known(self, tier: int, least: int) -> bool:
        """Say whether it is proven that a tier gets worse, if none before it does."""
        return least > 0 or not is_plain(self.tiers[tier])

    def _stage(self, tier: int) -> _Stage:
        with self._opening:
            if tier not in self._stages:
                self._stages[tier] = _Stage(self.search, self.solution, tier)
            return self._stages[tier]

    def _shown(self, agent: int, found: Solution, last: int, least: int) -> Cost:
        """Return what a choice shows, and what the prices say of the tier that it shows."""
        others = moved(self.problem, self.solution, found, agent)
        for number, tier in enumerate(self.tiers):
            value = value_of(self.problem, tier, self.solution)
            lost = loss(tier, value, value_of(self.problem, tier, found))
            if lost < 0:
                break
            if lost > 0:
                plain = is_plain(tier)
                known = number == last and self._is_known(last, least)
                low = None if not plain else least if known else 0
                return Cost(number, low, lost if plain else None, known, found, others)
        return Cost(None, known=True, solution=found, moved=others)


def moved(problem: Problem, here: Solution, there: Solution, agent: int) -> int:
    """Return how many agents besides one are elsewhere, or at other slots, in a solution."""
    agents = set(np.flatnonzero(here.option != there.option).tolist())
    agents |= {other for other, own in here.slots.items() if there.slots.get(other) != own}
    return sum(
        _where(problem, here, one) != _where(problem, there, one) for one in agents - {agent}
    )


def _where(problem: Problem, solution: Solution, agent: int) -> list[tuple[int, ...]]:
    """Return host, location, weeks and slots of an agent's parts: options may be alike."""
    option, table = int(solution.option[agent]), problem.timetable
    if option < 0:
        return []
    template = int(problem.template[option])
    if table is None:
        return [(template,)]
    parts = table.parts(template)
    slots = solution.slots.get(agent, (0,) * len(parts))
    return sorted(
        (part.host, part.location, part.weeks, mask)
        for part, mask in zip(parts, slots, strict=True)
    )


class _Stage:
    """The problem as it is with the tiers before one kept."""

    def __init__(self, search: Search, solution: Solution, tier: int) -> None:
        self.solution = solution
        self.state = _opened(search, search.losses.tier >= tier)
        passed = search.losses.passed
        self.held = [
            Held(p.objective, p.value, in_relaxation=True) for p in passed if p.tier < tier
        ]
        self.piece = Piece(
            agents=np.arange(search.problem.n_agents),
            options=np.flatnonzero(self.state.alive),
            rows=np.arange(self.state.n_rows),
            auxiliaries=np.arange(self.state.n_auxiliary),
            held=(),
        )
        goal = next((p.objective for p in passed if p.tier >= tier), nothing(search.problem))
        price = search.guide_price / search.guide_scale
        idle = np.zeros(search.problem.n_agents)
        worth = Worth(goal.extended(self.state.n_auxiliary), price, idle, price)
        self._around = _Around(self, search, worth)

    def witness(self, agent: int, options: Ints) -> Solution | None:
        """Look for a choice with one of an agent's options that keeps the tiers before."""
        if not len(options):
            return None
        tried = (self._around.forced(agent, options, effort) for effort in _EFFORTS)
        return next((found for found in tried if found is not None), None)


class _Around(Neighbourhoods):
    """Neighbourhoods of an agent that has to have one of some options."""

    def __init__(self, stage: _Stage, search: Search, worth: Worth) -> None:
        super().__init__(stage.state, search.cuts.oracle, stage.piece, worth, search.limits)
        self.scene = replace(self.scene, held=stage.held)
        self.solution = stage.solution
        self._count(stage.solution)
        self._building = Lock()

    def forced(self, agent: int, options: Ints, effort: Effort) -> Solution | None:
        """Return the best choice of a neighbourhood in which the agent has one of the options."""
        with self._building:
            model = self._model(agent, np.sort(self._ordered(options, _OWN)), effort)
        change = model.solve(effort.work, None)
        return None if change is None else change.applied(self.solution)

    def _model(self, agent: int, own: Ints, effort: Effort) -> _Forced:
        solution = self.solution
        freed = self._users_of(agent, own, effort)
        self.occupancy.take_out(solution, freed)
        choices = [
            own if one == agent else self._options(one, effort.options, solution) for one in freed
        ]
        model = _Forced(self.scene, self.occupancy, solution, freed, choices, agent)
        self.occupancy.put(solution, freed)
        return model


class _Forced(NeighbourhoodModel):
    """The model of a neighbourhood in which one agent has to have an option."""

    def _has_to_have_one(self, agent: int) -> bool:
        return agent == self.placing or bool(self.state.must[agent])

    def _add_tiers(self) -> None:
        for held in self.scene.held:
            total, base = self._total(held.objective)
            self.model.add(total >= held.value - base)
        total, _ = self._total(self.scene.goal)
        self.model.maximize(total)


def _opened(search: Search, alive: Bools) -> State:
    """Return the state with its limits as in the problem: what later tiers tightened is undone."""
    state, problem = copy(search.state), search.problem
    state.alive, state.must, state.held = alive, problem.must, []
    rows, own = problem.n_rows, problem.n_auxiliary
    state.lower = np.concatenate([problem.lower, state.lower[rows:]])
    state.upper = np.concatenate([problem.upper, state.upper[rows:]])
    state.auxiliary_lower = np.concatenate([np.zeros(own, np.int64), state.auxiliary_lower[own:]])
    state.auxiliary_upper = np.concatenate([problem.auxiliary_upper, state.auxiliary_upper[own:]])
    return state
