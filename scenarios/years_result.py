"""What a simulation over years found."""

from __future__ import annotations

from dataclasses import dataclass

from .years_bands import Band
from .years_ground import Ground
from .years_plan import YearsTask

MEASURED = ("need", "accessibility", "people_under")
"""What the sensitivity is told of, in the last year."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one assumption, alone at both ends of its range, makes of a measure at the end.

    ``at_low``, ``at_value`` and ``at_high`` are means over the draws, with the same seeds;
    ``error`` is the larger standard error of the ends: a swing not much above it says nothing.
    """

    policy: str
    assumption: str
    low: float
    high: float
    measure: str
    at_low: float
    at_value: float
    at_high: float
    error: float

    @property
    def swing(self) -> float:
        """The distance between the largest and the smallest of the three."""
        three = (self.at_low, self.at_value, self.at_high)
        return max(three) - min(three)


@dataclass(frozen=True)
class YearsStanding:
    """How far a simulation is, in draws, and how long the rest is likely to take."""

    done: int
    total: int
    seconds_left: float


@dataclass(frozen=True)
class Years:
    """A simulation: bands by policy, year and territory, and what each assumption moves.

    ``effects`` are sorted by policy and measure, the largest swing first. Where the simulation was
    ``interrupted``, both are of the policies that were complete by then.
    """

    task: YearsTask
    ground: Ground
    threshold: float
    bands: tuple[Band, ...]
    effects: tuple[Effect, ...]
    interrupted: bool = False

    @property
    def policies(self) -> tuple[str, ...]:
        """Return the policies that are simulated, in the order of the plan."""
        return tuple(dict.fromkeys(band.policy for band in self.bands))

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the policies that are not."""
        return tuple(name for name in self.task.plan.policies if name not in self.policies)

    @property
    def without_sensitivity(self) -> tuple[str, ...]:
        """Return the policies of which the sensitivity is not known."""
        known = {effect.policy for effect in self.effects}
        return tuple(name for name in self.task.plan.policies if name not in known)

    def of_all(self, policy: str, measure: str) -> tuple[Band, ...]:
        """Return the bands of all territories together, year by year."""
        return tuple(
            band
            for band in self.bands
            if (band.policy, band.measure, band.territory_id) == (policy, measure, None)
        )
