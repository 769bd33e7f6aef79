"""What the timetable forbids, taught to the search: cuts on options, or hosts in full.

A choice that does not fit contains a minimal set of k agents whose templates do not fit
together. Where any k of the same kinds of templates (whoever takes them) do not fit or break
a row either, at most k - 1 of all such options may be chosen: a row. Otherwise the row is for
these agents only, and the hosts concerned enter the exact models with their whole timetable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np
from scipy import sparse

from .arrays import Ints
from .oracle import Oracle, Verdict
from .problem import NO_LIMIT
from .result import Solution
from .scheduling import fitted
from .state import State
from .timetable import Signature

_LARGEST_CUT = 4
_MOST_KINDS = 24


class TimetableCuts:
    """Checks choices against the timetable and cuts off those that do not fit."""

    def __init__(self, state: State) -> None:
        self.state = state
        timetable = state.problem.timetable
        self.oracle = Oracle(timetable) if timetable is not None else None
        self.hosts: frozenset[int] = frozenset()
        self.n_cuts = 0
        self._of_host: dict[int, dict[Signature, list[int]]] = {}
        self._least: dict[Signature, Ints] = {}

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
        assert self.oracle is not None
        templates = self.state.problem.template[options]
        signs = [self.oracle.signature(int(t)) for t in templates]
        kinds = sorted(set(signs), key=signs.index)
        size = len(signs)
        self.n_cuts += 1
        if size > _LARGEST_CUT or not self._never_fit(kinds, size):
            self.hosts |= {part.host for sign in signs for part in sign[0]}
            self._cut_agents(options, signs)
            return
        for kind in self._candidates(kinds):
            if len(kinds) >= _MOST_KINDS:
                break
            if self._never_fit(kinds, size, kind):
                kinds.append(kind)
        members = np.array(sorted({t for kind in kinds for t in self._templates(kind)}), np.int64)
        use = _column(members, self.state.use.n_templates)
        self.state.add_rows(np.array([-NO_LIMIT]), np.array([size - 1], np.int64), use=use)

    def _cut_agents(self, options: Ints, signs: list[Signature]) -> None:
        """Let these agents not all have options of these kinds."""
        problem = self.state.problem
        members = []
        for option, sign in zip(options.tolist(), signs, strict=True):
            agent = problem.agent[option]
            first, end = np.searchsorted(problem.agent, [agent, agent + 1])
            alike = np.isin(problem.template[first:end], self._templates(sign))
            members.append(first + np.flatnonzero(alike))
        extra = _column(np.concatenate(members), problem.n_options)
        self.state.add_rows(np.array([-NO_LIMIT]), np.array([len(signs) - 1]), extra=extra)

    def _never_fit(
        self, kinds: Sequence[Signature], size: int, new: Signature | None = None
    ) -> bool:
        """Say that no ``size`` templates of these kinds fit (those with ``new``, if given)."""
        if new is None:
            return all(
                self._impossible(group) for group in combinations_with_replacement(kinds, size)
            )
        rest = combinations_with_replacement([*kinds, new], size - 1)
        return all(self._impossible((new, *group)) for group in rest)

    def _impossible(self, group: Sequence[Signature]) -> bool:
        """Say that templates of these kinds break a row together, or do not fit."""
        assert self.oracle is not None
        total = sum(self._least_use(kind) for kind in group)
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

    def _least_use(self, kind: Signature) -> Ints:
        """Return what every template of a kind uses of the original rows, at the least."""
        if kind not in self._least:
            use = self.state.problem.use.columns(np.array(self._templates(kind)))
            self._least[kind] = use.min(axis=0).toarray().ravel().astype(np.int64)
        return self._least[kind]

    def _candidates(self, kinds: Sequence[Signature]) -> list[Signature]:
        """Return further kinds at exactly the same hosts as one of the given kinds."""
        wanted = {frozenset(part.host for part in kind[0]) for kind in kinds}
        found: list[Signature] = []
        for hosts in sorted(wanted, key=sorted):
            for sign in self._at_host(min(hosts)):
                same = frozenset(part.host for part in sign[0]) == hosts
                if same and sign not in kinds and sign not in found:
                    found.append(sign)
        return found

    def _templates(self, kind: Signature) -> list[int]:
        return self._at_host(min(part.host for part in kind[0]))[kind]

    def _at_host(self, host: int) -> dict[Signature, list[int]]:
        """Return the templates with a part at a host, by signature."""
        assert self.oracle is not None
        if host not in self._of_host:
            table = self.oracle.timetable
            templates = table.templates_at(host)
            groups: dict[Signature, list[int]] = {}
            for template in templates.tolist():
                groups.setdefault(self.oracle.signature(template), []).append(template)
            self._of_host[host] = groups
        return self._of_host[host]


def _column(members: Ints, size: int) -> sparse.csr_array:
    """Return a single column with ones at the members."""
    entries = (np.ones(len(members), np.int64), (members, np.zeros(len(members), np.int64)))
    return sparse.csr_array(entries, shape=(size, 1))
