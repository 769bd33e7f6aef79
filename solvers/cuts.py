"""What the timetable forbids, taught to the search: cuts on options, or hosts in full.

A choice that does not fit contains a minimal set of agents whose templates do not fit together.
Of these only the roles are kept: what the clash needs of each (`roles`). Where a row on how often
the roles are played cuts the clash off (`count_cuts`), it is one for all templates that play
them, whoever takes them. Otherwise the row is for these agents only, and the hosts concerned
enter the exact models with their whole timetable.

References
----------
Codato, Fischetti (2006), "Combinatorial Benders' cuts for mixed-integer linear programming",
Operations Research 54: minimal infeasible sets as rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, reduce
from operator import or_

import numpy as np
from scipy import sparse

from .arrays import Ints
from .count_cuts import deepest_row, fitting_counts
from .oracle import Oracle, Verdict
from .problem import NO_LIMIT
from .result import Solution
from .roles import plays, tightened, weakest
from .scheduling import fitted
from .state import State
from .timetable import Signature

_MOST_ROLES = 7
"""Of more kinds than this no row is looked for."""


class TimetableCuts:
    """Checks choices against the timetable and cuts off those that do not fit."""

    def __init__(self, state: State) -> None:
        self.state = state
        timetable = state.problem.timetable
        self.oracle = Oracle(timetable) if timetable is not None else None
        self.hosts: frozenset[int] = frozenset()
        self.n_cuts = 0
        self._of_host: dict[int, dict[Signature, list[int]]] = {}
        self._tight: dict[Signature, Signature] = {}
        self._least: dict[Signature, Ints] = {}
        self._players_of: dict[Signature, list[int]] = {}

    def separate(self, solution: Solution, agents: Ints) -> Verdict:
        """Say whether the options of some agents fit the timetable; cut them off if not.

        Parameters
        ----------
        agents
            The agents to look at, ascending; no other shares a host with them.
        """
        if self.oracle is None:
            return Verdict({}, ())
        agents = agents[solution.option[agents] >= 0]
        templates = self.state.problem.template[solution.option[agents]]
        verdict = self.oracle.check(agents, templates)
        for conflict in verdict.conflicts:
            self._cut(solution.option[list(conflict)])
        return verdict

    def thinned(self, solution: Solution, agents: Ints) -> Solution:
        """Return the solution with slots for some agents, less those who do not fit.

        Parameters
        ----------
        agents
            The agents to look at, ascending; no other shares a host with them.
        """
        if self.oracle is None:
            return solution
        slots = dict(solution.slots)
        for agent in agents.tolist():
            slots.pop(agent, None)
        agents = agents[solution.option[agents] >= 0]
        solution = replace(solution, option=solution.option.copy(), slots=slots)
        return fitted(self.state, self.oracle, solution, agents)

    def scheduled(self, solution: Solution) -> Solution:
        """Return the solution with its timetable, looked for where it is not known."""
        if self.oracle is None:
            return solution
        agents = np.flatnonzero(solution.option >= 0)
        if all(agent in solution.slots for agent in agents.tolist()):
            return replace(solution, slots={a: solution.slots[a] for a in agents.tolist()})
        templates = self.state.problem.template[solution.option[agents]]
        return replace(solution, slots=self.oracle.check(agents, templates).slots)

    def _cut(self, options: Ints) -> None:
        self.n_cuts += 1
        roles = self._roles(options)
        kinds = sorted(set(roles), key=roles.index)
        row = self._row(kinds, [roles.count(kind) for kind in kinds])
        if row is None:
            self.hosts |= {part.host for role in roles for part in role[0]}
            self._cut_agents(options, roles)
            return
        coefficients, limit = row
        amount = np.zeros(self.state.use.n_templates, np.int64)
        for kind, coefficient in zip(kinds, coefficients.tolist(), strict=True):
            players = self._players(kind)
            amount[players] = np.maximum(amount[players], coefficient)
        use = sparse.csr_array(amount[:, np.newaxis])
        self.state.add_rows(np.array([-NO_LIMIT]), np.array([limit], np.int64), use=use)

    def _roles(self, options: Ints) -> list[Signature]:
        """Return the roles of options that do not fit together."""
        assert self.oracle is not None
        oracle = self.oracle
        signs = [self._signature(int(t)) for t in self.state.problem.template[options]]
        widest = {part.host: self._widest(part.host) for sign in signs for part in sign[0]}
        return weakest(signs, lambda trial: oracle.fit(trial) is not None, widest)

    def _row(self, kinds: Sequence[Signature], clash: Sequence[int]) -> tuple[Ints, int] | None:
        """Return coefficients and limit of a row on roles that cuts off a clash, if any does."""
        if len(kinds) > _MOST_ROLES:
            return None

        def fits(counts: tuple[int, ...]) -> bool:
            group = [kind for kind, n in zip(kinds, counts, strict=True) for _ in range(n)]
            return not self._impossible(group)

        fitting = fitting_counts(len(kinds), fits)
        return None if fitting is None else deepest_row(fitting, clash)

    def _cut_agents(self, options: Ints, roles: Sequence[Signature]) -> None:
        """Let these agents not all play these roles."""
        problem = self.state.problem
        members = []
        for option, role in zip(options.tolist(), roles, strict=True):
            agent = problem.agent[option]
            first, end = np.searchsorted(problem.agent, [agent, agent + 1])
            alike = np.isin(problem.template[first:end], self._players(role))
            members.append(first + np.flatnonzero(alike))
        played = np.zeros((problem.n_options, 1), np.int64)
        played[np.concatenate(members)] = 1
        extra = sparse.csr_array(played)
        self.state.add_rows(np.array([-NO_LIMIT]), np.array([len(roles) - 1]), extra=extra)

    def _impossible(self, group: Sequence[Signature]) -> bool:
        """Say that agents in these roles break a row together, or do not fit."""
        assert self.oracle is not None
        total = sum(self._least_use(role) for role in group)
        return bool((total > self._plain_upper).any()) or self.oracle.fit(group) is None

    @cached_property
    def _plain_upper(self) -> Ints:
        """Upper limits of the original rows that nothing but options concerns."""
        problem = self.state.problem
        plain = np.diff(sparse.csc_array(problem.auxiliary).indptr) == 0
        if problem.extra.nnz:
            plain &= np.diff(sparse.csc_array(problem.extra).indptr) == 0
        negative = np.unique(sparse.coo_array(problem.use.own < 0).row)
        with_negative = problem.use.columns(negative) if len(negative) else problem.use.own
        for matrix in (problem.use.part_use, with_negative):
            if matrix.nnz:
                plain &= sparse.csc_array(matrix).min(axis=0).toarray().ravel() >= 0
        limits: Ints = np.where(plain, problem.upper, NO_LIMIT)
        return limits

    def _least_use(self, role: Signature) -> Ints:
        """Return what every template that plays a role uses of the original rows, at the least."""
        if role not in self._least:
            use = self.state.problem.use.columns(np.array(self._players(role)))
            self._least[role] = use.min(axis=0).toarray().ravel().astype(np.int64)
        return self._least[role]

    def _players(self, role: Signature) -> list[int]:
        """Return the templates that demand at least as much as a role."""
        if role not in self._players_of:
            at = self._at_host(min(part.host for part in role[0]))
            found = [t for sign, templates in at.items() if plays(sign, role) for t in templates]
            self._players_of[role] = sorted(found)
        return self._players_of[role]

    def _widest(self, host: int) -> int:
        """Return the slots that any template may use at a host, as a bit set."""
        masks = (p.mask for sign in self._at_host(host) for p in sign[0] if p.host == host)
        return reduce(or_, masks, 0)

    def _at_host(self, host: int) -> dict[Signature, list[int]]:
        """Return the templates with a part at a host, by tightened signature."""
        assert self.oracle is not None
        if host not in self._of_host:
            groups: dict[Signature, list[int]] = {}
            for template in self.oracle.timetable.templates_at(host).tolist():
                groups.setdefault(self._signature(template), []).append(template)
            self._of_host[host] = groups
        return self._of_host[host]

    def _signature(self, template: int) -> Signature:
        """Return the tightened signature of a template."""
        assert self.oracle is not None
        sign = self.oracle.signature(template)
        if sign not in self._tight:
            self._tight[sign] = tightened(sign)
        return self._tight[sign]
