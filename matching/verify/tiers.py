"""Tier values, recomputed from the tables for each order."""

from __future__ import annotations

from ..entities import Programme
from ..result import TierValue
from .claims import Claim
from .facts import Facts
from .quotas import soft_shortfall
from .report import RecomputedTier
from .sums import Sums

MAXIMISED = frozenset({"placed", "value", "shortage", "wishes", "greedy"})
"""Tiers of which more is better; of all others, less is."""


def orders_of(programmes: tuple[Programme, ...]) -> list[int | None]:
    """Return the distinct orders, in which programmes are settled; no order comes last."""
    return sorted({programme.order for programme in programmes}, key=_order_key)


def _order_key(order: int | None) -> tuple[bool, int]:
    return order is None, order or 0


def settled_before(claim: Claim, order: int | None) -> bool:
    """Say whether a claim was settled before the matching of an order.

    Earlier orders are, and of the same order the choices by rank and the locks of matchings.
    """
    own, mechanism = claim.programme.order, claim.programme.mechanism
    if own != order:
        return claim.placed and _order_key(own) < _order_key(order)
    return claim.placed and (mechanism == "serial" or (mechanism == "stable" and claim.locked))


def recompute(
    facts: Facts, claims: list[Claim], softened: frozenset[str]
) -> tuple[RecomputedTier, ...]:
    """Return every known tier for every order, over the students settled so far."""
    of_order: dict[int | None, list[Claim]] = {}
    for claim in claims:
        of_order.setdefault(claim.programme.order, []).append(claim)
    tiers: list[RecomputedTier] = []
    sums = Sums(facts)
    orders = orders_of(facts.semester.programmes)
    for order in orders:
        sums.add(of_order.get(order, ()))
        values: dict[str, TierValue] = {
            "placed": sums.placed,
            "floors": _floors(sums, order, order == orders[-1], softened),
            "worst_off": _worst_off(sums, facts.semester.settings.worst_off_depth),
            "generous": _worst_off(sums, None),
            "greedy": _best_served(sums),
            "value": sums.value,
            "shortage": sums.shortage,
            "wishes": sums.wishes,
            "travel": sums.travel,
            "balance": sum(count**2 for count in sums.hosted.values()),
        }
        tiers += [RecomputedTier(name, order, value) for name, value in values.items()]
    return tuple(tiers)


def _floors(sums: Sums, order: int | None, is_last: bool, softened: frozenset[str]) -> int:
    """Return what soft minimums and min_seats lack and what passes soft maximums.

    A minimum of a programme binds once that programme is settled; one of all programmes at
    the last order. A closed offer owes no minimum.
    """
    semester = sums.facts.semester
    done = {
        programme.programme_id
        for programme in semester.programmes
        if _order_key(programme.order) <= _order_key(order)
    }
    total = 0
    for quota in semester.quotas:
        binds = is_last if quota.programme_id is None else quota.programme_id in done
        used = sums.in_scope[quota.quota_id]
        total += soft_shortfall(quota, used, quota.quota_id in softened, binds)
    for offer in semester.offers:
        if offer.open and offer.programme_id in done:
            total += max(0, offer.min_seats - sums.seats[offer.offer_id])
    return total


def _worst_off(sums: Sums, depth: int | None) -> tuple[int | str, ...]:
    """Return the unplaced students with wishes, then the worst classes and their students.

    So many classes as ``depth`` says, all of them for ``None``.
    """
    result: list[int | str] = [sums.unplaced_with_wishes]
    worst_first = sorted(sums.classes, key=class_key, reverse=True)
    for wish_class in worst_first[:depth]:
        result += [wish_class, sums.classes[wish_class]]
    return tuple(result)


def _best_served(sums: Sums) -> tuple[int | str, ...]:
    """Return every class with students in it and their number, the best class first."""
    result: list[int | str] = []
    for wish_class in sorted(sums.classes, key=class_key):
        result += [wish_class, sums.classes[wish_class]]
    return tuple(result)


def class_key(wish_class: int | str) -> tuple[bool, int]:
    """Return a key that sorts classes from best to worst; ``off`` is the worst."""
    return (True, 0) if isinstance(wish_class, str) else (False, wish_class)
