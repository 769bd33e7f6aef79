"""The mechanism ``optimal``: students are placed tier by tier, with a proof for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..solvers.greedy import Begun
from ..solvers.lexicographic import solve
from ..solvers.limits import Limits
from ..solvers.result import Outcome, Solution, TierOutcome, relative_gap
from .bundles import Bundles, Market, bundles, no_bundles
from .capacity import add_capacity
from .decided import decided_values, shortfalls
from .demands import add_demands
from .infeasible import EndedEarly, unmet_quotas, unmet_requirements
from .model import Model, assemble
from .objectives import objectives
from .phases import Phases
from .reached import nowhere, reached
from .reasons_optimal import optimal_refusals
from .result import Status, TierResult, TierValue
from .rows import Rows
from .same_place import taken
from .settings import REPAIR_TIERS
from .settled import Settled, nobody, read_solution, with_settled
from .step import Step
from .unplaced import unplaced
from .valuation import Valuation, valuation


@dataclass(frozen=True)
class _Solved:
    model: Model
    worth: Valuation
    outcome: Outcome


class Optimal:
    """Places students by optimisation, beside those who are settled already.

    Attributes
    ----------
    before
        Places that students had and should keep where they can (repair): each of them has its
        own as one bundle more, and the tier ``moves`` counts who does not take it.
    most
        Known limits: of these students (positions) no more than so many can be placed.
    least
        Required: of these students (positions) at least so many are placed.
    most_moves
        Required: of those with a place before, no more than so many take another one.
    start
        Places, of all students who can have one, to begin the search with; together they are
        possible and meet all that is demanded.
    every_link
        Whether links bind settled students too: if a linked one has no place, neither have they.
    asked
        Which newcomers (positions) to tell why they have no better wish, from who is settled at
        the end; all by default.
    softened
        Quotas made soft so far because they conflict.
    """

    def __init__(
        self,
        market: Market,
        tiers: Sequence[str],
        limits: Limits,
        phases: Phases,
        *,
        partly: bool,
        before: Settled | None = None,
        most: Sequence[tuple[NDArray[np.int64], int]] = (),
        least: Sequence[tuple[NDArray[np.int64], int]] = (),
        start: Settled | None = None,
        every_link: bool = False,
        asked: Callable[[Settled], NDArray[np.int64]] | None = None,
    ) -> None:
        self.market = market
        self.tiers = tiers
        self.limits = limits
        self.phases = phases
        self.partly = partly
        self.before = before or nobody()
        self.most = most
        self.least = least
        self.most_moves: int | None = None
        self.start = start
        self.every_link = every_link
        self.asked = asked
        self.softened: frozenset[str] = frozenset()

    def settle(
        self,
        settled: Settled,
        newcomers: NDArray[np.int64],
        seen: NDArray[np.int64],
        order: int | None,
    ) -> tuple[Step, tuple[TierResult, ...], Status]:
        """Place newcomers; ``seen`` are they and the students of all earlier mechanisms.

        The tiers are over all of the seen.
        """
        timed, market = self.phases.timed, self.market
        if not len(newcomers):
            tiers = timed("tiers", lambda: self._decided(settled, seen, order))
            return Step(settled, {}, nowhere(len(market.semester.students))), tiers, "optimal"
        return self.choose(settled, newcomers, seen, order)

    def choose(
        self,
        settled: Settled,
        newcomers: NDArray[np.int64],
        seen: NDArray[np.int64],
        order: int | None,
    ) -> tuple[Step, tuple[TierResult, ...], Status]:
        """Place newcomers, if any, and see that the settled can all keep their places."""
        timed, market = self.phases.timed, self.market
        own = timed("bundles", lambda: bundles(market, newcomers))
        led_to = timed("bundles", lambda: reached(market, own))
        everything = with_settled(market, own, settled)
        self._own = len(everything.compositions)
        everything = with_settled(market, everything, self.before)
        solved = self._solve(everything, settled, newcomers, seen)
        after = read_solution(market, solved.model, solved.worth, solved.outcome, settled)
        without = unplaced(market, solved.model.bundles, newcomers, after)
        tiers = self._tier_results(solved, order)
        why = partial(
            optimal_refusals,
            market,
            solved.model,
            solved.worth,
            solved.outcome,
            newcomers if self.asked is None else np.intersect1d(newcomers, self.asked(after)),
            self.limits,
        )
        step = Step(after, without, led_to, refusals=timed("reasons", why))
        return step, tiers, _status(solved.outcome, tiers)

    def _decided(
        self, settled: Settled, seen: NDArray[np.int64], order: int | None
    ) -> tuple[TierResult, ...]:
        """Return what the tiers are where all students so far are settled."""
        market, semester = self.market, self.market.semester
        lacking = shortfalls(
            market,
            settled,
            frozenset(semester.students[k].programme_id for k in seen.tolist()),
            last_order=len(seen) == len(semester.students),
        )
        if lacking.hard and not self.partly:
            raise unmet_quotas(market, lacking.hard).error()
        self.softened |= frozenset(lacking.hard)
        own = with_settled(market, no_bundles(), settled)
        worth = valuation(market, own)
        floors = lacking.soft + sum(lacking.hard.values())
        values = decided_values(market, own, worth, seen, floors, self.tiers)
        settings = semester.settings
        tolerances = {
            "travel": float(settings.travel_tolerance),
            "balance": float(settings.balance_tolerance),
        }
        found = []
        for name, value in values.items():
            said = _tier_value(name, value, worth.off_level)
            tolerance = max(tolerances.get(name, 0.0), self.limits.gap or 0.0)
            found.append(TierResult(name, order, said, said, 0.0, tolerance))
        return tuple(found)

    def _solve(
        self,
        everything: Bundles,
        settled: Settled,
        newcomers: NDArray[np.int64],
        seen: NDArray[np.int64],
    ) -> _Solved:
        timed = self.phases.timed
        worth = timed("bundles", lambda: valuation(self.market, everything))
        softened: frozenset[str] = frozenset()
        n_students = len(self.market.semester.students)
        start = None if self.start is None else taken(everything, self.start, n_students)
        begun = None
        if start is not None:
            begun = Begun(Solution(start[seen], np.zeros(0, np.int64)))
        while True:
            build = partial(self.model, everything, worth, settled, newcomers, seen)
            model = timed("model", partial(build, softened))
            report = partial(self._report, worth.off_level)
            outcome = timed("solve", partial(solve, model.problem, self.limits, report, begun))
            if outcome.unmet is None:
                self.softened |= softened
                for name, seconds in outcome.seconds.items():
                    self.phases.add(name, seconds)
                return _Solved(model, worth, outcome)
            if outcome.status != "infeasible":
                raise EndedEarly(interrupted=outcome.status == "interrupted")
            unmet = unmet_requirements(self.market, model, outcome.unmet)
            if not self.partly or not unmet.quotas - softened:
                raise unmet.error()
            softened |= unmet.quotas

    def model(
        self,
        everything: Bundles,
        worth: Valuation,
        settled: Settled,
        newcomers: NDArray[np.int64],
        seen: NDArray[np.int64],
        softened: frozenset[str],
    ) -> Model:
        """Return the problem of newcomers beside those settled; for the rest see `settle`."""
        market, semester = self.market, self.market.semester
        rows = Rows()
        add_capacity(market, everything, rows)
        add_demands(
            market,
            everything,
            rows,
            seen if self.every_link else newcomers,
            frozenset(semester.students[k].programme_id for k in seen.tolist()),
            last_order=len(seen) == len(semester.students),
            softened=softened,
        )
        limits = [(s, rows.add("most", upper=number)) for s, number in self.most]
        limits += [(s, rows.add("least", lower=number)) for s, number in self.least]
        for students, row in limits:
            rows.use_by_bundles(row, np.flatnonzero(np.isin(everything.student, students)), 1)
        before = self._had_before(everything)
        if self.most_moves is not None:
            row = rows.add("most moves", lower=len(self.before.rows) - self.most_moves)
            rows.use_by_bundles(row, np.flatnonzero(before), 1)
        tiers = objectives(market, everything, worth, rows, seen, self.tiers, before)
        must = np.zeros(len(semester.students), bool)
        must[sorted(settled.students)] = True
        for k in newcomers.tolist():
            must[k] |= semester.students[k].student_id in semester.lock
        return assemble(market, everything, rows, tiers, must[seen], seen)

    def _had_before(self, everything: Bundles) -> NDArray[np.bool_]:
        """Say which bundles are places that students had before: they were added last."""
        if not self.before.rows:
            return np.zeros(len(everything.composition), bool)
        had: NDArray[np.bool_] = everything.composition >= self._own
        return had

    def _moves(self, value: int) -> int:
        """Return how many students move where so many keep their place."""
        return len(self.before.rows) - value

    def _result(self, tier: TierOutcome, order: int | None, off: int) -> TierResult:
        value, bound = (_tier_value(tier.name, v, off) for v in (tier.value, tier.bound))
        gap = tier.gap
        if tier.name == "moves":
            kept, most = tier.value[0], tier.bound[0]
            value, bound = self._moves(kept), max(0, self._moves(most))
            gap = relative_gap(value, bound)
        tolerance = max(tier.tolerance, self.limits.gap or 0.0)
        return TierResult(tier.name, order, value, bound, gap, tolerance)

    def _tier_results(self, solved: _Solved, order: int | None) -> tuple[TierResult, ...]:
        off = solved.worth.off_level
        return tuple(self._result(tier, order, off) for tier in solved.outcome.tiers)

    def _report(
        self, off: int, phase: str, tier: str, value: tuple[int, ...], bound: tuple[int, ...]
    ) -> None:
        progress = self.phases.progress
        # The core also has objectives of its own, which no user knows.
        if progress is not None and tier in REPAIR_TIERS:
            hear = progress.advance if phase == "progress" else progress.tier
            if tier == "moves":
                value, bound = (tuple(map(self._moves, known)) for known in (value, bound))
            hear(tier, _told(tier, value, off), _told(tier, bound, off))


def _tier_value(tier: str, value: tuple[int, ...], off_level: int) -> TierValue:
    """Return a value of the core as a tier's; those that count classes are lists."""
    if tier == "greedy":
        pairs = zip(value[::2], value[1::2], strict=True)
        return _named([n for pair in pairs if pair[1] for n in pair], off_level, 0)
    if tier in ("worst_off", "generous"):
        return _named(value, off_level, 1)
    return value[0]


def _named(value: Sequence[int], off_level: int, first: int) -> tuple[int | str, ...]:
    """Return the list with the class off by name; every other number from ``first`` is a class."""
    named: list[int | str] = list(value)
    for k in range(first, len(value), 2):
        named[k] = "off" if value[k] == off_level else value[k]
    return tuple(named)


def _told(tier: str, value: tuple[int, ...], off_level: int) -> TierValue | None:
    """Return a value that may be known in part: not at all, or without its last number."""
    odd = 0 if tier == "greedy" else 1
    whole = value[: len(value) - (len(value) + odd) % 2]
    return _tier_value(tier, whole, off_level) if whole else None


def _status(outcome: Outcome, tiers: Sequence[TierResult]) -> Status:
    """Return the status; what a gap asked for allows is within the tolerance as well."""
    assert outcome.status != "infeasible"
    return "optimal" if all(t.gap <= t.tolerance for t in tiers) else outcome.status
