"""Drawing the wishes that are not yet known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from ..entities import Wish
from .targets import Target


@dataclass(frozen=True)
class Drawer:
    """Draws the list of one student.

    A list is the order of utility plus Gumbel noise, cut to a length drawn from those known:
    that is a draw from the model of Plackett and Luce.

    Attributes
    ----------
    names, utilities
        The targets within reach that are not wished for yet.
    own
        The wishes that are known already: they stay the first.
    lengths
        The lengths to draw from; ``least`` is the shortest list that the programme wants.
    """

    student_id: str
    names: tuple[Target, ...]
    utilities: NDArray[np.float64]
    own: tuple[Wish, ...]
    lengths: Sequence[int]
    least: int

    def wishes(self, seed: int, draw: int) -> list[Wish]:
        """Return the ranked wishes of a draw; nothing but seed, draw and name decides the noise."""
        digest = sha256(f"{seed}:{draw}:{self.student_id}".encode()).digest()
        dice = np.random.default_rng(int.from_bytes(digest, "big"))
        length = self.lengths[int(dice.integers(len(self.lengths)))]
        noise = dice.gumbel(size=len(self.names))
        more = max(length, self.least if self.own else 0) - len(self.own)
        best = np.argsort(-(self.utilities + noise), kind="stable")[: max(0, more)]
        after = max((w.rank or 0 for w in self.own), default=0)
        drawn = [
            Wish(self.student_id, rank, self.names[k][1], self.names[k][0], written=rank)
            for rank, k in enumerate(best.tolist(), start=after + 1)
        ]
        return [*self.own, *drawn]
