"""What a student of the demonstration could be given: a simple count, not the program's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from ..entities import Student, Supervisor
from ..tables.geography import Point, kilometres
from .geography import minutes
from .grounds import Ground
from .postings import Posting
from .programmes import MAX_KM

LAST_DAY = date(2027, 10, 31)


@dataclass(frozen=True)
class Part:
    """A supervisor at a site, with its whole days and half-days there per week."""

    supervisor: Supervisor
    ground: Ground
    days: int
    half_days: int


@dataclass(frozen=True)
class Choice:
    """What a student may be given: parts of one composed placement, or of one offer."""

    points: tuple[Point, ...]
    territories: tuple[str, ...]


Fits = Callable[[Part, Part], bool]


def parts_of(programme: str, hosts: Sequence[Supervisor], grounds: dict[str, Ground]) -> list[Part]:
    """Return where accredited supervisors are present for a programme."""
    return [
        _part(host, grounds[site_id])
        for host in hosts
        if programme in host.programmes
        and (host.accreditation_end is None or host.accreditation_end >= LAST_DAY)
        for site_id in dict.fromkeys(p.site_id for p in host.timetable if p and not p.away)
    ]


def _part(host: Supervisor, ground: Ground) -> Part:
    there = [
        p is not None and not p.away and p.site_id == ground.site.site_id for p in host.timetable
    ]
    days = sum(there[2 * day] and there[2 * day + 1] for day in range(5))
    return Part(host, ground, days, sum(there))


def _mixed(a: Part, b: Part) -> bool:
    settings = {a.ground.site.setting, b.ground.site.setting}
    return len(settings) == 2 and min(a.days, b.days) >= 1 and a.days + b.days >= 4


def _three_days(a: Part, b: Part) -> bool:
    return min(a.days, b.days) >= 1 and a.days + b.days >= 3


def _any(a: Part, b: Part) -> bool:
    return a.half_days >= 1 and b.half_days >= 1


PAIR_RULES: dict[str, Fits] = {"N1": _mixed, "PHYSIO": _three_days, "EXT": _any}


def composed_choices(programme: str, parts: Sequence[Part]) -> list[Choice]:
    """Return the single parts and pairs of parts that make up a week of the programme."""
    alone = {
        "N1": [],
        "PHYSIO": [p for p in parts if p.days >= 3],
        "EXT": [p for p in parts if p.half_days >= 2],
    }[programme]
    fits, limit = PAIR_RULES[programme], MAX_KM[programme]
    pairs = [
        (a, b)
        for a, b in combinations(parts, 2)
        if a.supervisor != b.supervisor
        and fits(a, b)
        and kilometres(a.ground.point, b.ground.point) <= limit
    ]
    return [_choice(p) for p in alone] + [_choice(*pair) for pair in pairs]


def _choice(*parts: Part) -> Choice:
    return Choice(
        tuple(p.ground.point for p in parts),
        tuple(p.ground.site.territory_id for p in parts),
    )


def offered_choices(made: Sequence[Posting], grounds: dict[str, Ground]) -> list[Choice]:
    """Return the open offers."""
    return [
        Choice(
            p.points,
            tuple(grounds[part.site_id].site.territory_id for part in p.offer.parts),
        )
        for p in made
        if p.offer.open
    ]


def homes(student: Student) -> list[Point]:
    """Return where a student starts from: one home or two."""
    assert student.lat is not None
    assert student.lon is not None
    found = [(student.lat, student.lon)]
    if student.second_lat is not None and student.second_lon is not None:
        found.append((student.second_lat, student.second_lon))
    return found


def minutes_from_home(student: Student, point: Point) -> float:
    """Return the smaller of the minutes from either home."""
    return min(minutes(home, point, student.car) for home in homes(student))


def longest_ways(
    student: Student, choices: Sequence[Choice], short_of_care: frozenset[str]
) -> list[float]:
    """Return, ascending, the minutes to the farthest part of each choice.

    A student who asks for territories short of care has only the choices that lie there.
    """
    points = {point for choice in choices for point in choice.points}
    way = {point: minutes_from_home(student, point) for point in points}
    return sorted(
        max(way[point] for point in choice.points)
        for choice in choices
        if not student.shortage_only or short_of_care.issuperset(choice.territories)
    )
