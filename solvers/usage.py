"""What templates use of the rows: as sums over the parts that they are made of.

Millions of templates are made of thousands of kinds of parts. What a template uses is what its
parts use, and a little of its own (where the whole is not the sum: a row that counts a
template once although two of its parts lie there). Kept apart, that takes a tenth of the
memory, and pricing all templates is a sum of a few looked-up numbers each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .arrays import Ints, Number

PartNumbers = NDArray[np.int32]

_BLOCK = 1 << 18
"""Options looked at together, so that what is built on the way stays small."""


@dataclass(frozen=True)
class Usage:
    """Use of rows by templates: ``own[t] + sum of part_use[k] over the kinds k in part[t]``.

    Attributes
    ----------
    part
        Shape ``(n_templates, width)``: the kinds of a template's parts, -1 beyond the last.
    part_use
        Shape ``(n_kinds, n_rows)``, small integers.
    own
        Shape ``(n_templates, n_rows)``, small integers, may be negative.
    """

    part: PartNumbers
    part_use: sparse.csr_array
    own: sparse.csr_array

    @property
    def n_templates(self) -> int:
        """Number of templates."""
        return len(self.part)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return int(self.own.shape[1])

    def columns(self, templates: Ints) -> sparse.csr_array:
        """Return the use of some templates, shape ``(len(templates), n_rows)``."""
        columns = self.own[templates]
        if self.part_use.nnz:
            columns = columns + self._made_of(templates) @ self.part_use
        return sparse.csr_array(columns, dtype=np.int64)

    def cost(self, templates: Ints, prices: NDArray[Number]) -> NDArray[Number]:
        """Return what the use of templates costs at these prices of the rows."""
        cost = np.zeros(len(templates), prices.dtype)
        # The last entry stands for "no part", which is numbered -1.
        of_kind = np.zeros(self.part_use.shape[0] + 1, prices.dtype)
        of_kind[:-1] = self.part_use @ prices
        part = self.part[templates]
        for position in range(min(2, part.shape[1])):
            cost += of_kind[part[:, position]]
        for position in range(2, part.shape[1]):
            # Few templates have more than two parts.
            more = np.flatnonzero(part[:, position] >= 0)
            cost[more] += of_kind[part[more, position]]
        if self.own.nnz and prices[self._own_rows].any():
            cost += (self.own @ prices)[templates]
        return cost

    def with_rows(
        self,
        n_rows: int,
        own: sparse.csr_array | None = None,
        part_use: sparse.csr_array | None = None,
    ) -> Usage:
        """Return the usage with further rows, used by parts, by templates as a whole, or not."""
        return replace(
            self,
            part_use=with_columns(self.part_use, n_rows, part_use),
            own=with_columns(self.own, n_rows, own),
        )

    @cached_property
    def _own_rows(self) -> Ints:
        """Rows that templates use as a whole."""
        return np.unique(self.own.indices)

    def _made_of(self, templates: Ints) -> sparse.csr_array:
        """Return how often templates contain each kind, shape ``(len(templates), n_kinds)``."""
        part = self.part[templates]
        row, column = np.nonzero(part >= 0)
        entries = (np.ones(len(row), np.int64), (row, part[row, column]))
        shape = (len(templates), self.part_use.shape[0])
        return sparse.csr_array(sparse.coo_array(entries, shape=shape))


def with_columns(
    matrix: sparse.csr_array, n_columns: int, columns: sparse.csr_array | None
) -> sparse.csr_array:
    """Return a matrix with further columns; empty ones share the data instead of copying."""
    if columns is not None:
        return sparse.hstack([matrix, columns], format="csr")
    shape = (matrix.shape[0], matrix.shape[1] + n_columns)
    return sparse.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=shape)


def distinct_pairs(agent: Ints, part: PartNumbers) -> tuple[Ints, Ints]:
    """Return the distinct pairs (agent, kind of part) of options.

    Parameters
    ----------
    agent, part
        Shapes ``(n,)``, ascending, and ``(n, width)``: options' agents and kinds of parts.
    """
    size = int(part.max(initial=-1)) + 1
    found = [np.zeros(0, np.int64)]
    for start in range(0, len(agent), _BLOCK):
        kinds = part[start : start + _BLOCK].astype(np.int64)
        keys = agent[start : start + _BLOCK, None].astype(np.int64) * size + kinds
        found.append(np.unique(keys[kinds >= 0]))
    keys = np.unique(np.concatenate(found))
    return keys // max(1, size), keys % max(1, size)
