"""Choice by rank: the order of choice, and that nobody was denied what was free.

The order is drawn and sorted again. Then the placement is gone through in that order: at each
turn, whatever is better than what the student received and that the rules leave to it must be
full, or withheld. That is done in full for offers and students who choose alone; what is left
out, is said in a note.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from hashlib import sha256

from ..entities import Offer, Student
from .asked import order
from .claims import Claim
from .facts import Facts
from .files import SUMMARY
from .offerings import MOST_CHOICES, Offerings, Parts
from .report import Violation
from .summary import kept_students
from .taken import Taken
from .withheld import WithheldCheck

MOST_PAIRS = 2_000_000
"""Pairs of a student and an offer that are looked at."""

_REQUIREMENTS = ("min_seats", "min_if_open", "quota", "everyone")


class SerialCheck:
    """Checks what a result says of choices by rank; ``notes`` fills on the way."""

    def __init__(
        self, facts: Facts, claims: list[Claim], summary: Mapping[str, object] | None
    ) -> None:
        self.facts, self.semester = facts, facts.semester
        self.summary = summary or {}
        self.claims = {claim.student.student_id: claim for claim in claims}
        self.mechanism = {p.programme_id: p.mechanism for p in self.semester.programmes}
        self.offerings = Offerings(facts)
        self.skipped: Counter[str] = Counter()
        self.kept = kept_students(self.summary)
        self._pairs = 0
        self._withheld = self._read_withheld()
        self.again = WithheldCheck(facts, self.claims, self._withheld, self.offerings)

    # -- what the summary says ----------------------------------------------------------------

    def violations(self) -> Iterator[Violation]:
        """Yield every rule broken; without a summary it is not known what was withheld."""
        if not self.summary:
            return
        yield from self._lottery()
        yield from self._order()
        yield from self._named()
        if len(self.claims) == len(self.semester.students):
            yield from self._reasons()
            for line in self.lines():
                yield from self._line(line)

    def lines(self) -> list[list[Student]]:
        """Return the students of each line in the legal order."""
        by_order: dict[tuple[bool, int], list[Student]] = defaultdict(list)
        for student in self.semester.students:
            programme = self.semester.programme[student.programme_id]
            chooses = self.mechanism[programme.programme_id] == "serial"
            if chooses and student.student_id not in self.kept:
                by_order[order(programme)].append(student)
        return [sorted(by_order[number], key=self._rank) for number in sorted(by_order)]

    def _rank(self, student: Student) -> tuple[int, bool, int, bytes]:
        rank = student.rank
        ticket = self._ticket(student.student_id)
        return -(student.seniority or 0), rank is None, rank or 0, ticket

    def _ticket(self, student_id: str) -> bytes:
        seed = self.summary.get("seed", self.semester.settings.seed)
        return sha256(f"{seed}:{student_id}".encode()).digest()

    def _lottery(self) -> Iterator[Violation]:
        names = [
            s.student_id
            for s in self.semester.students
            if self.mechanism[s.programme_id] != "optimal"
        ]
        if self.summary.get("lottery", []) != sorted(names, key=self._ticket):
            yield Violation("lottery", SUMMARY, "`lottery` is not the one that the seed draws.")

    def _order(self) -> Iterator[Violation]:
        expected = [[s.student_id for s in line] for line in self.lines()]
        if self.summary.get("serial_order", []) != expected:
            sentence = "`serial_order` is not by seniority, rank and lottery."
            yield Violation("serial-order", SUMMARY, sentence)

    def _read_withheld(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for item in self._items():
            target, requirement = str(item.get("target")), str(item.get("requirement"))
            found[str(item.get("student_id"))][target] = requirement
        return found

    def _items(self) -> list[Mapping[str, object]]:
        items = self.summary.get("withheld")
        return [i for i in items if isinstance(i, dict)] if isinstance(items, list) else []

    def _named(self) -> Iterator[Violation]:
        """The withheld picks are of students who choose by rank, for what is asked."""
        for item in self._items():
            student = self.semester.student.get(str(item.get("student_id")))
            kind, _, name = str(item.get("requirement")).partition(":")
            known = {
                "min_seats": self.semester.offer,
                "min_if_open": self.semester.offer,
                "quota": {q.quota_id for q in self.semester.quotas if q.hard_min},
                "everyone": self.semester.programme,
            }
            if student is None or self.mechanism[student.programme_id] != "serial":
                subject = str(item.get("student_id"))
                yield Violation("withheld", subject, "no such student chooses by rank.")
            elif kind not in _REQUIREMENTS or name not in known[kind]:
                sentence = f"there is no requirement {item.get('requirement')}."
                yield Violation("withheld", student.student_id, sentence)

    def _reasons(self) -> Iterator[Violation]:
        """What somebody received was not withheld from it."""
        for name, targets in sorted(self._withheld.items()):
            claim = self.claims.get(name)
            if claim is not None and claim.placed and _target(claim) in targets:
                yield Violation("withheld", name, "received what is said to be withheld.")

    # -- what was free ------------------------------------------------------------------------

    def _line(self, line: list[Student]) -> Iterator[Violation]:
        semester = self.semester
        taken = Taken(self.facts, self._weeks())
        settled = self._settled(line)
        for claim in settled:
            taken.add(claim)
        offers: dict[str, dict[str, Offer]] = defaultdict(dict)
        for offer in semester.offers:
            if offer.open:
                offers[offer.programme_id][offer.offer_id] = offer
        turns = self._turns(line)
        for group in turns:
            yield from self._turn(group, taken, offers)
            for student in group:
                claim = self.claims[student.student_id]
                if claim.placed:
                    taken.add(claim)
                    if claim.offer is not None and taken.seats_left(claim.offer.offer_id) <= 0:
                        offers[student.programme_id].pop(claim.offer.offer_id, None)
        yield from self.again.line(turns, taken, settled)

    def _settled(self, line: list[Student]) -> list[Claim]:
        """Return the places of those who had one before a line."""
        first = order(self.semester.programme[line[0].programme_id])
        return [
            claim
            for name, claim in self.claims.items()
            if claim.placed and (name in self.kept or order(claim.programme) < first)
        ]

    def _weeks(self) -> set[frozenset[int]]:
        """Return the sets of weeks that anything lasts."""
        every = frozenset(range(1, self.semester.settings.n_weeks + 1))
        found = {part.weeks or every for o in self.semester.offers for part in o.parts}
        return found | {programme.weeks or every for programme in self.semester.programmes}

    def _turns(self, line: list[Student]) -> list[list[Student]]:
        """Return who chooses together; groups with a lock come first."""
        groups: dict[str, list[Student]] = {}
        for student in line:
            key = f"link {student.link_id}" if student.link_id else f"one {student.student_id}"
            groups.setdefault(key, []).append(student)
        place = {student.student_id: k for k, student in enumerate(line)}
        return sorted(
            groups.values(),
            key=lambda group: (
                not any(s.student_id in self.semester.lock for s in group),
                place[group[-1].student_id],
            ),
        )

    def _turn(
        self, group: list[Student], taken: Taken, offers: Mapping[str, dict[str, Offer]]
    ) -> Iterator[Violation]:
        student = group[0]
        programme = self.semester.programme[student.programme_id]
        if any(s.student_id in self.semester.lock for s in group):
            return
        if len(group) > 1:
            self.skipped["link"] += len(group)
            return
        if programme.composition == "composed":
            self.skipped["composed"] += 1
            return
        open_offers = offers[programme.programme_id]
        if student.surnombre is not None:
            same = (o for o in self.semester.offers if o.open)
            open_offers = {o.offer_id: o for o in same if o.programme_id == programme.programme_id}
        better = self._better(student, taken, open_offers)
        if better is not None:
            sentence = f"{better} was free, and better than what was received."
            yield Violation("denied", student.student_id, sentence)

    def _better(self, student: Student, taken: Taken, offers: dict[str, Offer]) -> str | None:
        """Return an offer that the student would rather have had, and that was free."""
        claim = self.claims[student.student_id]
        received = self._liking(claim) if claim.placed else None
        withheld = self._withheld[student.student_id]
        for name, offer in self._candidates(student, offers, received).items():
            if name in withheld:
                continue
            self._pairs += 1
            if self._pairs > MOST_PAIRS:
                self.skipped["many"] += 1
                return None
            ways = self.offerings.ways(offer, student)
            if len(ways) > MOST_CHOICES:
                self.skipped["half-days"] += 1
                continue
            if student.surnombre is None and not self._has_room(offer, ways, student, taken):
                # What is full stays full.
                offers.pop(name, None)
                continue
            if any(
                taken.has_room(found)
                for found in self.offerings.of(student, offer)
                if received is None or self._liking(found) < received
            ):
                return name
        return None

    def _has_room(
        self, offer: Offer, ways: Sequence[Parts], student: Student, taken: Taken
    ) -> bool:
        """Say whether anybody at all could still have an offer."""
        return any(taken.has_room(self.offerings.claim(student, offer, parts)) for parts in ways)

    def _candidates(
        self,
        student: Student,
        offers: Mapping[str, Offer],
        received: tuple[Fraction, int, str] | None,
    ) -> Mapping[str, Offer]:
        """Return the offers that can be better: where a wish was received, those wished for."""
        last = self.facts.wishes(student.student_id).last
        if not last or received is None or received[0] > last:
            return dict(offers)
        found: dict[str, Offer] = {}
        for kind, target in self.facts.wishes(student.student_id).ranks:
            for offer in self._named_by(kind, target):
                if offer.offer_id in offers:
                    found[offer.offer_id] = offer
        return found

    def _named_by(self, kind: str, target: str) -> list[Offer]:
        return self._offers_at.get((kind, target), [])

    @cached_property
    def _offers_at(self) -> dict[tuple[str, str], list[Offer]]:
        """Offers by what a wish may name of them."""
        found: dict[tuple[str, str], list[Offer]] = defaultdict(list)
        for offer in self.semester.offers:
            names = {("offer", offer.offer_id)}
            for part in offer.parts:
                territory = self.semester.site[part.site_id].territory_id
                names |= {("supervisor", part.supervisor_id), ("site", part.site_id)}
                names.add(("territory", territory))
            for name in sorted(names):
                found[name].append(offer)
        return found

    def _liking(self, claim: Claim) -> tuple[Fraction, int, str]:
        """Return what placements in offers are sorted by."""
        rank = self.facts.wishes(claim.student.student_id).rank(claim)
        minutes = (
            len(part.half_days) * (self.facts.distances.from_home(claim.student, part.site) or 0)
            for part in claim.parts
        )
        offer = claim.offer.offer_id if claim.offer else ""
        return rank or Fraction(0), sum(minutes), offer

    # -- what was not looked at -----------------------------------------------------------------

    def notes(self) -> Iterator[str]:
        """Yield what was not proved again."""
        if not self.summary and self.lines():
            yield "Choice by rank: without `summary.json` it was not looked at."
        if self.skipped["composed"]:
            yield (
                f"Choice by rank: for {self.skipped['composed']} students whose placement is "
                "composed it was not re-proved that nothing better was free."
            )
        if self.skipped["link"]:
            yield f"Choice by rank: {self.skipped['link']} linked students were not re-proved."
        if self.skipped["many"] or self.skipped["half-days"]:
            number = self.skipped["many"] + self.skipped["half-days"]
            yield f"Choice by rank: {number} choices were too many to be re-proved."
        if self.again.skipped:
            number, every = self.again.skipped, len(self._items())
            yield f"Choice by rank: of {every} withheld picks {number} were not re-proved."


def _target(claim: Claim) -> str:
    return claim.offer.offer_id if claim.offer else " ".join(sorted(claim.supervisors))
