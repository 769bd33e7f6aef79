"""Which question each step of a run asks, where it says that its demands cannot be met."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ...solvers.limits import Limits
from ..infeasible import CannotBeMet, EndedEarly
from ..phases import Phases
from ..semester import Semester
from ..settled import Settled
from .question import Question
from .search import explained


@dataclass(frozen=True)
class Asking:
    """Explains what the steps of a run could not meet.

    Attributes
    ----------
    partly
        Hard minimum quotas are not demanded: what fails then is the locks.
    """

    semester: Semester
    limits: Limits
    phases: Phases
    partly: bool

    @contextmanager
    def of_locks(self, settled: Settled, students: NDArray[np.int64]) -> Iterator[None]:
        """Explain locks of some students (positions) that cannot hold beside those settled."""
        semester = self.semester
        if self._mechanisms(students) == {"serial"}:
            if _locked_with_others(semester):
                yield
                return
            semester = _willing(semester)
        with self._explaining(Question(semester, settled, students, frozenset(), False)):
            yield

    @contextmanager
    def of_order(
        self,
        settled: Settled,
        newcomers: NDArray[np.int64],
        seen: NDArray[np.int64],
        before: Settled,
    ) -> Iterator[None]:
        """Explain what the end of an order could not meet.

        Parameters
        ----------
        settled, newcomers
            Those who have their place, and those (positions) who are to get one.
        seen
            Students of all programmes so far.
        before
            Those who had their place before the order.
        """
        students, semester = self.semester.students, self.semester
        if not len(newcomers):
            # The minimums failed the students who chose: they could have chosen otherwise.
            newcomers = np.setdiff1d(seen, np.array(sorted(before.students), np.int64))
            settled, semester = before, _willing(semester)
            if self._mechanisms(newcomers) != {"serial"} or _locked_with_others(self.semester):
                yield
                return
        programmes = frozenset(students[k].programme_id for k in seen.tolist())
        question = Question(
            semester,
            settled,
            newcomers,
            frozenset() if self.partly else programmes,
            not self.partly and len(seen) == len(students),
        )
        with self._explaining(question):
            yield

    def _mechanisms(self, students: NDArray[np.int64]) -> set[str]:
        semester = self.semester
        names = {semester.students[k].programme_id for k in students.tolist()}
        return {semester.programme[name].mechanism for name in names}

    @contextmanager
    def _explaining(self, question: Question) -> Iterator[None]:
        try:
            yield
        except EndedEarly:
            raise
        except CannotBeMet as error:
            find = partial(explained, question, self.limits, error.attempt)
            error.explained_by(self.phases.timed("conflicts", find))
            raise


def _locked_with_others(semester: Semester) -> bool:
    """Say whether students are linked where some are locked: a line of choice does not tell."""
    return bool(semester.lock) and any(s.link_id is not None for s in semester.students)


def _willing(semester: Semester) -> Semester:
    """Return a semester whose students accept whatever the programmes' rules allow them.

    That is what a line of choice takes those for who are still to choose. The locked are among
    them: a lock overrides what is left out here, and may be dropped. Who is linked to one of them
    is settled with it, and has its own say. A line keeps an offer closed that too few could take,
    but opens it for a lock that needs it.
    """
    links = {s.link_id for s in semester.students if s.student_id in semester.lock}
    own = {
        s.student_id
        for s in semester.students
        if s.link_id is not None and s.link_id in links and s.student_id not in semester.lock
    }
    return replace(
        semester,
        students=tuple(
            s if s.student_id in own else replace(s, max_minutes=None, needs_housing=False)
            for s in semester.students
        ),
        wishes=tuple(w for w in semester.wishes if not w.refused or w.student_id in own),
        offers=tuple(replace(offer, min_if_open=0) for offer in semester.offers),
    )
