"""Placements with nothing left to choose: of an earlier result, or settled by an earlier step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .compositions import NOBODY, Compositions
from .entities import EarlierPlace, Offer, OfferPart, Programme
from .kinds import Kinds, stacked
from .market import Market


@dataclass(frozen=True)
class Fixed:
    """A composition with its half-days given: kinds of its parts, their half-days, the offer."""

    kinds: Kinds
    offer: int


def as_compositions(fixed: Sequence[Fixed]) -> Compositions:
    """Return one composition per student, half-days given."""
    lengths = np.array([len(one.kinds) for one in fixed])
    part = np.full((len(fixed), lengths.max()), NOBODY, np.int32)
    part[np.arange(lengths.max()) < lengths[:, None]] = np.arange(lengths.sum())
    offers = np.array([one.offer for one in fixed], np.int32)
    return Compositions(part, offers, stacked([one.kinds for one in fixed]))


def fixed_at(market: Market, place: EarlierPlace) -> Fixed:
    """Return a place of an earlier result as a composition with its half-days given."""
    semester = market.semester
    programme = semester.programme[semester.student[place.student_id].programme_id]
    offer = None if place.offer_id is None else semester.offer[place.offer_id]
    parts = place.parts if offer is None else _in_order(offer, place)
    nothing = np.zeros(len(parts), bool)
    kinds = Kinds(
        place=np.array([market.place_of(host, at) for host, at, _ in parts], np.int64),
        programme=np.full(len(parts), semester.programmes.index(programme), np.int64),
        size=np.array([len(half_days) for _, _, half_days in parts], np.int64),
        mask=np.array([sum(1 << h for h in half_days) for _, _, half_days in parts], np.int64),
        weeks=np.array(_weeks(market, programme, offer, len(parts)), np.int64),
        run=np.zeros(len(parts), np.int64),
        paired=nothing,
        free=nothing,
    )
    return Fixed(kinds, -1 if offer is None else market.wishes.offer_number[offer.offer_id])


def _in_order(offer: Offer, place: EarlierPlace) -> list[tuple[str, str, tuple[int, ...]]]:
    """Return the parts in the order of the offer's, as far as they are its parts."""

    def matches(wanted: OfferPart, part: tuple[str, str, tuple[int, ...]]) -> bool:
        same = (wanted.supervisor_id, wanted.site_id) == part[:2]
        return same and wanted.half_days in (part[2], len(part[2]))

    left = list(place.parts)
    found = []
    for wanted in offer.parts:
        own = next((part for part in left if matches(wanted, part)), None)
        if own is not None:
            left.remove(own)
            found.append(own)
    return [*found, *left]


def _weeks(market: Market, programme: Programme, offer: Offer | None, n_parts: int) -> list[int]:
    own = (
        [] if offer is None else [p.weeks if p.weeks_text else programme.weeks for p in offer.parts]
    )
    weeks = [*own[:n_parts], *[programme.weeks] * (n_parts - len(own))]
    return [market.weeks.mask(w) for w in weeks]
