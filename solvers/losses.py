"""What a search has learnt of each option: which tier it cannot be part of, and why not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arrays import Bools, Ints
from .state import Objective

NEVER = 127
"""In place of the number of a tier: the option may be part of a choice as good in all tiers."""

_LARGEST = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Passed:
    """An objective that the search has settled: all of a tier, or a step of it.

    ``tier`` is the tier's number, ``value`` what was reached.
    """

    tier: int
    objective: Objective
    value: int


class Losses:
    """Collects, tier by tier, what choosing an option would cost.

    Attributes
    ----------
    tier
        Shape ``(n_options,)``: the first tier whose value is known to be out of reach with the
        option, those before it being kept; `NEVER` where there is none.
    least
        Shape ``(n_options,)``: by how much the tier gets worse at the least; 0 where only what
        part of the value is lost is known, or the tier is no plain sum.
    passed
        The objectives settled so far.
    """

    def __init__(self, n_options: int) -> None:
        self.tier: NDArray[np.int8] = np.full(n_options, NEVER, np.int8)
        self.least: NDArray[np.int32] = np.zeros(n_options, np.int32)
        self.passed: list[Passed] = []
        self._now = 0

    def begin(self, tier: int) -> None:
        """Begin a tier."""
        self._now = tier

    def settled(self, objective: Objective, value: int) -> None:
        """Note the value that an objective keeps from now on."""
        self.passed.append(Passed(self._now, objective, value))

    def priced(self, options: Ints, least: Ints) -> None:
        """Note options that prices exclude, with what choosing one costs at the least."""
        new = self.tier[options] == NEVER
        self.tier[options[new]] = self._now
        self.least[options[new]] = np.clip(least[new], 0, _LARGEST)

    def end(self, alive: Bools) -> None:
        """End a tier: what is excluded by now, was excluded in it."""
        self.tier[~alive & (self.tier == NEVER)] = self._now
