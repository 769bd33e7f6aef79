"""The SASPAS offers of the demonstration: two or three supervisors composed in advance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from random import Random

from ..entities import Offer, OfferPart, Supervisor
from ..halfdays import day_of, names_of
from ..tables.geography import kilometres
from .grounds import Ground

MAX_KM_IN_OFFER = 22.0
"""Supervisors of one offer work at most so far apart."""

OFFERS = {"vienne": 17, "aulnay": 4, "saint_denis": 5, "gpsea": 9, "coeur_essonne": 7}
"""Offers to compose per document."""

DOUBLE_OFFERS = 2
"""Offers with two seats."""


@dataclass(frozen=True)
class Posting:
    """An offer with the document of its territories, its places and how it is liked."""

    offer: Offer
    document: str
    points: tuple[tuple[float, float], ...]
    popularity: float


@dataclass
class _Board:
    """Supervisors who may stand in an offer, and what offers already take of them."""

    grounds: dict[str, Ground]
    used: Counter[tuple[str, int]]
    times: Counter[str]

    def free(self, supervisor: Supervisor) -> list[int]:
        """Half-days at the usual site that no offer has fixed yet."""
        return [
            half_day
            for half_day, presence in enumerate(supervisor.timetable)
            if presence is not None
            and presence.site_id == supervisor.site_id
            and not self.used[supervisor.supervisor_id, half_day]
        ]


def postings(hosts: list[Supervisor], sites: list[Ground], rng: Random) -> list[Posting]:
    """Compose the offers, document by document, nobody standing in more than two."""
    grounds = {g.site.site_id: g for g in sites}
    board = _Board(grounds, Counter(), Counter())
    made: list[Posting] = []
    for document, count in OFFERS.items():
        pool = [
            h for h in hosts if "SASPAS" in h.programmes and grounds[h.site_id].document == document
        ]
        for _ in range(count):
            parts = _parts(f"O{len(made) + 1:02d}", pool, board, rng)
            if parts:
                made.append(_posting(parts, document, board, len(made) + 1))
    return _with_special_rules(made)


def _parts(offer_id: str, pool: list[Supervisor], board: _Board, rng: Random) -> list[OfferPart]:
    """Find two supervisors, or three, whose free half-days make up a week; none: empty."""
    first_choice = sorted(pool, key=lambda h: (board.times[h.supervisor_id], rng.random()))
    for lead in first_choice:
        near = [h for h in first_choice if h is not lead and _near(h, lead, board)]
        sizes = (3, 3, 2) if rng.random() < 0.2 and len(near) > 1 else (4, 4)
        for start in range(max(len(near) - len(sizes) + 2, 0)):
            team = [lead, *near[start : start + len(sizes) - 1]]
            parts = _split(offer_id, team, sizes, board, rng)
            if parts:
                return parts
    return []


def _near(a: Supervisor, b: Supervisor, board: _Board) -> bool:
    points = (board.grounds[a.site_id].point, board.grounds[b.site_id].point)
    return kilometres(*points) <= MAX_KM_IN_OFFER


def _split(
    offer_id: str,
    team: list[Supervisor],
    sizes: tuple[int, ...],
    board: _Board,
    rng: Random,
) -> list[OfferPart]:
    """Give each supervisor days of its own, whole ones first; too few: an empty list.

    The last part may state a number of half-days, to be chosen for each student.
    """
    if len(team) != len(sizes) or any(board.times[h.supervisor_id] > 1 for h in team):
        return []
    week = rng.sample(range(6), 6)
    taken: dict[str, tuple[int, ...]] = {}
    for host, size in zip(team, sizes, strict=True):
        days = {day_of(h) for chosen in taken.values() for h in chosen}
        free = [h for h in board.free(host) if day_of(h) not in days]
        by_day = Counter(day_of(h) for h in free)
        free.sort(key=lambda h: (-by_day[day_of(h)], week[day_of(h)], h))
        if len(free) < size:
            return []
        taken[host.supervisor_id] = tuple(sorted(free[:size]))
    return _entered(offer_id, team, taken, board, flexible=rng.random() < 0.4)


def _entered(
    offer_id: str,
    team: list[Supervisor],
    taken: dict[str, tuple[int, ...]],
    board: _Board,
    flexible: bool,
) -> list[OfferPart]:
    """Note on the board what an offer takes, and return its parts."""
    parts: list[OfferPart] = []
    for position, host in enumerate(team):
        half_days = taken[host.supervisor_id]
        board.times[host.supervisor_id] += 1
        board.used.update((host.supervisor_id, h) for h in half_days)
        last = flexible and position == len(team) - 1
        parts.append(
            OfferPart(
                offer_id, host.supervisor_id, host.site_id, len(half_days) if last else half_days
            )
        )
    return parts


def _posting(parts: list[OfferPart], document: str, board: _Board, number: int) -> Posting:
    grounds = [board.grounds[p.site_id] for p in parts]
    towns = dict.fromkeys(g.site.name.split(" (", 1)[1].rstrip(")") for g in grounds)
    offer = Offer(
        offer_id=parts[0].offer_id,
        programme_id="SASPAS",
        seats=1,
        name=f"SASPAS {number:02d} {' - '.join(towns)}",
        subdivision="Poitiers" if document == "vienne" else "Île-de-France",
        parts=tuple(parts),
    )
    liked = sum(g.popularity for g in grounds) / len(grounds)
    return Posting(offer, document, tuple(g.point for g in grounds), liked)


def _with_special_rules(made: list[Posting]) -> list[Posting]:
    """Ask for the least liked offers to be filled, and close one of them."""
    shunned = sorted(made, key=lambda p: (p.popularity, p.offer.offer_id))
    must_fill = {p.offer.offer_id for p in shunned[1:6]}
    closed = shunned[0].offer.offer_id
    return [
        replace(
            posting,
            offer=replace(
                posting.offer,
                min_seats=1 if posting.offer.offer_id in must_fill else 0,
                open=posting.offer.offer_id != closed,
            ),
        )
        for posting in made
    ]


def with_double_offers(
    made: list[Posting], hosts: list[Supervisor], sites: list[Ground]
) -> tuple[list[Posting], list[Supervisor]]:
    """Give the two best liked offers that allow it a second seat, and both seats or none.

    Their supervisors then host two students at the same half-day.
    """
    rooms = {g.site.site_id: g.site.rooms for g in sites}
    roomy = [
        p
        for p in made
        if all(
            isinstance(part.half_days, tuple) and rooms[part.site_id] in (None, 2, 3)
            for part in p.offer.parts
        )
    ]
    roomy.sort(key=lambda p: (-p.popularity, p.offer.offer_id))
    doubled = {p.offer.offer_id for p in roomy[:DOUBLE_OFFERS]}
    pairs = {part.supervisor_id for p in roomy[:DOUBLE_OFFERS] for part in p.offer.parts}
    return (
        [
            replace(p, offer=replace(p.offer, seats=2, min_if_open=2))
            if p.offer.offer_id in doubled
            else p
            for p in made
        ],
        [
            replace(h, max_at_once=2, max_students=max(h.max_students, 3))
            if h.supervisor_id in pairs
            else h
            for h in hosts
        ],
    )


def offer_row(offer: Offer) -> dict[str, object]:
    """Return a row of the table ``offers``."""
    return {
        "offer_id": offer.offer_id,
        "programme_id": offer.programme_id,
        "name": offer.name,
        "seats": offer.seats,
        "min_seats": offer.min_seats or None,
        "min_if_open": offer.min_if_open or None,
        "open": None if offer.open else False,
        "subdivision": offer.subdivision,
    }


def part_rows(offer: Offer) -> list[dict[str, object]]:
    """Return the rows of an offer in the table ``offer_parts``."""
    return [
        {
            "offer_id": part.offer_id,
            "supervisor_id": part.supervisor_id,
            "site_id": part.site_id,
            "half_days": part.half_days
            if isinstance(part.half_days, int)
            else names_of(part.half_days),
            "weeks": part.weeks_text or None,
        }
        for part in offer.parts
    ]
