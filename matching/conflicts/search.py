"""Finds minimal conflicts among the demands of a step, and the cheapest changes that settle them.

Steps for each conflict:

1. of locks, quotas, links and conflicts of interest (the likelier mistakes), the smallest part
   that conflicts beside all limits of offers, sites and supervisors;
2. of those limits, as far as that part crowds them, the smallest part that it needs;
3. for each member, the smallest change of it alone that makes the whole semester possible.

Every answer comes from the exact core. Fewer demands are easier to meet, with one exception: a
lock that overrides limits of its student may help a minimum quota.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from ...solvers.conflicts import Answers, smallest_amount, smallest_conflict, smallest_correction
from ...solvers.limits import Limits
from ..infeasible import Attempt
from .change_texts import change_text
from .demand import CAUSES, Demand
from .explanation import Change, Conflict, Explanation, Member
from .lock_rule import rule_against
from .question import Question
from .texts import cell_of, demand_text, number_of

MOST_CONFLICTS = 3
"""Conflicts looked for, of which no two share a member."""

SECONDS = 15.0
"""How long the search may take at the most."""

_FINDING = 0.4
"""Share of the time left that may go into finding one conflict; the rest is for the changes."""

_MANY = 20
"""Of more members than this, not proven to be needed, limits are not tried by themselves."""

_CHEAPEST_FIRST = (
    "quota_min",
    "quota_max",
    "seats",
    "students",
    "limit",
    "at_once",
    "min_if_open",
    "rooms",
    "housing",
    "link",
    "lock",
    "conflict",
)
"""Kinds of changes, of the same cost: the earlier one is named first."""


def explained(question: Question, limits: Limits, attempt: Attempt | None) -> Explanation:
    """Return the conflicts of a step that failed, nothing where none is found.

    Parameters
    ----------
    attempt
        What the best attempt left unmet: where to look first.
    limits
        Of the run: the search ends with them, and after `SECONDS` at the latest.
    """
    remaining = limits.remaining
    seconds = SECONDS if remaining is None else min(SECONDS, remaining)
    own = Limits(seconds, workers=limits.workers, stop=limits.stop)
    return _Search(question, own, attempt).run()


class _Search:
    def __init__(self, question: Question, limits: Limits, attempt: Attempt | None) -> None:
        self.question, self.limits = question, limits
        self.answers = Answers[Demand](
            lambda demands: question.can_be_met(demands, self.answers.limits),
            limits,
            may_help=lambda demand: demand.kind == "lock",
        )
        self.everything = (*question.causes, *question.limits)
        students, lacking = (attempt.students, attempt.lacking) if attempt else ((), {})
        failing = {Demand("quota_min", name) for name in lacking}
        failing |= {Demand("lock", name) for name in students}
        self.failing = [d for d in question.causes if d in failing]
        lacks = {Demand("quota_min", name): n for name, n in lacking.items()}
        self.lacking = {d: lacks[d] for d in self.failing if d in lacks}

    def run(self) -> Explanation:
        found: list[tuple[tuple[Demand, ...], bool]] = []
        lifted: set[Demand] = set()
        while len(found) < MOST_CONFLICTS:
            self.answers.limits = self.limits.part(_FINDING)
            left = [d for d in self.everything if d not in lifted]
            if self.answers.can_be_met(left) is not False:
                break
            members, minimal = self._conflict(lifted)
            if not members:
                break
            found.append((members, minimal))
            lifted |= set(members)
        self.answers.limits = self.limits
        conflicts = tuple(
            self._described(members, minimal, lifted.difference(members))
            for members, minimal in found
        )
        together: tuple[Change, ...] = ()
        if len(conflicts) > 1 or any(not c.changes for c in conflicts):
            together = self._together([members for members, _ in found])
        return Explanation(conflicts, together, complete=not self.limits.over)

    def _conflict(self, lifted: Collection[Demand]) -> tuple[tuple[Demand, ...], bool]:
        """Return a minimal conflict without what is lifted, and whether it is proven minimal."""
        limits = [d for d in self.question.limits if d not in lifted]
        causes = [d for d in self.question.causes if d not in lifted]
        if not lifted and self.answers.can_be_met({*self.failing, *limits}) is False:
            causes = self.failing
        kernel = smallest_conflict(self.answers, causes, limits).demands
        crowded = [d for d in self.question.crowded(kernel) if d not in lifted]
        if self.answers.can_be_met({*kernel, *crowded}) is not False:
            crowded = limits
        needed = smallest_conflict(self.answers, crowded, kernel)
        return (*kernel, *needed.demands), needed.minimal

    # -- changes ----------------------------------------------------------------------------

    def _described(
        self, members: Sequence[Demand], minimal: bool, lifted: Collection[Demand]
    ) -> Conflict:
        semester = self.question.semester
        left = frozenset(self.everything).difference(lifted)
        tried = [d for d in members if minimal or len(members) <= _MANY or d.kind in CAUSES]
        changes = [change for d in tried if (change := self._change(d, left, {})) is not None]
        why = None
        if len(members) == 1 and members[0].kind == "lock":
            why = rule_against(semester, members[0].identifier)
        return Conflict(
            members=tuple(
                Member(*d, cell_of(semester, d), demand_text(semester, d)) for d in members
            ),
            minimal=minimal,
            changes=_sorted(changes),
            why=why,
        )

    def _change(
        self, demand: Demand, demands: frozenset[Demand], eased: Mapping[Demand, int]
    ) -> Change | None:
        """Return the smallest change of one demand that makes some demands possible."""
        if (known := self._known_amount(demand, demands, eased)) is not None:
            return self._told(demand, known)
        if self._possible(demands - {demand}, eased) is not True:
            return None
        before = number_of(self.question.semester, demand)
        if before is None:
            return self._told(demand, None)
        amount = smallest_amount(
            lambda n: self._possible(demands, {**eased, demand: n}), self._most(demand, before)
        )
        return None if amount is None else self._told(demand, amount)

    def _known_amount(
        self, demand: Demand, demands: frozenset[Demand], eased: Mapping[Demand, int]
    ) -> int | None:
        """Return the amount that the best attempt tells, where it is the smallest one."""
        lacking = self.lacking.get(demand)
        if lacking is None or eased:
            return None
        if len(demands) == len(self.everything) and len(self.failing) == 1:
            # It alone falls short, by the least possible.
            return lacking
        enough = self._possible(demands, {demand: lacking})
        less = lacking > 1 and self._possible(demands, {demand: lacking - 1})
        return lacking if enough and less is False else None

    def _possible(self, demands: frozenset[Demand], eased: Mapping[Demand, int]) -> bool | None:
        if not eased:
            return self.answers.can_be_met(demands)
        if self.limits.over:
            return None
        return self.question.can_be_met(demands, self.limits, eased)

    def _most(self, demand: Demand, before: int) -> int:
        """Return the largest amount by which a demand can be eased."""
        if demand.kind in ("quota_min", "min_if_open"):
            return before
        semester = self.question.semester
        most = len(semester.students)
        if demand.kind == "quota_max":
            most *= max(p.half_days for p in semester.programmes)
        return max(1, most - before)

    def _told(self, demand: Demand, amount: int | None) -> Change:
        semester = self.question.semester
        before = number_of(semester, demand)
        after = None
        if before is not None and amount is not None:
            lower = demand.kind in ("quota_min", "min_if_open")
            after = before - amount if lower else before + amount
        return Change(
            *demand,
            cell=cell_of(semester, demand),
            before=before,
            after=after,
            cost=amount or 1,
            text=change_text(semester, demand, before, after),
        )

    # -- several changes --------------------------------------------------------------------

    def _together(self, conflicts: Iterable[Sequence[Demand]]) -> tuple[Change, ...]:
        """Return changes that together make everything possible, none of them to spare.

        Each is as small as it can be beside those before it and the lines that have to go.
        """
        if self.lacking and len(self.lacking) == len(self.failing):
            # The best attempt lacks nothing else, and no attempt lacks less in all.
            return tuple(self._told(demand, n) for demand, n in self.lacking.items())
        everything = frozenset(self.everything)
        dropped = sorted(chain(*conflicts), key=lambda d: _CHEAPEST_FIRST.index(d.kind))
        if self.answers.can_be_met(everything.difference(dropped)) is not True:
            dropped += [d for d in self.question.causes if d not in dropped]
        if self.answers.can_be_met(everything.difference(dropped)) is not True:
            return ()
        needed = smallest_correction(self.answers, self.everything, dropped)
        gone, changes = set(needed.demands), list[Change]()
        eased: dict[Demand, int] = {}
        for demand in needed.demands:
            before = number_of(self.question.semester, demand)
            if before is None:
                changes.append(self._told(demand, None))
                continue
            gone.discard(demand)
            change = self._change(demand, everything - gone, eased)
            if change is None:
                return ()
            eased[demand] = change.cost
            changes.append(change)
        return tuple(changes)


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return changes, the cheapest first."""

    def key(change: Change) -> tuple[int, int, str, str]:
        kind = _CHEAPEST_FIRST.index(change.kind)
        return change.cost, kind, change.identifier, change.other

    return tuple(sorted(changes, key=key))
