"""Requests and openings side by side, with what every part of a ranking looks up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..need import zones
from ..practitioners import NOT_RANKED, Opening, Request
from ..semester import Semester
from .distances import minutes_between

GROUP_KINDS = frozenset({"group_practice", "health_centre", "pmi", "hospital"})
"""Structures in which nobody works alone."""

GROUP, SHARED, ALONE, OPEN = "group", "shared", "alone", "open"
"""Forms of practice: a structure of several; a practice with colleagues; with none; not known."""


@dataclass(frozen=True)
class Market:
    """The requests that are ranked, and the openings.

    Attributes
    ----------
    requests, left_out
        Those who look for a place, and those who have settled or withdrawn; by identifier.
    minutes
        Shape ``(n_requests, n_openings)``: from the farthest anchor, -1 where not known.
    """

    semester: Semester
    requests: tuple[Request, ...]
    left_out: tuple[Request, ...]
    openings: tuple[Opening, ...]
    minutes: NDArray[np.int32]

    def day_of(self, row: Request | Opening) -> date:
        """Return the day from which one is available; without a date the first of the semester."""
        return row.available_from or self.semester.settings.first_day

    @cached_property
    def profession(self) -> NDArray[np.str_]:
        """Of each opening, shape ``(n_openings,)``."""
        return np.array([o.profession for o in self.openings], np.str_)

    @cached_property
    def setting(self) -> NDArray[np.str_]:
        """Of each opening, shape ``(n_openings,)``."""
        return np.array([o.setting for o in self.openings], np.str_)

    @cached_property
    def form(self) -> NDArray[np.str_]:
        """The form of practice of each opening, shape ``(n_openings,)``."""
        return np.array([form_of(o) for o in self.openings], np.str_)

    @cached_property
    def seats(self) -> NDArray[np.int64]:
        """Of each opening, shape ``(n_openings,)``."""
        return np.array([o.seats for o in self.openings], np.int64)

    @cached_property
    def days(self) -> NDArray[np.int64]:
        """The day (ordinal) from which each opening is available, shape ``(n_openings,)``."""
        return np.array([self.day_of(o).toordinal() for o in self.openings], np.int64)

    @cached_property
    def zone(self) -> tuple[str | None, ...]:
        """The zone of each opening's territory for its profession, on the first day."""
        known = zones(self.semester)
        return tuple(known.get((o.territory_id, o.profession)) for o in self.openings)

    @cached_property
    def teams(self) -> dict[str, tuple[int, ...]]:
        """Positions of the requests that settle together, two or more, by team."""
        groups: dict[str, list[int]] = defaultdict(list)
        for position, request in enumerate(self.requests):
            if request.team_id is not None:
                groups[request.team_id].append(position)
        return {team: tuple(own) for team, own in sorted(groups.items()) if len(own) > 1}

    def mates(self, position: int) -> tuple[Request, ...]:
        """Return the others of a request's team."""
        team = self.requests[position].team_id
        own = () if team is None else self.teams.get(team, ())
        return tuple(self.requests[other] for other in own if other != position)


def market(semester: Semester) -> Market:
    """Return the market of a semester; who has settled or withdrawn looks for nothing."""
    ranked = tuple(r for r in semester.requests if r.status not in NOT_RANKED)
    return Market(
        semester,
        ranked,
        tuple(r for r in semester.requests if r.status in NOT_RANKED),
        semester.openings,
        minutes_between(semester, ranked, semester.openings),
    )


def form_of(opening: Opening) -> str:
    """Return the form of practice of an opening.

    `GROUP` by the kind of structure; of a private practice `SHARED` where a team is there or
    several are wanted, otherwise `ALONE`; `OPEN` for a pharmacy and other kinds.
    """
    if opening.kind in GROUP_KINDS:
        return GROUP
    if opening.kind != "liberal_practice":
        return OPEN
    return SHARED if opening.team or opening.seats > 1 else ALONE
