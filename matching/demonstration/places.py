"""The communes of the five documents, with quarters and zones that are not official.

`territories.csv` holds facts. Everything added to them here is derived (zones, from the
accessibility) or invented (quarters), and says so in the columns ``name`` and
``ind_zone_origin`` of the table.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib.resources import files
from random import Random

from ..entities import Territory

ZONE_LIMITS = (("ZIP", Fraction("2.5")), ("ZAC", Fraction("3.5")), ("ZV", Fraction("4.0")))
"""A commune has the first zone whose limit its accessibility does not pass, otherwise HV."""

INVENTED_QUARTERS = (
    ("86194-Q1", "86194", "0.80", 0.012, 0.018),
    ("86066-Q1", "86066", "0.80", -0.009, -0.012),
    ("93005-Q1", "93005", "0.90", 0.010, 0.009),
    ("93066-Q1", "93066", "0.95", 0.012, -0.006),
    ("93066-Q2", "93066", "0.90", -0.008, 0.011),
    ("94028-Q1", "94028", "0.75", -0.010, -0.010),
    ("91570-Q1", "91570", "0.85", 0.006, -0.009),
)
"""Code, commune, need, and offset in degrees from the commune's point: all invented."""


CENSUS_ORIGIN = "professionnels inventés pour la démonstration"
"""Said of every territory, so that nobody takes the census of care for a fact."""


@dataclass(frozen=True)
class Place:
    """A territory, the document it comes from, and where its zone comes from."""

    territory: Territory
    document: str
    zone_origin: str

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude; every place of the demonstration has them."""
        lat, lon = self.territory.lat, self.territory.lon
        assert lat is not None
        assert lon is not None
        return lat, lon


def derived_zone(apl: Fraction | None) -> str | None:
    """Return the zone that `ZONE_LIMITS` derives from the accessibility, if it is known."""
    if apl is None:
        return None
    return next((zone for zone, limit in ZONE_LIMITS if apl <= limit), "HV")


def places() -> dict[str, Place]:
    """Return communes and invented quarters by code."""
    text = (files(__package__) / "territories.csv").read_text(encoding="utf-8")
    found = {row["territory_id"]: _commune(row) for row in csv.DictReader(io.StringIO(text))}
    for code, commune, need, north, east in INVENTED_QUARTERS:
        found[code] = _quarter(code, found[commune], Fraction(need), north, east)
    return found


def _commune(row: dict[str, str]) -> Place:
    apl = Fraction(row["apl"]) if row["apl"] else None
    territory = Territory(
        territory_id=row["territory_id"],
        name=row["name"],
        population=int(row["population"]),
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        department=row["department"],
        epci=row["epci"],
        region=row["region"],
        zone=derived_zone(apl),
        apl=apl,
        indicators={
            "ind_apl_level": row["apl_level"],
            "ind_gp_establishments_2019": row["gp_establishments_2019"],
        },
    )
    return Place(territory, row["document"], "dérivée de l'APL, non officielle" if apl else "")


def _quarter(code: str, commune: Place, need: Fraction, north: float, east: float) -> Place:
    lat, lon = commune.point
    territory = replace(
        commune.territory,
        territory_id=code,
        name=f"Quartier inventé {code[-1]} ({commune.territory.name})",
        population=None,
        lat=round(lat + north, 5),
        lon=round(lon + east, 5),
        qpv=True,
        apl=None,
        need=need,
        indicators={},
    )
    return Place(territory, commune.document, "celle de la commune, dérivée, non officielle")


def territory_rows(found: dict[str, Place]) -> list[dict[str, object]]:
    """Return the table ``territories``."""
    return [_row(found[code]) for code in sorted(found)]


def _row(place: Place) -> dict[str, object]:
    territory = place.territory
    return {
        "territory_id": territory.territory_id,
        "name": territory.name,
        "population": territory.population,
        "lat": territory.lat,
        "lon": territory.lon,
        "department": territory.department,
        "epci": territory.epci,
        "region": territory.region,
        "zone": territory.zone,
        "qpv": True if territory.qpv else None,
        "apl": None if territory.apl is None else float(territory.apl),
        "need": None if territory.need is None else float(territory.need),
        "ind_zone_origin": place.zone_origin or None,
        "ind_apl_level": territory.indicators.get("ind_apl_level") or None,
        "ind_offre_origine": CENSUS_ORIGIN,
        "ind_gp_establishments_2019": _number(
            territory.indicators.get("ind_gp_establishments_2019")
        ),
    }


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def physio_rows(codes: set[str], rng: Random) -> dict[str, list[dict[str, object]]]:
    """Return ``zones`` and ``needs`` of physiotherapy for some territories: all invented."""
    zones: list[dict[str, object]] = []
    needs: list[dict[str, object]] = []
    for code in sorted(codes):
        need = rng.randint(4, 19) / 20
        needs.append({"territory_id": code, "profession": "physio", "need": need})
        zone = "ZIP" if need >= 0.7 else "ZAC" if need >= 0.45 else "HV"
        zones.append(
            {
                "territory_id": code,
                "profession": "physio",
                "zone": zone,
                "start": "2026-01-01",
                "end": None,
                "source": "zonage inventé pour la démonstration",
            }
        )
    return {"zones": zones, "needs": needs}
