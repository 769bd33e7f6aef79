"""The grid of a week: eleven half-days, Monday morning to Saturday morning."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

HALF_DAYS: tuple[str, ...] = (
    "mon_am",
    "mon_pm",
    "tue_am",
    "tue_pm",
    "wed_am",
    "wed_pm",
    "thu_am",
    "thu_pm",
    "fri_am",
    "fri_pm",
    "sat_am",
)
"""Canonical names in week order; the position is the half-day's number."""

HALF_DAYS_FRENCH: tuple[str, ...] = (
    "lun_matin",
    "lun_apm",
    "mar_matin",
    "mar_apm",
    "mer_matin",
    "mer_apm",
    "jeu_matin",
    "jeu_apm",
    "ven_matin",
    "ven_apm",
    "sam_matin",
)

N_HALF_DAYS = len(HALF_DAYS)


def day_of(half_day: int) -> int:
    """Return the day (0 Monday … 5 Saturday) of a half-day's number."""
    return half_day // 2


def is_morning(half_day: int) -> bool:
    """Say whether a half-day's number is a morning."""
    return half_day % 2 == 0


@cache
def half_days_of(mask: int) -> tuple[int, ...]:
    """Return the numbers in a bit set, ascending."""
    return tuple(h for h in range(mask.bit_length()) if mask >> h & 1)


def names_of(half_days: Iterable[int]) -> str:
    """Return the canonical names, in week order, separated by a space."""
    return " ".join(HALF_DAYS[h] for h in sorted(half_days))
