"""Optimise an ordered list of tiers, each with all earlier ones held, and prove each.

Once an objective is settled its value is held: options, rows and agents whose price shows
that they cannot be part of such a solution are fixed for all later tiers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from scipy import sparse

from .aftermath import Aftermath
from .arrays import Ints
from .balancing import fewest_squares, fewest_visits
from .best_first import best_first
from .greedy import Begun
from .limits import Limits
from .problem import NO_LIMIT, Problem
from .requirements import elastic
from .result import Outcome, Solution, Status, TierOutcome, relative_gap
from .scouting import is_rich, scouting
from .search import Search, say_nothing
from .state import Objective
from .tiers import BestFirstTier, LinearTier, SquaresTier, Tier, WorstFirstTier
from .timetable import Timetable, host_counts
from .usage import distinct_pairs
from .values import value_of

_SCOUTING = 0.5
"""How much of the time goes into the first good choice, before any tier."""

_SCOUTING_AGAIN = 0.25
"""How much of a tier's time goes into a good choice for all its levels, before the first one."""

_FEW_LEVELS, _MANY = 3, 3.0
"""A tier of more levels, or of many values, is given so many times the time of another one."""

Report = Callable[[str, str, tuple[int, ...], tuple[int, ...]], None]
"""Called with (phase, tier, value, bound) as the search goes on."""


def silent(phase: str, tier: str, value: tuple[int, ...], bound: tuple[int, ...]) -> None:
    """Report nothing."""


def solve(
    problem: Problem,
    limits: Limits | None = None,
    report: Report = silent,
    start: Begun | None = None,
) -> Outcome:
    """Solve a problem: all requirements met, then tier after tier.

    Parameters
    ----------
    start
        A possible choice that meets all requirements, where one is known (its auxiliaries need
        not be); what is required is not tried then.

    Returns
    -------
    An outcome with status ``infeasible`` and what cannot be met, or with a solution and, for
    each tier, value, proven bound and gap. ``optimal`` means that each tier's gap is within
    its tolerance.
    """
    begun = prepared(problem, limits or Limits(), report, start)
    return begun if isinstance(begun, Outcome) else begun.run()


def prepared(
    problem: Problem, limits: Limits, report: Report = silent, start: Begun | None = None
) -> Lexicographic | Outcome:
    """Return a search that begins with all requirements met, or what cannot be met; see `solve`."""
    started = time.perf_counter()
    requirements = elastic(problem)
    best = requirements.start
    if start is not None:
        best = requirements.original(best)
        best = replace(best, option=start.solution.option, slots=start.solution.slots)
    elif not requirements.trivial:
        attempt = Lexicographic(requirements.problem, limits, report, best).run()
        assert attempt.solution is not None
        unmet = requirements.unmet(attempt.solution)
        if unmet is not None:
            proven = all(tier.proven for tier in attempt.tiers)
            return Outcome("infeasible" if proven else attempt.status, None, (), unmet)
        best = requirements.original(attempt.solution)
    lexicographic = Lexicographic(problem, limits, report, best)
    if start is not None:
        lexicographic.search.known_duals = start.duals
    lexicographic.search.seconds["requirements"] = time.perf_counter() - started
    return lexicographic


class Lexicographic:
    """A search that goes from tier to tier."""

    def __init__(self, problem: Problem, limits: Limits, report: Report, start: Solution) -> None:
        self.problem = problem
        self.limits = limits
        self.report = report
        self.search = Search(problem, limits, start)
        self.state = self.search.state
        # A value that is enough, and all that is held then; otherwise the best one.
        self.wanted: int | None = None

    def run(self) -> Outcome:
        """Settle all tiers, after a first good choice."""
        self.scout()
        outcomes = [self.settle_within(number) for number in range(len(self.problem.tiers))]
        return self.outcome(outcomes, self.limits)

    def scout(self) -> None:
        """Find a first good choice for all tiers together."""
        search = self.search
        started = time.perf_counter()
        if len(self.problem.tiers) > 1:
            self.report("tier", "scout", (), ())
            search.limits = self.limits.part(_SCOUTING)
            search.scout(scouting(self.problem, self.problem.tiers))
        search.seconds["scout"] = time.perf_counter() - started

    def settle_within(self, number: int) -> TierOutcome:
        """Settle the tier of that number within its share of the time, and hold its value."""
        search, tier = self.search, self.problem.tiers[number]
        search.losses.begin(number)
        started = time.perf_counter()
        search.limits = self.limits.part(self._share(number))
        self.report("tier", tier.name, (), ())
        if number and isinstance(tier, BestFirstTier):
            self._scout_again(number)
        outcome = self.settle(tier)
        search.losses.end(self.state.alive)
        search.seconds[tier.name] += time.perf_counter() - started
        self.report("tier", tier.name, outcome.value, outcome.bound)
        return outcome

    def outcome(self, outcomes: Sequence[TierOutcome], limits: Limits) -> Outcome:
        """Return the present choice with what was proven of each tier."""
        search = self.search
        original = np.arange(self.problem.n_rows)
        search.incumbent = self.state.completed(search.incumbent, original)
        # A later tier may have made better what an earlier one had left within its tolerance.
        tiers = {tier.name: tier for tier in self.problem.tiers}
        outcomes = [self._again(tiers[outcome.name], outcome) for outcome in outcomes]
        status: Status = "optimal"
        if not all(o.proven for o in outcomes):
            status = "interrupted" if limits.stop.is_set() else "feasible"
        solution = search.cuts.scheduled(search.incumbent)
        return Outcome(
            status=status,
            solution=solution,
            tiers=tuple(outcomes),
            seconds=dict(search.seconds),
            aftermath=Aftermath(search, outcomes, solution),
            statistics={
                "options": self.problem.n_options,
                "templates": self.problem.use.n_templates,
                "rows": self.problem.n_rows,
                "cuts": search.cuts.n_cuts,
                "hosts_in_model": len(search.cuts.hosts),
                **search.statistics,
            },
        )

    def _scout_again(self, number: int) -> None:
        """Find a good choice for a tier of many levels, now that those before it are held."""
        search = self.search
        whole = search.limits
        search.limits = whole.part(_SCOUTING_AGAIN)
        search.scout(scouting(self.problem, self.problem.tiers[number:]))
        search.limits = whole

    def _share(self, number: int) -> float:
        """Return which part of the time left a tier may take: more for one of many values."""
        weights = [_weight(tier) for tier in self.problem.tiers[number:]]
        return weights[0] / sum(weights)

    def settle(self, tier: Tier) -> TierOutcome:
        """Settle a tier and hold its value."""
        match tier:
            case LinearTier():
                return self._linear(tier)
            case WorstFirstTier():
                return self._worst_first(tier)
            case BestFirstTier():
                return self._best_first(tier)
            case SquaresTier():
                return self._squares(tier)

    def _again(self, tier: Tier, outcome: TierOutcome) -> TierOutcome:
        """Return the outcome of a tier with the value of the final choice."""
        if outcome.value == outcome.bound:
            return outcome
        value = value_of(self.problem, tier, self.search.incumbent)
        bound = outcome.bound
        if len(bound) != len(value):
            # Nothing is known of levels that have come or gone since.
            bound = (*bound, *(0 for _ in value))[: len(value)]
        return _outcome(tier.name, value, bound, tier.tolerance)

    def _linear(self, tier: LinearTier) -> TierOutcome:
        sign = 1 if tier.maximise else -1
        self.search.tell = lambda value, bound: self.report(
            "progress", tier.name, (sign * value,), (sign * bound,)
        )
        auxiliary = np.zeros(self.state.n_auxiliary, np.int64)
        auxiliary[: len(tier.auxiliary)] = sign * tier.auxiliary
        value, bound = self._maximise(Objective(sign * tier.option, auxiliary), tier.tolerance)
        return _outcome(tier.name, (sign * value,), (sign * bound,), tier.tolerance)

    def _maximise(
        self, objective: Objective, tolerance: float, at_most: int | None = None
    ) -> tuple[int, int]:
        wanted = self.wanted
        if wanted is not None:
            value, bound = self.search.maximise(
                objective, at_most=at_most, enough=wanted, least=wanted
            )
            if value >= wanted:
                return value, bound
            tolerance = 0.0
        return self.search.maximise(objective, tolerance, at_most=at_most)

    def _squares(self, tier: SquaresTier) -> TierOutcome:
        """Model n squared as 1 + 3 + 5 … over unit steps, which fill in that order."""
        self.search.tell = lambda value, bound: self.report(
            "progress", tier.name, (-value,), (-bound,)
        )
        steps = self._most_per_host(tier)
        n_hosts = len(steps)
        host = np.repeat(np.arange(n_hosts), steps)
        first = self.state.n_auxiliary
        self.state.add_auxiliaries(np.ones(len(host), np.int64))
        self.search.incumbent = replace(
            self.search.incumbent,
            auxiliary=np.concatenate([self.search.incumbent.auxiliary, self._filled(steps)]),
        )
        step_use = sparse.csr_array(
            (np.full(len(host), -1), (first + np.arange(len(host)), host)),
            shape=(self.state.n_auxiliary, n_hosts),
            dtype=np.int64,
        )
        part_use, own = host_counts(self._timetable)
        self.state.add_rows(
            np.full(n_hosts, -NO_LIMIT),
            np.zeros(n_hosts, np.int64),
            part_use=part_use,
            use=own,
            auxiliary=step_use,
        )
        auxiliary = np.zeros(self.state.n_auxiliary, np.int64)
        auxiliary[first:] = -(2 * _within(steps) + 1)
        objective = Objective(np.zeros(self.problem.n_options, np.int64), auxiliary)
        fewest = fewest_squares(fewest_visits(self.state, self._timetable), steps)
        value, bound = self._maximise(objective, tier.tolerance, at_most=-fewest)
        return _outcome(tier.name, (-value,), (-bound,), tier.tolerance)

    @property
    def _timetable(self) -> Timetable:
        assert self.problem.timetable is not None
        return self.problem.timetable

    def _most_per_host(self, tier: SquaresTier) -> Ints:
        """Return how many agents could be at each host at the most."""
        living = np.flatnonzero(self.state.alive)
        table = self._timetable
        agent, kind = distinct_pairs(
            self.problem.agent[living], table.part[self.problem.template[living]]
        )
        at = np.unique(agent * len(tier.most) + table.host[kind]) % max(1, len(tier.most))
        counts = np.bincount(at, minlength=len(tier.most))
        # A host's current number keeps the present choice possible.
        most: Ints = np.maximum(np.minimum(counts, tier.most), self._at_hosts())
        return most

    def _at_hosts(self) -> Ints:
        """Return how many agents of the present choice are at each host."""
        chosen = self.search.incumbent.option[self.search.incumbent.option >= 0]
        return self._timetable.agents_at_hosts(self.problem.template[chosen])

    def _filled(self, steps: Ints) -> Ints:
        """Return the unit steps that the present choice fills."""
        filled: Ints = (_within(steps) < np.repeat(self._at_hosts(), steps)).astype(np.int64)
        return filled

    def _best_first(self, tier: BestFirstTier) -> TierOutcome:
        tell = partial(self.report, "progress", tier.name)
        value, bound = best_first(self.search, tier, tell)
        return _outcome(tier.name, value, bound, tier.tolerance)

    def _worst_first(self, tier: WorstFirstTier) -> TierOutcome:
        self.search.tell = say_nothing
        none = np.zeros(self.state.n_auxiliary, np.int64)
        counted = tier.counted[self.problem.agent].astype(np.int64)
        placed, most = self.search.maximise(Objective(counted, none), 0.0)
        total = int(tier.counted.sum())
        value, bound = [total - placed], [total - most]
        ceiling = np.iinfo(np.int64).max
        for _ in range(tier.depth):
            if value == bound and not self.search.limits.over:
                level, lowest = self._worst_level(tier, ceiling)
            else:
                level, lowest = self._present_level(tier, ceiling), 1
            if level == 0:
                break
            at = -((tier.level == level).astype(np.int64))
            if value == bound and lowest == level:
                number, fewest = (-v for v in self.search.maximise(Objective(at, none)))
            else:
                # Not proven, but kept: later tiers must not undo what is reported here.
                number, fewest = -Objective(at, none).value(self.search.incumbent), 0
                self._close(tier, level, ceiling)
                self.state.hold(Objective(at, none), -number, in_relaxation=True)
                self.search.losses.settled(Objective(at, none), -number)
            value += [level, number]
            bound += [lowest, fewest]
            ceiling = level
        return _outcome(tier.name, tuple(value), tuple(bound), tier.tolerance)

    def _present_level(self, tier: WorstFirstTier, ceiling: int) -> int:
        """Return the worst level below ``ceiling`` in the present choice, or 0."""
        chosen = tier.level[self.search.incumbent.option[self.search.incumbent.option >= 0]]
        return int(chosen[chosen < ceiling].max(initial=0))

    def _worst_level(self, tier: WorstFirstTier, ceiling: int) -> tuple[int, int]:
        """Return the smallest worst level below ``ceiling`` found, and a proven lower bound.

        Bisection over the levels: can all levels above the middle be left empty? Levels
        shown to be avoidable are closed for good.
        """
        none = np.zeros(self.state.n_auxiliary, np.int64)
        while True:
            levels = np.unique(tier.level[self.state.alive & (tier.level > 0)])
            levels = levels[levels < ceiling]
            chosen = tier.level[self.search.incumbent.option[self.search.incumbent.option >= 0]]
            chosen = chosen[(chosen > 0) & (chosen < ceiling)]
            worst = int(chosen.max(initial=0))
            self._close(tier, worst, ceiling)
            below = levels[levels < worst]
            proven = int(below[0]) if len(below) else worst
            if worst == 0:
                return 0, 0
            low, high = 0, len(below)
            # The answer is one of below[low:] or `worst` itself.
            while low < high:
                middle = (low + high) // 2
                over = (tier.level > below[middle]) & (tier.level < ceiling)
                value, bound = self.search.maximise(
                    Objective(-over.astype(np.int64), none), 0.0, hold=False, enough=0
                )
                if value == 0:
                    break
                if bound == 0:
                    return worst, int(below[low])
                low = middle + 1
                proven = int(below[low]) if low < len(below) else worst
            else:
                return worst, proven

    def _close(self, tier: WorstFirstTier, worst: int, ceiling: int) -> None:
        closed = (tier.level > worst) & (tier.level < ceiling)
        self.state.alive &= ~closed


def _weight(tier: Tier) -> float:
    """Return how much time a tier is given beside others."""
    match tier:
        case LinearTier():
            many = is_rich(tier)
        case WorstFirstTier():
            many = tier.depth > _FEW_LEVELS
        case BestFirstTier():
            many = True
        case SquaresTier():
            many = False
    return _MANY if many else 1.0


def _within(steps: Ints) -> Ints:
    """Number the steps of each host from 0."""
    within: Ints = np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
    return within


def _outcome(
    name: str, value: tuple[int, ...], bound: tuple[int, ...], tolerance: float
) -> TierOutcome:
    gaps = (relative_gap(v, b) for v, b in zip(value, bound, strict=True) if v != b)
    return TierOutcome(name, value, bound, next(gaps, 0.0), tolerance)
