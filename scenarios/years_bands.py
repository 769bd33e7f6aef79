"""Bands over the draws: the median, and between which values eight of ten draws lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .years_ground import Floats, Ground
from .years_model import FLOWS, Course

LOW, HIGH = 10, 90
"""The percentiles of the band."""


@dataclass(frozen=True, slots=True)
class Band:
    """A measure in one year of one policy, of one territory (``None``: of all together)."""

    policy: str
    year: int
    territory_id: str | None
    measure: str
    median: float
    low: float
    high: float


def joined(courses: Sequence[Course]) -> Course:
    """Return the draws of several blocks as one course."""
    return Course(
        access=np.concatenate([c.access for c in courses]),
        need=np.concatenate([c.need for c in courses]),
        practitioners=np.concatenate([c.practitioners for c in courses]),
        fte=np.concatenate([c.fte for c in courses]),
        students=np.concatenate([c.students for c in courses]),
        supervisors=np.concatenate([c.supervisors for c in courses]),
        trained=np.concatenate([c.trained for c in courses]),
        flows={name: np.concatenate([c.flows[name] for c in courses]) for name in FLOWS},
    )


def totals(ground: Ground, course: Course, threshold: float) -> dict[str, Floats]:
    """Return the measures of all territories together, shape ``(draws, years + 1)``.

    Accessibility and need are means over people; ``people_under`` is the share of people in
    territories whose accessibility is below the threshold.
    """
    people = ground.population / ground.population.sum() if ground.population.any() else None
    weight = np.full(len(ground.codes), 1 / len(ground.codes)) if people is None else people
    return {
        "accessibility": course.access @ weight,
        "need": course.need @ weight,
        "people_under": (course.access < threshold) @ weight,
        "practitioners": course.practitioners.sum(axis=2).astype(np.float64),
        "fte": course.fte.sum(axis=2),
        "supervisors": course.supervisors.astype(np.float64),
        "students": course.students.astype(np.float64),
        "trained_in_shortage": course.trained,
        **{name: course.flows[name].astype(np.float64) for name in FLOWS},
    }


def policy_bands(name: str, ground: Ground, course: Course, threshold: float) -> Iterator[Band]:
    """Yield the bands of a policy: of all together, then territory by territory.

    Of a territory ``people_under`` is the share of draws in which it is below the threshold; it
    has no band.
    """
    for measure, numbers in totals(ground, course, threshold).items():
        low, median, high = np.percentile(numbers, [LOW, 50, HIGH], axis=0)
        for k, three in enumerate(zip(median.tolist(), low.tolist(), high.tolist(), strict=True)):
            yield Band(name, ground.first_year + k, None, measure, *three)
    under = (course.access < threshold).mean(axis=0)
    of_territories = {
        "accessibility": course.access,
        "need": course.need,
        "practitioners": course.practitioners,
        "fte": course.fte,
    }
    found = {m: np.percentile(x, [50, LOW, HIGH], axis=0) for m, x in of_territories.items()}
    for t, code in enumerate(ground.codes):
        for measure, three in found.items():
            for k in range(three.shape[1]):
                numbers = three[:, k, t].tolist()
                yield Band(name, ground.first_year + k, code, measure, *numbers)
        for k, share in enumerate(under[:, t].tolist()):
            yield Band(name, ground.first_year + k, code, "people_under", share, share, share)


def ending(ground: Ground, course: Course, threshold: float) -> dict[str, tuple[float, float]]:
    """Return mean over the draws of every measure in the last year, and its standard error."""
    return {
        measure: (
            float(numbers[:, -1].mean()),
            float(numbers[:, -1].std() / np.sqrt(len(numbers))),
        )
        for measure, numbers in totals(ground, course, threshold).items()
    }
