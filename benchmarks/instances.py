"""Seeded generator of a realistic semester of any size, as raw tables.

`generate` returns a dict of lists of rows with the canonical column names, as
``maillage.matching.tables.reading.read_rows`` takes them. The same arguments always give the
same tables. Everybody and every place in them is invented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import ground
import learners
import reach
from ground import Row, Spot, Tables
from network import tables_of_network
from offers import tables_of_offers, tables_of_serial

VARIANTS = ("everyone", "short")


@dataclass(frozen=True)
class Size:
    """A size of instance."""

    students: int
    supervisors: int


@dataclass(frozen=True)
class Kind:
    """A kind of semester: its generator, and its supervisors per student."""

    tables: Callable[[int, int, int, str], Tables]
    supervisors: float


@dataclass(frozen=True)
class Instance:
    """A named instance."""

    kind: str
    students: int

    @property
    def size(self) -> Size:
        """The students, and the supervisors in the proportion of the kind."""
        return size_of(self.students, self.kind)


INSTANCES = {
    "faculty": Instance("timetables", 300),
    "region": Instance("timetables", 3_000),
    "nation": Instance("timetables", 30_000),
    "nation-offers": Instance("offers", 30_000),
    "nation-serial": Instance("serial", 30_000),
    "network": Instance("network", 30_000),
}


def size_of(students: int, kind: str = "timetables") -> Size:
    """Return the size with so many students, in the proportion of the kind."""
    return Size(students, max(1, round(KINDS[kind].supervisors * students)))


def generate(
    students: int,
    supervisors: int | None = None,
    *,
    seed: int = 1,
    variant: str = "everyone",
    kind: str = "timetables",
) -> Tables:
    """Return the tables of a semester.

    Parameters
    ----------
    students, supervisors
        How many; supervisors by default in the proportion of the kind.
    seed
        Another seed, another semester of the same kind.
    variant
        ``everyone``: there is room for everyone; ``short``: seats are short.
    kind
        ``timetables``: supervisors' half-days, composed for each student; ``offers``: fixed offers
        that share supervisors; ``serial``: the same chosen by rank, some to be
        filled; ``network``: fixed offers that share nothing.

    Raises
    ------
    ValueError
        If there is no such variant.
    """
    if variant not in VARIANTS:
        raise ValueError(f"there is no variant {variant!r}; there are {', '.join(VARIANTS)}")
    number = size_of(students, kind).supervisors if supervisors is None else supervisors
    return KINDS[kind].tables(students, number, seed, variant)


def _timetables(students: int, number: int, seed: int, variant: str) -> Tables:
    """Return the tables of a semester of supervisors' half-days."""
    random = Random(f"maillage:{students}:{number}:{seed}:{variant}")
    places = ground.spots(random, students)
    tables: Tables = {
        "settings": ground.settings(),
        "territories": ground.territories(random, places),
        "programmes": _programmes(),
    }
    site_rows, staff = ground.sites(random, places, number)
    tables["sites"] = site_rows
    supply = ground.SUPPLY[variant]
    tables["supervisors"] = ground.supervisors(random, supply, site_rows, staff)
    hosts = ground.hosts(tables["supervisors"], site_rows, tables["territories"])
    field = reach.field_of(hosts)
    drawn = learners.learners(random, places, field, students, supply.crowding)
    learners.link_neighbours(random, drawn)
    tables["students"] = [learner.row for learner in drawn]
    tables["wishes"] = learners.wishes(random, field, drawn)
    tables["conflicts"] = learners.conflicts(random, field, drawn)
    tables["history"] = learners.history(random, field, drawn)
    tables["quotas"] = _quotas(drawn, places)
    return tables


KINDS = {
    "timetables": Kind(_timetables, 0.85),
    "offers": Kind(tables_of_offers, 0.5),
    "serial": Kind(tables_of_serial, 0.5),
    "network": Kind(tables_of_network, 1 / 3),
}


def _programmes() -> list[Row]:
    """Return a mixed programme of whole days and two programmes of half-days."""
    common: Row = {
        "profession": "gp",
        "mechanism": "optimal",
        "composition": "composed",
        # Without it a student who is housed in one corner of a country could go to another.
        "max_km": reach.MAX_KM,
    }
    return [
        {
            **common,
            "programme_id": "MIX",
            "name": "Mixed, whole days",
            "half_days": reach.HALF_DAYS_WANTED["MIX"],
            "min_parts": 2,
            "max_parts": 2,
            "min_liberal": 2,
            "min_centre": 2,
            "whole_days": True,
            "no_repeat": "supervisor",
        },
        {
            **common,
            "programme_id": "EXT",
            "name": "Externs, four half-days",
            "half_days": reach.HALF_DAYS_WANTED["EXT"],
            "max_parts": 2,
        },
        {
            **common,
            "programme_id": "SAS",
            "name": "Alone in a room, six half-days",
            "half_days": reach.HALF_DAYS_WANTED["SAS"],
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
