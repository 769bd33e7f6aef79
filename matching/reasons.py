"""Why a wish was not given: for now, the rule that excludes every bundle at it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from math import ceil

from .bundles import Market
from .entities import Wish
from .reached import Reached
from .reasons_offers import OfferSteps
from .reasons_places import PlaceSteps
from .result import Refusal, StudentPlacement

TEXTS = {
    "closed": "the offer is closed",
    "programme": "nobody there takes students of the programme",
    "accreditation": "the accreditation for the programme does not cover the whole semester",
    "refused": "the student refuses it",
    "conflict": "a conflict of interest is declared",
    "no-repeat": "the student has been there before",
    "shortage-only": "it does not lie in a zone short of practitioners, as the student asks",
    "distance": "it is farther from home than the student's limit",
    "presence": "nobody there has enough half-days in the week",
    "mix": "it cannot be part of the mix of private practice and centre that is demanded",
    "parts": "no combination of supervisors and sites with it gives the half-days demanded",
    "between-parts": "every possible second place is too far from it",
    "noon": "the half-days would need a change of site at noon that is too long",
    "room": "the site has no consulting room for trainees",
    "lock": "the student is locked to another placement",
}
"""The rules in the order in which they are tested, and what they say to a student."""


def refusals(
    market: Market,
    reached: Reached,
    placements: Sequence[StudentPlacement],
    asked: Container[int] | None = None,
) -> tuple[Refusal, ...]:
    """Return a line for each wish that is better than the placement and fits no bundle.

    Wishes that some bundle satisfies are left out: the reasons for those are not told yet.
    ``asked``: positions of the students to look at; all by default.
    """
    reasons = Reasons(market)
    return tuple(
        line
        for number, placement in enumerate(placements)
        if asked is None or number in asked
        for line in _of_student(market, reached, reasons, number, placement)
    )


def _of_student(
    market: Market, reached: Reached, reasons: Reasons, number: int, placement: StudentPlacement
) -> Iterator[Refusal]:
    student = market.semester.students[number]
    # Whole numbers are compared much faster than fractions.
    worse = None if placement.wish_rank is None else ceil(placement.wish_rank)
    for wish in market.semester.wishes_of.get(student.student_id, ()):
        if wish.refused or wish.rank is None or (worse is not None and wish.rank >= worse):
            continue
        if reached.meets(market, number, wish):
            continue
        rule = reasons.excluding_rule(number, wish)
        if rule is not None:
            yield Refusal(
                student_id=student.student_id,
                target=wish.target,
                wish_rank=wish.rank,
                code="not-eligible",
                text=f"{rule}: {TEXTS[rule]}",
                proof="exact",
            )


class Reasons:
    """Finds the rules that exclude wishes."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self._offers, self._places = OfferSteps(market), PlaceSteps(market)

    def excluding_rule(self, number: int, wish: Wish) -> str | None:
        """Return the first rule after which nothing at the wish is left, or ``None``.

        The rules narrow down, one after the other, what touches the target: offers where the
        programme has offers, places (supervisor and site) where it composes.
        """
        semester = self.market.semester
        programme = semester.programme[semester.students[number].programme_id]
        steps = self._offers if programme.composition == "offers" else self._places
        return next((rule for rule, left in steps.of_wish(number, wish) if not left), None)
