"""The day of the choice, again and again: the mechanisms with wishes that change from draw to draw.

What does not depend on the wishes drawn (places, journeys, eligibility, possible placements, the
orders that come before) is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...solvers.limits import Limits
from ..bundles import Bundles, bundles
from ..entities import Programme, Wish
from ..lottery import drawn
from ..market import Market, market
from ..optimal import Optimal
from ..phases import Phases
from ..placement import orders
from ..reached import Reached, reached
from ..semester import Semester
from ..serial import RepeatedChoice
from ..serial_line import in_order
from ..settled import Settled
from ..stable import matched
from ..wishlist import wishlist

_BY_CHOICE = ("serial", "stable")


@dataclass(frozen=True)
class Stage:
    """Students (positions) whom one mechanism settles together, in their turn."""

    order: int | None
    mechanism: str
    students: NDArray[np.int64]


class MarketDays:
    """Places the students of serial and stable programmes, with any wishes.

    Optimised programmes that come before them in ``order`` are settled as they always are; those
    that come after are left out, for they change nothing.

    Raises
    ------
    CannotBeMet
        Locks or hard quotas of an optimised programme before cannot hold.
    """

    def __init__(self, semester: Semester) -> None:
        self.market: Market = market(semester)
        self.lottery = drawn(semester, semester.settings.seed)
        self.stages = _stages(semester)
        self._own: dict[int, Bundles] = {}
        self._repeated: dict[int, tuple[Settled, RepeatedChoice]] = {}
        self._first = next(
            (k for k, s in enumerate(self.stages) if s.mechanism in _BY_CHOICE), len(self.stages)
        )
        self._before = self._settled(self.market, Settled(), 0, self._first)

    @property
    def students(self) -> NDArray[np.int64]:
        """Positions of the students who are simulated, ascending."""
        found = [s.students for s in self.stages if s.mechanism in _BY_CHOICE]
        return np.sort(np.concatenate([np.zeros(0, np.int64), *found]))

    def led_to(self) -> Reached:
        """Return where the possible placements of the simulated students lead."""
        return reached(self.market, bundles(self.market, self.students))

    def turns(self) -> dict[int, int]:
        """Return the turn of each student (position) of a serial programme in its line."""
        semester = self.market.semester
        return {
            number: turn
            for stage in self.stages
            if stage.mechanism == "serial"
            for turn, number in enumerate(
                in_order(semester, stage.students.tolist(), self.lottery), start=1
            )
        }

    def with_wishes(self, wishes: Sequence[Wish], of: Collection[str]) -> Market:
        """Return the market with other ranked wishes for some students; refusals stay."""
        semester = self.market.semester
        kept = [w for w in semester.wishes if w.refused or w.student_id not in of]
        everything = sorted([*kept, *wishes], key=_place_in_table)
        changed = replace(semester, wishes=tuple(everything))
        ranks = wishlist(changed, self.market.eligibility)
        return replace(self.market, semester=changed, wishes=ranks)

    def placed(self, market: Market) -> Settled:
        """Return the placement that the wishes of a market lead to."""
        return self._settled(market, self._before, self._first, len(self.stages))

    def _settled(self, market: Market, settled: Settled, first: int, end: int) -> Settled:
        seen = np.zeros(0, np.int64)
        for number, stage in enumerate(self.stages[:end]):
            seen = np.union1d(seen, stage.students)
            if number < first:
                continue
            if stage.mechanism == "serial":
                settled = self._in_line(number, settled)(market)
            elif stage.mechanism == "stable":
                settled = matched(market, settled, stage.students, self.lottery, Limits())
            else:
                tiers = market.semester.settings.tiers
                optimal = Optimal(market, tiers, Limits(), Phases(None), partly=False)
                step, _, _ = optimal.settle(settled, stage.students, seen, stage.order)
                settled = step.settled
        return settled

    def _in_line(self, number: int, settled: Settled) -> Callable[[Market], Settled]:
        """Return the choice of a line, prepared once where those before it always do the same."""
        known = self._repeated.get(number)
        if known is None or known[0] is not settled:
            students = self.stages[number].students
            if number not in self._own:
                self._own[number] = bundles(self.market, students)
            own = self._own[number]
            choice = RepeatedChoice(self.market, settled, students, self.lottery, own)
            known = self._repeated[number] = (settled, choice)
        return known[1].settled


def _place_in_table(wish: Wish) -> tuple[str, bool, int, str, str]:
    return wish.student_id, wish.refused, wish.rank or 0, wish.target, wish.target_kind


def _stages(semester: Semester) -> list[Stage]:
    """Return the stages up to the last one of choice."""
    found = []
    for order, programmes in orders(semester.programmes):
        for mechanism in (*_BY_CHOICE, "optimal"):
            students = _students_of(semester, programmes, mechanism)
            if len(students):
                found.append(Stage(order, mechanism, students))
    last = max((k for k, s in enumerate(found) if s.mechanism in _BY_CHOICE), default=-1)
    return found[: last + 1]


def _students_of(
    semester: Semester, programmes: Sequence[Programme], mechanism: str
) -> NDArray[np.int64]:
    names = {p.programme_id for p in programmes if p.mechanism == mechanism}
    return np.array(
        [k for k, s in enumerate(semester.students) if s.programme_id in names], np.int64
    )
