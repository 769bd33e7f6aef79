"""A first choice one option after the other, each on the first slots that are left.

It proves nothing: the search begins with it where there is little time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from .arrays import Floats, Ints
from .limits import Limits
from .pieces import Piece
from .problem import Problem
from .relaxation import Local
from .result import Solution
from .scouting import scouting
from .state import State
from .timetable import Key, Part, Timetable, keys_of, patterns, signature
from .volume import prices_of_all

_PRICED = 100
"""With fewer agents options are tried by what they are worth: the search will look at all."""

_PRICING = 0.5
"""How much of the time the prices may take."""

_FINE = 1e6
"""Gains are told apart in such parts of the largest worth."""


@dataclass(frozen=True)
class Begun:
    """A possible choice, and duals of all rows that were good for `scouting`, if any."""

    solution: Solution
    duals: Floats | None = None


def greedy(problem: Problem, start: Ints, limits: Limits) -> Begun:
    """Return a possible choice: a given one with more agents in it.

    Options are tried by what they are worth (`scouting`), less what they use at good prices of
    the rows; each as often as agents may have its template. Rows that no auxiliary quantity
    widens are kept.

    Parameters
    ----------
    start
        Shape ``(n_agents,)``: a possible choice, -1 for agents without an option. It is returned
        as it is, without slots, where its first slots do not go together.
    """
    solution = Solution(start, np.zeros(problem.n_auxiliary, np.int64))
    gains, duals = _gains(problem, limits.part(_PRICING))
    found = filled(problem, solution, gains, limits)
    return Begun(solution) if found is None else Begun(found, duals)


def filled(problem: Problem, solution: Solution, gains: Floats, limits: Limits) -> Solution | None:
    """Return a possible choice with more agents in it; ``None`` where its slots do not go together.

    Parameters
    ----------
    solution
        Agents without slots in it get the first ones.
    gains
        Shape ``(n_options,)``: the largest is tried first; those of minus infinity are not.
    """
    taken, slots = _Taken(problem), dict(solution.slots)
    choice = solution.option.copy()
    for agent in np.flatnonzero(choice >= 0).tolist():
        masks = taken.take(int(choice[agent]), slots.get(agent))
        if masks is None:
            return None
        slots[agent] = masks
    free = np.flatnonzero((choice[problem.agent] < 0) & (gains > -np.inf))
    order = np.lexsort((problem.agent[free], problem.template[free], -gains[free]))
    failed = -1
    for option in free[order].tolist():
        agent, template = int(problem.agent[option]), int(problem.template[option])
        if choice[agent] >= 0 or template == failed:
            continue
        masks = taken.take(option)
        if masks is not None:
            choice[agent], slots[agent] = option, masks
        else:
            failed = template
            if limits.over:
                break
    return replace(solution, option=choice, slots=slots)


def _gains(problem: Problem, limits: Limits) -> tuple[Floats, Floats]:
    """Return what each option is worth, less the price of what it uses, and these prices.

    Shapes ``(n_options,)`` and ``(n_rows,)``.
    """
    state = State(problem)
    piece = Piece(
        np.arange(problem.n_agents),
        np.arange(problem.n_options),
        np.arange(problem.n_rows),
        np.arange(problem.n_auxiliary),
        (),
    )
    worth = scouting(problem, problem.tiers)
    if problem.n_agents < _PRICED:
        return worth.option.astype(np.float64), np.zeros(problem.n_rows)
    duals, _ = prices_of_all(Local(state, piece, worth), 0.0, limits)
    gains: Floats = worth.option - state.cost(piece.options, duals)
    # Alike in all but the last digits is alike.
    return np.rint(gains / max(1, worth.largest) * _FINE), duals


class _Taken:
    """What is taken of rows and slots so far."""

    def __init__(self, problem: Problem) -> None:
        assert problem.timetable is not None
        self.problem, self.table = problem, problem.timetable
        use = problem.use.columns(np.arange(problem.use.n_templates))
        self._use, self._extra = sparse.csr_array(use), sparse.csr_array(problem.extra)
        widened = np.zeros(problem.n_rows, bool)
        widened[problem.auxiliary.indices] = True
        self._left = np.where(widened, np.iinfo(np.int64).max // 2, problem.upper).tolist()
        self._slots: Counter[Key] = Counter()

    def take(self, option: int, masks: tuple[int, ...] | None = None) -> tuple[int, ...] | None:
        """Take an option where there is room for it; return its slots.

        ``masks``: slots that are known to be free; otherwise they are looked for.
        """
        use = self._used(option)
        if any(amount > self._left[row] for row, amount in use.items()):
            return None
        template = int(self.problem.template[option])
        masks = masks or self._placed(template)
        if masks is None:
            return None
        for row, amount in use.items():
            self._left[row] -= amount
        self._slots.update(self._keys(template, masks))
        return masks

    def _used(self, option: int) -> Counter[int]:
        found: Counter[int] = Counter()
        template = self.problem.template[option]
        for matrix, at in ((self._use, template), (self._extra, option)):
            span = slice(matrix.indptr[at], matrix.indptr[at + 1])
            for row, amount in zip(
                matrix.indices[span].tolist(), matrix.data[span].tolist(), strict=True
            ):
                found[row] += amount
        return found

    def _placed(self, template: int) -> tuple[int, ...] | None:
        """Return the slots of a template by its first pattern that fits."""
        parts, blocked = signature(self.table, template)
        open_parts = tuple(_within(part, self._free(part)) for part in parts)
        if any(part.mask.bit_count() < part.size for part in open_parts):
            return None
        return next(patterns((open_parts, blocked)), None)

    def _keys(self, template: int, masks: tuple[int, ...]) -> list[Key]:
        """Return what a template takes of the slots with these masks of its parts."""
        parts, _ = signature(self.table, template)
        return [
            key
            for part, mask in zip(parts, masks, strict=True)
            for slot in _bits(mask)
            for key in keys_of(part, slot, self.table.n_classes)
        ]

    def _free(self, part: Part) -> int:
        return sum(
            1 << slot
            for slot in _bits(part.mask)
            if all(
                self._slots[key] < _capacity(self.table, key)
                for key in keys_of(part, slot, self.table.n_classes)
            )
        )


def _within(part: Part, mask: int) -> Part:
    return Part(
        part.host,
        part.location,
        part.room,
        part.size,
        mask,
        part.weeks,
        part.paired,
        part.run,
        part.free,
    )


def _capacity(table: Timetable, key: Key) -> int:
    return int((table.room_capacity if key[0] else table.host_capacity)[key[1]])


def _bits(mask: int) -> list[int]:
    return [slot for slot in range(mask.bit_length()) if mask >> slot & 1]
