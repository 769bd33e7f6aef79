"""What payments come to in all: by payee, by zone, by fee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from .payments import Payment

NO_ZONE = "none"


def total_by(payments: Iterable[Payment], key: Callable[[Payment], str]) -> dict[str, int]:
    """Return the cents of each value of a key, sorted by it."""
    found: Counter[str] = Counter()
    for payment in payments:
        found[key(payment)] += payment.cents
    return dict(sorted(found.items()))


def zone_of(payment: Payment) -> str:
    """Return a payment's zone, `NO_ZONE` where there is none."""
    return payment.zone or NO_ZONE


def plain_totals(payments: Iterable[Payment]) -> dict[str, object]:
    """Return the totals in euros, ready for JSON."""
    listed = tuple(payments)

    def euros(key: Callable[[Payment], str]) -> dict[str, float]:
        return {name: cents / 100 for name, cents in total_by(listed, key).items()}

    return {
        "total": sum(payment.cents for payment in listed) / 100,
        "by_payee": euros(lambda payment: payment.payee),
        "by_zone": euros(zone_of),
        "by_fee": euros(lambda payment: payment.fee_id),
    }
