"""Semesters made of many equal hamlets, and how many steps of the program something takes.

Twice as many hamlets must be twice as many steps: what looks at every student for every
supervisor, site or quota takes four times as many.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from fractions import Fraction
from types import FrameType
from typing import Any

from maillage.matching.entities import (
    Conflict,
    HistoryLine,
    Lock,
    Offer,
    OfferPart,
    Presence,
    Programme,
    Quota,
    Site,
    Student,
    Supervisor,
    Territory,
    TravelTime,
    Wish,
)
from maillage.matching.reason_texts import RULE_TEXTS
from maillage.matching.result import PlacedPart, Placement, Refusal, StudentPlacement
from maillage.matching.semester import Semester
from maillage.matching.settings import Settings

COMPOSED = Programme("N1", "Composed", "gp", 2, needs_room=True, max_km=50.0, order=1)
ON_OFFERS = Programme(
    "EXT", "On offers", "gp", 2, composition="offers", no_repeat="supervisor", order=2
)

FAR = RULE_TEXTS["distance"]


def steps(function: Callable[[], object]) -> int:
    """Return how many lines of the program a call runs through, each turn of a loop counted."""
    count = 0

    def line(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, _event: str, _argument: object) -> Any:
        return line if frame.f_globals.get("__name__", "").startswith("maillage.") else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        function()
    finally:
        sys.settrace(before)
    return count


def hamlets(number: int) -> tuple[Semester, Placement]:
    """Return so many hamlets, each with six students, and a placement of them."""
    names = [f"{n:03d}" for n in range(number)]
    semester = Semester(
        settings=Settings(),
        territories=tuple(Territory(f"T{n}", f"Hamlet {n}", lat=45.0, lon=3.0) for n in names),
        sites=tuple(
            Site(f"L{n}", f"Practice {n}", "liberal_practice", "liberal", f"T{n}", None, None, 1, 1)
            for n in names
        ),
        supervisors=tuple(
            Supervisor(
                f"M{n}",
                f"Dr {n}",
                "gp",
                f"L{n}",
                max_students=2,
                programmes=("N1", "EXT"),
                limits={"N1": 2, "EXT": 1},
                timetable=(Presence(f"L{n}"),) * 11,
            )
            for n in names
        ),
        programmes=(ON_OFFERS, COMPOSED),
        students=tuple(student for n in names for student in _students(n)),
        offers=tuple(
            Offer(f"O{n}", "EXT", 1, min_seats=1, parts=(OfferPart(f"O{n}", f"M{n}", f"L{n}", 2),))
            for n in names
        ),
        wishes=tuple(
            Wish(student.student_id, rank, target, kind)
            for n in names
            for student in _students(n)
            for rank, target, kind in (
                (1, f"L{n}", "site"),
                (2, f"T{n}", "territory"),
                (3, f"O{n}", "offer"),
            )
        ),
        quotas=tuple(
            Quota(f"Q{n}", "territory", (f"T{n}",), min_count=9, max_count=1, unit="half_days")
            for n in names
        ),
        locks=tuple(Lock(f"B{n}", f"O{n}") for n in names),
        conflicts=tuple(Conflict(f"A{n}", f"M{n}") for n in names),
        history=tuple(HistoryLine(f"B{n}", "2026-11", f"M{n}") for n in names),
        travel=tuple(TravelTime(f"A{n}", f"L{n}", Fraction(70)) for n in names),
    )
    placed = tuple(sorted((s for n in names for s in _placed(n)), key=lambda s: s.student_id))
    refusals = tuple(
        Refusal(f"D{n}", f"L{n}", 1, "not-eligible", FAR, proof="exact", rule="distance")
        for n in names
    )
    mechanisms = {"N1": "optimal", "EXT": "optimal"}
    return semester, Placement("feasible", placed, (), mechanisms, 0, refusals=refusals)


def _students(hamlet: str) -> tuple[Student, ...]:
    home = {"territory_id": f"T{hamlet}"}
    return (
        Student(f"A{hamlet}", f"Ann {hamlet}", "N1", max_minutes=60, **home),
        Student(f"B{hamlet}", f"Ben {hamlet}", "EXT", **home),
        Student(f"C{hamlet}", f"Éva {hamlet}", "N1", link_id=f"C{hamlet}", **home),
        Student(f"D{hamlet}", f"Dan {hamlet}", "N1", link_id=f"C{hamlet}", **home),
        Student(f"E{hamlet}", f"Eve {hamlet}", "N1", shortage_only=True, **home),
        Student(f"F{hamlet}", f"Flo {hamlet}", "EXT", needs_housing=True, **home),
    )


def _placed(hamlet: str) -> tuple[StudentPlacement, ...]:
    def part(*half_days: int) -> tuple[PlacedPart, ...]:
        return (PlacedPart(f"M{hamlet}", f"L{hamlet}", half_days, "", 5),)

    first, offer, site = Fraction(1), f"O{hamlet}", f"L{hamlet}"
    return (
        StudentPlacement(f"A{hamlet}", "N1", "placed", None, first, part(0, 1)),
        StudentPlacement(f"B{hamlet}", "EXT", "locked", offer, first, part(2, 3)),
        StudentPlacement(f"C{hamlet}", "N1", "placed", None, first, part(0, 2)),
        StudentPlacement(f"D{hamlet}", "N1", "unplaced", reason="link"),
        StudentPlacement(f"E{hamlet}", "N1", "placed", None, Fraction(2), part(6, 7, 9)),
        StudentPlacement(f"F{hamlet}", "EXT", "placed", offer, first, part(4, 5), site),
    )
