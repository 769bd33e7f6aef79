"""`maillage repair` as it is typed: changes in any form, history, the log, refusals, tampering."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import maillage
import openpyxl
import pytest
from maillage.matching.demonstration import write_demonstration

from .cli_example import example, folder, run, workbook

HEADING = "change,id,from,half_days,column,value,reason\n"


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the example as semester.xlsx and its result in placed."""
    there = tmp_path_factory.mktemp("repair")
    workbook(there / "semester.xlsx")
    assert run("place", there / "semester.xlsx", "-o", there / "placed").exit_code == 0
    return there


def lines(result: Path, name: str = "placements.csv") -> list[dict[str, str]]:
    with (result / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of(result: Path, student: str) -> list[tuple[str, ...]]:
    """Return where a student is: supervisor, half-days, weeks."""
    rows = [row for row in lines(result) if row["student_id"] == student]
    return [(row["supervisor_id"], row["half_days"], row["weeks"]) for row in rows]


def repaired(placed: Path, tmp_path: Path, text: str, *options: object) -> Path:
    """Repair the example after changes, and verify it."""
    changes = tmp_path / "march.csv"
    changes.write_text(text, encoding="utf-8")
    file, target = placed / "semester.xlsx", tmp_path / "repaired"
    done = run("repair", file, placed / "placed", "--changes", changes, "-o", target, *options)
    assert done.exit_code == 0, done.output
    checked = run("verify", file, target)
    assert checked.exit_code == 0, checked.output
    return target


def hosted(placed: Path, supervisor: str) -> set[str]:
    return {r["student_id"] for r in lines(placed / "placed") if r["supervisor_id"] == supervisor}


def test_what_was_stays_and_what_comes_is_placed_anew(placed: Path, tmp_path: Path):
    name = sorted(hosted(placed, "M2"))[0]
    target = repaired(placed, tmp_path, HEADING + "supervisor_absent,M2,10,,,,ill\n")
    before, after = of(placed / "placed", name), of(target, name)
    for supervisor, half_days, _ in before:
        assert (supervisor, half_days, "1-9") in after
    assert all(w == "1-9" for s, _, w in after if s == "M2")
    assert all(w in ("1-9", "10-27") for _, _, w in after)


def test_untouched_students_keep_their_lines(placed: Path, tmp_path: Path):
    target = repaired(placed, tmp_path, HEADING + "student_leaves,03,2027-07-05,,,,leave\n")
    log = {line["student_id"]: line for line in lines(target, "change_log.csv")}
    assert log["03"]["what"] == "left"
    assert log["03"]["why"] == "student_leaves 03 (leave)"
    assert all(weeks == "1-9" for _, _, weeks in of(target, "03"))
    for name in {row["student_id"] for row in lines(placed / "placed")} - log.keys():
        assert of(target, name) == of(placed / "placed", name)


def test_french_tables_and_words(placed: Path, tmp_path: Path):
    text = "Changement;Identifiant;À partir de;Motif\nmsu_absent;M2;05/07/2027;congé\n"
    target = repaired(placed, tmp_path, text, "--lang", "fr")
    book = openpyxl.load_workbook(target / "placements.xlsx")
    assert book.sheetnames[:2] == ["Résumé", "Changements"]
    rows = list(book["Changements"].values)
    assert rows[0][2:4] == ("Dès la semaine", "Ce qui s'est passé")
    assert {row[3] for row in rows[1:]} <= {
        "replacé",
        "déplacé pour faire place",
        "sans place désormais",
        "sans place avant, placé",
        "place perdue au profit d'autres",
    }


def test_somebody_arrives_with_wishes(placed: Path, tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "changes"
    sheet.append(["change", "id", "from", "column", "value"])
    sheet.append(["student_leaves", "04", 8, None, None])
    sheet.append(["student_arrives", "77", 8, None, None])
    students = book.create_sheet("Étudiants")
    students.append(["student_id", "name", "programme_id", "lat", "lon", "wish_1"])
    students.append(["77", "Newcomer", "EXT", 48.93, 2.4, "CAB"])
    book.save(tmp_path / "changes.xlsx")
    file, target = placed / "semester.xlsx", tmp_path / "out"
    changes = tmp_path / "changes.xlsx"
    done = run("repair", file, placed / "placed", "--changes", changes, "-o", target)
    assert done.exit_code == 0, done.output
    assert run("verify", file, target).exit_code == 0
    assert [weeks for *_, weeks in of(target, "77")] == ["8-27"] * len(of(target, "77")) != []
    log = {line["student_id"]: line["what"] for line in lines(target, "change_log.csv")}
    assert log["77"] == "arrived"


def test_a_repaired_result_can_be_repaired_again(placed: Path, tmp_path: Path):
    first = repaired(placed, tmp_path, HEADING + "student_leaves,03,5,,,,\n")
    file = placed / "semester.xlsx"
    (tmp_path / "april.csv").write_text(HEADING + "supervisor_absent,M1,12,mon_am,,,\n")
    again = tmp_path / "again"
    done = run("repair", file, first, "--changes", tmp_path / "april.csv", "-o", again)
    assert done.exit_code == 0, done.output
    checked = run("verify", file, again)
    assert checked.exit_code == 0, checked.output
    assert all(weeks == "1-4" for *_, weeks in of(again, "03"))
    (tmp_path / "early.csv").write_text(HEADING + "supervisor_absent,M1,4,,,,\n")
    refused = run("repair", file, first, "--changes", tmp_path / "early.csv", "-o", again)
    assert refused.exit_code == 3
    assert "early.csv:2" in refused.output


def test_changes_of_several_weeks(placed: Path, tmp_path: Path):
    text = HEADING + "supervisor_absent,M1,20,,,,\nstudent_leaves,03,5,,,,\n"
    target = repaired(placed, tmp_path, text)
    summary = json.loads((target / "summary.json").read_text(encoding="utf-8"))
    assert [stage["week"] for stage in summary["repaired"]["stages"]] == [5, 20]
    assert not any("20" in w for s, _, w in of(target, "01") if s == "M1" and w.endswith("27"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("supervisor_absent,M22,10,,,,", "march.csv:2: supervisor 'M22' does not exist."),
        ("supervisor_absent,M2,40,,,,", "march.csv:2: week 40 is not in the semester"),
        ("supervisor_absent,M2,2028-07-05,,,,", "march.csv:2: 2028-07-05 is not in the semester"),
        ("supervisor_ill,M2,10,,,,", "march.csv:2:"),
        ("student_changes,03,10,,max_minuts,3,", "Did you mean 'max_minutes'?"),
        ("student_changes,03,10,,max_minutes,near,", "march.csv:2: max_minutes 'near'"),
        ("student_changes,03,10,,student_id,9,", "cannot change during the semester"),
        ("student_leaves,03,10,mon_am,,,", "'student_leaves' is of no half-days."),
        ("student_changes,03,10,,programme_id,N7,", "march.csv:2: programme 'N7' does not exist."),
        ("site_changes,CAB,10,,name,x,", "cannot change during the semester"),
    ],
)
def test_wrong_changes_are_told_with_their_cell(placed: Path, tmp_path: Path, text: str, said: str):
    (tmp_path / "march.csv").write_text(HEADING + text + "\n", encoding="utf-8")
    target = tmp_path / "out"
    file = placed / "semester.xlsx"
    changes = tmp_path / "march.csv"
    done = run("repair", file, placed / "placed", "--changes", changes, "-o", target)
    assert done.exit_code == 3, done.output
    assert said in done.output
    assert not target.exists()


def test_another_file_is_refused(placed: Path, tmp_path: Path):
    tables = example()
    tables["supervisors"][0]["max_students"] = 1
    other = folder(tmp_path / "other", tables)
    (tmp_path / "c.csv").write_text(HEADING + "student_leaves,03,5,,,,\n")
    done = run(
        "repair", other, placed / "placed", "--changes", tmp_path / "c.csv", "-o", tmp_path / "o"
    )
    assert done.exit_code == 3
    assert "these tables differ: supervisors" in done.output


def test_a_hard_quota_that_cannot_hold(tmp_path: Path):
    tables = example()
    tables["quotas"][0]["hard"] = True
    file = folder(tmp_path / "tables", tables)
    assert run("place", file, "-o", tmp_path / "placed").exit_code == 0
    (tmp_path / "c.csv").write_text(HEADING + "supervisor_absent,M1,5,,,,\n")
    command = ["repair", file, tmp_path / "placed", "--changes", tmp_path / "c.csv"]
    refused = run(*command, "-o", tmp_path / "out")
    assert refused.exit_code == 4, refused.output
    assert "Q1" in refused.output
    assert not (tmp_path / "out").exists()
    assert run(*command, "-o", tmp_path / "out", "--partial").exit_code == 0
    assert run("verify", file, tmp_path / "out").exit_code == 0


def test_the_same_input_gives_the_same_bytes(placed: Path, tmp_path: Path):
    text = [HEADING, "supervisor_absent,M2,10,,,,\n", "student_leaves,03,10,,,,\n"]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = repaired(placed, tmp_path / "a", "".join(text))
    two = repaired(placed, tmp_path / "b", text[0] + text[2] + text[1])
    for name in ("placements.csv", "change_log.csv", "reasons.csv", "changes/changes.csv"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_from_python(placed: Path, tmp_path: Path):
    (tmp_path / "c.csv").write_text(HEADING + "supervisor_absent,M2,10,,,,\n")
    file = placed / "semester.xlsx"
    result = maillage.repair(file, placed / "placed", tmp_path / "c.csv")
    maillage.write_repaired(result, tmp_path / "out")
    assert maillage.verify(file, tmp_path / "out").ok
    assert result.stages[0].touched == hosted(placed, "M2")
    assert not maillage.verify(maillage.read_semester(file), tmp_path / "out").ok


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    new = change(text)
    assert new != text
    path.write_text(new, encoding="utf-8")


TAMPERINGS = [
    ("history", "placements.csv", lambda t: t.replace("1-9,", "1-8,", 1)),
    ("history", "earlier/0.csv", lambda t: t.replace("mon_am", "tue_am", 1)),
    ("changes", "changes/changes.csv", lambda t: t.replace("M2", "M3")),
    ("moves", "summary.json", lambda t: t.replace('"moves": ', '"moves": 7')),
    ("weeks", "placements.csv", lambda t: t.replace(",10-27,", ",10-26,", 1)),
    ("fingerprint", "summary.json", lambda t: t.replace('"students": "', '"students": "0')),
]


@pytest.mark.parametrize(("code", "name", "change"), TAMPERINGS)
def test_tampering_is_found(
    placed: Path, tmp_path: Path, code: str, name: str, change: Callable[[str], str]
):
    target = repaired(placed, tmp_path, HEADING + "supervisor_absent,M2,10,,,,ill\n")
    copy = tmp_path / "copy"
    shutil.copytree(target, copy)
    edit(copy / name, change)
    done = run("verify", placed / "semester.xlsx", copy)
    assert done.exit_code == 5, done.output
    assert f"[{code}]" in done.output


def test_on_the_demonstration_no_more_move_than_were_hosted(tmp_path: Path):
    file, _ = write_demonstration(tmp_path / "demo")
    semester = maillage.read_semester(file)
    placement = maillage.place(semester, tiers=["placed"], time_limit=8)
    maillage.write_results(semester, placement, tmp_path / "placed")
    ill = next(row["supervisor_id"] for row in lines(tmp_path / "placed") if row["part"])
    (tmp_path / "c.csv").write_text(HEADING + f"supervisor_absent,{ill},10,,,,ill\n")
    result = maillage.repair(file, tmp_path / "placed", tmp_path / "c.csv", time_limit=10)
    there = {r["student_id"] for r in lines(tmp_path / "placed") if r["supervisor_id"] == ill}
    assert result.stages[0].touched == there
    assert result.moves <= len(there)
    before = {r["student_id"] for r in lines(tmp_path / "placed") if r["part"]}
    after = {student.student_id for student in result.placement.students if student.parts}
    assert len(after) >= len(before - there)
    maillage.write_repaired(result, tmp_path / "repaired")
    assert maillage.verify(file, tmp_path / "repaired").ok
