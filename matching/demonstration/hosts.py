"""The supervisors of the demonstration: invented people with a week that looks like one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle
from random import Random

from ..entities import Presence, Supervisor
from ..halfdays import HALF_DAYS, N_HALF_DAYS
from ..tables.geography import kilometres
from .grounds import Ground

Timetable = list[Presence | None]

GP_PER_SITE = {
    "liberal_practice": 2,
    "group_practice": 3,
    "health_centre": 2,
    "pmi": 1,
    "hospital": 2,
}
"""General practitioners who supervise, per kind of site."""

LIBERAL_PROGRAMMES = ("N1 EXT", "SASPAS", "N1 EXT", "N1 SASPAS", "N1", "SASPAS EXT", "EXT", "N1")
CENTRE_PROGRAMMES = ("N1", "N1 EXT", "SASPAS", "N1 EXT", "N1", "N1 SASPAS", "EXT")
"""What supervisors accept, in turn, by setting."""

PHYSIO_DAYS = {
    "vienne": (4, 4, 4, 4, 3, 4, 4, 4, 3),
    "aulnay": (4, 3, 4, 4, 4),
    "saint_denis": (4, 4, 4, 4, 4),
    "gpsea": (4, 4, 4, 4, 4, 4, 4),
    "coeur_essonne": (4, 4, 4, 4, 3, 3),
}
"""Days per week of each physiotherapist: in all a little less than the students need."""

SECOND_SITE_EVERY = 7
"""One general practitioner in so many works one day a week at another site."""


def hosts(sites: list[Ground], people: Iterator[str], rng: Random) -> list[Supervisor]:
    """Invent general practitioners, then physiotherapists, numbered in that order."""
    made = _general_practitioners(sites, people, rng)
    for document, days in PHYSIO_DAYS.items():
        places = [g for g in sites if g.document == document and g.physio]
        for n_days, ground in zip(days, cycle(places), strict=False):
            made.append(_physio(f"M{len(made) + 1:03d}", next(people), ground, n_days, rng))
    return made


def _general_practitioners(
    sites: list[Ground], people: Iterator[str], rng: Random
) -> list[Supervisor]:
    liberal, centre = cycle(LIBERAL_PROGRAMMES), cycle(CENTRE_PROGRAMMES)
    practices = [g for g in sites if not g.physio]
    made: list[Supervisor] = []
    for ground in practices:
        for _ in range(GP_PER_SITE[ground.site.kind]):
            programmes = next(liberal if ground.site.setting == "liberal" else centre).split()
            number = len(made) + 1
            second = None
            if number % SECOND_SITE_EVERY == 0:
                second = _second_site(ground, practices, rng)
            made.append(_doctor(number, next(people), ground, second, programmes, rng))
    return made


def _second_site(ground: Ground, practices: list[Ground], rng: Random) -> Ground:
    """Draw one of the three nearest sites of the other setting."""
    others = [g for g in practices if g.site.setting != ground.site.setting]
    others.sort(key=lambda g: (kilometres(g.point, ground.point), g.site.site_id))
    return rng.choice(others[:3])


def _doctor(
    number: int,
    name: str,
    ground: Ground,
    second: Ground | None,
    programmes: list[str],
    rng: Random,
) -> Supervisor:
    timetable = _week(ground.site.site_id, ground.site.setting == "liberal", rng)
    if second is not None:
        day = rng.choice([d for d in range(5) if timetable[2 * d] or timetable[2 * d + 1]])
        timetable[2 * day] = timetable[2 * day + 1] = Presence(second.site.site_id)
    if "SASPAS" in programmes:
        known = [ground.site.site_id] * 3 + ([second.site.site_id] if second else [])
        _add_away(timetable, known, rng)
    several = len(programmes) > 1
    return Supervisor(
        supervisor_id=f"M{number:03d}",
        name=f"Dr {name}",
        profession="gp",
        site_id=ground.site.site_id,
        max_students=3 if several else 2,
        programmes=tuple(programmes),
        max_at_once=2 if ground.site.kind == "group_practice" and number % 4 == 0 else 1,
        limits=_limits(programmes, number),
        accreditation_end=date(rng.randint(2028, 2031), rng.choice((4, 10)), 30),
        timetable=tuple(timetable),
    )


def _limits(programmes: list[str], number: int) -> dict[str, int]:
    if programmes == ["N1", "EXT"]:
        return {"N1": 1, "EXT": 2} if number % 3 == 0 else {"N1": 2, "EXT": 2}
    return {"EXT": 2} if programmes == ["SASPAS", "EXT"] else {}


def _week(site_id: str, liberal: bool, rng: Random) -> Timetable:
    """Draw a week of four or five days, a few of them of half a day only."""
    timetable: Timetable = [None] * N_HALF_DAYS
    for day in sorted(rng.sample(range(5), rng.choice((4, 5, 5) if liberal else (4, 4, 5)))):
        half = rng.choice(("both",) * 10 + ("am", "pm"))
        if half != "pm":
            timetable[2 * day] = Presence(site_id)
        if half != "am":
            timetable[2 * day + 1] = Presence(site_id)
    if liberal and rng.random() < 0.2:
        timetable[HALF_DAYS.index("sat_am")] = Presence(site_id)
    return timetable


def _add_away(timetable: Timetable, site_ids: Sequence[str], rng: Random) -> None:
    """Mark most free weekday half-days as away but reachable, a room being free there."""
    for half_day in range(10):
        if timetable[half_day] is None and rng.random() < 0.7:
            timetable[half_day] = Presence(rng.choice(site_ids), away=True)


def _physio(supervisor_id: str, name: str, ground: Ground, n_days: int, rng: Random) -> Supervisor:
    timetable: Timetable = [None] * N_HALF_DAYS
    for day in rng.sample(range(5), n_days):
        timetable[2 * day] = timetable[2 * day + 1] = Presence(ground.site.site_id)
    return Supervisor(
        supervisor_id=supervisor_id,
        name=name,
        profession="physio",
        site_id=ground.site.site_id,
        max_students=2,
        programmes=("PHYSIO",),
        accreditation_end=date(2030, 12, 31),
        timetable=tuple(timetable),
    )


def host_row(supervisor: Supervisor) -> dict[str, object]:
    """Return a row of the table ``supervisors``."""
    row: dict[str, object] = {
        "supervisor_id": supervisor.supervisor_id,
        "name": supervisor.name,
        "profession": supervisor.profession,
        "site_id": supervisor.site_id,
        "programmes": ", ".join(supervisor.programmes),
        "max_students": supervisor.max_students,
        "max_at_once": None if supervisor.max_at_once == 1 else supervisor.max_at_once,
        "limits": ", ".join(f"{p}:{n}" for p, n in supervisor.limits.items()) or None,
        "accreditation_end": supervisor.accreditation_end,
    }
    for name, presence in zip(HALF_DAYS, supervisor.timetable, strict=True):
        row[name] = None if presence is None else _cell(presence, supervisor.site_id)
    return row


def _cell(presence: Presence, usual: str) -> str:
    if presence.away:
        return "a" if presence.site_id == usual else f"a:{presence.site_id}"
    return "x" if presence.site_id == usual else presence.site_id
