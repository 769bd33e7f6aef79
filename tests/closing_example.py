"""A small semester with everything that closing concerns, as canonical rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import maillage
from maillage.matching.result import Placement

from .cli_example import Tables, example, supervisor


def full() -> Tables:
    """Return the example with history, locks, conflicts, credit, and what is about to end.

    N1 leads out, EXT leads to N1. Of N1 only 02 fits; 06 is locked.
    """
    tables = example()
    hosts = tables["supervisors"]
    hosts[0]["accreditation_end"] = date(2027, 12, 31)
    hosts[1]["accreditation_end"] = date(2028, 4, 30)
    hosts[2]["accreditation_end"] = date(2027, 10, 31)
    tables["programmes"][0]["next_programme"] = "end"
    tables["programmes"][1]["next_programme"] = "N1"
    students = {row["student_id"]: row for row in tables["students"]}
    students["01"] |= {"seniority": 2, "rank": 12, "credit": 0.5, "email": "e01@ecole.example"}
    students["03"] |= {"seniority": 1, "rank": 3, "link_id": "B1", "credit": 0.25}
    students["04"] |= {"link_id": "B1", "needs_housing": True, "max_minutes": 90}
    tables["locks"] = [
        {"student_id": "06", "supervisor_ids": "M3", "reason": "grossesse", "author": "Dr A"}
    ]
    tables["conflicts"] = [
        {"student_id": "02", "supervisor_id": "M1", "reason": "famille"},
        {"student_id": "03", "supervisor_id": "M3"},
    ]
    tables["history"] = [
        {"student_id": "01", "semester": "2026-11", "supervisor_id": "M3", "validated": True},
        {"student_id": "99", "semester": "2025-11", "site_id": "LAC"},
    ]
    tables["providers"] = [
        {"provider_id": "P1", "name": "dr hote 2", "profession": "gp", "territory_id": "93066",
         "leaver_date": date(2028, 3, 31)},
    ]  # fmt: skip
    return tables


def placed(source: Path, result: Path, **options: Any) -> Placement:
    """Place a file into a folder."""
    semester = maillage.read_semester(source)
    placement = maillage.place(semester, **options)
    maillage.write_results(semester, placement, result)
    return placement


def contest(no_repeat: str) -> Tables:
    """Return two students who both want M1 most, with a seat each at M1, M2 and M3."""
    tables = example()
    tables["settings"].append({"key": "wish_weight", "value": 1})
    tables["supervisors"] = [
        {**supervisor(n, "CAB", "mon"), "max_students": 1, "programmes": "EXT"} for n in (1, 2, 3)
    ]
    programme = {**tables["programmes"][1], "no_repeat": no_repeat, "min_part": 2}
    tables["programmes"] = [programme]
    tables["students"] = [
        {"student_id": name, "name": name, "programme_id": "EXT", "lat": 48.94, "lon": 2.49,
         **dict(zip(("wish_1", "wish_2", "wish_3"), ("M1", "M2", "M3"), strict=True))}
        for name in ("A", "B")
    ]  # fmt: skip
    del tables["quotas"]
    return tables
