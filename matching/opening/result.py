"""What composing offers gives: the new offers, and how good they are proven to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..entities import Offer
from ..result import Status, TierResult
from ..semester import Semester

TIERS = ("opened", "floors", "shortage", "spread", "distance")
"""Objectives of composing, first to last."""


@dataclass(frozen=True, slots=True)
class ProgrammeSeats:
    """The seats of one programme.

    Attributes
    ----------
    wanted
        Seats that should be open in all.
    existing
        Seats of its open offers that can be used together.
    opened
        Seats of the new offers.
    """

    programme_id: str
    students: int
    wanted: int
    existing: int
    opened: int


@dataclass(frozen=True)
class Composition:
    """The result of `compose`.

    Attributes
    ----------
    offers
        The new offers with their parts, sorted by ``offer_id``.
    semester
        The semester with them in it, the programmes composed being of offers. Its fingerprints
        leave out the tables that have changed.
    apart
        Seats by existing offer that cannot be used beside the other existing seats.
    options
        What the call set, of ``programmes``, ``tiers`` and ``gap``.
    """

    status: Status
    offers: tuple[Offer, ...]
    programmes: tuple[ProgrammeSeats, ...]
    tiers: tuple[TierResult, ...]
    semester: Semester = field(repr=False)
    apart: Mapping[str, int] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_mb: float = 0.0
