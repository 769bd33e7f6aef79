"""Make a choice better in small neighbourhoods, each an exact model with its timetable.

The prices of the relaxation say where value is lost: at agents whose option costs more than
others would, and at agents without one. Around such an agent those are freed whose options
take what it wants; all others keep theirs, and their slots. What comes out keeps every row,
every tier held and the timetable, and is better than before.

Steps, for one effort (agents freed, options each):

1. take the agent with the largest loss that was not tried with its present option;
2. free it and the agents who use most of what its best options need;
3. solve exactly for a better choice, within a limit on work;
4. if there is one, take it; otherwise remember the agent as tried.

Where nothing is left to try, the effort grows.

References
----------
Shaw, P. (1998). Using constraint programming and local search methods to solve vehicle routing
problems. *CP98* (large neighbourhood search).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse

from .arrays import Bools, Floats, Ints
from .limits import Limits
from .occupancy import Occupancy
from .oracle import Oracle
from .pieces import Piece
from .result import Solution
from .state import NO_LIMIT, Objective, State
from .week_model import WeekModel, slots_of


@dataclass(frozen=True)
class Effort:
    """How large neighbourhoods are, and how much work one may take."""

    agents: int
    options: int
    work: float


EFFORTS = (Effort(16, 20, 0.2), Effort(24, 30, 0.4), Effort(40, 40, 1.0))

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
        self.by_row = sparse.csc_array(state.auxiliary)
        self.occupancy = Occupancy(state, oracle)

    def improve(
        self,
        solution: Solution,
        effort: Effort,
        content: float,
        most: int,
        done: Callable[[Solution], bool],
    ) -> Solution:
        """Return a choice at least as good; ends where every loss is at most ``content``.

        Parameters
        ----------
        most
            How many neighbourhoods may fail before it ends.
        done
            Whether a choice is good enough.
        """
        failures = 0
        self.tried = {}
        self.occupancy = Occupancy(self.state, self.oracle)
        self.occupancy.put(solution, np.flatnonzero(solution.option >= 0).tolist())
        while failures < most and not self.limits.over and not done(solution):
            agent = self._worst(solution, content)
            if agent is None:
                break
            better = self._solve(self._around(agent, effort), solution, effort)
            if better is None:
                failures += 1
                self.tried[agent] = int(solution.option[agent])
            else:
                solution = better
        return solution

    def complete(self, solution: Solution, missing: Sequence[int]) -> Solution:
        """Find options for agents who lost theirs; those around keep one, perhaps another.

        Returns
        -------
        The choice with as many of them as were fitted in. It may break tiers held, but no
        more than before.
        """
        self.occupancy = Occupancy(self.state, self.oracle)
        self.occupancy.put(solution, np.flatnonzero(solution.option >= 0).tolist())
        for agent in missing:
            for effort in EFFORTS:
                if self.limits.over:
                    return solution
                around = self._around(agent, effort)
                found = self._solve(around, solution, effort, placing=agent)
                if found is not None:
                    solution = found
                    break
        return solution

    def losses(self, solution: Solution) -> Floats:
        """Return what each agent's present option loses, shape ``(n_agents,)``."""
        chosen = solution.option
        loss = np.where(chosen >= 0, self.worth.option[chosen], self.worth.idle)
        return np.where(self.inside, loss, 0.0)

    def _worst(self, solution: Solution, content: float) -> int | None:
        loss = self.losses(solution)
        for agent, option in self.tried.items():
            if solution.option[agent] == option:
                loss[agent] = 0.0
        agent = int(loss.argmax())
        return agent if loss[agent] > content else None

    def _best_options(self, agent: int, count: int) -> Ints:
        options = np.arange(self.first[agent], self.first[agent + 1])
        options = options[self.state.alive[options]]
        order = np.argsort(self.worth.order[options], kind="stable")
        best: Ints = options[order[:count]]
        return best

    def _around(self, agent: int, effort: Effort) -> list[int]:
        """Return the agent and those who are most at the hosts of its best options."""
        best = self._best_options(agent, effort.options)
        counts: Counter[int] = Counter()
        table = self.state.problem.timetable
        if table is not None:
            kinds = table.part[self.state.problem.template[best]]
            hosts = np.unique(table.host[kinds[kinds >= 0]])
            counts.update(self.occupancy.host_users(hosts.tolist()))
        counts.update(self._sharing_rows(best))
        del counts[agent]
        near = sorted(counts, key=lambda other: (-counts[other], other))
        return sorted([agent, *near[: effort.agents - 1]])

    def _sharing_rows(self, options: Ints) -> list[int]:
        """Return who else uses the few rows that single options use (links, housing)."""
        extra = self.state.extra
        if not extra.nnz:
            return []
        found: list[int] = []
        by_row = self._extra_by_row
        for row in np.unique(extra[options].indices).tolist():
            users = by_row.indices[by_row.indptr[row] : by_row.indptr[row + 1]]
            others = np.unique(self.state.problem.agent[users])
            if len(others) <= _CROWD:
                found += [int(other) for other in others if self.inside[other]]
        return found

    @cached_property
    def _extra_by_row(self) -> sparse.csc_array:
        return sparse.csc_array(self.state.extra)

    def _solve(
        self,
        agents: Sequence[int],
        solution: Solution,
        effort: Effort,
        placing: int | None = None,
    ) -> Solution | None:
        """Return a better choice in which only some agents change, or ``None``.

        With ``placing``: one in which this agent has an option, better or not.
        """
        self.solves += 1
        self.occupancy.take_out(solution, agents)
        better = _Model(self, agents, solution, effort, placing).solve(effort.work)
        self.occupancy.put(better or solution, agents)
        return better


class _Model:
    """One neighbourhood as a CP-SAT model."""

    def __init__(
        self,
        around: Neighbourhoods,
        agents: Sequence[int],
        solution: Solution,
        effort: Effort,
        placing: int | None,
    ) -> None:
        self.around = around
        self.placing = placing
        self.state = around.state
        self.agents = agents
        self.solution = solution
        self.model = cp_model.CpModel()
        freed: Bools = np.zeros(self.state.problem.n_agents, bool)
        freed[list(agents)] = True
        self.outside = np.flatnonzero((solution.option >= 0) & ~freed)
        self.options = [self._options(agent, effort.options) for agent in agents]
        self.every = np.concatenate(self.options)
        self.chosen = [self.model.new_bool_var("") for _ in self.every]
        self._add_rows()
        self._add_agents()
        self._add_tiers()
        self._hint()

    def solve(self, work: float) -> Solution | None:
        """Solve within a limit on work; return the better choice, if one was found."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.linearization_level = 2
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_deterministic_time = work
        solver.parameters.catch_sigint_signal = False
        if self.around.limits.remaining is not None:
            solver.parameters.max_time_in_seconds = max(0.01, self.around.limits.remaining)
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        option, auxiliary = self.solution.option.copy(), self.solution.auxiliary.copy()
        option[list(self.agents)] = -1
        taken = self.every[[solver.boolean_value(v) for v in self.chosen]]
        option[self.state.problem.agent[taken]] = taken
        auxiliary[self.auxiliaries] = [solver.value(v) for v in self.amounts]
        return Solution(option, auxiliary, self._slots(solver, option))

    def _options(self, agent: int, count: int) -> Ints:
        best = self.around._best_options(agent, count)
        present = self.solution.option[agent]
        return np.union1d(best, [present]) if present >= 0 else np.sort(best)

    def _add_rows(self) -> None:
        """Add the rows that the freed options use, less what all others use of them.

        Rows that the search leaves out at first are there as well: here they cost nothing.
        """
        state = self.state
        columns = state.columns(self.every)
        used = np.unique(columns.indices)
        self.auxiliaries = np.unique(self.around.by_row[:, used].indices)
        self.rows = np.union1d(used, state.auxiliary[self.auxiliaries].indices)
        kept = self.solution.auxiliary.copy()
        kept[self.auxiliaries] = 0
        base = self.around.occupancy.rows + state.auxiliary.T @ kept
        self.amounts = [
            self.model.new_int_var(int(state.auxiliary_lower[a]), int(state.auxiliary_upper[a]), "")
            for a in self.auxiliaries
        ]
        both = sparse.vstack([columns, state.auxiliary[self.auxiliaries]])
        table = sparse.csc_array(both)
        variables = [*self.chosen, *self.amounts]
        for row in self.rows.tolist():
            span = slice(table.indptr[row], table.indptr[row + 1])
            total = cp_model.LinearExpr.weighted_sum(
                [variables[k] for k in table.indices[span]], table.data[span].tolist()
            )
            low, high = int(state.lower[row]), int(state.upper[row])
            if low > -NO_LIMIT:
                self.model.add(total >= low - int(base[row]))
            if high < NO_LIMIT:
                self.model.add(total <= high - int(base[row]))

    def _add_agents(self) -> None:
        """Let each freed agent have one option at most, and its place in the week."""
        problem, oracle = self.state.problem, self.around.oracle
        self.weeks = {}
        week = None
        if oracle is not None:
            week = WeekModel(self.model, oracle.timetable, self.around.occupancy.used)
        position = 0
        for agent, options in zip(self.agents, self.options, strict=True):
            literals = self.chosen[position : position + len(options)]
            position += len(options)
            if self._has_to_have_one(agent):
                self.model.add_exactly_one(literals)
            else:
                self.model.add_at_most_one(literals)
            if week is not None and oracle is not None:
                signs = [oracle.signature(int(t)) for t in problem.template[options]]
                self.weeks[agent] = week.add_agent(list(zip(literals, signs, strict=True)))
        if week is not None:
            week.close()

    def _has_to_have_one(self, agent: int) -> bool:
        if self.placing is None:
            return bool(self.state.must[agent])
        return agent == self.placing or bool(self.solution.option[agent] >= 0)

    def _add_tiers(self) -> None:
        """Demand the tiers held and a better value; maximise it."""
        for number in self.around.piece.held:
            held = self.state.held[number]
            total, base = self._total(held.objective)
            least = held.value
            if self.placing is not None:
                least = min(least, held.objective.value(self.solution))
            self.model.add(total >= least - base)
        goal = self.around.worth.goal
        total, base = self._total(goal)
        if self.placing is None:
            self.model.add(total >= goal.value(self.solution) + 1 - base)
        self.model.maximize(total)

    def _total(self, objective: Objective) -> tuple[cp_model.LinearExprT, int]:
        """Return an objective over the variables, and what all others contribute."""
        of_auxiliary = objective.extended(self.state.n_auxiliary).auxiliary
        worth = np.concatenate([objective.option[self.every], of_auxiliary[self.auxiliaries]])
        used = np.flatnonzero(worth)
        variables = [*self.chosen, *self.amounts]
        total = cp_model.LinearExpr.weighted_sum([variables[k] for k in used], worth[used].tolist())
        kept = self.solution.auxiliary.copy()
        kept[self.auxiliaries] = 0
        base = int(objective.option[self.solution.option[self.outside]].sum())
        return total, base + int(of_auxiliary @ kept)

    def _hint(self) -> None:
        present = set(self.solution.option[list(self.agents)].tolist())
        for option, variable in zip(self.every.tolist(), self.chosen, strict=True):
            self.model.add_hint(variable, option in present)

    def _slots(self, solver: cp_model.CpSolver, option: Ints) -> dict[int, tuple[int, ...]]:
        oracle = self.around.oracle
        if oracle is None:
            return {}
        slots = dict(self.solution.slots)
        for agent, variables in self.weeks.items():
            slots.pop(agent, None)
            if option[agent] >= 0:
                sign = oracle.signature(int(self.state.problem.template[option[agent]]))
                slots[agent] = slots_of(solver, sign, variables)
        return slots
