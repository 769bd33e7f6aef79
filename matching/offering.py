"""Fixed offers as compositions: one for each open offer that somebody can hold at all."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from numpy.typing import NDArray

from .cohorts import Cohort
from .compositions import NOBODY, Compositions, empty
from .fitting import fits_alone
from .halfdays import N_HALF_DAYS
from .kinds import Kinds
from .market import Market


def offered(
    market: Market,
    cohort: Cohort,
    among: Container[int] | None = None,
    *,
    noon: bool = True,
) -> Compositions:
    """Return one composition per open offer of the programme that can be held at all.

    Parameters
    ----------
    among
        Positions of the offers to look at; all by default.
    noon
        Ask also that every change of site at noon is possible.
    """
    name = cohort.programme.programme_id
    found = [
        number
        for number, offer in enumerate(market.semester.offers)
        if offer.programme_id == name
        and offer.open
        and offer.parts
        and (among is None or number in among)
    ]
    if not found:
        return empty(1)
    offers = np.array(found, np.int64)
    lengths = market.offer_parts.lengths(offers)
    part = np.full((len(offers), lengths.max()), NOBODY, np.int32)
    filled = np.arange(lengths.max()) < lengths[:, None]
    part[filled] = np.arange(lengths.sum())
    kinds = _kinds(market, cohort, market.offer_parts.of(offers))
    block = Compositions(part, offers.astype(np.int32), kinds).compacted()
    block = block.take(_within_lock(cohort, block))
    accredited = market.eligibility.accredited[name]
    block = block.take(block.all_parts(accredited[block.kinds.place]))
    site = market.places.site[block.kinds.place]
    changes = market.journeys.noon[cohort.car] if noon else None
    return block.take(fits_alone(block, site, changes))


def _kinds(market: Market, cohort: Cohort, rows: NDArray[np.int64]) -> Kinds:
    """Return the kinds of some parts of offers."""
    programme, parts = cohort.programme, market.offer_parts
    place, free, weeks = parts.place[rows], parts.free[rows], parts.weeks[rows]
    locked = cohort.half_days or (1 << N_HALF_DAYS) - 1
    # Where the supervisor is not there at a given half-day, too few remain and the offer
    # cannot be held.
    there = market.places.mask(programme.presence)[place] & parts.given[rows] & locked
    number = market.semester.programmes.index(programme)
    return Kinds(
        place=place,
        programme=np.full(len(rows), number, np.int64),
        size=parts.size[rows],
        mask=there.astype(np.int64),
        weeks=np.where(weeks < 0, market.weeks.mask(programme.weeks), weeks),
        run=np.where(free, programme.max_run_days or 0, 0).astype(np.int64),
        paired=free & programme.whole_days,
        free=free,
    )


def _within_lock(cohort: Cohort, block: Compositions) -> NDArray[np.bool_]:
    """Say which offers take exactly the locked half-days (each at least once)."""
    if cohort.half_days is None:
        return np.ones(len(block), bool)
    union = np.bitwise_or.reduce(block.mask, axis=1)
    exact: NDArray[np.bool_] = (union == cohort.half_days) & (
        block.size.sum(axis=1) == cohort.half_days.bit_count()
    )
    return exact
