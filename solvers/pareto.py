"""Which rows are not dominated: no other one is as good in every column and better in one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .arrays import Bools, Number

_BLOCK = 256


def not_dominated(columns: NDArray[Number]) -> Bools:
    """Mark the rows that no other dominates.

    Parameters
    ----------
    columns
        ``(n_rows, n_columns)``: the more the better (the cost of something enters with a minus).
        Equal rows do not dominate each other: either all of them are marked, or none.

    Returns
    -------
    ``(n_rows,)``.

    Raises
    ------
    ValueError
        If a number is not one (NaN).

    Notes
    -----
    Rows are taken from the largest down, first column first: what dominates a row comes before it.
    Blocks are compared with the rows kept so far, then within themselves: n × k comparisons for k
    rows kept.
    """
    if np.isnan(columns).any():
        raise ValueError("a number is missing")
    order = np.lexsort(columns.T[::-1])[::-1]
    new = np.ones(len(columns), np.bool_)
    new[1:] = (columns[order[1:]] != columns[order[:-1]]).any(axis=1)
    largest_first = columns[order[new]]
    keep = np.zeros(len(largest_first), np.bool_)
    front = largest_first[:0]
    for start in range(0, len(largest_first), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(largest_first)))
        rows = rows[~_within(largest_first[rows], front).any(axis=1)]
        block = largest_first[rows]
        inside = _within(block, block)
        np.fill_diagonal(inside, val=False)
        rows = rows[~inside.any(axis=1)]
        keep[rows] = True
        front = np.concatenate([front, largest_first[rows]])
    marks = np.zeros(len(columns), np.bool_)
    marks[order] = keep[np.cumsum(new) - 1]
    return marks


def _within(rows: NDArray[Number], others: NDArray[Number]) -> Bools:
    """Say for each row and other whether the other is as good in every column."""
    found = np.ones((len(rows), len(others)), np.bool_)
    for column in range(rows.shape[1]):
        found &= others[None, :, column] >= rows[:, column, None]
    return found
