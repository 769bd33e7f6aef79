"""Rows of a problem under construction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..solvers.problem import NO_LIMIT
from .lists import Whole

_Use = tuple[Whole, Whole, Whole]
"""Rows, columns (kinds of parts, templates or bundles) and amounts, shape ``(n,)`` each."""


@dataclass
class Rows:
    """Rows of a problem under construction.

    The uses of kinds of parts, of templates (besides their parts) and of bundles (besides
    their templates) are collected as coordinates; auxiliary quantities are added with the
    single or double use that they have.
    """

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    kind_use: list[_Use] = field(default_factory=list)
    template_use: list[_Use] = field(default_factory=list)
    bundle_use: list[_Use] = field(default_factory=list)
    auxiliary_upper: list[int] = field(default_factory=list)
    auxiliary_cost: list[int] = field(default_factory=list)
    auxiliary_use: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, label: str, lower: int | None = None, upper: int | None = None) -> int:
        """Add a row and return its number."""
        self.lower.append(int(-NO_LIMIT) if lower is None else lower)
        self.upper.append(int(NO_LIMIT) if upper is None else upper)
        self.label.append(label)
        return len(self.lower) - 1

    def add_all(self, labels: Sequence[str], upper: NDArray[np.int64]) -> int:
        """Add rows with upper limits and return the first one's number."""
        first = len(self.lower)
        self.lower += [int(-NO_LIMIT)] * len(labels)
        self.upper += upper.tolist()
        self.label += labels
        return first

    def use_by_kinds(self, row: int | Whole, kinds: Whole, amounts: int | Whole) -> None:
        """Let kinds of parts use rows, each part of a template for itself."""
        _add(self.kind_use, row, kinds, amounts)

    def use(self, row: int | Whole, templates: Whole, amounts: int | Whole) -> None:
        """Let templates use rows besides what their parts use."""
        _add(self.template_use, row, templates, amounts)

    def use_by_bundles(self, row: int | Whole, bundles: Whole, amounts: int | Whole) -> None:
        """Let single bundles use rows besides what their templates use."""
        _add(self.bundle_use, row, bundles, amounts)

    def auxiliary(self, upper: int, cost: int, *uses: tuple[int, int]) -> int:
        """Add an auxiliary quantity with a cost in ``floors`` and its (row, amount) uses."""
        number = len(self.auxiliary_upper)
        self.auxiliary_upper.append(upper)
        self.auxiliary_cost.append(cost)
        self.auxiliary_use += [(number, row, amount) for row, amount in uses]
        return number

    def matrices(
        self, n_kinds: int, n_templates: int, n_bundles: int
    ) -> tuple[sparse.csr_array, sparse.csr_array, sparse.csr_array, sparse.csr_array]:
        """Return the uses of kinds, templates, bundles and auxiliaries as sparse matrices."""
        n_rows = len(self.lower)
        of_auxiliaries = np.array(self.auxiliary_use, np.int64).reshape(-1, 3).T
        return (
            _matrix(self.kind_use, (n_kinds, n_rows)),
            _matrix(self.template_use, (n_templates, n_rows)),
            _matrix(self.bundle_use, (n_bundles, n_rows)),
            sparse.csr_array(
                (of_auxiliaries[2], (of_auxiliaries[0], of_auxiliaries[1])),
                shape=(len(self.auxiliary_upper), n_rows),
            ),
        )


def _add(uses: list[_Use], row: int | Whole, at: Whole, amounts: int | Whole) -> None:
    rows, amounts = np.broadcast_to(row, at.shape), np.broadcast_to(amounts, at.shape)
    kept = amounts != 0
    uses.append((rows[kept], at[kept], amounts[kept]))


def _matrix(uses: Sequence[_Use], shape: tuple[int, int]) -> sparse.csr_array:
    none = np.zeros(0, np.int32)
    rows, at, amounts = (
        np.concatenate([none, *(use[k].astype(np.int32) for use in uses)]) for k in range(3)
    )
    matrix = sparse.coo_array((amounts.astype(np.int64), (at, rows)), shape=shape).tocsr()
    matrix.sum_duplicates()
    return matrix
