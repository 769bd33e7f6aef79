"""The wishes that a student would rather have had, with the bundles that would have met them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Market
from .entities import Wish
from .valuation import Valuation


class Better:
    """Bundles that are better, by wish rank, than what students have received.

    Parameters
    ----------
    own, worth
        Bundles of some students, and what they are worth.
    received
        Bundle of each student (positions) who has received one.

    Attributes
    ----------
    offer
        Offer of each bundle, -1 where there is none.
    """

    def __init__(
        self, market: Market, own: Bundles, worth: Valuation, received: Mapping[int, int]
    ) -> None:
        self.market, self.own = market, own
        table = own.compositions
        self.offer: NDArray[np.int32] = table.offer[own.composition]
        self._places = table.place
        # Equal fractions are equal numbers: division rounds them alike.
        self._rank = worth.rank_half_days / worth.half_days
        self._worst = np.full(len(market.semester.students), np.inf)
        numbers = list(received)
        self._worst[numbers] = self._rank[[received[number] for number in numbers]]
        self._better = self._rank < self._worst[own.student]
        # The last entry is that of a missing part, whose place is -1.
        self._marked = np.zeros(len(market.places.site) + 1, bool)

    def of(self, number: int) -> Iterator[tuple[Wish, NDArray[np.int64]]]:
        """Yield a student's better wishes that some better bundle touches, with those bundles."""
        span = self.own.own(number)
        bundles = span.start + np.flatnonzero(self._better[span])
        if not len(bundles):
            return
        student = self.market.semester.students[number]
        for wish in self.market.semester.wishes_of.get(student.student_id, ()):
            if wish.refused or wish.rank is None or wish.rank >= self._worst[number]:
                continue
            at_wish = bundles[self._touching(bundles, wish)]
            if len(at_wish):
                yield wish, at_wish

    def _touching(self, bundles: NDArray[np.int64], wish: Wish) -> NDArray[np.bool_]:
        """Say which bundles are of the offer, or have a part at the places, that a wish names."""
        if wish.target_kind == "offer":
            named: NDArray[np.bool_] = (
                self.offer[bundles] == self.market.wishes.offer_number[wish.target]
            )
            return named
        places = self.market.eligibility.places_of(wish.target_kind, wish.target)
        self._marked[places] = True
        there = self._marked[self._places[self.own.composition[bundles]]].any(axis=1)
        self._marked[places] = False
        touching: NDArray[np.bool_] = np.asarray(there)
        return touching
