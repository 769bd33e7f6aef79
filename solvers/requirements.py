"""Decide whether all requirements can be met together, and if not, what lacks at the least.

Requirements are what "nobody gets anything" violates: agents that must have an option, and
rows with a positive lower limit that no auxiliary quantity of their own can fill.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from .arrays import Bools, Ints
from .problem import Problem
from .result import Solution, Unmet
from .tiers import LinearTier


@dataclass(frozen=True)
class Elastic:
    """A problem that can always be solved: requirements are asked for, not demanded.

    Attributes
    ----------
    problem
        First tier: the required agents that get an option; second: what the rows lack.
    start
        A possible solution.
    rows
        The rows with a slack of their own, in the order of the added auxiliaries.
    """

    problem: Problem
    start: Solution
    must: Bools
    rows: Ints

    @property
    def trivial(self) -> bool:
        """Whether nothing is required: the start is a solution of the original problem."""
        return not self.must.any() and not len(self.rows)

    def original(self, solution: Solution) -> Solution:
        """Return a solution without the added slacks."""
        kept = len(solution.auxiliary) - len(self.rows)
        return Solution(solution.option, solution.auxiliary[:kept], solution.slots)

    def unmet(self, solution: Solution) -> Unmet | None:
        """Say what a solution of the elastic problem leaves unmet."""
        agents = np.flatnonzero(self.must & (solution.option < 0))
        slack = solution.auxiliary[len(solution.auxiliary) - len(self.rows) :]
        lacking = np.flatnonzero(slack)
        if not len(agents) and not len(lacking):
            return None
        rows = tuple((int(self.rows[k]), int(slack[k])) for k in lacking)
        return Unmet(tuple(int(a) for a in agents), rows)


def elastic(problem: Problem) -> Elastic:
    """Build the elastic form of a problem."""
    own = _own_fillers(problem)
    required = np.flatnonzero(problem.lower > 0)
    rows = np.array([r for r in required.tolist() if r not in own], dtype=np.int64)
    auxiliary = np.zeros(problem.n_auxiliary + len(rows), np.int64)
    for row, filler in own.items():
        auxiliary[filler] = problem.lower[row]
    auxiliary[problem.n_auxiliary :] = problem.lower[rows]
    slack = sparse.csr_array(
        (np.ones(len(rows), np.int64), (np.arange(len(rows)), rows)),
        shape=(len(rows), problem.n_rows),
    )
    lacks = np.zeros(len(auxiliary), np.int64)
    lacks[problem.n_auxiliary :] = 1
    tiers = (
        LinearTier(
            "agents",
            maximise=True,
            option=problem.must[problem.agent].astype(np.int64),
            auxiliary=np.zeros(len(auxiliary), np.int64),
        ),
        LinearTier(
            "rows",
            maximise=False,
            option=np.zeros(problem.n_options, np.int64),
            auxiliary=lacks,
        ),
    )
    relaxed = replace(
        problem,
        auxiliary=sparse.vstack([problem.auxiliary, slack], format="csr"),
        auxiliary_upper=np.concatenate([problem.auxiliary_upper, problem.lower[rows]]),
        must=np.zeros(problem.n_agents, bool),
        lazy=np.zeros(problem.n_rows, bool),
        tiers=tiers,
    )
    start = Solution(np.full(problem.n_agents, -1, np.int64), auxiliary)
    return Elastic(relaxed, start, problem.must, rows)


def _own_fillers(problem: Problem) -> dict[int, int]:
    """Return, for required rows, an auxiliary quantity that fills this row and no other."""
    own: dict[int, int] = {}
    table = sparse.csr_array(problem.auxiliary)
    for number in range(problem.n_auxiliary):
        span = slice(table.indptr[number], table.indptr[number + 1])
        if table.data[span].tolist() == [1]:
            row = int(table.indices[span][0])
            if 0 < problem.lower[row] <= problem.auxiliary_upper[number]:
                own[row] = number
    return own
