"""Place the students of a semester: the main job."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..solvers.limits import Limits
from .bundles import Market, market
from .conflicts.asking import Asking
from .earlier import places_sha256, settled_earlier
from .entities import EarlierPlace, Programme
from .infeasible import CannotBeMet, EndedEarly
from .keeping.keep import against_earlier
from .language import Sentence
from .lottery import drawn
from .mechanisms import under
from .memory import peak_mb
from .optimal import Optimal
from .phases import Phases, Progress
from .reached import Reached, merged
from .reasons import refusals
from .result import Placement, Refusal, Status, StudentPlacement, TierResult
from .semester import Semester
from .serial import choose_in_line
from .settings import TIERS
from .settled import Settled
from .stable import BestFor, match
from .step import Step
from .taken_before import taken_before

Mechanism = Callable[[Market, Settled, NDArray[np.int64], Sequence[str], Limits], Step]
"""A mechanism of choice; in one order they come one after the other, then the optimised ones."""


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
    optimal_for: BestFor = "students",
    after: Sequence[EarlierPlace] = (),
    reasons: bool = True,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Placement:
    """Place the students of a semester, programme by programme, with a proof for each step.

    Programmes are settled by their ``order``; within one order first those of choice by rank
    (``serial``), then those of stable matching (``stable``), then the optimised ones together.

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
    optimal_for
        Which of all stable matchings: the best one for every student, or for the hosts.
    after
        Places of an earlier result (`read_earlier`), which are kept: the others are placed on
        what is left.
    reasons
        Whether to look for the reasons why better wishes were not given (``refusals``). They
        can take longer than the placement, which is the same without them.
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
    InputError
        The semester does not allow the mechanism asked for, or a student was marked to keep
        another place than the one of ``after``.
    ValueError
        An unknown tier or mechanism, or a limit that is none.
    """
    check_limits(time_limit, gap, workers)
    names = _known_tiers(semester.settings.tiers if tiers is None else tiers)
    against_earlier(semester, after)
    limits = Limits(time_limit, gap, workers, stop or threading.Event())
    semester = under(semester, mechanism)
    run = _Run(semester, names, limits, partial, progress, optimal_for, after, reasons=reasons)
    placement = run.placement(semester.settings.seed if seed is None else seed)
    given = {
        "tiers": tiers and list(tiers),
        "gap": gap,
        "mechanism": mechanism,
        "seed": seed,
        "optimal_for": None if optimal_for == "students" else optimal_for,
        "time_limit": time_limit,
        "workers": workers,
        "partial": partial or None,
        "after": places_sha256(after) if after else None,
        "reasons": None if reasons else False,
    }
    return replace(placement, options={k: v for k, v in given.items() if v is not None})


def _known_tiers(names: Sequence[str]) -> tuple[str, ...]:
    unknown = [name for name in names if name not in TIERS]
    if unknown:
        raise ValueError(f"there is no tier {unknown[0]!r}; there are {', '.join(TIERS)}")
    return tuple(names)


@dataclass(frozen=True)
class Stage:
    """The last optimised choice of a run, before it is made.

    Attributes
    ----------
    newcomers
        Students (positions) to be placed, beside those settled.
    seen
        They and the students of all earlier mechanisms: the tiers are over all of them.
    """

    optimal: Optimal
    asking: Asking
    settled: Settled
    newcomers: NDArray[np.int64]
    seen: NDArray[np.int64]
    order: int | None


def last_optimal(semester: Semester, tiers: Sequence[str], limits: Limits) -> Stage | None:
    """Settle all that comes before the last optimised choice, and return that choice.

    The orders before are settled by the semester's own tiers; the last one has ``tiers``.
    ``None`` where no programme with students is optimised.

    Raises
    ------
    CannotBeMet, EndedEarly
        As in `place`, of the orders before.
    """
    own = _known_tiers(semester.settings.tiers)
    run = _Run(semester, own, limits, False, None, "students", (), reasons=False)
    return run.before_last_optimal(semester.settings.seed, _known_tiers(tiers))


class _Run:
    def __init__(
        self,
        semester: Semester,
        tiers: Sequence[str],
        limits: Limits,
        partly: bool,
        progress: Progress | None,
        optimal_for: BestFor,
        after: Sequence[EarlierPlace],
        *,
        reasons: bool,
    ) -> None:
        self.semester = semester
        self.reasons = reasons
        self.mechanisms: dict[str, Mechanism] = {
            "serial": choose_in_line,
            "stable": partial(match, best_for=optimal_for),
        }
        self.limits = limits
        self.phases = Phases(progress)
        self.market = self.phases.timed("prepare", lambda: market(semester))
        asked = None if reasons else _none
        self.optimal = Optimal(self.market, tiers, limits, self.phases, partly=partly, asked=asked)
        self.settled: Settled = settled_earlier(self.market, after)
        self.asking = Asking(semester, limits, self.phases, partly=partly)
        self.kept = tuple(place.student_id for place in after)
        self.steps: list[Step] = []
        self.notes: list[Sentence] = []
        self.seen = np.array(sorted(self.settled.students), np.int64)

    def placement(self, seed: int) -> Placement:
        """Settle order after order and put the placement together."""
        lottery = drawn(self.semester, seed)
        tiers: list[TierResult] = []
        statuses: list[Status] = []
        for order, programmes in orders(self.semester.programmes):
            self.notes += taken_before(self.market, self.settled, programmes)
            for name in self.mechanisms:
                self._choose(name, programmes, lottery)
            newcomers = self._students_of(programmes, "optimal")
            self.seen = np.union1d(self.seen, newcomers)
            with self.asking.of_order(self.settled, newcomers, self.seen):
                step, results, status = self.optimal.settle(
                    self.settled, newcomers, self.seen, order
                )
            self._take(step)
            tiers += results
            statuses.append(status)
        return self._put_together(seed, lottery, tiers, statuses)

    def before_last_optimal(self, seed: int, tiers: Sequence[str]) -> Stage | None:
        """Settle order after order up to the last optimised choice."""
        lottery = drawn(self.semester, seed)
        groups = [programmes for _, programmes in orders(self.semester.programmes)]
        last = max(
            (k for k, g in enumerate(groups) if len(self._students_of(g, "optimal"))), default=None
        )
        if last is None:
            return None
        for programmes in groups[: last + 1]:
            for name in self.mechanisms:
                self._choose(name, programmes, lottery)
            newcomers = self._students_of(programmes, "optimal")
            self.seen = np.union1d(self.seen, newcomers)
            order = programmes[0].order
            if programmes is groups[last]:
                break
            with self.asking.of_order(self.settled, newcomers, self.seen):
                step, _, _ = self.optimal.settle(self.settled, newcomers, self.seen, order)
            self._take(step)
        optimal = Optimal(self.market, tiers, self.limits, self.phases, partly=False)
        return Stage(optimal, self.asking, self.settled, newcomers, self.seen, order)

    def _choose(self, name: str, programmes: Sequence[Programme], lottery: Sequence[str]) -> None:
        """Settle the students of one mechanism of choice."""
        students = self._students_of(programmes, name)
        if not len(students):
            return
        self.seen = np.union1d(self.seen, students)
        choose = self.mechanisms[name]
        limits = self.limits
        with self.asking.of_locks(self.settled, students):
            step = self.phases.timed(
                name, lambda: choose(self.market, self.settled, students, lottery, limits)
            )
        self._take(step)

    def _take(self, step: Step) -> None:
        self.steps.append(step)
        self.settled = step.settled

    def _students_of(self, programmes: Sequence[Programme], mechanism: str) -> NDArray[np.int64]:
        names = {p.programme_id for p in programmes if p.mechanism == mechanism}
        students = enumerate(self.semester.students)
        kept = self.settled.students
        return np.array(
            [k for k, s in students if s.programme_id in names and k not in kept], dtype=np.int64
        )

    def _put_together(
        self,
        seed: int,
        lottery: Sequence[str],
        tiers: Sequence[TierResult],
        statuses: Sequence[Status],
    ) -> Placement:
        students = dict(self.settled.placements)
        for step in self.steps:
            students |= step.unplaced
        ordered = tuple(students[s.student_id] for s in self.semester.students)
        led_to = merged([step.reached for step in self.steps], len(ordered))
        return Placement(
            status=worst(statuses),
            students=ordered,
            tiers=tuple(tiers),
            mechanisms={p.programme_id: p.mechanism for p in self.semester.programmes},
            seed=seed,
            lottery=tuple(lottery),
            serial_order=tuple(step.line for step in self.steps if step.line),
            withheld=tuple(pick for step in self.steps for pick in step.withheld),
            blocking_pairs=tuple(pair for step in self.steps for pair in step.blocking_pairs),
            notes=(*self.notes, *(note for step in self.steps for note in step.notes)),
            refusals=self.phases.timed("reasons", lambda: self._refusals(led_to, ordered)),
            kept=self.kept,
            marks=self.semester.marks,
            softened=tuple(sorted(self.optimal.softened)),
            seconds=self.phases.seconds,
            peak_mb=peak_mb(),
        )

    def _refusals(
        self, led_to: Reached, ordered: Sequence[StudentPlacement]
    ) -> tuple[Refusal, ...]:
        if not self.reasons:
            return ()
        told = (line for step in self.steps for line in step.refusals)
        return refusals(self.market, led_to, ordered, told, self.kept)


def _none(_: Settled) -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


def orders(programmes: Sequence[Programme]) -> list[tuple[int | None, list[Programme]]]:
    """Group programmes by ``order``, lower numbers first, those without a number last."""
    groups: dict[int | None, list[Programme]] = {}
    for programme in sorted(programmes, key=lambda p: (p.order is None, p.order or 0)):
        groups.setdefault(programme.order, []).append(programme)
    return list(groups.items())


def check_limits(time_limit: float | None, gap: float | None, workers: int | None) -> None:
    """Refuse limits that are none; what is no number is refused as well."""
    if time_limit is not None and not time_limit >= 0:
        raise ValueError(f"a time limit is a number of seconds from 0 on, not {time_limit}")
    if gap is not None and not 0 <= gap <= 1:
        raise ValueError(f"a gap is a number from 0 to 1, not {gap}")
    if workers is not None and workers < 1:
        raise ValueError(f"at least one worker is needed, not {workers}")


def worst(statuses: Sequence[Status]) -> Status:
    """Return the least proven of some statuses; ``optimal`` where there is none."""
    for status in ("interrupted", "feasible"):
        if status in statuses:
            return status
    return "optimal"


__all__ = ["CannotBeMet", "EndedEarly", "Progress", "Stage", "last_optimal", "place"]
