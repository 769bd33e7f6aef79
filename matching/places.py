"""Places: each supervisor at each site, with the half-days of the week there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .lists import Lists, grouped
from .semester import Semester


@dataclass(frozen=True)
class Places:
    """All (supervisor, site) pairs of a semester, as arrays over places.

    Attributes
    ----------
    supervisor, site
        Positions in ``semester.supervisors`` and ``semester.sites``, shape ``(n_places,)``.
    present, reachable
        Bit sets of half-days at which the supervisor is there, or is there or away but
        reachable, shape ``(n_places,)``.
    number
        Place by (supervisor position, site position).
    n_sites
        Number of sites of the semester.
    """

    supervisor: NDArray[np.int64]
    site: NDArray[np.int64]
    present: NDArray[np.int64]
    reachable: NDArray[np.int64]
    number: dict[tuple[int, int], int]
    n_sites: int

    @cached_property
    def at_site(self) -> Lists:
        """Places by site."""
        return grouped(self.site, np.arange(len(self.site)), self.n_sites)

    def mask(self, presence: str) -> NDArray[np.int64]:
        """Return the half-days that count for a programme of this presence."""
        return self.reachable if presence == "reachable" else self.present


def places(semester: Semester) -> Places:
    """List the places of a semester, by supervisor, then site.

    Offer parts name places too, also where the supervisor's timetable has nothing there.
    """
    site_number = {site.site_id: k for k, site in enumerate(semester.sites)}
    supervisor_number = {s.supervisor_id: k for k, s in enumerate(semester.supervisors)}
    present: dict[tuple[int, int], int] = defaultdict(int)
    reachable: dict[tuple[int, int], int] = defaultdict(int)
    for k, supervisor in enumerate(semester.supervisors):
        for half_day, cell in enumerate(supervisor.timetable):
            if cell is not None:
                key = (k, site_number[cell.site_id])
                reachable[key] |= 1 << half_day
                present[key] |= 0 if cell.away else 1 << half_day
    for offer in semester.offers:
        for part in offer.parts:
            reachable[supervisor_number[part.supervisor_id], site_number[part.site_id]] |= 0
    keys = sorted(reachable)
    return Places(
        supervisor=np.array([s for s, _ in keys], dtype=np.int64),
        site=np.array([t for _, t in keys], dtype=np.int64),
        present=np.array([present[key] for key in keys], dtype=np.int64),
        reachable=np.array([reachable[key] for key in keys], dtype=np.int64),
        number={key: k for k, key in enumerate(keys)},
        n_sites=len(semester.sites),
    )
