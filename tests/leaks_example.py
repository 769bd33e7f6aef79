"""A semester with a bit of everything, and every command run on it in one language."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

from maillage.matching.language import Lang
from python_calamine import CalamineWorkbook

from .cli_example import Tables, example, run, workbook

REQUESTS = [
    {"request_id": "DEM1", "name": "Zoé Quérin", "profession": "gp", "anchors": "93005",
     "max_minutes": 40, "status": "visit", "opened_on": "2026-11-02", "next_step": "Rappeler",
     "next_date": "2027-04-01", "referent": "Hélène", "team_id": "MSP"},
    {"request_id": "DEM2", "name": "Éric Zola", "profession": "gp", "mode": "liberal",
     "wants_premises_m2": 200, "status": "information", "opened_on": "2027-01-04",
     "team_id": "MSP", "shortage_only": True},
    {"request_id": "DEM3", "name": "Anne Écot", "profession": "gp", "mode": "salaried"},
]  # fmt: skip
OPENINGS = [
    {"opening_id": "L1", "name": "Maison des Lilas", "territory_id": "93005", "seats": 2,
     "kind": "group_practice", "setting": "liberal", "profession": "gp", "m2": 60,
     "rent_month": 300, "team": "nurse, physio", "leaver_date": "2027-09-01"},
    {"opening_id": "L2", "name": "Centre du Port", "territory_id": "93066", "seats": 1,
     "kind": "health_centre", "setting": "centre", "profession": "gp"},
    {"opening_id": "L3", "name": "Cabinet du Lac", "territory_id": "94028", "seats": 0,
     "kind": "liberal_practice", "setting": "liberal", "profession": "gp"},
]  # fmt: skip
PROVIDERS = [
    {"provider_id": f"P{number}", "name": f"Dr Épure {number}", "profession": profession,
     "territory_id": territory, "fte": 0.8, "birth_year": birth, "setting": "liberal"}
    for number, (profession, territory, birth) in enumerate(
        [("gp", "93005", 1958), ("gp", "93066", 1975), ("gp", "94028", 1990),
         ("nurse", "93005", 1961), ("nurse", "94028", 1985)]
    )
]  # fmt: skip
AIDS = [
    {"aid_id": "A1", "name": "Première installation", "scope": "zone", "value": "ZIP",
     "audience": "installation", "amount": 10000, "period": "once", "source": "avenant"},
]  # fmt: skip


def everything() -> Tables:
    """Return the example with territories, requests, openings, a serial programme."""
    tables = example()
    for territory, people, apl in zip(
        tables["territories"], (87000, 115000, 93000), (2.1, 2.4, 3.6), strict=True
    ):
        territory.update(population=people, apl=apl, department=territory["territory_id"][:2])
    tables["requests"] = [dict(row) for row in REQUESTS]
    tables["openings"] = [dict(row) for row in OPENINGS]
    tables["providers"] = [dict(row) for row in PROVIDERS]
    tables["aids"] = [dict(row) for row in AIDS]
    tables["conflicts"] = [{"student_id": "03", "supervisor_id": "M1", "reason": "famille"}]
    tables["locks"] = [{"student_id": "06", "supervisor_ids": "M3", "reason": "santé"}]
    tables["students"][4]["max_minutes"] = 5
    tables["students"][0]["shortage_only"] = True
    return tables


def by_rank() -> Tables:
    """Return the example where the externs choose offers by rank, one of them without wishes."""
    tables = everything()
    del tables["locks"]
    tables["programmes"][1].update(mechanism="serial", composition="offers")
    tables["offers"] = [
        {"offer_id": f"OF{n}", "programme_id": "EXT", "name": f"Terrain {n}", "seats": 1,
         "min_seats": 1 if n == 1 else None}
        for n in (1, 2, 3)
    ]  # fmt: skip
    tables["offer_parts"] = [
        {"offer_id": f"OF{n}", "supervisor_id": f"M{n}", "half_days": half_days}
        for n, half_days in ((1, "mon_am mon_pm"), (2, "wed_am wed_pm"), (3, "fri_am fri_pm"))
    ]
    for number, row in enumerate(tables["students"]):
        row.update(rank=number, seniority=0)
        if row["programme_id"] == "EXT":
            for name in [name for name in row if name.startswith("wish_")]:
                del row[name]
            row.update({} if row["student_id"] == "06" else {"wish_1": "OF1", "wish_2": "OF2"})
    return tables


PLAN = """\
base: {base}
title: Essai
variants:
  capacité:
    - table: supervisors
      where: {{supervisor_id: M2}}
      set: {{max_students: 3}}
sweeps:
  quota:
    over: {{part: [1, 2]}}
    changes:
      - quotas: {{Q1: {{min: $part}}}}
"""
BAD_PLAN = "base: {base}\nvariants:\n  un:\n    - table: nulle\n    - supervisors: 3\nsweepz: 3\n"
CHANGES = (
    "change,id,from,half_days,column,value,reason\n"
    "supervisor_absent,M1,3,,,,congé\nstudent_leaves,02,5,,,,santé\n"
)
BAD_CHANGES = "change,id,from\nsupervisor_absent,M9,3\nnothing,02,99\n"
FORM = (
    "Horodateur,Numéro étudiant,Vœu 1,Vœu 2\n2027-01-01 10:00,01,M1,M3\n2027-01-01 11:00,02,M2,\n"
)
BAD_FORM = "Numéro étudiant,Vœu 1,Vœu 2\n01,M1,Nulle part\n99,M2,\n,M3,\n01,M3,\n"


class Outputs:
    """Runs commands in one language and keeps what people read of them, by name."""

    def __init__(self, path: Path, lang: Lang) -> None:
        self.path = path
        self.lang: Lang = lang
        self.texts: dict[str, str] = {}
        self.printed: dict[str, str] = {}
        self.codes: dict[str, int] = {}
        path.mkdir(parents=True, exist_ok=True)

    def run(self, name: str, *arguments: object, output: str | None = None) -> None:
        """Run a command; what it prints is kept, and what it writes into ``output``."""
        answer = run(*arguments, "--lang", self.lang)
        self.codes[name] = answer.exit_code
        text = self.printed[name] = answer.output
        if output is not None and (self.path / output).exists():
            lines = "\n".join(read_by_people(self.path / output)).splitlines()
            text += "\n".join(dict.fromkeys(line.strip() for line in lines))
        # The folder of the test has an English name.
        self.texts[name] = text.replace(str(self.path), "…")

    def file(self, name: str, text: str) -> Path:
        """Write a file for a command."""
        path = self.path / name
        path.write_text(text, encoding="utf-8")
        return path


def read_by_people(path: Path) -> Iterator[str]:
    """Yield the texts of workbooks and pages; CSV and JSON are for programs."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.suffix == ".xlsx":
            yield from texts_of_workbook(file)
        elif file.suffix == ".html":
            yield text_of_page(file.read_text(encoding="utf-8"))


def texts_of_workbook(path: Path) -> Iterator[str]:
    """Yield the names of the sheets and the texts of the cells."""
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        yield name
        for row in book.get_sheet_by_name(name).to_python():
            yield "\t".join(cell for cell in row if isinstance(cell, str) and cell)


def text_of_page(page: str) -> str:
    """Return what a page shows: texts, tool tips, labels, and what its scripts show."""
    data = re.findall(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    shown = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    labels = re.findall(r'(?:title|aria-label|placeholder|alt|content)="([^"]*)"', shown)
    strings = [text for part in data for text in strings_in(json.loads(part))]
    return html.unescape("\n".join([re.sub(r"<[^>]*>", "\n", shown), *labels, *strings]))


def strings_in(value: object) -> Iterator[str]:
    """Yield the texts of what a script is given, not its keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_in(one)


def semester_file(path: Path, tables: Tables, lang: Lang) -> Path:
    """Write a semester in the language of the run."""
    return workbook(path, tables, lang)


def every_command(path: Path, lang: Lang) -> Outputs:
    """Run every command, its success and what commonly goes wrong."""
    out = Outputs(path, lang)
    file = semester_file(path / "s.xlsx", everything(), lang)
    serial = semester_file(path / "c.xlsx", by_rank(), lang)
    students(out, file, serial)
    errors(out, file)
    planners(out, file)
    imports(out, file)
    return out


def students(out: Outputs, file: Path, serial: Path) -> None:
    """Run what places, explains, repairs and closes."""
    o = out.path
    out.run("check", "check", file)
    out.run("place", "place", file, "-o", o / "p", output="p")
    out.run("verify", "verify", file, o / "p")
    for number in ("01", "04", "05", "07"):
        out.run(f"explain {number}", "explain", file, o / "p", "--student", number)
    out.run("explain host", "explain", file, o / "p", "--supervisor", "M2")
    out.run("explain why", "explain", file, o / "p", "--student", "04", "--target", "93005")
    out.run("replay", "replay", o / "p", file)
    changes = out.file("changements.csv", CHANGES)
    out.run("repair", "repair", file, o / "p", "--changes", changes, "-o", o / "r", output="r")
    out.run("verify repaired", "verify", file, o / "r")
    out.run("close", "close", file, o / "p", "-o", o / "n.xlsx", output="n.xlsx")
    out.run("serial", "place", serial, "-o", o / "q", output="q")
    out.run("explain serial", "explain", serial, o / "q", "--student", "05")
    out.run("explain offer", "explain", serial, o / "q", "--offer", "OF1")
    out.run("compare", "place", serial, "-o", o / "m", "--compare", "serial,optimal", output="m")
    out.run("chances", "chances", serial, "--draws", "3", "-o", o / "ch")
    out.run("chances of one", "chances", serial, "--draws", "3", "--student", "05")
    out.run("compose", "compose", serial, "-o", o / "k.xlsx", "--programme", "N1", output="k.xlsx")


def planners(out: Outputs, file: Path) -> None:
    """Run what is for territories, practitioners and many runs."""
    o = out.path
    out.run("diagnose", "diagnose", file, "-o", o / "d", "--placement", o / "p", output="d")
    out.run("directory", "directory", file, "-o", o / "a", output="a")
    out.run("requests", "requests", file, "-o", o / "i", output="i")
    out.run("rank", "rank", file, "-o", o / "l", "--groups", "--new", "1", "--without-existing",
            output="l")  # fmt: skip
    out.run("rank one", "rank", file, "-o", o / "l1", "--request", "DEM2")
    plan = out.file("plan.yaml", PLAN.format(base=file))
    out.run("scenario check", "scenario", "check", plan)
    out.run("scenario run", "scenario", "run", plan, "-o", o / "s", "--workers", "1")
    out.run("scenario compare", "scenario", "compare", o / "s", output="s")
    out.run("front", "scenario", "front", file, "--between", "shortage,wishes", "-o", o / "f",
            output="f")  # fmt: skip


def imports(out: Outputs, file: Path) -> None:
    """Run what brings outside files in, and what begins with nothing."""
    form = out.file("f.csv", FORM)
    out.run("import wishes", "import", "wishes", form, "--into", file, "--preview")
    apl = out.file("apl.csv", "code,apl\n93005,2.5\n93066,3.1\n75056,4\n")
    out.run("import apl", "import", "apl", apl, "--into", file)
    zones = out.file("z.csv", "code,zone\n93005,ZIP\n93066,ZAC\n94028,ZV\n")
    out.run("import zonage", "import", "zonage", zones, "--into", file, "--preview")
    out.run("import nurses", "import", "zonage", zones, "--into", file, "--profession", "nurse",
            "--start", "2027-01-01", "--preview")  # fmt: skip
    times = out.file("t.csv", "origine,destination,minutes\nCAB,CDS,12\nCAB,LAC,30\nCAB,X,3\n")
    out.run("import travel", "import", "travel", times, "--into", file, "--preview")
    new = out.path / "new.xlsx"
    out.run("init", "init", new, output="new.xlsx")
    out.run("init again", "init", new)
    out.run("check new", "check", new)
    out.run("doctor", "doctor")


def errors(out: Outputs, file: Path) -> None:
    """Run into what commonly goes wrong."""
    o = out.path
    tables = everything()
    tables["students"][2]["programme_id"] = "N11"
    tables["students"][3]["max_minutes"] = "loin"
    tables["sites"][1]["kind"] = "pharmacy!"
    tables["quotas"].append({"quota_id": "Q9", "scope": "zone", "value": "ZAP", "min": 2, "max": 1})
    bad = semester_file(o / "b.xlsx", tables, out.lang)
    out.run("check bad", "check", bad)
    out.run("place bad", "place", bad, "-o", o / "x")
    tables = everything()
    tables["quotas"].append(
        {"quota_id": "Q2", "scope": "territory", "value": "93066", "programme_id": "N1",
         "min": 3, "hard": True}
    )  # fmt: skip
    tight = semester_file(o / "t.xlsx", tables, out.lang)
    out.run("place tight", "place", tight, "-o", o / "x")
    out.run("place partial", "place", tight, "-o", o / "x", "--partial", output="x")
    out.run("missing file", "check", o / "rien.xlsx")
    out.run("no result", "verify", file, o)
    out.run("tampered", "verify", tight, o / "p")
    out.run("unknown student", "explain", file, o / "p", "--student", "99")
    out.run("unknown request", "rank", file, "-o", o / "l9", "--request", "DEM9")
    out.run("folder in use", "place", file, "-o", o)
    out.run("other input", "replay", o / "p", tight)
    out.run("bad changes", "repair", file, o / "p", "--changes",
            out.file("mauvais.csv", BAD_CHANGES), "-o", o / "r2")  # fmt: skip
    out.run("bad plan", "scenario", "check", out.file("mauvais.yaml", BAD_PLAN.format(base=file)))
    out.run("bad form", "import", "wishes", out.file("mauvais_f.csv", BAD_FORM), "--into", file)
    out.run("nobody by rank", "chances", file)
    out.run("bad number", "diagnose", file, "-o", o / "d2", "--only", "zone=XYZ")
