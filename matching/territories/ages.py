"""How old the professionals are, in bands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..entities import Provider
from .census import at_work

BANDS: tuple[tuple[int, int | None], ...] = (
    (0, 39),
    (40, 49),
    (50, 54),
    (55, 59),
    (60, 64),
    (65, None),
)
"""Youngest and oldest age of each band."""


def band_counts(providers: Iterable[Provider], day: date) -> tuple[int, ...]:
    """Return how many professionals at work on a day are in each of `BANDS`, ages known."""
    counts = [0] * len(BANDS)
    for provider in providers:
        if provider.birth_year is not None and at_work(provider, day):
            age = day.year - provider.birth_year
            number = next(
                k for k, (_, oldest) in enumerate(BANDS) if oldest is None or age <= oldest
            )
            counts[number] += 1
    return tuple(counts)
