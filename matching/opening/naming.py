"""From chosen seats to offers: those alike are one offer, each with an identifier of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count

import numpy as np

from ...solvers.result import Solution
from ..entities import Offer, OfferPart
from ..halfdays import half_days_of
from ..market import Market
from ..semester import Semester
from .seats import Seats

_Part = tuple[str, str, tuple[int, ...]]
"""Supervisor, site, half-days."""

_LEADING = "=+-@ \t"
"""What a spreadsheet could take for the beginning of a formula."""


def new_offers(market: Market, seats: Seats, solution: Solution, into: Semester) -> list[Offer]:
    """Return the offers that the seats to be opened make up, in the order of their parts.

    Parameters
    ----------
    into
        The semester that they are for: no offer gets an identifier that it has already.
    """
    taken = {*into.offer, *into.supervisor, *into.site, *into.territory}
    found = sorted(Counter(_chosen(market, seats, solution)).items())
    free = {p.programme_id: _free(p.programme_id, taken) for p in into.programmes}
    offers = []
    for (programme, parts), number in found:
        name = next(free[programme])
        offers.append(
            Offer(
                offer_id=name,
                programme_id=programme,
                seats=number,
                name=_title(into, parts),
                parts=tuple(OfferPart(name, *part) for part in parts),
            )
        )
    return offers


def _free(programme: str, taken: set[str]) -> Iterator[str]:
    """Yield identifiers ``N1-001``, ``N1-002`` … that nothing has, whatever the case."""
    known = {name.casefold() for name in taken}
    names = (f"{programme}-{number:03d}" for number in count(1))
    return (name for name in names if name.casefold() not in known)


def _chosen(
    market: Market, seats: Seats, solution: Solution
) -> Iterator[tuple[str, tuple[_Part, ...]]]:
    semester, table = market.semester, seats.bundles.compositions
    for seat in np.flatnonzero(seats.opens & (solution.option >= 0)).tolist():
        row = table.part[seats.bundles.composition[solution.option[seat]]]
        places = table.kinds.place[row[row >= 0]].tolist()
        parts = [
            (
                semester.supervisors[market.places.supervisor[place]].supervisor_id,
                semester.sites[market.places.site[place]].site_id,
                half_days_of(mask),
            )
            for place, mask in zip(places, solution.slots[seat], strict=False)
        ]
        programme = semester.programmes[seats.programme[seat]].programme_id
        yield programme, tuple(sorted(parts))


def _title(semester: Semester, parts: tuple[_Part, ...]) -> str:
    """Return what a student reads: the communes, and in brackets who is there."""
    places = [semester.territory[semester.site[site].territory_id].name for _, site, _ in parts]
    people = [semester.supervisor[name].name for name, _, _ in parts]
    where, who = (" - ".join(dict.fromkeys(names)) for names in (places, people))
    return f"{where} ({who})".lstrip(_LEADING)
