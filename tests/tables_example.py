"""A small semester that uses every table, as canonical rows, and spoilt copies of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

from maillage.matching.tables.findings import Finding, InputError
from maillage.matching.tables.reading import read_rows

Tables = dict[str, list[dict[str, Any]]]

_EXAMPLE: Tables = {
    "settings": [
        {"key": "semester", "value": "2027-05"},
        {"key": "campus", "value": "48.9 2.4"},
        {"key": "detour", "value": 1.25},
        {"key": "tiers", "value": "placed, floors, value"},
    ],
    "territories": [
        {"territory_id": "01053", "name": "Bourg", "lat": 46.2052, "lon": 5.2255, "zone": "ZIP",
         "need": 0.7, "population": 41365, "region": "84", "ind_beds": 3.5},
        {"territory_id": "93005", "name": "Aulnay-sous-Bois", "lat": 48.938, "lon": 2.494,
         "qpv": True, "apl": 2.65, "gp_over_60": 0.45, "department": "93", "zone": "ZAC"},
        {"territory_id": "Q1", "name": "Quartier d'Orgemont", "lat": 48.95, "lon": 2.31,
         "frr": True, "epci": "E1"},
    ],
    "zones": [
        {"territory_id": "93005", "profession": "physio", "zone": "ZAC",
         "start": date(2027, 1, 1), "end": date(2028, 12, 31), "source": "arrêté"},
    ],
    "needs": [{"territory_id": "Q1", "profession": "dentist", "need": 0.25}],
    "providers": [
        {"provider_id": "P1", "name": "Dr Œuf", "profession": "gp", "territory_id": "01053",
         "setting": "liberal", "fte": 0.8, "birth_year": 1961, "takes_trainees": True},
    ],
    "sites": [
        {"site_id": "S1", "name": "Cabinet de l'Œuvre", "kind": "liberal_practice",
         "setting": "liberal", "territory_id": "01053"},
        {"site_id": "S2", "name": "Centre, de santé", "kind": "health_centre",
         "setting": "centre", "territory_id": "93005", "rooms": 2, "lat": 48.94, "lon": 2.5},
        {"site_id": "12", "name": "=1+1", "kind": "hospital", "setting": "centre",
         "territory_id": "Q1", "housing_places": 3},
    ],
    "supervisors": [
        {"supervisor_id": "M1", "name": "Dr Élise Noël", "profession": "gp", "site_id": "S1",
         "programmes": "N1, EXT", "max_students": 3, "max_at_once": 2, "limits": "EXT:1",
         "accreditation_end": date(2028, 10, 31), "mon_am": "x", "mon_pm": "S2",
         "tue_am": "a", "tue_pm": "a:12"},
        {"supervisor_id": "M2", "name": "Dr Bâ", "profession": "gp", "site_id": "S2",
         "programmes": "SAS", "max_students": 2, "wed_am": "x", "wed_pm": "x", "thu_am": "12",
         "thu_pm": "12"},
    ],
    "accreditations": [
        {"supervisor_id": "M2", "programme_id": "SAS", "start": date(2026, 1, 1)},
    ],
    "programmes": [
        {"programme_id": "N1", "name": "Niveau 1", "profession": "gp", "half_days": 2,
         "min_part": 1, "mechanism": "optimal", "max_km": 12.5, "weeks": "1-13",
         "no_repeat": "site", "everyone": True, "order": 1},
        {"programme_id": "SAS", "name": "SASPAS", "profession": "gp", "half_days": 2,
         "mechanism": "serial", "presence": "reachable", "needs_room": True,
         "composition": "offers"},
        {"programme_id": "EXT", "name": "Externes", "profession": "gp", "half_days": 1,
         "mechanism": "optimal", "weeks": "odd", "order": 1},
    ],
    "offers": [
        {"offer_id": "O1", "programme_id": "SAS", "name": "Binôme", "seats": 1, "min_seats": 1},
        {"offer_id": "O2", "programme_id": "SAS", "seats": 2, "open": False},
    ],
    "offer_parts": [
        {"offer_id": "O1", "supervisor_id": "M2", "half_days": "wed_am wed_pm"},
        {"offer_id": "O2", "supervisor_id": "M2", "site_id": "12", "half_days": 2,
         "weeks": "even"},
    ],
    "students": [
        {"student_id": "E1", "name": "Zoé", "programme_id": "N1", "lat": 46.1, "lon": 5.2,
         "car": False, "max_minutes": 45.5, "credit": 0.1, "link_id": "L", "wish_1": "Bourg",
         "wish_2": "M1"},
        {"student_id": "E2", "name": "Ali", "programme_id": "SAS", "territory_id": "01053",
         "seniority": 3, "rank": 12, "second_lat": 48.9, "second_lon": 2.3},
        {"student_id": "E3", "name": "@Bo", "programme_id": "EXT", "territory_id": "Q1",
         "needs_housing": True, "shortage_only": True, "link_id": "L", "email": "b@o.fr"},
    ],
    "wishes": [
        {"student_id": "E2", "rank": 5, "target": "O1"},
        {"student_id": "E2", "rank": 5, "target": "12", "target_kind": "site"},
        {"student_id": "E2", "rank": 9, "target": "Dr Bâ"},
        {"student_id": "E3", "target": "93005", "refused": True},
    ],
    "host_rankings": [{"offer_id": "O1", "student_id": "E2", "rank": 1}],
    "quotas": [
        {"quota_id": "QZ", "scope": "zone", "value": "ZIP, ZAC", "min": "30%"},
        {"quota_id": "QC", "scope": "setting", "value": "centre", "programme_id": "N1",
         "max": 4, "unit": "half_days", "hard": False},
        {"quota_id": "QQ", "scope": "qpv", "value": "true", "max": 2},
    ],
    "locks": [
        {"student_id": "E3", "supervisor_ids": "M1", "half_days": "mon_am", "reason": "RQTH",
         "author": "C. D.", "date": date(2027, 2, 3)},
    ],
    "conflicts": [{"student_id": "E1", "supervisor_id": "M2", "reason": "own doctor"}],
    "history": [
        {"student_id": "E1", "semester": "2026-11", "supervisor_id": "M1", "site_id": "S1",
         "programme_id": "N1", "validated": True},
    ],
    "travel": [{"origin": "01053", "destination": "S2", "minutes": 320.5}],
    "requests": [
        {"request_id": "R1", "name": "Dr Li", "profession": "gp", "mode": "mixed",
         "anchors": "48.9 2.4; 01053", "fte": 0.5, "status": "visit"},
    ],
    "openings": [
        {"opening_id": "K1", "name": "MSP", "territory_id": "01053", "kind": "group_practice",
         "setting": "liberal", "profession": "gp", "seats": 2, "rent_month": 850.5},
    ],
    "aids": [
        {"aid_id": "A1", "name": "Première installation", "scope": "zone", "value": "ZIP",
         "audience": "installation", "amount": 10000, "period": "once",
         "start": date(2026, 1, 1)},
    ],
    "criteria": [{"criterion": "team", "weight": 0.4}],
    "fees": [
        {"fee_id": "F1", "name": "Indemnité", "payee": "student", "amount": 130,
         "period": "month", "min_km_home": 15},
    ],
}  # fmt: skip


def example() -> Tables:
    """Return a copy of the example that a test may spoil."""
    return copy.deepcopy(_EXAMPLE)


def findings_of(spoil: Callable[[Tables], object]) -> tuple[Finding, ...]:
    """Return what the reading of a spoilt example finds."""
    tables = example()
    spoil(tables)
    try:
        return read_rows(tables).warnings
    except InputError as error:
        return error.findings
