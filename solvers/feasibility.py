"""Whether what is demanded can be met at all, asked of the part of a problem that matters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from .arrays import Bools
from .lexicographic import solve
from .limits import Limits
from .problem import NO_LIMIT, Problem

_BLOCK = 1 << 17
"""Options looked at together, so that what is built on the way stays small."""


def can_be_met(problem: Problem, limits: Limits) -> bool | None:
    """Say whether all requirements of a problem can be met; ``None``: stopped before."""
    outcome = solve(helpful(problem), limits)
    if outcome.unmet is None:
        return True
    return False if outcome.status == "infeasible" else None


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
