"""Tier values, recomputed from the tables for each order."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from ..entities import Programme
from ..result import TierValue
from .capacity import seats_taken
from .claims import Claim, round_half_up
from .facts import Facts
from .quotas import soft_shortfall
from .report import RecomputedTier

MAXIMISED = frozenset({"placed", "value", "shortage", "wishes"})
"""Tiers of which more is better; of all others, less is."""

MILLION = 10**6


def orders_of(programmes: tuple[Programme, ...]) -> list[int | None]:
    """Return the distinct orders, in which programmes are settled; no order comes last."""
    return sorted({programme.order for programme in programmes}, key=_order_key)


def _order_key(order: int | None) -> tuple[bool, int]:
    return order is None, order or 0


def recompute(
    facts: Facts, claims: list[Claim], softened: frozenset[str]
) -> tuple[RecomputedTier, ...]:
    """Return every known tier for every order, over the students settled so far."""
    tiers: list[RecomputedTier] = []
    orders = orders_of(facts.semester.programmes)
    for order in orders:
        settled = [c for c in claims if _order_key(c.programme.order) <= _order_key(order)]
        is_last = order == orders[-1]
        values: dict[str, TierValue] = {
            "placed": sum(c.placed for c in settled if c.programme.everyone),
            "floors": _floors(facts, settled, order, is_last, softened),
            "worst_off": _worst_off(facts, settled),
            **_sums(facts, settled),
            "travel": _travel(facts, settled),
            "balance": _balance(settled),
        }
        tiers += [RecomputedTier(name, order, value) for name, value in values.items()]
    return tuple(tiers)


def _floors(
    facts: Facts, settled: list[Claim], order: int | None, is_last: bool, softened: frozenset[str]
) -> int:
    """Return what soft minimums and min_seats lack and what passes soft maximums.

    A minimum of a programme binds once that programme is settled; one of all programmes at
    the last order. A closed offer owes no minimum.
    """
    semester = facts.semester
    done = {
        programme.programme_id
        for programme in semester.programmes
        if _order_key(programme.order) <= _order_key(order)
    }
    total = 0
    for quota in semester.quotas:
        binds = is_last if quota.programme_id is None else quota.programme_id in done
        is_soft = quota.quota_id in softened
        total += soft_shortfall(facts, quota, settled, is_soft, binds)
    taken = seats_taken(settled)
    for offer in semester.offers:
        if offer.open and offer.programme_id in done:
            total += max(0, offer.min_seats - taken[offer.offer_id])
    return total


def _worst_off(facts: Facts, settled: list[Claim]) -> tuple[int | str, ...]:
    """Return the unplaced students with wishes, then the worst classes and their students."""
    unplaced = 0
    classes: Counter[int | str] = Counter()
    for claim in settled:
        wishes = facts.wishes(claim.student.student_id)
        unplaced += wishes.last > 0 and not claim.placed
        reached = wishes.wish_class(claim)
        if reached is not None:
            classes[reached] += 1
    result: list[int | str] = [unplaced]
    worst_first = sorted(classes, key=class_key, reverse=True)
    for wish_class in worst_first[: facts.semester.settings.worst_off_depth]:
        result += [wish_class, classes[wish_class]]
    return tuple(result)


def class_key(wish_class: int | str) -> tuple[bool, int]:
    """Return a key that sorts classes from best to worst; ``off`` is the worst."""
    return (True, 0) if isinstance(wish_class, str) else (False, wish_class)


def _sums(facts: Facts, settled: list[Claim]) -> dict[str, TierValue]:
    """Return the tiers that are sums of one exact number per student, in millionths."""
    settings = facts.semester.settings
    value = shortage = wishes = 0
    for claim in settled:
        if not claim.placed:
            continue
        need = _need(facts, claim)
        satisfaction = facts.wishes(claim.student.student_id).satisfaction(claim)
        served = (1 + claim.student.credit) * satisfaction
        priced = settings.shortage_weight * need + settings.wish_weight * served
        value += round_half_up(priced * MILLION)
        shortage += round_half_up(need * MILLION)
        wishes += round_half_up(served * MILLION)
    return {"value": value, "shortage": shortage, "wishes": wishes}


def _need(facts: Facts, claim: Claim) -> Fraction:
    """Return the mean need of the placement's territories over its half-days."""
    total = Fraction(0)
    for part in claim.parts:
        need = facts.need(part.site.territory_id, claim.programme.profession)
        total += len(part.half_days) * need
    return total / claim.half_day_total


def _travel(facts: Facts, settled: list[Claim]) -> int:
    return sum(
        len(part.half_days) * (facts.distances.from_home(claim.student, part.site) or 0)
        for claim in settled
        for part in claim.parts
    )


def _balance(settled: list[Claim]) -> int:
    hosted = Counter(supervisor for claim in settled for supervisor in claim.supervisors)
    return sum(count**2 for count in hosted.values())
