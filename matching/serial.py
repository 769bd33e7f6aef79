"""The mechanism ``serial``: students choose one after the other.

In the legal order each student takes the best bundle that is free and *admissible*: afterwards
what is asked of the line together can still be met by those still to choose, as far as it could
be met before. What is asked, and what those still to choose are taken to accept, stands in
`serial_asked` and `serial_pool`; `solvers.guard` decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..solvers.guard import Guard, StoppedError
from ..solvers.limits import Limits
from ..solvers.pool import Column, Pool
from .bundles import Bundles, Market, bundles
from .infeasible import CannotBeMet, EndedEarly, lock_cannot_hold
from .language import Sentence
from .reached import reached
from .reasons_serial import serial_refusals
from .result import StudentPlacement, Withheld
from .serial_asked import Asked, asked_of
from .serial_line import Turn, in_order, turns
from .serial_options import Masks, Options, Pick
from .serial_pool import PoolMaker
from .serial_uses import Desk, uses_of
from .settled import Settled, settle, with_settled
from .step import Step
from .unplaced import unplaced
from .valuation import Valuation, valuation


def choose_in_line(
    market: Market,
    settled: Settled,
    students: NDArray[np.int64],
    lottery: Sequence[str],
    limits: Limits,
) -> Step:
    """Let students (positions) choose in turn, beside those who are settled already.

    Parameters
    ----------
    lottery
        Identifiers of students in the order that breaks ties.

    Raises
    ------
    CannotBeMet
        Locks cannot all hold.
    EndedEarly
        The run ended before all had chosen: a line is settled as a whole or not at all.
    """
    try:
        line = _Line(market, settled, students, lottery, limits)
        line.choose()
    except StoppedError:
        raise EndedEarly(interrupted=limits.stop.is_set()) from None
    return line.step()


class RepeatedChoice:
    """The same line of students, who choose again and again with other wishes.

    What does not depend on wishes (possible placements, what is asked of the line) is worked out
    once; each choice gives what `choose_in_line` gives.
    """

    def __init__(
        self,
        market: Market,
        settled: Settled,
        students: NDArray[np.int64],
        lottery: Sequence[str],
        own: Bundles | None = None,
    ) -> None:
        self._line = _Line(market, settled, students, lottery, Limits(), own)

    @property
    def line(self) -> tuple[int, ...]:
        """Students (positions) in the order in which they choose."""
        return self._line.line

    def settled(self, market: Market) -> Settled:
        """Return the settled students after a choice with the wishes of ``market``.

        ``market`` differs from the first one in ranked wishes only, not in refusals.

        Raises
        ------
        CannotBeMet
            Locks cannot all hold.
        """
        self._line.begin_anew(market)
        self._line.choose()
        return self._line.after()


class _Line:
    def __init__(
        self,
        market: Market,
        settled: Settled,
        students: NDArray[np.int64],
        lottery: Sequence[str],
        limits: Limits,
        own: Bundles | None = None,
    ) -> None:
        self.market, self.settled, self.students = market, settled, students
        self.limits = limits
        self.line = in_order(market.semester, students.tolist(), lottery)
        self.position = {number: k for k, number in enumerate(self.line)}
        self.turns = turns(market.semester, self.line)
        self.own = bundles(market, students) if own is None else own
        self.all = with_settled(market, self.own, settled)
        self.worth: Valuation = valuation(market, self.all)
        self.desk = Desk(market)
        self.uses = uses_of(market, self.desk, self.all)
        self.options = Options(market, self.all, self.worth, self.uses)
        self.asked: Asked = asked_of(market, self.line, self.turns)
        self.chosen: dict[int, Pick] = {}
        self.withheld: dict[int, dict[str, str]] = defaultdict(dict)
        self._columns: dict[tuple[int, bool, bool, int, Masks, str | None], Column] = {}
        self._pool: Pool | None = None

    def begin_anew(self, market: Market) -> None:
        """Forget what was chosen; ``market`` has other wishes, and is the same in all else."""
        self.market = market
        self.worth = valuation(market, self.all)
        self.options = Options(market, self.all, self.worth, self.uses)
        self.chosen.clear()
        self.withheld.clear()
        self.desk.ledger.clear()

    def choose(self) -> None:
        """Let everybody choose."""
        there = self._take_settled()
        self.guard = self._guard(there)
        for turn in self.turns:
            if self.limits.over:
                raise StoppedError
            if self.guard is not None:
                self.guard.begin([self.position[number] for number in turn.students])
            if not self._choose(turn):
                if turn.decided:
                    raise CannotBeMet(self._locks(turn.students))
                if self.guard is not None:
                    self.guard.leave()

    def _take_settled(self) -> list[int]:
        """Take what the settled students have; return what they give to what is asked."""
        there = [0] * len(self.asked.demands)
        for number in sorted(self.settled.rows):
            bundle = self.all.own(number).start
            template = int(self.all.composition[bundle])
            given = self.uses.given(template)
            assert given is not None
            column = self._column(number, (bundle, given), decided=False)
            self.desk.ledger.take(column.uses, column.above)
            for demand, amount in column.meets:
                # That everyone has a place is asked of the line alone.
                if not self.asked.demands[demand].label.startswith("everyone:"):
                    there[demand] += amount
        return there

    def _guard(self, there: Sequence[int]) -> Guard | None:
        if not self.asked.demands:
            return None
        if self._pool is None:
            maker = PoolMaker(self.market, self.asked, self.all, self.uses)
            self._pool = maker.pool(self.turns, self.line)
        guard = Guard(self._pool, self.desk.ledger, there, self.limits)
        lacking = [label for label in guard.lacks() if label.startswith("lock:")]
        if lacking:
            numbers = self.market.eligibility.student_number
            raise CannotBeMet(self._locks([numbers[label[5:]] for label in lacking]))
        return guard

    def _locks(self, students: Sequence[int]) -> tuple[Sentence, ...]:
        """Say which locks cannot hold, of students or of those whom they are linked to."""
        semester = self.market.semester
        turn_of = {number: turn for turn in self.turns for number in turn.students}
        concerned = {k for number in students for k in turn_of[number].students}
        return tuple(
            lock_cannot_hold(self.market, number)
            for number in sorted(concerned)
            if semester.students[number].student_id in semester.lock
        )

    # -- one turn ---------------------------------------------------------------------------

    def _choose(self, turn: Turn) -> bool:
        """Let the students of a turn choose the best that is free and admissible."""
        for picks in self._joint(turn.students, turn.decided):
            columns = [
                self._column(number, pick, decided=turn.decided)
                for number, pick in zip(turn.students, picks, strict=True)
            ]
            broken = self._admit(columns)
            if broken is None:
                self.chosen |= dict(zip(turn.students, picks, strict=True))
                return True
            if not turn.decided:
                for number, pick in zip(turn.students, picks, strict=True):
                    self.withheld[number].setdefault(self._target(pick[0]), broken)
        return False

    def _admit(self, columns: Sequence[Column]) -> str | None:
        """Make a choice; return the requirement that forbids it, if one does."""
        if self.guard is None:
            for column in columns:
                self.desk.ledger.take(column.uses, column.above)
            return None
        broken = self.guard.choose(columns)
        return None if broken is None else self.asked.demands[broken].label

    def _joint(self, students: Sequence[int], decided: bool) -> Iterator[tuple[Pick, ...]]:
        """Yield what students can take together, the first one's preference counting most."""
        if len(students) == 1:
            yield from (
                (pick,)
                for pick in self.options.of(students[0])
                if self._has_room(self._column(students[0], pick, decided=decided))
            )
            return
        ties = [self._ties(number) for number in students]
        common = frozenset.intersection(*ties)
        yield from self._extended(students, (), common, decided)

    def _extended(
        self,
        students: Sequence[int],
        picks: tuple[Pick, ...],
        ties: frozenset[frozenset[str]],
        decided: bool,
    ) -> Iterator[tuple[Pick, ...]]:
        """Yield all ways to go on from the picks of the first students.

        What these take is given back while somebody looks at a way that was found.
        """
        if len(picks) == len(students):
            yield picks
            return
        taken = [
            self._column(number, pick, decided=decided)
            for number, pick in zip(students, picks, strict=False)
        ]
        number = students[len(picks)]
        ledger = self.desk.ledger

        def hold(times: int) -> None:
            for column in taken:
                ledger.take(column.uses, column.above, times)

        hold(1)
        for pick in self.options.of(number):
            column = self._column(number, pick, decided=decided)
            if column.tie in ties and self._has_room(column):
                hold(-1)
                yield from self._extended(
                    students, (*picks, pick), frozenset({column.tie}), decided
                )
                hold(1)
        hold(-1)

    def _ties(self, number: int) -> frozenset[frozenset[str]]:
        span = self.all.own(number)
        templates = np.unique(self.all.composition[span]).tolist()
        return frozenset(self.uses.territories(template) for template in templates)

    def _has_room(self, column: Column) -> bool:
        return self.desk.ledger.has_room(column.uses, column.above)

    def _column(self, number: int, pick: Pick, *, decided: bool) -> Column:
        bundle, masks = pick
        student = self.market.semester.students[number]
        name = student.student_id
        above, locked = student.surnombre is not None, name in self.market.semester.overruled
        template, housed = int(self.all.composition[bundle]), int(self.all.housed[bundle])
        key = template, above, locked, housed, masks, name if decided else None
        if key not in self._columns:
            self._columns[key] = self.asked.column(
                self.uses,
                template,
                masks,
                above=above,
                locked=locked,
                housed=housed,
                decided=name if decided else None,
            )
        return self._columns[key]

    def _target(self, bundle: int) -> str:
        """Return what a pick aims at: an offer, or the supervisors separated by a space."""
        semester = self.market.semester
        template = int(self.all.composition[bundle])
        offer = int(self.all.compositions.offer[template])
        if offer >= 0:
            return semester.offers[offer].offer_id
        hosts = {part.host for part in self.uses.table.parts(template)}
        return " ".join(semester.supervisors[host].supervisor_id for host in sorted(hosts))

    # -- what came of it ----------------------------------------------------------------------

    def after(self) -> Settled:
        """Return the settled students once all have chosen."""
        picks = sorted(self.chosen.values())
        chosen = np.array([bundle for bundle, _ in picks], np.int64)
        masks = [half_days for _, half_days in picks]
        return settle(self.market, self.all, chosen, masks, self.worth.ranks(chosen), self.settled)

    def step(self) -> Step:
        """Return the step once all have chosen."""
        after = self.after()
        without = unplaced(self.market, self.own, self.students, after)
        return Step(
            settled=after,
            unplaced=self._with_reasons(without),
            reached=reached(self.market, self.own),
            line=tuple(self.market.semester.students[k].student_id for k in self.line),
            withheld=tuple(self._withheld()),
            refusals=serial_refusals(
                self.market,
                self.all,
                self.worth,
                self.line,
                {number: pick[0] for number, pick in self.chosen.items()},
                self.withheld,
            ),
        )

    def _with_reasons(self, without: Mapping[str, StudentPlacement]) -> dict[str, StudentPlacement]:
        numbers = self.market.eligibility.student_number
        return {
            name: replace(student, reason="withheld") if self.withheld[numbers[name]] else student
            for name, student in without.items()
        }

    def _withheld(self) -> Iterator[Withheld]:
        """Yield the picks that were withheld, one per target other than the one received."""
        for turn in self.turns:
            for number in turn.students:
                student = self.market.semester.students[number].student_id
                own = self.chosen.get(number)
                received = None if own is None else self._target(own[0])
                for target, requirement in self.withheld[number].items():
                    if target != received:
                        yield Withheld(student, target, requirement)
