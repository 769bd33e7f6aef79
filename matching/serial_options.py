"""What each student likes best: bundles in the order in which they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from heapq import merge

import numpy as np
from numpy.typing import NDArray

from ..solvers.timetable import patterns
from .bundles import Bundles
from .halfdays import half_days_of
from .lists import starts
from .market import Market
from .serial_uses import Uses
from .valuation import Valuation

Masks = tuple[int, ...]
Key = tuple[tuple[tuple[int, ...], ...], tuple[int, ...], int]
Pick = tuple[int, Masks]
"""A bundle with the half-days of each of its parts (bit sets), in the bundle's order."""

_MOST_PAIRS = 1 << 22
"""Journeys worked out at once."""


class Options:
    """Bundles of students in the order of choice.

    By wish rank, then half-days times minutes, then offer_id or supervisor_ids; where these
    are equal by half-days, part by part in the order of supervisor and site, then sites, then
    where the student is housed.
    """

    def __init__(self, market: Market, own: Bundles, worth: Valuation, uses: Uses) -> None:
        self.market, self.own, self.uses = market, own, uses
        columns = _columns(market, own, worth)
        order = np.lexsort(columns[::-1]) if len(own.student) else np.zeros(0, np.int64)
        fresh = np.ones(len(order), bool)
        fresh[1:] = False
        for column in columns:
            fresh[1:] |= column[order][1:] != column[order][:-1]
        self._order, self._fresh = order, fresh
        self._start = starts(own.student, len(market.semester.students))

    def of(self, student: int) -> Iterator[Pick]:
        """Yield a student's bundles, best first, with all half-days that are free for them."""
        span = slice(int(self._start[student]), int(self._start[student + 1]))
        alike: list[int] = []
        for bundle, fresh in zip(
            self._order[span].tolist(), self._fresh[span].tolist(), strict=True
        ):
            if fresh and alike:
                yield from self._merged(alike)
                alike = []
            alike.append(bundle)
        yield from self._merged(alike)

    def _merged(self, alike: list[int]) -> Iterator[Pick]:
        """Yield bundles that only their half-days, sites and housing tell apart."""
        if len(alike) == 1:
            yield from ((alike[0], masks) for masks in self._patterns(alike[0]))
            return
        yield from (pick for _, pick in merge(*map(self._keyed, alike)))

    def _keyed(self, bundle: int) -> Iterator[tuple[Key, Pick]]:
        parts = self.uses.table.parts(int(self.own.composition[bundle]))
        sites, housed = tuple(part.location for part in parts), int(self.own.housed[bundle])
        for masks in self._patterns(bundle):
            yield (tuple(map(half_days_of, masks)), sites, housed), (bundle, masks)

    def _patterns(self, bundle: int) -> Iterator[Masks]:
        template = int(self.own.composition[bundle])
        given = self.uses.given(template)
        if not self.uses.desk.ledger.has_room(self.uses.standing(template)):
            return
        if given is not None:
            yield given
        else:
            yield from patterns(self.uses.still_free(template))


def _columns(market: Market, own: Bundles, worth: Valuation) -> list[NDArray[np.int64]]:
    """Return what bundles are sorted by, the first the most important."""
    templates = own.compositions
    places = templates.kinds.place
    hosts = np.append(market.places.supervisor[places], -1)[templates.part]
    again = np.zeros_like(hosts, bool)
    for column in range(1, hosts.shape[1]):
        again[:, column] = (hosts[:, :column] == hosts[:, [column]]).any(axis=1)
    beyond = len(market.semester.supervisors)
    hosts = np.sort(np.where(again | (hosts < 0), beyond, hosts), axis=1)
    # A shorter list of supervisors comes before a longer one that begins with it.
    hosts = np.where(hosts == beyond, -1, hosts)
    # An offer is its own name, whoever its supervisors are.
    hosts[templates.offer >= 0] = -1
    rows = own.composition
    return [
        own.student.astype(np.int64),
        _exact_ranks(worth),
        _travel(market, own, worth),
        templates.offer[rows].astype(np.int64),
        *(hosts[rows, column] for column in range(hosts.shape[1])),
    ]


def _travel(market: Market, own: Bundles, worth: Valuation) -> NDArray[np.int64]:
    """Return half-days times minutes of each bundle."""
    part = own.compositions.part
    if len(own.student) * part.shape[1] > _MOST_PAIRS:
        # Many bundles have their parts in common: each journey is worked out once.
        return worth.travel.astype(np.int64)
    kinds = own.compositions.kinds
    total = np.zeros(len(own.student), np.int64)
    for column in range(part.shape[1]):
        kind = part[own.composition, column]
        there = np.flatnonzero(kind >= 0)
        site = market.places.site[kinds.place[kind[there]]]
        minutes = market.journeys.minutes(own.student[there], site)
        total[there] += kinds.size[kind[there]] * minutes
    return total


def _exact_ranks(worth: Valuation) -> NDArray[np.int64]:
    """Return whole numbers in the order of the wish ranks, which are fractions."""
    ranks, half_days = worth.rank_half_days.astype(np.int64), worth.half_days.astype(np.int64)
    width = int(half_days.max(initial=0)) + 1
    keys, number = np.unique(ranks * width + half_days, return_inverse=True)
    exact = [Fraction(key // width, key % width) for key in keys.tolist()]
    place = {rank: k for k, rank in enumerate(sorted(set(exact)))}
    result: NDArray[np.int64] = np.array([place[rank] for rank in exact], np.int64)[number]
    return result
