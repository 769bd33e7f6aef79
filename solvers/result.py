"""What the core found, and how good it is proven."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .arrays import Ints

if TYPE_CHECKING:
    from .aftermath import Aftermath

Status = Literal["optimal", "feasible", "interrupted", "infeasible"]


@dataclass(frozen=True)
class TierOutcome:
    """Value reached and bound proven for one tier.

    ``value`` and ``bound`` have one entry for a plain tier; for a `WorstFirstTier` they are
    (counted agents without an option, level, number in it, level, number …), for a
    `BestFirstTier` (level, number in it, next level, number …) over all levels. ``gap`` is the
    relative distance between value and bound at the first entry where they differ.
    """

    name: str
    value: tuple[int, ...]
    bound: tuple[int, ...]
    gap: float
    tolerance: float

    @property
    def proven(self) -> bool:
        """Whether the gap is within the tolerance."""
        return self.gap <= self.tolerance


@dataclass(frozen=True)
class Solution:
    """One option per agent (-1: none), the auxiliary quantities, and the timetable.

    ``slots`` maps each agent with an option to the chosen slot mask of each part of it.
    """

    option: Ints
    auxiliary: Ints
    slots: dict[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Unmet:
    """Requirements that cannot all be met: agents without an option, and rows that lack."""

    agents: tuple[int, ...]
    rows: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Outcome:
    """The result of the core; ``solution`` is ``None`` exactly where ``unmet`` is given.

    ``aftermath`` answers what other choices would cost.
    """

    status: Status
    solution: Solution | None
    tiers: tuple[TierOutcome, ...]
    unmet: Unmet | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    statistics: dict[str, int] = field(default_factory=dict)
    aftermath: Aftermath | None = None


def relative_gap(value: int, bound: int) -> float:
    """Return the distance between value and bound relative to the larger of them (or 1)."""
    return abs(bound - value) / max(1, abs(value), abs(bound)) if bound != value else 0.0
