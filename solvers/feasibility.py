"""Whether what is demanded can be met at all, asked of the part of a problem that matters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from .arrays import Bools
from .limits import Limits
from .pieces import Piece
from .problem import NO_LIMIT, Problem
from .requirements import elastic
from .result import Solution
from .search import Search, Solved
from .state import Objective

_BLOCK = 1 << 17
"""Options looked at together, so that what is built on the way stays small."""


def can_be_met(problem: Problem, limits: Limits) -> bool | None:
    """Say whether all requirements of a problem can be met; ``None``: stopped before.

    As many requirements as possible are met; each piece of the problem is left as soon as all of
    its own are, and the whole as soon as a bound shows that some cannot be.
    """
    requirements = elastic(helpful(problem))
    if requirements.trivial:
        return True
    relaxed = requirements.problem
    lacks = np.zeros(relaxed.n_auxiliary, np.int64)
    lacks[relaxed.n_auxiliary - len(requirements.rows) :] = -1
    met = Objective(requirements.must[relaxed.agent].astype(np.int64), lacks)
    decision = _Decision(relaxed, limits, requirements.start)
    decision.required = requirements.must
    try:
        value, _ = decision.maximise(met, hold=False)
    except _CannotBeMetError:
        return False
    return True if value == requirements.must.sum() else None


class _CannotBeMetError(Exception):
    """A piece cannot meet its requirements."""


class _Decision(Search):
    """A search that ends with the first piece that is proven to lack something."""

    required: Bools

    def _piece(
        self,
        piece: Piece,
        objective: Objective,
        solution: Solution,
        gap: float,
        lacking: int | None,
        brief: bool,
    ) -> tuple[Solved, Solution]:
        required = int(self.required[piece.agents].sum())
        lacking = required - objective.value(solution)
        solved, solution = super()._piece(piece, objective, solution, gap, lacking, brief)
        if solved.bound < required:
            raise _CannotBeMetError
        return solved, solution


def helpful(problem: Problem) -> Problem:
    """Return a problem with the options that may help only, and without objectives."""
    kept = np.flatnonzero(helping(problem))
    return replace(
        problem,
        agent=problem.agent[kept],
        template=problem.template[kept],
        extra=sparse.csr_array(problem.extra[kept]),
        tiers=(),
    )


def helping(problem: Problem) -> Bools:
    """Say which options may help a requirement, shape ``(n_options,)``.

    An agent that needs no option, and whose option counts in no row that has a lower limit and
    takes something off in none, may as well have nothing.
    """
    starts = range(0, problem.n_options, _BLOCK)
    found = [_helps(problem, slice(start, start + _BLOCK)) for start in starts]
    helps: Bools = problem.must[problem.agent] | np.concatenate([np.zeros(0, bool), *found])
    return helps


def _helps(problem: Problem, block: slice) -> Bools:
    columns = problem.use.columns(problem.template[block]) + problem.extra[block]
    columns = sparse.csr_array(columns)
    bounded = problem.lower > -NO_LIMIT
    counts = (columns.data < 0) | ((columns.data > 0) & bounded[columns.indices])
    helping = np.zeros(columns.shape[0], bool)
    helping[np.repeat(np.arange(columns.shape[0]), np.diff(columns.indptr))[counts]] = True
    return helping
