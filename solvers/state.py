"""The working state of the lexicographic search: what is still possible, and what is held."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .arrays import Bools, Ints, Number
from .clusters import host_graph
from .problem import NO_LIMIT, Problem
from .result import Solution
from .usage import with_columns


@dataclass(frozen=True)
class Objective:
    """A whole-number objective to maximise: coefficients of options and auxiliaries."""

    option: Ints
    auxiliary: Ints

    @property
    def largest(self) -> int:
        """The largest absolute coefficient."""
        return max(
            int(np.abs(self.option).max(initial=0)), int(np.abs(self.auxiliary).max(initial=0))
        )

    def value(self, solution: Solution) -> int:
        """Return the objective of a solution."""
        chosen = solution.option[solution.option >= 0]
        known = solution.auxiliary[: len(self.auxiliary)]
        return int(self.option[chosen].sum()) + int(self.auxiliary @ known)

    def same(self, other: Objective) -> bool:
        """Say whether two objectives are the same, for as many auxiliaries."""
        return np.array_equal(self.auxiliary, other.auxiliary) and np.array_equal(
            self.option, other.option
        )

    def extended(self, n_auxiliary: int) -> Objective:
        """Return the same objective with zeros for auxiliaries that were added since."""
        missing = n_auxiliary - len(self.auxiliary)
        if not missing:
            return self
        return Objective(self.option, np.concatenate([self.auxiliary, np.zeros(missing, np.int64)]))

    def within(self, options: Ints, auxiliaries: Ints) -> Objective:
        """Return the objective with zeros outside some options and auxiliaries."""
        option, auxiliary = np.zeros_like(self.option), np.zeros_like(self.auxiliary)
        option[options] = self.option[options]
        auxiliary[auxiliaries] = self.auxiliary[auxiliaries]
        return Objective(option, auxiliary)


@dataclass(frozen=True)
class Held:
    """An objective that must not fall below a value any more.

    ``in_relaxation``: the linear relaxation needs it as a row; otherwise what was fixed when
    it was held says the same there.
    """

    objective: Objective
    value: int
    in_relaxation: bool


class State:
    """Options alive, limits tightened, rows added, tiers held.

    Everything only ever shrinks what is possible, and only by proven steps: a solution that
    is as good as required in the tiers held stays possible.

    Attributes
    ----------
    alive
        Shape ``(n_options,)``: options that a solution may still choose.
    must
        Shape ``(n_agents,)``: agents that have to get an option.
    use, extra, auxiliary
        As in `Problem`, with the rows added since.
    lower, upper, lazy
        Shape ``(n_rows,)``, tightened.
    ties
        What tied agents together when it was last looked at, and when that was; `pieces`
        writes and reads it.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.alive: Bools = np.ones(problem.n_options, bool)
        self.must: Bools = problem.must.copy()
        self.use = problem.use
        self.extra = sparse.csr_array(problem.extra, dtype=np.int64)
        self.auxiliary = sparse.csr_array(problem.auxiliary, dtype=np.int64)
        self.auxiliary_lower: Ints = np.zeros(problem.n_auxiliary, np.int64)
        self.auxiliary_upper: Ints = problem.auxiliary_upper.astype(np.int64)
        self.lower: Ints = problem.lower.astype(np.int64)
        self.upper: Ints = problem.upper.astype(np.int64)
        self.lazy: Bools = problem.lazy.copy()
        self.held: list[Held] = []
        self.ties: tuple[tuple[object, ...], list[Ints]] | None = None
        self._has_extra: Bools = np.diff(self.extra.indptr) > 0

    @property
    def n_auxiliary(self) -> int:
        """Number of auxiliary quantities, with those added since."""
        return len(self.auxiliary_upper)

    @property
    def n_rows(self) -> int:
        """Number of rows, with those added since."""
        return len(self.lower)

    @cached_property
    def host_graph(self) -> sparse.csr_array:
        """Distances between hosts that occur together."""
        return host_graph(self.problem)

    def columns(self, options: Ints) -> sparse.csr_array:
        """Return the use of options, shape ``(len(options), n_rows)``."""
        columns = self.use.columns(self.problem.template[options])
        if self.extra.nnz:
            columns = columns + self.extra[options]
        return sparse.csr_array(columns)

    def entries(self, options: Ints) -> tuple[Ints, Ints, Ints]:
        """Return what options use, entry by entry: positions in ``options``, rows, amounts.

        A position and row may occur several times; their amounts add up. Unlike `columns` it
        takes no time for all the other rows.
        """
        templates = self.problem.template[options]
        kinds = self.use.part[templates]
        with_part, place = np.nonzero(kinds >= 0)
        every = np.arange(len(options))
        found = [
            (with_part, self.use.part_use[kinds[with_part, place]]),
            (every, self.use.own[templates]),
            (every, self.extra[options]),
        ]
        return (
            np.concatenate([np.repeat(of, np.diff(use.indptr)) for of, use in found]),
            np.concatenate([use.indices for _, use in found]),
            np.concatenate([use.data for _, use in found]),
        )

    def cost(self, options: Ints, duals: NDArray[Number]) -> NDArray[Number]:
        """Return what options' use costs at these row prices, shape ``(len(options),)``."""
        cost = self.use.cost(self.problem.template[options], duals)
        if self.extra.nnz:
            own = np.flatnonzero(self._has_extra[options])
            cost[own] += self.extra[options[own]] @ duals
        return cost

    def hold(self, objective: Objective, value: int, *, in_relaxation: bool) -> None:
        """Demand from now on that the objective be at least ``value``."""
        self.held.append(Held(objective, value, in_relaxation))

    def add_rows(
        self,
        lower: Ints,
        upper: Ints,
        *,
        part_use: sparse.csr_array | None = None,
        use: sparse.csr_array | None = None,
        extra: sparse.csr_array | None = None,
        auxiliary: sparse.csr_array | None = None,
    ) -> None:
        """Add rows, used by kinds of parts, templates, options or auxiliary quantities."""
        n_new = len(lower)
        self.use = self.use.with_rows(n_new, use, part_use)
        self.extra = with_columns(self.extra, n_new, extra)
        if extra is not None:
            self._has_extra = np.diff(self.extra.indptr) > 0
        self.auxiliary = with_columns(self.auxiliary, n_new, auxiliary)
        self.lower = np.concatenate([self.lower, lower])
        self.upper = np.concatenate([self.upper, upper])
        self.lazy = np.concatenate([self.lazy, np.zeros(n_new, bool)])

    def add_auxiliaries(self, upper: Ints) -> None:
        """Add auxiliary quantities that use no row yet."""
        empty = sparse.csr_array((len(upper), self.n_rows), dtype=np.int64)
        self.auxiliary = sparse.vstack([self.auxiliary, empty], format="csr")
        self.auxiliary_lower = np.concatenate([self.auxiliary_lower, np.zeros_like(upper)])
        self.auxiliary_upper = np.concatenate([self.auxiliary_upper, upper])

    def activity(self, solution: Solution) -> Ints:
        """Return what a solution's options use of each row, auxiliaries left aside."""
        chosen = solution.option[solution.option >= 0]
        total: Ints = np.asarray(self.columns(chosen).sum(axis=0)).ravel()
        return total

    def completed(self, solution: Solution, rows: Ints) -> Solution:
        """Return the solution with own auxiliaries of ``rows`` at the least that is needed.

        Own means: used by this row alone, to fill up a lower limit or to exceed an upper one.
        """
        activity = self.activity(solution)
        auxiliary = solution.auxiliary.copy()
        by_row = sparse.csc_array(self.auxiliary)
        entries = np.diff(self.auxiliary.indptr)
        for row in rows.tolist():
            span = slice(by_row.indptr[row], by_row.indptr[row + 1])
            for number, amount in zip(by_row.indices[span], by_row.data[span], strict=True):
                if entries[number] == 1 and abs(amount) == 1:
                    lacking = (
                        self.lower[row] - activity[row]
                        if amount > 0
                        else activity[row] - self.upper[row]
                    )
                    auxiliary[number] = np.clip(
                        lacking, self.auxiliary_lower[number], self.auxiliary_upper[number]
                    )
        return replace(solution, auxiliary=auxiliary)

    def broken_rows(self, solution: Solution) -> Ints:
        """Return the rows that a solution does not keep."""
        total = self.activity(solution) + self.auxiliary.T @ solution.auxiliary
        broken: Ints = np.flatnonzero((total < self.lower) | (total > self.upper))
        return broken

    def possible(self, solution: Solution) -> bool:
        """Say whether a solution keeps all rows, the tiers held and what is still alive."""
        chosen = solution.option[solution.option >= 0]
        return (
            bool(self.alive[chosen].all())
            and not (self.must & (solution.option < 0)).any()
            and not len(self.broken_rows(solution))
            and bool((solution.auxiliary <= self.auxiliary_upper).all())
            and bool((solution.auxiliary >= self.auxiliary_lower).all())
            and all(held.objective.value(solution) >= held.value for held in self.held)
        )


__all__ = ["NO_LIMIT", "Held", "Objective", "State"]
