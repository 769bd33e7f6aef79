"""Which aids go with a request and an opening, and what they come to.

An aid is eligible by its profession, its scope (as that of a quota, of the opening's territory)
and its dates: the day on which both are available. Aids to installation count; of one group only
the highest. Aids to studies and to staying are listed beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ..practitioners import Aid, Opening
from ..semester import Semester
from .market import Market

NONE, COUNTED, BEATEN, BESIDE = 0, 1, 2, 3
"""What becomes of an aid: not eligible, counted, less than another of its group, listed only."""

MOST_CENTS = 10**14
"""More than any aid comes to: a sum of thousands of them still fits 64 bits."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class PairAids:
    """The aids of some pairs of request and opening.

    Attributes
    ----------
    amounts
        Per aid, by identifier's order: what it comes to in all, euros.
    state
        Shape ``(n_pairs, n_aids)``: `NONE`, `COUNTED`, `BEATEN` or `BESIDE`.
    total
        Shape ``(n_pairs,)``: the sum of those counted, cents.
    """

    amounts: tuple[Fraction, ...]
    state: NDArray[np.uint8]
    total: Ints


def amount_in_all(aid: Aid) -> Fraction:
    """Return what an aid comes to over its commitment, euros.

    Once: the amount. By month or year: over ``duration_months``, otherwise over the commitment's
    months, otherwise one period.
    """
    if aid.period not in ("month", "year"):
        return aid.amount
    each = 1 if aid.period == "month" else 12
    months = aid.duration_months
    if months is None:
        months = aid.commitment_months or each
    return aid.amount * Fraction(months, each)


def _cents(amount: Fraction) -> int:
    """Return an amount in cents, rounded half up, at most `MOST_CENTS`."""
    return min(MOST_CENTS, int(amount * 100 + Fraction(1, 2)))


def pair_aids(market: Market, request: Ints, opening: Ints) -> PairAids:
    """Return the aids of pairs, given by positions in the market, shape ``(n_pairs,)`` each."""
    aids = market.semester.aids
    amounts = tuple(amount_in_all(aid) for aid in aids)
    cents = np.array([_cents(amount) for amount in amounts], np.int64)
    professions = np.array([r.profession for r in market.requests], np.str_)
    days = np.array([market.day_of(r).toordinal() for r in market.requests], np.int64)
    day = np.maximum(days[request], market.days[opening])
    state = np.zeros((len(request), len(aids)), np.uint8)
    for column, aid in enumerate(aids):
        inside = np.array([_in_scope(market, k, aid) for k in range(len(market.openings))])
        eligible = inside[opening] if len(market.openings) else np.zeros(len(request), np.bool_)
        if aid.profession is not None:
            eligible &= professions[request] == aid.profession
        if aid.start is not None:
            eligible &= day >= aid.start.toordinal()
        if aid.end is not None:
            eligible &= day <= aid.end.toordinal()
        counts = aid.audience in (None, "installation")
        state[eligible, column] = COUNTED if counts else BESIDE
    _only_the_highest(aids, cents, state)
    return PairAids(amounts, state, (state == COUNTED) @ cents)


def _only_the_highest(aids: tuple[Aid, ...], cents: Ints, state: NDArray[np.uint8]) -> None:
    """Mark those of a group that are less than another one, in place; of equals the first stays."""
    groups: dict[str, list[int]] = {}
    for column, aid in enumerate(aids):
        if aid.group is not None:
            groups.setdefault(aid.group, []).append(column)
    for own in groups.values():
        ranked = sorted(own, key=lambda column: (-int(cents[column]), column))
        taken = np.zeros(len(state), np.bool_)
        for column in ranked:
            counted = state[:, column] == COUNTED
            state[counted & taken, column] = BEATEN
            taken |= counted


def _in_scope(market: Market, position: int, aid: Aid) -> bool:
    if aid.scope is None:
        return True
    return _value(market, position, aid.scope) in aid.values


def _value(market: Market, position: int, scope: str) -> str | None:
    """Return what an opening is for a scope; an opening lies at no site of the table."""
    opening: Opening = market.openings[position]
    if scope == "zone":
        return market.zone[position]
    if scope in ("setting", "kind"):
        return str(getattr(opening, scope))
    if scope == "site":
        return None
    return _of_territory(market.semester, opening.territory_id, scope)


def _of_territory(semester: Semester, territory_id: str, scope: str) -> str | None:
    if scope == "territory":
        return territory_id
    value = getattr(semester.territory[territory_id], scope)
    if scope in ("qpv", "frr"):
        return "true" if value else None
    return None if value is None else str(value)


def beaten_by(market: Market, found: PairAids, pair: int) -> Mapping[int, int]:
    """Return which aid counts instead of each one that does not, of a pair, by position."""
    aids = market.semester.aids
    state = found.state[pair]
    winners = {aids[c].group: c for c in np.flatnonzero(state == COUNTED).tolist()}
    return {c: winners[aids[c].group] for c in np.flatnonzero(state == BEATEN).tolist()}
