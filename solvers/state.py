"""The working state of the lexicographic search: what is still possible, and what is held."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .arrays import Bools, Ints
from .problem import NO_LIMIT, Problem
from .result import Solution


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

    def extended(self, n_auxiliary: int) -> Objective:
        """Return the same objective with zeros for auxiliaries that were added since."""
        missing = n_auxiliary - len(self.auxiliary)
        if not missing:
            return self
        return Objective(self.option, np.concatenate([self.auxiliary, np.zeros(missing, np.int64)]))


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
        As in `Problem`, with the columns of the rows added since.
    lower, upper
        Shape ``(n_rows,)``, tightened.
    """

    no_limit = NO_LIMIT

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.alive: Bools = np.ones(problem.n_options, bool)
        self.must: Bools = problem.must.copy()
        self.use = sparse.csr_array(problem.use, dtype=np.int64)
        self.extra = sparse.csr_array(problem.extra, dtype=np.int64)
        self.auxiliary = sparse.csr_array(problem.auxiliary, dtype=np.int64)
        self.auxiliary_lower: Ints = np.zeros(problem.n_auxiliary, np.int64)
        self.auxiliary_upper: Ints = problem.auxiliary_upper.astype(np.int64)
        self.lower: Ints = problem.lower.astype(np.int64)
        self.upper: Ints = problem.upper.astype(np.int64)
        self.held: list[tuple[Objective, int]] = []
        self.held_in_relaxation: list[int] = []

    @property
    def n_auxiliary(self) -> int:
        """Number of auxiliary quantities, with those added since."""
        return len(self.auxiliary_upper)

    @property
    def n_rows(self) -> int:
        """Number of rows, with those added since."""
        return len(self.lower)

    def columns(self, options: Ints) -> sparse.csr_array:
        """Return the use of options, shape ``(len(options), n_rows)``."""
        columns = self.use[self.problem.template[options]]
        if self.extra.nnz:
            columns = columns + self.extra[options]
        return sparse.csr_array(columns)

    def cost(self, duals: Ints) -> Ints:
        """Return what each option's use costs at these row prices, shape ``(n_options,)``."""
        cost: Ints = (self.use @ duals)[self.problem.template]
        if self.extra.nnz:
            cost = cost + self.extra @ duals
        return cost

    def hold(self, objective: Objective, value: int, *, in_relaxation: bool) -> None:
        """Demand from now on that the objective be at least ``value``."""
        if in_relaxation:
            self.held_in_relaxation.append(len(self.held))
        self.held.append((objective, value))

    def add_rows(
        self, use: sparse.csr_array, auxiliary: sparse.csr_array, lower: Ints, upper: Ints
    ) -> None:
        """Add rows: columns ``use`` per template and ``auxiliary`` per auxiliary quantity."""
        n_new = len(lower)
        self.use = sparse.hstack([self.use, use], format="csr")
        empty = sparse.csr_array((self.problem.n_options, n_new), dtype=np.int64)
        self.extra = sparse.hstack([self.extra, empty], format="csr")
        self.auxiliary = sparse.hstack([self.auxiliary, auxiliary], format="csr")
        self.lower = np.concatenate([self.lower, lower])
        self.upper = np.concatenate([self.upper, upper])

    def add_auxiliaries(self, upper: Ints) -> None:
        """Add auxiliary quantities that use no row yet."""
        empty = sparse.csr_array((len(upper), self.n_rows), dtype=np.int64)
        self.auxiliary = sparse.vstack([self.auxiliary, empty], format="csr")
        self.auxiliary_lower = np.concatenate([self.auxiliary_lower, np.zeros_like(upper)])
        self.auxiliary_upper = np.concatenate([self.auxiliary_upper, upper])

    def possible(self, solution: Solution) -> bool:
        """Say whether a solution keeps all rows, the tiers held and what is still alive."""
        chosen = solution.option[solution.option >= 0]
        if not self.alive[chosen].all() or (self.must & (solution.option < 0)).any():
            return False
        total = np.asarray(self.columns(chosen).sum(axis=0)).ravel()
        total = total + self.auxiliary.T @ solution.auxiliary
        return (
            bool(((self.lower <= total) & (total <= self.upper)).all())
            and bool((solution.auxiliary <= self.auxiliary_upper).all())
            and all(objective.value(solution) >= value for objective, value in self.held)
        )

