"""Place the students of a semester: the main job."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..solvers.lexicographic import solve
from ..solvers.limits import Limits
from ..solvers.result import Outcome, Solution
from .bundles import Bundles, Market, bundles, market
from .capacity import add_capacity
from .demands import add_demands
from .entities import Programme
from .infeasible import CannotBeMet, unmet_requirements
from .language import sentence
from .memory import peak_mb
from .model import Model, assemble
from .objectives import objectives
from .reached import Reached, merged, reached
from .reasons import refusals
from .result import Placement, Status, StudentPlacement, TierResult, TierValue
from .rows import Rows
from .semester import Semester
from .settings import TIERS
from .settled import Settled, nobody, read_solution, with_settled
from .unplaced import unplaced
from .valuation import Valuation, valuation

T = TypeVar("T")

OUT_OF_TIME = sentence(
    "The run ended before all locks and hard minimums were met; whether they can be met is not "
    "known. Nothing was written."
)


class Progress(Protocol):
    """Hears how a run goes on."""

    def phase(self, name: str) -> None:
        """Hear that a phase begins."""

    def tier(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Hear that a tier begins (no value yet) or is settled."""

    def advance(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Hear what a tier has reached and what is proven so far, where that is known."""


class EndedEarly(CannotBeMet):
    """The run ended before all locks and hard minimums were met; perhaps they can be met.

    ``interrupted`` tells the user's wish from the end of the time.
    """

    def __init__(self, *, interrupted: bool) -> None:
        self.interrupted = interrupted
        super().__init__((str(OUT_OF_TIME),))


class NotAvailable(Exception):
    """The semester asks for something that this version does not do yet."""


def place(
    semester: Semester,
    *,
    tiers: Sequence[str] | None = None,
    seed: int | None = None,
    time_limit: float | None = None,
    gap: float | None = None,
    workers: int | None = None,
    partial: bool = False,
    mechanism: str | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Placement:
    """Place the students of a semester, tier by tier, with a proof for each.

    Parameters
    ----------
    tiers
        Names of tiers, first to last, instead of the setting ``tiers``.
    seed
        Seed of the lottery instead of the setting.
    time_limit
        Seconds after which the best placement found is returned, with its gaps; listing what
        is possible counts, and is always finished.
    gap
        Relative gap, from 0 to 1, at which every tier may be left.
    workers
        Threads of everything; without it one for the exact solver, whose result depends on
        their number, and all cores for the rest.
    partial
        Where hard minimum quotas cannot be met, ask for them instead of demanding them; the
        result says which (``softened``).
    mechanism
        Used for all programmes instead of their own.
    progress
        Hears how the run goes on.
    stop
        Set it from elsewhere to end the run with the best placement found.

    Raises
    ------
    CannotBeMet
        Locks and hard quotas cannot all hold.
    EndedEarly
        The run ended before it was known whether they can.
    NotAvailable
        A mechanism that is not there yet.
    ValueError
        An unknown tier, or a limit that is none.
    """
    _check_limits(time_limit, gap, workers)
    names = tuple(tiers) if tiers is not None else semester.settings.tiers
    unknown = [name for name in names if name not in TIERS]
    if unknown:
        raise ValueError(f"there is no tier {unknown[0]!r}; there are {', '.join(TIERS)}")
    mechanisms = {p.programme_id: mechanism or p.mechanism for p in semester.programmes}
    for programme, asked in mechanisms.items():
        if asked != "optimal":
            raise NotAvailable(
                f"programme {programme!r}: the mechanism {asked!r} is not yet available; "
                "only 'optimal' is"
            )
    limits = Limits(time_limit, gap, workers, stop or threading.Event())
    run = _Run(semester, names, limits, partial, progress)
    placement = run.placement(mechanisms, semester.settings.seed if seed is None else seed)
    given = {"tiers": tiers and list(tiers), "gap": gap, "mechanism": mechanism, "seed": seed}
    return replace(placement, options={k: v for k, v in given.items() if v is not None})


@dataclass(frozen=True)
class _OrderResult:
    """One order solved."""

    model: Model
    worth: Valuation
    outcome: Outcome


class _Run:
    def __init__(
        self,
        semester: Semester,
        tiers: Sequence[str],
        limits: Limits,
        partial: bool,
        progress: Progress | None,
    ) -> None:
        self.semester = semester
        self.tiers = tiers
        self.limits = limits
        self.partial = partial
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self.softened: list[str] = []
        self.reached: list[Reached] = []

    def placement(self, mechanisms: dict[str, str], seed: int) -> Placement:
        """Settle order after order and put the placement together."""
        prepared = self._timed("prepare", lambda: market(self.semester))
        settled = nobody()
        results: list[tuple[TierResult, ...]] = []
        statuses: list[Status] = []
        without: dict[str, StudentPlacement] = {}
        seen = np.zeros(0, np.int64)
        for order, programmes in orders(self.semester.programmes):
            newcomers = self._students_of(programmes)
            seen = np.union1d(seen, newcomers)
            solved = self._solve_order(prepared, settled, newcomers, seen)
            settled = read_solution(prepared, solved.model, solved.worth, solved.outcome, settled)
            without |= unplaced(prepared, solved.model, newcomers, settled)
            results.append(self._tier_results(solved, order))
            statuses.append(_status(solved.outcome, results[-1]))
        students = {**settled.placements, **without}
        ordered = tuple(students[s.student_id] for s in self.semester.students)
        return Placement(
            status=_worst(statuses),
            students=ordered,
            tiers=tuple(tier for group in results for tier in group),
            mechanisms=mechanisms,
            seed=seed,
            refusals=self._timed(
                "reasons", lambda: refusals(prepared, self._all_reached(), ordered)
            ),
            softened=tuple(sorted(self.softened)),
            seconds=self.seconds,
            peak_mb=peak_mb(),
        )

    def _all_reached(self) -> Reached:
        return merged(self.reached, len(self.semester.students))

    def _students_of(self, programmes: Sequence[Programme]) -> NDArray[np.int64]:
        names = {p.programme_id for p in programmes}
        students = enumerate(self.semester.students)
        return np.array([k for k, s in students if s.programme_id in names], dtype=np.int64)

    def _solve_order(
        self,
        prepared: Market,
        settled: Settled,
        newcomers: NDArray[np.int64],
        seen: NDArray[np.int64],
    ) -> _OrderResult:
        """Solve one order; ``seen`` are its students and those of all earlier orders."""
        own = self._timed("bundles", lambda: bundles(prepared, newcomers))
        self.reached.append(self._timed("bundles", lambda: reached(prepared, own)))
        everything = with_settled(prepared, own, settled)
        worth = self._timed("bundles", lambda: valuation(prepared, everything))
        softened: frozenset[str] = frozenset()
        while True:
            build = partial(self._model, prepared, everything, worth, settled, newcomers, seen)
            model = self._timed("model", partial(build, softened))
            report = partial(self._report, worth.off_level)
            outcome = self._timed("solve", partial(solve, model.problem, self.limits, report))
            if outcome.unmet is None:
                self.softened += softened
                for name, seconds in outcome.seconds.items():
                    self.seconds[name] = self.seconds.get(name, 0.0) + seconds
                return _OrderResult(model, worth, outcome)
            if outcome.status != "infeasible":
                raise EndedEarly(interrupted=outcome.status == "interrupted")
            unmet = unmet_requirements(prepared, model, outcome.unmet)
            if not self.partial or not unmet.quotas - softened:
                raise CannotBeMet(unmet.sentences)
            softened |= unmet.quotas

    def _model(
        self,
        prepared: Market,
        everything: Bundles,
        worth: Valuation,
        settled: Settled,
        newcomers: NDArray[np.int64],
        seen: NDArray[np.int64],
        softened: frozenset[str],
    ) -> Model:
        rows = Rows()
        add_capacity(prepared, everything, rows)
        add_demands(
            prepared,
            everything,
            rows,
            newcomers,
            frozenset(self.semester.students[k].programme_id for k in seen.tolist()),
            last_order=len(seen) == len(self.semester.students),
            softened=softened,
        )
        tiers = objectives(prepared, everything, worth, rows, seen, self.tiers)
        must = np.zeros(len(self.semester.students), bool)
        must[sorted(settled.students)] = True
        for k in newcomers.tolist():
            must[k] |= self.semester.students[k].student_id in self.semester.lock
        return assemble(prepared, everything, rows, tiers, must[seen], seen)

    def _tier_results(self, solved: _OrderResult, order: int | None) -> tuple[TierResult, ...]:
        off = solved.worth.off_level
        return tuple(
            TierResult(
                name=tier.name,
                order=order,
                value=_tier_value(tier.name, tier.value, off),
                bound=_tier_value(tier.name, tier.bound, off),
                gap=tier.gap,
                tolerance=max(tier.tolerance, self.limits.gap or 0.0),
            )
            for tier in solved.outcome.tiers
        )

    def _report(
        self, off: int, phase: str, tier: str, value: tuple[int, ...], bound: tuple[int, ...]
    ) -> None:
        # The core also has objectives of its own, which no user knows.
        if self.progress is not None and tier in TIERS:
            hear = self.progress.advance if phase == "progress" else self.progress.tier
            hear(tier, _told(tier, value, off), _told(tier, bound, off))

    def _timed(self, phase: str, work: Callable[[], T]) -> T:
        if self.progress is not None:
            self.progress.phase(phase)
        started = time.perf_counter()
        result = work()
        self.seconds[phase] = self.seconds.get(phase, 0.0) + time.perf_counter() - started
        return result


def orders(programmes: Sequence[Programme]) -> list[tuple[int | None, list[Programme]]]:
    """Group programmes by ``order``, lower numbers first, those without a number last."""
    groups: dict[int | None, list[Programme]] = {}
    for programme in sorted(programmes, key=lambda p: (p.order is None, p.order or 0)):
        groups.setdefault(programme.order, []).append(programme)
    return list(groups.items())


def _tier_value(tier: str, value: tuple[int, ...], off_level: int) -> TierValue:
    """Return a value of the core as a tier's; ``worst_off`` alone is a list."""
    if tier != "worst_off":
        return value[0]
    named: list[int | str] = list(value)
    for k in range(1, len(value), 2):
        named[k] = "off" if value[k] == off_level else value[k]
    return tuple(named)


def _told(tier: str, value: tuple[int, ...], off_level: int) -> TierValue | None:
    """Return a value that may be known in part: not at all, or without its last number."""
    whole = value[: len(value) - (len(value) + 1) % 2]
    return _tier_value(tier, whole, off_level) if whole else None


def _status(outcome: Outcome, tiers: Sequence[TierResult]) -> Status:
    """Return the status; what a gap asked for allows is within the tolerance as well."""
    assert outcome.status != "infeasible"
    return "optimal" if all(t.gap <= t.tolerance for t in tiers) else outcome.status


def _check_limits(time_limit: float | None, gap: float | None, workers: int | None) -> None:
    """Refuse limits that are none; what is no number is refused as well."""
    if time_limit is not None and not time_limit >= 0:
        raise ValueError(f"a time limit is a number of seconds from 0 on, not {time_limit}")
    if gap is not None and not 0 <= gap <= 1:
        raise ValueError(f"a gap is a number from 0 to 1, not {gap}")
    if workers is not None and workers < 1:
        raise ValueError(f"at least one worker is needed, not {workers}")


def _worst(statuses: Sequence[Status]) -> Status:
    for status in ("interrupted", "feasible"):
        if status in statuses:
            return status
    return "optimal"


__all__ = ["CannotBeMet", "EndedEarly", "NotAvailable", "Progress", "Solution", "place"]
