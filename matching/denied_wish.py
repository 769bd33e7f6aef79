"""What one wish would have cost in a result, exactly: the problem is solved again with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..solvers.forcing import choice_of, cost_of_forcing
from ..solvers.limits import Limits
from ..solvers.result import Solution
from .better import Better
from .bundles import Bundles, Market, bundles
from .earlier import settled_earlier
from .entities import EarlierPlace, Programme
from .market import market
from .model import Model
from .optimal import Optimal
from .phases import Phases
from .reason_texts import MUST_BREAK
from .reasons_optimal import refusal_of
from .result import Refusal
from .semester import Semester
from .settled import with_settled
from .valuation import valuation


class NotKeptError(ValueError):
    """The places of a result do not keep the rules, so that nothing can be compared with it."""


def cost_of_wish(
    semester: Semester,
    places: Sequence[EarlierPlace],
    student_id: str,
    target: str,
    *,
    tiers: Sequence[str] | None = None,
    kept: Iterable[str] = (),
    softened: Iterable[str] = (),
    limits: Limits | None = None,
) -> Refusal | None:
    """Say what it costs to give a student a better wish, everybody else being placed anew.

    Parameters
    ----------
    semester
        With the mechanisms that the result was made with (`mechanisms.under`).
    places
        Who has which place in the result.
    tiers, kept, softened
        As the result was made: names of tiers instead of the setting, students who kept an
        earlier place, quotas that were made soft.

    Returns
    -------
    A line as in ``reasons.csv``, with ``proof`` ``exact`` unless the limits ended it early;
    ``None`` where the target is no wish better than the place received that some bundle meets.

    Raises
    ------
    NotKeptError
        The places break a rule.
    ValueError
        The student's programme is not optimised.
    """
    limits = limits or Limits()
    programme = semester.programme[semester.student[student_id].programme_id]
    if programme.mechanism != "optimal":
        raise ValueError(f"programme {programme.programme_id!r} is not optimised")
    scene = _Scene(semester, places, programme, frozenset(kept))
    question = scene.question(student_id, target)
    if question is None:
        return None
    rank, options = question
    names = tuple(tiers or semester.settings.tiers)
    optimal = Optimal(scene.market, names, limits, Phases(None), partly=False)
    model = scene.model(optimal, frozenset(softened))
    number = int(np.flatnonzero(model.students == scene.number[student_id])[0])
    cost = cost_of_forcing(model.problem, scene.solution(model), number, options, limits)
    if cost is None:
        return Refusal(student_id, target, rank, "costs", MUST_BREAK, proof="exact")
    return refusal_of(student_id, target, rank, cost, [t.name for t in model.problem.tiers])


class _Scene:
    """A result as the problem of one order: everybody may choose anew, or keep the place."""

    def __init__(
        self,
        semester: Semester,
        places: Sequence[EarlierPlace],
        programme: Programme,
        kept: frozenset[str],
    ) -> None:
        self.semester = semester
        self.market: Market = market(semester)
        self.number = {s.student_id: k for k, s in enumerate(semester.students)}
        mine = _order(programme)
        settled: list[str] = []
        free: list[str] = []
        for student in semester.students:
            own = semester.programme[student.programme_id]
            if _order(own) > mine:
                continue
            together = _order(own) == mine and own.mechanism == "optimal"
            chooses = together and student.student_id not in kept
            (free if chooses else settled).append(student.student_id)
        held = frozenset(settled)
        self.settled = settled_earlier(self.market, [p for p in places if p.student_id in held])
        self.newcomers = self._positions(free)
        self.seen = self._positions([*free, *settled])
        new = frozenset(free)
        now = settled_earlier(self.market, [p for p in places if p.student_id in new])
        own_bundles = with_settled(self.market, bundles(self.market, self.newcomers), now)
        self.everything: Bundles = with_settled(self.market, own_bundles, self.settled)
        self.worth = valuation(self.market, self.everything)
        # The place received stands behind the bundles that a student might choose.
        self.received = {
            student: self.everything.own(student).stop - 1
            for student in (*now.rows, *self.settled.rows)
        }
        rows = dict(self.settled.rows) | dict(now.rows)
        self.slots = {k: tuple(fixed.kinds.mask.tolist()) for k, fixed in rows.items()}

    def _positions(self, students: Sequence[str]) -> NDArray[np.int64]:
        return np.array(sorted(self.number[name] for name in students), np.int64)

    def model(self, optimal: Optimal, softened: frozenset[str]) -> Model:
        """Return the problem; ``softened`` quotas are asked for instead of demanded."""
        return optimal.model(
            self.everything, self.worth, self.settled, self.newcomers, self.seen, softened
        )

    def solution(self, model: Model) -> Solution:
        """Return the result as a solution of the problem.

        Raises
        ------
        NotKeptError
            It breaks a rule.
        """
        agent = {int(student): k for k, student in enumerate(model.students)}
        option = np.full(len(model.students), -1, np.int64)
        for student, bundle in self.received.items():
            option[agent[student]] = bundle
        slots = {agent[student]: masks for student, masks in self.slots.items()}
        found = choice_of(model.problem, option, slots)
        if found is None:
            raise NotKeptError("the result breaks a rule of the semester")
        return found

    def question(self, student_id: str, target: str) -> tuple[int, NDArray[np.int64]] | None:
        """Return the rank of a better wish and the bundles that meet it."""
        better = Better(self.market, self.everything, self.worth, self.received)
        for wish, found in better.of(self.number[student_id]):
            if wish.target == target and wish.rank is not None:
                return wish.rank, found
        return None


def _order(programme: Programme) -> tuple[bool, int]:
    return programme.order is None, programme.order or 0
