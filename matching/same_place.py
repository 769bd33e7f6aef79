"""Whether a bundle can be taken as a place that is known with its half-days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles
from .settled import Settled


def can_be(own: Bundles, row: int, parts: Sequence[tuple[int, int]]) -> bool:
    """Say whether a composition can take exactly some (place, half-days)."""
    table = own.compositions
    kinds = [int(k) for k in table.part[row] if k >= 0]
    if len(kinds) != len(parts):
        return False
    left = list(parts)
    # What is given goes first: a part whose half-days are chosen takes what is left.
    for kind in sorted(kinds, key=lambda k: bool(table.kinds.free[k])):
        place, mask = int(table.kinds.place[kind]), int(table.kinds.mask[kind])
        size = int(table.kinds.size[kind])
        fitting = [
            own_part
            for own_part in left
            if own_part[0] == place and own_part[1].bit_count() == size and not own_part[1] & ~mask
        ]
        if not fitting:
            return False
        left.remove(fitting[0])
    return True


def taken(everything: Bundles, settled: Settled, n_students: int) -> NDArray[np.int64] | None:
    """Return the bundle of each student that is its settled place, -1 for who has none.

    The last one that fits: places that were added as they are stand behind those listed. ``None``
    where somebody's place is none of the bundles.
    """
    found = np.full(n_students, -1, np.int64)
    for number, fixed in settled.rows.items():
        own = everything.own(number)
        parts = list(zip(fixed.kinds.place.tolist(), fixed.kinds.mask.tolist(), strict=True))
        fitting = [
            bundle
            for bundle in range(own.stop - 1, own.start - 1, -1)
            if int(everything.housed[bundle]) == settled.housed[number]
            and int(everything.compositions.offer[everything.composition[bundle]]) == fixed.offer
            and can_be(everything, int(everything.composition[bundle]), parts)
        ]
        if not fitting:
            return None
        found[number] = fitting[0]
    return found
