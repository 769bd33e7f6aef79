"""What students still to choose are taken to accept when somebody before them chooses.

What a student declares does not count: wishes, refusals, the longest journey, housing. Conflicts,
`no_repeat`, `shortage_only` and all rules of the programme do. An offer that has to be taken by
several or by nobody (`min_if_open`) counts on those only who really may have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from ..entities import Offer, Programme, Student
from .asked import Asked
from .claims import Claim
from .composing import Composer, Parts
from .facts import SHORTAGE_ZONES, Facts
from .offerings import MOST_CHOICES, Offerings
from .taken import Amounts, Taken
from .week_rules import noon

MOST_JOINT = 20_000
"""Ways of linked students to choose together; beyond these nothing is said of them."""

Key = tuple[str, bool, bool]
"""Programme, car, above the list: students of one key may have the same but for themselves."""


class TooManyError(Exception):
    """There is more to be listed than is looked at."""


@dataclass(frozen=True)
class Column:
    """One thing that students may take: what it takes, what it gives, where it lies.

    ``names`` are its supervisors and sites; ``short`` says that all of it lies in short zones.
    """

    uses: Amounts
    gives: Amounts
    territories: frozenset[str]
    names: frozenset[tuple[str, str]] = frozenset()
    short: bool = False


@dataclass(frozen=True, eq=False)
class Kind:
    """Students alike: numbers of the columns that count on them, the most each demand gets.

    ``most`` takes in offers for several, as if anybody might have those.
    """

    columns: tuple[int, ...]
    most: Amounts


class Expected:
    """The columns of the students of a line."""

    def __init__(
        self, facts: Facts, asked: Asked, taken: Taken, offerings: Offerings, composer: Composer
    ) -> None:
        self.facts, self.asked, self.taken = facts, asked, taken
        self.offerings, self.composer = offerings, composer
        self.columns: list[Column] = []
        self.several: list[Column] = []
        self._useful: dict[Key, tuple[list[int], list[int]]] = {}
        self._kinds: dict[tuple[Key, tuple[int, ...]], Kind] = {}
        self._plain: dict[Key, Kind] = {}
        self._names: dict[str, set[tuple[str, str]]] = {}
        self._agents: dict[tuple[str, ...], list[Column]] = {}
        self._offers: dict[str, list[Offer]] = {}
        for offer in facts.semester.offers:
            if offer.open:
                self._offers.setdefault(offer.programme_id, []).append(offer)

    # -- kinds of students --------------------------------------------------------------------

    def kind(self, student: Student) -> Kind:
        """Return the kind of a student by what counts for something that is asked."""
        key = student.programme_id, student.car, student.surnombre is not None
        plain = not student.shortage_only and not self._excluded(student)
        if plain and key in self._plain:
            return self._plain[key]
        own, several = self._useful_of(key, student)
        numbers = tuple(n for n in own if self._suits(student, self.columns[n]))
        if (key, numbers) not in self._kinds:
            most: dict[int, int] = {}
            found = [self.columns[n] for n in numbers] + [self.several[n] for n in several]
            for column in found:
                for demand, amount in column.gives:
                    most[demand] = max(amount, most.get(demand, 0))
            self._kinds[key, numbers] = Kind(numbers, tuple(sorted(most.items())))
        if plain:
            self._plain[key] = self._kinds[key, numbers]
        return self._kinds[key, numbers]

    def _useful_of(self, key: Key, student: Student) -> tuple[list[int], list[int]]:
        if key not in self._useful:
            numbers: tuple[list[int], list[int]] = ([], [])
            for is_several, lists in ((False, self.columns), (True, self.several)):
                for column in self._listed(student, is_several, useful=True):
                    numbers[is_several].append(len(lists))
                    lists.append(column)
            self._useful[key] = numbers
        return self._useful[key]

    def _suits(self, student: Student, column: Column) -> bool:
        if student.shortage_only and not column.short:
            return False
        return column.names.isdisjoint(self._excluded(student))

    def _excluded(self, student: Student) -> set[tuple[str, str]]:
        """Return the supervisors and sites that conflicts and earlier semesters exclude."""
        name = student.student_id
        if name not in self._names:
            self._names[name] = self._find_excluded(student)
        return self._names[name]

    def _find_excluded(self, student: Student) -> set[tuple[str, str]]:
        found = set()
        for line in self.facts.conflicts(student.student_id):
            found |= {("supervisor", line.supervisor_id or ""), ("site", line.site_id or "")}
        rule = self.facts.semester.programme[student.programme_id].no_repeat
        for earlier in self.facts.history(student.student_id) if rule != "none" else ():
            name = earlier.supervisor_id if rule == "supervisor" else earlier.site_id
            found.add((rule, name or ""))
        return found

    # -- columns ------------------------------------------------------------------------------

    def _listed(self, student: Student, several: bool, *, useful: bool) -> Iterator[Column]:
        """Yield what the programme allows a student like this one, whatever it declares."""
        programme = self.facts.semester.programme[student.programme_id]
        if useful and not self.asked.concerns(programme):
            return
        anybody = replace(student, max_minutes=None, needs_housing=False)
        seen = set()
        for offer, parts in self._ways(programme, anybody, several):
            claim = Claim(anybody, programme, False, offer, parts, None, "")
            gives = self.asked.gives(claim)
            if (useful and not gives) or any(True for _ in noon(self.facts, claim)):
                continue
            column = self._column(claim, gives)
            if column not in seen:
                seen.add(column)
                yield column

    def _ways(
        self, programme: Programme, anybody: Student, several: bool
    ) -> Iterator[tuple[Offer | None, Parts]]:
        if programme.composition == "composed":
            composed = [] if several else self.composer.ways(programme, anybody)
            if composed is None:
                raise TooManyError
            yield from ((None, parts) for parts in composed)
            return
        for offer in self._offers.get(programme.programme_id, ()):
            if (offer.min_if_open > 1) == several:
                ways = self.offerings.ways(offer, anybody)
                if len(ways) > MOST_CHOICES:
                    raise TooManyError
                yield from ((offer, parts) for parts in ways)

    def _column(self, claim: Claim, gives: Amounts) -> Column:
        profession = claim.programme.profession
        names = {("supervisor", name) for name in claim.supervisors}
        zones = (self.facts.zone(name, profession) for name in claim.territories)
        return Column(
            tuple(sorted(self.taken.uses(claim))),
            gives,
            claim.territories,
            frozenset(names | {("site", name) for name in claim.sites}),
            all(zone in SHORTAGE_ZONES for zone in zones),
        )

    # -- one after the other --------------------------------------------------------------------

    def agent(self, group: Sequence[Student]) -> list[Column]:
        """Return what students who choose together may take that gives to what is asked.

        Raises
        ------
        TooManyError
            There is too much to be listed.
        """
        name = tuple(student.student_id for student in group)
        if name not in self._agents:
            alone = len(group) == 1
            lists = [self._own(student, useful=alone) for student in group]
            found = dict.fromkeys(_effect(joined) for joined in together(lists))
            self._agents[name] = [column for column in found if column.gives]
        return self._agents[name]

    def _own(self, student: Student, *, useful: bool) -> list[Column]:
        found = [
            column
            for column in self._listed(student, False, useful=useful)
            if self._suits(student, column)
        ]
        for offer in self._offers.get(student.programme_id, ()):
            if offer.min_if_open > 1:
                if len(self.offerings.ways(offer, student)) > MOST_CHOICES:
                    raise TooManyError
                claims = self.offerings.of(student, offer)
                found += [self._column(claim, self.asked.gives(claim)) for claim in claims]
        return found


def together(lists: Sequence[Sequence[Column]]) -> Iterator[tuple[Column, ...]]:
    """Yield what students can take together: columns of the same territories."""
    by_place: list[dict[frozenset[str], list[Column]]] = []
    for columns in lists:
        places: dict[frozenset[str], list[Column]] = {}
        for column in columns:
            places.setdefault(column.territories, []).append(column)
        by_place.append(places)
    number = 0
    for place in by_place[0]:
        own = [places.get(place, []) for places in by_place]
        for columns in product(*own):
            number += len(lists) > 1
            if number > MOST_JOINT:
                raise TooManyError
            yield tuple(columns)


def _effect(columns: Sequence[Column]) -> Column:
    """Return what columns take and give together."""
    return Column(
        summed(column.uses for column in columns),
        summed(column.gives for column in columns),
        columns[0].territories,
    )


def summed(lists: Iterable[Amounts]) -> Amounts:
    """Add up amounts."""
    total: dict[int, int] = {}
    for amounts in lists:
        for number, amount in amounts:
            total[number] = total.get(number, 0) + amount
    return tuple(sorted(total.items()))
