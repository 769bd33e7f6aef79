"""Who has an offer's seats, and why some stay empty."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

from ..entities import Offer
from ..language import plural_sentence, sentence
from ..reason_texts import CODE_TEXTS
from ..result import Placement
from ..semester import Semester
from ..wished_offers import offers_named
from .answers import Blocking, Fact, OfferAnswer, fact
from .blocking import Limits
from .evidence import Evidence, evidence, known
from .newcomers import Newcomers


def explain_offer(
    semester: Semester, result: Placement | str | os.PathLike[str], offer_id: str
) -> OfferAnswer:
    """Return who has the seats of an offer, and why some stay empty.

    Raises
    ------
    InputError
        The folder holds no result, or one of another input.
    UnknownNameError
        There is no such offer.
    """
    there = evidence(semester, result)
    known("offers", offer_id, there.semester.offer)
    return _Offer(there, there.semester.offer[offer_id]).answer()


class _Offer:
    def __init__(self, there: Evidence, offer: Offer) -> None:
        self.there, self.offer = there, offer
        self.programme = there.semester.programme[offer.programme_id]
        self.newcomers = Newcomers(there)
        self.number = there.market.wishes.offer_number[offer.offer_id]

    def answer(self) -> OfferAnswer:
        """Return seats, students, and why seats are left."""
        offer, there = self.offer, self.there
        students = tuple(
            s.student_id for s in there.placement.students if s.offer_id == offer.offer_id
        )
        left = self.newcomers.seats_left(offer)
        blocking: tuple[Blocking, ...] = ()
        reasons: tuple[Fact, ...] = ()
        if left:
            if offer.open and offer.parts:
                blocking = Limits(there, self.programme, lambda _: True).of_offer(offer)
            reasons = tuple(self._why(blocked=bool(blocking)))
        return OfferAnswer(
            offer_id=offer.offer_id,
            programme_id=offer.programme_id,
            seats=offer.seats,
            taken=offer.seats - left,
            students=students,
            reasons=reasons,
            blocking=blocking,
        )

    def _why(self, *, blocked: bool) -> Iterator[Fact]:
        cells, name = self.there.cells, self.offer.offer_id
        if not self.offer.open:
            yield fact("closed", sentence("the offer is closed"), cells.of("offers", name, "open"))
            return
        if blocked:
            said = sentence("its supervisors, rooms or quotas have no room left for one more")
            yield fact("used-up", said)
            return
        yield self.newcomers.at_offer(self.programme, name)
        yield from self._wishes()

    def _wishes(self) -> Iterator[Fact]:
        """Yield how many wish for it, and what became of their wishes."""
        semester, given = self.there.semester, self.there.given
        ranks: dict[str, int] = {}
        codes: Counter[str] = Counter()
        content = 0
        for student in semester.students:
            if student.programme_id != self.programme.programme_id:
                continue
            own = self._best_wish(student.student_id)
            if own is None:
                continue
            ranks[student.student_id] = own[0]
            placed = given[student.student_id]
            if placed.wish_rank is not None and placed.wish_rank <= own[0]:
                content += 1
            else:
                line = self.there.refusals.get((student.student_id, own[1]))
                codes[line.code if line else "unknown"] += 1
        yield self._wished(len(ranks))
        if content:
            said = plural_sentence(
                "{count} of them has received this or something wished as much or more",
                "{count} of them have received this or something wished as much or more",
                count=content,
            )
            yield fact("content", said)
        for code, count in sorted(codes.items()):
            said = sentence(
                "{students} of them not: {why} [{code}]",
                students=count,
                why=CODE_TEXTS.get(code, CODE_TEXTS["unknown"]),
                code=code,
            )
            yield fact("not-received", said)

    def _wished(self, count: int) -> Fact:
        if count:
            said = plural_sentence(
                "{count} student of the programme wishes for it",
                "{count} students of the programme wish for it",
                count=count,
            )
        elif self.programme.mechanism == "stable":
            said = sentence("nobody wishes for it, and a matching gives only what is wished for")
        else:
            said = sentence("no student of the programme wishes for it")
        return fact("wished", said)

    def _best_wish(self, student_id: str) -> tuple[int, str] | None:
        """Return rank and target of the best wish that names the offer or a place of it."""
        for wish in self.there.semester.wishes_of.get(student_id, ()):
            if wish.refused or wish.rank is None:
                continue
            if self.number in offers_named(self.there.market, wish):
                return wish.rank, wish.target
        return None
