"""The students of the demonstration: invented people living near one of five places."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from ..entities import Student
from .places import Place
from .reach import Choice, longest_ways

COUNTS = {
    "N1": {"vienne": 28, "aulnay": 7, "saint_denis": 10, "gpsea": 14, "coeur_essonne": 11},
    "SASPAS": {"vienne": 13, "aulnay": 3, "saint_denis": 4, "gpsea": 8, "coeur_essonne": 6},
    "EXT": {"vienne": 28, "aulnay": 9, "saint_denis": 9, "gpsea": 17, "coeur_essonne": 15},
    "PHYSIO": {"vienne": 12, "aulnay": 6, "saint_denis": 8, "gpsea": 9, "coeur_essonne": 7},
}
"""Students per programme and document."""

HOMES = {
    "vienne": ("86194", "86194", "86194", "86194", "86066", "86041", "86095"),
    "aulnay": ("93005",),
    "saint_denis": ("93066",),
    "gpsea": ("94028", "94028", "94002", "94071", "94044"),
    "coeur_essonne": ("91549", "91103", "91570", "91021"),
}
"""Communes around whose point students live, the more frequent ones repeated."""

SECOND_HOMES = {
    "vienne": ("86066", "86137", "86165", "86078"),
    "aulnay": ("93066",),
    "saint_denis": ("94002",),
    "gpsea": ("91434",),
    "coeur_essonne": ("94044",),
}

MINUTES = {"N1": (45, 75), "SASPAS": (60, 90), "EXT": (30, 45), "PHYSIO": (40, 60)}
"""First draw of the longest way, minutes; it is then moved until the choice is fair."""

FAIR_CHOICE = {"N1": (15, 75), "SASPAS": (8, 30), "EXT": (10, 45), "PHYSIO": (10, 50)}
"""The fewest and the most possibilities that a limit shall leave where it can."""

SHORTEST_WAY, LONGEST_WAY = 20, 90
"""No limit is moved beyond these minutes."""

PREFIX = {"N1": "N", "SASPAS": "A", "EXT": "E", "PHYSIO": "K"}
ONE_IN = {"no_car": 6, "housing": 13, "second_home": 17, "shortage_only": 19, "credit": 14}
"""One student in so many, by position, has the trait."""


@dataclass(frozen=True)
class Learner:
    """A student with the document it lives in; ``by_territory``: the home is a commune."""

    student: Student
    document: str
    by_territory: str | None = None


def learners(
    found: Mapping[str, Place],
    choices: Mapping[str, Sequence[Choice]],
    short_of_care: Mapping[str, frozenset[str]],
    people: Iterator[str],
    rng: Random,
) -> list[Learner]:
    """Invent the students, programme by programme, each with a limit it can live with."""
    made: list[Learner] = []
    for programme, counts in COUNTS.items():
        number = 0
        for document, count in counts.items():
            for _ in range(count):
                number += 1
                learner = _learner(programme, number, document, found, next(people), rng)
                student = _with_fair_limit(
                    learner.student, choices[programme], short_of_care[programme]
                )
                made.append(replace(learner, student=student))
    return _with_special_cases(made)


def _learner(
    programme: str,
    number: int,
    document: str,
    found: Mapping[str, Place],
    name: str,
    rng: Random,
) -> Learner:
    commune = rng.choice(HOMES[document])
    lat, lon = found[commune].point
    by_territory = number % 5 == 0
    if not by_territory:
        lat, lon = _somewhere_near(lat, lon, rng)
    second = _second_home(number, document, found, rng)
    home_bound = programme in ("N1", "EXT") and document == "vienne"
    residents = programme in ("N1", "SASPAS")
    student = Student(
        student_id=f"{PREFIX[programme]}{number:03d}",
        name=name,
        programme_id=programme,
        seniority=(rng.randint(0, 1) if programme == "N1" else rng.randint(3, 5))
        if residents
        else None,
        rank=rng.randint(1, 9000) if residents else None,
        lat=lat,
        lon=lon,
        second_lat=second[0] if second else None,
        second_lon=second[1] if second else None,
        car=number % ONE_IN["no_car"] != 3,
        max_minutes=5 * rng.randint(MINUTES[programme][0] // 5, MINUTES[programme][1] // 5),
        shortage_only=programme == "N1" and number % ONE_IN["shortage_only"] == 7,
        needs_housing=home_bound and number % ONE_IN["housing"] in (2, 9),
        credit=Fraction(number % 3 + 1, 4) if number % ONE_IN["credit"] == 4 else Fraction(0),
    )
    return Learner(student, document, commune if by_territory else None)


def _somewhere_near(lat: float, lon: float, rng: Random) -> tuple[float, float]:
    return round(lat + rng.uniform(-0.02, 0.02), 5), round(lon + rng.uniform(-0.03, 0.03), 5)


def _second_home(
    number: int, document: str, found: Mapping[str, Place], rng: Random
) -> tuple[float, float] | None:
    if number % ONE_IN["second_home"] != 5:
        return None
    return _somewhere_near(*found[rng.choice(SECOND_HOMES[document])].point, rng)


def _with_fair_limit(
    student: Student, choices: Sequence[Choice], short_of_care: frozenset[str]
) -> Student:
    """Move the limit by five minutes until it leaves a fair number of possibilities."""
    fewest, most = FAIR_CHOICE[student.programme_id]
    ways = longest_ways(student, choices, short_of_care)
    limit = int(student.max_minutes or 0)
    while bisect_right(ways, limit) > most and limit > SHORTEST_WAY:
        limit -= 5
    while bisect_right(ways, limit) < fewest and limit < LONGEST_WAY:
        limit += 5
    return replace(student, max_minutes=limit)


LOCKED = {"N1": "N011", "EXT": "E050", "SASPAS": "A017"}
"""Students placed by a decision taken before the run."""

Change = Callable[[Student], Student]

SPECIAL_CASES: dict[str, Change] = {
    "A009": lambda s: replace(s, surnombre="non_validating"),
    "A026": lambda s: replace(s, surnombre="validating"),
    "K041": lambda s: replace(s, shortage_only=True),
}
"""Students with a trait of their own."""

LINKED = ("E031", "E032")
"""Two externs who share a car, and therefore a home and a limit."""


def _with_special_cases(made: list[Learner]) -> list[Learner]:
    by_id = {learner.student.student_id: learner for learner in made}
    for student_id, change in SPECIAL_CASES.items():
        by_id[student_id] = replace(by_id[student_id], student=change(by_id[student_id].student))
    first = by_id[LINKED[0]]
    for student_id in LINKED:
        student = replace(
            first.student,
            student_id=student_id,
            name=by_id[student_id].student.name,
            link_id="L1",
            needs_housing=False,
        )
        by_id[student_id] = replace(first, student=student)
    return list(by_id.values())


def learner_row(learner: Learner) -> dict[str, object]:
    """Return a row of the table ``students``."""
    student = learner.student
    by_territory = learner.by_territory is not None
    return {
        "student_id": student.student_id,
        "name": student.name,
        "programme_id": student.programme_id,
        "seniority": student.seniority,
        "rank": student.rank,
        "lat": None if by_territory else student.lat,
        "lon": None if by_territory else student.lon,
        "territory_id": learner.by_territory,
        "second_lat": student.second_lat,
        "second_lon": student.second_lon,
        "car": None if student.car else False,
        "max_minutes": student.max_minutes,
        "shortage_only": True if student.shortage_only else None,
        "needs_housing": True if student.needs_housing else None,
        "link_id": student.link_id,
        "credit": float(student.credit) if student.credit else None,
        "surnombre": student.surnombre,
        "subdivision": "Poitiers" if learner.document == "vienne" else "Île-de-France",
        "email": f"{student.student_id.lower()}@etudiants.example",
    }
