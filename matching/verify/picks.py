"""What students could have picked at their turn, better than what they received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from ..entities import Student
from .claims import Claim
from .composing import Composer, Parts
from .expected import MOST_JOINT, TooManyError, summed
from .facts import Facts
from .liking import liking, target
from .offerings import MOST_CHOICES, Offerings, suits
from .taken import Amounts, Taken


class Picks:
    """Lists the placements of students that the rules, and what they declare, allow."""

    def __init__(self, facts: Facts, offerings: Offerings, composer: Composer) -> None:
        self.facts, self.offerings, self.composer = facts, offerings, composer

    def better(
        self,
        group: Sequence[Student],
        received: Mapping[str, Claim],
        student: Student,
        aim: str,
        taken: Taken,
    ) -> Iterator[tuple[Claim, ...]]:
        """Yield what a group could have chosen together, a student of it aiming at something.

        Only what was free then, and what they would have asked for before what they received.

        Raises
        ------
        TooManyError
            There is too much to be listed.
        """
        own = [list(self._aiming(one, aim) if one is student else self._any(one)) for one in group]
        number = 1
        for claims in own:
            number *= len(claims)
        if number > MOST_JOINT:
            raise TooManyError
        placed = all(received[one.student_id].placed for one in group)
        last = [liking(self.facts, received[one.student_id]) for one in group] if placed else None
        for picks in product(*own):
            if len({claim.territories for claim in picks}) > 1:
                continue
            if last is not None and [liking(self.facts, claim) for claim in picks] >= last:
                continue
            if taken.fits(self.uses(picks, taken)):
                yield picks

    def uses(self, picks: Sequence[Claim], taken: Taken) -> Amounts:
        """Return what picks take together."""
        return summed(taken.uses(claim) for claim in picks)

    def _aiming(self, student: Student, aim: str) -> Iterator[Claim]:
        """Yield the placements of a student at an offer, or with these supervisors."""
        programme = self.facts.semester.programme[student.programme_id]
        if programme.composition == "composed":
            hosts = (host.supervisor_id for host in self.facts.semester.supervisors)
            names = [name for name in hosts if f" {name} " in f" {aim} "]
            yield from (c for c in self._composed(student, names) if " ".join(target(c)) == aim)
            return
        offer = self.facts.semester.offer.get(aim)
        if offer is not None and offer.open and offer.programme_id == student.programme_id:
            if len(self.offerings.ways(offer, student)) > MOST_CHOICES:
                raise TooManyError
            yield from self.offerings.of(student, offer)

    def _any(self, student: Student) -> Iterator[Claim]:
        semester = self.facts.semester
        if semester.programme[student.programme_id].composition == "composed":
            yield from self._composed(student, None)
            return
        for offer in semester.offers:
            yield from self._aiming(student, offer.offer_id)

    def _composed(self, student: Student, among: Sequence[str] | None) -> Iterator[Claim]:
        programme = self.facts.semester.programme[student.programme_id]
        ways: list[Parts] | None = self.composer.ways(programme, student, among)
        if ways is None:
            raise TooManyError
        for parts in ways:
            for housed in self.offerings.housings(student, parts):
                claim = Claim(student, programme, False, None, parts, housed, "")
                if suits(self.facts, claim):
                    yield claim
