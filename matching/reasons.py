"""Why a wish was not given: the rule that excludes every bundle at it; one line for each wish."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from .bundles import Market
from .entities import Wish
from .language import Sentence
from .reached import Reached
from .reason_texts import NOT_BETTER, RULE_TEXTS
from .reasons_offers import OfferSteps
from .reasons_places import PlaceSteps
from .result import Refusal, StudentPlacement


def refusals(
    market: Market,
    reached: Reached,
    placements: Sequence[StudentPlacement],
    told: Iterable[Refusal] = (),
    kept: Iterable[str] = (),
    asked: Container[int] | None = None,
) -> tuple[Refusal, ...]:
    """Return the lines of all wishes better than the placement, each at most once.

    A wish that fits no bundle has the rule that excludes it. What the mechanisms have ``told``
    of the others follows; where they say nothing, the wish leads to nothing better than what was
    received.

    Parameters
    ----------
    kept
        Students who kept an earlier place: nothing is told of what they could have had.
    asked
        Positions of the students to look at; all by default.
    """
    lines = _Lines(market, reached, tuple(told), frozenset(kept))
    return tuple(
        line
        for number, place in enumerate(placements)
        if asked is None or number in asked
        for line in lines.of(number, place)
    )


def better_wishes(market: Market, placement: StudentPlacement) -> Iterator[Wish]:
    """Yield the wishes of a student that are better than the placement."""
    # Whole numbers are compared much faster than fractions.
    worse = None if placement.wish_rank is None else ceil(placement.wish_rank)
    for wish in market.semester.wishes_of.get(placement.student_id, ()):
        if not wish.refused and wish.rank is not None and (worse is None or wish.rank < worse):
            yield wish


class _Lines:
    def __init__(
        self,
        market: Market,
        reached: Reached,
        told: tuple[Refusal, ...],
        kept: frozenset[str],
    ) -> None:
        self.market, self.reached, self.kept = market, reached, kept
        self.reasons = Reasons(market)
        self.told = {(line.student_id, line.target): line for line in told}

    def of(self, number: int, placement: StudentPlacement) -> Iterator[Refusal]:
        """Yield the lines of one student, by wish."""
        market, name = self.market, placement.student_id
        programme = market.semester.programme[placement.programme_id]
        complete = name not in self.kept
        for wish in better_wishes(market, placement):
            rule = None
            if not self.reached.meets(market, number, wish):
                rule = self.reasons.excluding_rule(number, wish)
            if rule is not None:
                yield _not_eligible(name, wish, rule, RULE_TEXTS[rule])
            elif (name, wish.target) in self.told:
                yield self.told[name, wish.target]
            elif complete and programme.mechanism == "stable" and name in market.semester.lock:
                # The locked are placed before the matching and stand in no host's list.
                yield _not_eligible(name, wish, "lock", RULE_TEXTS["lock"])
            elif complete:
                yield _not_eligible(name, wish, "parts", NOT_BETTER)


def _not_eligible(student: str, wish: Wish, rule: str, said: Sentence) -> Refusal:
    assert wish.rank is not None
    return Refusal(
        student_id=student,
        target=wish.target,
        wish_rank=wish.rank,
        code="not-eligible",
        said=said,
        proof="exact",
        rule=rule,
    )


@dataclass(frozen=True, slots=True)
class Excluded:
    """The first rule after which nothing at a wish is left.

    Attributes
    ----------
    last
        What had passed all rules before it: positions of offers where ``of_offers``, otherwise
        of places.
    """

    rule: str
    last: tuple[int, ...]
    of_offers: bool


class Reasons:
    """Finds the rules that exclude wishes."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self._offers, self.places = OfferSteps(market), PlaceSteps(market)

    def excluding_rule(self, number: int, wish: Wish) -> str | None:
        """Return the first rule after which nothing at the wish is left, or ``None``."""
        found = self.excluded(number, wish)
        return None if found is None else found.rule

    def excluded(self, number: int, wish: Wish) -> Excluded | None:
        """Return the first rule after which nothing at the wish is left, and what it excluded.

        The rules narrow down, one after the other, what touches the target: offers where the
        programme has offers, places (supervisor and site) where it composes.
        """
        semester = self.market.semester
        programme = semester.programme[semester.students[number].programme_id]
        of_offers = programme.composition == "offers"
        steps = self._offers if of_offers else self.places
        before: Sequence[int] = ()
        for rule, left in steps.of_wish(number, wish):
            if rule and not len(left):
                return Excluded(rule, tuple(before), of_offers)
            before = left
        return None
