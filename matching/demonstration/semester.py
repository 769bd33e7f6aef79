"""The tables of the demonstration semester, put together from a seed."""

from __future__ import annotations

from random import Random

from .aids import AIDS, CRITERIA
from .census import provider_rows
from .decisions import (
    accredited_by_line,
    conflict_rows,
    history_rows,
    lock_rows,
    travel_rows,
    with_ending_accreditations,
)
from .fees import FEES
from .grounds import grounds, site_row
from .hosts import host_row, hosts
from .learners import learner_row, learners
from .names import people
from .places import Place, physio_rows, places, territory_rows
from .postings import offer_row, part_rows, postings, with_double_offers
from .practitioners import practitioner_rows
from .preferences import Scene, wish_rows
from .programmes import QUOTAS, Row, programme_rows, setting_rows
from .reach import composed_choices, offered_choices, parts_of

DEFAULT_SEED = 2027


def demonstration_tables(seed: int = DEFAULT_SEED) -> dict[str, list[dict[str, object]]]:
    """Return the tables of a complete semester: real communes, invented people.

    Parameters
    ----------
    seed
        Everything invented follows from it: the same seed gives the same tables.

    Returns
    -------
    dict
        Rows by table name, with the canonical column names of the data contract. An empty
        cell is ``None``.
    """
    rng = Random(seed)
    found, named = places(), people(rng)
    sites = grounds(found, rng)
    by_site = {g.site.site_id: g for g in sites}
    invented = hosts(sites, named, rng)
    offers, invented = with_double_offers(postings(invented, sites, rng), invented, sites)
    supervisors, accreditations = with_ending_accreditations(invented)
    accredited = accredited_by_line(supervisors, accreditations)
    parts = {p: parts_of(p, accredited, by_site) for p in ("N1", "SASPAS", "EXT", "PHYSIO")}
    choices = {p: composed_choices(p, parts[p]) for p in ("N1", "EXT", "PHYSIO")}
    choices["SASPAS"] = offered_choices(offers, by_site)
    physio = physio_rows({p.ground.site.territory_id for p in parts["PHYSIO"]}, rng)
    short = _short_of_care(found, physio["zones"])
    students = learners(found, choices, short, named, rng)
    by_id = {x.student.student_id: x for x in students}
    wishes = wish_rows(students, Scene(parts, offers, by_site, found), rng)
    return {
        "territories": territory_rows(found),
        "zones": physio["zones"],
        "needs": physio["needs"],
        "providers": provider_rows(found, sites, supervisors, seed),
        "sites": [site_row(g.site) for g in sites],
        "supervisors": [host_row(h) for h in supervisors],
        "accreditations": accreditations,
        "programmes": programme_rows(),
        "offers": [offer_row(p.offer) for p in offers],
        "offer_parts": [row for p in offers for row in part_rows(p.offer)],
        "students": [learner_row(x) for x in students],
        "wishes": wishes,
        "quotas": [dict(row) for row in QUOTAS],
        "locks": lock_rows(by_id, accredited, by_site, offers),
        "conflicts": conflict_rows(by_id, parts),
        "history": history_rows(students, parts, rng),
        "travel": travel_rows(),
        **practitioner_rows(found, seed),
        "aids": [dict(row) for row in AIDS],
        "criteria": [dict(row) for row in CRITERIA],
        "fees": [dict(row) for row in FEES],
        "settings": setting_rows(seed),
    }


def _short_of_care(found: dict[str, Place], physio: list[Row]) -> dict[str, frozenset[str]]:
    """Return per programme the territories zoned ZIP or ZAC for its profession."""
    gp = frozenset(code for code, place in found.items() if place.territory.zone in ("ZIP", "ZAC"))
    other = frozenset(str(row["territory_id"]) for row in physio if row["zone"] in ("ZIP", "ZAC"))
    return {"N1": gp, "SASPAS": gp, "EXT": gp, "PHYSIO": other}
