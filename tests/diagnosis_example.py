"""A small table of territories with care, supervisors and quarters, for tests of diagnoses."""

from __future__ import annotations

from typing import Any

from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows

Tables = dict[str, list[dict[str, Any]]]

HOSTILE = ("<script>alert(1)</script>", '=HYPERLINK("http://harm.example","x")', "+1+cmd|'/c'!A1")

TERRITORIES = [
    {"territory_id": "01001", "name": "Haut-Bourg", "population": 9000, "lat": 46.0, "lon": 5.0,
     "department": "01", "epci": "E1", "zone": "ZIP", "apl": 1.9,
     "ind_sante_mortalite": "12,5", "ind_projets_forces": "MSP en projet"},
    {"territory_id": "01001-Q1", "name": "Les Lilas", "population": 3000, "lat": 46.01,
     "lon": 5.01, "department": "01", "epci": "E1", "qpv": True, "need": 0.9},
    {"territory_id": "01002", "name": "Le Val", "population": 1000, "lat": 46.1, "lon": 5.2,
     "department": "01", "epci": "E1", "apl": 4.5, "ind_sante_mortalite": "10"},
    {"territory_id": "69003", "name": "Ville", "population": 90000, "lat": 45.75, "lon": 4.85,
     "department": "69", "epci": "E2", "apl": 3.25},
    {"territory_id": "69004", "name": "Sans rien", "department": "69"},
]  # fmt: skip
PROVIDERS = [
    {"provider_id": "P1", "name": "Dr Un", "profession": "gp", "territory_id": "01001",
     "fte": 1, "birth_year": 1960, "sector": "1", "kind": "health_centre"},
    {"provider_id": "P2", "name": "Dr Deux", "profession": "gp", "territory_id": "01001-Q1",
     "fte": 0.5, "birth_year": 1990, "sector": "2"},
    {"provider_id": "P3", "name": "Dr Trois", "profession": "gp", "lat": 45.76, "lon": 4.85,
     "leaver_date": "2030-01-31"},
    {"provider_id": "P4", "name": "Dr Parti", "profession": "gp", "territory_id": "01001",
     "leaver_date": "2026-12-31"},
    {"provider_id": "P5", "name": "Kiné Une", "profession": "physio", "territory_id": "69003",
     "fte": 1},
]  # fmt: skip
SITES = [
    {"site_id": "S1", "name": "Cabinet du Haut", "kind": "liberal_practice", "setting": "liberal",
     "territory_id": "01001"},
    {"site_id": "S2", "name": "MSP des Lilas", "kind": "group_practice", "setting": "liberal",
     "territory_id": "01001-Q1", "lat": 46.011, "lon": 5.011},
    {"site_id": "S3", "name": "Centre de Ville", "kind": "health_centre", "setting": "centre",
     "territory_id": "69003"},
]  # fmt: skip
SUPERVISORS = [
    {"supervisor_id": "M1", "name": "Dr Mentor", "profession": "gp", "site_id": "S1",
     "programmes": "N1", "max_students": 2, "mon_am": "x", "tue_am": "S2"},
    {"supervisor_id": "M2", "name": "Dr Autre", "profession": "gp", "site_id": "S3",
     "programmes": "N1", "max_students": 1, "mon_am": "x"},
]  # fmt: skip
PROGRAMMES = [{"programme_id": "N1", "name": "Niveau 1", "profession": "gp", "half_days": 2,
               "mechanism": "optimal"}]  # fmt: skip
STUDENTS = [
    {"student_id": f"E{k}", "name": f"Élève {k}", "programme_id": "N1", "lat": 46.0, "lon": 5.0}
    for k in (1, 2)
]
HISTORY = [
    {"student_id": "E1", "semester": "2026-11", "supervisor_id": "M1", "programme_id": "N1"},
    {"student_id": "E1", "semester": "2026-11", "site_id": "S2", "programme_id": "N1"},
    {"student_id": "E2", "semester": "2026-05", "site_id": "S2", "programme_id": "N1"},
]


def tables() -> Tables:
    """Return the tables, to be changed at will."""
    found = {
        "territories": TERRITORIES,
        "providers": PROVIDERS,
        "sites": SITES,
        "supervisors": SUPERVISORS,
        "programmes": PROGRAMMES,
        "students": STUDENTS,
        "history": HISTORY,
        "settings": [{"key": "semester", "value": "2027-05"}],
    }
    return {name: [dict(row) for row in rows] for name, rows in found.items()}


def semester(**changed: list[dict[str, Any]]) -> Semester:
    """Return the semester, some tables replaced."""
    return read_rows({**tables(), **changed}, job="diagnose")
