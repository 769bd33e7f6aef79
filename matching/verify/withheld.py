"""Withheld picks, proven again: each would have let more lack of what is asked than had to.

The line is gone through from its end. What lacks in the placement, or in a completion that lacks
less, is an upper limit of what had to lack when somebody chose. With the pick added, bounds must
lie above it, or no completion that is tried lacks as little. If one does, the pick was
admissible, and the result says what is not so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from ..entities import Student
from ..language import sentence
from .asked import Asked, added
from .bounds import Agents, Bounds
from .claims import Claim
from .completed import Completion
from .composing import Composer
from .expected import Expected, Kind, TooManyError
from .facts import Facts
from .least import MOST_AGENTS, MOST_STEPS, Search
from .offerings import Offerings
from .picks import Picks
from .report import Violation
from .taken import Amounts, Taken

Entries = Mapping[str, Mapping[str, str]]
"""By student, each target withheld and the requirement that it would have broken."""

MOST_SEARCHED = 40 * MOST_STEPS
"""Steps of all searches together; beyond these what is left is not proven again."""


class WithheldCheck:
    """Proves the withheld picks of lines again.

    Attributes
    ----------
    proven, skipped
        How many were proven, and how many were too much to be proven.
    """

    def __init__(
        self,
        facts: Facts,
        claims: Mapping[str, Claim],
        entries: Entries,
        offerings: Offerings,
    ) -> None:
        self.facts, self.claims, self.entries = facts, claims, entries
        self.offerings, self.composer = offerings, Composer(facts)
        self.picks = Picks(facts, offerings, self.composer)
        self.proven = self.skipped = 0
        self.steps = MOST_SEARCHED

    def line(
        self,
        turns: Sequence[Sequence[Student]],
        taken: Taken,
        settled: Sequence[Claim],
    ) -> Iterator[Violation]:
        """Check a line.

        Parameters
        ----------
        turns
            Who chose together, one after the other; those with locks come first.
        taken
            What all of them and those settled before them take; used up.
        settled
            Those settled before them.
        """
        students = [student for group in turns for student in group]
        number = sum(len(self.entries.get(s.student_id, ())) for s in students)
        if not number:
            return
        before = self.proven, self.skipped
        try:
            yield from _Line(self, turns, taken, settled).violations()
        except TooManyError:
            self.proven, self.skipped = before[0], before[1] + number


class _Line:
    def __init__(
        self,
        check: WithheldCheck,
        turns: Sequence[Sequence[Student]],
        taken: Taken,
        settled: Sequence[Claim],
    ) -> None:
        self.check, self.turns, self.taken = check, turns, taken
        self.facts, self.claims = check.facts, check.claims
        line = [student for group in turns for student in group]
        self.asked = Asked(self.facts, line)
        self._refuse_kept(settled)
        self.there = [0] * len(self.asked.demands)
        for claim in (*settled, *(self.claims[s.student_id] for s in line)):
            if claim.placed:
                added(self.there, self.asked.gives(claim))
        self.expected = Expected(self.facts, self.asked, taken, check.offerings, check.composer)
        self.kinds = {s.student_id: self.expected.kind(s) for s in line}
        columns = (*self.expected.columns, *self.expected.several)
        self.bounds = Bounds(self.asked, columns, taken.left)
        self.agents = Agents(len(self.asked.demands))
        self.completion = Completion(self.asked, self.expected, self.bounds, self.there)
        self.after: list[Sequence[Student]] = []
        self.floors: dict[int, int] = {}

    def _refuse_kept(self, settled: Sequence[Claim]) -> None:
        """Students kept from an earlier result count nowhere as students to be placed."""
        for claim in settled:
            if f"everyone:{claim.programme.programme_id}" in self.asked.number:
                raise TooManyError

    def violations(self) -> Iterator[Violation]:
        """Go through the line from its end."""
        locks = self.facts.semester.lock
        for group in reversed(self.turns):
            entries = {
                student.student_id: self.check.entries.get(student.student_id, {})
                for student in group
            }
            if any(student.student_id in locks for student in group):
                yield from self._locked(entries)
                continue
            self._free(group)
            asked = [(s, aim) for s in group for aim in sorted(entries[s.student_id])]
            if asked:
                self.completion.improve()
                turn = _Turn(self, group)
                for student, aim in asked:
                    label = entries[student.student_id][aim]
                    yield from self._entry(turn, student, aim, label)
            for student in group:
                self.agents.add(self.kinds[student.student_id])
            self.after.append(group)

    def _locked(self, entries: Entries) -> Iterator[Violation]:
        for name, targets in sorted(entries.items()):
            if targets:
                yield Violation(
                    "withheld", name, sentence("is placed by a lock, and picks nothing.")
                )

    def _free(self, group: Sequence[Student]) -> None:
        """Take back what a group chose, and let it join those who may do something else."""
        chosen = [self.claims[s.student_id] for s in group if self.claims[s.student_id].placed]
        uses: Amounts = ()
        gives: Amounts = ()
        for claim in chosen:
            self.taken.add(claim, -1)
            uses += self.taken.uses(claim)
            gives += self.asked.gives(claim)
        added(self.there, gives, -1)
        for group_of_demands in {
            *(self.bounds.group[demand] for demand, _ in gives),
            *(self.bounds.touching[r] for r, _ in uses if r in self.bounds.touching),
        }:
            self.floors.pop(group_of_demands, None)
        kind = self.kinds[group[0].student_id] if len(group) == 1 else None
        self.completion.join(kind, uses, gives)
        if not chosen:
            self.completion.improve()

    def _entry(
        self, turn: _Turn, student: Student, aim: str, requirement: str
    ) -> Iterator[Violation]:
        """Check one withheld pick."""
        name = student.student_id
        if requirement not in self.asked.number:
            yield Violation(
                "withheld",
                name,
                sentence("nothing asks for {requirement} in this line.", requirement=requirement),
            )
            return
        try:
            found = turn.judged(student, aim)
        except TooManyError:
            self.check.skipped += 1
            return
        if found is None:
            yield Violation(
                "withheld", name, sentence("{aim} was not to be had, or no better.", aim=aim)
            )
        elif found:
            self.check.proven += 1
        else:
            yield Violation(
                "withheld", name, sentence("{aim} was withheld, and would break nothing.", aim=aim)
            )


class _Turn:
    """The picks of one turn, as things stood then."""

    def __init__(self, line: _Line, group: Sequence[Student]) -> None:
        self.line, self.group = line, group
        self.most = line.completion.value
        self._known: dict[tuple[Amounts, Amounts], bool] = {}

    def judged(self, student: Student, aim: str) -> bool | None:
        """Say whether all picks at a target had to be withheld; ``None`` if there is none."""
        line = self.line
        picks = line.check.picks
        found = None
        for claims in picks.better(self.group, line.claims, student, aim, line.taken):
            uses = picks.uses(claims, line.taken)
            gives = tuple(g for claim in claims for g in line.asked.gives(claim))
            if (uses, gives) not in self._known:
                self._known[uses, gives] = self._breaks(uses, gives)
            if not self._known[uses, gives]:
                return False
            found = True
        return found

    def _breaks(self, uses: Amounts, gives: Amounts) -> bool:
        """Say whether more must lack after a pick than had to before."""
        self._hold(uses, gives, 1)
        try:
            if self._bound(uses, gives) > self.most:
                return True
        finally:
            self._hold(uses, gives, -1)
        if self._completed(uses, gives):
            return False
        return self._searched(uses, gives)

    def _hold(self, uses: Amounts, gives: Amounts, times: int) -> None:
        self.line.taken.take(uses, times)
        added(self.line.there, gives, times)

    def _bound(self, uses: Amounts, gives: Amounts) -> int:
        """Return what lacks at the least after a pick, which is held."""
        line = self.line
        bounds, floors = line.bounds, dict(line.floors)
        touched = {bounds.touching[r] for r, _ in uses if r in bounds.touching}
        touched |= {bounds.group[demand] for demand, _ in gives}
        for group in bounds.members:
            if group in touched:
                floors[group] = bounds.floor(line.there, group)
            elif group not in floors:
                floors[group] = line.floors[group] = bounds.floor(line.there, group)
        return bounds.weight(line.there, floors, line.agents, self.most)

    # -- admissible after all? ------------------------------------------------------------------

    def _completed(self, uses: Amounts, gives: Amounts) -> bool:
        """Say whether a completion is found around a pick that lacks no more than must."""
        if self._kind is None:
            return False
        found = self.line.completion.around(self._kind, self._chosen, (uses, gives))
        return found is not None and found <= self._least_before

    @cached_property
    def _kind(self) -> Kind | None:
        return self.line.kinds[self.group[0].student_id] if len(self.group) == 1 else None

    @cached_property
    def _chosen(self) -> tuple[Amounts, Amounts]:
        """What the group took and gave in the end."""
        line = self.line
        claims = [line.claims[s.student_id] for s in self.group]
        placed = [claim for claim in claims if claim.placed]
        return (
            tuple(use for claim in placed for use in line.taken.uses(claim)),
            tuple(give for claim in placed for give in line.asked.gives(claim)),
        )

    @cached_property
    def _least_before(self) -> int:
        """What lacked at the least before the pick, by the bounds."""
        line = self.line
        kinds = [line.kinds[s.student_id] for s in self.group]
        for kind in kinds:
            line.agents.add(kind)
        found = self._bound((), ())
        for kind in kinds:
            line.agents.add(kind, -1)
        return found

    def _searched(self, uses: Amounts, gives: Amounts) -> bool:
        """Say whether no completion lacks as little as one without the pick, by trying all."""
        line = self.line
        if len(line.after) >= MOST_AGENTS:
            raise TooManyError
        most = self._least
        self._hold(uses, gives, 1)
        try:
            return self._found(line.after, most + 1) is None
        finally:
            self._hold(uses, gives, -1)

    @cached_property
    def _least(self) -> int:
        """What lacked at the least before the pick, by trying all completions."""
        found = self._found([*self.line.after, self.group], self.most)
        return self.most if found is None else found

    def _found(self, groups: Sequence[Sequence[Student]], below: int) -> int | None:
        line = self.line
        if line.check.steps <= 0:
            raise TooManyError
        agents = [columns for group in groups if (columns := line.expected.agent(group))]
        search = Search(line.asked.demands, agents)
        try:
            return search.least(line.there, line.taken.left, below)
        finally:
            line.check.steps -= search.steps
