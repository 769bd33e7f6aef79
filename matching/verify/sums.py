"""What the tiers add up over students, one student after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from .capacity import seats_taken
from .claims import Claim, round_half_up
from .facts import Facts
from .quotas import Scopes

MILLION = 10**6


class Sums:
    """Running totals over the students settled so far; every student is added once.

    Attributes
    ----------
    placed
        Students placed of programmes that want everyone placed.
    unplaced_with_wishes
        Students who have wishes and no place, of all programmes.
    classes
        Placed students with wishes, by the class of their placement.
    value, shortage, wishes
        Sums of one exact number per placed student, each rounded once to millionths.
    travel
        Half-days times minutes from home.
    hosted
        Students per supervisor.
    in_scope
        What counts for each quota, in its unit.
    seats
        Students per offer who take a seat there.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.placed = 0
        self.unplaced_with_wishes = 0
        self.classes: Counter[int | str] = Counter()
        self.value = self.shortage = self.wishes = self.travel = 0
        self.hosted: Counter[str] = Counter()
        self.in_scope: Counter[str] = Counter()
        self.seats: Counter[str] = Counter()
        self._scopes = Scopes(facts)

    def add(self, claims: Iterable[Claim]) -> None:
        """Add students who are settled now."""
        settled = list(claims)
        self.in_scope.update(self._scopes.usage(settled))
        self.seats.update(seats_taken(settled))
        for claim in settled:
            wishes = self.facts.wishes(claim.student.student_id)
            if claim.placed:
                self._add_placed(claim)
            elif wishes.last > 0:
                self.unplaced_with_wishes += 1
            reached = wishes.wish_class(claim)
            if reached is not None:
                self.classes[reached] += 1

    def _add_placed(self, claim: Claim) -> None:
        settings = self.facts.semester.settings
        self.placed += claim.programme.everyone
        self.hosted.update(claim.supervisors)
        need = self._need(claim)
        satisfaction = self.facts.wishes(claim.student.student_id).satisfaction(claim)
        served = (1 + claim.student.credit) * satisfaction
        priced = settings.shortage_weight * need + settings.wish_weight * served
        self.value += round_half_up(priced * MILLION)
        self.shortage += round_half_up(need * MILLION)
        self.wishes += round_half_up(served * MILLION)
        for part in claim.parts:
            minutes = self.facts.distances.from_home(claim.student, part.site) or 0
            self.travel += len(part.half_days) * minutes

    def _need(self, claim: Claim) -> Fraction:
        """Return the mean need of the placement's territories over its half-days."""
        total = Fraction(0)
        for part in claim.parts:
            need = self.facts.need(part.site.territory_id, claim.programme.profession)
            total += len(part.half_days) * need
        return total / claim.half_day_total
