"""Options that nobody can be given, as one row alone shows.

Of a row that only single options use (a link of two agents), what all others can add to it at the
most, and at the least, is a sum of each agent's best and worst option. Where an option goes beyond
a limit whatever the others take, no choice has it.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .arrays import Bools, Ints
from .problem import Problem


def impossible(problem: Problem, options: Ints) -> Bools:
    """Say which of some options no choice can have, shape ``(len(options),)``.

    Others may be impossible as well.
    """
    out = np.zeros(len(options), bool)
    own = sparse.csc_array(problem.extra[options])
    by_row = sparse.csc_array(problem.extra)
    for row in np.flatnonzero((np.diff(own.indptr) > 0) & _used_by_options_alone(problem)).tolist():
        span = slice(by_row.indptr[row], by_row.indptr[row + 1])
        agent, amount = problem.agent[by_row.indices[span]], by_row.data[span]
        # Whoever takes another option, or none, adds nothing.
        most, least = np.zeros(problem.n_agents, np.int64), np.zeros(problem.n_agents, np.int64)
        np.maximum.at(most, agent, amount)
        np.minimum.at(least, agent, amount)
        span = slice(own.indptr[row], own.indptr[row + 1])
        asked, used = own.indices[span], own.data[span]
        of = problem.agent[options[asked]]
        too_little = used + most.sum() - most[of] < problem.lower[row]
        too_much = used + least.sum() - least[of] > problem.upper[row]
        out[asked[too_little | too_much]] = True
    return out


def _used_by_options_alone(problem: Problem) -> Bools:
    alone = np.ones(problem.n_rows, bool)
    for matrix in (problem.use.part_use, problem.use.own, problem.auxiliary):
        alone[matrix.indices] = False
    return alone
