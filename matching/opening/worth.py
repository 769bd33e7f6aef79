"""What each seat is worth: opened or not, half-days times need, metres between its parts."""

from __future__ import annotations

from itertools import combinations
from math import lcm

import numpy as np
from numpy.typing import NDArray

from ..market import Market
from ..need import needs
from ..valuation import MILLION
from .seats import Seats


def opened(seats: Seats) -> NDArray[np.int64]:
    """Return 1 for each option of a seat that becomes part of a new offer."""
    return seats.opens[seats.bundles.student].astype(np.int64)


def shortage(market: Market, seats: Seats) -> NDArray[np.int64]:
    """Return half-days times need of the territory, summed over the parts, in millionths.

    Each option is rounded once, half up; seats that become part of no new offer have 0.
    """
    semester, table = market.semester, seats.bundles.compositions
    kinds = table.kinds
    by_profession = {
        name: needs(semester, name) for name in {p.profession for p in semester.programmes}
    }
    tables = [by_profession[p.profession] for p in semester.programmes]
    territory = [s.territory_id for s in semester.sites]
    site = market.places.site[kinds.place].tolist()
    worth = [
        tables[programme][territory[at]].need * size
        for programme, at, size in zip(
            kinds.programme.tolist(), site, kinds.size.tolist(), strict=True
        )
    ]
    # In whole numbers of one denominator, so that nothing is rounded before the parts are summed.
    unit = lcm(*(one.denominator for one in worth))
    exact = np.array([int(one * unit) for one in worth], dtype=object)
    total = table.of_parts(exact, 0).sum(axis=1).tolist()
    rounded = np.array([(2 * MILLION * t + unit) // (2 * unit) for t in total], np.int64)
    return rounded[seats.bundles.composition] * opened(seats)


def metres(market: Market, seats: Seats) -> NDArray[np.int64]:
    """Return metres as the crow flies between the parts, summed over their pairs.

    Rounded half up; a pair of which a site's point is not known counts nothing, nor do seats
    that become part of no new offer.
    """
    table = seats.bundles.compositions
    site = market.places.site[table.kinds.place]
    total = np.zeros(len(table), np.float64)
    for one, other in combinations(range(table.part.shape[1]), 2):
        both = np.flatnonzero((table.part[:, one] >= 0) & (table.part[:, other] >= 0))
        km = market.journeys.km(site[table.part[both, one]], site[table.part[both, other]])
        total[both] += np.nan_to_num(km)
    whole = np.floor(total * 1000 + 0.5).astype(np.int64)
    return whole[seats.bundles.composition] * opened(seats)
