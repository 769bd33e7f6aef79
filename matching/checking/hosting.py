"""Who may host whom, and for how much: supervisors at sites, by programme."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..accreditation import takes
from ..compositions import popcount
from ..entities import Offer, Programme, Supervisor
from ..places import Places, places
from ..semester import Semester


@dataclass(frozen=True)
class Hosting:
    """The places of a semester and what each can give to each programme.

    Attributes
    ----------
    accredited
        By programme, shape ``(n_places,)``: whether the supervisor's accreditation covers the
        whole semester.
    """

    semester: Semester
    places: Places
    accredited: dict[str, NDArray[np.bool_]]

    def usable(self, programme: Programme) -> NDArray[np.int64]:
        """Return the half-days that each place may give to a programme, as bit sets.

        Nothing where the supervisor is not accredited or the part would be too short.
        """
        mask = self.places.mask(programme.presence)
        if programme.whole_days:
            both = mask & mask >> 1 & 0x5555555555555555
            mask = both | both << 1
        allowed = self.accredited[programme.programme_id] & (popcount(mask) >= programme.min_part)
        result: NDArray[np.int64] = np.where(allowed, mask, 0)
        return result

    @cached_property
    def students(self) -> Counter[str]:
        """Students by programme."""
        return Counter(student.programme_id for student in self.semester.students)

    @cached_property
    def above(self) -> Counter[str]:
        """Students above the list (surnombre) by programme: they take no seat."""
        students = self.semester.students
        return Counter(student.programme_id for student in students if student.surnombre)

    def open_offers(self, programme: Programme) -> list[Offer]:
        """Return the offers of a programme where somebody may be placed at all."""
        name = programme.programme_id
        return [offer for offer in self._offers.get(name, ()) if self._accredits(offer, name)]

    @cached_property
    def _offers(self) -> dict[str, list[Offer]]:
        found: dict[str, list[Offer]] = {}
        for offer in self.semester.offers:
            if offer.open and offer.parts:
                found.setdefault(offer.programme_id, []).append(offer)
        return found

    def _accredits(self, offer: Offer, programme: str) -> bool:
        accredited = self.accredited[programme]
        return all(
            accredited[self.place_of(part.supervisor_id, part.site_id)] for part in offer.parts
        )

    def place_of(self, supervisor_id: str, site_id: str) -> int:
        """Return the number of a place that exists."""
        return self.places.number[self.supervisor_number[supervisor_id], self.site_number[site_id]]

    @cached_property
    def supervisor_number(self) -> dict[str, int]:
        """Position of each supervisor."""
        return {s.supervisor_id: k for k, s in enumerate(self.semester.supervisors)}

    @cached_property
    def site_number(self) -> dict[str, int]:
        """Position of each site."""
        return {s.site_id: k for k, s in enumerate(self.semester.sites)}


def hosting(semester: Semester) -> Hosting:
    """Work out who may host whom; journeys do not matter here."""
    where = places(semester)

    accredited = {
        p.programme_id: takes(semester, p, dated=True)[where.supervisor]
        for p in semester.programmes
    }
    return Hosting(semester, where, accredited)


def most_students(supervisor: Supervisor, programme: Programme) -> int:
    """Return how many students of a programme a supervisor takes at any time."""
    limit = supervisor.limits.get(programme.programme_id, supervisor.max_students)
    return min(limit, supervisor.max_students)


def cell(semester: Semester, table: str, identifier: str, column: str) -> str:
    """Return the name of a cell; empty where the semester was not read from tables."""
    return semester.cells.get((table, identifier, column), "")
