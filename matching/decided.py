"""Tier values where nothing is left to choose: all students settled so far are settled for good.

Programmes whose students choose or are matched have no objective; what their placements are worth
in the tiers is told all the same. Value and bound are the same number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Market
from .checking.scopes import in_scope
from .entities import Quota
from .need import zones
from .settled import Settled
from .valuation import Valuation

Values = dict[str, tuple[int, ...]]
"""By tier; classes are numbers, as in the core."""


@dataclass(frozen=True)
class Shortfalls:
    """What is missed: ``soft`` in all, and by hard minimum quota what it lacks."""

    soft: int
    hard: dict[str, int]


def decided_values(
    market: Market,
    own: Bundles,
    worth: Valuation,
    seen: NDArray[np.int64],
    floors: int,
    names: Sequence[str],
) -> Values:
    """Return the values of tiers.

    Parameters
    ----------
    own
        One bundle per settled student.
    seen
        Students (positions) of all programmes so far, placed or not.
    floors
        What soft minimums and maximums lack in all.
    """
    return {name: _value(market, own, worth, seen, floors, name) for name in names}


def _value(
    market: Market,
    own: Bundles,
    worth: Valuation,
    seen: NDArray[np.int64],
    floors: int,
    name: str,
) -> tuple[int, ...]:
    match name:
        case "placed":
            programmes = market.semester.programme
            everyone = [programmes[s.programme_id].everyone for s in market.semester.students]
            return (int(np.array(everyone, bool)[own.student].sum()),)
        case "floors":
            return (floors,)
        case "worst_off" | "generous" | "greedy":
            return _classes(market, own, worth, seen, name)
        case "balance":
            return (_balance(market, own),)
        case _:
            return (int(getattr(worth, name).astype(np.int64).sum()),)


def _classes(
    market: Market, own: Bundles, worth: Valuation, seen: NDArray[np.int64], name: str
) -> tuple[int, ...]:
    level, count = np.unique(worth.level[worth.level > 0], return_counts=True)
    pairs = [int(n) for pair in zip(level.tolist(), count.tolist(), strict=True) for n in pair]
    if name == "greedy":
        return tuple(pairs)
    wishing = seen[market.wishes.last[seen] > 0]
    worst_first = [n for k in range(len(level) - 1, -1, -1) for n in pairs[2 * k : 2 * k + 2]]
    depth = market.semester.settings.worst_off_depth if name == "worst_off" else len(level)
    return (int((~np.isin(wishing, own.student)).sum()), *worst_first[: 2 * depth])


def _balance(market: Market, own: Bundles) -> int:
    table = own.compositions
    part = table.part[own.composition]
    row, column = np.nonzero(part >= 0)
    host = market.places.supervisor[table.kinds.place[part[row, column]]]
    pairs = np.unique(own.student[row].astype(np.int64) * (len(market.places.site) + 1) + host)
    number = np.bincount(pairs % (len(market.places.site) + 1))
    return int((number.astype(np.int64) ** 2).sum())


def shortfalls(
    market: Market, settled: Settled, programmes: frozenset[str], *, last_order: bool
) -> Shortfalls:
    """Return what minimums, seats that should be filled and soft maximums miss.

    Parameters
    ----------
    programmes
        Programmes settled so far: their minimums bind.
    last_order
        Whether all students are in: minimums without a programme bind only then.
    """
    semester = market.semester
    taken = np.zeros(len(semester.offers), np.int64)
    for student, fixed in settled.rows.items():
        if fixed.offer >= 0 and semester.students[student].surnombre is None:
            taken[fixed.offer] += 1
    soft = sum(
        max(0, offer.min_seats - int(taken[number]))
        for number, offer in enumerate(semester.offers)
        if offer.min_seats and offer.open and offer.programme_id in programmes
    )
    usage, hard = _Usage(market, settled), {}
    for quota in semester.quotas:
        binds = last_order if quota.programme_id is None else quota.programme_id in programmes
        minimum = (quota.min_count or 0) if binds else 0
        if not minimum and (quota.max_count is None or quota.hard_max):
            continue
        used = usage.of(quota)
        if used < minimum and quota.hard_min:
            hard[quota.quota_id] = minimum - used
        else:
            soft += max(0, minimum - used)
        if quota.max_count is not None and not quota.hard_max:
            soft += max(0, used - quota.max_count)
    return Shortfalls(soft, hard)


class _Usage:
    """What settled students use of quotas."""

    def __init__(self, market: Market, settled: Settled) -> None:
        self.market, self.zone = market, zones(market.semester)
        lines = [
            (student, int(programme), int(site), int(size))
            for student, fixed in settled.rows.items()
            for programme, site, size in zip(
                fixed.kinds.programme,
                market.places.site[fixed.kinds.place],
                fixed.kinds.size,
                strict=True,
            )
        ]
        self.student, self.programme, self.site, self.size = (
            np.array(lines, np.int64).reshape(-1, 4).T
        )
        self._sites = [site.site_id for site in market.semester.sites]

    def of(self, quota: Quota) -> int:
        """Return the students, or half-days, in a quota's scope."""
        inside = np.zeros(len(self.site), bool)
        for number, programme in enumerate(self.market.semester.programmes):
            if quota.programme_id in (None, programme.programme_id):
                scope = in_scope(self.market.semester, quota, programme.profession, self.zone)
                there = np.array([name in scope for name in self._sites], bool)
                inside |= (self.programme == number) & there[self.site]
        if quota.unit == "students":
            return len(np.unique(self.student[inside]))
        return int(self.size[inside].sum())
