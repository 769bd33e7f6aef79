"""A whole choice out of a relaxed one: fix what is nearly whole, solve again, and so on.

Steps, until every agent of the relaxed choice has one option in whole:

1. of each agent that is split, take the option of the largest share;
2. fix those of at least 0.8, and the largest quarter of the others, to whole;
3. solve again, from where the programme stands; where that is impossible, fix only the first,
   and where that is impossible too, forbid it.

The choice keeps all rows; whether it fits the timetable is not looked at.
"""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Ints
from .limits import Limits
from .relaxation import PoolProgram, Relaxed

_NEARLY_WHOLE = 0.8
_QUARTER = 4
_WHOLE = 1e-6


def dive(relaxed: Relaxed, limits: Limits) -> tuple[Ints, Floats] | None:
    """Return chosen option numbers and the auxiliaries, or ``None`` where it leads nowhere."""
    program = relaxed.program
    if program is None:
        return None
    agent = program.local.agent[program.pool]
    share, auxiliary = relaxed.share, relaxed.auxiliary
    while not limits.over:
        candidates = _split(agent, share)
        if not len(candidates):
            return relaxed.pool[share > 0.5], auxiliary
        answer = _fixed(program, candidates, share)
        if answer is None:
            return None
        share, auxiliary = answer
    return None


def _split(agent: Ints, share: Floats) -> Ints:
    """Return the largest option of each agent that is split, largest shares first."""
    split = np.flatnonzero((share > _WHOLE) & (share < 1 - _WHOLE))
    order = split[np.argsort(-share[split], kind="stable")]
    _, first = np.unique(agent[order], return_index=True)
    largest: Ints = order[np.sort(first)]
    return largest


def _fixed(program: PoolProgram, candidates: Ints, share: Floats) -> tuple[Floats, Floats] | None:
    """Fix some candidates and solve again."""
    nearly = int((share[candidates] >= _NEARLY_WHOLE).sum())
    some = candidates[: max(1, nearly, len(candidates) // _QUARTER)]
    program.limit(some, 1.0, 1.0)
    answer = program.solve()
    if answer is None:
        program.limit(some, 0.0, np.inf)
        program.limit(some[:1], 1.0, 1.0)
        answer = program.solve()
    if answer is None:
        program.limit(some[:1], 0.0, 0.0)
        answer = program.solve()
    return None if answer is None else (answer.share, answer.auxiliary)
