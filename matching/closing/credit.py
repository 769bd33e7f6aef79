"""The credit of a student: how badly earlier semesters served, bounded."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from ..settings import Settings

DECIMALS = 4
"""Decimals of a credit as it is written."""

_LARGEST_WEEK = 1000


def exact_rank(wish_rank: Fraction) -> Fraction:
    """Return the rank of a placement from its six decimals.

    A rank is a sum of whole ranks over the half-days of a week; six decimals tell fractions
    with denominators up to 1,000 apart.
    """
    return wish_rank.limit_denominator(_LARGEST_WEEK - 1)


def dissatisfaction(wish_rank: Fraction | None, wishes: int, *, placed: bool) -> Fraction:
    """Return 1 − satisfaction of a student (``docs/rules.md``), 0 to 1.

    Parameters
    ----------
    wish_rank
        Rank of the placement; ``None`` where there is none.
    wishes
        Number of distinct ranks wished for. A student without wishes was served well: 0.
    placed
        Whether the student has a place; one with wishes and without a place gives 1.
    """
    if not wishes:
        return Fraction(0)
    if not placed or wish_rank is None:
        return Fraction(1)
    return min(Fraction(1), (wish_rank - 1) / wishes)


def next_credit(before: Fraction, served: Fraction, settings: Settings) -> Fraction:
    """Return the credit of the next semester: min(cap, decay × credit + dissatisfaction).

    It is rounded half up to `DECIMALS` decimals, and never more than ``credit_cap``.
    """
    unit = 10**DECIMALS
    credit = min(settings.credit_cap, settings.credit_decay * before + served)
    return min(settings.credit_cap, Fraction(floor(credit * unit + Fraction(1, 2)), unit))
