"""`maillage close` of a repaired result: what was really done, week by week, goes on."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import maillage
import pytest
from hypothesis import assume, given
from maillage.matching.placement import CannotBeMet
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_semester

from .cli_example import folder, run, workbook
from .closing_example import full
from .strategies import Row, Tables
from .test_close_semesters import classes_of
from .test_repair_exhaustive import cases, some, write_tables
from .test_repair_exhaustive import weeks as weeks_of

HEADING = "change,id,from,half_days,column,value,reason\n"
CHANGES = HEADING + "\n".join(
    (
        "supervisor_absent,M2,10,,,,ill",
        "student_leaves,05,20,,,,leave",
        "student_changes,01,10,,max_minutes,200,moved",
        "student_arrives,77,14,,name,Newcomer,",
        "student_arrives,77,14,,programme_id,EXT,",
        "student_arrives,77,14,,lat,48.93,",
        "student_arrives,77,14,,lon,2.4,",
        "student_arrives,77,14,,wish_1,CAB,",
        "supervisor_arrives,M9,14,,name,Dr New,",
        "supervisor_arrives,M9,14,,profession,gp,",
        "supervisor_arrives,M9,14,,site_id,CAB,",
        "supervisor_arrives,M9,14,,max_students,1,",
        "supervisor_arrives,M9,14,,programmes,EXT,",
        "supervisor_arrives,M9,14,,mon_am,x,",
        "supervisor_arrives,M9,14,,mon_pm,x,",
    )
)


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the example in three forms, its result, and that repaired."""
    path = tmp_path_factory.mktemp("close-repaired")
    workbook(path / "semester.xlsx", full(), "en")
    workbook(path / "semestre.xlsx", full(), "fr")
    folder(path / "tables", full(), "fr")
    (path / "changes.csv").write_text(CHANGES + "\n", encoding="utf-8")
    file = path / "semester.xlsx"
    assert run("place", file, "-o", path / "result").exit_code == 0
    repair = ("repair", file, path / "result", "--changes", path / "changes.csv")
    done = run(*repair, "-o", path / "repaired")
    assert done.exit_code == 0, done.output
    return path


@pytest.mark.parametrize("source", ["semester.xlsx", "semestre.xlsx", "tables"])
@pytest.mark.parametrize("target", ["next.xlsx", "next"])
def test_a_repaired_semester_is_closed_and_the_next_one_placed(
    source: str, target: str, made: Path, tmp_path: Path
) -> None:
    after = tmp_path / target
    done = run("close", made / source, made / "repaired", "-o", after)
    assert done.exit_code == 0, done.output
    assert run("check", after).exit_code == 0
    found = read_semester(after)
    parts = [row for row in lines(made / "repaired" / "placements.csv") if row["part"]]
    done_parts = {(r["student_id"], r["supervisor_id"], r["site_id"]) for r in parts}
    new = [h for h in found.history if h.semester == "2027-05"]
    staying = {h for h in done_parts if h[0] in found.student}
    assert {(h.student_id, h.supervisor_id, h.site_id) for h in new} == staying
    assert len(new) == len(staying)
    assert not found.student["05"].seniority
    assert not any(h.validated for h in new if h.student_id == "05")
    assert found.student["77"].name == "Newcomer"
    assert found.student["77"].seniority == (1 if "77" in {h.student_id for h in new} else None)
    assert "M9" in found.supervisor
    before = read_semester(made / source)
    assert found.supervisor["M2"] == before.supervisor["M2"]
    result = tmp_path / "placed"
    assert run("place", after, "-o", result).exit_code == 0
    assert run("verify", after, result).exit_code == 0


def test_what_lasts_and_what_does_not_is_told(made: Path, tmp_path: Path) -> None:
    after = tmp_path / "next.xlsx"
    done = run("close", made / "semestre.xlsx", made / "repaired", "-o", after, "--lang", "fr")
    assert done.exit_code == 0, done.output
    assert "Changements repris : 13." in " ".join(done.output.split())
    changes = json.loads((tmp_path / "next.close.json").read_text(encoding="utf-8"))
    assert [c["change"] for c in changes["changes_not_carried"]] == [
        "supervisor_absent",
        "student_leaves",
    ]
    assert {c["id"] for c in changes["changes_carried"]} == {"01", "77", "M9"}
    status = {s["student_id"]: s["status"] for s in changes["students"]}
    assert status["05"] == "left"
    found = read_semester(after)
    assert "01" not in found.student or found.student["01"].max_minutes == 200


def test_another_file_or_other_lines_are_refused(made: Path, tmp_path: Path) -> None:
    tables = full()
    tables["students"][0]["name"] = "Other"
    other = workbook(tmp_path / "other.xlsx", tables, "en")
    done = run("close", other, made / "repaired", "-o", tmp_path / "next.xlsx")
    assert done.exit_code == 5, done.output
    copy = tmp_path / "copy"
    for path in (made / "repaired").rglob("*"):
        if path.is_file():
            there = copy / path.relative_to(made / "repaired")
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
    text = (copy / "earlier" / "0.csv").read_text(encoding="utf-8")
    (copy / "earlier" / "0.csv").write_text(text.replace(",M1,", ",M3,"), encoding="utf-8")
    done = run("close", made / "semester.xlsx", copy, "-o", tmp_path / "next.xlsx")
    assert done.exit_code == 5, done.output
    assert not (tmp_path / "next.xlsx").exists()


# -- credit, week by week ---------------------------------------------------------------------


def credit(tables: Tables, student: Row, folder: Path, starts: list[int]) -> float:
    """Return the credit of a student after a repaired semester, one week after the other."""
    values = {row["key"]: row["value"] for row in tables["settings"]}
    programme = next(
        p for p in tables["programmes"] if p["programme_id"] == student["programme_id"]
    )
    n_weeks = read_semester_weeks(tables)
    ranks = classes_of(tables).get(student["student_id"], 0)
    files = [folder / "earlier" / f"{k}.csv" for k in range(len(starts))]
    files.append(folder / "placements.csv")
    own = [
        [row for row in lines(file) if row["student_id"] == student["student_id"]] for file in files
    ]
    served = []
    for week in range(1, n_weeks + 1):
        rows = own[sum(start <= week for start in starts)]
        now = [row for row in rows if week in weeks_of(row["weeks"], n_weeks)]
        if any(row["part"] for row in now):
            rank = float(next(row["wish_rank"] or 1 for row in now if row["part"]))
            served.append(min(1.0, (rank - 1) / ranks) if ranks else 0.0)
        elif now and week in weeks_of(programme.get("weeks") or "", n_weeks):
            served.append(1.0 if ranks else 0.0)
    mean = sum(served) / len(served) if served else 0.0
    decay = float(values.get("credit_decay", "0.5"))
    cap = float(values.get("credit_cap", "1"))
    return min(cap, decay * float(student.get("credit") or 0) + mean)


def read_semester_weeks(tables: Tables) -> int:
    return maillage.matching.tables.reading.read_rows(tables).settings.n_weeks


@some
@given(cases())
def test_credit_and_history_are_of_every_week(case: tuple[Tables, list[Row], int]) -> None:
    tables, changes, week = case
    with tempfile.TemporaryDirectory() as name:
        there = Path(name)
        write_tables(tables, there / "semester")
        with (there / "changes.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*changes[0], "from"])
            writer.writeheader()
            writer.writerows({**line, "from": week} for line in changes)
        try:
            semester = read_semester(there / "semester")
            assume(semester.settings.n_weeks >= week)
            placement = maillage.place(semester)
            maillage.write_results(semester, placement, there / "result")
            fixed = maillage.repair(there / "semester", there / "result", there / "changes.csv")
            maillage.write_repaired(fixed, there / "repaired")
        except (CannotBeMet, InputError):
            assume(False)
        closing = maillage.close_semester(
            there / "semester", there / "repaired", there / "next.xlsx"
        )
        rows = lines(there / "repaired" / "placements.csv")
        for row in tables["students"]:
            found = next(s for s in closing.students if s.student_id == row["student_id"])
            expected = credit(tables, row, there / "repaired", [week])
            assert float(found.next_credit) == pytest.approx(expected, abs=6e-5)
        done = {(r["student_id"], r["supervisor_id"], r["site_id"]) for r in rows if r["part"]}
        history = [(h.student_id, h.supervisor_id, h.site_id) for h in closing.history]
        assert sorted(history) == sorted(done)
        left = {line["id"] for line in changes if line["change"] == "student_leaves"}
        assert not left & {s.student_id for s in closing.students if s.validated}
