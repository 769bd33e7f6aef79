"""Sets of sites one exchange away from a set: what else would be nearly as good."""

from __future__ import annotations

from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from ...solvers.limits import Limits

Ints = NDArray[np.int64]

_CELLS = 1_000_000
"""Minutes looked at together."""


def near_best(
    weight: Ints, minutes: Ints, existing: Ints | None, sites: Ints, count: int, limits: Limits
) -> list[tuple[int, tuple[int, ...]]]:
    """Return the cheapest sets that have one site exchanged, with their weighted minutes.

    Parameters
    ----------
    weight, minutes, existing
        Shapes ``(n_points,)``, ``(n_points, n_candidates)``, ``(n_points,)``: whole numbers.
    sites
        The set, ascending; shape ``(n_sites,)``.
    count
        How many at most; equal ones by the numbers of their sites.
    limits
        Of time; when it is over, what was found by then is returned.
    """
    found: list[tuple[int, tuple[int, ...]]] = []
    for out in sites.tolist():
        if limits.over:
            break
        kept = sites[sites != out]
        columns = [minutes[:, kept]]
        if existing is not None:
            columns.append(existing[:, None])
        rest = np.concatenate(columns, axis=1)
        nearest = rest.min(axis=1) if rest.shape[1] else minutes.max(axis=1)
        cost = _with_one_more(weight, minutes, nearest)
        cost[sites] = np.iinfo(np.int64).max
        # The set itself is none of them, and of equal costs the smaller numbers come first.
        best = np.argsort(cost, kind="stable")[: min(count, minutes.shape[1] - len(sites))]
        found += [
            (int(cost[come]), tuple(sorted([*kept.tolist(), come]))) for come in best.tolist()
        ]
    return nsmallest(count, found)


def _with_one_more(weight: Ints, minutes: Ints, nearest: Ints) -> Ints:
    """Return the cost with each candidate beside what is there, ``(n_candidates,)``."""
    cost = np.zeros(minutes.shape[1], np.int64)
    step = max(1, _CELLS // max(1, minutes.shape[1]))
    for start in range(0, len(weight), step):
        part = slice(start, start + step)
        cost += weight[part] @ np.minimum(minutes[part], nearest[part, None])
    return cost
