"""Where a generated semester takes place: towns with villages around, sites, supervisors."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]

HALF_DAYS = (
    *("mon_am", "mon_pm", "tue_am", "tue_pm", "wed_am", "wed_pm"),
    *("thu_am", "thu_pm", "fri_am", "fri_pm"),
)
STUDENTS_PER_TOWN = 15
VILLAGES_PER_TOWN = 4
KM2_PER_STUDENT = 36.0
_CENTRE = (46.6, 0.4)
_KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Spot:
    """A territory, as the generator sees it: a point in kilometres from the centre."""

    code: str
    x: float
    y: float
    town: int
    weight: float


@dataclass(frozen=True)
class Host:
    """A supervisor at the usual site, as the generator sees it."""

    code: str
    site: str
    territory: str
    setting: str
    in_shortage: bool
    housing: int
    half_days: int
    x: float
    y: float
    programmes: tuple[str, ...]


@dataclass(frozen=True)
class Supply:
    """How generous the supervisors of a variant are: ranges, and shares of supervisors."""

    days: tuple[int, int]
    two_at_once: float
    students: tuple[int, int]
    crowding: float
    """Nobody lives where more than this share of what is within reach is wanted (inf: they do)."""


SUPPLY = {
    "everyone": Supply(days=(3, 5), two_at_once=0.45, students=(2, 4), crowding=0.75),
    "short": Supply(days=(3, 4), two_at_once=0.05, students=(1, 2), crowding=math.inf),
}


def settings() -> list[Row]:
    """Return the settings: no tolerance, for every tier is to be proven."""
    return [
        {"key": "semester", "value": "2027-05"},
        {"key": "travel_tolerance", "value": 0},
        {"key": "balance_tolerance", "value": 0},
    ]


def coordinates(x: float, y: float) -> Row:
    """Return latitude and longitude of a point in kilometres from the centre."""
    lat = _CENTRE[0] + y / _KM_PER_DEGREE
    lon = _CENTRE[1] + x / (_KM_PER_DEGREE * math.cos(math.radians(_CENTRE[0])))
    return {"lat": round(lat, 5), "lon": round(lon, 5)}


def spots(random: Random, students: int) -> list[Spot]:
    """Draw towns over a disc that grows with the students, and villages around each."""
    radius = math.sqrt(students * KM2_PER_STUDENT / math.pi)
    found: list[Spot] = []
    for town in range(max(3, round(students / STUDENTS_PER_TOWN))):
        angle, away = random.uniform(0, 2 * math.pi), radius * math.sqrt(random.random())
        x, y = away * math.cos(angle), away * math.sin(angle)
        weight = random.choice((1.0, 1.0, 1.4, 2.2))
        found.append(Spot(f"{town:04d}0", x, y, town, weight))
        for village in range(1, VILLAGES_PER_TOWN + 1):
            angle, away = random.uniform(0, 2 * math.pi), random.uniform(3.0, 11.0)
            at = (x + away * math.cos(angle), y + away * math.sin(angle))
            found.append(Spot(f"{town:04d}{village}", *at, town, 0.15 * weight))
    return found


def territories(random: Random, places: list[Spot]) -> list[Row]:
    """Return the table of territories; a shortage is more frequent in the country."""
    rows = []
    for spot in places:
        rural = spot.weight < 1
        zone = random.choices(("ZIP", "ZAC", ""), (0.45, 0.3, 0.25) if rural else (0.25, 0.3, 0.45))
        least, most = {"ZIP": (1.8, 2.7), "ZAC": (2.5, 3.3), "": (3.0, 4.6)}[zone[0]]
        rows.append(
            {
                "territory_id": spot.code,
                "name": f"{'Village' if rural else 'Town'} {spot.code}",
                "population": round((900 if rural else 14000) * random.uniform(0.5, 2.5)),
                **coordinates(spot.x, spot.y),
                "department": "W" if spot.x < 0 else "E",
                "epci": f"C{spot.town:03d}",
                "zone": zone[0],
                "apl": round(random.uniform(least, most), 1),
                "frr": rural and random.random() < 0.4,
            }
        )
    return rows


def sites(random: Random, places: list[Spot], seats: int) -> tuple[list[Row], list[int]]:
    """Return the table of sites, and how many supervisors have each as their usual one."""
    rows: list[Row] = []
    staff: list[int] = []
    weights = list(accumulate(spot.weight for spot in places))
    in_centres = taken = 0
    while taken < seats:
        spot = random.choices(places, cum_weights=weights)[0]
        # Two supervisors in five work in centres, also in a small semester.
        centre = random.random() < (0.5 if in_centres < 0.4 * taken + 1 else 0.1)
        at = (spot.x + random.gauss(0, 0.8), spot.y + random.gauss(0, 0.8))
        size = random.randint(3, 5) if centre else random.randint(1, 3)
        staff.append(min(size, seats - taken))
        taken += staff[-1]
        in_centres += staff[-1] if centre else 0
        rows.append(
            {
                "site_id": f"S{len(rows):05d}",
                "name": f"{'Health centre' if centre else 'Practice'} {len(rows)}",
                "kind": "health_centre" if centre else "liberal_practice",
                "setting": "centre" if centre else "liberal",
                "territory_id": spot.code,
                **coordinates(*at),
                "rooms": random.choice((2, 3, 4) if centre else (1, 1, 2)),
                "housing_places": random.randint(1, 3) if random.random() < 0.06 else 0,
            }
        )
    rows[0]["housing_places"] = 2  # a small semester has somewhere to house, too
    return rows, staff


def supervisors(
    random: Random, supply: Supply, site_rows: list[Row], staff: list[int]
) -> list[Row]:
    """Return the table of supervisors with their timetables."""
    rows: list[Row] = []
    in_town: dict[str, list[str]] = defaultdict(list)
    for site in site_rows:
        in_town[_town(site)].append(site["site_id"])
    for site, number in zip(site_rows, staff, strict=True):
        for _ in range(number):
            programmes = [
                name
                for name, share in (("MIX", 0.8), ("EXT", 0.55), ("SAS", 0.4))
                if random.random() < share
            ] or ["MIX"]
            row = {
                "supervisor_id": f"M{len(rows):05d}",
                "name": f"Dr {len(rows)}",
                "profession": "gp",
                "site_id": site["site_id"],
                "programmes": ", ".join(programmes),
                "max_students": random.randint(*supply.students),
                "max_at_once": 2 if random.random() < supply.two_at_once else 1,
                "limits": "EXT:1" if "EXT" in programmes and random.random() < 0.4 else "",
                **dict.fromkeys(HALF_DAYS, ""),
                **dict(_presence(random, supply, site, in_town[_town(site)])),
            }
            rows.append(row)
    return rows


def _town(site: Row) -> str:
    """Return the town of a site, which is its territory's code without the village."""
    return str(site["territory_id"])[:-1]


def _presence(
    random: Random, supply: Supply, site: Row, near: list[str]
) -> Iterator[tuple[str, str]]:
    """Yield half-days and cells: whole days, single half-days, days away but reachable."""
    days = random.sample(range(5), 5)
    whole = random.randint(*supply.days)
    second = random.choice(near) if random.random() < 0.1 else site["site_id"]
    for position, day in enumerate(days):
        morning, afternoon = HALF_DAYS[2 * day : 2 * day + 2]
        if position < whole:
            # The last of the days may be spent at a second site of the same town.
            at = second if position == whole - 1 and second != site["site_id"] else "x"
            yield morning, at
            yield afternoon, at
        elif random.random() < 0.35:
            yield random.choice((morning, afternoon)), "x"
        elif random.random() < 0.5:
            yield morning, "a"
            yield afternoon, "a"


def hosts(
    supervisor_rows: list[Row], site_rows: list[Row], territory_rows: list[Row]
) -> list[Host]:
    """Return the supervisors as the drawing of students needs them."""
    zone = {row["territory_id"]: row["zone"] for row in territory_rows}
    site = {row["site_id"]: row for row in site_rows}
    scale = _KM_PER_DEGREE * math.cos(math.radians(_CENTRE[0]))
    return [
        Host(
            code=row["supervisor_id"],
            site=row["site_id"],
            territory=site[row["site_id"]]["territory_id"],
            setting=site[row["site_id"]]["setting"],
            in_shortage=zone[site[row["site_id"]]["territory_id"]] in ("ZIP", "ZAC"),
            housing=site[row["site_id"]]["housing_places"],
            half_days=row["max_at_once"] * sum(row[h] not in ("", "a") for h in HALF_DAYS),
            x=(site[row["site_id"]]["lon"] - _CENTRE[1]) * scale,
            y=(site[row["site_id"]]["lat"] - _CENTRE[0]) * _KM_PER_DEGREE,
            programmes=tuple(row["programmes"].split(", ")),
        )
        for row in supervisor_rows
    ]
