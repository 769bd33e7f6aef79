"""A linear programme that grows: columns are added, and the last basis is where it goes on.

HiGHS comes with SciPy; its public door (`linprog`) starts cold each time, which makes sifting
ten times slower. The door behind it is SciPy's own: where a release has moved it, the public
one serves.

References
----------
Huangfu, Q. and Hall, J. A. J. (2018). Parallelizing the dual revised simplex method.
*Mathematical Programming Computation* 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from .arrays import Floats, Ints

try:
    from scipy.optimize._highspy import _core as highs
except ImportError:  # pragma: no cover - another release of SciPy
    highs = None

_DUAL_SIMPLEX, _PRIMAL_SIMPLEX = 1, 4


@dataclass(frozen=True)
class LinearAnswer:
    """Values of the columns and duals of the rows, of a maximisation."""

    column: Floats
    row: Floats


class LinearProgram(Protocol):
    """Maximise over columns between limits, with rows between limits."""

    def add_columns(
        self, worth: Floats, lower: Floats, upper: Floats, use: sparse.csr_array
    ) -> None:
        """Add columns; ``use`` has the shape ``(n_columns, n_rows)``."""

    def limit_columns(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Change the limits of columns."""

    def set_worth(self, worth: Floats) -> None:
        """Change what all columns are worth."""

    def solve(self, seconds: float | None = None) -> LinearAnswer | None:
        """Return the best values, or ``None`` where there are none, or not in time."""


def goes_on() -> bool:
    """Return whether this release of SciPy has the door that goes on from the last basis."""
    return highs is not None


def linear_program(lower: Floats, upper: Floats) -> LinearProgram:
    """Return an empty programme with these limits of its rows, infinite where there is none."""
    return WarmProgram(lower, upper) if goes_on() else ColdProgram(lower, upper)


class WarmProgram:
    """Goes on from its last basis (HiGHS, simplex)."""

    def __init__(self, lower: Floats, upper: Floats) -> None:
        self._highs = highs._Highs()
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
        ):
            self._highs.setOptionValue(name, value)
        no_index = np.zeros(0, np.int32)
        starts = np.zeros(len(lower), np.int32)
        self._highs.addRows(len(lower), lower, upper, 0, starts, no_index, np.zeros(0))
        self._highs.changeObjectiveSense(highs.ObjSense.kMaximize)

    def add_columns(
        self, worth: Floats, lower: Floats, upper: Floats, use: sparse.csr_array
    ) -> None:
        """Add columns; ``use`` has the shape ``(n_columns, n_rows)``."""
        # The basis stays primal feasible.
        self._highs.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)
        starts = use.indptr[:-1].astype(np.int32)
        data = use.data.astype(np.float64)
        indices = use.indices.astype(np.int32)
        self._highs.addCols(len(worth), worth, lower, upper, use.nnz, starts, indices, data)

    def limit_columns(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Change the limits of columns."""
        # The basis stays dual feasible.
        self._highs.setOptionValue("simplex_strategy", _DUAL_SIMPLEX)
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def set_worth(self, worth: Floats) -> None:
        """Change what all columns are worth."""
        # The basis stays primal feasible.
        self._highs.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)
        self._highs.changeColsCost(len(worth), np.arange(len(worth), dtype=np.int32), worth)

    def solve(self, seconds: float | None = None) -> LinearAnswer | None:
        """Return the best values, or ``None`` where there are none, or not in time."""
        limit = np.inf if seconds is None else self._highs.getRunTime() + seconds
        self._highs.setOptionValue("time_limit", limit)
        self._highs.run()
        if self._highs.getModelStatus() != highs.HighsModelStatus.kOptimal:
            return None
        solution = self._highs.getSolution()
        return LinearAnswer(np.array(solution.col_value), np.array(solution.row_dual))


class ColdProgram:
    """Solves from nothing each time, through SciPy's public `linprog`."""

    def __init__(self, lower: Floats, upper: Floats) -> None:
        self._row_lower, self._row_upper = lower, upper
        self._worth = np.zeros(0)
        self._lower, self._upper = np.zeros(0), np.zeros(0)
        self._use = sparse.csr_array((0, len(lower)))

    def add_columns(
        self, worth: Floats, lower: Floats, upper: Floats, use: sparse.csr_array
    ) -> None:
        """Add columns; ``use`` has the shape ``(n_columns, n_rows)``."""
        self._worth = np.concatenate([self._worth, worth])
        self._lower = np.concatenate([self._lower, lower])
        self._upper = np.concatenate([self._upper, upper])
        self._use = sparse.vstack([self._use, use], format="csr")

    def limit_columns(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Change the limits of columns."""
        self._lower[columns], self._upper[columns] = lower, upper

    def set_worth(self, worth: Floats) -> None:
        """Change what all columns are worth."""
        self._worth = worth

    def solve(self, seconds: float | None = None) -> LinearAnswer | None:
        """Return the best values, or ``None`` where there are none, or not in time."""
        rows = self._use.T.tocsr()
        equal = np.flatnonzero(self._row_lower == self._row_upper)
        above = np.flatnonzero(np.isfinite(self._row_upper) & (self._row_lower < self._row_upper))
        below = np.flatnonzero(np.isfinite(self._row_lower) & (self._row_lower < self._row_upper))
        outcome = linprog(
            -self._worth,
            A_ub=sparse.vstack([rows[above], -rows[below]], format="csr"),
            b_ub=np.concatenate([self._row_upper[above], -self._row_lower[below]]),
            A_eq=rows[equal],
            b_eq=self._row_upper[equal],
            bounds=np.column_stack([self._lower, self._upper]),
            method="highs",
            options={} if seconds is None else {"time_limit": seconds},
        )
        if outcome.status != 0:
            return None
        duals = np.zeros(len(self._row_lower))
        duals[above] -= outcome.ineqlin.marginals[: len(above)]
        duals[below] += outcome.ineqlin.marginals[len(above) :]
        duals[equal] -= outcome.eqlin.marginals
        return LinearAnswer(outcome.x, duals)
