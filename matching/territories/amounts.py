"""Arrays of amounts as they are given: tested once, with a plain sentence where they are wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def amounts(given: ArrayLike, name: str, shape: tuple[int | None, ...]) -> Floats:
    """Return amounts as an array of float64, without a copy where they are one.

    Parameters
    ----------
    given
        Anything that numpy makes an array of: a list, a Series, an array.
    name
        What the amounts are, for the sentence.
    shape
        The shape wanted; ``None`` for a length that is free.

    Raises
    ------
    ValueError
        Where the shape is another one, or a value is no number, infinite or negative.
    """
    array = np.asarray(given, np.float64)
    fitting = len(array.shape) == len(shape) and all(
        wanted is None or wanted == length
        for wanted, length in zip(shape, array.shape, strict=False)
    )
    if not fitting:
        wanted = ", ".join("any" if length is None else str(length) for length in shape)
        raise ValueError(f"{name}: the shape should be ({wanted}) and is {array.shape}")
    if array.size and not (array.min() >= 0 and array.max() < np.inf):
        raise ValueError(f"{name}: {_fault(array)}")
    return array


def positions(given: ArrayLike, name: str, below: int) -> NDArray[np.int32]:
    """Return positions ``0 … below - 1`` as an array of int32, shape ``(n,)``.

    Raises
    ------
    ValueError
        Where they are no whole numbers of one dimension, or outside that range.
    """
    array = np.asarray(given)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise ValueError(f"{name}: whole numbers in one dimension are wanted")
    if array.size and not (array.min() >= 0 and array.max() < below):
        raise ValueError(f"{name}: positions go from 0 to {below - 1}")
    return array.astype(np.int32, copy=False)


def _fault(array: Floats) -> str:
    """Name the first value that is no amount."""
    wrong = ~((array >= 0) & (array < np.inf))
    place: Any = np.unravel_index(int(np.argmax(wrong)), array.shape)
    where = ", ".join(str(int(index)) for index in place)
    value = array[place]
    what = "is not a number" if np.isnan(value) else f"is {value:g}"
    return f"the value at position {where} {what}; amounts are finite and not negative"
