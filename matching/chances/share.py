"""A share of draws, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

NORMAL_95 = 1.959963984540054
"""The quantile of the normal distribution for intervals of 95 %."""


@dataclass(frozen=True, order=True)
class Share:
    """In how many of the draws something happened."""

    times: int
    draws: int

    @property
    def share(self) -> float:
        """The estimate p of the chance."""
        return self.times / self.draws

    @property
    def error(self) -> float:
        """Its standard error, sqrt(p (1 − p) / N): of the drawing alone, not of the model."""
        return sqrt(self.share * (1.0 - self.share) / self.draws)

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of Wilson (*J. Am. Stat. Assoc.* 22, 1927).

        Where the standard error is 0 because nothing ever varied, it still says how little N draws
        can exclude.
        """
        p, n, square = self.share, self.draws, NORMAL_95**2
        middle = (p + square / (2 * n)) / (1 + square / n)
        half = NORMAL_95 * sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
        # Rounding must not leave the ends above 0 or below 1 where the formula has them there.
        low = 0.0 if self.times == 0 else max(0.0, middle - half)
        high = 1.0 if self.times == self.draws else min(1.0, middle + half)
        return low, high
