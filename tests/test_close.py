"""`maillage close`: what becomes of everybody, in every kind of file; refusals."""

from __future__ import annotations

import csv
import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import maillage
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.closing.close import next_settings
from maillage.matching.closing.credit import dissatisfaction, exact_rank, next_credit
from maillage.matching.entities import Student
from maillage.matching.semester import Semester
from maillage.matching.settings import Settings
from maillage.matching.tables.reading import read_rows, read_semester

from .cli_example import Tables, folder, run, workbook
from .closing_example import full, placed


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the example in three forms, and its result."""
    path = tmp_path_factory.mktemp("close")
    workbook(path / "semester.xlsx", full(), "en")
    workbook(path / "semestre.xlsx", full(), "fr")
    folder(path / "tables", full(), "en")
    folder(path / "tableaux", full(), "fr")
    placed(path / "semester.xlsx", path / "result")
    return path


def closed(made: Path, source: str, target: Path, *options: object, lang: str = "en") -> Semester:
    done = run("close", made / source, made / "result", "-o", target, *options, "--lang", lang)
    assert done.exit_code == 0, done.output
    return read_semester(target)


def student(semester: Semester, name: str) -> Student:
    return semester.student[name]


def errors(path: Path) -> list[str]:
    return [str(f) for f in maillage.check(path) if f.severity == "error"]


# -- the credit -----------------------------------------------------------------------------


def test_the_example_of_the_documentation() -> None:
    # Four half-days at the first wish, four at the third, of four ranks.
    served = dissatisfaction(Fraction(2), 4, placed=True)
    assert served == Fraction(1, 4)
    assert next_credit(Fraction("0.6"), served, Settings()) == Fraction("0.55")
    assert next_credit(Fraction(1), Fraction(1), Settings()) == 1


def test_who_is_served_how_badly() -> None:
    assert dissatisfaction(None, 0, placed=False) == 0
    assert dissatisfaction(None, 3, placed=False) == 1
    assert dissatisfaction(Fraction(1), 3, placed=True) == 0
    assert dissatisfaction(Fraction(4), 3, placed=True) == 1


tenths = st.integers(0, 30).map(lambda n: Fraction(n, 10))


@given(tenths, st.integers(0, 10), tenths, st.lists(st.fractions(0, 1), max_size=6))
def test_credit_is_bounded_and_grows_with_how_badly_one_was_served(
    before: Fraction, decay: int, cap: Fraction, served: list[Fraction]
) -> None:
    settings = Settings(credit_decay=Fraction(decay, 10), credit_cap=cap)
    results = [next_credit(before, one, settings) for one in sorted(served)]
    assert results == sorted(results)
    for one, found in zip(sorted(served), results, strict=True):
        assert 0 <= found <= cap
        plain = min(float(cap), decay / 10 * float(before) + float(one))
        assert abs(float(found) - plain) <= 0.5e-4 + 1e-12


@given(st.lists(st.tuples(st.integers(1, 11), st.integers(1, 60)), min_size=1, max_size=4))
def test_the_rank_is_found_again_from_six_decimals(parts: list[tuple[int, int]]) -> None:
    rank = Fraction(sum(h * r for h, r in parts), sum(h for h, _ in parts))
    assert exact_rank(Fraction(f"{float(rank):.6f}")) == rank


@pytest.mark.parametrize(
    ("month", "months", "following"),
    [("2027-05", 6, "2027-11"), ("2027-11", 6, "2028-05"), ("2027-12", 1, "2028-01"),
     ("2027-05", 24, "2029-05")],
)  # fmt: skip
def test_the_semester_that_follows(month: str, months: int, following: str) -> None:
    settings = Settings(semester=month, semester_months=months)
    assert next_settings(settings).semester == following
    day_after = next_settings(settings).first_day.toordinal()
    assert day_after == settings.last_day.toordinal() + 1


# -- what becomes of everybody ---------------------------------------------------------------


def test_everybody(made: Path, tmp_path: Path) -> None:
    before = read_semester(made / "semester.xlsx")
    after = closed(made, "semester.xlsx", tmp_path / "next.xlsx")
    assert after.settings.semester == "2027-11"
    assert after.settings.seed == before.settings.seed == 3
    # 02 alone has validated N1 and leaves; 01 and 07 have no place and stay in it.
    assert sorted(after.student) == ["01", "03", "04", "05", "06", "07"]
    assert {s.student_id: s.programme_id for s in after.students} == dict.fromkeys(
        ("01", "03", "04", "05", "06", "07"), "N1"
    )
    seniority = {s.student_id: s.seniority for s in after.students}
    assert seniority == {"01": 2, "03": 2, "04": 1, "05": 1, "06": 1, "07": None}
    assert {s.rank for s in after.students} == {None}
    assert (after.wishes, after.locks, after.host_rankings) == ((), (), ())
    # Unplaced with wishes: half of 0.5, and 1, at most 1; 03 had its only wish.
    credit = {s.student_id: s.credit for s in after.students}
    assert credit["01"] == credit["07"] == 1
    assert credit["03"] == Fraction(1, 8)
    assert credit["06"] == 0
    kept = student(after, "04")
    assert (kept.needs_housing, kept.max_minutes, kept.link_id) == (True, 90, "B1")
    assert student(after, "01").email == "e01@ecole.example"
    assert [c.student_id for c in after.conflicts] == ["03"]
    assert after.supervisors == before.supervisors
    assert errors(tmp_path / "next.xlsx") == []


def test_history_has_a_line_per_part(made: Path, tmp_path: Path) -> None:
    closed(made, "tables", tmp_path / "next")
    rows = list(csv.DictReader((tmp_path / "next" / "history.csv").open(encoding="utf-8")))
    assert [r["student_id"] for r in rows[:2]] == ["01", "99"]  # former lines stay
    lines = csv.DictReader((made / "result" / "placements.csv").open(encoding="utf-8"))
    expected = [
        (r["student_id"], r["supervisor_id"], r["site_id"], r["programme_id"])
        for r in lines
        if r["part"]
    ]
    new = rows[2:]
    names = ("student_id", "supervisor_id", "site_id", "programme_id")
    assert [tuple(r[n] for n in names) for r in new] == expected
    assert {(r["semester"], r["validated"]) for r in new} == {("2027-05", "x")}


def test_options_go_before_the_column(made: Path, tmp_path: Path) -> None:
    after = closed(
        made, "semester.xlsx", tmp_path / "next.xlsx", "--advance", "N1=N1,EXT=fin",
        "--not-validated", "03", "--keep-ranks",
    )  # fmt: skip
    assert {s.student_id: s.programme_id for s in after.students} == {
        "01": "N1", "02": "N1", "03": "EXT", "07": "N1",
    }  # fmt: skip
    assert student(after, "03").seniority == 1
    assert student(after, "03").rank == 3
    assert student(after, "01").rank == 12
    line = next(h for h in after.history if h.student_id == "03")
    assert (line.semester, line.validated) == ("2027-05", False)
    # 04, the other of the pair, has left.
    assert student(after, "03").link_id is None
    changes = json.loads((tmp_path / "next.close.json").read_text(encoding="utf-8"))
    assert changes["links_undone"] == {"B1": ["03"]}
    assert changes["left"] == ["04", "05", "06"]


def test_a_link_over_programmes_of_different_order_is_undone(tmp_path: Path) -> None:
    tables = full()
    tables["programmes"][0] |= {"order": 2}
    tables["programmes"][1] |= {"order": 1}
    source = workbook(tmp_path / "semester.xlsx", tables, "en")
    placed(source, tmp_path / "result")
    after = closed(tmp_path, "semester.xlsx", tmp_path / "next.xlsx", "--not-validated", "03")
    assert {s.link_id for s in after.students} == {None}
    assert errors(tmp_path / "next.xlsx") == []


def test_above_the_list_without_validating(tmp_path: Path) -> None:
    tables = full()
    for row in tables["students"]:
        if row["student_id"] in ("05", "06"):
            row["surnombre"] = "non_validating" if row["student_id"] == "05" else "validating"
    source = workbook(tmp_path / "semester.xlsx", tables, "en")
    placed(source, tmp_path / "result")
    after = closed(tmp_path, "semester.xlsx", tmp_path / "next.xlsx")
    assert {s.surnombre for s in after.students} == {None}
    assert (student(after, "05").programme_id, student(after, "05").seniority) == ("EXT", None)
    assert (student(after, "06").programme_id, student(after, "06").seniority) == ("N1", 1)
    assert [h.validated for h in after.history if h.student_id == "05"] == [False]


def test_what_was_changed_is_in_a_file(made: Path, tmp_path: Path) -> None:
    closed(made, "semester.xlsx", tmp_path / "next.xlsx", "--changes", tmp_path / "what.json")
    assert not (tmp_path / "next.close.json").exists()
    found = json.loads((tmp_path / "what.json").read_text(encoding="utf-8"))
    assert (found["semester"], found["next_semester"]) == ("2027-05", "2027-11")
    assert found["left"] == ["02"]
    assert found["advanced"] == ["03", "04", "05", "06"]
    assert found["not_validated"] == ["01", "07"]
    first = found["students"][0]
    assert (first["credit_before"], first["dissatisfaction"], first["credit_after"]) == (0.5, 1, 1)
    assert [(e["holder"], e["kind"], e["day"], e["before"]) for e in found["ending"]] == [
        ("M3", "accreditation", "2027-10-31", True),
        ("M1", "accreditation", "2027-12-31", False),
        ("M2", "departure", "2028-03-31", False),
    ]
    assert found["conflicts_of_leavers"][0]["reason"] == "famille"
    assert found["cleared"]["wishes"] == 9


def test_lines_of_accreditations_unless_renewed(tmp_path: Path) -> None:
    tables = full()
    tables["accreditations"] = [
        {"supervisor_id": "M1", "programme_id": "N1", "end": "2027-12-31"},
        {"supervisor_id": "M1", "programme_id": "EXT", "end": "2027-11-30"},
        {"supervisor_id": "M1", "programme_id": "EXT", "start": "2027-11-01"},
        {"site_id": "CDS", "programme_id": "N1", "end": "2027-10-31"},
        {"site_id": "CDS", "programme_id": "N1", "start": "2027-11-15"},
        {"site_id": "CDS", "programme_id": "EXT", "end": "2028-04-30"},
    ]
    source = workbook(tmp_path / "semester.xlsx", tables, "en")
    placed(source, tmp_path / "result")
    closed(tmp_path, "semester.xlsx", tmp_path / "next.xlsx")
    found = json.loads((tmp_path / "next.close.json").read_text(encoding="utf-8"))["ending"]
    assert [(e["kind"], e["holder"], e["programme_id"], e["where"]) for e in found] == [
        ("line", "CDS", "N1", "accreditations!E5"),
        ("accreditation", "M3", None, "supervisors!G4"),
        ("line", "M1", "N1", "accreditations!E2"),
        ("departure", "M2", None, "supervisors!B3"),
    ]


# -- what is printed --------------------------------------------------------------------------


def test_what_is_printed_in_both_languages(made: Path, tmp_path: Path) -> None:
    shown = {}
    for lang in ("en", "fr"):
        target = tmp_path / f"{lang}.xlsx"
        done = run("close", made / "semester.xlsx", made / "result", "-o", target, "--lang", lang)
        shown[lang] = " ".join(done.stdout.replace("\N{NO-BREAK SPACE}", " ").split())
    assert "02 Élève 02 N1" in shown["en"]
    assert "M3 Dr Hôte 3 2027-10-31 accreditation over before semester 2027-11" in shown["en"]
    assert "M3 Dr Hôte 3 31/10/2027 agrément échu avant le semestre 2027-11" in shown["fr"]
    assert "Dr Hôte 2" in shown["en"]
    assert "6 lines of history, 5 students validated, 1 leave, 6 begin 2027-11." in shown["en"]
    assert "Le semestre 2027-05 est clos : lignes de parcours 6" in shown["fr"]
    assert "Emptied: 9 wishes, 1 locks" in shown["en"]


# -- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["semester.xlsx", "semestre.xlsx", "tables", "tableaux"])
@pytest.mark.parametrize("target", ["next.xlsx", "next"])
def test_every_kind_of_file_reads_the_same(
    made: Path, tmp_path: Path, source: str, target: str
) -> None:
    one = closed(made, "semester.xlsx", tmp_path / "one.xlsx")
    other = closed(made, source, tmp_path / target)
    assert other.fingerprints == one.fingerprints
    if target == "next":
        names = {path.stem for path in (tmp_path / "next").iterdir()}
        assert ("parcours" in names) == (source in ("semestre.xlsx", "tableaux"))
        assert ("clôture" in {n.lower() for n in names}) == ("parcours" in names)


def test_a_folder_keeps_what_is_not_concerned(made: Path, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    shutil.copytree(made / "tables", tables)
    (tables / "notes.txt").write_text("à garder", encoding="utf-8")
    done = run("close", tables, made / "result", "-o", tmp_path / "next")
    assert done.exit_code == 0, done.output
    changed = {"settings.csv", "students.csv", "history.csv", "locks.csv", "conflicts.csv"}
    for path in tables.iterdir():
        if path.name not in changed:
            assert (tmp_path / "next" / path.name).read_bytes() == path.read_bytes(), path.name
    new = {p.name for p in (tmp_path / "next").iterdir()} - {p.name for p in tables.iterdir()}
    assert new == {"Closing.csv"}


def test_from_parquet_and_from_ods(made: Path, tmp_path: Path) -> None:
    expected = closed(made, "semester.xlsx", tmp_path / "one.xlsx")
    (tmp_path / "parquet").mkdir()
    with pd.ExcelWriter(tmp_path / "semester.ods", engine="odf") as writer:
        for name, rows in full().items():
            frame = pd.DataFrame(rows)
            frame.to_excel(writer, sheet_name=name, index=False)
            frame = frame.astype(object).where(frame.notna(), None).map(_as_text)
            frame.to_parquet(tmp_path / "parquet" / f"{name}.parquet")
    for source in ("parquet", "semester.ods"):
        placed(tmp_path / source, tmp_path / "result")
        for target in (f"{source}.next", f"{source}.next.xlsx"):
            after = closed(tmp_path, source, tmp_path / target)
            assert after.students == expected.students
            assert set(after.history) == set(expected.history)
            assert after.settings == expected.settings


def _as_text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def test_decimals_as_the_file_writes_them(made: Path, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    shutil.copytree(made / "tableaux", tables)
    path = tables / "etudiants.csv"
    rows = list(csv.reader(path.open(encoding="utf-8")))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [cell.replace(".", ",") if cell[:1].isdigit() else cell for cell in row] for row in rows
        )
    closed(tmp_path.parent / made.name, str(tables), tmp_path / "next")
    text = (tmp_path / "next" / "etudiants.csv").read_text(encoding="utf-8")
    assert ";0,125;" in text
    assert "0.125" not in text


def test_the_same_input_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        closed(made, "semester.xlsx", tmp_path / name / "next.xlsx")
    for name in ("next.xlsx", "next.close.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_rows_of_leavers_are_gone_and_the_others_move_up(made: Path, tmp_path: Path) -> None:
    closed(made, "semester.xlsx", tmp_path / "next.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "next.xlsx")["students"]
    assert [row[0].value for row in sheet.iter_rows()] == [
        "student_id", "01", "03", "04", "05", "06", "07",
    ]  # fmt: skip


def test_formulas_keep_rows_in_their_places(made: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made / "semester.xlsx")
    book["students"].cell(1, 30, "initials")
    for row in (2, 4, 5):
        book["students"].cell(row, 30, f"=LEFT(B{row},2)")
    book["territories"]["M2"] = "=students!A4"
    book.save(tmp_path / "semester.xlsx")
    done = run("close", tmp_path / "semester.xlsx", made / "result", "-o", tmp_path / "next.xlsx")
    assert done.exit_code == 0, done.output
    sheet = openpyxl.load_workbook(tmp_path / "next.xlsx")["students"]
    assert [row[0].value for row in sheet.iter_rows(max_row=8)] == [
        "student_id", "01", None, "03", "04", "05", "06", "07",
    ]  # fmt: skip
    assert sheet.cell(4, 30).value == "=LEFT(B4,2)"
    book["students"].cell(3, 30, "=LEFT(B3,2)")
    book.save(tmp_path / "formula.xlsx")
    done = run("close", tmp_path / "formula.xlsx", made / "result", "-o", tmp_path / "no.xlsx")
    assert done.exit_code == 2
    assert "students!AD3" in done.stderr
    assert not (tmp_path / "no.xlsx").exists()


def test_links_of_cells_move_with_their_rows(made: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made / "semester.xlsx")
    sheet = book["students"]
    for row in (3, 4):
        sheet.cell(row, 2).hyperlink = f"mailto:e{row}@ecole.example"
    book.save(tmp_path / "semester.xlsx")
    done = run("close", tmp_path / "semester.xlsx", made / "result", "-o", tmp_path / "next.xlsx")
    assert done.exit_code == 0, done.output
    sheet = openpyxl.load_workbook(tmp_path / "next.xlsx")["students"]
    links = {c.coordinate: c.hyperlink.target for r in sheet for c in r if c.hyperlink}
    assert links == {"B3": "mailto:e4@ecole.example"}
    assert sheet["A3"].value == "03"


# -- marks ------------------------------------------------------------------------------------


def marks(path: Path, title: str) -> dict[str, tuple[str, str]]:
    """Return the colour and the note of each cell below the headings that has either."""
    found = {}
    for row in openpyxl.load_workbook(path)[title].iter_rows(min_row=2):
        for cell in row:
            colour = cell.fill.fgColor.rgb if cell.fill.fill_type else ""
            if cell.comment or colour:
                found[cell.coordinate] = (colour, cell.comment.text if cell.comment else "")
    return found


def test_what_ends_is_marked_and_unmarked_when_renewed(made: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made / "semestre.xlsx")
    sheet = book["maitres_de_stage"]
    sheet["C2"].comment = openpyxl.comments.Comment("à rappeler", "Secrétariat")
    look = (sheet["G2"].number_format, sheet["G2"].font.name)
    book.save(tmp_path / "semester.xlsx")
    shutil.copytree(made / "result", tmp_path / "result")
    closed(tmp_path, "semester.xlsx", tmp_path / "next.xlsx")
    found = marks(tmp_path / "next.xlsx", "maitres_de_stage")
    assert found == {
        "C2": ("", "à rappeler"),
        "B3": ("FFFBD5B5", "départ annoncé pendant le semestre 2027-11 (2028-03-31)"),
        "G2": ("FFFBD5B5", "agrément échu pendant le semestre 2027-11"),
        "G4": ("FFFBD5B5", "agrément échu avant le semestre 2027-11"),
    }
    book = openpyxl.load_workbook(tmp_path / "next.xlsx")
    sheet = book["maitres_de_stage"]
    assert (sheet["G2"].number_format, sheet["G2"].font.name) == look
    sheet["G2"] = sheet["G4"] = None
    book.save(tmp_path / "renewed.xlsx")
    placed(tmp_path / "renewed.xlsx", tmp_path / "again")
    maillage.close_semester(tmp_path / "renewed.xlsx", tmp_path / "again", tmp_path / "third.xlsx")
    assert marks(tmp_path / "third.xlsx", "maitres_de_stage") == {
        "C2": ("", "à rappeler"),
        "B3": ("FFFBD5B5", "départ annoncé avant le semestre 2028-05 (2028-03-31)"),
        "G3": ("FFFBD5B5", "agrément échu avant le semestre 2028-05"),
    }
    sheet = openpyxl.load_workbook(tmp_path / "third.xlsx")["Clôture"]
    assert [row[0].value for row in sheet.iter_rows(max_row=8)] == [
        "N° étudiant", "01", "03", "04", "05", "06", "07", None,
    ]  # fmt: skip


def test_tables_of_another_format_are_marked_too(made: Path, tmp_path: Path) -> None:
    closed(made, "tables", tmp_path / "next.xlsx")
    assert set(marks(tmp_path / "next.xlsx", "supervisors")) == {"G2", "B3", "G4"}


# -- refusals ---------------------------------------------------------------------------------


def nothing_but(path: Path, *names: str) -> bool:
    return {p.name for p in path.iterdir()} == set(names)


def test_a_result_that_breaks_a_rule(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "result", tmp_path / "result")
    path = tmp_path / "result" / "placements.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",M1,", ",M2,"), encoding="utf-8")
    done = run(
        "close", made / "semester.xlsx", tmp_path / "result", "-o", tmp_path / "next.xlsx",
        "--lang", "en",
    )  # fmt: skip
    assert done.exit_code == 5
    assert "breaks rules" in done.stderr
    assert "[presence]" in done.stdout
    assert nothing_but(tmp_path, "result")


def test_a_file_that_has_changed_is_told_by_its_tables(made: Path, tmp_path: Path) -> None:
    tables = full()
    tables["students"][0]["max_minutes"] = 55
    tables["sites"][0]["rooms"] = 4
    source = workbook(tmp_path / "semester.xlsx", tables)
    for lang, said in (("en", "it differs in sites, students"), ("fr", "sites, students")):
        target = tmp_path / "next.xlsx"
        done = run("close", source, made / "result", "-o", target, "--lang", lang)
        assert done.exit_code == 5
        assert said in done.stderr
    with pytest.raises(maillage.NotVerified, match="sites, students"):
        maillage.close_semester(source, made / "result", tmp_path / "next")
    assert nothing_but(tmp_path, "semester.xlsx")


def test_nothing_is_replaced_unless_asked_for(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "next.xlsx"
    target.write_text("mine")
    done = run("close", made / "semester.xlsx", made / "result", "-o", target)
    assert done.exit_code == 2
    assert "--force" in done.stderr
    assert target.read_text() == "mine"
    closed(made, "semester.xlsx", target, "--force")
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize("source", ["semester.xlsx", "tables"])
def test_a_file_closed_into_itself(made: Path, tmp_path: Path, source: str) -> None:
    expected = closed(made, source, tmp_path / "one.xlsx")
    copy = shutil.copytree if (made / source).is_dir() else shutil.copyfile
    copy(made / source, tmp_path / source)
    shutil.copytree(made / "result", tmp_path / "result")
    after = closed(tmp_path, source, tmp_path / source, "--force")
    assert after.fingerprints == expected.fingerprints
    again = run("close", tmp_path / source, tmp_path / "result", "-o", tmp_path / "two.xlsx")
    assert again.exit_code == 5


def test_changes_are_not_written_over_a_file(made: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("mine")
    arguments = ("close", made / "semester.xlsx", made / "result", "-o", tmp_path / "n" / "n.xlsx")
    done = run(*arguments, "--changes", tmp_path / "mine.json")
    assert done.exit_code == 2
    assert nothing_but(tmp_path, "mine.json")
    done = run(*arguments, "--changes", tmp_path / "new" / "what.json")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "new" / "what.json").is_file()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--advance", "N1=N9"), "there is no programme 'N9'"),
        (("--advance", "N9=N1"), "there is no programme 'N9'"),
        (("--advance", "N1"), "PROGRAMME=NEXT"),
        (("--advance", "N1=EXT,N1=end"), "two next programmes"),
        (("--not-validated", "99"), "there is no student '99'"),
    ],
)
def test_options_that_name_nothing(
    made: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = run(
        "close", made / "semester.xlsx", made / "result", "-o", tmp_path / "n.xlsx", *options,
        "--lang", "en",
    )  # fmt: skip
    assert done.exit_code == 2
    assert said in done.stderr
    assert nothing_but(tmp_path)


def test_ods_is_not_written(made: Path, tmp_path: Path) -> None:
    done = run("close", made / "semester.xlsx", made / "result", "-o", tmp_path / "next.ods")
    assert done.exit_code == 2
    assert nothing_but(tmp_path)


def test_what_would_have_errors_is_not_written(tmp_path: Path) -> None:
    tables = full()
    # The summer has 27 weeks, the winter 26.
    tables["programmes"].append({**tables["programmes"][1], "programme_id": "X", "weeks": "27"})
    source = workbook(tmp_path / "semester.xlsx", tables, "en")
    placed(source, tmp_path / "result")
    done = run("close", source, tmp_path / "result", "-o", tmp_path / "next.xlsx", "--lang", "en")
    assert done.exit_code == 3
    assert "weeks '27' go beyond the 26 weeks" in done.stderr
    assert nothing_but(tmp_path, "semester.xlsx", "result")


def test_a_workbook_that_would_read_otherwise_is_not_written(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maillage.matching.closing.lines.decimal", lambda credit: 2)
    with pytest.raises(maillage.CannotClose, match="unusual way"):
        maillage.close_semester(made / "semester.xlsx", made / "result", tmp_path / "next.xlsx")
    assert nothing_but(tmp_path)


# -- the column -------------------------------------------------------------------------------


def with_next(word: str) -> Tables:
    tables = full()
    tables["programmes"][0]["next_programme"] = word
    return tables


@pytest.mark.parametrize("word", ["end", "Fin", "none", "AUCUN"])
def test_words_for_leaving(word: str) -> None:
    programme = read_rows(with_next(word)).programme["N1"]
    assert (programme.next_programme, programme.finishes) == (None, True)


def test_a_programme_goes_before_a_word() -> None:
    tables = with_next("FIN")
    tables["programmes"].append({**tables["programmes"][1], "programme_id": "FIN"})
    programme = read_rows(tables).programme["N1"]
    assert (programme.next_programme, programme.finishes) == ("FIN", False)


def test_a_next_programme_that_does_not_exist(tmp_path: Path) -> None:
    source = workbook(tmp_path / "semester.xlsx", with_next("EXTT"), "en")
    (found,) = errors(source)
    assert found.startswith("programmes!")
    assert "programme 'EXTT' does not exist. Did you mean 'EXT'? [unknown-reference]" in found


def test_from_python_with_a_placement(made: Path, tmp_path: Path) -> None:
    semester = read_semester(made / "semester.xlsx")
    options: dict[str, Any] = {"advance": {"N1": "end"}, "not_validated": ["02"]}
    closing = maillage.close_semester(
        made / "semester.xlsx", maillage.place(semester), tmp_path / "next.xlsx", **options
    )
    assert closing.leavers == ()
    assert closing.target == tmp_path / "next.xlsx"
    assert sorted(read_semester(tmp_path / "next.xlsx").student) == sorted(semester.student)
