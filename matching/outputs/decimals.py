"""Exact decimal text of fractions."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def decimal_text(value: Fraction, places: int = 6) -> str:
    """Return a number ≥ 0 with up to ``places`` decimals, half up, trailing zeros dropped."""
    scale = 10**places
    whole, rest = divmod(floor(value * scale + Fraction(1, 2)), scale)
    return f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")
