"""Compositions: which places make up a placement together, and how many half-days at each.

One row per composition and size split, as numbers of kinds of parts; the half-days themselves
are chosen later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .kinds import Kinds, Numbers, distinct, no_kinds, stacked
from .lists import Whole

_Entry = TypeVar("_Entry", bound=np.generic)

NOBODY = -1
"""Pads the rows of compositions with fewer parts than the widest."""


@dataclass(frozen=True)
class Compositions:
    """Rows of parts; whole tables of what the parts are, are worked out where asked for.

    Attributes
    ----------
    part
        Shape ``(n, width)``: kind of each part, `NOBODY` beyond a row's last part.
    offer
        Shape ``(n,)``: position of the offer, or -1.
    kinds
        What the kinds are.
    """

    part: Numbers
    offer: NDArray[np.int32]
    kinds: Kinds

    def __len__(self) -> int:
        return len(self.part)

    def take(self, rows: NDArray[np.bool_] | Whole) -> Compositions:
        """Return some of the rows."""
        return Compositions(self.part[rows], self.offer[rows], self.kinds)

    def of_parts(self, of_kind: NDArray[_Entry], beyond: object) -> NDArray[_Entry]:
        """Return something of each part, shape ``(n, width)``; ``beyond`` where there is none."""
        table: NDArray[_Entry] = np.append(of_kind, np.array([beyond], of_kind.dtype))
        return table[self.part]

    def all_parts(self, of_kind: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say for which rows something holds at every part."""
        table = np.append(of_kind, True)
        holds = np.ones(len(self), bool)
        for column in range(self.part.shape[1]):
            holds &= table[self.part[:, column]]
        return holds

    def any_part(self, of_kind: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say for which rows something holds at some part."""
        return ~self.all_parts(~of_kind)

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """Place of each part, shape ``(n, width)``, `NOBODY` beyond the last."""
        return self.of_parts(self.kinds.place, NOBODY)

    @cached_property
    def size(self) -> NDArray[np.int64]:
        """Half-days per week of each part, 0 beyond the last."""
        return self.of_parts(self.kinds.size, 0)

    @cached_property
    def mask(self) -> NDArray[np.int64]:
        """Half-days that each part may use (bit sets), 0 beyond the last."""
        return self.of_parts(self.kinds.mask, 0)

    @cached_property
    def run(self) -> NDArray[np.int64]:
        """Longest run of days of each part (0: any)."""
        return self.of_parts(self.kinds.run, 0)

    @cached_property
    def paired(self) -> NDArray[np.bool_]:
        """Whether each part is in whole days."""
        return self.of_parts(self.kinds.paired, False)

    @cached_property
    def weeks(self) -> NDArray[np.int64]:
        """Week classes of each part (bit sets), 0 beyond the last."""
        return self.of_parts(self.kinds.weeks, 0)

    @cached_property
    def free(self) -> NDArray[np.bool_]:
        """Whether each part's half-days are chosen rather than given."""
        return self.of_parts(self.kinds.free, False)

    @cached_property
    def programme(self) -> NDArray[np.int64]:
        """Position of each row's programme, shape ``(n,)``."""
        return self.kinds.programme[self.part[:, 0]]

    def widened(self, width: int) -> Compositions:
        """Return the same rows padded to a width."""
        missing = width - self.part.shape[1]
        if missing <= 0:
            return self
        part = np.pad(self.part, ((0, 0), (0, missing)), constant_values=NOBODY)
        return Compositions(part, self.offer, self.kinds)

    def compacted(self) -> Compositions:
        """Return the same rows without kinds that none of them has, equal kinds being one."""
        used = np.zeros(len(self.kinds) + 1, bool)
        for column in range(self.part.shape[1]):
            used[self.part[:, column]] = True
        used = used[:-1]
        kinds, of_used = distinct(self.kinds.take(used))
        number = np.full(len(used) + 1, NOBODY, np.int32)
        number[:-1][used] = of_used
        return Compositions(number[self.part], self.offer, kinds)


def concatenated(blocks: Sequence[Compositions]) -> Compositions:
    """Stack blocks of compositions, padded to the widest."""
    if not blocks:
        return empty(1)
    width = max(block.part.shape[1] for block in blocks)
    rows, first = [], 0
    for block in blocks:
        part = block.widened(width).part
        rows.append(np.where(part >= 0, part + np.int32(first), np.int32(NOBODY)))
        first += len(block.kinds)
    kinds = stacked([block.kinds for block in blocks])
    offers = np.concatenate([block.offer for block in blocks])
    return Compositions(np.concatenate(rows), offers, kinds).compacted()


def empty(width: int) -> Compositions:
    """Return no compositions at all."""
    return Compositions(np.zeros((0, width), np.int32), np.zeros(0, np.int32), no_kinds())


def popcount(mask: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the bits of each entry."""
    counts: NDArray[np.int64] = np.bitwise_count(mask).astype(np.int64)
    return counts
