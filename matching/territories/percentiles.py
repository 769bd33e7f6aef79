"""The place of a number among others, from 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

SAME = 1e-9
"""Numbers that follow each other by no more than this part of them count as equal."""


def percentiles(numbers: Mapping[str, float]) -> dict[str, Fraction]:
    """Return the percentile of each number: those below, and half of the equal ones, of all.

    Alike numbers have alike percentiles; the mean of all is one half. What differs by rounding
    only (`SAME`) is equal, so that the percentile does not depend on how it was rounded.

    Examples
    --------
    >>> {name: str(p) for name, p in percentiles({"a": 3.0, "b": 1.0, "c": 3.0}).items()}
    {'b': '1/6', 'a': '2/3', 'c': '2/3'}
    """
    found: dict[str, Fraction] = {}
    equal: list[str] = []
    last = 0.0
    for name in sorted(numbers, key=lambda name: (numbers[name], name)):
        if equal and numbers[name] > last * (1 + SAME):
            _give(found, equal, len(numbers))
            equal = []
        equal.append(name)
        last = numbers[name]
    _give(found, equal, len(numbers))
    return found


def _give(found: dict[str, Fraction], equal: list[str], total: int) -> None:
    """Note the percentile of numbers that are equal, all smaller ones having theirs."""
    percentile = Fraction(2 * len(found) + len(equal), 2 * max(1, total))
    found.update(dict.fromkeys(equal, percentile))
