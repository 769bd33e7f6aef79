"""Which compositions a student can have at all, nobody else being there.

Compositions alike in all that matters are decided once; most by counting, the rest by trying
patterns of half-days.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..solvers.timetable import EVEN_SLOTS, Part, patterns
from .compositions import Compositions, popcount
from .halfdays import N_HALF_DAYS
from .kinds import Kinds, distinct
from .lists import Whole

_ROWS = 1 << 20
_LARGEST_TABLE = 1 << 22
_N_DAYS = (N_HALF_DAYS + 1) // 2


def fits_alone(
    block: Compositions, site: NDArray[np.int64], noon: NDArray[np.bool_] | None
) -> NDArray[np.bool_]:
    """Say which compositions fit into the week.

    Parameters
    ----------
    site
        Shape ``(n_kinds,)``: site position of each kind.
    noon
        Whether one may change from site to site at noon; ``None``: everywhere.
    """
    kinds = block.kinds
    nowhere = np.zeros_like(kinds.place)
    alike, number = distinct(
        Kinds(
            nowhere,
            nowhere,
            kinds.size,
            kinds.mask,
            kinds.weeks,
            kinds.run,
            kinds.paired,
            kinds.free,
        )
    )
    verdicts = [np.zeros(0, bool)]
    for start in range(0, len(block), _ROWS):
        part = block.part[start : start + _ROWS]
        verdicts.append(_decide(alike, np.append(number, -1)[part], part, site, noon))
    return np.concatenate(verdicts)


def _decide(
    alike: Kinds,
    rows: NDArray[np.int32],
    part: NDArray[np.int32],
    site: NDArray[np.int64],
    noon: NDArray[np.bool_] | None,
) -> NDArray[np.bool_]:
    """Decide rows of kinds whose places no longer matter, and which changes are blocked."""
    pairs = _ordered_pairs(rows.shape[1])
    blocked = np.zeros((len(rows), len(pairs)), bool)
    for k, (a, b) in enumerate(pairs):
        if noon is None:
            break
        both = np.flatnonzero((part[:, a] >= 0) & (part[:, b] >= 0))
        one, other = rows[both, a], rows[both, b]
        sites = site[part[both, a]], site[part[both, b]]
        blocked[both, k] = (
            (sites[0] != sites[1])
            & (alike.free[one] | alike.free[other])
            & ((alike.weeks[one] & alike.weeks[other]) != 0)
            & ~noon[sites]
        )
    first, same = _alike(rows, blocked, len(alike))
    verdict: NDArray[np.bool_] = _verdicts(alike, rows[first], blocked[first])[same]
    return verdict


def _ordered_pairs(width: int) -> list[tuple[int, int]]:
    return [(a, b) for a in range(width) for b in range(width) if a != b]


def _alike(
    rows: NDArray[np.int32], blocked: NDArray[np.bool_], n_kinds: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return one of each sort of rows, and of which sort each row is."""
    key, size = np.zeros(len(rows), np.int64), 1
    for column, base in [(rows[:, c] + 1, n_kinds + 1) for c in range(rows.shape[1])] + [
        (blocked[:, c], 2) for c in range(blocked.shape[1])
    ]:
        if size * base >= 1 << 62:
            _, key = np.unique(key, return_inverse=True)
            size = len(rows)
        key, size = key * base + column, size * base
    if size > max(_LARGEST_TABLE, 4 * len(rows)):
        _, first, same = np.unique(key, return_index=True, return_inverse=True)
        return first, same
    at = np.full(size, -1, np.int64)
    at[key] = np.arange(len(key))
    found = np.flatnonzero(at >= 0)
    first = at[found]
    at[found] = np.arange(len(found))
    return first, at[key]


def _verdicts(
    alike: Kinds, rows: NDArray[np.int32], blocked: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Decide rows, none like another."""
    verdict = np.zeros(len(rows), bool)
    told = np.zeros(len(rows), bool)
    plain, paired = _plain(alike, rows)
    for decided, answer in (
        (plain & (paired | ~blocked.any(axis=1)), _by_counting),
        (plain & ~paired & _two_apart(rows, blocked), _on_days_apart),
    ):
        if decided.any():
            verdict[decided] = answer(alike, rows[decided])
            told |= decided
    for row in np.flatnonzero(~told).tolist():
        verdict[row] = _possible(_key(alike, rows[row]), tuple(blocked[row].tolist()))
    return verdict


def _plain(alike: Kinds, rows: NDArray[np.int32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say which rows have parts of one sort, without longest runs, that all share weeks."""
    there = rows >= 0
    paired = np.append(alike.paired, False)[rows]
    alike_parts = (np.append(alike.run, 0)[rows] == 0) & ((paired == paired[:, :1]) | ~there)
    plain: NDArray[np.bool_] = alike_parts.all(axis=1)
    weeks = np.append(alike.weeks, 0)[rows]
    for a, b in combinations(range(rows.shape[1]), 2):
        plain &= ((weeks[:, a] & weeks[:, b]) != 0) | ~there[:, a] | ~there[:, b]
    return plain, paired[:, 0]


def _by_counting(alike: Kinds, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Decide by Hall's theorem: any parts together find as many half-days as they need.

    Parts in whole days look for days.
    """
    paired = alike.paired
    days = alike.mask & alike.mask >> 1 & EVEN_SLOTS
    units = np.append(np.where(paired, days, alike.mask), 0)[rows]
    needed = np.append(np.where(paired, (alike.size + 1) // 2, alike.size), 0)[rows]
    odd = np.append(paired & (alike.size % 2 == 1), False)[rows]
    fits = np.ones(len(rows), bool)
    for column in odd.T:
        fits &= ~column
    columns = range(rows.shape[1])
    for count in range(1, rows.shape[1] + 1):
        for chosen in map(list, combinations(columns, count)):
            union: NDArray[np.int64] = np.bitwise_or.reduce(units[:, chosen], axis=1)
            fits &= popcount(union) >= needed[:, chosen].sum(axis=1)
    return fits


def _two_apart(rows: NDArray[np.int32], blocked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which rows have two parts that can never be on one day."""
    if rows.shape[1] < 2:
        return np.zeros(len(rows), bool)
    pairs = _ordered_pairs(rows.shape[1])
    both = blocked[:, pairs.index((0, 1))] & blocked[:, pairs.index((1, 0))]
    result: NDArray[np.bool_] = both & (rows[:, 2:] < 0).all(axis=1)
    return result


def _on_days_apart(alike: Kinds, rows: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Decide by trying which days are the first part's, the others being the second's."""
    one, other = rows[:, 0], rows[:, 1]
    fits = np.zeros(len(rows), bool)
    for days in range(1 << _N_DAYS):
        own = sum(3 << 2 * day for day in range(_N_DAYS) if days >> day & 1)
        enough = np.bitwise_count(alike.mask & own) >= alike.size
        beside = np.bitwise_count(alike.mask & ~own) >= alike.size
        fits |= enough[one] & beside[other]
    return fits


_Key = tuple[tuple[int, int, int, int, bool, bool], ...]


def _key(alike: Kinds, row: Whole) -> _Key:
    return tuple(
        (
            int(alike.size[k]),
            int(alike.mask[k]),
            int(alike.weeks[k]),
            int(alike.run[k]),
            bool(alike.paired[k]),
            bool(alike.free[k]),
        )
        for k in row[row >= 0].tolist()
    )


@lru_cache(maxsize=1 << 18)
def _possible(key: _Key, blocked: tuple[bool, ...]) -> bool:
    """Decide one sort of composition by trying patterns until one is found."""
    width = next(w for w in range(len(blocked) + 2) if w * (w - 1) == len(blocked) and w)
    flags = zip(_ordered_pairs(width), blocked, strict=True)
    parts = tuple(
        Part(k, k, -1, size, mask, weeks, paired, run, free)
        for k, (size, mask, weeks, run, paired, free) in enumerate(key)
    )
    apart = frozenset(pair for pair, flag in flags if flag)
    return next(patterns((parts, apart)), None) is not None
