"""What each bundle is worth: wish rank, class, value in millionths, travel."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from .bundles import Bundles, Market
from .need import needs

MILLION = 10**6

_ROUNDING_DOUBT = 1e-4
"""How near to a rounding edge a millionth computed in double precision is not trusted."""


@dataclass(frozen=True)
class Valuation:
    """Worth of bundles, shape ``(n_bundles,)`` each.

    Attributes
    ----------
    rank_half_days, half_days
        The wish rank is the fraction ``rank_half_days / half_days``.
    named
        Some part or the offer is named by a wish.
    level
        Class of the placement: 0 without wishes, the rank rounded up, or `off_level`.
    off_level
        The level that stands for ``off``, above all ranks.
    value, shortage, wishes
        Millionths, rounded once: need and satisfaction with their weights; need alone;
        satisfaction (times one plus the credit) alone.
    travel
        Half-days times minutes, summed over the parts.
    """

    rank_half_days: NDArray[np.int64]
    half_days: NDArray[np.int64]
    named: NDArray[np.bool_]
    level: NDArray[np.int64]
    off_level: int
    value: NDArray[np.int64]
    shortage: NDArray[np.int64]
    wishes: NDArray[np.int64]
    travel: NDArray[np.int64]

    def rank(self, bundle: int) -> Fraction:
        """Return the exact wish rank of a bundle."""
        return Fraction(int(self.rank_half_days[bundle]), int(self.half_days[bundle]))


def valuation(market: Market, bundles: Bundles) -> Valuation:
    """Value all bundles."""
    table, student, row = bundles.compositions, bundles.student, bundles.composition
    half_days = table.size.sum(axis=1)[row]
    rank_half_days, named = _ranks(market, bundles, half_days)
    last = market.wishes.last[student]
    off_level = int(market.wishes.last.max(initial=0)) + 2
    level = -(-rank_half_days // half_days)
    level = np.where(named, level, np.where(market.wishes.lenient[student], last + 1, off_level))
    site = np.where(table.place >= 0, market.places.site[table.place], 0)
    travel = np.zeros(len(student), np.int64)
    for column in range(table.place.shape[1]):
        minutes = market.journeys.minutes[student, site[row, column]]
        travel += table.size[row, column] * minutes
    settings = market.semester.settings

    def values(need: Fraction, wish: Fraction) -> NDArray[np.int64]:
        return _values(market, bundles, rank_half_days, half_days, (need, wish))

    return Valuation(
        rank_half_days=rank_half_days,
        half_days=half_days,
        named=named,
        level=np.where(last > 0, level, 0),
        off_level=off_level,
        value=values(settings.shortage_weight, settings.wish_weight),
        shortage=values(Fraction(1), Fraction(0)),
        wishes=values(Fraction(0), Fraction(1)),
        travel=travel,
    )


def _ranks(
    market: Market, bundles: Bundles, half_days: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the ranks of bundles times their half-days, and whether any wish names them."""
    table, student, row = bundles.compositions, bundles.student, bundles.composition
    last = market.wishes.last[student]
    total = np.zeros(len(student), np.int64)
    named = np.zeros(len(student), bool)
    for column in range(table.place.shape[1]):
        place = table.place[row, column]
        rank = market.wishes.place[student, place]
        total += table.size[row, column] * rank
        named |= (place >= 0) & (rank <= last)
    if len(market.semester.offers):
        offer = table.offer[row]
        own = np.where(offer >= 0, market.wishes.offer[student, offer], last + 1)
        total = np.minimum(total, own * half_days)
        named |= own <= last
    return total, named


def place_needs(market: Market) -> dict[str, list[Fraction]]:
    """Return the need at each place, by profession."""
    semester = market.semester
    territory = [semester.sites[s].territory_id for s in market.places.site]
    found = {}
    for profession in sorted({p.profession for p in semester.programmes}):
        table = needs(semester, profession)
        found[profession] = [table[t].need for t in territory]
    return found


def _values(
    market: Market,
    bundles: Bundles,
    rank_half_days: NDArray[np.int64],
    half_days: NDArray[np.int64],
    weights: tuple[Fraction, Fraction],
) -> NDArray[np.int64]:
    """Return each bundle's value in millionths, rounded half up exactly once.

    Double precision decides all but the few values too near to a rounding edge; those are
    computed again in fractions.
    """
    semester, table, row = market.semester, bundles.compositions, bundles.composition
    shortage_weight, wish_weight = weights
    need = place_needs(market)
    professions = [p.profession for p in semester.programmes]
    need_floats = np.array([[float(n) for n in need[p]] for p in professions])
    need_floats = need_floats.reshape(len(professions), -1)
    programme = bundles.programme
    needed = np.zeros(len(table))
    for column in range(table.place.shape[1]):
        needed += table.size[:, column] * need_floats[programme, table.place[:, column]]
    needed /= np.maximum(table.size.sum(axis=1), 1)
    student, last = bundles.student, market.wishes.last[bundles.student]
    weight = np.array([float(wish_weight * (1 + s.credit)) for s in semester.students])
    content = 1 - (rank_half_days / half_days - 1) / np.maximum(last, 1)
    worth = float(shortage_weight) * needed[row]
    worth += np.where(last > 0, weight[student] * content, 0.0)
    exact = worth * MILLION + 0.5
    whole = np.floor(exact)
    doubtful = np.flatnonzero(np.abs(exact - np.rint(exact)) < _ROUNDING_DOUBT)
    values: NDArray[np.int64] = whole.astype(np.int64)
    for bundle in doubtful.tolist():
        rank = Fraction(int(rank_half_days[bundle]), int(half_days[bundle]))
        values[bundle] = _exact_value(market, bundles, bundle, need, rank, weights)
    return values


def _exact_value(
    market: Market,
    bundles: Bundles,
    bundle: int,
    need: dict[str, list[Fraction]],
    rank: Fraction,
    weights: tuple[Fraction, Fraction],
) -> int:
    number, row = int(bundles.student[bundle]), int(bundles.composition[bundle])
    student = market.semester.students[number]
    at = need[market.semester.programmes[int(bundles.programme[row])].profession]
    sizes = bundles.compositions.size[row].tolist()
    places = bundles.compositions.place[row].tolist()
    lacking = Fraction(sum(n * at[p] for n, p in zip(sizes, places, strict=True) if n), sum(sizes))
    last = int(market.wishes.last[number])
    satisfaction = 1 - (rank - 1) / last if last else Fraction(0)
    value = weights[0] * lacking + weights[1] * (1 + student.credit) * satisfaction
    return int((value * MILLION + Fraction(1, 2)) // 1)
