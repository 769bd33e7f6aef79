"""Optimise an ordered list of tiers, each with all earlier ones held, and prove each.

For every objective: a bound by the relaxation; a choice by rounding it, or by an exact model
over the options that can still matter; the timetable checked, and what does not fit cut off;
until value and bound meet. Then the value is held: options, rows and agents whose price shows
that they cannot be part of such a solution are fixed for all later tiers.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import sparse

from .arrays import Ints
from .cuts import TimetableCuts
from .exact import Exact, solve_exact
from .limits import Limits
from .problem import NO_LIMIT, Problem
from .relaxation import Prices, Relaxed, relax
from .requirements import elastic
from .result import Outcome, Solution, TierOutcome, Unmet
from .state import Objective, State
from .tiers import LinearTier, SquaresTier, Tier, WorstFirstTier

Report = Callable[[str, str, tuple[int, ...], tuple[int, ...]], None]
"""Called with (phase, tier, value, bound) as the search goes on."""


def silent(phase: str, tier: str, value: tuple[int, ...], bound: tuple[int, ...]) -> None:
    """Report nothing."""


def solve(problem: Problem, limits: Limits | None = None, report: Report = silent) -> Outcome:
    """Solve a problem: all requirements met, then tier after tier.

    Returns
    -------
    An outcome with status ``infeasible`` and what cannot be met, or with a solution and, for
    each tier, value, proven bound and gap. ``optimal`` means that each tier's gap is within
    its tolerance.
    """
    limits = limits or Limits()
    started = time.perf_counter()
    requirements = elastic(problem)
    start = requirements.start
    if not requirements.trivial:
        search = _Search(requirements.problem, limits, report, start)
        best = search.run().solution
        assert best is not None
        unmet = requirements.unmet(best)
        if unmet is not None:
            return Outcome("infeasible", None, (), unmet, dict(search.seconds))
        start = requirements.original(best)
    search = _Search(problem, limits, report, start)
    search.seconds["requirements"] = time.perf_counter() - started
    return search.run()


class _Search:
    def __init__(
        self, problem: Problem, limits: Limits, report: Report, start: Solution
    ) -> None:
        self.problem = problem
        self.limits = limits
        self.report = report
        self.state = State(problem)
        self.cuts = TimetableCuts(self.state)
        self.pool: Ints = np.zeros(0, np.int64)
        self.incumbent = start
        self.seconds: Counter[str] = Counter()
        self.statistics: Counter[str] = Counter()

    def run(self) -> Outcome:
        outcomes = []
        for tier in self.problem.tiers:
            started = time.perf_counter()
            self.report("tier", tier.name, (), ())
            outcome = self._tier(tier)
            outcomes.append(outcome)
            self.seconds[tier.name] += time.perf_counter() - started
            self.report("tier", tier.name, outcome.value, outcome.bound)
        solution = self.cuts.scheduled(self.incumbent)
        status = (
            "optimal"
            if all(o.proven for o in outcomes)
            else "interrupted"
            if self.limits.stop.is_set()
            else "feasible"
        )
        seconds, counts = dict(self.seconds), self._counts()
        return Outcome(status, solution, tuple(outcomes), None, seconds, counts)

    def _counts(self) -> dict[str, int]:
        return {
            "options": self.problem.n_options,
            "templates": self.problem.use.shape[0],
            "rows": self.problem.n_rows,
            "cuts": self.cuts.n_cuts,
            "hosts_in_model": len(self.cuts.hosts),
            **self.statistics,
        }

    def _tier(self, tier: Tier) -> TierOutcome:
        match tier:
            case LinearTier():
                return self._linear(tier)
            case WorstFirstTier():
                return self._worst_first(tier)
            case SquaresTier():
                return self._squares(tier)

    # -- the three kinds of tiers ---------------------------------------------------------

    def _linear(self, tier: LinearTier) -> TierOutcome:
        sign = 1 if tier.maximise else -1
        auxiliary = np.zeros(self.state.n_auxiliary, np.int64)
        auxiliary[: len(tier.auxiliary)] = sign * tier.auxiliary
        value, bound = self._maximise(Objective(sign * tier.option, auxiliary), tier.tolerance)
        return _outcome(tier.name, (sign * value,), (sign * bound,), tier.tolerance)

    def _squares(self, tier: SquaresTier) -> TierOutcome:
        """Model n squared as 1 + 3 + 5 … over unit steps, which fill in that order."""
        groups = tier.member.shape[1]
        steps = self._most_per_group(tier)
        group = np.repeat(np.arange(groups), steps)
        first = self.state.n_auxiliary
        self.state.add_auxiliaries(np.ones(len(group), np.int64))
        self.incumbent = replace(
            self.incumbent,
            auxiliary=np.concatenate([self.incumbent.auxiliary, self._filled(tier, steps)]),
        )
        step_use = sparse.csr_array(
            (np.full(len(group), -1), (first + np.arange(len(group)), group)),
            shape=(self.state.n_auxiliary, groups),
            dtype=np.int64,
        )
        self.state.add_rows(
            sparse.csr_array(tier.member, dtype=np.int64),
            step_use,
            np.full(groups, -NO_LIMIT),
            np.zeros(groups, np.int64),
        )
        within = np.arange(len(group)) - np.repeat(np.cumsum(steps) - steps, steps)
        auxiliary = np.zeros(self.state.n_auxiliary, np.int64)
        auxiliary[first:] = -(2 * within + 1)
        objective = Objective(np.zeros(self.problem.n_options, np.int64), auxiliary)
        value, bound = self._maximise(objective, tier.tolerance)
        return _outcome(tier.name, (-value,), (-bound,), tier.tolerance)

    def _most_per_group(self, tier: SquaresTier) -> Ints:
        """Return how many agents could be in each group at the most."""
        living = np.flatnonzero(self.state.alive)
        member = tier.member[self.problem.template[living]].tocoo()
        pairs = np.unique(
            np.column_stack([self.problem.agent[living][member.row], member.col]), axis=0
        )
        counts = np.bincount(pairs[:, 1], minlength=tier.member.shape[1])
        chosen = self.incumbent.option[self.incumbent.option >= 0]
        now = self._in_groups(tier, chosen)
        # A group never needs more steps than its rows allow; the count of agents is enough
        # for correctness, and a group's current number keeps the present choice possible.
        limit = self._group_limits(tier)
        most: Ints = np.maximum(np.minimum(counts, limit), now)
        return most

    def _group_limits(self, tier: SquaresTier) -> Ints:
        """Return an upper bound per group from rows that count exactly its members."""
        limits = np.full(tier.member.shape[1], NO_LIMIT)
        member = sparse.csc_array(tier.member)
        use = sparse.csc_array(self.problem.use)
        keys = {}
        for group in range(member.shape[1]):
            rows = member.indices[member.indptr[group] : member.indptr[group + 1]]
            keys[np.sort(rows).tobytes()] = group
        for row in range(self.problem.n_rows):
            span = slice(use.indptr[row], use.indptr[row + 1])
            if (use.data[span] == 1).all():
                group_of = keys.get(np.sort(use.indices[span]).tobytes())
                if group_of is not None:
                    limits[group_of] = min(limits[group_of], self.problem.upper[row])
        return limits

    def _in_groups(self, tier: SquaresTier, options: Ints) -> Ints:
        total = tier.member[self.problem.template[options]].sum(axis=0)
        counts: Ints = np.asarray(total).ravel().astype(np.int64)
        return counts

    def _filled(self, tier: SquaresTier, steps: Ints) -> Ints:
        """Return the unit steps that the present choice fills."""
        counts = self._in_groups(tier, self.incumbent.option[self.incumbent.option >= 0])
        within = np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
        filled: Ints = (within < np.repeat(counts, steps)).astype(np.int64)
        return filled

    def _worst_first(self, tier: WorstFirstTier) -> TierOutcome:
        none = np.zeros(self.state.n_auxiliary, np.int64)
        counted = tier.counted[self.problem.agent].astype(np.int64)
        placed, most = self._maximise(Objective(counted, none), 0.0)
        total = int(tier.counted.sum())
        value, bound = [total - placed], [total - most]
        ceiling = np.iinfo(np.int64).max
        for _ in range(tier.depth):
            if value != bound:
                break
            level, lowest = self._worst_level(tier, ceiling)
            if level == 0:
                break
            at = -((tier.level == level).astype(np.int64))
            if lowest == level:
                number, fewest = (-v for v in self._maximise(Objective(at, none), 0.0))
            else:
                number, fewest = -Objective(at, none).value(self.incumbent), 0
            value += [level, number]
            bound += [lowest, fewest]
            ceiling = level
        return _outcome(tier.name, tuple(value), tuple(bound), tier.tolerance)

    def _worst_level(self, tier: WorstFirstTier, ceiling: int) -> tuple[int, int]:
        """Return the smallest worst level below ``ceiling`` found, and a proven lower bound.

        Bisection over the levels: can all levels above the middle be left empty? Levels
        shown to be avoidable are closed for good.
        """
        none = np.zeros(self.state.n_auxiliary, np.int64)
        while True:
            levels = np.unique(tier.level[self.state.alive & (tier.level > 0)])
            levels = levels[levels < ceiling]
            chosen = tier.level[self.incumbent.option[self.incumbent.option >= 0]]
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
                value, bound = self._maximise(
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

    # -- one objective --------------------------------------------------------------------

    def _maximise(
        self,
        objective: Objective,
        tolerance: float,
        *,
        hold: bool = True,
        enough: int | None = None,
    ) -> tuple[int, int]:
        """Maximise one objective; return the value reached and the bound proven.

        The incumbent is replaced by the best choice found. With ``hold`` the value is held
        from now on; ``enough`` is a value with which the caller is content.
        """
        objective = objective.extended(self.state.n_auxiliary)
        gap = max(tolerance, self.limits.gap or 0.0)
        bound = self._free_bound(objective)
        relaxed: Relaxed | None = None
        if objective.value(self.incumbent) < bound and not self.limits.over:
            relaxed = self._relax(objective)
            bound = min(bound, relaxed.prices.limit)
            self._round(relaxed, objective)
            bound = self._close_gap(objective, relaxed, bound, gap, enough)
        value = objective.value(self.incumbent)
        bound = max(bound, value)
        if hold:
            self._hold(objective, value, relaxed.prices if relaxed is not None else None)
        return value, bound

    def _relax(self, objective: Objective) -> Relaxed:
        started = time.perf_counter()
        chosen = self.incumbent.option[self.incumbent.option >= 0]
        relaxed = relax(self.state, objective, np.union1d(self.pool, chosen))
        self.pool = relaxed.pool
        self.seconds["relaxation"] += time.perf_counter() - started
        self.statistics["relaxations"] += 1
        self.statistics["pricing_rounds"] += relaxed.rounds
        return relaxed

    def _free_bound(self, objective: Objective) -> int:
        """Return the bound with all rows left out: each agent's best option."""
        state = self.state
        living = np.flatnonzero(state.alive)
        best = np.where(state.must, np.iinfo(np.int64).min // (8 * len(state.must) + 8), 0)
        np.maximum.at(best, self.problem.agent[living], objective.option[living])
        ends = objective.auxiliary * state.auxiliary_upper
        starts = objective.auxiliary * state.auxiliary_lower
        return int(best.sum()) + int(np.maximum(ends, starts).sum())

    def _round(self, relaxed: Relaxed, objective: Objective) -> None:
        """Take the relaxed choice as it is where it is whole, possible and better."""
        values = np.concatenate([relaxed.share, relaxed.auxiliary])
        if np.abs(values - np.rint(values)).max(initial=0.0) > 1e-6:
            return
        option = np.full(self.problem.n_agents, -1, np.int64)
        chosen = relaxed.pool[relaxed.share > 0.5]
        option[self.problem.agent[chosen]] = chosen
        solution = Solution(option, np.rint(relaxed.auxiliary).astype(np.int64))
        if self.state.possible(solution):
            self._offer(solution, objective)

    def _offer(self, solution: Solution, objective: Objective) -> bool:
        """Make a possible solution the incumbent if it fits the timetable and is better."""
        if self.cuts.separate(solution):
            return False
        if objective.value(solution) > objective.value(self.incumbent):
            self.incumbent = solution
        return True

    def _close_gap(
        self,
        objective: Objective,
        relaxed: Relaxed,
        bound: int,
        gap: float,
        enough: int | None,
    ) -> int:
        """Improve the incumbent by exact models until it meets the bound; return the bound.

        First over the options of the pool that can matter, then over all that can.
        """
        prices = relaxed.prices
        in_pool = np.zeros(self.problem.n_options, bool)
        in_pool[relaxed.pool] = True
        restricted = True
        while True:
            value = objective.value(self.incumbent)
            if value >= bound or _gap(value, bound) <= gap or self.limits.over:
                return bound
            if enough is not None and value >= enough:
                return bound
            tight = prices.tight(self.state.alive, value + 1)
            if restricted and not (tight & ~in_pool).any():
                restricted = False
            options = np.flatnonzero(tight & in_pool if restricted else tight)
            exact = self._exact(objective, options, value + 1, gap)
            if exact.solution is not None:
                if not self.state.possible(exact.solution):
                    raise RuntimeError("the exact model returned an impossible choice")
                if not self._offer(exact.solution, objective):
                    continue  # cut off by the timetable: ask again
            if restricted:
                restricted = exact.status == "feasible"
                continue
            if exact.status == "infeasible":
                return value
            if exact.status in ("optimal", "feasible"):
                bound = min(bound, exact.bound)
            if exact.status != "optimal":
                return bound

    def _exact(self, objective: Objective, options: Ints, at_least: int, gap: float) -> Exact:
        started = time.perf_counter()
        exact = solve_exact(
            self.state,
            objective,
            options,
            self.incumbent,
            self.limits,
            at_least=at_least,
            gap=gap,
            oracle=self.cuts.oracle,
            hosts=self.cuts.hosts,
        )
        self.seconds["exact"] += time.perf_counter() - started
        self.statistics["exact_models"] += 1
        self.statistics["exact_options"] += len(options)
        return exact

    def _hold(self, objective: Objective, value: int, prices: Prices | None) -> None:
        """Hold a value: fix what its prices exclude, and add it as a row."""
        face = False
        if prices is not None:
            self._tighten(prices, value)
            face = prices.bound - prices.scale * value < prices.scale // 2
        self.state.hold(objective, value, in_relaxation=not face)

    def _tighten(self, prices: Prices, value: int) -> None:
        """Fix options, agents, rows and auxiliaries that no solution of this value may use."""
        state = self.state
        slack = prices.bound - prices.scale * value
        state.alive = prices.tight(state.alive, value)
        state.must |= prices.idle > slack
        # Rows added since the prices were found have none: they come last and are left out.
        rows = np.zeros(state.n_rows, np.int64)
        rows[: len(prices.rows)] = prices.rows
        distance = slack // np.maximum(np.abs(rows), 1)
        positive, negative = rows > 0, rows < 0
        state.lower[positive] = np.maximum(
            state.lower[positive], state.upper[positive] - distance[positive]
        )
        state.upper[negative] = np.minimum(
            state.upper[negative], state.lower[negative] + distance[negative]
        )
        distance = slack // np.maximum(np.abs(prices.auxiliary), 1)
        worth, wasted = prices.auxiliary > 0, prices.auxiliary < 0
        state.auxiliary_lower[worth] = np.maximum(
            state.auxiliary_lower[worth], state.auxiliary_upper[worth] - distance[worth]
        )
        state.auxiliary_upper[wasted] = np.minimum(
            state.auxiliary_upper[wasted], state.auxiliary_lower[wasted] + distance[wasted]
        )


def _gap(value: int, bound: int) -> float:
    return abs(bound - value) / max(1, abs(value), abs(bound)) if bound != value else 0.0


def _outcome(
    name: str, value: tuple[int, ...], bound: tuple[int, ...], tolerance: float
) -> TierOutcome:
    gap = next((_gap(v, b) for v, b in zip(value, bound, strict=True) if v != b), 0.0)
    return TierOutcome(name, value, bound, gap, tolerance)
