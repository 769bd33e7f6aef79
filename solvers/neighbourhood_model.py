"""The exact model of a neighbourhood: some agents choose anew beside all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse

from .arrays import Ints
from .occupancy import Occupancy
from .oracle import Oracle
from .result import Solution
from .state import NO_LIMIT, Held, Objective, State
from .week_model import WeekModel, slots_of


@dataclass(frozen=True)
class Scene:
    """What all neighbourhoods of a piece have in common.

    ``goal`` is to be maximised; ``by_row`` is the use of auxiliary quantities, by row.
    """

    state: State
    oracle: Oracle | None
    held: Sequence[Held]
    goal: Objective
    by_row: sparse.csc_array


@dataclass(frozen=True)
class Change:
    """New options (-1: none) and slots of some agents, new amounts of some auxiliaries.

    ``rows`` are all rows that the change may concern.
    """

    agents: Sequence[int]
    option: Ints
    auxiliaries: Ints
    amounts: Ints
    rows: Ints
    slots: Mapping[int, tuple[int, ...]]

    def applied(self, solution: Solution) -> Solution:
        """Return a choice with the change."""
        option, auxiliary = solution.option.copy(), solution.auxiliary.copy()
        option[list(self.agents)] = self.option
        auxiliary[self.auxiliaries] = self.amounts
        slots = dict(solution.slots)
        for agent in self.agents:
            slots.pop(agent, None)
        slots.update(self.slots)
        return Solution(option, auxiliary, slots)


class NeighbourhoodModel:
    """Some agents choose anew, all others staying where they are."""

    def __init__(
        self,
        scene: Scene,
        occupancy: Occupancy,
        solution: Solution,
        agents: Sequence[int],
        options: Sequence[Ints],
        placing: int | None,
    ) -> None:
        """Build the model.

        Parameters
        ----------
        occupancy
            What all others take.
        agents, options
            Who may change, and the options that each may take.
        placing
            An agent who has to get an option, better or not; without it the goal must rise.
        """
        self.scene, self.state = scene, scene.state
        self.solution = solution
        self.agents = agents
        self.placing = placing
        self.model = cp_model.CpModel()
        # What solving has taken, in the solver's own units.
        self.work = 0.0
        self.options = options
        self.every = np.concatenate(options)
        self.chosen = [self.model.new_bool_var("") for _ in self.every]
        self._add_rows(occupancy)
        self._add_agents(occupancy)
        self._add_tiers()
        self._hint()

    def solve(self, work: float, seconds: float | None) -> Change | None:
        """Solve within a limit on work, and on time; return the change, if one was found."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.linearization_level = 2
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_deterministic_time = work
        solver.parameters.catch_sigint_signal = False
        if seconds is not None:
            solver.parameters.max_time_in_seconds = max(0.01, seconds)
        status = solver.solve(self.model)
        self.work = solver.response_proto.deterministic_time
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        option = np.full(len(self.agents), -1)
        position = 0
        for number, options in enumerate(self.options):
            for variable in self.chosen[position : position + len(options)]:
                if solver.boolean_value(variable):
                    option[number] = self.every[position]
                position += 1
        return Change(
            agents=self.agents,
            option=option,
            auxiliaries=self.auxiliaries,
            amounts=np.array([solver.value(v) for v in self.amounts], np.int64),
            rows=self.rows,
            slots=self._slots(solver, option),
        )

    def _add_rows(self, occupancy: Occupancy) -> None:
        """Add the rows that the freed options use, less what all others use of them.

        Rows that the search leaves out at first are there as well: here they cost nothing.
        """
        state = self.state
        option, row, amount = state.entries(self.every)
        limited = (state.lower[row] > -NO_LIMIT) | (state.upper[row] < NO_LIMIT)
        option, row, amount = option[limited], row[limited], amount[limited]
        used = np.unique(row)
        self.auxiliaries = np.unique(self.scene.by_row[:, used].indices)
        own = sparse.coo_array(state.auxiliary[self.auxiliaries])
        self.rows = np.union1d(used, own.col)
        kept = self.solution.auxiliary.copy()
        kept[self.auxiliaries] = 0
        base = occupancy.rows[self.rows] + self.scene.by_row[:, self.rows].T @ kept
        self.amounts = [
            self.model.new_int_var(int(state.auxiliary_lower[a]), int(state.auxiliary_upper[a]), "")
            for a in self.auxiliaries
        ]
        # Numbered among the rows concerned: there are many others.
        at = np.searchsorted(self.rows, np.concatenate([row, own.col]))
        variable = np.concatenate([option, len(self.every) + own.row])
        size = (len(self.every) + len(self.amounts), len(self.rows))
        table = sparse.csc_array((np.concatenate([amount, own.data]), (variable, at)), size)
        variables = [*self.chosen, *self.amounts]
        concerned = zip(self.rows.tolist(), base.tolist(), strict=True)
        for column, (row, others) in enumerate(concerned):
            span = slice(table.indptr[column], table.indptr[column + 1])
            total = cp_model.LinearExpr.weighted_sum(
                [variables[k] for k in table.indices[span]], table.data[span].tolist()
            )
            low, high = int(state.lower[row]), int(state.upper[row])
            if low > -NO_LIMIT:
                self.model.add(total >= low - others)
            if high < NO_LIMIT:
                self.model.add(total <= high - others)

    def _add_agents(self, occupancy: Occupancy) -> None:
        """Let each freed agent have one option at most, and its place in the week."""
        problem, oracle = self.state.problem, self.scene.oracle
        self.weeks = {}
        week = None
        if oracle is not None:
            week = WeekModel(self.model, oracle.timetable, occupancy)
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
        for held in self.scene.held:
            total, base = self._total(held.objective)
            least = held.value
            if self.placing is not None:
                least = min(least, held.objective.value(self.solution))
            self.model.add(total >= least - base)
        goal = self.scene.goal
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
        chosen = self.solution.option.copy()
        chosen[list(self.agents)] = -1
        base = int(objective.option[chosen[chosen >= 0]].sum())
        return total, base + int(of_auxiliary @ kept)

    def _hint(self) -> None:
        present = set(self.solution.option[list(self.agents)].tolist())
        for option, variable in zip(self.every.tolist(), self.chosen, strict=True):
            self.model.add_hint(variable, option in present)

    def _slots(self, solver: cp_model.CpSolver, option: Ints) -> dict[int, tuple[int, ...]]:
        oracle = self.scene.oracle
        if oracle is None:
            return {}
        slots = {}
        for agent, chosen in zip(self.agents, option.tolist(), strict=True):
            if chosen >= 0:
                sign = oracle.signature(int(self.state.problem.template[chosen]))
                slots[agent] = slots_of(solver, sign, self.weeks[agent])
        return slots
