"""A first choice one option after the other, each on the first slots that are left.

It proves nothing: the search begins with it where there is little time.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from scipy import sparse

from .arrays import Ints
from .limits import Limits
from .problem import Problem
from .scouting import scouting
from .timetable import Key, Part, Timetable, keys_of, patterns, signature


def greedy(problem: Problem, start: Ints, limits: Limits) -> Ints:
    """Return a possible choice: a given one with more agents in it.

    Options are tried by what they are worth (`scouting`), each as often as agents may have its
    template; rows that no auxiliary quantity widens are kept.

    Parameters
    ----------
    start
        Shape ``(n_agents,)``: a possible choice, -1 for agents without an option. It is returned
        as it is where its first slots do not go together.
    """
    taken = _Taken(problem)
    for option in start[start >= 0].tolist():
        if not taken.take(option):
            return start
    choice = start.copy()
    free = np.flatnonzero(choice[problem.agent] < 0)
    worth = scouting(problem, problem.tiers).option[free]
    order = np.lexsort((problem.agent[free], problem.template[free], -worth))
    failed = -1
    for option in free[order].tolist():
        agent, template = problem.agent[option], int(problem.template[option])
        if choice[agent] >= 0 or template == failed:
            continue
        if taken.take(option):
            choice[agent] = option
        else:
            failed = template
            if limits.over:
                break
    return choice


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

    def take(self, option: int) -> bool:
        """Take an option where there is room for it."""
        use = self._used(option)
        if any(amount > self._left[row] for row, amount in use.items()):
            return False
        keys = self._placed(int(self.problem.template[option]))
        if keys is None:
            return False
        for row, amount in use.items():
            self._left[row] -= amount
        self._slots.update(keys)
        return True

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

    def _placed(self, template: int) -> list[Key] | None:
        """Return what a template takes of the slots by its first pattern that fits."""
        parts, blocked = signature(self.table, template)
        open_parts = tuple(_within(part, self._free(part)) for part in parts)
        if any(part.mask.bit_count() < part.size for part in open_parts):
            return None
        masks = next(patterns((open_parts, blocked)), None)
        if masks is None:
            return None
        n_classes = self.table.n_classes
        return [
            key
            for part, mask in zip(parts, masks, strict=True)
            for slot in _bits(mask)
            for key in keys_of(part, slot, n_classes)
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
