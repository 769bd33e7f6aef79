"""Amounts in whole cents that add up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def whole_cents(amounts: Sequence[Fraction]) -> list[int]:
    """Return amounts in euros as cents whose sum is the rounded sum of the amounts.

    Steps: the sum is rounded to the cent, halves up; each amount is rounded down; the cents that
    are left go one by one to the amounts that lost most, of equals to the first.
    """
    exact = [amount * 100 for amount in amounts]
    found = [floor(cents) for cents in exact]
    left = floor(sum(exact, Fraction()) + Fraction(1, 2)) - sum(found)
    lost = sorted(range(len(exact)), key=lambda k: (found[k] - exact[k], k))
    for k in lost[:left]:
        found[k] += 1
    return found


def cents_text(cents: int) -> str:
    """Return cents as euros with two decimals, as in ``1234.50``."""
    return f"{cents // 100}.{cents % 100:02d}"
