"""Rows for supervisors and rooms: what may be placed there at all, half-days left aside.

These rows are implied by the timetable and tighten the relaxation: students at any time,
limits per programme, half-days available, whole days available, rooms. Where half-days are
given rather than chosen, the rows are per half-day and exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..solvers.timetable import EVEN_SLOTS
from .bundles import Bundles, Market
from .compositions import popcount
from .model import Rows


@dataclass(frozen=True)
class Parts:
    """The parts of all compositions, flat: shape ``(n_parts,)`` each."""

    template: NDArray[np.int64]
    place: NDArray[np.int64]
    supervisor: NDArray[np.int64]
    site: NDArray[np.int64]
    programme: NDArray[np.int64]
    size: NDArray[np.int64]
    mask: NDArray[np.int64]
    weeks: NDArray[np.int64]
    paired: NDArray[np.bool_]

    @property
    def given(self) -> NDArray[np.bool_]:
        """Parts that use every half-day they may use."""
        fixed: NDArray[np.bool_] = popcount(self.mask) == self.size
        return fixed

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Parts:
        """Return some of the parts."""
        return Parts(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def flat_parts(market: Market, bundles: Bundles) -> Parts:
    """List the parts of all compositions."""
    table = bundles.compositions
    row, column = np.nonzero(table.place >= 0)
    place = table.place[row, column]
    return Parts(
        template=row,
        place=place,
        supervisor=market.places.supervisor[place],
        site=market.places.site[place],
        programme=bundles.programme[row],
        size=table.size[row, column],
        mask=table.mask[row, column],
        weeks=table.weeks[row, column],
        paired=table.paired[row, column],
    )


def add_capacity(market: Market, bundles: Bundles, rows: Rows) -> None:
    """Add the rows of supervisors and rooms, for every class of weeks."""
    parts = flat_parts(market, bundles)
    for week in range(market.weeks.n_classes):
        now = parts.take((parts.weeks >> week & 1).astype(bool))
        _add_students(market, now, rows)
        for group in _groups(now, now.supervisor):
            capacity = market.semester.supervisors[int(group.supervisor[0])].max_at_once
            label = market.semester.supervisors[int(group.supervisor[0])].supervisor_id
            _add_given(rows, f"half-day:{label}", group, capacity)
        for group in _groups(now, now.place):
            supervisor = market.semester.supervisors[int(group.supervisor[0])]
            label = f"half-days:{supervisor.supervisor_id}"
            _add_half_days(rows, label, group, supervisor.max_at_once)
        _add_rooms(market, now, rows)


def _groups(parts: Parts, key: NDArray[np.int64]) -> Iterator[Parts]:
    """Yield the parts by key, ascending."""
    order = np.argsort(key, kind="stable")
    ends = np.flatnonzero(np.r_[key[order][1:] != key[order][:-1], True][: len(order)]) + 1
    start = 0
    for end in ends.tolist():
        yield parts.take(order[start:end])
        start = end


def _use_once(rows: Rows, row: int, templates: NDArray[np.int64]) -> None:
    distinct = np.unique(templates)
    rows.use(row, distinct, np.ones(len(distinct), np.int64))


def _use_summed(
    rows: Rows, row: int, templates: NDArray[np.int64], amounts: NDArray[np.int64]
) -> None:
    distinct, position = np.unique(templates, return_inverse=True)
    total = np.bincount(position.reshape(-1), weights=amounts).astype(np.int64)
    rows.use(row, distinct, total)


def _add_students(market: Market, now: Parts, rows: Rows) -> None:
    """Add the limits on students at any time, over all programmes and per programme."""
    numbers = {p.programme_id: k for k, p in enumerate(market.semester.programmes)}
    for group in _groups(now, now.supervisor):
        supervisor = market.semester.supervisors[int(group.supervisor[0])]
        name = supervisor.supervisor_id
        _use_once(rows, rows.add(f"students:{name}", upper=supervisor.max_students), group.template)
        for programme, limit in sorted(supervisor.limits.items()):
            of_programme = group.programme == numbers.get(programme, -1)
            if of_programme.any():
                row = rows.add(f"limit:{name}:{programme}", upper=limit)
                _use_once(rows, row, group.template[of_programme])


def _add_given(rows: Rows, label: str, group: Parts, capacity: int) -> None:
    """Add a row per half-day for the parts whose half-days are given."""
    given = group.take(group.given)
    for half_day in _bits(int(np.bitwise_or.reduce(given.mask, initial=0))):
        using = given.template[(given.mask >> half_day & 1).astype(bool)]
        if len(using) > capacity:
            ones = np.ones(len(using), np.int64)
            _use_summed(rows, rows.add(label, upper=capacity), using, ones)


def _add_half_days(rows: Rows, label: str, group: Parts, capacity: int) -> None:
    """Add what the parts at a place use, at the least, of telling sets of half-days.

    For any set T of half-days, a part uses at least some number of T's half-days wherever it
    lies; together the parts use at most ``capacity * len(T)``. Telling sets are: all, the
    half-days of each kind of freely chosen part, and one half of each day (a part in whole
    days uses one per day; a given part, the halves that spoil a day).
    """
    for chosen in _telling_sets(group):
        amount = least_use(group, chosen)
        if amount.any():
            _add_rounded(rows, label, group, amount, capacity * chosen.bit_count())


def _telling_sets(group: Parts) -> list[int]:
    sets = {int(np.bitwise_or.reduce(group.mask, initial=0))}
    sets |= {int(mask) for mask in np.unique(group.mask[~group.given])}
    if group.paired.any():
        days = int(np.bitwise_or.reduce(group.mask[group.paired]))
        mornings = days & days >> 1 & EVEN_SLOTS
        sets.add(mornings)
        for given in np.unique(group.mask[~group.paired]).tolist():
            afternoons_only = given >> 1 & ~given & mornings
            sets.add(mornings & ~afternoons_only | afternoons_only << 1)
    return sorted(sets - {0})


def least_use(parts: Parts, chosen: int) -> NDArray[np.int64]:
    """Return how many half-days of a set each part uses at the least, shape ``(n_parts,)``."""
    outside = popcount(parts.mask & ~chosen)
    free = np.maximum(parts.size - outside, 0)
    both = parts.mask & parts.mask >> 1 & EVEN_SLOTS
    inside = (chosen & EVEN_SLOTS, chosen >> 1 & EVEN_SLOTS)
    none = popcount(both & ~inside[0] & ~inside[1])
    two = popcount(both & inside[0] & inside[1])
    days = parts.size // 2
    spared = np.minimum(days, none)
    single = np.minimum(days - spared, popcount(both) - none - two)
    paired = single + 2 * (days - spared - single)
    least: NDArray[np.int64] = np.where(parts.paired, paired, free)
    return least


def _add_rounded(
    rows: Rows, label: str, parts: Parts, amount: NDArray[np.int64], available: int
) -> None:
    """Add ``sum amount <= available`` and its Chvátal-Gomory roundings by each amount."""
    _use_summed(rows, rows.add(label, upper=available), parts.template, amount)
    for divisor in np.unique(amount).tolist():
        if divisor > 1 and available % divisor:
            row = rows.add(label, upper=available // divisor)
            _use_summed(rows, row, parts.template, amount // divisor)


def _add_rooms(market: Market, now: Parts, rows: Rows) -> None:
    """Add consulting rooms: half-days in all, and per half-day where they are given."""
    needs_room = np.array([p.needs_room for p in market.semester.programmes], dtype=bool)
    using = now.take(needs_room[now.programme])
    for group in _groups(using, using.site):
        site = market.semester.sites[int(group.site[0])]
        if site.rooms is None:
            continue
        label = f"rooms:{site.site_id}"
        _add_given(rows, label, group, site.rooms)
        _add_half_days(rows, label, group, site.rooms)


def _bits(mask: int) -> Iterator[int]:
    return (bit for bit in range(mask.bit_length()) if mask >> bit & 1)
