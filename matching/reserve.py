"""Minimums that a stable matching misses, raised by capping seats elsewhere.

Seats outside a minimum's offers are closed one after the other, from those whose holder stands
last in the hosts' order and has an acceptable offer inside, until the minimum is met or no such
seat is left (after Goto et al. 2016). The result is stable among the seats left; which pairs it
causes to block in the whole market is reported. It is not minimal in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..solvers.limits import Limits
from ..solvers.stable import Contracts
from .bundles import Market
from .checking.scopes import in_scope
from .entities import Offer
from .need import zones
from .settled import Settled
from .stable_market import StableMarket


@dataclass(frozen=True)
class Minimum:
    """So many students, or half-days, at some offers.

    Attributes
    ----------
    weight
        Shape ``(n_offers,)`` over the offers of the semester: what a student there counts.
    needed
        What is still needed beside those settled before.
    """

    name: str
    weight: NDArray[np.int64]
    needed: int

    def of(self, students: NDArray[np.int64], seats: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what counts, of the students at each offer and the seats that they take."""
        return seats if self.name.startswith("min_seats:") else students


def minimums(
    market: Market, offers: Sequence[Offer], settled: Settled, *, last: bool
) -> list[Minimum]:
    """Return the minimums that concern some offers.

    ``last``: everybody is settled after this, so that minimums of all programmes bind.
    """
    semester = market.semester
    number = market.wishes.offer_number
    taken = np.zeros(len(semester.offers), np.int64)
    for student, fixed in settled.rows.items():
        if fixed.offer >= 0 and semester.students[student].surnombre is None:
            taken[fixed.offer] += 1
    found = []
    for offer in offers:
        at = number[offer.offer_id]
        if offer.min_seats > taken[at]:
            weight = np.zeros(len(semester.offers), np.int64)
            weight[at] = 1
            found.append(
                Minimum(f"min_seats:{offer.offer_id}", weight, offer.min_seats - int(taken[at]))
            )
    return found + _of_quotas(market, offers, settled, last=last)


def _of_quotas(
    market: Market, offers: Sequence[Offer], settled: Settled, *, last: bool
) -> list[Minimum]:
    semester, zone = market.semester, zones(market.semester)
    programmes = {offer.programme_id for offer in offers}
    found = []
    for quota in semester.quotas:
        binds = last if quota.programme_id is None else quota.programme_id in programmes
        if not quota.min_count or not binds:
            continue
        scopes = {
            p.programme_id: in_scope(semester, quota, p.profession, zone)
            for p in semester.programmes
            if quota.programme_id in (None, p.programme_id)
        }
        once = quota.unit == "students"
        weight = np.zeros(len(semester.offers), np.int64)
        for offer in offers:
            inside = _inside(offer, scopes)
            weight[market.wishes.offer_number[offer.offer_id]] = min(inside, 1) if once else inside
        needed = quota.min_count - _settled_there(settled, scopes, once=once)
        if needed > 0:
            found.append(Minimum(f"quota:{quota.quota_id}", weight, needed))
    return found


def _inside(offer: Offer, scopes: Mapping[str, frozenset[str]]) -> int:
    scope = scopes.get(offer.programme_id, frozenset())
    return sum(part.half_day_count for part in offer.parts if part.site_id in scope)


def _settled_there(settled: Settled, scopes: Mapping[str, frozenset[str]], *, once: bool) -> int:
    total = 0
    for placement in settled.placements.values():
        scope = scopes.get(placement.programme_id, frozenset())
        inside = sum(len(part.half_days) for part in placement.parts if part.site_id in scope)
        total += min(inside, 1) if once else inside
    return total


class Reserve:
    """Closes seats until minimums are met."""

    def __init__(
        self, market: Market, there: StableMarket, minimums: Sequence[Minimum], limits: Limits
    ) -> None:
        self.contracts, self.offer = there.contracts, there.wished.offer
        self.minimums, self.limits = minimums, limits
        cap_of = {name: cap for cap, name in enumerate(there.caps.names)}
        names = [f"seats:{offer.offer_id}" for offer in market.semester.offers]
        self.cap = np.array([cap_of.get(name, -1) for name in names], np.int64)
        self.limit = there.contracts.limit.copy()
        # Contracts above the list (surnombre) take no seat.
        own = self.cap[self.offer]
        self.seated = (own >= 0) & (there.contracts.caps == own[:, None]).any(axis=1)
        self.unreachable: set[str] = set()
        self.closed = 0

    def capped(self) -> Contracts:
        """Return the market with the seats that are left."""
        return replace(self.contracts, limit=self.limit)

    def close_more(self, matched: NDArray[np.int64]) -> bool:
        """Close some seats for the first minimum missed; say whether there were any to close."""
        held = matched[matched >= 0]
        count = np.bincount(self.offer[held], minlength=len(self.cap))
        seats = np.bincount(self.offer[held[self.seated[held]]], minlength=len(self.cap))
        for minimum in self.minimums:
            if minimum.name in self.unreachable or self.limits.over:
                continue
            lacking = minimum.needed - int((minimum.weight * minimum.of(count, seats)).sum())
            if lacking <= 0:
                continue
            closing = self._closing(minimum, held, count, seats)[:lacking]
            if len(closing):
                offers, number = np.unique(self.offer[closing], return_counts=True)
                self.limit[self.cap[offers]] = seats[offers] - number
                self.closed += len(closing)
                return True
            self.unreachable.add(minimum.name)
        return False

    def _closing(
        self,
        minimum: Minimum,
        held: NDArray[np.int64],
        count: NDArray[np.int64],
        seats: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Return held contracts outside whose agents could be inside, the last ones first."""
        inside = minimum.weight[self.offer] > 0
        able = np.zeros(self.contracts.n_agents, bool)
        able[self.contracts.agent[inside]] = True
        outside = held[~inside[held] & self.seated[held] & able[self.contracts.agent[held]]]
        order = outside[np.argsort(-self.contracts.priority[outside], kind="stable")]
        left = self._spare(minimum, count, seats)
        kept = []
        for contract in order.tolist():
            offer = self.offer[contract]
            if left[offer] > 0:
                left[offer] -= 1
                kept.append(contract)
        return np.array(kept, np.int64)

    def _spare(
        self, minimum: Minimum, count: NDArray[np.int64], seats: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return how many seats of each offer may be closed: those another minimum needs stay."""
        spare = seats.copy()
        for other in self.minimums:
            if other is minimum:
                continue
            weight = other.weight
            left = int((weight * other.of(count, seats)).sum()) - other.needed
            inside = weight > 0
            spare[inside] = np.minimum(spare[inside], max(0, left) // weight[inside])
        return spare
