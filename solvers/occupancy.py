"""What a choice takes of rows, hosts and rooms, kept up to date as agents come and go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

import numpy as np

from .arrays import Bools, Ints
from .oracle import Oracle
from .result import Solution
from .state import NO_LIMIT, State
from .timetable import EVEN_SLOTS, Key, Part, Signature, Timetable, keys_of


class Occupancy:
    """What the agents of a choice take; agents can be taken out and put in, by any thread.

    Attributes
    ----------
    rows
        Shape ``(n_rows,)``: what the chosen options use of each row.
    at_host
        The agents with a part at each host.
    """

    def __init__(self, state: State, oracle: Oracle | None) -> None:
        self.state = state
        self.oracle = oracle
        self.rows: Ints = np.zeros(state.n_rows, np.int64)
        self._elastic: Bools = np.zeros(0, bool)
        self.at_host: dict[int, set[int]] = {}
        # The last entry stands for "no part", which is numbered -1.
        self._room: Bools = np.ones(state.use.part_use.shape[0] + 1, bool)
        self._lock = Lock()
        self._week = None if oracle is None else _Week(oracle.timetable)

    def put(self, solution: Solution, agents: Iterable[int]) -> None:
        """Let agents take what they take in a solution."""
        with self._lock:
            self._change(solution, agents, 1)

    def take_out(self, solution: Solution, agents: Iterable[int]) -> None:
        """Let agents take nothing of what they take in a solution."""
        with self._lock:
            self._change(solution, agents, -1)

    def used(self, key: Key) -> int:
        """Return how many agents are at a slot."""
        return 0 if self._week is None else self._week.used(key)

    def slots_left(self, part: Part) -> int:
        """Return the mask of a part's slots at which there is a place left."""
        return part.mask if self._week is None else self._week.slots_left(part)

    def with_room(self, options: Ints) -> Ints:
        """Return the options of which each part has room, taken by itself."""
        kinds = self.state.use.part[self.state.problem.template[options]]
        distinct = np.unique(kinds[kinds >= 0]).astype(np.int64)
        self._room[distinct] = self.has_room_for(distinct)
        possible: Ints = options[self._room[kinds].all(axis=1)]
        return possible

    def has_room_for(self, kinds: Ints) -> Bools:
        """Say for kinds of parts whether there is room for one more, taken by itself.

        Looks at the upper limits of rows that no auxiliary quantity can widen, and at how many
        of its slots are left.
        """
        self._widen()
        use = self.state.use.part_use[kinds]
        upper = self.state.upper[use.indices]
        broken = (use.data + self.rows[use.indices] > upper) & (upper < NO_LIMIT)
        broken &= ~self._elastic[use.indices]
        row = np.repeat(np.arange(len(kinds)), np.diff(use.indptr))
        room: Bools = np.bincount(row[broken], minlength=len(kinds)) == 0
        return room if self._week is None else room & self._week.has_room_for(kinds)

    def _widen(self) -> None:
        """Take up rows that were added since; what all others take of them is not known."""
        missing = self.state.n_rows - len(self.rows)
        if missing:
            self.rows = np.concatenate([self.rows, np.zeros(missing, np.int64)])
        if len(self._elastic) < self.state.n_rows:
            self._elastic = np.zeros(self.state.n_rows, bool)
            self._elastic[self.state.auxiliary.indices] = True

    def too_full(self, solution: Solution, agents: Iterable[int]) -> bool:
        """Say whether there are too many at a slot that one of these agents takes."""
        if self.oracle is None or self._week is None:
            return False
        for agent in agents:
            option = solution.option[agent]
            if option >= 0:
                parts, _ = self.oracle.signature(int(self.state.problem.template[option]))
                if any(map(self._week.too_full, self._keys(parts, solution.slots[agent]))):
                    return True
        return False

    def host_users(self, hosts: Iterable[int]) -> list[int]:
        """Return the agents at some hosts, one entry for each host, ascending within one."""
        return [agent for host in hosts for agent in sorted(self.at_host.get(host, ()))]

    def _change(self, solution: Solution, agents: Iterable[int], sign: int) -> None:
        chosen = [agent for agent in agents if solution.option[agent] >= 0]
        if not chosen:
            return
        options = solution.option[chosen]
        _, rows, amounts = self.state.entries(options)
        self._widen()
        np.add.at(self.rows, rows, sign * amounts)
        if self.oracle is None:
            return
        for agent, option in zip(chosen, options.tolist(), strict=True):
            sign_of = self.oracle.signature(int(self.state.problem.template[option]))
            self._change_slots(agent, sign_of, solution.slots[agent], sign)

    def _change_slots(self, agent: int, signs: Signature, slots: Sequence[int], by: int) -> None:
        assert self._week is not None
        for part in signs[0]:
            there = self.at_host.setdefault(part.host, set())
            if by > 0:
                there.add(agent)
            else:
                there.discard(agent)
        for key in self._keys(signs[0], slots):
            self._week.change(key, by)

    def _keys(self, parts: Sequence[Part], slots: Sequence[int]) -> Iterator[Key]:
        """Yield where parts with these slots take a place."""
        assert self.oracle is not None
        for part, mask in zip(parts, slots, strict=True):
            for slot in range(mask.bit_length()):
                if mask >> slot & 1:
                    yield from keys_of(part, slot, self.oracle.timetable.n_classes)


class _Week:
    """How many agents are at each slot of hosts and rooms, and which slots are full."""

    def __init__(self, table: Timetable) -> None:
        self.table = table
        self.capacity = (table.host_capacity, table.room_capacity)
        self.count = tuple(
            np.zeros((table.n_classes, len(capacity), table.n_slots), np.int32)
            for capacity in self.capacity
        )
        every = (1 << table.n_slots) - 1
        self.full = tuple(
            np.tile(np.where(capacity > 0, 0, every), (table.n_classes, 1)).astype(np.int64)
            for capacity in self.capacity
        )

    def used(self, key: Key) -> int:
        kind, number, slot, week = key
        return int(self.count[kind][week, number, slot])

    def slots_left(self, part: Part) -> int:
        left = part.mask
        for week in range(self.table.n_classes):
            if part.weeks >> week & 1:
                left &= ~int(self.full[0][week, part.host])
                if part.room >= 0:
                    left &= ~int(self.full[1][week, part.room])
        return left

    def too_full(self, key: Key) -> bool:
        return self.used(key) > int(self.capacity[key[0]][key[1]])

    def change(self, key: Key, by: int) -> None:
        kind, number, slot, week = key
        count = self.count[kind]
        count[week, number, slot] += by
        bit = np.int64(1 << slot)
        if count[week, number, slot] >= self.capacity[kind][number]:
            self.full[kind][week, number] |= bit
        else:
            self.full[kind][week, number] &= ~bit

    def has_room_for(self, kinds: Ints) -> Bools:
        """Say for kinds of parts whether enough of their slots are left."""
        table = self.table
        host, room = table.host[kinds], table.room[kinds]
        taken = np.zeros(len(kinds), np.int64)
        for week in range(table.n_classes):
            full = self.full[0][week, host]
            in_room = np.flatnonzero(room >= 0)
            full[in_room] |= self.full[1][week, room[in_room]]
            taken |= np.where(table.weeks[kinds] >> week & 1, full, 0)
        free = table.mask[kinds] & ~taken
        pairs = free & free >> 1 & EVEN_SLOTS
        size = np.where(table.paired[kinds], 2 * _bits(pairs), _bits(free))
        room_left: Bools = size >= table.size[kinds]
        return room_left


def _bits(masks: Ints) -> Ints:
    return np.bitwise_count(masks).astype(np.int64)
