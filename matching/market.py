"""A semester worked out for placing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .eligibility import Eligibility
from .lists import Lists, grouped
from .offer_parts import OfferParts, part_of_offer
from .places import Places, places
from .semester import Semester
from .travel import Journeys, journeys
from .weeks import WeekClasses, week_classes
from .wishlist import Wishlist, wishlist


@dataclass(frozen=True)
class Market:
    """A semester worked out for placing: places, journeys, rules, ranks, week classes."""

    semester: Semester
    places: Places
    journeys: Journeys
    eligibility: Eligibility
    wishes: Wishlist
    weeks: WeekClasses

    def place_of(self, supervisor_id: str, site_id: str) -> int:
        """Return the number of a place that exists."""
        return self.places.number[self._supervisors[supervisor_id], self._sites[site_id]]

    @cached_property
    def liberal(self) -> NDArray[np.bool_]:
        """Which sites are in private practice, shape ``(n_sites,)``."""
        return np.array([s.setting == "liberal" for s in self.semester.sites], dtype=bool)

    @cached_property
    def housing(self) -> NDArray[np.bool_]:
        """Which sites house students, shape ``(n_sites,)``."""
        return np.array([s.housing_places > 0 for s in self.semester.sites], dtype=bool)

    @cached_property
    def offers_at(self) -> Lists:
        """Offers with a part at each place, by place."""
        numbers = np.arange(len(self.semester.offers))
        offer = np.repeat(numbers, self.offer_parts.lengths(numbers))
        return grouped(self.offer_parts.place, offer, len(self.places.site))

    @cached_property
    def offer_parts(self) -> OfferParts:
        """Parts of all offers, by offer."""
        offers = self.semester.offers
        rows = [
            part_of_offer(part, self.place_of(part.supervisor_id, part.site_id), self.weeks)
            for offer in offers
            for part in offer.parts
        ]
        place, size, given, free, weeks = np.array(rows, np.int64).reshape(-1, 5).T
        start = np.concatenate([[0], np.cumsum([len(offer.parts) for offer in offers])])
        return OfferParts(start.astype(np.int64), place, size, given, free.astype(bool), weeks)

    @cached_property
    def _supervisors(self) -> dict[str, int]:
        return {s.supervisor_id: k for k, s in enumerate(self.semester.supervisors)}

    @cached_property
    def _sites(self) -> dict[str, int]:
        return {s.site_id: k for k, s in enumerate(self.semester.sites)}


def market(semester: Semester) -> Market:
    """Work out a semester for placing."""
    where, travel = places(semester), journeys(semester)
    rules = Eligibility(semester, where, travel)
    return Market(semester, where, travel, rules, wishlist(semester, rules), week_classes(semester))
