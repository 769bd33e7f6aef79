"""A simulation over years under stated assumptions: policies side by side, with their bands."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import starmap
from pathlib import Path

import numpy as np

from .years_bands import Band, ending, joined, policy_bands
from .years_ground import Ground, Values, ground_of
from .years_model import Course, Simulation
from .years_plan import Assumption, Assumptions, Policy, YearsTask, read_years_plan
from .years_result import MEASURED, Effect, Years, YearsStanding

BLOCK = 25
"""Draws simulated together. Each block has a seed of its own, so that workers do not matter."""


def years(
    plan: YearsTask | Path | str,
    *,
    workers: int = 1,
    stop: threading.Event | None = None,
    progress: Callable[[YearsStanding], None] = lambda _: None,
) -> Years:
    """Simulate a plan, and how much each of its assumptions moves the result.

    Parameters
    ----------
    plan
        A plan file, or one that `read_years_plan` has read.
    workers
        Threads; the result does not depend on their number.
    stop
        Ends the simulation with the policies, and the sensitivity of policies, that are complete.
    progress
        Told how far the simulation is.

    Raises
    ------
    InputError
        The plan or its base has errors.
    NothingSimulated
        Stopped before the first policy was complete.
    """
    task = plan if isinstance(plan, YearsTask) else read_years_plan(plan)
    ground = ground_of(task.semester, task.stays)
    threshold = task.plan.threshold or ground.full_need
    values = values_of(task.plan.assumptions)
    clock = _Clock(_all_draws(task), stop or threading.Event(), progress)
    bands: list[Band] = []
    effects: list[Effect] = []
    interrupted = False
    with ThreadPoolExecutor(workers) as pool:
        try:
            for name, policy in task.plan.policies.items():
                course = simulate(task, ground, policy, values, task.plan.draws, pool, clock)
                bands += policy_bands(name, ground, course, threshold)
            for name, policy in task.plan.policies.items():
                effects += _sensitivity(task, ground, threshold, pool, name, policy, clock)
        except _Stopped:
            interrupted = True
    if not bands:
        raise NothingSimulated
    return Years(
        task=task,
        ground=ground,
        threshold=threshold,
        bands=tuple(bands),
        effects=tuple(effects),
        interrupted=interrupted,
    )


class NothingSimulated(Exception):
    """Stopped before the first policy was complete."""


class _Stopped(Exception):
    """Somebody wants it to end."""


class _Clock:
    """Counts draws, tells how far the simulation is, and hears when it has to end."""

    def __init__(
        self, total: int, stop: threading.Event, progress: Callable[[YearsStanding], None]
    ) -> None:
        self._total, self._stop, self._progress = total, stop, progress
        self._done, self._started = 0, time.monotonic()
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raise where the simulation has to end."""
        if self._stop.is_set():
            raise _Stopped

    def count(self, draws: int) -> None:
        """Count draws that are done."""
        with self._lock:
            self._done += draws
            seconds = time.monotonic() - self._started
            left = seconds / self._done * (self._total - self._done)
            self._progress(YearsStanding(self._done, self._total, left))


def _all_draws(task: YearsTask) -> int:
    """Return how many draws there are in all: of the policies, and at both ends of each range."""
    assumed: list[Assumption] = [
        getattr(task.plan.assumptions, name) for name in Assumptions.model_fields
    ]
    ends = sum((a.low < a.value) + (a.high > a.value) for a in assumed)
    for_sensitivity = min(task.plan.draws, task.plan.sensitivity_draws)
    return len(task.plan.policies) * (task.plan.draws + (1 + ends) * for_sensitivity)


def values_of(assumptions: Assumptions) -> dict[str, float]:
    """Return the value of each assumption, by name."""
    return {name: getattr(assumptions, name).value for name in Assumptions.model_fields}


def intake_of(task: YearsTask, ground: Ground) -> int:
    """Return how many students enter a year: given, or as many as a first year has now."""
    if task.plan.intake is not None or not task.stays:
        return task.plan.intake or 0
    return round(int(ground.students[0]) / task.stays[0].years)


def simulate(
    task: YearsTask,
    ground: Ground,
    policy: Policy,
    values: Values,
    draws: int,
    pool: ThreadPoolExecutor,
    clock: _Clock | None = None,
) -> Course:
    """Simulate one policy; every policy has the same seeds."""
    sizes = [min(BLOCK, draws - start) for start in range(0, draws, BLOCK)]
    seeds = np.random.SeedSequence(task.plan.seed).spawn(len(sizes))
    intake = intake_of(task, ground)
    one = partial(_block, task, ground, intake, policy, values)

    def block(size: int, seed: np.random.SeedSequence) -> Course:
        if clock is None:
            return one(size, seed)
        clock.check()
        course = one(size, seed)
        clock.count(size)
        return course

    return joined(list(pool.map(block, sizes, seeds)))


def _block(
    task: YearsTask,
    ground: Ground,
    intake: int,
    policy: Policy,
    values: Values,
    draws: int,
    seed: np.random.SeedSequence,
) -> Course:
    generator = np.random.default_rng(seed)
    simulation = Simulation(ground, task.stays, intake, policy, values, draws, generator)
    return simulation.run(task.plan.years)


def _sensitivity(
    task: YearsTask,
    ground: Ground,
    threshold: float,
    pool: ThreadPoolExecutor,
    policy_name: str,
    policy: Policy,
    clock: _Clock,
) -> Sequence[Effect]:
    """Move each assumption alone to both ends of its range, under one policy."""
    values = values_of(task.plan.assumptions)
    draws = min(task.plan.draws, task.plan.sensitivity_draws)

    def at(**changed: float) -> dict[str, tuple[float, float]]:
        course = simulate(task, ground, policy, {**values, **changed}, draws, pool, clock)
        return ending(ground, course, threshold)

    effects = []
    middle = at()
    for name in Assumptions.model_fields:
        assumed = getattr(task.plan.assumptions, name)
        low = at(**{name: assumed.low}) if assumed.low < assumed.value else middle
        high = at(**{name: assumed.high}) if assumed.high > assumed.value else middle
        effects += list(
            starmap(
                partial(Effect, policy_name, name, assumed.low, assumed.high),
                (
                    (m, low[m][0], middle[m][0], high[m][0], max(low[m][1], high[m][1]))
                    for m in MEASURED
                ),
            )
        )
    measure = {name: k for k, name in enumerate(MEASURED)}
    return sorted(effects, key=lambda e: (measure[e.measure], -e.swing, e.assumption))
