"""Which rule excludes a wish of a student whose programme has offers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .bundles import Cohort, Market
from .cohorts import offer_places
from .entities import Offer, Programme, Wish
from .lists import Lists, grouped
from .offering import offered


class OfferSteps:
    """Narrows down the offers at a wish, one rule after the other."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self._able: dict[tuple[str, bool, int, bool], frozenset[int]] = {}

    def of_wish(self, number: int, wish: Wish) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield each rule and the offers at the target that pass it and all before.

        The first are all offers there, with no rule (``""``).
        """
        market = self.market
        semester, rules = market.semester, market.eligibility
        student = semester.students[number]
        programme = semester.programme[student.programme_id]
        touching = [(k, semester.offers[k]) for k in self._touching(wish)]
        yield "", _numbers(touching)
        left = [(k, o) for k, o in touching if o.open]
        if touching:
            yield "closed", _numbers(left)
        left = [(k, o) for k, o in left if o.programme_id == programme.programme_id and o.parts]
        yield "programme", _numbers(left)

        def keep(of_place: NDArray[np.bool_]) -> list[tuple[int, Offer]]:
            return [(k, o) for k, o in left if of_place[offer_places(market, k)].all()]

        left = keep(rules.accredited[programme.programme_id])
        yield "accreditation", _numbers(left)
        refused = set(market.wishes.refused_offers[number].tolist())
        left = [(k, o) for k, o in keep(rules.allowed("refused", number)) if k not in refused]
        yield "refused", _numbers(left)
        for rule in ("conflict", "no-repeat"):
            left = keep(rules.allowed(rule, number))
            yield rule, _numbers(left)
        left = keep(rules.in_shortage(number))
        yield "shortage-only", _numbers(left)
        locked = student.student_id in semester.overruled
        housed = student.needs_housing and not locked
        near = rules.near(number)
        left = [
            (k, o)
            for k, o in left
            if near[offer_places(market, k)].all() or (housed and self._may_house(o))
        ]
        yield "distance", _numbers(left)
        left = [(k, o) for k, o in left if self._present(o, programme)]
        yield "presence", _numbers(left)
        for rule, noon in (("parts", False), ("noon", True)):
            able = self._held(programme, student.car, noon=noon)
            left = [(k, o) for k, o in left if k in able]
            yield rule, _numbers(left)
        left = [(k, o) for k, o in left if not programme.needs_room or self._has_rooms(o)]
        yield "room", _numbers(left)
        yield "lock", self._within_lock(number, _numbers(left))

    def _touching(self, wish: Wish) -> list[int]:
        """Return the offers that a wish names, or that have a part where it does."""
        if wish.target_kind == "offer":
            return [self.market.wishes.offer_number[wish.target]]
        named = self.market.eligibility.places_of(wish.target_kind, wish.target)
        return sorted({offer for place in named.tolist() for offer in self._at[place].tolist()})

    @cached_property
    def _at(self) -> Lists:
        """Offers by the places of their parts."""
        offers = self.market.semester.offers
        places = [offer_places(self.market, k) for k in range(len(offers))]
        numbers = np.repeat(np.arange(len(offers)), [len(p) for p in places])
        flat = np.concatenate([np.zeros(0, np.int64), *places])
        return grouped(flat, numbers, len(self.market.places.site))

    def _held(
        self, programme: Programme, car: bool, half_days: int = 0, *, noon: bool = True
    ) -> frozenset[int]:
        """Return the offers that somebody who travels so can hold at all.

        ``noon``: also with the changes of site at noon that they need.
        """
        key = (programme.programme_id, car, half_days, noon)
        if key not in self._able:
            cohort = Cohort(programme, car, half_days or None, np.zeros(0, np.int64))
            table = offered(self.market, cohort, noon=noon)
            self._able[key] = frozenset(table.offer.tolist())
        return self._able[key]

    def _may_house(self, offer: Offer) -> bool:
        site = self.market.semester.site
        return any(site[part.site_id].housing_places for part in offer.parts)

    def _has_rooms(self, offer: Offer) -> bool:
        site = self.market.semester.site
        return all(site[part.site_id].rooms != 0 for part in offer.parts)

    def _present(self, offer: Offer, programme: Programme) -> bool:
        there = self.market.places.mask(programme.presence)
        for part in offer.parts:
            mask = int(there[self.market.place_of(part.supervisor_id, part.site_id)])
            if isinstance(part.half_days, int):
                if mask.bit_count() < part.half_days:
                    return False
            elif any(not mask >> h & 1 for h in part.half_days):
                return False
        return True

    def _within_lock(self, number: int, offers: list[int]) -> list[int]:
        semester = self.market.semester
        student = semester.students[number]
        lock = semester.lock.get(student.student_id)
        if lock is None:
            return offers
        found = []
        programme = semester.programme[student.programme_id]
        half_days = sum(1 << h for h in lock.half_days)
        for k in sorted(self._held(programme, student.car, half_days) & set(offers)):
            offer = semester.offers[k]
            supervisors = {part.supervisor_id for part in offer.parts}
            if lock.offer_id in (None, offer.offer_id) and (
                not lock.supervisor_ids or supervisors == set(lock.supervisor_ids)
            ):
                found.append(k)
        return found


def _numbers(offers: Sequence[tuple[int, Offer]]) -> list[int]:
    return [number for number, _ in offers]
