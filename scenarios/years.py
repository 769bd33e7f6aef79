"""A simulation over years under stated assumptions: policies side by side, with their bands."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import starmap
from pathlib import Path

import numpy as np

from .years_bands import Band, ending, joined, policy_bands
from .years_ground import Ground, Values, ground_of
from .years_model import Course, Simulation
from .years_plan import Assumptions, Policy, YearsTask, read_years_plan
from .years_result import MEASURED, Effect, Years

BLOCK = 25
"""Draws simulated together. Each block has a seed of its own, so that workers do not matter."""


def years(plan: YearsTask | Path | str, *, workers: int = 1) -> Years:
    """Simulate a plan, and how much each of its assumptions moves the result.

    Parameters
    ----------
    plan
        A plan file, or one that `read_years_plan` has read.
    workers
        Threads; the result does not depend on their number.

    Raises
    ------
    InputError
        The plan or its base has errors.
    """
    task = plan if isinstance(plan, YearsTask) else read_years_plan(plan)
    ground = ground_of(task.semester, task.stays)
    threshold = task.plan.threshold or ground.full_need
    values = values_of(task.plan.assumptions)
    bands: list[Band] = []
    with ThreadPoolExecutor(workers) as pool:
        for name, policy in task.plan.policies.items():
            course = simulate(task, ground, policy, values, task.plan.draws, pool)
            bands += policy_bands(name, ground, course, threshold)
        effects = _sensitivity(task, ground, threshold, pool)
    return Years(
        task=task,
        ground=ground,
        threshold=threshold,
        bands=tuple(bands),
        effects=tuple(effects),
    )


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
) -> Course:
    """Simulate one policy; every policy has the same seeds."""
    sizes = [min(BLOCK, draws - start) for start in range(0, draws, BLOCK)]
    seeds = np.random.SeedSequence(task.plan.seed).spawn(len(sizes))
    intake = intake_of(task, ground)
    one = partial(_block, task, ground, intake, policy, values)
    return joined(list(pool.map(lambda block: one(*block), zip(sizes, seeds, strict=True))))


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
    task: YearsTask, ground: Ground, threshold: float, pool: ThreadPoolExecutor
) -> Sequence[Effect]:
    """Move each assumption alone to both ends of its range, under every policy."""
    values = values_of(task.plan.assumptions)
    draws = min(task.plan.draws, task.plan.sensitivity_draws)

    def at(policy: Policy, **changed: float) -> dict[str, tuple[float, float]]:
        course = simulate(task, ground, policy, {**values, **changed}, draws, pool)
        return ending(ground, course, threshold)

    effects = []
    for policy_name, policy in task.plan.policies.items():
        middle = at(policy)
        for name in Assumptions.model_fields:
            assumed = getattr(task.plan.assumptions, name)
            low = at(policy, **{name: assumed.low}) if assumed.low < assumed.value else middle
            high = at(policy, **{name: assumed.high}) if assumed.high > assumed.value else middle
            effects += list(
                starmap(
                    partial(Effect, policy_name, name, assumed.low, assumed.high),
                    (
                        (m, low[m][0], middle[m][0], high[m][0], max(low[m][1], high[m][1]))
                        for m in MEASURED
                    ),
                )
            )
    order = {name: k for k, name in enumerate(task.plan.policies)}
    measure = {name: k for k, name in enumerate(MEASURED)}
    return sorted(
        effects, key=lambda e: (order[e.policy], measure[e.measure], -e.swing, e.assumption)
    )
