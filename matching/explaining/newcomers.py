"""Who could still come: students without a place, as far as the rules on them go."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from ..entities import Offer, Programme, TargetKind, Wish
from ..language import plural_sentence, sentence
from ..reason_texts import RULE_TEXTS
from .answers import Fact, fact
from .evidence import Evidence


class Newcomers:
    """Counts students without a place who may, or may not, come to an offer or supervisor."""

    def __init__(self, there: Evidence) -> None:
        self.there = there
        self._found: dict[tuple[str, str, str], Fact] = {}

    def students(self, programme_id: str) -> int:
        """Return how many students a programme has."""
        return self._sizes[programme_id]

    @cached_property
    def _sizes(self) -> Counter[str]:
        return Counter(s.programme_id for s in self.there.semester.students)

    def seats_left(self, offer: Offer) -> int:
        """Return the seats of an offer that nobody has."""
        return max(0, offer.seats - self._taken[offer.offer_id])

    @cached_property
    def _taken(self) -> Counter[str]:
        students = self.there.semester.student
        return Counter(
            placed.offer_id
            for placed in self.there.placement.students
            if placed.offer_id is not None and students[placed.student_id].surnombre is None
        )

    def at_supervisor(self, programme: Programme, supervisor_id: str) -> Fact:
        """Return who of a programme could still come to a supervisor."""
        return self._at(programme, "supervisor", supervisor_id)

    def at_offer(self, programme: Programme, offer_id: str) -> Fact:
        """Return who of a programme could still come to an offer."""
        return self._at(programme, "offer", offer_id)

    def _at(self, programme: Programme, kind: TargetKind, target: str) -> Fact:
        key = programme.programme_id, kind, target
        if key not in self._found:
            self._found[key] = self._counted(programme, kind, target)
        return self._found[key]

    def _counted(self, programme: Programme, kind: TargetKind, target: str) -> Fact:
        values = {"programme": programme.programme_id}
        without = [
            number
            for number, given in enumerate(self.there.placement.students)
            if given.programme_id == programme.programme_id and not given.parts
        ]
        if not without:
            return fact("all-placed", sentence("{programme}: every student has a place", **values))
        rules: Counter[str] = Counter()
        for number in without:
            student = self.there.semester.students[number].student_id
            found = self.there.reasons.excluded(number, Wish(student, 1, target, kind))
            rules[found.rule if found else ""] += 1
        able = rules.pop("", 0)
        if able:
            said = plural_sentence(
                "{programme}: {count} student without a place could come here, as far as the "
                "rules on the student and the place go",
                "{programme}: {count} students without a place could come here, as far as the "
                "rules on the students and the place go",
                count=able,
                **values,
            )
            return fact("could-come", said)
        said = sentence(
            "{programme}: no student without a place may come here: {why}",
            why=tuple(
                sentence("{rule} ({students})", rule=RULE_TEXTS[rule], students=count)
                for rule, count in sorted(rules.items(), key=lambda item: (-item[1], item[0]))
            ),
            **values,
        )
        return fact("none-may", said)
