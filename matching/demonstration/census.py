"""The census of care of the demonstration: invented professionals, in plausible numbers.

The supervisors are among them, at their usual site. The numbers follow from population and, for
general practitioners, from the accessibility of the commune where it is known; they measure
nothing. Drawn apart from all else, so that nothing else in the demonstration depends on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random

from ..entities import Supervisor
from .grounds import Ground
from .names import people
from .places import Place

Row = dict[str, object]

INHABITANTS_PER_PROVIDER = {"gp": 1450, "physio": 1300, "dentist": 2300}
"""How many inhabitants there is one professional for, about."""

MEAN_APL = 3.3
"""Accessibility at which a commune has as many general practitioners as its people make."""

FIRST_YEAR = 2027
_AGES = ((31, 44, 34), (45, 59, 36), (60, 66, 22), (67, 71, 8))
"""Youngest, oldest, and how many of a hundred."""
_FTE = (1.0, 1.0, 1.0, 0.9, 0.8, 0.8, 0.6, 0.5)
_KINDS = {
    "gp": ("liberal_practice",) * 6 + ("group_practice",) * 3 + ("health_centre",),
    "physio": ("liberal_practice",) * 8 + ("group_practice",) * 2,
    "dentist": ("liberal_practice",) * 8 + ("health_centre",) * 2,
}
_TITLES = {"gp": "Dr ", "dentist": "Dr "}


def provider_rows(
    found: dict[str, Place],
    grounds: Sequence[Ground],
    supervisors: Sequence[Supervisor],
    seed: int,
) -> list[Row]:
    """Return the table ``providers``: all invented."""
    rng = Random(f"{seed}: census of care")
    taken = {supervisor.name.removeprefix("Dr ") for supervisor in supervisors}
    names = (name for name in people(rng) if name not in taken)
    hosts = _hosts(grounds, supervisors)
    rows: list[Row] = []
    for code in sorted(found):
        for profession in INHABITANTS_PER_PROVIDER:
            own = hosts.get((code, profession), [])
            rows += [_of_supervisor(supervisor, ground, rng) for supervisor, ground in own]
            more = _number(found[code], profession, rng) - len(own)
            rows += [_invented(code, profession, next(names), rng) for _ in range(more)]
    return [{"provider_id": f"P{number:04d}", **row} for number, row in enumerate(rows, 1)]


def _hosts(
    grounds: Sequence[Ground], supervisors: Sequence[Supervisor]
) -> dict[tuple[str, str], list[tuple[Supervisor, Ground]]]:
    by_site = {ground.site.site_id: ground for ground in grounds}
    found: dict[tuple[str, str], list[tuple[Supervisor, Ground]]] = defaultdict(list)
    for supervisor in supervisors:
        ground = by_site[supervisor.site_id]
        found[ground.site.territory_id, supervisor.profession].append((supervisor, ground))
    return found


def _number(place: Place, profession: str, rng: Random) -> int:
    """Draw how many of a profession work in a territory; quarters have their supervisors alone."""
    people_there = place.territory.population or 0
    expected = people_there / INHABITANTS_PER_PROVIDER[profession]
    if profession == "gp" and place.territory.apl is not None:
        expected *= float(place.territory.apl) / MEAN_APL
    return int(expected + rng.random())


def _of_supervisor(supervisor: Supervisor, ground: Ground, rng: Random) -> Row:
    row = _person(supervisor.profession, supervisor.name, rng)
    row |= {
        "territory_id": ground.site.territory_id,
        "kind": ground.site.kind,
        "setting": ground.site.setting,
        "takes_trainees": True,
        "leaver_date": None,
    }
    return row


def _invented(code: str, profession: str, name: str, rng: Random) -> Row:
    kind = rng.choice(_KINDS[profession])
    setting = "centre" if kind == "health_centre" else "liberal"
    row = _person(profession, f"{_TITLES.get(profession, '')}{name}", rng)
    return row | {"territory_id": code, "kind": kind, "setting": setting}


def _person(profession: str, name: str, rng: Random) -> Row:
    """Draw somebody's age, work, sector and partners."""
    lowest, highest, _ = rng.choices(_AGES, [weight for *_, weight in _AGES])[0]
    age = rng.randint(lowest, highest)
    leaves = age >= 63 and rng.random() < 0.35
    sector = "2" if rng.random() < 0.1 else "1"
    partners = rng.choice((None, "1", "2", "2", "3"))
    day = date(rng.randint(FIRST_YEAR, FIRST_YEAR + 4), rng.choice((6, 9, 12)), 30)
    return {
        "name": name,
        "profession": profession,
        "territory_id": None,
        "kind": None,
        "setting": None,
        "fte": rng.choice(_FTE),
        "birth_year": FIRST_YEAR - age,
        "sector": sector if profession == "gp" else None,
        "leaver_date": day if leaves else None,
        "takes_trainees": None,
        "partners": partners,
    }
