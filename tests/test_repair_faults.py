"""Several faults in one table of changes: all told at once, each with its cell."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from maillage.matching.tables.schema_changes import CHANGES

from .cli_example import run, workbook
from .test_repair import HEADING, placed

__all__ = ["placed"]  # a fixture

LINES = (
    ("supervisor_absent", "M22", 10, "", "", ""),
    ("supervisor_absent", "M2", 40, "", "", ""),
    ("supervisor_ill", "M2", 10, "", "", ""),
    ("student_changes", "03", 10, "", "max_minuts", "3"),
    ("student_changes", "03", 10, "", "max_minutes", "near"),
    ("student_leaves", "E04", 10, "mon_am", "", ""),
    ("student_changes", "04", 10, "", "programme_id", "N7"),
    ("site_changes", "NOWHERE", 60, "", "rooms", "1"),
    ("supervisor_changes", "M1", 10, "", "max_students", "1"),
)
ENGLISH = {
    "changes!B2": "supervisor 'M22' does not exist.",
    "changes!C3": "week 40 is not in the semester",
    "changes!A4": "change 'supervisor_ill'",
    "changes!E5": "'max_minuts' is no column of students.",
    "changes!F6": "max_minutes 'near'",
    "changes!B7": "student 'E04' does not exist.",
    "changes!D7": "'student_leaves' is of no half-days.",
    "changes!F8": "programme 'N7' does not exist.",
    "changes!B9": "site 'NOWHERE' does not exist.",
    "changes!C9": "week 60 is not in the semester",
}
FRENCH = {
    "changements!B2": "le maître de stage « M22 » n'existe pas.",
    "changements!C3": "la semaine 40 n'est pas dans le semestre",
    "changements!A4": "« supervisor_ill » n'est pas l'une des valeurs",
    "changements!E5": "« max_minuts » n'est pas une colonne de students.",
    "changements!F6": "« near » n'est pas un nombre.",
    "changements!B7": "l'étudiant « E04 » n'existe pas.",
    "changements!D7": "« student_leaves » ne porte pas sur des demi-journées.",
    "changements!F8": "« N7 » n'existe pas.",
    "changements!B9": "le site « NOWHERE » n'existe pas.",
    "changements!C9": "la semaine 60 n'est pas dans le semestre",
}


def changes(path: Path, lang: str) -> Path:
    """Write a workbook with the lines."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "changes" if lang == "en" else "changements"
    columns = [c for c in CHANGES.columns if c.name != "reason"]
    sheet.append([c.name if lang == "en" else c.french for c in columns])
    for line in LINES:
        sheet.append([cell if cell != "" else None for cell in line])
    book.save(path)
    return path


@pytest.mark.parametrize(("lang", "said"), [("en", ENGLISH), ("fr", FRENCH)])
def test_all_faults_are_told_at_once(
    lang: str, said: dict[str, str], placed: Path, tmp_path: Path
) -> None:
    table = changes(tmp_path / "march.xlsx", lang)
    result, target = placed / "placed", tmp_path / "out"
    arguments = ("repair", placed / "semester.xlsx", result, "--changes", table, "-o", target)
    done = run(*arguments, "--lang", lang)
    assert done.exit_code == 3, done.output
    told = [line.strip() for line in done.stderr.splitlines() if "!" in line]
    cells = [line.split(":")[0].strip() for line in told]
    assert sorted(cells) == sorted(said), done.output
    for line, cell in zip(told, cells, strict=True):
        assert said[cell] in line.replace("\N{NO-BREAK SPACE}", " "), line
    assert not target.exists()


def test_a_fault_of_a_later_week_is_told_before_anything_is_placed(
    placed: Path, tmp_path: Path
) -> None:
    lines = "supervisor_absent,M2,10,,,,\nstudent_arrives,77,14,,name,New,\n"
    (tmp_path / "march.csv").write_text(HEADING + lines, encoding="utf-8")
    done = run(
        "repair",
        placed / "semester.xlsx",
        placed / "placed",
        "--changes",
        tmp_path / "march.csv",
        "-o",
        tmp_path / "out",
    )
    assert done.exit_code == 3
    assert "march.csv:3: programme_id is empty" in done.output
    assert "optimising" not in done.output


def test_a_line_with_two_faults_and_who_arrives_in_a_wrong_line(tmp_path: Path) -> None:
    """Who arrives in a line with a fault is not said to be unknown in the next one."""
    workbook(tmp_path / "semester.xlsx")
    assert run("place", tmp_path / "semester.xlsx", "-o", tmp_path / "placed").exit_code == 0
    lines = "student_arrives,77,44,,name,New,\nstudent_changes,77,20,,max_minutes,30,\n"
    (tmp_path / "march.csv").write_text(HEADING + lines, encoding="utf-8")
    file, result, table = (tmp_path / n for n in ("semester.xlsx", "placed", "march.csv"))
    done = run("repair", file, result, "--changes", table, "-o", tmp_path / "out")
    assert done.exit_code == 3
    assert "march.csv:2: week 44" in done.output
    assert "march.csv:3" not in done.output
