"""Programmes, quotas, settings and journeys of the demonstration."""

from __future__ import annotations

Row = dict[str, object]

SIMULATION = "simulation du choix"
"""Said in the name of programmes whose students lawfully choose by seniority and rank."""

MAX_KM = {"N1": 15.0, "EXT": 8.0, "PHYSIO": 10.0}
"""How far the parts of a composed placement may lie from each other."""

PROGRAMMES: tuple[Row, ...] = (
    {
        "programme_id": "N1",
        "name": f"Stage de niveau 1 en médecine générale ({SIMULATION})",
        "profession": "gp",
        "half_days": 8,
        "min_parts": 2,
        "max_parts": 2,
        "min_liberal": 2,
        "min_centre": 2,
        "min_part": 2,
        "whole_days": True,
        "max_km": MAX_KM["N1"],
        "presence": "required",
        "no_repeat": "supervisor",
        "min_wishes": 3,
        "composition": "composed",
    },
    {
        "programme_id": "SASPAS",
        "name": f"SASPAS, stage autonome supervisé ({SIMULATION})",
        "profession": "gp",
        "half_days": 8,
        "min_parts": 2,
        "max_parts": 3,
        "needs_room": True,
        "presence": "reachable",
        "no_repeat": "site",
        "composition": "offers",
    },
    {
        "programme_id": "EXT",
        "name": "Externes, stage de médecine générale",
        "profession": "gp",
        "half_days": 2,
        "max_parts": 2,
        "min_part": 1,
        "max_km": MAX_KM["EXT"],
        "presence": "required",
        "composition": "composed",
    },
    {
        "programme_id": "PHYSIO",
        "name": "Masso-kinésithérapie, stage clinique",
        "profession": "physio",
        "half_days": 6,
        "max_parts": 2,
        "min_part": 2,
        "whole_days": True,
        "max_km": MAX_KM["PHYSIO"],
        "presence": "required",
        "weeks": "1-13",
        "composition": "composed",
    },
)

QUOTAS: tuple[Row, ...] = (
    {"quota_id": "Q1", "scope": "zone", "value": "ZIP", "programme_id": "N1", "min": "20%"},
    {"quota_id": "Q2", "scope": "zone", "value": "ZIP, ZAC", "programme_id": "SASPAS", "min": 12},
    {"quota_id": "Q3", "scope": "qpv", "value": "true", "min": 55},
    {
        "quota_id": "Q4",
        "scope": "territory",
        "value": "86194",
        "programme_id": "EXT",
        "max": 12,
        "hard": True,
    },
    {
        "quota_id": "Q5",
        "scope": "zone",
        "value": "ZAC",
        "programme_id": "EXT",
        "min": 24,
        "unit": "half_days",
    },
)
"""Soft minimums for priority zones and quarters, one hard maximum."""


def programme_rows() -> list[Row]:
    """Return the table ``programmes``: all of one order, all ``optimal``."""
    return [{**row, "mechanism": "optimal"} for row in PROGRAMMES]


def setting_rows(seed: int) -> list[Row]:
    """Return the table ``settings``.

    ``leaver_share`` is 0: the ages of the census are invented, and must not change the need that
    follows from an official accessibility.
    """
    values = {
        "semester": "2027-05",
        "seed": seed,
        "campus": "46.58362 0.35972",
        "leaver_share": 0,
    }
    return [{"key": key, "value": value} for key, value in values.items()]
