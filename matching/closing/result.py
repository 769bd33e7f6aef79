"""What closing a semester does to everybody in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

from ..entities import HistoryLine
from ..semester import Semester
from ..settings import Settings
from ..tables.change_table import Change, ChangeTable


@dataclass(frozen=True, slots=True)
class ClosedStudent:
    """A student at the end of the semester.

    Attributes
    ----------
    programme_id, next_programme
        Of this semester and of the next; ``next_programme`` is ``None`` for one who leaves.
    status
        As in ``placements.csv`` at the end; ``left`` for one who left before.
    wish_rank, wishes
        Rank of the placement, the mean over the weeks where it was repaired, and number of
        distinct ranks wished for.
    dissatisfaction
        What this semester adds to the credit, 0 to 1.
    credit, next_credit
        Before and after.
    """

    student_id: str
    name: str
    programme_id: str
    next_programme: str | None
    status: str
    validated: bool
    wish_rank: Fraction | None
    wishes: int
    dissatisfaction: Fraction
    credit: Fraction
    next_credit: Fraction
    seniority: int | None
    next_seniority: int | None

    @property
    def leaves(self) -> bool:
        """Whether the student has finished."""
        return self.next_programme is None

    @property
    def advances(self) -> bool:
        """Whether the student goes on to another programme."""
        return self.next_programme not in (None, self.programme_id)


@dataclass(frozen=True, slots=True)
class EndingHost:
    """Something that ends before the next semester's last day.

    Attributes
    ----------
    kind
        ``accreditation`` of a supervisor's row, ``line`` of the table of accreditations, or
        ``departure`` announced in the census of care.
    holder, name
        Supervisor or site, and its name.
    programme_id
        Of a line of the table of accreditations.
    day
        The last day, or the day of departure.
    before
        Whether that is before the next semester's first day.
    where
        The cell in the file that was closed, as its user names it.
    """

    kind: str
    holder: str
    name: str
    programme_id: str | None
    day: date
    before: bool
    where: str


@dataclass(frozen=True)
class Cleared:
    """What belonged to the semester alone and is emptied: lines of tables, cells of students."""

    wishes: int = 0
    locks: int = 0
    host_rankings: int = 0
    ranks: int = 0
    surnombre: int = 0
    conflicts_of_leavers: int = 0


@dataclass(frozen=True)
class Closing:
    """A closed semester.

    Attributes
    ----------
    semester
        As it was placed.
    settings
        Those of the next semester.
    students
        Everybody, by identifier.
    history
        The lines added, a line per part.
    links_undone
        Links that cannot go on, with their students who stay: their partners left, or they
        are in programmes of different order.
    ending
        Accreditations that end, and departures, by day.
    keep_ranks
        Whether the ranks of students stay.
    lasting, passing
        Of a repaired result, the changes that go on into the next semester, and the others.
    target, changes
        What was written: the file of the next semester, and what was changed.
    """

    semester: Semester
    settings: Settings
    students: tuple[ClosedStudent, ...]
    history: tuple[HistoryLine, ...]
    links_undone: Mapping[str, tuple[str, ...]]
    ending: tuple[EndingHost, ...]
    cleared: Cleared
    keep_ranks: bool = False
    lasting: ChangeTable = field(default_factory=lambda: ChangeTable(()))
    passing: tuple[Change, ...] = ()
    target: Path | None = None
    changes: Path | None = None

    @property
    def leavers(self) -> tuple[ClosedStudent, ...]:
        """Students who have finished."""
        return tuple(student for student in self.students if student.leaves)

    @property
    def leaving(self) -> frozenset[str]:
        """Identifiers of the students who have finished."""
        return frozenset(student.student_id for student in self.leavers)

    @property
    def unlinked(self) -> frozenset[str]:
        """Students whose link is undone."""
        return frozenset(name for names in self.links_undone.values() for name in names)
