"""The timetable that chosen options have to fit into: parts on the slots of a week.

An option is chosen for what it takes of each host; on which slots it takes it is decided
afterwards. This module holds the data of that second question; `oracle` answers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from .arrays import Bools, Ints
from .usage import PartNumbers


@dataclass(frozen=True)
class Part:
    """One part of a template, as plain numbers.

    ``mask`` has a bit per slot the part may use; it takes exactly ``size`` of them, at
    ``host``, in every week class of the bit set ``weeks``.
    """

    host: int
    location: int
    room: int
    size: int
    mask: int
    weeks: int
    paired: bool
    run: int
    free: bool

    @cached_property
    def sizeless(self) -> Part:
        """The same part with its size left open (0)."""
        return self if self.size == 0 else replace(self, size=0)

    def __hash__(self) -> int:
        """Hash what tells most parts apart; it is asked for very often."""
        return hash((self.host, self.location, self.size, self.mask))


@dataclass(frozen=True)
class Timetable:
    """Parts of each template, by kind, and the capacities that they share.

    Slots 2d and 2d + 1 are the two halves of day d (the last day may have one only).

    Attributes
    ----------
    part
        Shape ``(n_templates, width)``: the kinds of a template's parts, -1 beyond the last.
    host, location, room, size, mask, weeks
        Shape ``(n_kinds,)``; ``room`` is -1 where the part needs none that is scarce;
        ``mask`` and ``weeks`` are bit sets of slots and of week classes.
    paired
        Shape ``(n_kinds,)``: the part takes both halves of a day or none.
    run
        Shape ``(n_kinds,)``: the part may touch at most so many consecutive days (0: any).
    free
        Shape ``(n_kinds,)``: the slots are chosen, not given from outside.
    variant, change
        Shapes ``(n_templates,)`` and ``(n_variants, n_locations, n_locations)``: an agent of
        variant v can go from location a to b between the halves of a day if
        ``change[v, a, b]``; asked only where one of the two parts is free.
    host_capacity, room_capacity
        Agents at one slot in one week class, shapes ``(n_hosts,)`` and ``(n_rooms,)``.
    """

    part: PartNumbers
    host: Ints
    location: Ints
    room: Ints
    size: Ints
    mask: Ints
    weeks: Ints
    paired: Bools
    run: Ints
    free: Bools
    variant: Ints
    change: Bools
    host_capacity: Ints
    room_capacity: Ints
    n_slots: int
    n_classes: int

    def parts(self, template: int) -> tuple[Part, ...]:
        """Return the parts of a template."""
        return tuple(self._part(k) for k in self.part[template].tolist() if k >= 0)

    def _part(self, kind: int) -> Part:
        if kind not in self._parts:
            self._parts[kind] = Part(
                int(self.host[kind]),
                int(self.location[kind]),
                int(self.room[kind]),
                int(self.size[kind]),
                int(self.mask[kind]),
                int(self.weeks[kind]),
                bool(self.paired[kind]),
                int(self.run[kind]),
                bool(self.free[kind]),
            )
        return self._parts[kind]

    @cached_property
    def _parts(self) -> dict[int, Part]:
        """Parts by kind, as far as they were asked for."""
        return {}

    def blocked_changes(self, template: int) -> frozenset[tuple[int, int]]:
        """Return the ordered pairs of part positions between which no change is possible."""
        parts = self.parts(template)
        change = self.change[self.variant[template]]
        return frozenset(
            (a, b)
            for a, one in enumerate(parts)
            for b, other in enumerate(parts)
            if one.location != other.location
            and (one.free or other.free)
            and one.weeks & other.weeks
            and not change[one.location, other.location]
        )

    def templates_at(self, host: int) -> Ints:
        """Return the templates with a part at a host, ascending."""
        found = []
        for kind in np.flatnonzero(self.host == host).tolist():
            for order, starts in self._by_kind:
                found.append(order[starts[kind] : starts[kind + 1]])
        return np.unique(np.concatenate([*found, np.zeros(0, np.int64)]))

    def agents_at_hosts(self, templates: Ints) -> Ints:
        """Count the agents with these templates at each host, shape ``(n_hosts,)``."""
        kinds = self.part[templates]
        row, position = np.nonzero(kinds >= 0)
        pairs = np.unique(row * len(self.host_capacity) + self.host[kinds[row, position]])
        counts: Ints = np.bincount(
            pairs % max(1, len(self.host_capacity)), minlength=len(self.host_capacity)
        )
        return counts

    @cached_property
    def _by_kind(self) -> list[tuple[Ints, Ints]]:
        """For each position of a part: templates ordered by the kind there, and its starts."""
        kinds = np.arange(len(self.host) + 1)
        found = []
        for position in range(self.part.shape[1]):
            column = self.part[:, position]
            order = np.argsort(column, kind="stable")
            found.append((order, np.searchsorted(column, kinds, sorter=order)))
        return found


def host_counts(timetable: Timetable) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return matrices by kind and by template that add up to "an agent is at the host".

    A template with several parts at one host is there once: its own part takes off the rest.
    """
    n_hosts, n_kinds = len(timetable.host_capacity), len(timetable.host)
    ones = np.ones(n_kinds, np.int64)
    by_kind = sparse.csr_array((ones, (np.arange(n_kinds), timetable.host)), (n_kinds, n_hosts))
    rows, hosts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    # The last entry stands for "no part", which is numbered -1.
    host = np.append(timetable.host, -1)[timetable.part]
    for position in range(1, host.shape[1]):
        earlier = (host[:, :position] == host[:, [position]]).any(axis=1)
        again = np.flatnonzero(earlier & (host[:, position] >= 0))
        rows.append(again)
        hosts.append(host[again, position])
    at = (np.concatenate(rows), np.concatenate(hosts))
    taken_off = sparse.csr_array((np.full(len(at[0]), -1), at), (len(timetable.part), n_hosts))
    return by_kind, taken_off


Signature = tuple[tuple[Part, ...], frozenset[tuple[int, int]]]
"""All that matters of a template to the timetable: its parts and its blocked changes."""


def signature(timetable: Timetable, template: int) -> Signature:
    """Return what matters of a template to the timetable."""
    return timetable.parts(template), timetable.blocked_changes(template)


def patterns(sign: Signature) -> Iterator[tuple[int, ...]]:
    """Yield every way to place a template's parts on slots, as one slot mask per part.

    Parts that share a week never share a slot; blocked changes between the halves of a day
    are left out. The order is deterministic.
    """
    parts, blocked = sign
    chosen: list[int] = []

    def extend(position: int) -> Iterator[tuple[int, ...]]:
        if position == len(parts):
            yield tuple(chosen)
            return
        part = parts[position]
        taken = 0
        for earlier, mask in enumerate(chosen):
            if parts[earlier].weeks & part.weeks:
                taken |= mask
        for mask in part_masks(part.mask & ~taken, part):
            if all(
                _change_is_free(chosen[e], mask, (e, position) in blocked)
                and _change_is_free(mask, chosen[e], (position, e) in blocked)
                for e in range(position)
            ):
                chosen.append(mask)
                yield from extend(position + 1)
                chosen.pop()

    yield from extend(0)


def _change_is_free(first: int, second: int, blocked: bool) -> bool:
    """Say that no day has ``first`` in its first half and ``second`` in its second."""
    return not blocked or not (first & EVEN_SLOTS) << 1 & second


EVEN_SLOTS = 0x5555555555555555


def part_masks(available: int, part: Part) -> Iterator[int]:
    """Yield the slot masks of ``part.size`` slots within ``available`` that its rules allow."""
    if part.paired:
        units = [3 << s for s in range(0, 64, 2) if (available >> s) & 3 == 3]
        count, odd = divmod(part.size, 2)
        if odd:
            return
    else:
        units = [1 << s for s in range(64) if available >> s & 1]
        count = part.size
    for mask in _choose(units, count):
        if not part.run or longest_run(mask) <= part.run:
            yield mask


def _choose(units: list[int], count: int) -> Iterator[int]:
    if count == 0:
        yield 0
        return
    for position in range(len(units) - count + 1):
        for rest in _choose(units[position + 1 :], count - 1):
            yield units[position] | rest


def longest_run(mask: int) -> int:
    """Return the largest number of consecutive days that a slot mask touches."""
    days = (mask | mask >> 1) & EVEN_SLOTS
    run = 0
    while days:
        days &= days << 2
        run += 1
    return run


Key = tuple[int, int, int, int]
"""(0, host or 1, room; number; slot; week class)."""


def keys_of(part: Part, slot: int, n_classes: int) -> list[Key]:
    """Return where an agent with this part takes one place at a slot."""
    keys: list[Key] = []
    for week in range(n_classes):
        if part.weeks >> week & 1:
            keys.append((0, part.host, slot, week))
            if part.room >= 0:
                keys.append((1, part.room, slot, week))
    return keys
