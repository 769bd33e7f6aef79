"""A small semester in which everything is there that the commands of the pages name."""

from __future__ import annotations

import json
import re
import shutil
from itertools import product
from pathlib import Path
from typing import Any

import docx
import pandas as pd
from cli_example import Tables, example, folder, run, workbook
from maillage.matching.letters.convention import convention
from official_files import apl_file, zonage_file

ROOT = Path(__file__).resolve().parent.parent
NAMES = {"M1": "M001", "M2": "M004", "M3": "M049", "01": "N001", "02": "N002", "03": "E017",
         "04": "E042", "05": "E050", "06": "E003", "07": "A012", "CAB": "S001", "CDS": "S002",
         "LAC": "S003"}  # fmt: skip
"""The identifiers of the pages instead of those of the example."""
EPCI = "200058006"


def renamed(value: Any) -> Any:
    """Return a cell with the names of the pages."""
    return NAMES.get(value, value) if isinstance(value, str) else value


def semester() -> Tables:
    """Return the rows of the semester, with a programme of each mechanism and practitioners."""
    tables = {
        name: [{column: renamed(cell) for column, cell in row.items()} for row in rows]
        for name, rows in example().items()
    }
    for territory in tables["territories"]:
        territory |= {"epci": EPCI, "population": 30_000, "department": "93", "gp_fte": 12}
    for supervisor in tables["supervisors"]:
        supervisor["programmes"] = "N1, EXT, SASPAS"
    tables["programmes"].append(
        {"programme_id": "SASPAS", "name": "SASPAS", "profession": "gp", "half_days": 2,
         "mechanism": "serial", "composition": "offers"}
    )  # fmt: skip
    tables["offers"] = [
        {"offer_id": name, "programme_id": "SASPAS", "name": name, "seats": 1}
        for name in ("O08", "O09")
    ]
    tables["offer_parts"] = [
        {"offer_id": "O08", "supervisor_id": "M001", "half_days": "mon_am mon_pm"},
        {"offer_id": "O09", "supervisor_id": "M049", "half_days": "fri_am fri_pm"},
    ]
    for student in tables["students"]:
        if student["student_id"] in ("A012", "E042"):
            student |= {"programme_id": "SASPAS", "seniority": 3, "rank": 10, "wish_1": "O09"}
            student["wish_2"] = "M049" if student["student_id"] == "A012" else "O08"
    tables["territories"] += [
        {
            "territory_id": f"7737{number}",
            "name": f"Bourg {number}",
            "lat": 48.4,
            "zone": "ZIP",
            "lon": 3.0 + number / 4,
            "population": 4_000,
            "department": "77",
            "need": 0.9,
        }
        for number in range(4)
    ]
    return {**tables, **practitioners()}


def practitioners() -> Tables:
    """Return requests to install, and where one could."""
    return {
        "requests": [
            {"request_id": f"DEM-{number:02}", "name": f"Dr {number}", "profession": profession,
             "practice": "group", "anchors": "93066", "max_minutes": 60,
             "available_from": "2027-05-01"}
            for number, profession in ((4, "gp"), (10, "gp"), (11, "physio"))
        ],
        "openings": [
            {"opening_id": f"LIEU-{territory}-{profession}", "name": f"MSP {territory}",
             "territory_id": territory, "kind": "group_practice", "setting": "liberal",
             "profession": profession, "seats": 1}
            for territory, profession in product(("93005", "93066"), ("gp", "physio"))
        ],
        "providers": [
            {"provider_id": "P1", "name": "A", "profession": "gp", "territory_id": "94028",
             "fte": 1, "birth_year": 1960},
            {"provider_id": "P2", "name": "B", "profession": "physio", "territory_id": "94028",
             "fte": 1},
        ],
    }  # fmt: skip


CHANGES = "change,id,from,reason\nsupervisor_absent,{0},{1},ill\n"
WISHES = "student_id,Vœu 1,Wish,Remark\nE017,S001,,\nE003,S003,,late\n"
RING = [[2.4, 48.9], [2.5, 48.9], [2.5, 49.0], [2.4, 48.9]]
OUTLINE = {
    "type": "Feature",
    "properties": {"code": "93005"},
    "geometry": {"type": "Polygon", "coordinates": [RING]},
}
OUTLINES = json.dumps({"type": "FeatureCollection", "features": [OUTLINE]})
PLAN = """\
base: semester.xlsx
variants:
  half:
    - {table: students, share: 1/2, remove: yes}
"""


def prepare(path: Path) -> Path:
    """Fill a folder with every file that the commands of the pages read."""
    rows = semester()
    workbook(path / "semestre.xlsx", rows, "fr")
    for name in ("semester.xlsx", "second.xlsx", "composed.xlsx", "demo/semester.xlsx"):
        (path / name).parent.mkdir(exist_ok=True)
        workbook(path / name, rows, "en")
    folder(path / "tables", rows)
    territories = {name: rows[name] for name in ("territories", "requests", "openings")}
    workbook(path / "requests.xlsx", territories, "en")
    outside_files(path)
    plans(path)
    placed = run("place", path / "semester.xlsx", "-o", path / "placement", LC_ALL="en")
    assert placed.exit_code == 0, placed.output
    for copy in ("demo/placement", "affectation"):
        shutil.copytree(path / "placement", path / copy)
    shutil.copy(path / "placement" / "placements.xlsx", path / "placements marked.xlsx")
    changes = ["--changes", path / "march.csv", "-o", path / "repaired"]
    repaired = run("repair", path / "semester.xlsx", path / "placement", *changes, LC_ALL="en")
    assert repaired.exit_code == 0, repaired.output
    return path


def outside_files(path: Path) -> None:
    """Write the files that are imported, and the tables of changes."""
    (path / "answers.csv").write_text(WISHES, encoding="utf-8")
    pd.read_csv(path / "answers.csv").to_excel(path / "answers.xlsx", index=False)
    (path / "convention.docx").write_bytes(convention())
    sheet = docx.Document()
    sheet.add_paragraph("{{ semestre }}")
    sheet.save(str(path / "fiche.docx"))
    apl_file(path / "apl_medecins.xlsx")
    zonage_file(path / "Zonage_medecin_IDF.xlsx")
    zonage_file(path / "infirmiers.xlsx", tvs=None)
    journeys = pd.DataFrame({"origin": ["93005"], "destination": ["S002"], "minutes": [20]})
    journeys.to_csv(path / "matrix.csv", index=False)
    journeys.to_parquet(path / "journeys.parquet")
    for name in ("communes.geojson", "map.json"):
        (path / name).write_text(OUTLINES, encoding="utf-8")
    columns = "lat,lon,population,fte\n48.9,2.4,900,1\n48.8,2.4,500,0\n"
    (path / "communes.csv").write_text(columns)
    (path / "march.csv").write_text(CHANGES.format("M001", 10), encoding="utf-8")
    for name in ("convention.docx", "fiche.docx"):
        document = docx.Document()
        document.add_paragraph("{{ semester.start }}{% for part in parts %} {{ part }}{% endfor %}")
        document.save(str(path / name))
    (path / "april.csv").write_text(CHANGES.format("M004", 14), encoding="utf-8")


def plans(path: Path) -> None:
    """Write a plan of variants, and the example over years with few years and draws."""
    (path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (path / "examples").mkdir()
    text = (ROOT / "examples" / "vienne.yaml").read_text(encoding="utf-8")
    for key, few in (("years", 2), ("draws", 2), ("sensitivity_draws", 2)):
        text = re.sub(rf"(?m)^{key}: \d+", f"{key}: {few}", text)
    text = text.replace('"86165"', '"93005"').replace("demo/", "../demo/")
    (path / "examples" / "vienne.yaml").write_text(text, encoding="utf-8")
