"""Kinds of parts: what a part of a placement is, whoever takes it.

Millions of compositions are made of thousands of kinds of parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
"""Numbers of kinds; -1 where there is none, which looks up the last entry of a table."""


@dataclass(frozen=True)
class Kinds:
    """Kinds of parts, shape ``(n_kinds,)`` each.

    Attributes
    ----------
    place, programme
        Place number; position of the programme.
    size
        Half-days per week.
    mask, weeks
        Half-days that may be used and week classes (bit sets).
    run
        Longest run of days (0: any).
    paired, free
        In whole days; half-days chosen rather than given.
    """

    place: NDArray[np.int64]
    programme: NDArray[np.int64]
    size: NDArray[np.int64]
    mask: NDArray[np.int64]
    weeks: NDArray[np.int64]
    run: NDArray[np.int64]
    paired: NDArray[np.bool_]
    free: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.place)

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Kinds:
        """Return some of the kinds."""
        return Kinds(*(getattr(self, field.name)[chosen] for field in fields(self)))


def stacked(tables: Sequence[Kinds]) -> Kinds:
    """Return kinds one table after the other."""
    tables = [*tables, no_kinds()]
    names = [field.name for field in fields(Kinds)]
    return Kinds(*(np.concatenate([getattr(t, name) for t in tables]) for name in names))


def no_kinds() -> Kinds:
    """Return no kinds at all."""
    whole, flags = np.zeros(0, np.int64), np.zeros(0, bool)
    return Kinds(whole, whole, whole, whole, whole, whole, flags, flags)


def distinct(kinds: Kinds) -> tuple[Kinds, Numbers]:
    """Return the distinct kinds by place, then programme, and each given one's new number."""
    columns = [getattr(kinds, field.name) for field in fields(kinds)]
    order = np.lexsort(columns[::-1])
    fresh = np.zeros(len(kinds), bool)
    fresh[:1] = True
    for column in columns:
        fresh[1:] |= column[order][1:] != column[order][:-1]
    numbers = np.empty(len(kinds), np.int32)
    numbers[order] = np.cumsum(fresh) - 1
    return kinds.take(order[fresh]), numbers
