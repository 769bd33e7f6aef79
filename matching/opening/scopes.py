"""How much of a seat lies within some sites: once if any part does, or its half-days there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..bundles import Bundles
from ..market import Market
from ..rows import Rows


@dataclass(frozen=True)
class Scope:
    """What the seats of some programmes use of some sites.

    Attributes
    ----------
    of_kind
        Shape ``(n_kinds,)``: what each part counts.
    again, off
        Compositions of which several parts count, and what is taken off to count them once.
    """

    of_kind: NDArray[np.int64]
    again: NDArray[np.int64]
    off: NDArray[np.int64]

    def add(self, rows: Rows, row: int) -> None:
        """Let parts and compositions use a row."""
        rows.use_by_kinds(row, np.arange(len(self.of_kind)), self.of_kind)
        rows.use(row, self.again, self.off)

    def of_options(self, bundles: Bundles) -> NDArray[np.int64]:
        """Return what each bundle uses."""
        table = bundles.compositions
        total: NDArray[np.int64] = table.of_parts(self.of_kind, 0).sum(axis=1)
        total[self.again] += self.off
        return total[bundles.composition]


def scope(
    market: Market,
    bundles: Bundles,
    inside: NDArray[np.bool_],
    programmes: NDArray[np.bool_],
    *,
    half_days: bool = False,
) -> Scope:
    """Return the use of sites by the seats of programmes.

    Parameters
    ----------
    inside, programmes
        Shapes ``(n_sites,)`` and ``(n_programmes,)``.
    """
    kinds = bundles.compositions.kinds
    there = inside[market.places.site[kinds.place]] & programmes[kinds.programme]
    of_kind = np.where(there, kinds.size if half_days else 1, 0)
    if half_days:
        nothing = np.zeros(0, np.int64)
        return Scope(of_kind, nothing, nothing)
    parts = bundles.compositions.of_parts(of_kind, 0).sum(axis=1)
    again = np.flatnonzero(parts > 1)
    return Scope(of_kind, again, 1 - parts[again])
