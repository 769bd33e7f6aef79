"""Limits on how often some roles are played together: the deepest row with small numbers.

Which numbers of agents fit, role by role, is found out one number after the other: where some do
not fit, more do not either. A row that all of them keep, and the clash that was found does not,
cuts it off whoever plays the roles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

from .arrays import Ints

_MOST_COUNTS = 250
_LARGEST = 3
_MOST_ROWS = 3_000


def fitting_counts(
    n_roles: int, fits: Callable[[tuple[int, ...]], bool], most: int = _MOST_COUNTS
) -> Ints | None:
    """Return all numbers per role that fit, shape ``(n, n_roles)``; ``None`` if too many to ask.

    Parameters
    ----------
    fits
        Whether so many agents per role fit; no agents do, and of what fits less does.
    """
    zero = (0,) * n_roles
    found, level, asked = {zero}, [zero], 0
    while level:
        longer = []
        for counts in level:
            for role in range(n_roles):
                more = (*counts[:role], counts[role] + 1, *counts[role + 1 :])
                if more in found or not all(less in found for less in _less(more)):
                    continue
                asked += 1
                if asked > most:
                    return None
                if fits(more):
                    found.add(more)
                    longer.append(more)
        level = longer
    return np.array(sorted(found), np.int64)


def _less(counts: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the numbers with one agent less, in each role that is played."""
    return [(*counts[:k], counts[k] - 1, *counts[k + 1 :]) for k in range(len(counts)) if counts[k]]


def deepest_row(fitting: Ints, clash: Sequence[int]) -> tuple[Ints, int] | None:
    """Return a coefficient per role and a limit that all that fits keeps, and a clash does not.

    Of all rows with small whole coefficients that of the largest ratio of the clash's amount to the
    limit; ``None`` where no such row cuts it off.
    """
    n_roles = len(clash)
    largest = _LARGEST
    while largest > 1 and largest**n_roles > _MOST_ROWS:
        largest -= 1
    rows = np.array(list(product(range(1, largest + 1), repeat=n_roles)), np.int64)
    limits = (rows @ fitting.T).max(axis=1)
    amounts = rows @ np.array(clash, np.int64)
    ratio = amounts / np.maximum(limits, 1)
    best = min(range(len(rows)), key=lambda k: (-ratio[k], int(rows[k].sum()), k))
    if amounts[best] <= limits[best]:
        return None
    return rows[best], int(limits[best])
