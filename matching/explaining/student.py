"""Why a student received this placement, and why nothing that it wished for more."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...solvers.limits import Limits
from ..bundles import bundles
from ..denied_wish import cost_of_wish
from ..earlier import place_of
from ..entities import Offer, Wish
from ..language import sentence
from ..reached import with_rooms
from ..reason_texts import (
    CODE_TEXTS,
    MOVED,
    NOT_BETTER,
    RULE_TEXTS,
    TIER_TEXTS,
    WITHHELD,
    asked_for,
)
from ..reasons import better_wishes
from ..result import Placement, Refusal
from ..semester import Semester
from ..wished_offers import offers_named
from . import blocking
from .answers import Blocking, Fact, StudentAnswer, WishAnswer, fact
from .before import Before
from .blocking import anonymous
from .evidence import Evidence, UnknownNameError, evidence, known
from .given import given_facts
from .matched import Matched
from .nearest import Nearest, nearest
from .place_rules import PlaceRules


def explain_student(
    semester: Semester,
    result: Placement | str | os.PathLike[str],
    student_id: str,
    target: str | None = None,
    *,
    for_student: bool = False,
    time_limit: float | None = None,
) -> StudentAnswer:
    """Return why a student received its placement, and why each better wish was not given.

    Parameters
    ----------
    result
        A placement, or the folder that it was written to.
    target
        Explain this wish alone, whether better than the placement or not.
    for_student
        Name no other student, and nothing that only the coordinator may read.
    time_limit
        Seconds after which the cost of the target, under the mechanism ``optimal``, is told as
        far as it is proven; without one it is exact.

    Raises
    ------
    InputError
        The folder holds no result, or one of another input.
    UnknownNameError
        There is no such student, or the target is no wish of the student's.
    """
    there = evidence(semester, result)
    known("students", student_id, there.semester.student)
    limits = Limits(time_limit)
    return _Student(there, student_id, for_student=for_student, limits=limits).answer(target)


def _names(tiers: object) -> tuple[str, ...] | None:
    return tuple(map(str, tiers)) if isinstance(tiers, list | tuple) else None


class _Student:
    def __init__(
        self, there: Evidence, student_id: str, *, for_student: bool, limits: Limits
    ) -> None:
        self.there, self.for_student, self.limits = there, for_student, limits
        self.student = there.semester.student[student_id]
        self.programme = there.semester.programme[self.student.programme_id]
        self.given = there.given[student_id]
        self.number = there.market.eligibility.student_number[student_id]
        self.rules = PlaceRules(there)

    def answer(self, target: str | None) -> StudentAnswer:
        """Return the explanation, of one target alone or of all better wishes."""
        if target is None:
            wishes = list(better_wishes(self.there.market, self.given))
        else:
            wishes = [self._wish(target)]
        answers = tuple(self._of_wish(wish, asked=target is not None) for wish in wishes)
        return StudentAnswer(
            student_id=self.student.student_id,
            programme_id=self.programme.programme_id,
            mechanism=self.programme.mechanism,
            for_student=self.for_student,
            given=self.given,
            facts=self._allowed(given_facts(self.there, self.given)),
            wishes=answers,
        )

    def _wish(self, target: str) -> Wish:
        wishes = self.there.semester.wishes_of.get(self.student.student_id, ())
        own = {w.target: w for w in reversed(wishes) if not w.refused and w.rank is not None}
        if target not in own:
            refused = any(w.refused and w.target == target for w in wishes)
            said = (
                sentence("'{target}' is refused by the student.", target=target)
                if refused
                else sentence(
                    "'{target}' is no wish of student '{student}'; the wishes are {wishes}.",
                    target=target,
                    student=self.student.student_id,
                    wishes=tuple(own) or "-",
                )
            )
            raise UnknownNameError(said, None)
        return own[target]

    def _allowed(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """Return the facts that the reader may see."""
        return tuple(f for f in facts if not (f.private and self.for_student))

    # -- one wish -----------------------------------------------------------------------------

    def _of_wish(self, wish: Wish, *, asked: bool) -> WishAnswer:
        assert wish.rank is not None
        plain = WishAnswer(wish.target, wish.target_kind, wish.rank, "", CODE_TEXTS["unknown"])
        rank = self.given.wish_rank
        if rank is not None and wish.rank >= rank:
            return replace(plain, said=CODE_TEXTS["not-better"])
        excluded = self.there.reasons.excluded(self.number, wish)
        line = self.there.refusals.get((self.student.student_id, wish.target))
        if excluded is not None and (line is None or line.code == "not-eligible"):
            return replace(
                plain,
                code="not-eligible",
                rule=excluded.rule,
                said=RULE_TEXTS[excluded.rule],
                proof="exact",
                facts=self._allowed(self.rules.facts(self.number, excluded)),
            )
        if asked and (line is None or line.code in ("costs", "lottery")):
            line = self._worked_out(wish) or line
        return plain if line is None else self._of_line(plain, wish, line)

    def _worked_out(self, wish: Wish) -> Refusal | None:
        placement = self.there.placement
        if self.programme.mechanism != "optimal" or wish.student_id in placement.kept:
            return None
        return cost_of_wish(
            self.there.semester,
            [place_of(student) for student in placement.students if student.parts],
            wish.student_id,
            wish.target,
            tiers=_names(placement.options.get("tiers")),
            kept=placement.kept,
            softened=placement.softened,
            limits=self.limits,
        )

    def _of_line(self, plain: WishAnswer, wish: Wish, line: Refusal) -> WishAnswer:
        answer = replace(
            plain,
            code=line.code,
            said=CODE_TEXTS.get(line.code, CODE_TEXTS["unknown"]),
            tier=line.tier,
            low=line.low,
            high=line.high,
            proof=line.proof,
            moved=line.moved,
        )
        match line.code:
            case "not-eligible":
                said = (
                    NOT_BETTER if line.rule == "parts" else RULE_TEXTS.get(line.rule, answer.said)
                )
                return replace(answer, rule=line.rule, said=said)
            case "full":
                taken = self._taken(wish)
                way = self._nearest(wish)
                if way is None:
                    return self._with(answer, self._turn_facts(beside=not taken), taken)
                facts = [*self._turn_facts(), fact("nearest", way.said(self.rules.naming))]
                return self._with(answer, facts, (*way.blocking, *taken))
            case "withheld":
                return self._with(answer, [*self._turn_facts(), *self._broken(wish)], ())
            case "prefers-others" | "quota":
                return self._of_matching(answer, wish)
            case _:
                return self._with(answer, [*_told(line), *_others(line)], ())

    def _of_matching(self, answer: WishAnswer, wish: Wish) -> WishAnswer:
        facts = list(self._matched.facts(wish))
        blocking = tuple(self._matched.blocking(wish))
        if answer.code == "prefers-others" and facts:
            if all(f.code == "not-listed" for f in facts):
                answer = replace(answer, said=CODE_TEXTS["not-listed"])
            elif blocking and all(b.limit == 0 for b in blocking):
                answer = replace(answer, said=CODE_TEXTS["no-seat"])
        return self._with(answer, facts, blocking)

    def _with(
        self, answer: WishAnswer, facts: Sequence[Fact], blocking: tuple[Blocking, ...]
    ) -> WishAnswer:
        blocking = tuple(dict.fromkeys(blocking))
        if self.for_student:
            blocking = anonymous(blocking)
        return replace(answer, facts=self._allowed(facts), blocking=blocking)

    @cached_property
    def _matched(self) -> Matched:
        return Matched(self.there, self.student)

    # -- choice by rank -----------------------------------------------------------------------

    def _turn_facts(self, *, beside: bool = False) -> list[Fact]:
        """Return the turn; ``beside``: what was taken is not at the wish itself."""
        turn = self.there.turn.get(self.student.student_id)
        facts = []
        if turn is not None:
            said = sentence("the student's turn was number {turn}", turn=turn)
            facts.append(fact("turn", said))
        if self.student.link_id is not None:
            said = sentence("linked students choose together, at the turn of the last of them")
            facts.append(fact("linked", said))
        elif beside:
            said = sentence("there was room there, but for no whole placement with it")
            facts.append(fact("beside", said))
        return facts

    def _taken(self, wish: Wish) -> tuple[Blocking, ...]:
        """Return what was used up at a wish before the student's turn."""
        there = self.there
        limits = blocking.Limits(there, self.programme, Before(there, self.student.student_id))
        found: list[Blocking] = []
        if self.programme.composition == "offers":
            above = self.student.surnombre is not None
            for offer in self._better_offers(wish):
                found += limits.of_offer(offer, above=above)
                found += self._housing(limits, [part.site_id for part in offer.parts])
        else:
            for place in self._better_places(wish):
                host, site = self.rules.naming.at(place)
                found += [*limits.at_place(host, site), *self._housing(limits, [site])]
        return tuple(found)

    def _nearest(self, wish: Wish) -> Nearest | None:
        """Return what came nearest where placements are composed, of a student by itself."""
        if self.programme.composition == "offers" or self.student.link_id is not None:
            return None
        limits = blocking.Limits(
            self.there, self.programme, Before(self.there, self.student.student_id)
        )
        return nearest(self.there, limits, self.number, wish)

    def _housing(self, limits: blocking.Limits, sites: Sequence[str]) -> Iterator[Blocking]:
        """Yield the housing that is taken, for a student who may need it."""
        for site in sites if self.student.needs_housing else ():
            yield from limits.housing(site)

    def _better_offers(self, wish: Wish) -> list[Offer]:
        """Return the offers at a wish that the rules allow the student."""
        own = with_rooms(self.there.market, bundles(self.there.market, self._alone))
        allowed = set(own.compositions.offer[own.composition].tolist())
        named = offers_named(self.there.market, wish) & allowed
        return [self.there.semester.offers[k] for k in sorted(named)]

    def _better_places(self, wish: Wish) -> list[int]:
        """Return the places at a wish at which the rules allow the student a part."""
        own = with_rooms(self.there.market, bundles(self.there.market, self._alone))
        allowed = set(own.compositions.place[own.composition].ravel().tolist())
        named = self.there.market.eligibility.places_of(wish.target_kind, wish.target)
        return [place for place in named.tolist() if place in allowed]

    @cached_property
    def _alone(self) -> NDArray[np.int64]:
        return np.array([self.number])

    def _broken(self, wish: Wish) -> Iterator[Fact]:
        """Yield the requirements that picks at a wish would have broken."""
        for pick in self.there.placement.withheld:
            if pick.student_id == self.student.student_id and self._aims_at(pick.target, wish):
                said = WITHHELD.filled(target=pick.target, what=asked_for(pick.requirement))
                kind, _, name = pick.requirement.partition(":")
                table, column = _ASKED.get(kind, ("", ""))
                yield fact("withheld", said, self.there.cells.of(table, name, column))

    def _aims_at(self, target: str, wish: Wish) -> bool:
        semester, market = self.there.semester, self.there.market
        if target in semester.offer:
            return market.wishes.offer_number[target] in offers_named(market, wish)
        named = market.eligibility.places_of(wish.target_kind, wish.target).tolist()
        hosts = {self.rules.naming.at(place)[0] for place in named}
        return not hosts.isdisjoint(target.split(" "))


_ASKED = {
    "min_seats": ("offers", "min_seats"),
    "min_if_open": ("offers", "min_if_open"),
    "quota": ("quotas", "min"),
    "everyone": ("programmes", "everyone"),
}


def _told(line: Refusal) -> Iterator[Fact]:
    """Yield which objective a wish would make worse, and by how much."""
    if line.code != "costs" or not line.tier or line.proof == "open":
        return
    tier = TIER_TEXTS.get(line.tier, line.tier)
    if line.proof == "bound":
        # Nothing was found with the wish: an earlier objective may be the first to get worse.
        said = sentence("the objective '{tier}' would be worse, or one before it", tier=tier)
    elif not (line.low and line.high):
        said = sentence("the objective '{tier}' would be worse", tier=tier)
    elif line.low == line.high:
        said = sentence("the objective '{tier}' would be worse by {low}", tier=tier, low=line.low)
    else:
        said = sentence(
            "the objective '{tier}' would be worse by {low} to {high}",
            tier=tier,
            low=line.low,
            high=line.high,
        )
    yield fact("tier", said)


def _others(line: Refusal) -> Iterator[Fact]:
    """Yield how many other students would move, where a placement with the wish was found."""
    if line.moved.isdecimal():
        said = MOVED.filled(count=int(line.moved))
        yield fact("moved", said)
