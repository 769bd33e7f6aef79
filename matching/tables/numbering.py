"""Texts by number, so that arrays can stand for columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Numbered:
    """Texts as the numbers of their distinct ones.

    Attributes
    ----------
    numbers
        Shape ``(n_texts,)``: the place of each text in ``texts``.
    texts
        The distinct texts, sorted; numbers compare as the texts do.
    """

    numbers: NDArray[np.int64]
    texts: list[str]


def numbered(texts: Sequence[str]) -> Numbered:
    """Return texts by number."""
    distinct = sorted(set(texts))
    place = dict(zip(distinct, count()))
    return Numbered(np.fromiter(map(place.__getitem__, texts), np.int64, len(texts)), distinct)


def taken(texts: Sequence[str], numbers: NDArray[np.int64]) -> list[str]:
    """Return the texts of the given numbers."""
    chosen: list[str] = np.array(texts, dtype=object)[numbers].tolist()
    return chosen
