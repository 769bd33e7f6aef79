"""What is lacking of what requests want: who could come if one thing were there.

A request counts for an opening where it breaks exactly one rule of `filters` there, and for a
territory where no opening suits it and one thing alone is in the way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..need import SHORTAGE_ZONES, zones
from ..practitioners import Opening, Request
from .distances import Roads
from .filters import RULES, broken_rules
from .market import Market

WANTS = (
    "profession",
    "seats",
    "salaried_post",
    "private_practice",
    "group_practice",
    "solo_practice",
    "premises",
    "accessible",
    "date",
    "distance",
)
"""What may lack. ``distance``: home or the work of a partner is elsewhere."""

NEAR_MINUTES = 45.0
"""How near a territory without any opening has to be for a request without a limit."""

MORE_MINUTES = 30.0
"""How much too far an opening may be for its distance to count as a gap: farther away is another
country, not a place that lacks a home or work for two."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Gap:
    """One thing that lacks, and the requests that it alone keeps out.

    ``opening_id``: ``None`` where the territory as a whole lacks it. ``profession``: of the
    requests, where what lacks is an opening for it. ``requests`` are sorted.
    """

    territory_id: str
    opening_id: str | None
    want: str
    profession: str | None
    requests: tuple[str, ...]


def gaps(market: Market) -> tuple[Gap, ...]:
    """Return what lacks in openings and in territories, by territory, opening and want.

    - An **opening** lacks what is behind the one rule that a request breaks there.
    - A **territory** lacks it for requests that no opening there suits. ``profession`` is special:
      it has no opening of the profession with seats left, is within reach of the request's anchors
      and of its obligation, whatever openings of others there are.

    A journey counts as a gap where it is at most `MORE_MINUTES` too long. The obligation to a
    shortage zone is nothing that a territory could put right: it is no gap.
    """
    found: dict[tuple[str, str | None, str, str | None], list[str]] = defaultdict(list)
    near = _near(market)
    for position, request in enumerate(market.requests):
        rules = np.stack(list(broken_rules(market, position)))
        for opening, want in _of_openings(market, position, rules):
            key = opening.territory_id, opening.opening_id, want, _of(want, request)
            found[key].append(request.request_id)
        for territory, want in _of_territories(market, position, rules, near[position]):
            found[territory, None, want, _of(want, request)].append(request.request_id)
    order = sorted(found, key=lambda key: (key[0], key[1] or "", WANTS.index(key[2]), key[3] or ""))
    return tuple(Gap(*key, tuple(sorted(found[key]))) for key in order)


def _of(want: str, request: Request) -> str | None:
    return request.profession if want == "profession" else None


def want_of(rule: str, request: Request) -> str | None:
    """Return what a request wants where it breaks a rule; ``None``: nothing could be changed."""
    if rule == "mode":
        return "salaried_post" if request.mode == "salaried" else "private_practice"
    if rule == "practice":
        return f"{request.practice}_practice"
    return rule if rule in WANTS else None


def _of_openings(market: Market, position: int, rules: Bools) -> Iterator[tuple[Opening, str]]:
    request = market.requests[position]
    limit = np.inf if request.max_minutes is None else request.max_minutes + MORE_MINUTES
    for k in np.flatnonzero(rules.sum(axis=0) == 1):
        want = want_of(RULES[int(rules[:, k].argmax())], request)
        if want is not None and not (want == "distance" and market.minutes[position, k] > limit):
            yield market.openings[k], want


def _of_territories(
    market: Market, position: int, rules: Bools, near: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Yield what each territory lacks for a request that no opening there suits, once each."""
    request = market.requests[position]
    count = rules.sum(axis=0)
    possible = {market.openings[k].territory_id for k in np.flatnonzero(count == 0)}
    served = {
        o.territory_id for o in market.openings if o.profession == request.profession and o.seats
    }
    wants = {(territory, "profession") for territory in near - served}
    for opening, want in _of_openings(market, position, rules):
        elsewhere = want == "profession" or (want == "seats" and opening.territory_id not in served)
        if opening.territory_id not in possible and not elsewhere:
            wants.add((opening.territory_id, want))
    yield from sorted(wants)


def _near(market: Market) -> list[frozenset[str]]:
    """Return for each request the territories where only an opening would have to be.

    Within its limit of minutes (`NEAR_MINUTES` where it has none) of all its anchors, and within
    its obligation; none where it has no anchor.
    """
    semester = market.semester
    places = [as_opening(t.territory_id) for t in semester.territories]
    roads, zone = Roads(semester, places), zones(semester)
    found = []
    for request in market.requests:
        limit = NEAR_MINUTES if request.max_minutes is None else request.max_minutes
        minutes = roads.minutes(request)
        names = (
            places[k].territory_id for k in np.flatnonzero((minutes >= 0) & (minutes <= limit))
        )
        found.append(
            frozenset(
                name
                for name in names
                if not request.shortage_only
                or zone.get((name, request.profession)) in SHORTAGE_ZONES
            )
        )
    return found


def as_opening(territory_id: str) -> Opening:
    """Return a territory as a place to drive to."""
    return Opening(territory_id, "", territory_id, "", "", "", 0)
