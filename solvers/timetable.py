"""The timetable that chosen options have to fit into: parts on the slots of a week.

An option is chosen for what it takes of each host; on which slots it takes it is decided
afterwards. This module holds the data of that second question; `oracle` answers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .arrays import Bools, Ints


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True)
class Timetable:
    """Parts of each template, and the capacities that they share.

    Slots 2d and 2d + 1 are the two halves of day d (the last day may have one only).

    Attributes
    ----------
    first
        Shape ``(n_templates + 1,)``: template t has the parts ``first[t]:first[t + 1]``.
    host, location, room, size, mask, weeks
        Shape ``(n_parts,)``; ``room`` is -1 where the part needs none that is scarce;
        ``mask`` and ``weeks`` are bit sets of slots and of week classes.
    paired
        Shape ``(n_parts,)``: the part takes both halves of a day or none.
    run
        Shape ``(n_parts,)``: the part may touch at most so many consecutive days (0: any).
    free
        Shape ``(n_parts,)``: the slots are chosen, not given from outside.
    variant, change
        Shapes ``(n_templates,)`` and ``(n_variants, n_locations, n_locations)``: an agent of
        variant v can go from location a to b between the halves of a day if
        ``change[v, a, b]``; asked only where one of the two parts is free.
    host_capacity, room_capacity
        Agents at one slot in one week class, shapes ``(n_hosts,)`` and ``(n_rooms,)``.
    """

    first: Ints
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
        return tuple(
            Part(
                int(self.host[k]),
                int(self.location[k]),
                int(self.room[k]),
                int(self.size[k]),
                int(self.mask[k]),
                int(self.weeks[k]),
                bool(self.paired[k]),
                int(self.run[k]),
                bool(self.free[k]),
            )
            for k in range(self.first[template], self.first[template + 1])
        )

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

    @cached_property
    def parts_at_host(self) -> dict[int, Ints]:
        """Part numbers at each host."""
        order = np.argsort(self.host, kind="stable")
        hosts, starts = np.unique(self.host[order], return_index=True)
        groups = np.split(order, starts[1:])
        return {int(host): group for host, group in zip(hosts, groups, strict=True)}

    @cached_property
    def template_of_part(self) -> Ints:
        """Template of each part, shape ``(n_parts,)``."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))


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
