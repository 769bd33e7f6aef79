"""What each pair means for all requests together: the problem for the solver, and its answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...solvers.assignment import AssignmentProblem
from ...solvers.forced import IMPOSSIBLE, joint_values
from ...solvers.limits import Limits
from ...solvers.nested import nested_caps
from ...solvers.team_bounds import intervals
from ...solvers.tied import TiedBest, tied_best
from ...solvers.together import Teams

FEW_PAIRS = 200
"""Up to so many values that teams leave open are all worked out."""

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Joint:
    """Joint values of all pairs, in millionths of fit.

    Attributes
    ----------
    best, bound
        The largest total found, and what none can pass; the same where it is proven.
    opening
        Shape ``(n_requests,)``: where each request is in the best assignment, -1 for nowhere.
    low, high
        Shape ``(n_pairs,)``: the joint value lies between them. `impossible` where no
        assignment with the pair was found (low), or where there is none (high).
    """

    best: int
    bound: int
    opening: Ints
    low: Ints
    high: Ints

    @property
    def impossible(self) -> Bools:
        """Shape ``(n_pairs,)``: no assignment with the pair was found."""
        found: Bools = self.low == IMPOSSIBLE
        return found

    @property
    def exact(self) -> Bools:
        """Shape ``(n_pairs,)``: joint value and regret are proven."""
        found: Bools = (self.low == self.high) & (self.best == self.bound)
        return found

    @property
    def regret(self) -> Ints:
        """Shape ``(n_pairs,)``: what all together give up, at most; nothing means 0."""
        found: Ints = np.where(self.impossible, 0, np.maximum(0, self.bound - self.low))
        return found


def joint(
    request: Ints,
    opening: Ints,
    fit: Ints,
    seats: Ints,
    n_requests: int,
    teams: Teams | None,
    limits: Limits,
    asked: Ints,
) -> Joint:
    """Return the joint values of all pairs.

    Parameters
    ----------
    request, opening, fit
        Shape ``(n_pairs,)``: the pairs not excluded, fit in millionths.
    seats
        Shape ``(n_openings,)``.
    teams
        Who settles together; without teams every value is exact.
    limits
        For the search with teams.
    asked
        Pairs whose value is wanted exactly, by position, where there are teams; all of them
        where few are not.
    """
    problem = AssignmentProblem(n_requests, request, opening, fit, nested_caps(seats))
    if not len(request):
        nothing = np.zeros(0, np.int64)
        return Joint(0, 0, np.full(n_requests, -1), nothing, nothing)
    if teams is None:
        found = joint_values(problem)
        return Joint(found.best, found.best, found.offer, found.value, found.value)
    return _with_teams(problem, teams, limits, asked)


def _with_teams(problem: AssignmentProblem, teams: Teams, limits: Limits, asked: Ints) -> Joint:
    held = intervals(problem, teams, limits.part(0.5))
    best, low, high = held.best, held.low.copy(), held.high.copy()
    value, bound = best.value or 0, best.bound
    left_open = np.flatnonzero(low != high)
    for pair in (left_open if len(left_open) <= FEW_PAIRS else asked).tolist():
        if low[pair] == high[pair]:
            continue
        if limits.over:
            break
        forced = (int(problem.agent[pair]), int(problem.offer[pair]))
        _narrow(low, high, pair, tied_best(problem, teams, limits, forced))
    at = np.full(problem.n_agents, -1) if best.offer is None else best.offer
    return Joint(value, value if bound is None else max(bound, value), at, low, high)


def _narrow(low: Ints, high: Ints, pair: int, found: TiedBest) -> None:
    """Put what was found of one pair into its interval, in place."""
    if found.value is not None:
        low[pair] = max(int(low[pair]), found.value)
    elif found.exact:
        low[pair] = high[pair] = IMPOSSIBLE
    if found.bound is not None:
        high[pair] = min(int(high[pair]), found.bound)
