"""Optimise tiers while another objective is kept at a value or better."""

from __future__ import annotations

import numpy as np

from .lexicographic import Lexicographic, silent
from .limits import Limits
from .problem import Problem
from .result import Outcome, Solution
from .state import Objective
from .tiers import LinearTier


def solve_at_least(
    problem: Problem, tier: LinearTier, least: int, start: Solution, limits: Limits
) -> Outcome:
    """Solve a problem among the choices at which a tier is at least so good.

    Parameters
    ----------
    tier
        Need not be one of the problem's own.
    least
        The value it must have, or a better one: more where it is maximised, less otherwise.
    start
        A choice that meets all requirements and has this value.
    """
    sign = 1 if tier.maximise else -1
    known = Solution(start.option, start.auxiliary[: problem.n_auxiliary], start.slots)
    search = Lexicographic(problem, limits, silent, known)
    state = search.state
    auxiliary = np.zeros(state.n_auxiliary, np.int64)
    auxiliary[: len(tier.auxiliary)] = sign * tier.auxiliary
    wanted = Objective(sign * tier.option, auxiliary)
    if wanted.value(known) < sign * least:
        raise ValueError("the start is not as good as what is demanded")
    state.hold(wanted, sign * least, in_relaxation=True)
    return search.run()
