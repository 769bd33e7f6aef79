"""What an explanation is made of: facts with their cells, and who holds what."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..language import Sentence
from ..result import StudentPlacement


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so.

    Attributes
    ----------
    code
        Stable, the same in every language (``minutes``).
    cells
        The cells of the input that it comes from, as messages name them; empty for defaults.
    private
        Whether only the coordinator may read it.
    """

    code: str
    said: Sentence
    cells: tuple[str, ...] = ()
    private: bool = False


def fact(code: str, said: Sentence, *cells: str, private: bool = False) -> Fact:
    """Return a fact; cells that there are not are left out."""
    return Fact(code, said, tuple(dict.fromkeys(cell for cell in cells if cell)), private)


@dataclass(frozen=True, slots=True)
class Holder:
    """A student who holds what another wished for, and with what priority.

    ``turn`` counts from 1 in a choice by rank; ``position`` is that in the host's list of a
    stable matching; ``ticket`` is the place in the lottery, from 1.
    """

    student_id: str
    programme_id: str
    turn: int | None = None
    position: int | None = None
    seniority: int | None = None
    rank: int | None = None
    ticket: int | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Blocking:
    """A limit that is used up, and by whom.

    Attributes
    ----------
    kind
        ``seats``, ``supervisor`` (students at any time), ``limit`` (students of the programme),
        ``half-day``, ``room``, ``housing`` or ``quota``.
    name
        Identifier of the offer, supervisor, site or quota.
    half_day
        Number of the half-day, where one is meant.
    holders
        Who uses it up; empty in a student's view.
    """

    kind: str
    name: str
    limit: int
    half_day: int | None = None
    cells: tuple[str, ...] = ()
    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class WishAnswer:
    """Why one wish that is better than the placement was not given.

    Attributes
    ----------
    code
        As in ``reasons.csv``; empty where the result does not say.
    rule
        The rule of a ``not-eligible``.
    moved
        How many other students move in the best placement found with the wish, as in
        ``reasons.csv``.
    """

    target: str
    target_kind: str
    wish_rank: int
    code: str
    said: Sentence
    rule: str = ""
    tier: str = ""
    low: str = ""
    high: str = ""
    proof: str = ""
    moved: str = ""
    facts: tuple[Fact, ...] = ()
    blocking: tuple[Blocking, ...] = ()


@dataclass(frozen=True)
class StudentAnswer:
    """What a student received, by which rule, and why nothing better.

    ``for_student``: names nobody else.
    """

    student_id: str
    programme_id: str
    mechanism: str
    for_student: bool
    given: StudentPlacement
    facts: tuple[Fact, ...]
    wishes: tuple[WishAnswer, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """One half-day of a supervisor in one class of weeks.

    Attributes
    ----------
    site_id
        Where the supervisor is; ``None``: not there.
    away
        Whether it is away, though reachable.
    students
        Who is there.
    reasons
        Numbers, in the answer's list, of the reasons why there is still room; empty if full.
    """

    half_day: int
    site_id: str | None
    away: bool
    students: tuple[str, ...] = ()
    reasons: tuple[int, ...] = ()


@dataclass(frozen=True)
class SupervisorAnswer:
    """Who is with a supervisor, half-day by half-day, and why some stay empty.

    Attributes
    ----------
    weeks
        One table for all weeks that are alike: these weeks, and the half-days.
    """

    supervisor_id: str
    hosted: int
    max_students: int
    weeks: tuple[tuple[tuple[int, ...], tuple[Slot, ...]], ...]
    reasons: tuple[Fact, ...]


@dataclass(frozen=True)
class OfferAnswer:
    """Who has an offer's seats, and why some stay empty."""

    offer_id: str
    programme_id: str
    seats: int
    taken: int
    students: tuple[str, ...]
    reasons: tuple[Fact, ...]
    blocking: tuple[Blocking, ...]


def plain(value: object) -> object:
    """Return a value of a sentence as JSON takes it."""
    if isinstance(value, Sentence):
        return str(value)
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)
