"""Compositions: which places can make up a placement together, and how many half-days at each.

One row per composition and size split, as arrays; the half-days themselves are chosen later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..solvers.timetable import Part, patterns
from .entities import Programme

_Entry = TypeVar("_Entry", bound=np.generic)

NOBODY = -1
"""Pads the rows of compositions with fewer parts than the widest."""


@dataclass(frozen=True)
class Compositions:
    """Rows of parts; ``place`` is `NOBODY` and the rest 0 beyond a row's last part.

    Attributes
    ----------
    place, size, mask, weeks, run
        Shape ``(n, width)``: place number, half-days per week, half-days that may be used (bit
        set), week classes (bit set), longest run of days (0: any).
    paired, free
        Shape ``(n, width)``: in whole days; half-days chosen rather than given.
    offer
        Shape ``(n,)``: position of the offer, or -1.
    """

    place: NDArray[np.int64]
    size: NDArray[np.int64]
    mask: NDArray[np.int64]
    weeks: NDArray[np.int64]
    run: NDArray[np.int64]
    paired: NDArray[np.bool_]
    free: NDArray[np.bool_]
    offer: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.place)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Compositions:
        """Return some of the rows."""
        return Compositions(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def widened(self, width: int) -> Compositions:
        """Return the same rows padded to a width."""
        missing = width - self.place.shape[1]
        if missing <= 0:
            return self

        def pad(array: NDArray[_Entry], value: int = 0) -> NDArray[_Entry]:
            return np.pad(array, ((0, 0), (0, missing)), constant_values=value)

        return replace(
            self,
            place=pad(self.place, NOBODY),
            size=pad(self.size),
            mask=pad(self.mask),
            weeks=pad(self.weeks),
            run=pad(self.run),
            paired=pad(self.paired),
            free=pad(self.free),
        )


def concatenated(blocks: list[Compositions]) -> Compositions:
    """Stack blocks of compositions, padded to the widest."""
    width = max((b.place.shape[1] for b in blocks), default=1)
    wide = [b.widened(width) for b in blocks] or [empty(width)]
    names = Compositions.__dataclass_fields__
    return Compositions(*(np.concatenate([getattr(b, name) for b in wide]) for name in names))


def empty(width: int) -> Compositions:
    """Return no compositions at all."""
    whole = np.zeros((0, width), np.int64)
    flags = np.zeros((0, width), bool)
    return Compositions(whole, whole, whole, whole, whole, flags, flags, np.zeros(0, np.int64))


@dataclass(frozen=True)
class Ground:
    """The places that one kind of student may combine, and what holds between them.

    Attributes
    ----------
    place, supervisor, site, mask
        Shape ``(n,)``; ``mask`` is the bit set of usable half-days.
    liberal
        Shape ``(n,)``: in private practice (else in a centre).
    km
        Kilometres between sites, by site position.
    noon
        Whether one may change from site to site at noon, by site position.
    together
        Shape ``(n, n)``: some student may be at both places.
    """

    place: NDArray[np.int64]
    supervisor: NDArray[np.int64]
    site: NDArray[np.int64]
    mask: NDArray[np.int64]
    liberal: NDArray[np.bool_]
    km: NDArray[np.float64]
    noon: NDArray[np.bool_]
    together: NDArray[np.bool_]


@dataclass(frozen=True)
class Rules:
    """Which groups of rules a composition has to keep; all of them, but to explain."""

    mix: bool = True
    parts: bool = True
    between: bool = True
    noon: bool = True


def compose(
    programme: Programme,
    ground: Ground,
    total: int,
    weeks: int,
    rules: Rules = Rules(),
) -> Compositions:
    """List all compositions of a programme over a ground.

    Parameters
    ----------
    total
        Half-days per week in all.
    weeks
        Week classes of the placement (bit set).
    """
    mask = _whole_days(ground.mask) if programme.whole_days else ground.mask
    usable = np.flatnonzero(popcount(mask) >= programme.min_part)
    blocks = []
    for members in _sets_of_places(programme, ground, usable, total, rules):
        for sizes in _splits(programme, members.shape[1], total):
            rows = members[_holds(programme, ground, mask, members, sizes, rules)]
            block = _block(programme, ground, mask, rows, sizes, weeks)
            changes = ground.noon if rules.noon else np.ones_like(ground.noon)
            blocks.append(block.take(fits_alone(block, ground.site[rows], changes)))
    return concatenated(blocks)


def _whole_days(mask: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep only days of which both halves are there."""
    both = mask & mask >> 1 & 0x5555555555555555
    result: NDArray[np.int64] = both | both << 1
    return result


def popcount(mask: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the bits of each entry."""
    counts: NDArray[np.int64] = np.bitwise_count(mask).astype(np.int64)
    return counts


def _sets_of_places(
    programme: Programme,
    ground: Ground,
    usable: NDArray[np.int64],
    total: int,
    rules: Rules,
) -> Iterator[NDArray[np.int64]]:
    """Yield arrays ``(n, k)`` of k = 1, 2 … places, ascending, that may go together."""
    pair = ground.together & (ground.place[:, None] != ground.place[None, :])
    if rules.between and programme.max_km is not None:
        apart = ground.km[np.ix_(ground.site, ground.site)] > programme.max_km
        pair = pair & ~(apart & (ground.site[:, None] != ground.site[None, :]))
    members = usable.reshape(-1, 1)
    most = max(1, total // max(1, programme.min_part))
    for _ in range(most):
        if not len(members):
            return
        yield members[_counts_hold(programme, ground, members)] if rules.parts else members
        members = _extended(members, usable, pair)
        if rules.parts:
            members = members[_distinct(ground.supervisor[members]) <= programme.max_parts]
            if programme.max_sites is not None:
                members = members[_distinct(ground.site[members]) <= programme.max_sites]


def _extended(
    members: NDArray[np.int64], usable: NDArray[np.int64], pair: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Add one place of a higher number to each set, where it goes with all members."""
    blocks = []
    for start in range(0, len(members), 4096):
        chunk = members[start : start + 4096]
        fits = np.all(pair[chunk], axis=1)[:, usable] & (usable[None, :] > chunk[:, -1:])
        row, column = np.nonzero(fits)
        blocks.append(np.column_stack([chunk[row], usable[column]]))
    return np.concatenate(blocks) if blocks else np.zeros((0, members.shape[1] + 1), np.int64)


def _distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count distinct entries of each row."""
    ordered = np.sort(values, axis=1)
    changes: NDArray[np.int64] = (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1) + 1
    return changes


def _counts_hold(
    programme: Programme, ground: Ground, members: NDArray[np.int64]
) -> NDArray[np.bool_]:
    supervisors, sites = _distinct(ground.supervisor[members]), _distinct(ground.site[members])
    holds = (supervisors >= programme.min_parts) & (supervisors <= programme.max_parts)
    if programme.min_sites is not None:
        holds &= sites >= programme.min_sites
    if programme.max_sites is not None:
        holds &= sites <= programme.max_sites
    return holds


def _splits(programme: Programme, parts: int, total: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways to split half-days over parts, each at least the programme's minimum."""
    step = 2 if programme.whole_days else 1

    def split(left: int, remaining: int) -> Iterator[tuple[int, ...]]:
        least = max(1, programme.min_part)
        if left == 1:
            if remaining >= least and remaining % step == 0:
                yield (remaining,)
            return
        for first in range(least, remaining - least * (left - 1) + 1):
            if first % step == 0:
                for rest in split(left - 1, remaining - first):
                    yield (first, *rest)

    return split(parts, total)


def _holds(
    programme: Programme,
    ground: Ground,
    mask: NDArray[np.int64],
    members: NDArray[np.int64],
    sizes: tuple[int, ...],
    rules: Rules,
) -> NDArray[np.bool_]:
    """Say which sets of places hold a split: presence, no overlap by count, the mix."""
    size = np.array(sizes)
    at = mask[members]
    holds: NDArray[np.bool_] = np.all(popcount(at) >= size, axis=1)
    holds &= popcount(np.bitwise_or.reduce(at, axis=1)) >= size.sum()
    if rules.mix:
        liberal = (ground.liberal[members] * size).sum(axis=1)
        holds &= liberal >= programme.min_liberal
        holds &= size.sum() - liberal >= programme.min_centre
    return holds


def _block(
    programme: Programme,
    ground: Ground,
    mask: NDArray[np.int64],
    rows: NDArray[np.int64],
    sizes: tuple[int, ...],
    weeks: int,
) -> Compositions:
    shape = rows.shape
    return Compositions(
        place=ground.place[rows],
        size=np.broadcast_to(np.array(sizes, dtype=np.int64), shape).copy(),
        mask=mask[rows],
        weeks=np.full(shape, weeks, np.int64),
        run=np.full(shape, programme.max_run_days or 0, np.int64),
        paired=np.full(shape, programme.whole_days),
        free=np.ones(shape, bool),
        offer=np.full(shape[0], -1, np.int64),
    )


def fits_alone(
    block: Compositions, site: NDArray[np.int64], noon: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Say which compositions a student can have at all, nobody else being there.

    Parameters
    ----------
    site
        Shape ``(n, width)``: site position of each part.
    noon
        Whether one may change from site to site at noon.

    Notes
    -----
    Compositions alike in all that matters are decided once.
    """
    if not len(block):
        return np.zeros(0, bool)
    width = block.place.shape[1]
    blocked = [
        (block.place[:, a] >= 0)
        & (block.place[:, b] >= 0)
        & (site[:, a] != site[:, b])
        & (block.free[:, a] | block.free[:, b])
        & ((block.weeks[:, a] & block.weeks[:, b]) != 0)
        & ~noon[site[:, a], site[:, b]]
        for a in range(width)
        for b in range(width)
        if a != b
    ]
    columns = [block.size, block.mask, block.weeks, block.run, block.paired, block.free]
    keys = np.column_stack([*columns, *(flag.astype(np.int64) for flag in blocked)])
    alike, inverse = np.unique(keys, axis=0, return_inverse=True)
    verdicts = np.array([_possible(tuple(key.tolist()), width) for key in alike])
    result: NDArray[np.bool_] = verdicts[inverse.reshape(-1)]
    return result


@lru_cache(maxsize=1 << 18)
def _possible(key: tuple[int, ...], width: int) -> bool:
    """Decide one kind of composition by trying patterns until one is found."""
    size, mask, weeks, run, paired, free = (key[k * width : (k + 1) * width] for k in range(6))
    flags = iter(key[6 * width :])
    pairs = [(a, b) for a in range(width) for b in range(width) if a != b]
    blocked = frozenset(pair for pair, flag in zip(pairs, flags, strict=True) if flag)
    parts = tuple(
        Part(k, k, -1, size[k], mask[k], weeks[k], bool(paired[k]), run[k], bool(free[k]))
        for k in range(width)
    )
    return next(patterns((parts, blocked)), None) is not None
