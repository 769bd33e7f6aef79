"""Sets of sites one exchange away from a set: what else would be nearly as good."""

from __future__ import annotations

from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def near_best(
    weight: Ints, minutes: Ints, existing: Ints | None, sites: Ints, count: int
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
    """
    others = np.setdiff1d(np.arange(minutes.shape[1]), sites)
    found: list[tuple[int, tuple[int, ...]]] = []
    for out in sites.tolist():
        kept = sites[sites != out]
        columns = [minutes[:, kept]]
        if existing is not None:
            columns.append(existing[:, None])
        rest = np.concatenate(columns, axis=1)
        nearest = rest.min(axis=1) if rest.shape[1] else np.full(len(weight), minutes.max())
        for come in others.tolist():
            cost = int((weight * np.minimum(minutes[:, come], nearest)).sum())
            found.append((cost, tuple(sorted([*kept.tolist(), come]))))
    return nsmallest(count, found)
