"""Why a better wish was not given in a stable matching.

``prefers-others``: the seats are held by students whom the host ranks before, or the host does not
rank the student; ``quota``: there is a seat, but a maximum quota is full of students ranked before,
or the seat was kept closed for a minimum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import ceil

import numpy as np
from numpy.typing import NDArray

from .bundles import Market
from .entities import Wish
from .language import Sentence
from .reason_texts import (
    KEPT_CLOSED,
    NO_SEAT,
    NOT_LISTED,
    QUOTA_CLOSED,
    QUOTA_FULL,
    SEATS_HELD,
)
from .result import Refusal
from .stable_market import StableMarket
from .wished_offers import offers_named

Matched = NDArray[np.int64]


def stable_refusals(market: Market, there: StableMarket, matched: Matched) -> tuple[Refusal, ...]:
    """Return a line for each wish that is better than the place, and that some offer fits.

    Parameters
    ----------
    matched
        A contract per agent, -1 for none.
    """
    reasons = _Reasons(market, there, matched)
    return tuple(line for agent in range(len(matched)) for line in reasons.of(agent))


class _Reasons:
    def __init__(self, market: Market, there: StableMarket, matched: Matched) -> None:
        self.market, self.there, self.matched = market, there, matched
        caps, limit = there.contracts.caps, there.contracts.limit
        held = matched[matched >= 0]
        self.worst = np.full(len(limit), -1)
        self.count = np.zeros(len(limit), np.int64)
        for column in range(caps.shape[1]):
            cap = caps[held, column]
            inside = cap >= 0
            np.add.at(self.count, cap[inside], 1)
            np.maximum.at(self.worst, cap[inside], there.contracts.priority[held[inside]])
        self.full = self.count >= limit
        self.position_of = dict(
            zip(there.contracts.priority[held].tolist(), there.position[held].tolist(), strict=True)
        )
        self.offer = there.wished.offer
        self.not_listed = _by_student(there)

    def of(self, agent: int) -> Iterator[Refusal]:
        """Yield the reasons of one agent, by wish."""
        number = int(self.there.students[agent])
        name = self.market.semester.students[number].student_id
        own = self.there.wished.bundles.own(number)
        mine = int(self.matched[agent])
        # Whole numbers are compared much faster than fractions.
        worse = None if mine < 0 else ceil(self.there.wished.exact_rank(mine))
        offers: dict[int, list[int]] = defaultdict(list)
        # What is not better than the place, though a better wish names a part of it, is left out.
        for contract in range(own.start, own.stop if mine < 0 else mine):
            offers[int(self.offer[contract])].append(contract)
        for wish in self.market.semester.wishes_of.get(name, ()):
            if wish.refused or wish.rank is None or (worse is not None and wish.rank >= worse):
                continue
            found = self._why(number, wish, offers)
            if found is not None:
                code, said = found
                yield Refusal(name, wish.target, wish.rank, code, said, proof="exact")

    def _why(
        self, number: int, wish: Wish, offers: dict[int, list[int]]
    ) -> tuple[str, Sentence] | None:
        """Return code and text for the first offer at a wish, by identifier."""
        named = offers_named(self.market, wish)
        at_wish = [contracts[0] for offer, contracts in sorted(offers.items()) if offer in named]
        if not at_wish:
            if not named.isdisjoint(self.not_listed.get(number, ())):
                return "prefers-others", NOT_LISTED
            return None
        return min((self._refused(contract) for contract in at_wish), key=lambda pair: pair[0])

    def _refused(self, contract: int) -> tuple[str, Sentence]:
        contracts, offer = self.there.contracts, int(self.offer[contract])
        name = self.market.semester.offers[offer].offer_id
        own = int(self.there.position[contract])
        for cap in contracts.caps[contract].tolist():
            if cap < 0 or not self.full[cap]:
                continue
            if self.worst[cap] > contracts.priority[contract]:
                continue
            limit, kind = int(contracts.limit[cap]), self.there.caps.names[cap]
            last = self.position_of.get(int(self.worst[cap]))
            where = {"offer": name, "limit": limit, "own": own, "last": last}
            if kind.startswith("quota:"):
                quota = kind.partition(":")[2]
                if limit == 0:
                    return "quota", QUOTA_CLOSED.filled(offer=name, quota=quota)
                return "quota", QUOTA_FULL.filled(quota=quota, **where)
            if limit == 0:
                return "prefers-others", NO_SEAT.filled(offer=name)
            return "prefers-others", SEATS_HELD.filled(**where)
        return "quota", KEPT_CLOSED.filled(offer=name)


def _by_student(there: StableMarket) -> dict[int, list[int]]:
    """Return the offers whose hosts do not accept each student (positions)."""
    found: dict[int, list[int]] = defaultdict(list)
    for student, offer in there.not_listed.tolist():
        found[student].append(offer)
    return found
