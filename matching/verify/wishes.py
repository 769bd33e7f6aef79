"""Wish ranks, classes and satisfaction, as exact fractions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from ..entities import Wish
from .claims import Claim, ClaimedPart

WishClass = int | Literal["off"]


@dataclass(frozen=True, slots=True)
class WishList:
    """One student's wishes: the rank of each (kind, target), and what is refused.

    ``last`` is the number of distinct ranks; 0 for a student without wishes (one with refusals
    only is such a student).
    """

    ranks: dict[tuple[str, str], int]
    refused: frozenset[tuple[str, str]]
    last: int

    @classmethod
    def of(cls, wishes: Iterable[Wish]) -> WishList:
        """Renumber the ranks from 1 without gaps; refusals do not count."""
        asked = [(w.rank, (w.target_kind, w.target)) for w in wishes if w.rank is not None]
        numbers = {rank: n for n, rank in enumerate(sorted({rank for rank, _ in asked}), start=1)}
        ranks: dict[tuple[str, str], int] = {}
        for rank, target in asked:
            ranks[target] = min(numbers[rank], ranks.get(target, numbers[rank]))
        refused = frozenset((w.target_kind, w.target) for w in wishes if w.refused)
        return cls(ranks, refused, len(numbers))

    def part_rank(self, part: ClaimedPart) -> int | None:
        """Return the smallest rank of a wish that names supervisor, site or territory."""
        found = [self.ranks[name] for name in names_of_part(part) if name in self.ranks]
        return min(found, default=None)

    def offer_rank(self, claim: Claim) -> int | None:
        """Return the rank of the wish that names the claim's offer, if one does."""
        return self.ranks.get(("offer", claim.offer.offer_id)) if claim.offer else None

    def rank(self, claim: Claim) -> Fraction | None:
        """Return the placement's rank: the mean over half-days, or the offer's if smaller.

        ``None`` without wishes or without a place.
        """
        if not self.last or not claim.placed:
            return None
        total = 0
        for part in claim.parts:
            named = self.part_rank(part)
            total += len(part.half_days) * (self.last + 1 if named is None else named)
        mean = Fraction(total, claim.half_day_total)
        own = self.offer_rank(claim)
        return mean if own is None else min(mean, Fraction(own))

    def wish_class(self, claim: Claim) -> WishClass | None:
        """Return the rank rounded up, or ``off``; ``None`` without wishes or a place.

        A student with fewer wishes than the programme asks for is never ``off``.
        """
        rank = self.rank(claim)
        if rank is None:
            return None
        named = any(self.part_rank(part) is not None for part in claim.parts)
        if named or self.offer_rank(claim) is not None:
            return ceil(rank)
        return self.last + 1 if len(self.ranks) < claim.programme.min_wishes else "off"

    def satisfaction(self, claim: Claim) -> Fraction:
        """Return 1 at the first wish, falling evenly to 0 off the list; 0 without wishes."""
        rank = self.rank(claim)
        return Fraction(0) if rank is None else 1 - (rank - 1) / self.last


def names_of_part(part: ClaimedPart) -> tuple[tuple[str, str], ...]:
    """Return what a wish, refusal or conflict may name of a part, as (kind, identifier)."""
    return (
        ("supervisor", part.supervisor.supervisor_id),
        ("site", part.site.site_id),
        ("territory", part.site.territory_id),
    )
