"""Choices between two last tiers, all others held: many of them, from one beginning.

The tiers before the two are settled once. What each question teaches about the timetable (cuts),
about good options (the pool) and all choices found serve the questions after it.

A *weighed* question asks for the best of ``a * first + b * second`` with positive weights. Its
answer is efficient: whatever is better in one of the two is worse in the other. It needs no row
that ties all agents together, so that pieces stay small and the relaxation tight; that is why it
is asked before any question of the kind "as good as possible in the first, the second at least
so good", which alone finds what lies below the chords (Aneja and Nair, 1979; Ulungu and Teghem,
1995: supported points first).

References
----------
Aneja, Y. P., Nair, K. P. K. (1979), "Bicriteria transportation problem", Management Science 25.
Ulungu, E. L., Teghem, J. (1995), "The two phases method: an efficient procedure to solve
bi-objective combinatorial optimization problems", Foundations of Computing and Decision Sciences.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .lexicographic import Lexicographic, prepared
from .limits import Limits
from .problem import Problem
from .result import Outcome, Solution, Status, TierOutcome, Unmet, relative_gap
from .search import say_nothing
from .state import Objective
from .tiers import LinearTier, Tier


class CannotBegin(Exception):
    """The requirements are not met: for good, or not within the limits."""

    def __init__(self, status: Status, unmet: Unmet) -> None:
        super().__init__(status)
        self.status, self.unmet = status, unmet


@dataclass(frozen=True)
class Weights:
    """Positive whole numbers: what a unit of each of the two tiers counts for."""

    first: int
    second: int


class Trading:
    """Answers questions about the two last tiers of a problem.

    Parameters
    ----------
    problem
        Its last two tiers are those to trade; all before are settled here, and held.

    Raises
    ------
    CannotBegin
        What is required cannot be met, or was not in the time.
    """

    def __init__(self, problem: Problem, limits: Limits) -> None:
        begun = prepared(problem, limits)
        if isinstance(begun, Outcome):
            assert begun.unmet is not None
            raise CannotBegin(begun.status, begun.unmet)
        self.problem = problem
        self.before: tuple[Tier, ...] = problem.tiers[:-2]
        self._base = begun
        begun.scout()
        self.settled: tuple[TierOutcome, ...] = tuple(
            begun.settle_within(number) for number in range(len(self.before))
        )
        self._known: list[Solution] = [begun.search.incumbent]

    def best(self, one: Tier, other: Tier, limits: Limits) -> Outcome:
        """Return the best of one tier and, among those choices, of the other."""
        return self._in_turn(self._copy(limits), one, other, limits)

    def at_least(
        self, tier: LinearTier, least: int, one: Tier, start: Solution, limits: Limits
    ) -> Outcome:
        """Return the best of ``one`` with ``tier`` at least so good, then of ``tier``.

        Parameters
        ----------
        least
            The value it must have, or a better one: more where it is maximised, less otherwise.
        start
            A choice found before that is as good.
        """
        begun = self._copy(limits)
        state, wanted = begun.state, _objective(begun, tier)
        sign = 1 if tier.maximise else -1
        start = self._own(start)
        if wanted.value(start) < sign * least:
            raise ValueError("the start is not as good as what is demanded")
        begun.search.incumbent = start
        state.hold(wanted, sign * least, in_relaxation=True)
        return self._in_turn(begun, one, tier, limits)

    def weighed(
        self, one: LinearTier, other: LinearTier, weights: Weights, limits: Limits
    ) -> Outcome:
        """Return the best weighed sum; its bounds are those that follow for either tier."""
        begun = self._base
        search, parts = begun.search, (_objective(begun, one), _objective(begun, other))
        goal = _sum(parts, weights)
        search.limits = limits
        search.incumbent = max(self._known, key=goal.value)
        value, bound = search.maximise(goal, hold=False)
        reached = [part.value(search.incumbent) for part in parts]
        shares = (weights.first, weights.second)
        outcomes = []
        for tier, own, weight in zip((one, other), reached, shares, strict=True):
            sign = 1 if tier.maximise else -1
            best = own + (bound - value) // weight
            gap = relative_gap(own, best)
            outcomes.append(TierOutcome(tier.name, (sign * own,), (sign * best,), gap, 0.0))
        return self._read(begun, outcomes, limits)

    def _in_turn(self, begun: Lexicographic, one: Tier, other: Tier, limits: Limits) -> Outcome:
        outcomes = []
        for share, tier in ((0.5, one), (1.0, other)):
            begun.search.limits = limits.part(share)
            outcomes.append(begun.settle(tier))
        return self._read(begun, outcomes, limits)

    def _read(self, begun: Lexicographic, pair: Sequence[TierOutcome], limits: Limits) -> Outcome:
        outcome = begun.outcome((*self.settled, *pair), limits)
        assert outcome.solution is not None
        self._known.append(self._own(outcome.solution))
        return outcome

    def _own(self, solution: Solution) -> Solution:
        """Return a solution with the auxiliaries of the base alone."""
        n_auxiliary = self._base.state.n_auxiliary
        return replace(solution, auxiliary=solution.auxiliary[:n_auxiliary])

    def _copy(self, limits: Limits) -> Lexicographic:
        """Return the search as it stands, for a question that narrows it down."""
        base = self._base
        kept = (base.problem, base.problem.timetable, base.limits, base.search.limits, limits)
        base.search.tell = say_nothing
        copied = copy.deepcopy(base, {id(one): one for one in kept if one is not None})
        copied.limits = copied.search.limits = limits
        return copied


def _objective(begun: Lexicographic, tier: LinearTier) -> Objective:
    """Return a tier as an objective to maximise."""
    sign = 1 if tier.maximise else -1
    auxiliary = np.zeros(begun.state.n_auxiliary, np.int64)
    auxiliary[: len(tier.auxiliary)] = sign * tier.auxiliary
    return Objective(sign * tier.option, auxiliary)


def _sum(parts: Sequence[Objective], weights: Weights) -> Objective:
    one, other = parts
    return Objective(
        weights.first * one.option + weights.second * other.option,
        weights.first * one.auxiliary + weights.second * other.auxiliary,
    )
