"""A semester worked out for placing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .eligibility import Eligibility
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
