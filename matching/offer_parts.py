"""Parts of all offers as arrays: what of them does not depend on who asks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .entities import OfferPart
from .halfdays import N_HALF_DAYS
from .weeks import WeekClasses

_ANY = (1 << N_HALF_DAYS) - 1


@dataclass(frozen=True)
class OfferParts:
    """Parts of offers, offer after offer, shape ``(n_parts,)`` each.

    Attributes
    ----------
    start
        First part of each offer, shape ``(n_offers + 1,)``.
    place, size
        Place number; half-days per week.
    given
        Half-days (bit set) that the part names; all where they are to be chosen.
    free
        Whether they are to be chosen.
    weeks
        Week classes (bit set); -1 where they are those of the programme.
    """

    start: NDArray[np.int64]
    place: NDArray[np.int64]
    size: NDArray[np.int64]
    given: NDArray[np.int64]
    free: NDArray[np.bool_]
    weeks: NDArray[np.int64]

    def lengths(self, offers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many parts some offers have."""
        found: NDArray[np.int64] = self.start[offers + 1] - self.start[offers]
        return found

    def of(self, offers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of the parts of some offers, one after the other."""
        lengths = self.lengths(offers)
        ends = np.cumsum(lengths)
        return np.arange(lengths.sum()) + np.repeat(self.start[offers] - ends + lengths, lengths)


def part_of_offer(part: OfferPart, place: int, classes: WeekClasses) -> tuple[int, ...]:
    """Return place, size, given half-days, whether they are free, and weeks of a part."""
    free = isinstance(part.half_days, int)
    given = _ANY if isinstance(part.half_days, int) else sum(1 << h for h in part.half_days)
    weeks = classes.mask(part.weeks) if part.weeks_text else -1
    return place, part.half_day_count, given, free, weeks
