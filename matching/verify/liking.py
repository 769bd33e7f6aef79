"""What placements are sorted by when a student chooses."""

from __future__ import annotations

from fractions import Fraction

from .claims import Claim
from .facts import Facts

Liking = tuple[
    Fraction, int, tuple[str, ...], tuple[tuple[int, ...], ...], tuple[str, ...], tuple[str, ...]
]


def liking(facts: Facts, claim: Claim) -> Liking:
    """Return the key of a placement; the smallest is chosen first.

    Wish rank, half-days times minutes, the offer or the supervisors; where these are equal the
    half-days part by part, the sites, and where the student is housed.
    """
    rank = facts.wishes(claim.student.student_id).rank(claim)
    minutes = (
        len(part.half_days) * (facts.distances.from_home(claim.student, part.site) or 0)
        for part in claim.parts
    )
    parts = sorted(claim.parts, key=lambda p: (p.supervisor.supervisor_id, p.site.site_id))
    return (
        rank or Fraction(0),
        sum(minutes),
        target(claim),
        tuple(part.half_days for part in parts),
        tuple(part.site.site_id for part in parts),
        () if claim.housed is None else (claim.housed.site_id,),
    )


def target(claim: Claim) -> tuple[str, ...]:
    """Return what a placement aims at: its offer, or its supervisors."""
    return (claim.offer.offer_id,) if claim.offer else tuple(sorted(claim.supervisors))
