"""Which rule excludes a wish of a student whose programme has offers."""

from __future__ import annotations

from collections.abc import Iterator
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
        self._able: dict[tuple[str, bool, int], frozenset[int]] = {}

    def of_wish(self, number: int, wish: Wish) -> Iterator[tuple[str, bool]]:
        """Yield each rule and whether any offer at the target passes it and all before."""
        market = self.market
        semester, rules = market.semester, market.eligibility
        student = semester.students[number]
        programme = semester.programme[student.programme_id]
        touching = [(k, semester.offers[k]) for k in self._touching(wish)]
        left = [(k, o) for k, o in touching if o.open]
        yield "closed", bool(left) or not touching
        left = [(k, o) for k, o in left if o.programme_id == programme.programme_id and o.parts]
        yield "programme", bool(left)

        def keep(of_place: NDArray[np.bool_]) -> list[tuple[int, Offer]]:
            return [(k, o) for k, o in left if of_place[offer_places(market, k)].all()]

        left = keep(rules.accredited[programme.programme_id])
        yield "accreditation", bool(left)
        refused = set(market.wishes.refused_offers[number].tolist())
        left = [(k, o) for k, o in keep(rules.allowed("refused", number)) if k not in refused]
        yield "refused", bool(left)
        for rule in ("conflict", "no-repeat"):
            left = keep(rules.allowed(rule, number))
            yield rule, bool(left)
        left = keep(rules.in_shortage(number))
        yield "shortage-only", bool(left)
        locked = student.student_id in semester.overruled
        housed = student.needs_housing and not locked
        near = rules.near(number)
        left = [
            (k, o)
            for k, o in left
            if near[offer_places(market, k)].all() or (housed and self._may_house(o))
        ]
        yield "distance", bool(left)
        left = [(k, o) for k, o in left if self._present(o, programme)]
        yield "presence", bool(left)
        able = self._held(programme, student.car, 0)
        left = [(k, o) for k, o in left if k in able]
        yield "noon", bool(left)
        left = [(k, o) for k, o in left if not programme.needs_room or self._has_rooms(o)]
        yield "room", bool(left)
        yield "lock", self._survives_lock(number, [k for k, _ in left])

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

    def _held(self, programme: Programme, car: bool, half_days: int) -> frozenset[int]:
        """Return the offers that somebody who travels so can hold at all."""
        key = (programme.programme_id, car, half_days)
        if key not in self._able:
            cohort = Cohort(programme, car, half_days or None, np.zeros(0, np.int64))
            self._able[key] = frozenset(offered(self.market, cohort).offer.tolist())
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

    def _survives_lock(self, number: int, offers: list[int]) -> bool:
        semester = self.market.semester
        student = semester.students[number]
        lock = semester.lock.get(student.student_id)
        if lock is None:
            return True
        programme = semester.programme[student.programme_id]
        half_days = sum(1 << h for h in lock.half_days)
        for k in sorted(self._held(programme, student.car, half_days) & set(offers)):
            offer = semester.offers[k]
            supervisors = {part.supervisor_id for part in offer.parts}
            if lock.offer_id in (None, offer.offer_id) and (
                not lock.supervisor_ids or supervisors == set(lock.supervisor_ids)
            ):
                return True
        return False
