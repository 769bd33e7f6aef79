"""Lists of whole numbers, one per position, laid end to end in two arrays."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.signedinteger[Any]]
"""Whole numbers of any width."""


@dataclass(frozen=True)
class Lists:
    """Lists by position.

    Attributes
    ----------
    start
        Shape ``(n_lists + 1,)``: list k is ``items[start[k]:start[k + 1]]``.
    items
        Shape ``(n_items,)``.
    """

    start: NDArray[np.int64]
    items: Whole

    def __len__(self) -> int:
        return len(self.start) - 1

    def __getitem__(self, position: int) -> Whole:
        return self.items[self.start[position] : self.start[position + 1]]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Number of items of each list."""
        return np.diff(self.start)

    def spread(self, positions: Whole) -> tuple[NDArray[np.int64], Whole]:
        """Return the items of some lists, one list after the other, each with its asker.

        Returns
        -------
        askers, items
            Shape ``(n,)`` each; ``askers[k]`` is the index in ``positions`` of the list that
            ``items[k]`` comes from.
        """
        askers, index = spread_ranges(self.start[positions], self.start[positions + 1])
        return askers, self.items[index]


def spread_ranges(start: Whole, end: Whole) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers of ranges one after the other, each with the index of its range."""
    lengths = end - start
    askers = np.repeat(np.arange(len(lengths)), lengths)
    first = np.cumsum(lengths) - lengths
    return askers, np.arange(len(askers)) + np.repeat(start - first, lengths)


def grouped(keys: Whole, items: Whole, n_lists: int) -> Lists:
    """Group items by key; those of one key stay in their order."""
    order = np.argsort(keys, kind="stable")
    return Lists(starts(keys, n_lists), items[order])


def starts(keys: Whole, n_lists: int) -> NDArray[np.int64]:
    """Return where each key's items start (and the last one's end) once sorted by key."""
    counts = np.bincount(keys, minlength=n_lists) if len(keys) else np.zeros(n_lists, np.int64)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def blocks(weights: NDArray[Any], most: float) -> list[tuple[int, int]]:
    """Cut a sequence into runs of positions whose weights add up to little more than ``most``.

    Returns
    -------
    list of (start, end)
    """
    ends = np.cumsum(weights)
    cuts = [0]
    while cuts[-1] < len(ends):
        done = ends[cuts[-1] - 1] if cuts[-1] else 0
        cut = int(np.searchsorted(ends, done + most, side="right"))
        cuts.append(max(cut, cuts[-1] + 1))
    return list(pairwise(cuts))


def ascending(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the distinct numbers in ascending order.

    Many numbers are sorted sooner than hashed, as ``numpy.unique`` does it.
    """
    ordered = np.sort(numbers)
    fresh = np.ones(len(ordered), bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    result: NDArray[np.int64] = ordered[fresh]
    return result
