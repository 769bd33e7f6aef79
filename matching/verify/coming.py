"""The weeks to come of a semester and of lines, for the verification of a repair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..entities import Offer, Programme
from ..semester import Semester
from ..tables.columns import Column, Kind
from ..tables.schedules import read_weeks
from ..tables.wrong import CellError
from .files import Row


def weeks_of(text: str, n_weeks: int) -> frozenset[int]:
    """Return the weeks that a line says; none said means all, nonsense none."""
    if not text:
        return frozenset(range(1, n_weeks + 1))
    try:
        return read_weeks(text, Column("weeks", "semaines", Kind.WEEKS, "")).among(n_weeks)
    except CellError:
        return frozenset()


def ranges(weeks: Iterable[int]) -> str:
    """Return weeks as a list of ranges: ``1-4,6``."""
    left, said = set(weeks), []
    while left:
        low = high = min(left)
        while high + 1 in left:
            high += 1
        said.append(str(low) if low == high else f"{low}-{high}")
        left -= set(range(low, high + 1))
    return ",".join(said)


def cut(rows: Sequence[Row], weeks: range, n_weeks: int, *, whole: bool) -> list[Row]:
    """Return the lines of some weeks, parts numbered anew; ``whole``: these are all weeks."""
    found: list[Row] = []
    for row in rows:
        common = weeks_of(row["weeks"], n_weeks) & set(weeks)
        if not common:
            continue
        number = str(1 + sum(bool(earlier["part"]) for earlier in found)) if row["part"] else ""
        text = row["weeks"] if whole else ranges(common)
        found.append({**row, "part": number, "weeks": text if row["part"] else ""})
    return found


def coming(semester: Semester, week: int) -> Semester:
    """Return what a repair places from a week on: one order, all programmes optimised.

    Programmes that nobody is in any more owe no minimum.
    """
    n_weeks = semester.settings.n_weeks
    first = {p.programme_id: weeks_or_all(p.weeks, n_weeks) for p in semester.programmes}
    offers = tuple(_offer(o, first[o.programme_id], week, n_weeks) for o in semester.offers)
    programmes = tuple(_programme(p, week, n_weeks) for p in semester.programmes)
    ongoing = {p.programme_id for p in programmes if p.weeks is None or p.weeks}
    ongoing |= {o.programme_id for o in offers if o.open}
    students = tuple(s for s in semester.students if s.programme_id in ongoing)
    names = {s.student_id for s in students}
    owing = {None, *(s.programme_id for s in students)}
    return replace(
        semester,
        programmes=programmes,
        offers=tuple(o if o.programme_id in owing else replace(o, min_seats=0) for o in offers),
        quotas=tuple(q for q in semester.quotas if q.programme_id in owing),
        students=students,
        wishes=tuple(w for w in semester.wishes if w.student_id in names),
        locks=tuple(one for one in semester.locks if one.student_id in names),
        conflicts=tuple(c for c in semester.conflicts if c.student_id in names),
        host_rankings=tuple(r for r in semester.host_rankings if r.student_id in names),
    )


def weeks_or_all(weeks: frozenset[int] | None, n_weeks: int) -> frozenset[int]:
    """Return weeks, all of them for ``None``."""
    return frozenset(range(1, n_weeks + 1)) if weeks is None else weeks


def _programme(programme: Programme, week: int, n_weeks: int) -> Programme:
    left = frozenset(w for w in weeks_or_all(programme.weeks, n_weeks) if w >= week)
    return replace(
        programme,
        mechanism="optimal",
        everyone=programme.everyone if programme.everyone_given else True,
        order=None,
        weeks=programme.weeks if week == 1 else left,
        weeks_text=programme.weeks_text if week == 1 else ranges(left),
    )


def _offer(offer: Offer, of_programme: frozenset[int], week: int, n_weeks: int) -> Offer:
    if week == 1:
        return offer
    parts = []
    for part in offer.parts:
        own = weeks_or_all(part.weeks, n_weeks) if part.weeks_text else of_programme
        left = frozenset(w for w in own if w >= week)
        if left and part.weeks_text:
            parts.append(replace(part, weeks=left, weeks_text=ranges(left)))
        elif left:
            parts.append(part)
    return replace(offer, parts=tuple(parts)) if parts else replace(offer, open=False)
