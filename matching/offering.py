"""Fixed offers as compositions: one for each open offer that somebody can hold at all."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .cohorts import Cohort
from .compositions import NOBODY, Compositions, empty
from .entities import Offer, OfferPart
from .fitting import fits_alone
from .halfdays import N_HALF_DAYS
from .kinds import Kinds
from .market import Market


class _Part(NamedTuple):
    """A part of an offer as a kind, the programme aside: there are many of them."""

    place: int
    size: int
    mask: int
    weeks: int
    run: int
    paired: bool
    free: bool


def offered(market: Market, cohort: Cohort, among: Container[int] | None = None) -> Compositions:
    """Return one composition per open offer of the programme that can be held at all.

    ``among``: positions of the offers to look at; all by default.
    """
    name = cohort.programme.programme_id
    offers = [
        (number, offer)
        for number, offer in enumerate(market.semester.offers)
        if offer.programme_id == name
        and offer.open
        and offer.parts
        and (among is None or number in among)
    ]
    if not offers:
        return empty(1)
    lengths = np.array([len(offer.parts) for _, offer in offers])
    part = np.full((len(offers), lengths.max()), NOBODY, np.int32)
    filled = np.arange(lengths.max()) < lengths[:, None]
    part[filled] = np.arange(lengths.sum())
    numbers = np.array([number for number, _ in offers], np.int32)
    block = Compositions(part, numbers, _kinds(market, cohort, [o for _, o in offers])).compacted()
    block = block.take(_within_lock(cohort, block))
    accredited = market.eligibility.accredited[name]
    block = block.take(block.all_parts(accredited[block.kinds.place]))
    site = market.places.site[block.kinds.place]
    return block.take(fits_alone(block, site, market.journeys.noon[cohort.car]))


def _kinds(market: Market, cohort: Cohort, offers: list[Offer]) -> Kinds:
    """Return the kinds of the parts of some offers, one after the other."""
    parts = [_part(market, cohort, part) for offer in offers for part in offer.parts]
    place, size, mask, weeks, run, paired, free = (
        np.array(column) for column in zip(*parts, strict=True)
    )
    number = market.semester.programmes.index(cohort.programme)
    programme = np.full(len(parts), number, np.int64)
    return Kinds(place, programme, size, mask, weeks, run, paired, free)


def _part(market: Market, cohort: Cohort, part: OfferPart) -> _Part:
    programme = cohort.programme
    place = market.place_of(part.supervisor_id, part.site_id)
    there = int(market.places.mask(programme.presence)[place])
    free = isinstance(part.half_days, int)
    if not isinstance(part.half_days, int):
        # Where the supervisor is not there at a given half-day, too few remain and the
        # offer cannot be held.
        there &= sum(1 << h for h in part.half_days)
    return _Part(
        place=place,
        size=part.half_day_count,
        mask=there & (cohort.half_days or (1 << N_HALF_DAYS) - 1),
        weeks=market.weeks.mask(part.weeks if part.weeks_text else programme.weeks),
        run=(programme.max_run_days or 0) if free else 0,
        paired=programme.whole_days and free,
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
