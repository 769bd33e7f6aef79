"""What a front is: its points, and what each step from one to the next costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..matching.result import StudentPlacement
from ..matching.semester import Semester


@dataclass(frozen=True)
class FrontStanding:
    """How far a search is; ``seconds_left`` a guess, ``None`` before the first point."""

    points: int
    wanted: int
    seconds_left: float | None


@dataclass(frozen=True)
class FrontPoint:
    """A choice that no other beats in one tier without losing in the other.

    Attributes
    ----------
    values, bounds
        Of the two tiers, in their own units (``docs/summary.md``).
    gap
        The largest relative gap among these tiers and those held before.
    proven
        Whether all gaps are 0: it is on the front. Otherwise it is only the best found.
    amounts
        Of the placement found, what people count in: see `front_amounts`. Other placements at
        the same point may differ in them.
    """

    values: tuple[int, int]
    bounds: tuple[int, int]
    gap: float
    proven: bool
    amounts: Mapping[str, Fraction]
    placements: tuple[StudentPlacement, ...]


@dataclass(frozen=True)
class Front:
    """The front between two tiers, from the best of the first to the best of the second.

    Attributes
    ----------
    before
        Tiers that are held at their best in every point.
    order
        Order of the programmes whose choice it is; earlier ones are settled.
    complete
        Whether these are proven to be all points; otherwise they are spread over the front.
    wanted
        How many points were asked for at the most.
    interrupted
        Whether the search was ended from outside; these are the points found by then.
    """

    semester: Semester
    between: tuple[str, str]
    before: tuple[str, ...]
    order: int | None
    points: tuple[FrontPoint, ...]
    complete: bool
    wanted: int
    interrupted: bool = False

    @property
    def proven(self) -> bool:
        """Whether every point is proven."""
        return all(point.proven for point in self.points)

    @property
    def steps(self) -> tuple[tuple[FrontPoint, FrontPoint], ...]:
        """Each point with the next one."""
        return tuple(zip(self.points, self.points[1:], strict=False))
