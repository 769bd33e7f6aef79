"""Rows for linked students: at the same territories together, or none of them has a place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Market
from .lists import Whole, grouped
from .rows import Rows


def add_links(market: Market, bundles: Bundles, rows: Rows, newcomers: NDArray[np.int64]) -> None:
    """Let linked students have the same set of territories, or none of them a place.

    For each set of territories, as many of one member's bundles are chosen as of the next
    member's: none or one.
    """
    where = _Whereabouts(market, bundles)
    for link, members in sorted(_linked(market, newcomers).items()):
        by_set = [where.by_territories(member) for member in members]
        common = _common(by_set)
        never = rows.add(f"link:{link}", upper=0)
        for sets in by_set:
            for key in sorted(sets.keys() - common):
                rows.use_by_bundles(never, sets[key], 1)
        for first, second in pairwise(by_set):
            for key in sorted(common):
                row = rows.add(f"link:{link}", lower=0, upper=0)
                rows.use_by_bundles(row, first[key], 1)
                rows.use_by_bundles(row, second[key], -1)
        programmes = {market.semester.students[member].programme_id for member in members}
        for key in sorted(common):
            _add_linked_hosts(where, rows, link, [sets[key] for sets in by_set], programmes)


Territories = tuple[str, ...]
"""The territories of a placement, sorted."""


class _Whereabouts:
    """Supervisors and territories of bundles."""

    def __init__(self, market: Market, bundles: Bundles) -> None:
        self.market, self.bundles = market, bundles
        place = bundles.compositions.kinds.place
        self._host = np.append(market.places.supervisor[place], -1)
        self._weeks = np.append(bundles.compositions.kinds.weeks, 0)
        self._site = np.append(market.places.site[place], -1)
        self._territory = [s.territory_id for s in market.semester.sites]

    def hosts(self, which: Whole, week: int) -> NDArray[np.int64]:
        """Return the supervisors of bundles in a class of weeks, shape ``(n, width)``.

        -1 beyond the last part, and where a part is in other weeks.
        """
        part = self.bundles.compositions.part[self.bundles.composition[which]]
        return np.where(self._weeks[part] >> week & 1, self._host[part], -1)

    def weeks(self, members: Sequence[Whole]) -> list[int]:
        """Return one of all classes of weeks in which bundles have the same parts."""
        rows = np.concatenate([self.bundles.composition[own] for own in members])
        masks = np.unique(self._weeks[self.bundles.compositions.part[rows]]).tolist()
        patterns = {
            tuple(mask >> week & 1 for mask in masks): week
            for week in reversed(range(self.market.weeks.n_classes))
        }
        return sorted(patterns.values())

    def by_territories(self, student: int) -> dict[Territories, Whole]:
        """Group a student's bundles by their set of territories."""
        own = self.bundles.own(student)
        sites = self._site[self.bundles.compositions.part[self.bundles.composition[own]]]
        sets: dict[Territories, int] = {}
        of_sites: dict[tuple[int, ...], int] = {}
        number = []
        for at in map(tuple, sites.tolist()):
            if at not in of_sites:
                key = tuple(sorted({self._territory[site] for site in at if site >= 0}))
                of_sites[at] = sets.setdefault(key, len(sets))
            number.append(of_sites[at])
        numbers = np.array(number, np.int64)
        lists = grouped(numbers, np.arange(own.start, own.stop), len(sets))
        return {key: lists[k] for k, key in enumerate(sets)}


def _add_linked_hosts(
    where: _Whereabouts, rows: Rows, link: str, members: list[Whole], programmes: set[str]
) -> None:
    """Let linked students together be at a supervisor no more often than it has room.

    Implied by whole choices; it keeps the relaxation from placing half of each member there.
    ``members`` are their bundles at one set of territories: they are chosen all or none.
    """
    for week in where.weeks(members):
        _add_linked_hosts_in(where, rows, link, members, programmes, week)


def _add_linked_hosts_in(
    where: _Whereabouts,
    rows: Rows,
    link: str,
    members: list[Whole],
    programmes: set[str],
    week: int,
) -> None:
    hosts = [where.hosts(own, week) for own in members]
    able = Counter(number for there in hosts for number in set(there.ravel().tolist()))
    for number in sorted(able.keys() - {-1}):
        host = where.market.semester.supervisors[number]
        most = host.max_students
        if len(programmes) == 1:
            most = min(most, host.limits.get(next(iter(programmes)), most))
        if able[number] > most:
            row = rows.add(f"link:{link}", upper=0)
            for own, there in zip(members, hosts, strict=True):
                rows.use_by_bundles(row, own[(there == number).any(axis=1)], 1)
            rows.use_by_bundles(row, members[0], -most)


def linked_territories(
    market: Market, bundles: Bundles, newcomers: NDArray[np.int64]
) -> dict[str, int]:
    """Count, by link, the sets of territories at which all its members could be placed."""
    where = _Whereabouts(market, bundles)
    return {
        link: len(_common([where.by_territories(member) for member in members]))
        for link, members in _linked(market, newcomers).items()
    }


def _common(by_set: Sequence[Mapping[Territories, Whole]]) -> frozenset[Territories]:
    """Return the sets of territories that all have."""
    return frozenset[Territories].intersection(*(frozenset(sets) for sets in by_set))


def _linked(market: Market, newcomers: NDArray[np.int64]) -> dict[str, list[int]]:
    """Return the members of each link, by position.

    A member without any bundle is one too: it keeps the others from a place.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for number in newcomers.tolist():
        link = market.semester.students[number].link_id
        if link is not None:
            groups[link].append(number)
    return groups
