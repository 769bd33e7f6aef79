"""The tiers of the mechanism ``optimal`` as objectives of the core."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..solvers.tiers import BestFirstTier, LinearTier, SquaresTier, Tier, WorstFirstTier
from .bundles import Bundles, Market
from .lists import Whole
from .rows import Rows
from .valuation import Valuation


def objectives(
    market: Market,
    bundles: Bundles,
    worth: Valuation,
    rows: Rows,
    students: NDArray[np.int64],
    names: Sequence[str],
    before: NDArray[np.bool_] | None = None,
) -> tuple[Tier, ...]:
    """Return the named tiers for the students of a problem (positions in the semester).

    ``before``: which bundles are the places that students had before; ``moves`` counts them, as
    many as possible, for a student who has none any more has moved like any other.
    """
    had = np.zeros(len(bundles.student), bool) if before is None else before
    return tuple(_tier(market, bundles, worth, rows, students, had, name) for name in names)


def _tier(
    market: Market,
    bundles: Bundles,
    worth: Valuation,
    rows: Rows,
    students: NDArray[np.int64],
    before: NDArray[np.bool_],
    name: str,
) -> Tier:
    settings = market.semester.settings
    n_auxiliary = len(rows.auxiliary_upper)
    free = np.zeros(n_auxiliary, np.int64)
    nothing = np.zeros(len(bundles.student), np.int64)
    match name:
        case "placed":
            programmes = market.semester.programme
            everyone = [programmes[s.programme_id].everyone for s in market.semester.students]
            return LinearTier(name, True, np.array(everyone, np.int64)[bundles.student], free)
        case "moves":
            return LinearTier(name, True, before.astype(np.int64), free)
        case "floors":
            return LinearTier(name, False, nothing, np.array(rows.auxiliary_cost, np.int64))
        case "worst_off" | "generous":
            counted = market.wishes.last[students] > 0
            # All classes, down to the best one: there are no more than levels.
            depth = settings.worst_off_depth if name == "worst_off" else worth.off_level
            return WorstFirstTier(name, counted, _wide(worth.level), depth)
        case "greedy":
            return BestFirstTier(name, _wide(worth.level))
        case "value" | "shortage" | "wishes":
            return LinearTier(name, True, _wide(getattr(worth, name)), free)
        case "travel":
            tolerance = float(settings.travel_tolerance)
            return LinearTier(name, False, _wide(worth.travel), free, tolerance)
        case "balance":
            most = np.array([s.max_students for s in market.semester.supervisors], np.int64)
            return SquaresTier(name, most, float(settings.balance_tolerance))
        case _:
            raise ValueError(f"there is no tier {name!r}")


def _wide(numbers: Whole) -> NDArray[np.int64]:
    """Return numbers in 64 bits: the core multiplies and adds them."""
    return numbers.astype(np.int64)
