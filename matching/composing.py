"""List the compositions of a programme that composes, over the places that may go together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compositions import Compositions, empty, popcount
from .entities import Programme
from .fitting import fits_alone
from .kinds import Kinds
from .lists import Lists, grouped

_ROWS = 1 << 20


@dataclass(frozen=True)
class Ground:
    """The places that one kind of student may combine, and what holds between them.

    Attributes
    ----------
    place, supervisor, site, mask
        Shape ``(n,)``; ``mask`` is the bit set of usable half-days.
    liberal
        Shape ``(n,)``: in private practice (else in a centre).
    noon
        Whether one may change from site to site at noon, by site position.
    together
        For each of the places, the later ones at which some student may be besides; ascending.
    """

    place: NDArray[np.int64]
    supervisor: NDArray[np.int64]
    site: NDArray[np.int64]
    mask: NDArray[np.int64]
    liberal: NDArray[np.bool_]
    noon: NDArray[np.bool_]
    together: Lists


def most_places(programme: Programme, total: int, at_one_supervisor: int) -> int:
    """Return how many places a composition has at the most.

    Parameters
    ----------
    at_one_supervisor
        The largest number of places of one supervisor.
    """
    most = max(1, total // max(1, programme.min_part))
    return min(most, programme.max_parts * max(1, at_one_supervisor))


def compose(
    programme: Programme,
    ground: Ground,
    total: int,
    weeks: int,
    *,
    noon: bool = True,
    touching: NDArray[np.bool_] | None = None,
) -> Compositions:
    """List all compositions of a programme over a ground.

    Parameters
    ----------
    total
        Half-days per week in all.
    weeks
        Week classes of the placement (bit set).
    noon
        Ask also that every change of site at noon is possible.
    touching
        List only those with one of these places, shape ``(n,)`` of the ground.
    """
    mask = _whole_days(ground.mask) if programme.whole_days else ground.mask
    usable = popcount(mask) >= programme.min_part
    blocks = []
    for members in _sets_of_places(programme, ground, usable, total):
        if touching is not None:
            members = members[touching[members].any(axis=1)]
        for sizes in _splits(programme, members.shape[1], total):
            for start in range(0, len(members), _ROWS):
                rows = members[start : start + _ROWS]
                rows = rows[_holds(programme, ground, mask, rows, sizes)]
                blocks.append((np.array(sizes) * len(mask) + rows).astype(np.int32))
    width = max((block.shape[1] for block in blocks), default=1)
    wide = [np.pad(b, ((0, 0), (0, width - b.shape[1])), constant_values=-1) for b in blocks]
    part = np.concatenate([np.zeros((0, width), np.int32), *wide])
    table = _of_kinds(programme, ground, mask, part, (total, weeks))
    site = ground.site[np.searchsorted(ground.place, table.kinds.place)]
    return table.take(fits_alone(table, site, ground.noon if noon else None))


def _of_kinds(
    programme: Programme,
    ground: Ground,
    mask: NDArray[np.int64],
    part: NDArray[np.int32],
    most: tuple[int, int],
) -> Compositions:
    """Return rows whose parts are given as ``size * n_places + place`` with numbers of kinds."""
    n_places, (total, weeks) = len(mask), most
    if not len(part):
        return empty(part.shape[1])
    used = np.zeros(n_places * (total + 1) + 1, bool)
    for column in range(part.shape[1]):
        used[part[:, column]] = True
    code = np.flatnonzero(used[:-1])
    number = np.full(len(used), -1, np.int32)
    number[code] = np.arange(len(code))
    size, place = np.divmod(code, n_places)
    shape = code.shape
    kinds = Kinds(
        place=ground.place[place],
        programme=np.zeros(shape, np.int64),
        size=size,
        mask=mask[place],
        weeks=np.full(shape, weeks, np.int64),
        run=np.full(shape, programme.max_run_days or 0, np.int64),
        paired=np.full(shape, programme.whole_days),
        free=np.ones(shape, bool),
    )
    for column in range(part.shape[1]):
        part[:, column] = number[part[:, column]]
    return Compositions(part, np.full(len(part), -1, np.int32), kinds)


def _whole_days(mask: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep only days of which both halves are there."""
    both = mask & mask >> 1 & 0x5555555555555555
    result: NDArray[np.int64] = both | both << 1
    return result


# -- sets of places -------------------------------------------------------------------------


def _sets_of_places(
    programme: Programme,
    ground: Ground,
    usable: NDArray[np.bool_],
    total: int,
) -> Iterator[NDArray[np.int64]]:
    """Yield arrays ``(n, k)`` of k = 1, 2 … places, ascending, that may go together."""
    members = np.flatnonzero(usable).reshape(-1, 1)
    at_one_supervisor = np.bincount(ground.supervisor[usable], minlength=1).max()
    most = most_places(programme, total, int(at_one_supervisor))
    extension = _Extension(programme, ground, usable)
    for _ in range(most):
        if not len(members):
            return
        yield members[_counts_hold(programme, ground, members)]
        members = extension.extended(members) if members.shape[1] < most else members[:0]


class _Extension:
    """Adds one place of a higher number to sets, where it goes with all members."""

    def __init__(self, programme: Programme, ground: Ground, usable: NDArray[np.bool_]) -> None:
        self.programme, self.ground, self.usable = programme, ground, usable
        self._pairs = np.repeat(np.arange(len(usable)), ground.together.lengths) * len(usable)
        self._pairs += ground.together.items
        n_supervisors = int(ground.supervisor.max(initial=-1)) + 1
        self._of_supervisor = grouped(ground.supervisor, np.arange(len(usable)), n_supervisors)

    def extended(self, members: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return all sets of one place more."""
        blocks = [np.zeros((0, members.shape[1] + 1), np.int64)]
        for start in range(0, len(members), _ROWS):
            chunk = members[start : start + _ROWS]
            full = _distinct(self.ground.supervisor[chunk]) >= self.programme.max_parts
            found = np.concatenate([self._by_any(chunk[~full]), self._by_own(chunk[full])])
            blocks.append(found[np.lexsort(found.T[::-1])] if full.any() else found)
        return np.concatenate(blocks)

    def _by_any(self, members: NDArray[np.int64]) -> NDArray[np.int64]:
        asker, added = self.ground.together.spread(members[:, -1])
        return self._kept(members[asker], added, members.shape[1] - 1)

    def _by_own(self, members: NDArray[np.int64]) -> NDArray[np.int64]:
        """Add further places of supervisors who are in already."""
        asker, added = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        supervisor = self.ground.supervisor[members]
        several = self._of_supervisor.lengths > 1
        for column in range(members.shape[1]):
            first = ~(supervisor[:, :column] == supervisor[:, [column]]).any(axis=1)
            asking = np.flatnonzero(first & several[supervisor[:, column]])
            index, place = self._of_supervisor.spread(supervisor[asking, column])
            asker.append(asking[index])
            added.append(place)
        return self._kept(members[np.concatenate(asker)], np.concatenate(added), members.shape[1])

    def _kept(
        self, members: NDArray[np.int64], added: NDArray[np.int64], to_test: int
    ) -> NDArray[np.int64]:
        """Join places to sets where they are usable, later, and go with the first members."""
        good = self.usable[added] & (added > members[:, -1])
        members, added = members[good], added[good]
        for column in range(to_test):
            wanted = members[:, column] * len(self.usable) + added
            at = np.minimum(np.searchsorted(self._pairs, wanted), len(self._pairs) - 1)
            good = self._pairs[at] == wanted if len(self._pairs) else np.zeros(len(wanted), bool)
            members, added = members[good], added[good]
        found = np.column_stack([members, added])
        programme = self.programme
        found = found[_distinct(self.ground.supervisor[found]) <= programme.max_parts]
        if programme.max_sites is not None:
            found = found[_distinct(self.ground.site[found]) <= programme.max_sites]
        return found


def _distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count distinct entries of each row."""
    count = np.ones(len(values), np.int64)
    for column in range(1, values.shape[1]):
        fresh = np.ones(len(values), bool)
        for earlier in range(column):
            fresh &= values[:, column] != values[:, earlier]
        count += fresh
    return count


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


# -- half-days at each ----------------------------------------------------------------------


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
) -> NDArray[np.bool_]:
    """Say which sets of places hold a split: presence, no overlap by count, the mix."""
    size = np.array(sizes)
    at = mask[members]
    holds: NDArray[np.bool_] = np.all(popcount(at) >= size, axis=1)
    holds &= popcount(np.bitwise_or.reduce(at, axis=1)) >= size.sum()
    liberal = (ground.liberal[members] * size).sum(axis=1)
    holds &= liberal >= programme.min_liberal
    holds &= size.sum() - liberal >= programme.min_centre
    return holds
