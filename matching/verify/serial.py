"""Choice by rank: the order of choice, and that nobody was denied what was free.

The order is drawn and sorted again. Then the placement is gone through in that order: at each
turn, whatever is better than what the student received and that the rules leave to it must be
full, or withheld. That is done in full for offers and students who choose alone; what is left
out, is said in a note. Withheld picks are proven again (`withheld`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256

from ..entities import Student
from ..language import Sentence, sentence
from .asked import order
from .claims import Claim
from .denied import Denials
from .facts import Facts
from .files import SUMMARY
from .offerings import Offerings
from .report import Violation
from .summary import kept_students
from .taken import Taken
from .withheld import WithheldCheck

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
            yield Violation(
                "lottery", SUMMARY, sentence("`lottery` is not the one that the seed draws.")
            )

    def _order(self) -> Iterator[Violation]:
        expected = [[s.student_id for s in line] for line in self.lines()]
        if self.summary.get("serial_order", []) != expected:
            said = sentence("`serial_order` is not by seniority, rank and lottery.")
            yield Violation("serial-order", SUMMARY, said)

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
                yield Violation("withheld", subject, sentence("no such student chooses by rank."))
            elif kind not in _REQUIREMENTS or name not in known[kind]:
                said = sentence(
                    "there is no requirement {requirement}.", requirement=item.get("requirement")
                )
                yield Violation("withheld", student.student_id, said)

    def _reasons(self) -> Iterator[Violation]:
        """What somebody received was not withheld from it."""
        for name, targets in sorted(self._withheld.items()):
            claim = self.claims.get(name)
            if claim is not None and claim.placed and _target(claim) in targets:
                yield Violation("withheld", name, sentence("received what is said to be withheld."))

    # -- what was free ------------------------------------------------------------------------

    def _line(self, line: list[Student]) -> Iterator[Violation]:
        taken = Taken(self.facts, self._weeks())
        settled = self._settled(line)
        for claim in settled:
            taken.add(claim)
        denials = Denials(self.facts, self.offerings, taken, line)
        turns = self._turns(line)
        for group in turns:
            yield from self._turn(group, denials)
            for student in group:
                claim = self.claims[student.student_id]
                if claim.placed:
                    denials.take(claim)
        self.skipped += denials.skipped
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

    def _turn(self, group: list[Student], denials: Denials) -> Iterator[Violation]:
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
        name = student.student_id
        better = denials.better(student, self.claims[name], self._withheld[name])
        if better is not None:
            said = sentence("{better} was free, and better than what was received.", better=better)
            yield Violation("denied", name, said)

    # -- what was not looked at -----------------------------------------------------------------

    def notes(self) -> Iterator[Sentence]:
        """Yield what was not proved again."""
        if not self.summary and self.lines():
            yield sentence("Choice by rank: without `summary.json` it was not looked at.")
        if self.skipped["composed"]:
            yield (
                sentence(
                    "Choice by rank: for {composed} students whose placement is composed it was "
                    "not re-proved that nothing better was free.",
                    composed=self.skipped["composed"],
                )
            )
        if self.skipped["link"]:
            yield sentence(
                "Choice by rank: {link} linked students were not re-proved.",
                link=self.skipped["link"],
            )
        if self.skipped["many"] or self.skipped["half-days"]:
            number = self.skipped["many"] + self.skipped["half-days"]
            yield sentence(
                "Choice by rank: {number} choices were too many to be re-proved.", number=number
            )
        if self.again.skipped:
            number, every = self.again.skipped, len(self._items())
            yield sentence(
                "Choice by rank: of {every} withheld picks {number} were not re-proved.",
                every=every,
                number=number,
            )


def _target(claim: Claim) -> str:
    return claim.offer.offer_id if claim.offer else " ".join(sorted(claim.supervisors))
