"""Rows on the half-days that parts use in groups: at a supervisor, at a place, in a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..solvers.timetable import EVEN_SLOTS
from .compositions import popcount
from .halfdays import N_HALF_DAYS
from .kinds import Kinds
from .lists import ascending, grouped, spread_ranges

_SETS = 1 << N_HALF_DAYS


@dataclass(frozen=True)
class Table:
    """Rows ``sum amount <= upper`` by group, and what the kinds of parts use of them.

    Attributes
    ----------
    group, upper
        Shape ``(n_rows,)``.
    row, kind, amount
        Shape ``(n_uses,)``; ``kind`` by position among the kinds given.
    """

    group: NDArray[np.int64]
    upper: NDArray[np.int64]
    row: NDArray[np.int64]
    kind: NDArray[np.int64]
    amount: NDArray[np.int64]


def joined(tables: Sequence[Table]) -> Table:
    """Return the rows of several tables, those of a group together in the order of the tables."""
    group = np.concatenate([table.group for table in tables])
    order = np.argsort(group, kind="stable")
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    first = np.cumsum([0, *(len(table.group) for table in tables)])
    row = np.concatenate([table.row + k for table, k in zip(tables, first[:-1], strict=True)])
    return Table(
        group=group[order],
        upper=np.concatenate([table.upper for table in tables])[order],
        row=number[row],
        kind=np.concatenate([table.kind for table in tables]),
        amount=np.concatenate([table.amount for table in tables]),
    )


def given_rows(
    kinds: Kinds,
    chosen: NDArray[np.int64],
    group: NDArray[np.int64],
    capacity: NDArray[np.int64],
    taken: NDArray[np.int64],
) -> Table:
    """Return a row per group and half-day that more given parts use than there is capacity.

    Given is what uses every half-day that it may use.

    Parameters
    ----------
    chosen
        The kinds that count.
    group, taken
        Shape ``(n_kinds,)``: group of each kind, and how many parts are of it.
    capacity
        By group: parts at one half-day.
    """
    given = np.flatnonzero(_given(kinds.take(chosen)))
    bit = np.arange(N_HALF_DAYS)
    use = (kinds.mask[chosen[given], None] >> bit & 1).astype(bool)
    kind, half_day = np.nonzero(use)
    kind = given[kind]
    cell = group[chosen[kind]] * N_HALF_DAYS + half_day
    using = np.bincount(cell, weights=taken[chosen[kind]], minlength=len(capacity) * N_HALF_DAYS)
    full = using > np.repeat(capacity, N_HALF_DAYS)
    number = np.cumsum(full) - 1
    used = full[cell]
    of_group = np.flatnonzero(full) // N_HALF_DAYS
    ones = np.ones(int(used.sum()), np.int64)
    return Table(of_group, capacity[of_group], number[cell[used]], kind[used], ones)


def half_day_rows(
    kinds: Kinds,
    chosen: NDArray[np.int64],
    group: NDArray[np.int64],
    capacity: NDArray[np.int64],
) -> Table:
    """Return what the parts of a group use, at the least, of telling sets of half-days.

    For any set T of half-days, a part uses at least some number of T's half-days wherever it
    lies; together the parts use at most ``capacity * len(T)``. Each such row comes with its
    Chvátal-Gomory roundings by each amount. For the parameters see `given_rows`.
    """
    parts, group = kinds.take(chosen), group[chosen]
    lists = grouped(group, np.arange(len(parts)), len(capacity))
    key = _telling_sets(parts, group)
    of_group, wanted = np.divmod(key, _SETS)
    pair, kind = lists.spread(of_group)
    amount = least_use(parts.take(kind), wanted[pair])
    pair, kind, amount = pair[amount > 0], kind[amount > 0], amount[amount > 0]
    # One row for each pair of group and set that anything uses, one more for each rounding.
    most = int(amount.max(initial=1)) + 1
    available = capacity[of_group] * popcount(wanted)
    plain = ascending(pair) * most + 1
    divided = ascending(pair * most + amount)
    divided = divided[(divided % most > 1) & (available[divided // most] % (divided % most) != 0)]
    row_pair, divisor = np.divmod(np.sort(np.concatenate([plain, divided])), most)
    start = np.searchsorted(pair, np.arange(len(key) + 1))
    row, use = spread_ranges(start[row_pair], start[row_pair + 1])
    rounded = amount[use] // divisor[row]
    used = rounded > 0
    return Table(
        group=of_group[row_pair],
        upper=available[row_pair] // divisor,
        row=row[used],
        kind=kind[use[used]],
        amount=rounded[used],
    )


def _given(parts: Kinds) -> NDArray[np.bool_]:
    """Say which parts use every half-day they may use."""
    given: NDArray[np.bool_] = popcount(parts.mask) == parts.size
    return given


def _telling_sets(parts: Kinds, group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sets worth a row, as ``group * _SETS + set``, ascending.

    Telling sets are: all, the half-days of each kind of freely chosen part, and one half of
    each day (a part in whole days uses one per day; a given part, the halves that spoil a day).
    """
    n_groups = int(group.max(initial=-1)) + 1
    everything, days = np.zeros((2, n_groups), np.int64)
    np.bitwise_or.at(everything, group, parts.mask)
    np.bitwise_or.at(days, group[parts.paired], parts.mask[parts.paired])
    mornings = days & days >> 1 & EVEN_SLOTS
    found = [np.arange(n_groups) * _SETS + everything, np.arange(n_groups) * _SETS + mornings]
    chosen = ~_given(parts)
    found.append(group[chosen] * _SETS + parts.mask[chosen])
    single = ~parts.paired & (days[group] > 0)
    own, mask = group[single], parts.mask[single]
    afternoons_only = mask >> 1 & ~mask & mornings[own]
    halves = mornings[own] & ~afternoons_only | afternoons_only << 1
    found.append(own * _SETS + halves)
    keys = ascending(np.concatenate(found))
    result: NDArray[np.int64] = keys[keys % _SETS > 0]
    return result


def least_use(parts: Kinds, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
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
