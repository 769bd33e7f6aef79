"""A whole choice out of a relaxed one: fix what is nearly whole, solve again, and so on.

Steps, until every agent of the relaxed choice has one option in whole:

1. of each agent that is split, take the option of the largest share;
2. fix what is whole; then those of at least 0.8, or the largest quarter, as far as they can
   stand beside what is fixed; forbid those that cannot;
3. solve again, from where the programme stands; where that is impossible, fix only the first,
   and where that is impossible too, forbid it.

The choice keeps all upper limits; where it comes to an end before the others are met, or out
of time, it is what was fixed until then. Whether it fits the timetable is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Bools, Floats, Ints
from .limits import Limits
from .relaxation import PoolProgram, Relaxed
from .state import NO_LIMIT

_NEARLY_WHOLE = 0.8
_QUARTER = 4
_WHOLE = 1e-6


@dataclass(frozen=True)
class Dived:
    """Option numbers chosen and amounts of the auxiliaries.

    ``whole``: the dive came to its end; otherwise the choice is what was fixed until then.
    """

    chosen: Ints
    auxiliary: Floats
    whole: bool


def dive(relaxed: Relaxed, limits: Limits) -> Dived | None:
    """Return a whole choice; ``None`` where there is no relaxed choice to begin with."""
    if relaxed.program is None:
        return None
    going_down = _Dive(relaxed.program, relaxed.share, relaxed.auxiliary)
    while not limits.over:
        candidates = going_down.split()
        if not len(candidates):
            return Dived(relaxed.pool[going_down.share > 0.5], going_down.auxiliary, whole=True)
        if not going_down.fix(candidates):
            break
    return Dived(relaxed.pool[going_down.fixed], going_down.auxiliary, whole=False)


class _Dive:
    """A programme of which more and more of the pool is fixed."""

    def __init__(self, program: PoolProgram, share: Floats, auxiliary: Floats) -> None:
        self.program = program
        self.share, self.auxiliary = share, auxiliary
        local = program.local
        self.agent = local.agent[program.pool]
        self.use = local.state.columns(local.piece.options[program.pool])[:, local.piece.rows]
        # What an auxiliary quantity can widen is left to the programme.
        self.upper = local.upper.copy()
        self.upper[local.auxiliary_use.indices] = NO_LIMIT
        self.taken: Ints = np.zeros(len(self.upper), np.int64)
        self.fixed: Bools = np.zeros(len(share), bool)

    def split(self) -> Ints:
        """Return the largest option of each agent that is split, largest shares first."""
        split = np.flatnonzero((self.share > _WHOLE) & (self.share < 1 - _WHOLE))
        order = split[np.argsort(-self.share[split], kind="stable")]
        _, first = np.unique(self.agent[order], return_index=True)
        largest: Ints = order[np.sort(first)]
        return largest

    def fix(self, candidates: Ints) -> bool:
        """Fix what is whole and some candidates, and solve again; say whether it was possible."""
        self._fix_whole()
        nearly = int((self.share[candidates] >= _NEARLY_WHOLE).sum())
        candidates = candidates[: max(1, nearly, len(candidates) // _QUARTER)]
        stands = np.array([self._stands(c) for c in candidates.tolist()])
        some, fallen = candidates[stands], candidates[~stands]
        self.program.limit(fallen, 0.0, 0.0)
        self.program.limit(some, 1.0, 1.0)
        if self._solved():
            self.fixed[some] = True
            return True
        self.program.limit(candidates, 0.0, np.inf)
        for position in some.tolist():
            self._take(position, -1)
        return self._fix_first(candidates[:1])

    def _fix_whole(self) -> None:
        """Fix what is whole: all of it together is possible."""
        whole = np.flatnonzero((self.share >= 1 - _WHOLE) & ~self.fixed)
        self.program.limit(whole, 1.0, 1.0)
        self.fixed[whole] = True
        for position in whole.tolist():
            self._take(position, 1)

    def _fix_first(self, first: Ints) -> bool:
        self.program.limit(first, 1.0, 1.0)
        if self._solved():
            self.fixed[first] = True
            self._take(int(first[0]), 1)
            return True
        self.program.limit(first, 0.0, 0.0)
        return self._solved()

    def _stands(self, position: int) -> bool:
        """Take what an option uses, if there is enough beside what is fixed; say whether."""
        span = slice(self.use.indptr[position], self.use.indptr[position + 1])
        rows, amounts = self.use.indices[span], self.use.data[span]
        if (self.taken[rows] + amounts > self.upper[rows]).any():
            return False
        self._take(position, 1)
        return True

    def _take(self, position: int, sign: int) -> None:
        span = slice(self.use.indptr[position], self.use.indptr[position + 1])
        self.taken[self.use.indices[span]] += sign * self.use.data[span]

    def _solved(self) -> bool:
        answer = self.program.solve()
        if answer is None:
            return False
        self.share, self.auxiliary = answer.share, answer.auxiliary
        return True
