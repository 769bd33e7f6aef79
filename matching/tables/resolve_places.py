"""From parsed tables to territories, zones, needs, providers, sites and travel times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ..entities import Need, Provider, Site, Territory, TravelTime, Zone
from ..language import sentence
from .findings import Finding, error
from .parsing import Parsed, ParsedTable
from .references import Known


def rows_of(parsed: Parsed, name: str) -> Iterable[tuple[int, dict[str, Any]]]:
    """Return the rows without error of a table; none where it is not there."""
    table = parsed.get(name)
    return table.records() if table is not None else ()


def territories(parsed: Parsed) -> tuple[Territory, ...]:
    """Return the territories with their indicators."""
    table = parsed.get("territories")
    if table is None:
        return ()
    indicators = table.family("ind_")
    found = [
        Territory(
            **record,
            indicators={
                name: table.cells[name][index]
                for name in indicators
                if table.cells[name][index] is not None
            },
        )
        for index, record in table.records()
    ]
    return tuple(sorted(found, key=lambda territory: territory.territory_id))


def zones(parsed: Parsed) -> tuple[Zone, ...]:
    """Return the lines of zoning."""
    found = [Zone(**record) for _, record in rows_of(parsed, "zones")]
    return tuple(sorted(found, key=_dated))


def _dated(zone: Zone) -> tuple[str, str, date, str]:
    """Order the lines of a territory by their start, those without one first: the last decides."""
    return zone.territory_id, zone.profession, zone.start or date.min, str(zone)


def needs(parsed: Parsed) -> tuple[Need, ...]:
    """Return the given needs."""
    found = [Need(**record) for _, record in rows_of(parsed, "needs")]
    return tuple(sorted(found, key=lambda need: (need.territory_id, need.profession)))


def providers(parsed: Parsed) -> tuple[Provider, ...]:
    """Return the census of care."""
    found = [Provider(**record) for _, record in rows_of(parsed, "providers")]
    return tuple(sorted(found, key=lambda provider: provider.provider_id))


def sites(parsed: Parsed, findings: list[Finding]) -> tuple[Site, ...]:
    """Return the sites; ``x`` and ``a`` are no identifiers of sites."""
    found = []
    for index, record in rows_of(parsed, "sites"):
        if record["site_id"].casefold() in ("x", "a"):
            findings.append(_reserved(parsed["sites"], index, record["site_id"]))
        found.append(Site(**record))
    return tuple(sorted(found, key=lambda site: site.site_id))


def _reserved(table: ParsedTable, index: int, site_id: str) -> Finding:
    message = sentence(
        "'{site}' cannot be a site's identifier: it has a meaning in timetables.", site=site_id
    )
    return error("reserved-identifier", table.where(index, "site_id"), message)


def travel(parsed: Parsed, known: Known) -> tuple[TravelTime, ...]:
    """Return the travel times between places that exist."""
    places = [known.get(table, ()) for table in ("sites", "students", "territories")]

    def exists(identifier: str) -> bool:
        return any(identifier in names for names in places)

    found = [
        TravelTime(**record)
        for _, record in rows_of(parsed, "travel")
        if exists(record["origin"]) and exists(record["destination"])
    ]
    return tuple(sorted(found, key=lambda line: (line.origin, line.destination)))
