"""Which question each step of a run asks, where it says that its demands cannot be met."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
            yield
            return
        with self._explaining(Question(semester, settled, students, frozenset(), False)):
            yield

    @contextmanager
    def of_order(
        self,
        settled: Settled,
        newcomers: NDArray[np.int64],
        seen: NDArray[np.int64],
    ) -> Iterator[None]:
        """Explain what the end of an order could not meet.

        Parameters
        ----------
        settled, newcomers
            Those who have their place, and those (positions) who are to get one.
        seen
            Students of all programmes so far.
        """
        students, semester = self.semester.students, self.semester
        if not len(newcomers):
            # The minimums failed students who chose: what they could have chosen is not told.
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
