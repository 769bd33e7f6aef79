"""A handful of students as canonical rows, as files, and the command line run on them."""

from __future__ import annotations

import copy
from pathlib import Path
from random import Random
from typing import Any

from click.testing import CliRunner, Result
from maillage.cli import commands
from maillage.matching.language import Lang
from maillage.matching.tables.writing import write_csv_folder, write_workbook

Tables = dict[str, list[dict[str, Any]]]

TERRITORIES = [
    {"territory_id": "93005", "name": "Aulnay-sous-Bois", "lat": 48.938, "lon": 2.494,
     "zone": "ZIP", "qpv": True},
    {"territory_id": "93066", "name": "Saint-Denis", "lat": 48.936, "lon": 2.357, "zone": "ZAC"},
    {"territory_id": "94028", "name": "Créteil", "lat": 48.79, "lon": 2.455},
]  # fmt: skip
SITES = [
    {"site_id": "CAB", "name": "Cabinet des Lilas", "kind": "liberal_practice",
     "setting": "liberal", "territory_id": "93005"},
    {"site_id": "CDS", "name": "Centre Émile-Zola", "kind": "health_centre",
     "setting": "centre", "territory_id": "93066", "rooms": 1},
    {"site_id": "LAC", "name": "Cabinet du lac", "kind": "liberal_practice",
     "setting": "liberal", "territory_id": "94028"},
]  # fmt: skip
PROGRAMMES = [
    {"programme_id": "N1", "name": "Niveau 1", "profession": "gp", "half_days": 4,
     "min_parts": 2, "min_liberal": 2, "min_centre": 2, "whole_days": True,
     "mechanism": "optimal"},
    {"programme_id": "EXT", "name": "Externes", "profession": "gp", "half_days": 2,
     "min_part": 1, "mechanism": "optimal"},
]  # fmt: skip
QUOTAS = [{"quota_id": "Q1", "scope": "zone", "value": "ZIP", "programme_id": "N1", "min": 1}]


def supervisor(number: int, site: str, days: str) -> dict[str, Any]:
    """Return the row of a supervisor who is at one site on whole days."""
    presence = {f"{day}_{half}": "x" for day in days.split() for half in ("am", "pm")}
    return {"supervisor_id": f"M{number}", "name": f"Dr Hôte {number}", "profession": "gp",
            "site_id": site, "programmes": "N1, EXT", "max_students": 2, **presence}  # fmt: skip


def student(student_id: str, programme: str, lat: float, *wishes: str) -> dict[str, Any]:
    """Return the row of a student with its wishes beside it."""
    ranked = {f"wish_{rank}": wish for rank, wish in enumerate(wishes, start=1)}
    return {"student_id": student_id, "name": f"Élève {student_id}", "programme_id": programme,
            "lat": lat, "lon": 2.4, **ranked}  # fmt: skip


def example() -> Tables:
    """Return seven students; one of them has to stay without a place."""
    tables: Tables = {
        "settings": [{"key": "semester", "value": "2027-05"}, {"key": "seed", "value": 3}],
        "territories": TERRITORIES,
        "sites": SITES,
        "supervisors": [
            supervisor(1, "CAB", "mon tue"),
            supervisor(2, "CDS", "wed thu"),
            supervisor(3, "LAC", "mon fri"),
        ],
        "programmes": PROGRAMMES,
        "students": [
            student("01", "N1", 48.9, "M1", "M2"),
            student("02", "N1", 48.8, "LAC", "CDS"),
            student("03", "EXT", 48.95, "CAB"),
            student("04", "EXT", 48.93, "93005", "93066"),
            student("05", "EXT", 48.7, "Créteil"),
            student("06", "EXT", 48.7),
            student("07", "N1", 48.9, "M3"),
        ],
        "quotas": QUOTAS,
    }
    return copy.deepcopy(tables)


def shuffled(tables: Tables, seed: int) -> Tables:
    """Return the same rows in another order."""
    rng = Random(seed)
    return {name: rng.sample(rows, len(rows)) for name, rows in tables.items()}


def workbook(path: Path, tables: Tables | None = None, lang: Lang = "fr") -> Path:
    """Write a semester, the example by default, as a workbook."""
    write_workbook(tables or example(), path, lang)
    return path


def folder(path: Path, tables: Tables | None = None, lang: Lang = "en") -> Path:
    """Write a semester, the example by default, as a folder of CSV files."""
    write_csv_folder(tables or example(), path, lang)
    return path


def run(*arguments: object, **variables: str | None) -> Result:
    """Run the command line on a system of no language, but for the variables given."""
    plain = {"MAILLAGE_LANG": None, "LC_ALL": "C", "LC_MESSAGES": None, "LANG": None}
    return CliRunner().invoke(commands, [str(a) for a in arguments], env={**plain, **variables})
