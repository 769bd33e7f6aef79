"""Seeded generator of a realistic semester of any size, as raw tables.

`generate` returns a dict of lists of rows with the canonical column names, as
``maillage.matching.tables.reading.read_rows`` takes them. The same arguments always give the
same tables. Everybody and every place in them is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import ground
import learners
from ground import Row, Spot

Tables = dict[str, list[Row]]
VARIANTS = ("everyone", "short")


@dataclass(frozen=True)
class Size:
    """A named size of instance."""

    students: int
    supervisors: int


SIZES = {"faculty": Size(300, 255), "region": Size(3000, 2550)}


def size_of(students: int) -> Size:
    """Return the size with so many students, in the proportion of the named ones."""
    return Size(students, round(0.85 * students))


def generate(
    students: int, supervisors: int | None = None, *, seed: int = 1, variant: str = "everyone"
) -> Tables:
    """Return the tables of a semester.

    Parameters
    ----------
    students, supervisors
        How many; supervisors by default 0.85 per student.
    seed
        Another seed, another semester of the same kind.
    variant
        ``everyone``: there is room for everyone; ``short``: seats are short.

    Raises
    ------
    ValueError
        If there is no such variant.
    """
    if variant not in VARIANTS:
        raise ValueError(f"there is no variant {variant!r}; there are {', '.join(VARIANTS)}")
    number = size_of(students).supervisors if supervisors is None else supervisors
    random = Random(f"maillage:{students}:{number}:{seed}:{variant}")
    places = ground.spots(random, students)
    tables: Tables = {
        "settings": _settings(),
        "territories": ground.territories(random, places),
        "programmes": _programmes(),
    }
    site_rows, staff = ground.sites(random, places, number)
    tables["sites"] = site_rows
    supply = ground.SUPPLY[variant]
    tables["supervisors"] = ground.supervisors(random, supply, site_rows, staff)
    hosts = ground.hosts(tables["supervisors"], site_rows, tables["territories"])
    field = learners.field_of(hosts)
    drawn = learners.learners(random, places, field, students, supply.crowding)
    learners.link_neighbours(random, drawn)
    tables["students"] = [learner.row for learner in drawn]
    tables["wishes"] = learners.wishes(random, field, drawn)
    tables["conflicts"] = learners.conflicts(random, field, drawn)
    tables["history"] = learners.history(random, field, drawn)
    tables["quotas"] = _quotas(drawn, places)
    return tables


def _settings() -> list[Row]:
    """Return the settings: no tolerance, for every tier is to be proven."""
    return [
        {"key": "semester", "value": "2027-05"},
        {"key": "travel_tolerance", "value": 0},
        {"key": "balance_tolerance", "value": 0},
    ]


def _programmes() -> list[Row]:
    """Return a mixed programme of whole days and two programmes of half-days."""
    common: Row = {"profession": "gp", "mechanism": "optimal", "composition": "composed"}
    return [
        {
            **common,
            "programme_id": "MIX",
            "name": "Mixed, whole days",
            "half_days": learners.HALF_DAYS_WANTED["MIX"],
            "min_parts": 2,
            "max_parts": 2,
            "min_liberal": 2,
            "min_centre": 2,
            "whole_days": True,
            "max_km": learners.MIX_MAX_KM,
            "no_repeat": "supervisor",
        },
        {
            **common,
            "programme_id": "EXT",
            "name": "Externs, four half-days",
            "half_days": learners.HALF_DAYS_WANTED["EXT"],
            "max_parts": 2,
        },
        {
            **common,
            "programme_id": "SAS",
            "name": "Alone in a room, six half-days",
            "half_days": learners.HALF_DAYS_WANTED["SAS"],
            "min_parts": 2,
            "max_parts": 2,
            "needs_room": True,
            "presence": "reachable",
        },
    ]


def _quotas(drawn: list[learners.Learner], places: list[Spot]) -> list[Row]:
    """Return a minimum in priority zones, and a maximum on one side of the region."""
    side = "W" if any(spot.x < 0 for spot in places) else "E"
    on_it = {spot.code for spot in places if (spot.x < 0) == (side == "W")}
    here = sum(le.row["programme_id"] == "EXT" and le.home.code in on_it for le in drawn)
    return [
        {"quota_id": "Q1", "scope": "zone", "value": "ZIP", "min": "50%"},
        {
            "quota_id": "Q2",
            "scope": "department",
            "value": side,
            "programme_id": "EXT",
            "max": max(1, here),
            "hard": True,
        },
        {
            "quota_id": "Q3",
            "scope": "setting",
            "value": "centre",
            "programme_id": "EXT",
            "min": "40%",
        },
    ]
