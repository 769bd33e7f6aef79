"""The choice by rank of a small semester, by trying every completion of every pick.

Written from the definitions, apart from the program: the order is sorted, bundles are listed by
brute force, and a pick is admissible where one of all ways to go on lacks no more than before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import sha256
from itertools import product

from maillage.matching.entities import Quota, Student
from maillage.matching.semester import Semester

from .bundles import Bundle, bundles_of
from .grading import grade
from .resources import Key, distinct_weeks, quota_count, uses_of

Lacks = tuple[int, int, int]
"""What is lacking, the most important first: locks and opened offers, hard quotas, the rest."""


@dataclass(frozen=True)
class Option:
    """A bundle of a student with all that it takes and gives."""

    student: str
    bundle: Bundle
    uses: tuple[tuple[Key, int], ...]
    gives: tuple[tuple[str, int], ...]
    quotas: tuple[tuple[str, int], ...]
    locked: bool
    territories: frozenset[str]


@dataclass
class State:
    """What all options taken so far add up to."""

    used: Counter[Key] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    locked: Counter[str] = field(default_factory=Counter)

    def add(self, option: Option, times: int = 1) -> None:
        for key, _ in option.uses:
            self.used[key] += times
        for label, amount in option.gives:
            self.given[label] += times * amount
        for quota, amount in option.quotas:
            (self.locked if option.locked else self.others)[quota] += times * amount

    @property
    def key(self) -> tuple[frozenset[tuple[object, int]], ...]:
        parts = (self.used, self.given, self.others, self.locked)
        return tuple(frozenset((k, n) for k, n in part.items() if n) for part in parts)


@dataclass(frozen=True)
class Chosen:
    """What a line comes to: who takes what, and which targets were withheld from whom."""

    line: tuple[str, ...]
    taken: dict[str, Bundle | None]
    withheld: dict[str, set[str]]
    lacks: Lacks
    locks_hold: bool


def ordered(semester: Semester, students: Sequence[Student], seed: int) -> list[Student]:
    """Return students in the legal order of choice."""

    def key(student: Student) -> tuple[int, float, str]:
        ticket = sha256(f"{seed}:{student.student_id}".encode()).hexdigest()
        rank = float("inf") if student.rank is None else student.rank
        return -(student.seniority or 0), rank, ticket

    return sorted(students, key=key)


def choice_by_rank(
    semester: Semester, programmes: set[str], settled: Mapping[str, Bundle | None], *, last: bool
) -> Chosen:
    """Let the students of some programmes choose, beside others who have a bundle or none."""
    return _Line(semester, programmes, settled, last=last).run()


class _Line:
    def __init__(
        self,
        semester: Semester,
        programmes: set[str],
        settled: Mapping[str, Bundle | None],
        *,
        last: bool,
    ) -> None:
        self.semester = semester
        own = [s for s in semester.students if s.programme_id in programmes]
        self.line = ordered(semester, own, semester.settings.seed)
        self.quotas = [
            q
            for q in semester.quotas
            if q.hard_min
            and q.min_count
            and (last if q.programme_id is None else q.programme_id in programmes)
        ]
        self.offers = [o for o in semester.offers if o.open and o.programme_id in programmes]
        self.programmes = programmes
        self.groups = self.in_groups()
        self.decided = {s.student_id for group in self.groups[0] for s in group}
        listed = {s.student_id: bundles_of(semester, s) for s in own}
        free = without_declarations(semester)
        relaxed = {s.student_id: bundles_of(free, free.student[s.student_id]) for s in own}
        every = [b for found in (listed, relaxed) for own in found.values() for b in own]
        every += [bundle for bundle in settled.values() if bundle is not None]
        self.weeks = distinct_weeks(semester, every)
        self.limits: dict[Key, int] = {}
        self.own = {n: [self.option(n, b) for b in found] for n, found in listed.items()}
        self.future = {
            name: self.own[name]
            if name in self.decided
            else [self.option(name, b) for b in self.expected(listed[name], relaxed[name])]
            for name in listed
        }
        self.state = State()
        for name, bundle in settled.items():
            if bundle is not None:
                self.state.add(self.option(name, bundle))

    def in_groups(self) -> tuple[list[list[Student]], list[list[Student]]]:
        """Return who chooses together: groups with a lock, then the others."""
        seen: dict[str, list[Student]] = {}
        for student in self.line:
            seen.setdefault(student.link_id or f"alone {student.student_id}", []).append(student)
        groups = sorted(seen.values(), key=lambda group: self.line.index(group[-1]))
        has_lock = [any(s.student_id in self.semester.lock for s in g) for g in groups]
        return (
            [g for g, lock in zip(groups, has_lock, strict=True) if lock],
            [g for g, lock in zip(groups, has_lock, strict=True) if not lock],
        )

    def expected(self, own: list[Bundle], relaxed: list[Bundle]) -> list[Bundle]:
        """Return what is expected of a student: what the programme allows, or really its own."""

        def several(bundle: Bundle) -> bool:
            return (
                bundle.offer_id is not None and self.semester.offer[bundle.offer_id].min_if_open > 1
            )

        return [b for b in relaxed if not several(b)] + [b for b in own if several(b)]

    def option(self, name: str, bundle: Bundle) -> Option:
        semester = self.semester
        student = semester.student[name]
        uses = list(uses_of(semester, student, bundle, self.weeks))
        self.limits |= {key: limit for key, limit in uses if limit is not None}
        gives = [(f"everyone:{student.programme_id}", 1), (f"lock:{name}", 1)]
        if bundle.offer_id is not None:
            gives.append((f"open:{bundle.offer_id}", 1))
            if student.surnombre is None:
                gives.append((f"seats:{bundle.offer_id}", 1))
        gives += [(f"quota:{q.quota_id}", self.count(name, bundle, q)) for q in self.quotas]
        return Option(
            student=name,
            bundle=bundle,
            uses=tuple((key, 1) for key in {key for key, limit in uses if limit is not None}),
            gives=tuple(gives),
            quotas=tuple(
                (q.quota_id, self.count(name, bundle, q)) for q in semester.quotas if maximum(q)
            ),
            locked=name in semester.lock,
            territories=bundle.territories(semester),
        )

    def count(self, name: str, bundle: Bundle, quota: Quota) -> int:
        return quota_count(self.semester, self.semester.student[name], bundle, quota)

    # -- what holds ---------------------------------------------------------------------------

    def holds(self) -> bool:
        """Say whether no limit is passed; a lock may pass a maximum, nobody adds to it."""
        state = self.state
        if any(n > self.limits[key] for key, n in state.used.items() if n):
            return False
        for quota in self.semester.quotas:
            if maximum(quota):
                most = quota.max_count or 0
                if state.others[quota.quota_id] > max(0, most - state.locked[quota.quota_id]):
                    return False
        return True

    def lacks(self) -> Lacks:
        given = self.state.given
        first = sum(1 - given[f"lock:{name}"] for name in self.decided)
        for offer in self.offers:
            there = given[f"open:{offer.offer_id}"]
            first += max(0, offer.min_if_open - there) if there else 0
        hard = sum(max(0, (q.min_count or 0) - given[f"quota:{q.quota_id}"]) for q in self.quotas)
        soft = sum(max(0, o.min_seats - given[f"seats:{o.offer_id}"]) for o in self.offers)
        for name in self.programmes:
            if self.semester.programme[name].everyone:
                students = sum(s.programme_id == name for s in self.line)
                soft += students - given[f"everyone:{name}"]
        return first, hard, soft

    def least(self, rest: Sequence[Sequence[Student]]) -> Lacks:
        """Return what lacks at the least after any completion by the groups still to choose."""
        self.known: dict[object, Lacks] = {}
        return self.search(list(rest))

    def search(self, rest: list[Sequence[Student]]) -> Lacks:
        if not rest:
            return self.lacks()
        key = len(rest), self.state.key
        if key not in self.known:
            best = self.search(rest[1:])
            for options in self.joint(rest[0], self.future):
                for option in options:
                    self.state.add(option)
                if self.holds():
                    best = min(best, self.search(rest[1:]))
                for option in options:
                    self.state.add(option, -1)
            self.known[key] = best
        return self.known[key]

    def joint(
        self, group: Sequence[Student], options: Mapping[str, list[Option]]
    ) -> Iterator[tuple[Option, ...]]:
        for taken in product(*(options[s.student_id] for s in group)):
            if len({option.territories for option in taken}) == 1:
                yield taken

    # -- choosing -----------------------------------------------------------------------------

    def run(self) -> Chosen:
        turns = [*self.groups[0], *self.groups[1]]
        for name, options in self.own.items():
            options.sort(key=lambda option, name=name: self.liking(name, option))
        taken: dict[str, Bundle | None] = {}
        withheld: dict[str, set[str]] = {}
        locks_hold = self.least(turns)[0] == 0
        for number, group in enumerate(turns):
            before, rest = self.least(turns[number:]), turns[number + 1 :]
            best: tuple[Option, ...] | None = None
            refused: list[tuple[Option, ...]] = []
            for options in self.joint(group, self.own):
                for option in options:
                    self.state.add(option)
                if self.holds():
                    if self.least(rest) <= before:
                        best = options
                        break
                    refused.append(options)
                for option in options:
                    self.state.add(option, -1)
            for position, student in enumerate(group):
                own = None if best is None else best[position].bundle
                taken[student.student_id] = own
                targets = {target_of(options[position].bundle) for options in refused}
                withheld[student.student_id] = targets - ({target_of(own)} if own else set())
        names = tuple(s.student_id for s in self.line)
        return Chosen(names, taken, withheld, self.lacks(), locks_hold)

    def liking(self, name: str, option: Option) -> tuple[object, ...]:
        """Return what a student's bundles are sorted by."""
        bundle = option.bundle
        worth = grade(self.semester, self.semester.student[name], bundle)
        parts = bundle.parts
        return (
            worth.rank or Fraction(0),
            worth.travel,
            (bundle.offer_id,) if bundle.offer_id else tuple(sorted(bundle.supervisors)),
            tuple(part.half_days for part in parts),
            tuple(part.site_id for part in parts),
            bundle.housed or "",
        )


def maximum(quota: Quota) -> bool:
    return quota.hard_max and quota.max_count is not None


def target_of(bundle: Bundle) -> str:
    return bundle.offer_id or " ".join(sorted(bundle.supervisors))


def without_declarations(semester: Semester) -> Semester:
    """Return the semester as if nobody refused anything or minded a journey."""
    return replace(
        semester,
        students=tuple(replace(s, max_minutes=None) for s in semester.students),
        wishes=tuple(w for w in semester.wishes if not w.refused),
    )
