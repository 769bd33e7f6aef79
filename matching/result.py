"""What a run of ``place`` found: the placement of each student, and how good it is proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from .entities import Marks
from .language import Lang, Sentence

Status = Literal["optimal", "feasible", "interrupted"]
StudentStatus = Literal["placed", "unplaced", "locked"]
UnplacedReason = Literal["no-bundle", "no-capacity", "link", "withheld"]
TierValue = int | tuple[int | str, ...]
"""A number, or for ``worst_off`` and ``generous`` (unplaced with wishes, z1, count1, z2, count2
…) from the worst class down, for ``greedy`` (z1, count1, z2, count2 …) from the best one on."""


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """One part of a placement: a supervisor at a site on half-days of the week.

    ``half_days`` are numbers in week order; ``weeks`` is as the user wrote it, empty for all
    weeks; ``minutes`` is one way from home to the site.
    """

    supervisor_id: str
    site_id: str
    half_days: tuple[int, ...]
    weeks: str
    minutes: int


@dataclass(frozen=True, slots=True)
class StudentPlacement:
    """Where one student goes. ``parts`` is empty for an unplaced student.

    ``wish_rank`` is the exact rank of the placement, ``None`` where the student has no wishes
    or no place. ``housed`` is the site that houses the student.
    """

    student_id: str
    programme_id: str
    status: StudentStatus
    offer_id: str | None = None
    wish_rank: Fraction | None = None
    parts: tuple[PlacedPart, ...] = ()
    housed: str | None = None
    reason: UnplacedReason | None = None


@dataclass(frozen=True, slots=True)
class TierResult:
    """One tier of one order: value reached, proven bound, relative gap, tolerance.

    ``value`` and ``bound`` are whole numbers: students (``placed``), students and half-days
    (``floors``), millionths (``value``), minutes × half-days (``travel``), squared students
    (``balance``).
    """

    name: str
    order: int | None
    value: TierValue
    bound: TierValue
    gap: float
    tolerance: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one wish better than the placement was not given (a line of ``reasons.csv``).

    Attributes
    ----------
    said
        The reason in a sentence that names no other student.
    moved
        How many other students move in the best placement found with the wish; empty where none
        was looked for or found.
    rule
        The rule of a ``not-eligible``.
    """

    student_id: str
    target: str
    wish_rank: int
    code: str
    said: Sentence
    tier: str = ""
    low: str = ""
    high: str = ""
    proof: str = ""
    moved: str = ""
    rule: str = ""

    @property
    def text(self) -> str:
        """The English text of the line: that of a ``not-eligible`` begins with its rule."""
        return self.text_in("en")

    def text_in(self, lang: Lang) -> str:
        """Return the text of the line in a language; the rule is a code, the same in both."""
        said = self.said.said(lang)
        return f"{self.rule}: {said}" if self.rule else said


@dataclass(frozen=True, slots=True)
class Withheld:
    """A pick in a choice by rank that would have broken a requirement.

    ``target`` is an offer, or the supervisors of a composed placement separated by a space;
    ``requirement`` is ``min_seats:OFFER``, ``quota:QUOTA`` or ``everyone``.
    """

    student_id: str
    target: str
    requirement: str


@dataclass(frozen=True, slots=True)
class BlockingPair:
    """A student and an offer who would both rather have each other.

    ``partners``: where linked students would move together, the other students and offers.
    """

    student_id: str
    offer_id: str
    partners: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Placement:
    """The result of a run.

    Attributes
    ----------
    students
        One entry per student, sorted by ``student_id``.
    tiers
        In the order in which they were optimised.
    mechanisms
        Mechanism per programme.
    lottery
        Students of the programmes where a lottery breaks ties, in its order.
    serial_order
        Per line of students who choose by rank, the students in the order in which they chose.
    withheld, blocking_pairs
        Picks withheld in choices by rank; pairs that block a stable matching.
    options
        What the call set, by the names of the arguments of `place`; all that another run needs
        to give the same. Of ``after`` the SHA-256 of the places kept.
    kept
        Students who kept their place of an earlier result.
    marks
        Places of an earlier result that were marked to be kept.
    softened
        Quotas that ``partial`` made soft because they conflict.
    seconds
        Seconds per phase.
    """

    status: Status
    students: tuple[StudentPlacement, ...]
    tiers: tuple[TierResult, ...]
    mechanisms: Mapping[str, str]
    seed: int
    lottery: tuple[str, ...] = ()
    serial_order: tuple[tuple[str, ...], ...] = ()
    withheld: tuple[Withheld, ...] = ()
    blocking_pairs: tuple[BlockingPair, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    kept: tuple[str, ...] = ()
    marks: Marks | None = None
    softened: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_mb: float = 0.0
