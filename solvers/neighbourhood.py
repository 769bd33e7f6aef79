"""Make a choice better in small neighbourhoods, each an exact model with its timetable.

The prices of the relaxation say where value is lost: at agents whose option costs more than
others would, and at agents without one. Around such an agent those are freed whose options
take what it wants; all others keep theirs, and their slots. What comes out keeps every row,
every tier held and the timetable, and is better than before.

Steps, for one effort (agents freed, options each):

1. take the few agents with the largest losses that were not tried with their present option;
2. free each of them and the agents who use most of what its best options need, no agent twice;
   where agents are alike, some who have nothing as well: they could take their place;
3. solve exactly for a better choice, side by side, within a limit on work;
4. take what is better, one after the other, as far as they can go together; remember an
   agent as tried where nothing was found.

Where nothing is left to try, the effort grows. How many are solved side by side does not
depend on how many workers there are, and neither does the result.

References
----------
Shaw, P. (1998). Using constraint programming and local search methods to solve vehicle routing
problems. *CP98* (large neighbourhood search).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from scipy import sparse

from .arrays import Floats, Ints
from .limits import Limits
from .neighbourhood_model import Change, NeighbourhoodModel, Scene
from .newcomers import Newcomers
from .occupancy import Occupancy
from .oracle import Oracle
from .pieces import Piece
from .result import Solution
from .side_by_side import side_by_side
from .state import Objective, State


@dataclass(frozen=True)
class Effort:
    """How large neighbourhoods are, and how much work one may take."""

    agents: int
    options: int
    work: float


EFFORTS = (
    Effort(2, 30, 0.05),
    Effort(4, 24, 0.05),
    Effort(8, 16, 0.1),
    Effort(16, 20, 0.2),
    Effort(24, 30, 0.4),
    Effort(40, 40, 1.0),
)

_AT_ONCE, _LOOKS = 4, 24
"""How many neighbourhoods are solved side by side, of how many agents looked at."""

_RECENT, _FRUITFUL = 24, 0.3
"""An effort is worth its while where so many of the last neighbourhoods were made better."""

_NEWCOMER_OPTIONS = 8
"""Newcomers are looked for at the hosts of so many of an agent's best options."""

_CROWD = 40
"""Rows that more agents use say nothing of who is in whose way."""


@dataclass(frozen=True)
class Worth:
    """What is made better, and what it costs to deviate from the relaxation.

    Attributes
    ----------
    goal
        To be maximised.
    option, idle
        Loss of an option, shape ``(n_options,)``, and of having none, ``(n_agents,)``.
    order
        Shape ``(n_options,)``: an agent's options are tried in ascending order of it.
    """

    goal: Objective
    option: Floats
    idle: Floats
    order: Floats

    def losses(self, solution: Solution) -> Floats:
        """Return what each agent's present option loses, shape ``(n_agents,)``."""
        chosen = solution.option
        losses: Floats = np.where(chosen >= 0, self.option[chosen], self.idle)
        return losses


class Neighbourhoods:
    """Improves the choice within one piece."""

    def __init__(
        self, state: State, oracle: Oracle | None, piece: Piece, worth: Worth, limits: Limits
    ) -> None:
        self.state = state
        self.oracle = oracle
        self.piece = piece
        self.worth = worth
        self.limits = limits
        self.inside = np.zeros(state.problem.n_agents, bool)
        self.inside[piece.agents] = True
        self.first = np.searchsorted(state.problem.agent, np.arange(state.problem.n_agents + 1))
        self.tried: dict[int, int] = {}
        self.solves = 0
        self._users: dict[int, list[int]] = {}
        self.by_row = sparse.csc_array(state.auxiliary)
        held = [state.held[number] for number in piece.held]
        self.scene = Scene(state, oracle, held, worth.goal, self.by_row)
        self.occupancy = Occupancy(state, oracle)
        self.present: Ints = np.full(state.problem.n_agents, -1)

    def improve(
        self,
        solution: Solution,
        effort: Effort,
        content: float,
        done: Callable[[Solution], bool],
    ) -> Solution:
        """Return a choice at least as good.

        Ends where every loss is at most ``content``, or most neighbourhoods are in vain.

        Parameters
        ----------
        done
            Whether a choice is good enough.
        """
        recent: deque[bool] = deque(maxlen=_RECENT)
        self.tried = {}
        self._count(solution)
        with side_by_side(self.limits) as pool:
            while not (_in_vain(recent) or self.limits.over or done(solution)):
                self.present = solution.option
                agents = self._worst(solution, content)
                around = self._apart(agents, effort)
                if not around:
                    break
                changes = self._changes(pool, around, solution, effort)
                for (agent, _), change in zip(around, changes, strict=True):
                    recent.append(change is not None)
                    if change is None:
                        self.tried[agent] = int(solution.option[agent])
                changed = self._changed(solution, changes)
                if changed is solution:
                    # Nothing was taken: looked for again, the same would be found.
                    self.tried |= {agent: int(solution.option[agent]) for agent, _ in around}
                solution = changed
        return solution

    def complete(self, solution: Solution, missing: Sequence[int]) -> Solution:
        """Find options for agents who lost theirs; those around keep one, perhaps another.

        Returns
        -------
        The choice with as many of them as were fitted in. It may break tiers held, but no
        more than before.
        """
        self._count(solution)
        with side_by_side(self.limits) as pool:
            for effort in EFFORTS:
                waiting = [agent for agent in missing if solution.option[agent] < 0]
                while waiting and not self.limits.over:
                    self.present = solution.option
                    around = self._apart(iter(waiting), effort)
                    changes = self._changes(pool, around, solution, effort, placing=True)
                    solution = self._changed(solution, changes, placing=True)
                    looked_at = {agent for agent, _ in around}
                    waiting = [agent for agent in waiting if agent not in looked_at]
        return solution

    def _count(self, solution: Solution) -> None:
        """Count anew what a choice takes."""
        self.occupancy = Occupancy(self.state, self.oracle)
        self.occupancy.put(solution, np.flatnonzero(solution.option >= 0).tolist())

    def losses(self, solution: Solution) -> Floats:
        """Return what each agent's present option loses, shape ``(n_agents,)``."""
        return np.where(self.inside, self.worth.losses(solution), 0.0)

    def _worst(self, solution: Solution, content: float) -> Iterator[int]:
        """Yield the agents that lose most and were not tried as they are, the worst first."""
        loss = self.losses(solution)
        for agent, option in self.tried.items():
            if solution.option[agent] == option:
                loss[agent] = 0.0
        if self._newcomers is not None:
            loss[self._newcomers.others(solution.option)] = 0.0
        worst = np.flatnonzero(loss > content)
        yield from worst[np.argsort(-loss[worst], kind="stable")].tolist()

    def _apart(self, agents: Iterator[int], effort: Effort) -> list[tuple[int, list[int]]]:
        """Return the first few agents with those around them, no agent in two of the sets."""
        found: list[tuple[int, list[int]]] = []
        taken: set[int] = set()
        for agent in islice(agents, _LOOKS):
            around = [] if agent in taken else self._around(agent, effort)
            if around and taken.isdisjoint(around):
                found.append((agent, around))
                taken.update(around)
            if len(found) == _AT_ONCE:
                break
        return found

    def _best_options(self, agent: int, count: int) -> Ints:
        return self._ordered(self._living_options(agent), count)

    def _possible_options(self, agent: int, count: int) -> Ints:
        """Return an agent's best options among those that there is room for."""
        return self._ordered(self.occupancy.with_room(self._living_options(agent)), count)

    def _living_options(self, agent: int) -> Ints:
        options = np.arange(self.first[agent], self.first[agent + 1])
        return options[self.state.alive[options]]

    def _options(self, agent: int, count: int, solution: Solution) -> Ints:
        best = self._possible_options(agent, count)
        present = solution.option[agent]
        return np.union1d(best, [present]) if present >= 0 else np.sort(best)

    def _ordered(self, options: Ints, count: int) -> Ints:
        order = np.argsort(self.worth.order[options], kind="stable")
        best: Ints = options[order[:count]]
        return best

    def _around(self, agent: int, effort: Effort) -> list[int]:
        """Return the agent and those who are most at the hosts of its best options."""
        return self._users_of(agent, self._best_options(agent, effort.options), effort)

    def _users_of(self, agent: int, best: Ints, effort: Effort) -> list[int]:
        """Return an agent and those who are most at the hosts of some options."""
        counts: Counter[int] = Counter()
        counts.update(self.occupancy.host_users(self._hosts(best)))
        counts.update(self._sharing_rows(best))
        del counts[agent]
        near = sorted(counts, key=lambda other: (-counts[other], other))
        if self._newcomers is None:
            return sorted([agent, *near[: effort.agents - 1]])
        freed = [agent, *near[: effort.agents // 2]]
        present = self.present[freed]
        hosts = self._hosts(np.concatenate([best[:_NEWCOMER_OPTIONS], present[present >= 0]]))
        count = effort.agents - len(freed)
        return sorted([*freed, *self._newcomers.near(hosts, count, self.present, set(freed))])

    def _hosts(self, options: Ints) -> list[int]:
        """Return the hosts of some options, ascending."""
        table = self.state.problem.timetable
        if table is None:
            return []
        kinds = table.part[self.state.problem.template[options]]
        hosts: list[int] = np.unique(table.host[kinds[kinds >= 0]]).tolist()
        return hosts

    @cached_property
    def _newcomers(self) -> Newcomers | None:
        """Who could come in, where some agents are known to be alike."""
        problem = self.state.problem
        if problem.alike is None or problem.timetable is None:
            return None
        return Newcomers(problem, self.piece, self.worth.order)

    def _sharing_rows(self, options: Ints) -> list[int]:
        """Return who else uses the few rows that single options use (links, housing)."""
        extra = self.state.extra
        if not extra.nnz:
            return []
        found: list[int] = []
        for row in np.unique(extra[options].indices).tolist():
            if row not in self._users:
                self._users[row] = self._few_users(row)
            found += self._users[row]
        return found

    def _few_users(self, row: int) -> list[int]:
        """Return who may use a row by single options; nobody where that is a crowd."""
        by_row = self._extra_by_row
        users = by_row.indices[by_row.indptr[row] : by_row.indptr[row + 1]]
        others = np.unique(self.state.problem.agent[users])
        if len(others) > _CROWD:
            return []
        return [int(other) for other in others if self.inside[other]]

    @cached_property
    def _extra_by_row(self) -> sparse.csc_array:
        return sparse.csc_array(self.state.extra)

    def _changes(
        self,
        pool: Executor,
        around: Sequence[tuple[int, list[int]]],
        solution: Solution,
        effort: Effort,
        *,
        placing: bool = False,
    ) -> list[Change | None]:
        """Look for a better choice around some agents, each as if the others stayed.

        With ``placing``: one in which the agent has an option, better or not.
        """
        running = []
        for agent, freed in around:
            self.occupancy.take_out(solution, freed)
            options = [self._options(a, effort.options, solution) for a in freed]
            model = NeighbourhoodModel(
                self.scene, self.occupancy, solution, freed, options, agent if placing else None
            )
            self.occupancy.put(solution, freed)
            running.append(pool.submit(model.solve, effort.work, self.limits.remaining))
        self.solves += len(running)
        return [found.result() for found in running]

    def _changed(
        self, solution: Solution, changes: Sequence[Change | None], *, placing: bool = False
    ) -> Solution:
        """Return a choice with one change after the other, those left out that do not fit."""
        for change in changes:
            if change is None:
                continue
            changed = change.applied(solution)
            self._exchange(solution, changed, change.agents)
            if self._keeps(changed, solution, change, placing=placing):
                solution = changed
            else:
                self._exchange(changed, solution, change.agents)
        return solution

    def _exchange(self, old: Solution, new: Solution, agents: Sequence[int]) -> None:
        self.occupancy.take_out(old, agents)
        self.occupancy.put(new, agents)

    def _keeps(self, changed: Solution, before: Solution, change: Change, *, placing: bool) -> bool:
        """Say whether a choice keeps all that a change of it may have broken."""
        state, goal = self.state, self.worth.goal
        use = self.by_row[:, change.rows].T @ changed.auxiliary
        total = self.occupancy.rows[change.rows] + use
        if ((total < state.lower[change.rows]) | (total > state.upper[change.rows])).any():
            return False
        if self.occupancy.too_full(changed, change.agents):
            return False
        if not placing and goal.value(changed) <= goal.value(before):
            return False
        return all(
            held.objective.value(changed)
            >= (min(held.value, held.objective.value(before)) if placing else held.value)
            for held in self.scene.held
        )


def _in_vain(recent: deque[bool]) -> bool:
    return len(recent) == _RECENT and sum(recent) < _FRUITFUL * _RECENT
