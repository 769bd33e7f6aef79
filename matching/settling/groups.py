"""Who could found a group practice where: a heuristic that says how it scores.

Places are the territories that have an opening, a practice to take over or an anchor of a request.
In each place a group is put together greedily from every practitioner who could be the last to
arrive; the best group of all places is proposed, its members are set aside, and so on. Another
group may be better than all of these: nothing is proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ..practitioners import Opening, Request
from ..semester import Semester
from .group_facts import GroupFacts, Unit, group_facts
from .group_score import MOST_MEMBERS, Score, Totals, scored
from .takeovers import Takeover

LEAST_MEMBERS = 2
Group = tuple[Unit, ...]

ALTERNATIVES = 3
"""Other places shown for the same members, at most."""
WINDOW_DAYS = 365
"""Members are available within so many days of each other."""


@dataclass(frozen=True)
class Member:
    """A practitioner of a proposal.

    ``minutes`` from the farthest anchor to the territory, ``None`` without an anchor;
    ``opening_id`` a seat that suits, ``provider_id`` otherwise a practice to take over.
    """

    request: Request
    minutes: float | None
    opening_id: str | None
    provider_id: str | None


@dataclass(frozen=True)
class Proposal:
    """A group that could found a practice together.

    Attributes
    ----------
    ready_on
        The first day on which all members and the openings named are available; ``None`` where
        no date is given.
    apart_km
        The largest distance between two members' nearest anchors, ``None`` without two anchors.
    missing
        What a practice of two general practitioners and one other professional still lacks:
        ``gp`` once or twice, ``other``.
    takeovers
        Practices of the territory whose owners are near retirement and that no member is given.
    score
        0 to 1, with its parts.
    elsewhere
        Other territories for the same members with their scores, the best first.
    """

    territory_id: str
    members: tuple[Member, ...]
    ready_on: date | None
    apart_km: float | None
    missing: tuple[str, ...]
    takeovers: tuple[Takeover, ...]
    score: Score
    elsewhere: tuple[tuple[str, float], ...]


def propose_groups(semester: Semester) -> tuple[Proposal, ...]:
    """Propose groups, the best first; no practitioner is in two of them.

    Members want to work in a group or do not mind, and not as employees alone; those of a team stay
    together. Each is within its own limit of minutes (`group_facts.MINUTES` where it has none) of
    the territory, and of its obligation; the dates of all are within a year.
    """
    facts = group_facts(semester)
    totals = Totals(facts)
    best: dict[str, Group] = {}
    used: frozenset[Unit] = frozenset()
    found: list[Proposal] = []
    changed = set(facts.units_at)
    while True:
        for place, units in facts.units_at.items():
            if place in changed or not used.isdisjoint(best[place]):
                best[place] = _best_group(totals, place, [u for u in units if u not in used])
        ranked = sorted(
            (_key(totals, place, group), place) for place, group in best.items() if group
        )
        if not ranked:
            return tuple(found)
        group = best[ranked[0][1]]
        # Greedy steps may have missed in another place what is better there.
        places = sorted((-totals.of(place, group), place) for place in facts.open_to(group))
        found.append(_proposal(facts, group, places))
        used |= set(group)
        facts = _used_up(facts, found[-1])
        changed = {found[-1].territory_id}
        totals.change(facts, found[-1].territory_id)


def _key(totals: Totals, place: str, group: Group) -> tuple[float, tuple[str, ...]]:
    """Return what groups are sorted by: the score, the largest first, then the names."""
    return -totals.of(place, group), tuple(unit.name for unit in group)


def _best_group(totals: Totals, place: str, units: Sequence[Unit]) -> Group:
    """Return the best group that greedy steps find in a place, empty where there is none."""
    best: tuple[tuple[float, tuple[str, ...]], Group] | None = None
    for last in units:
        if not _fits(last, last):
            continue  # a team whose own dates lie too far apart
        group = _grown(totals, place, last, [u for u in units if u != last and _fits(u, last)])
        if sum(len(unit.requests) for unit in group) < LEAST_MEMBERS:
            continue
        key = _key(totals, place, group)
        if best is None or key < best[0]:
            best = key, group
    return () if best is None else best[1]


def _fits(unit: Unit, last: Unit) -> bool:
    """Say whether a unit can be there when the last one arrives, and not over a year before."""
    if unit.earliest is None or last.latest is None:
        return True
    return (
        unit.latest is not None
        and unit.latest <= last.latest
        and (last.latest - min(unit.earliest, last.earliest or last.latest)).days <= WINDOW_DAYS
    )


def _grown(totals: Totals, place: str, last: Unit, others: Sequence[Unit]) -> Group:
    """Add to a unit, one by one, the unit that makes the score largest, while that grows."""
    group: Group = (last,)
    score = totals.of(place, group)
    while True:
        members = sum(len(unit.requests) for unit in group)
        tried = []
        for unit in others:
            if unit not in group and members + len(unit.requests) <= MOST_MEMBERS:
                more = tuple(sorted((*group, unit), key=lambda u: u.name))
                tried.append((-totals.of(place, more), unit.name, more))
        if not tried:
            return group
        total, _, more = min(tried, key=lambda entry: entry[:2])
        if members >= LEAST_MEMBERS and -total <= score:
            return group
        group, score = more, -total


def _proposal(facts: GroupFacts, group: Group, places: Sequence[tuple[float, str]]) -> Proposal:
    place = places[0][1]
    score = scored(facts, place, group)
    requests = _requests(group)
    seats = dict(score.seats)
    given = {taken.provider_id for _, taken in score.taken}
    owners = {request_id: taken.provider_id for request_id, taken in score.taken}
    return Proposal(
        territory_id=place,
        members=tuple(
            Member(
                request,
                facts.minutes_to(request, place),
                seats[request.request_id].opening_id if request.request_id in seats else None,
                owners.get(request.request_id),
            )
            for request in requests
        ),
        ready_on=_ready_on(requests, seats.values()),
        apart_km=facts.apart_km(requests),
        missing=score.missing,
        takeovers=tuple(t for t in facts.takeovers.get(place, ()) if t.provider_id not in given),
        score=score,
        elsewhere=tuple((other, -total) for total, other in places[1 : 1 + ALTERNATIVES]),
    )


def _used_up(facts: GroupFacts, proposal: Proposal) -> GroupFacts:
    """Return what is left for others once a proposal has its seats and practices."""
    score = proposal.score
    openings = [opening for _, opening in score.seats]
    practices = [practice for _, practice in score.taken]
    return facts.without(proposal.territory_id, openings, practices)


def _requests(group: Iterable[Unit]) -> list[Request]:
    found = [request for unit in group for request in unit.requests]
    return sorted(found, key=lambda request: request.request_id)


def _ready_on(requests: Iterable[Request], openings: Iterable[Opening]) -> date | None:
    days = [request.available_from for request in requests]
    days += [opening.available_from for opening in openings]
    return max((day for day in days if day is not None), default=None)
