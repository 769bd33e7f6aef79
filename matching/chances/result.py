"""What a forecast found: chances of students, of offers, and how far they can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..entities import TargetKind
from ..language import Sentence
from .calibration import Check
from .choice import ChoiceModel
from .knowledge import Knowledge
from .share import Share


@dataclass(frozen=True, slots=True)
class TargetChance:
    """The chance that a student's placement is, or touches, a target.

    ``wish_rank`` is that of the student's own wish, ``None`` where its wishes are not known.
    """

    kind: TargetKind
    target: str
    wish_rank: int | None
    chance: Share


@dataclass(frozen=True, slots=True)
class StudentChances:
    """The chances of one student.

    Attributes
    ----------
    targets
        Its own wishes by rank; where none is known every target in reach, by identifier.
    classes
        The class of its placement: ``1``, ``2`` … (the wish rank rounded up), ``off`` where no
        wish names it, ``none`` for a student without wishes.
    placed
        Any place at all.
    """

    student_id: str
    programme_id: str
    knowledge: Knowledge
    targets: tuple[TargetChance, ...]
    classes: tuple[tuple[str, Share], ...]
    placed: Share


@dataclass(frozen=True, slots=True)
class OfferChances:
    """What is to be expected of one offer.

    Attributes
    ----------
    applicants_known
        Students whose known wishes lead to it.
    applicants, applicants_error
        Mean over the draws of all whose wishes lead to it, and its standard error.
    full
        All its seats are taken.
    full_at
        In choice by rank, where it is ever full: the turn that takes its last seat, as the 10th
        percentile, the median and the 90th percentile of the draws in which it is full.
    """

    offer_id: str
    programme_id: str
    seats: int
    applicants_known: int
    applicants: float
    applicants_error: float
    full: Share
    full_at: tuple[int, int, int] | None


@dataclass(frozen=True)
class Chances:
    """An estimate, by simulation, of what the choice will bring.

    Attributes
    ----------
    draws_asked, draws
        How many draws were asked for, and made before an interruption.
    models
        The model of choice of each programme.
    check
        The check against wishes that are known, ``None`` where there are too few.
    notes
        What a reader has to know of it.
    """

    seed: int
    draws_asked: int
    draws: int
    interrupted: bool
    models: tuple[ChoiceModel, ...]
    students: tuple[StudentChances, ...]
    offers: tuple[OfferChances, ...]
    check: Check | None
    notes: tuple[Sentence, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
