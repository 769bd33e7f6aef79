"""The intake of requests: where each stands, what comes next, what suits it, what is lacking."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..practitioners import Opening, Request
from ..semester import Semester
from ..tables.reading import read_semester
from .fits import fits
from .gaps import Gap, gaps
from .market import market
from .standing import NextStep, age_days, next_step

BEST = 3
"""Openings shown for a request, and requests for an opening or a territory, at most."""


@dataclass(frozen=True)
class Match:
    """A request and an opening that suits it; ``fit`` 0 to 1."""

    request_id: str
    opening_id: str
    fit: float


@dataclass(frozen=True)
class RequestLine:
    """Where a request stands.

    Attributes
    ----------
    age
        Days since the first contact, ``None`` where it is not said when that was.
    step, days
        When the next step is to be done; days until then, negative where it is overdue.
    possible
        How many openings break no rule for it.
    best
        Those that fit best, the best first.
    """

    request: Request
    age: int | None
    step: NextStep
    days: int | None
    possible: int
    best: tuple[Match, ...]


@dataclass(frozen=True)
class OpeningLine:
    """Which requests suit an opening: how many, and the best ones."""

    opening: Opening
    possible: int
    best: tuple[Match, ...]


@dataclass(frozen=True)
class TerritoryLine:
    """Which requests suit a territory; each counts once, at the opening that fits it best."""

    territory_id: str
    openings: int
    seats: int
    possible: int
    best: tuple[Match, ...]


@dataclass(frozen=True)
class Intake:
    """All requests as seen from one day.

    Attributes
    ----------
    day
        Ages and next steps are counted to it.
    requests, openings, territories
        A line each; territories that have openings or gaps.
    gaps
        What is lacking of what requests want.
    """

    semester: Semester
    day: date
    requests: tuple[RequestLine, ...]
    openings: tuple[OpeningLine, ...]
    territories: tuple[TerritoryLine, ...]
    gaps: tuple[Gap, ...]


def requests(source: Semester | str | os.PathLike[str], *, day: date | None = None) -> Intake:
    """Look over the requests to install.

    Parameters
    ----------
    source
        A workbook, a folder of tables, or a semester already read.
    day
        The day to which ages and next steps are counted; the semester's first day by default, so
        that the same input gives the same result.

    Raises
    ------
    InputError
        The input has errors.
    """
    semester = source if isinstance(source, Semester) else read_semester(Path(source), job="rank")
    seen = day or semester.settings.first_day
    there = market(semester)
    matches = [Match(*pair, fit) for pair, fit in fits(there).items()]
    lacking = gaps(there)
    return Intake(
        semester=semester,
        day=seen,
        requests=tuple(_request_lines(semester, seen, matches)),
        openings=tuple(_opening_lines(semester, matches)),
        territories=tuple(_territory_lines(semester, matches, lacking)),
        gaps=lacking,
    )


def _best(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Return the best matches; equal ones by identifier."""
    order = sorted(matches, key=lambda m: (-m.fit, m.request_id, m.opening_id))
    return tuple(order[:BEST])


def _by(matches: Iterable[Match], name: str) -> Mapping[str, list[Match]]:
    found: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        found[getattr(match, name)].append(match)
    return found


def _request_lines(semester: Semester, day: date, matches: list[Match]) -> Iterable[RequestLine]:
    own = _by(matches, "request_id")
    for request in semester.requests:
        found = own.get(request.request_id, [])
        yield RequestLine(
            request=request,
            age=age_days(request, day),
            step=next_step(request, day),
            days=None if request.next_date is None else (request.next_date - day).days,
            possible=len(found),
            best=_best(found),
        )


def _opening_lines(semester: Semester, matches: list[Match]) -> Iterable[OpeningLine]:
    own = _by(matches, "opening_id")
    for opening in semester.openings:
        found = own.get(opening.opening_id, [])
        yield OpeningLine(opening, len(found), _best(found))


def _territory_lines(
    semester: Semester, matches: list[Match], lacking: Iterable[Gap]
) -> Iterable[TerritoryLine]:
    place = {o.opening_id: o.territory_id for o in semester.openings}
    seats: dict[str, list[int]] = defaultdict(list)
    for opening in semester.openings:
        seats[opening.territory_id].append(opening.seats)
    best: dict[str, dict[str, Match]] = defaultdict(dict)
    for match in sorted(matches, key=lambda m: (-m.fit, m.opening_id)):
        best[place[match.opening_id]].setdefault(match.request_id, match)
    for territory in sorted({*seats, *(gap.territory_id for gap in lacking)}):
        own = best.get(territory, {})
        here = seats.get(territory, [])
        yield TerritoryLine(territory, len(here), sum(here), len(own), _best(own.values()))
