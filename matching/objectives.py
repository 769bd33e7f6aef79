"""The tiers of the mechanism ``optimal`` as objectives of the core."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..solvers.tiers import LinearTier, SquaresTier, Tier, WorstFirstTier
from .bundles import Bundles, Market
from .model import Rows
from .valuation import Valuation


def objectives(
    market: Market,
    bundles: Bundles,
    worth: Valuation,
    rows: Rows,
    students: NDArray[np.int64],
    names: Sequence[str],
) -> tuple[Tier, ...]:
    """Return the named tiers for the students of a problem (positions in the semester)."""
    return tuple(_tier(market, bundles, worth, rows, students, name) for name in names)


def _tier(
    market: Market,
    bundles: Bundles,
    worth: Valuation,
    rows: Rows,
    students: NDArray[np.int64],
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
        case "floors":
            return LinearTier(name, False, nothing, np.array(rows.auxiliary_cost, np.int64))
        case "worst_off":
            counted = market.wishes.last[students] > 0
            return WorstFirstTier(name, counted, worth.level, settings.worst_off_depth)
        case "value" | "shortage" | "wishes":
            return LinearTier(name, True, getattr(worth, name), free)
        case "travel":
            tolerance = float(settings.travel_tolerance)
            return LinearTier(name, False, worth.travel, free, tolerance)
        case "balance":
            return SquaresTier(name, hosts(market, bundles), float(settings.balance_tolerance))
        case _:
            raise ValueError(f"there is no tier {name!r}")


def hosts(market: Market, bundles: Bundles) -> sparse.csr_array:
    """Return which supervisors host a student of each composition, as zeros and ones."""
    table = bundles.compositions
    row, column = np.nonzero(table.place >= 0)
    supervisor = market.places.supervisor[table.place[row, column]]
    pairs = np.unique(np.column_stack([row, supervisor]), axis=0).reshape(-1, 2)
    shape = (len(table), len(market.semester.supervisors))
    ones = np.ones(len(pairs), np.int64)
    return sparse.csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=shape)
