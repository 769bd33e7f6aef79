"""What groups are put together from: units of practitioners, and where each could go."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..need import SHORTAGE_ZONES, needs, zones
from ..practitioners import Opening, Request
from ..semester import Semester
from ..tables.geography import kilometres, territory_point
from .distances import minutes_between
from .gaps import as_opening
from .points import anchor_point
from .standing import is_open
from .takeovers import Takeover, takeovers

MINUTES = 45.0
"""The longest journey of who has no limit."""


@dataclass(frozen=True)
class Unit:
    """A practitioner, or a team that installs together; named by its first request."""

    name: str
    requests: tuple[Request, ...]

    @property
    def earliest(self) -> date | None:
        """The first day on which one of them is available; ``None`` if nobody says when."""
        return min(self._days, default=None)

    @property
    def latest(self) -> date | None:
        """The first day on which all of them are available; ``None`` if nobody says when."""
        return max(self._days, default=None)

    @property
    def _days(self) -> list[date]:
        return [r.available_from for r in self.requests if r.available_from is not None]


@dataclass(frozen=True)
class GroupFacts:
    """Units by place, and what a place has for them.

    ``units_at``: by territory the units that could go there, in the order of their names.
    ``pulls``: what `pull` has found so far.
    """

    semester: Semester
    units_at: Mapping[str, tuple[Unit, ...]]
    openings_at: Mapping[str, tuple[Opening, ...]]
    takeovers: Mapping[str, tuple[Takeover, ...]]
    minutes: Mapping[tuple[str, str], float]
    pulls: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict, compare=False)

    def minutes_to(self, request: Request, place: str) -> float | None:
        """Return the minutes from the farthest anchor, ``None`` without an anchor."""
        return self.minutes.get((request.request_id, place))

    def open_to(self, group: Sequence[Unit]) -> list[str]:
        """Return the places where all units of a group could go, sorted."""
        return sorted(p for p, units in self.units_at.items() if set(group) <= set(units))

    def without(
        self, place: str, openings: Iterable[Opening], practices: Iterable[Takeover]
    ) -> GroupFacts:
        """Return these facts with a seat less for each opening named, and without practices."""
        used = Counter(opening.opening_id for opening in openings)
        left = tuple(
            replace(o, seats=o.seats - used[o.opening_id]) for o in self.openings_at.get(place, ())
        )
        gone = set(practices)
        kept = tuple(one for one in self.takeovers.get(place, ()) if one not in gone)
        return replace(
            self,
            openings_at={**self.openings_at, place: left},
            takeovers={**self.takeovers, place: kept},
        )

    def limit(self, request: Request) -> float:
        """Return how far a practitioner would go, minutes."""
        return MINUTES if request.max_minutes is None else request.max_minutes

    def need(self, request: Request, place: str) -> float:
        """Return the need of a place for a practitioner's profession, 0 to 1."""
        return float(needs(self.semester, request.profession)[place].need)

    def pull(self, request: Request, place: str) -> tuple[float, float]:
        """Return how near a place is to a practitioner, 0 to 1, and its need."""
        key = request.request_id, place
        if key not in self.pulls:
            self.pulls[key] = self._nearness(request, place), self.need(request, place)
        return self.pulls[key]

    def _nearness(self, request: Request, place: str) -> float:
        minutes = self.minutes_to(request, place)
        if minutes is None:
            return 0.5
        limit = self.limit(request)
        return max(0.0, 1 - minutes / limit) if limit else 1.0

    def apart_km(self, requests: Sequence[Request]) -> float | None:
        """Return the largest distance between two practitioners' nearest anchors."""
        points = [[anchor_point(self.semester, a) for a in r.anchors] for r in requests]
        known = [[p for p in own if p is not None] for own in points]
        return max(
            (
                min(kilometres(a, b) for a in one for b in other)
                for one, other in combinations([own for own in known if own], 2)
            ),
            default=None,
        )


def group_facts(semester: Semester) -> GroupFacts:
    """Gather units and places."""
    units = units_of(semester.requests)
    asking = [request for unit in units for request in unit.requests]
    openings: dict[str, list[Opening]] = defaultdict(list)
    for opening in semester.openings:
        if opening.seats and opening.setting != "centre":
            openings[opening.territory_id].append(opening)
    practices = takeovers(semester)
    ends = _places(semester, asking, {*openings, *practices})
    minutes = _minutes(semester, asking, ends)
    able = _able(semester, asking, ends, minutes)
    row = {request.request_id: k for k, request in enumerate(asking)}
    units_at = {}
    for column, end in enumerate(ends):
        own = [u for u in units if all(able[row[r.request_id], column] for r in u.requests)]
        if own:
            units_at[end] = tuple(own)
    known = {
        (request.request_id, end): float(minutes[k, column])
        for k, request in enumerate(asking)
        for column, end in enumerate(ends)
        if not np.isnan(minutes[k, column])
    }
    kept = {place: tuple(found) for place, found in openings.items()}
    return GroupFacts(semester, units_at, kept, practices, known)


def units_of(requests: Iterable[Request]) -> list[Unit]:
    """Return teams and practitioners who would work in a group, in the order of their names.

    A team of which one would not is left out whole; so is a request that is settled or withdrawn.
    """
    together: dict[tuple[bool, str], list[Request]] = defaultdict(list)
    for request in sorted(requests, key=lambda r: r.request_id):
        if is_open(request):
            alone = request.team_id is None
            together[alone, request.team_id or request.request_id].append(request)
    found = [
        Unit(own[0].request_id, tuple(own))
        for own in together.values()
        if all(r.practice != "solo" and r.mode != "salaried" for r in own)
    ]
    return sorted(found, key=lambda unit: unit.name)


def _places(semester: Semester, asking: Iterable[Request], named: set[str]) -> list[str]:
    """Return the territories with coordinates that are named, or hold an anchor."""
    named = named | {a for r in asking for a in r.anchors if isinstance(a, str)}
    return [code for code in sorted(named) if territory_point(semester, code) is not None]


def _minutes(
    semester: Semester, asking: Sequence[Request], places: Sequence[str]
) -> NDArray[np.float64]:
    """Return the minutes from the farthest anchor to each place, ``nan`` where not known."""
    found = minutes_between(semester, asking, [as_opening(code) for code in places])
    return np.where(found < 0, np.nan, found)


def _able(
    semester: Semester, asking: Sequence[Request], ends: Sequence[str], minutes: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Say which practitioner could go where; one without an anchor goes anywhere."""
    limits = np.array([MINUTES if r.max_minutes is None else r.max_minutes for r in asking])
    able: NDArray[np.bool_] = ~(minutes > limits.reshape(-1, 1))
    anchored = np.array([bool(r.anchors) for r in asking], bool)
    able &= ~(np.isnan(minutes) & anchored.reshape(-1, 1))
    zone = zones(semester)
    for row, request in enumerate(asking):
        if request.shortage_only:
            short = [zone.get((e, request.profession)) in SHORTAGE_ZONES for e in ends]
            able[row] &= np.array(short, bool)
    return able
