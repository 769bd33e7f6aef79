"""Why a better wish was not given in a choice by rank.

``withheld``: a pick at the wish was free, and would have broken a requirement; ``full``: all that
the wish leads to, and that is better than what was received, was taken by those who chose before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .better import Better
from .bundles import Bundles, Market
from .entities import Wish
from .language import Sentence
from .reason_texts import (
    NO_HALF_DAYS,
    TAKEN,
    TAKEN_BEFORE,
    TAKEN_BEFORE_FOR_BOTH,
    TAKEN_FOR_BOTH,
    WITHHELD,
    asked_for,
)
from .result import Refusal
from .valuation import Valuation
from .wished_offers import offers_named

Picks = Mapping[int, int]
"""Bundle of each student (positions) who has received one."""


def serial_refusals(
    market: Market,
    own: Bundles,
    worth: Valuation,
    line: Sequence[int],
    received: Picks,
    withheld: Mapping[int, Mapping[str, str]],
) -> tuple[Refusal, ...]:
    """Return a line for each wish that some better bundle of the student fits.

    Parameters
    ----------
    line
        Students (positions) in the order of choice.
    withheld
        By student: target of each pick withheld, and the requirement that it would have broken.
    """
    reasons = _Reasons(market, own, worth, line, received, withheld)
    return tuple(refusal for number in sorted(line) for refusal in reasons.of(number))


class _Reasons:
    def __init__(
        self,
        market: Market,
        own: Bundles,
        worth: Valuation,
        line: Sequence[int],
        received: Picks,
        withheld: Mapping[int, Mapping[str, str]],
    ) -> None:
        self.market = market
        self.received, self.withheld = received, withheld
        self.turn = {number: k for k, number in enumerate(line, start=1)}
        self.better = Better(market, own, worth, received)
        self.offer = self.better.offer
        self.last_turn = self._last_turns()

    def _last_turns(self) -> dict[int, list[int]]:
        """Return the turns of those who hold each offer, ascending."""
        found: dict[int, list[int]] = {}
        for number, bundle in self.received.items():
            if number in self.turn:
                found.setdefault(int(self.offer[bundle]), []).append(self.turn[number])
        return {offer: sorted(turns) for offer, turns in found.items()}

    def of(self, number: int) -> Iterator[Refusal]:
        """Yield the reasons of one student, by wish."""
        name = self.market.semester.students[number].student_id
        for wish, bundles in self.better.of(number):
            assert wish.rank is not None
            code, said = self._why(number, wish, bundles)
            yield Refusal(name, wish.target, wish.rank, code, said, proof="exact")

    def _why(self, number: int, wish: Wish, bundles: NDArray[np.int64]) -> tuple[str, Sentence]:
        for target, requirement in sorted(self.withheld.get(number, {}).items()):
            if self._aims_at(target, wish):
                return "withheld", WITHHELD.filled(target=target, what=asked_for(requirement))
        offers = np.unique(self.offer[bundles]).tolist()
        turn = self.turn[number]
        if offers[0] < 0:
            return "full", NO_HALF_DAYS.filled(turn=turn)
        before = sorted(t for o in offers for t in self.last_turn.get(o, ()) if t < turn)
        linked = self.market.semester.students[number].link_id is not None
        if not before:
            return "full", (TAKEN_FOR_BOTH if linked else TAKEN).filled(turn=turn)
        text = TAKEN_BEFORE_FOR_BOTH if linked else TAKEN_BEFORE
        return "full", text.filled(turn=turn, first=before[0], last=before[-1])

    def _aims_at(self, target: str, wish: Wish) -> bool:
        """Say whether a pick is of the offer, or with a supervisor, that a wish leads to."""
        offers = self.market.semester.offer
        if target in offers:
            return self.market.wishes.offer_number[target] in offers_named(self.market, wish)
        places = self.market.eligibility.places_of(wish.target_kind, wish.target)
        hosts = {
            self.market.semester.supervisors[k].supervisor_id
            for k in self.market.places.supervisor[places].tolist()
        }
        return not hosts.isdisjoint(target.split(" "))
