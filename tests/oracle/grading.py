"""What one bundle is worth to one student: rank, class, value, travel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from maillage.matching.entities import Student
from maillage.matching.semester import Semester

from .bundles import Bundle, Part
from .geography import Atlas, half_up

OFF = 1_000_000
"""The class `off`, worse than every number."""


@dataclass(frozen=True)
class Grade:
    """``rank`` and ``klass`` are ``None`` for a student without wishes."""

    rank: Fraction | None
    klass: int | None
    value: int
    travel: int


def ranks_of(semester: Semester, student: Student) -> dict[tuple[str, str], int]:
    """Return the best rank of each (kind, target) that the student wishes."""
    ranks: dict[tuple[str, str], int] = {}
    for wish in semester.wishes_of.get(student.student_id, ()):
        if not wish.refused and wish.rank is not None:
            key = (wish.target_kind, wish.target)
            ranks[key] = min(wish.rank, ranks.get(key, wish.rank))
    return ranks


def distinct_ranks(semester: Semester, student: Student) -> int:
    """Return K, the number of distinct ranks that the student gives."""
    wishes = semester.wishes_of.get(student.student_id, ())
    return len({wish.rank for wish in wishes if not wish.refused})


def part_rank(semester: Semester, wishes: dict[tuple[str, str], int], part: Part) -> int | None:
    """Return the smallest rank that names the part, or ``None``."""
    named = [
        wishes.get(("supervisor", part.supervisor_id)),
        wishes.get(("site", part.site_id)),
        wishes.get(("territory", semester.site[part.site_id].territory_id)),
    ]
    return min((rank for rank in named if rank is not None), default=None)


def grade(semester: Semester, student: Student, bundle: Bundle) -> Grade:
    """Return what a bundle is worth to a student."""
    atlas, settings = Atlas(semester), semester.settings
    profession = semester.programme[student.programme_id].profession
    total = bundle.half_days
    need = Fraction(0)
    travel = 0
    for part in bundle.parts:
        site = semester.site[part.site_id]
        need += len(part.half_days) * atlas.need(site.territory_id, profession)
        travel += len(part.half_days) * atlas.minutes(student, site)
    rank, klass = rank_and_class(semester, student, bundle)
    satisfaction = Fraction(0)
    if rank is not None:
        satisfaction = 1 - (rank - 1) / distinct_ranks(semester, student)
    value = (
        settings.shortage_weight * need / total
        + settings.wish_weight * (1 + student.credit) * satisfaction
    )
    return Grade(rank, klass, half_up(value * 1_000_000), travel)


def rank_and_class(
    semester: Semester, student: Student, bundle: Bundle
) -> tuple[Fraction | None, int | None]:
    """Return the exact rank and the class of a bundle among the student's wishes."""
    wishes = ranks_of(semester, student)
    if not wishes:
        return None, None
    worst = distinct_ranks(semester, student) + 1
    ranks = [part_rank(semester, wishes, part) for part in bundle.parts]
    weighted = sum(
        len(part.half_days) * (worst if rank is None else rank)
        for part, rank in zip(bundle.parts, ranks, strict=True)
    )
    exact = Fraction(weighted, bundle.half_days)
    offer_rank = None if bundle.offer_id is None else wishes.get(("offer", bundle.offer_id))
    if offer_rank is not None:
        exact = min(exact, Fraction(offer_rank))
    if offer_rank is None and all(rank is None for rank in ranks):
        enough = len(wishes) >= semester.programme[student.programme_id].min_wishes
        return exact, OFF if enough else worst
    return exact, math.ceil(exact)
