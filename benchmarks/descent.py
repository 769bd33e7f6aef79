"""The peer: CP-SAT with default parameters, tier after tier, each held by a constraint.

A tier begins from the solution of the tier before (as a hint). Where time is up, the values of
the remaining tiers are those of the last solution, without a bound.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from covered import Form, NotCoveredError
from full_model import FullModel, Linear, Var, build, by_student, hosted, quota_use
from maillage.matching.entities import Quota
from maillage.matching.semester import Semester
from numpy.typing import NDArray
from ortools.sat.python import cp_model

TierValue = tuple[int | str, ...]
"""Numbers; the worst class of all has the name ``off``."""


@dataclass(frozen=True)
class PeerTier:
    """What CP-SAT reached and proved in one tier; ``None`` where it says nothing."""

    name: str
    value: TierValue | None
    bound: TierValue | None
    seconds: float

    @property
    def proven(self) -> bool:
        """Whether value and bound meet."""
        return self.value is not None and self.value == self.bound


@dataclass(frozen=True)
class PeerResult:
    """The peer's run: tiers, seconds per phase, size of the model."""

    tiers: tuple[PeerTier, ...]
    seconds: dict[str, float]
    variables: int
    constraints: int


def solve(
    semester: Semester,
    tiers: Iterable[str],
    *,
    seconds: float = 60.0,
    workers: int = 2,
    form: Form = "half-days",
) -> PeerResult:
    """Solve a semester's full model tier by tier.

    Parameters
    ----------
    seconds
        Time for all tiers together; building the model is not counted in it.

    Raises
    ------
    NotCoveredError, TooLargeError
        As `full_model.build`.
    """
    started = time.perf_counter()
    full = build(semester, form)
    built = time.perf_counter()
    descent = Descent(full, seconds, workers)
    results = tuple(descent.tier(name) for name in tiers)
    ended = time.perf_counter()
    return PeerResult(
        results,
        {"build": built - started, "solve": ended - built, "total": ended - started},
        len(full.model.proto.variables),
        len(full.model.proto.constraints),
    )


class Descent:
    """Optimises the tiers of a full model one after the other."""

    def __init__(self, full: FullModel, seconds: float, workers: int) -> None:
        self.full = full
        self.deadline = time.perf_counter() + seconds
        self.workers = workers
        self.solution: list[int] = []
        self.proven = True

    def tier(self, name: str) -> PeerTier:
        """Optimise the next tier, or only read its value off where time is up."""
        started = time.perf_counter()
        bounds: list[int | None] = []
        if self._may_go_on():
            for objective, maximise in self._steps(name):
                bounds.append(self._optimise(objective, maximise))
                if not self._may_go_on():
                    break
        complete = [b for b in bounds if b is not None]
        value = self._value(name)
        bound = None
        if value is not None and len(complete) == len(bounds) == len(value):
            bound = self._named(name, complete)
        shown = None if value is None else self._named(name, value)
        return PeerTier(name, shown, bound, time.perf_counter() - started)

    def _named(self, name: str, numbers: Sequence[int]) -> TierValue:
        """Name the worst class of all ``off``, as results do."""
        off = self.full.worth.off_level
        return tuple(
            "off" if name == "worst_off" and k % 2 and number == off else number
            for k, number in enumerate(numbers)
        )

    def _may_go_on(self) -> bool:
        return self.proven and time.perf_counter() < self.deadline

    def _steps(self, name: str) -> Iterator[tuple[cp_model.LinearExprT, bool]]:
        """Yield a tier's objectives, each after the one before is held; and whether to maximise."""
        full = self.full
        match name:
            case "worst_off":
                yield from self._worst_off()
            case "placed":
                yield Linear.sum(_of_everyone(full)), True
            case "floors":
                yield Linear.sum(full.floors), False
            case "balance":
                yield _squares(full), False
            case _:
                weights = _weights(full, name).tolist()
                yield Linear.weighted_sum(full.taken, weights), name != "travel"

    def _worst_off(self) -> Iterator[tuple[cp_model.LinearExprT, bool]]:
        """Fewest unplaced with wishes; then, depth times, the worst class and its number."""
        full = self.full
        with_wishes = full.market.wishes.last > 0
        placed = [x for student, x in full.placed.items() if with_wishes[student]]
        yield int(with_wishes.sum()) - Linear.sum(placed), False
        below = full.worth.off_level + 1
        for _ in range(full.market.semester.settings.worst_off_depth):
            yield self._worst_class(below), False
            below = self._worst_level(below)
            if below == 0:
                return
            level = (full.worth.level == below).astype(np.int64).tolist()
            yield Linear.weighted_sum(full.taken, level), False

    def _worst_class(self, below: int) -> Var:
        """Return a variable that is at least every placed student's class under a bound."""
        full, level = self.full, self.full.worth.level
        worst = full.model.new_int_var(0, below - 1, "")
        for own in by_student(full.bundles).values():
            counted = [b for b in own if 0 < level[b] < below]
            if counted:
                taken = [full.taken[b] for b in counted]
                full.model.add(
                    worst >= Linear.weighted_sum(taken, [int(level[b]) for b in counted])
                )
        return worst

    def _optimise(self, objective: cp_model.LinearExprT, maximise: bool) -> int | None:
        """Optimise one objective, hold its value, and return its proven bound."""
        model = self.full.model
        (model.maximize if maximise else model.minimize)(objective)
        clear_hints: Callable[[], None] = model.clear_hints
        clear_hints()
        for index, value in enumerate(self.solution):
            model.add_hint(model.get_int_var_from_proto_index(index), value)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = self.workers
        solver.parameters.max_time_in_seconds = max(0.1, self.deadline - time.perf_counter())
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            raise NotCoveredError("the hard quotas of this semester cannot be met")
        self.proven = status == cp_model.OPTIMAL
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        self.solution = list(solver.response_proto.solution)
        model.add(objective == round(solver.objective_value))
        return round(solver.best_objective_bound)

    # -- reading values off the last solution --

    def _taken(self) -> NDArray[np.int64]:
        return np.array([self.solution[x.index] for x in self.full.taken], np.int64)

    def _worst_level(self, below: int) -> int:
        level = self.full.worth.level[self._taken() > 0]
        return int(level[level < below].max(initial=0))

    def _value(self, name: str) -> tuple[int, ...] | None:
        """Return a tier's value in the last solution, if there is one."""
        if not self.solution:
            return None
        full, taken = self.full, self._taken()
        match name:
            case "worst_off":
                return self._worst_off_value(taken)
            case "placed":
                return (sum(self.solution[x.index] for x in _of_everyone(full)),)
            case "floors":
                return (sum(_missed(full, quota, taken) for quota in full.market.semester.quotas),)
            case "balance":
                students: dict[int, int] = defaultdict(int)
                for (host, _), variables in hosted(full).items():
                    students[host] += sum(self.solution[x.index] for x in variables)
                return (sum(n * n for n in students.values()),)
            case _:
                return (int((_weights(full, name) * taken).sum()),)

    def _worst_off_value(self, taken: NDArray[np.int64]) -> tuple[int, ...]:
        full = self.full
        with_wishes = full.market.wishes.last > 0
        value = [int(with_wishes.sum() - (with_wishes[full.bundles.student] * taken).sum())]
        below = full.worth.off_level + 1
        for _ in range(full.market.semester.settings.worst_off_depth):
            below = self._worst_level(below)
            if below == 0:
                break
            value += [below, int(((full.worth.level == below) * taken).sum())]
        return tuple(value)


def _of_everyone(full: FullModel) -> list[Var]:
    """Return the students whose placing counts in the tier placed."""
    students, programme = full.market.semester.students, full.market.semester.programme
    return [x for k, x in full.placed.items() if programme[students[k].programme_id].everyone]


def _weights(full: FullModel, name: str) -> NDArray[np.int64]:
    """Return what each bundle counts in a plain tier."""
    if name in ("value", "shortage", "wishes", "travel"):
        weights: NDArray[np.int64] = getattr(full.worth, name)
        return weights
    raise ValueError(f"the peer has no tier {name!r}")


def _missed(full: FullModel, quota: Quota, taken: NDArray[np.int64]) -> int:
    """Return what a soft quota lacks or has too much."""
    count = sum(amount * int(taken[b]) for b, amount in quota_use(full, quota).items())
    lacking = max(0, (quota.min_count or 0) - count)
    beyond = max(0, count - quota.max_count) if quota.max_count is not None else 0
    return lacking + beyond


def _squares(full: FullModel) -> cp_model.LinearExprT:
    """Return the sum of squared numbers of students, by marginal costs 1, 3, 5 and so on."""
    steps: list[Var] = []
    costs: list[int] = []
    students: dict[int, list[Var]] = defaultdict(list)
    for (host, _), variables in hosted(full).items():
        students[host] += variables
    for host, variables in students.items():
        most = full.market.semester.supervisors[host].max_students
        own = [full.model.new_bool_var("") for _ in range(most)]
        full.model.add(Linear.sum(variables) == Linear.sum(own))
        steps += own
        costs += [2 * k + 1 for k in range(most)]
    return Linear.weighted_sum(steps, costs)
