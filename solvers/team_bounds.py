"""Joint values of all pairs where teams settle together: each between a low and a high bound.

High: the joint value without the teams' ties, for a member no larger than what each of the others
can still be part of at the same place. Low: the total of an assignment with the pair, made from one
good assignment: others keep their places or move by `forced` values, or whoever stands in the way
leaves. Exact values of single pairs come from `tied.tied_best`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Ints
from .assignment import AssignmentProblem
from .clearing import cleared
from .forced import IMPOSSIBLE, joint_values, values_and_prices
from .limits import Limits
from .tied import TiedBest, tied_best, with_bonus, with_pairs
from .together import Teams, bounded, priced, together


@dataclass(frozen=True)
class Intervals:
    """Joint values between bounds.

    Attributes
    ----------
    best
        The best assignment found with teams kept together, with its value and bound.
    low, high
        ``(n_pairs,)``: the joint value of a pair is at least and at most that. `IMPOSSIBLE` as low:
        no assignment with the pair was found; as high: there is none.
    """

    best: TiedBest
    low: Ints
    high: Ints

    @property
    def exact(self) -> Bools:
        """``(n_pairs,)``: where both bounds are the same."""
        found: Bools = self.low == self.high
        return found


def intervals(problem: AssignmentProblem, teams: Teams, limits: Limits) -> Intervals:
    """Return bounds of the joint values of all pairs.

    Parameters
    ----------
    problem, teams
        As in `tied.tied_best`.
    limits
        For the best assignment; the bounds of pairs take about three network solves and one for
        each team.
    """
    best = tied_best(problem, teams, limits)
    high = _high(problem, teams)
    if best.bound is not None:
        high = np.minimum(high, best.bound)
    offer = np.full(problem.n_agents, -1) if best.offer is None else best.offer
    low = np.maximum(_moved(problem, teams, offer), cleared(problem, teams, offer))
    return Intervals(best, np.where(high == IMPOSSIBLE, IMPOSSIBLE, low), high)


def _high(problem: AssignmentProblem, teams: Teams) -> Ints:
    """Return what no assignment with the pair can pass."""
    keep = together(problem, teams)
    allowed = with_pairs(problem, keep)
    found = np.full(len(keep), IMPOSSIBLE)
    relaxed, to_root = values_and_prices(allowed)
    _, with_prices = priced(allowed, teams, to_root)
    found[keep] = np.minimum(bounded(allowed, teams, relaxed.value), with_prices)
    return found


def _moved(problem: AssignmentProblem, teams: Teams, offer: Ints) -> Ints:
    """Return totals where teams stay at their places and all others move as is best."""
    tied = teams.team >= 0
    must = tied & (offer >= 0)
    place = np.zeros(len(problem.agent), np.bool_)
    for t in range(len(teams.place)):
        own = teams.team[problem.agent] == t
        at = offer[problem.agent[own]]
        there = teams.place[t, problem.offer[own]] == teams.place[t, at]
        place[own] = (at >= 0) & there
    keep = ~tied[problem.agent] | place
    rewarded, bonus = with_bonus(with_pairs(problem, keep), must)
    found = joint_values(rewarded)
    extra = bonus * int(must.sum())
    # Where a value lacks a bonus, a member had to leave: that is no assignment.
    value = np.full(len(problem.agent), IMPOSSIBLE)
    whole = found.value - extra > -(bonus // 2) - 1
    value[keep] = np.where(found.possible & whole, found.value - extra, IMPOSSIBLE)
    return value
