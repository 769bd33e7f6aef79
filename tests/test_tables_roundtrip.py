"""The same semester whatever the file's format, language, separator and order of rows."""

import csv
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows, read_semester
from maillage.matching.tables.writing import write_csv_folder, write_workbook
from openpyxl import load_workbook

from .tables_example import example


def same(one: Semester, other: Semester) -> bool:
    """Compare two semesters but for the names of their cells."""
    assert one.fingerprints == other.fingerprints
    return replace(one, cells={}, warnings=()) == replace(other, cells={}, warnings=())


@pytest.fixture(scope="module")
def semester() -> Semester:
    return read_rows(example())


def test_example_has_no_warnings(semester):
    assert [str(w) for w in semester.warnings] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_workbook(semester, tmp_path, lang):
    path = tmp_path / "semestre.xlsx"
    write_workbook(example(), path, lang)
    read = read_semester(path)
    assert read.warnings == ()
    assert same(read, semester)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_csv_folder(semester, tmp_path, lang):
    write_csv_folder(example(), tmp_path, lang)
    assert same(read_semester(tmp_path), semester)


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "cp1252"), ("\t", "utf-8-sig"), (";", "utf-16")]
)
def test_csv_as_excel_saves_it_in_french(semester, tmp_path, separator, encoding):
    write_csv_folder(example(), tmp_path, "fr")
    for path in tmp_path.glob("*.csv"):
        _as_excel(path, separator, encoding)
    assert same(read_semester(str(tmp_path)), semester)


def _as_excel(path: Path, separator: str, encoding: str) -> None:
    """Rewrite a file with decimal commas, lost zeros, empty rows and trailing spaces."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    for row in rows:
        for k, cell in enumerate(row):
            if cell.replace(".", "", 1).isdecimal() and "." in cell:
                row[k] = cell.replace(".", ",")
            elif cell == "01053":
                row[k] = "1053"
            elif cell == "S1":
                row[k] = " S1\u00a0"
    head = [heading.upper().replace("_", " ") for heading in head]
    rows = [[""] * len(head), *reversed(rows), [" "] * len(head)]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows([head, *rows])


def test_rows_in_any_order_and_french(semester):
    tables = {name.upper(): rows[::-1] for name, rows in reversed(example().items())}
    tables["Voeux"] = [
        {"ETUDIANT-ID": w["student_id"], "Rang": w.get("rank"), "Cible": w["target"],
         "type cible": w.get("target_kind"), "Refus": w.get("refused")}
        for w in tables.pop("WISHES")
    ]  # fmt: skip
    assert same(read_rows(tables), semester)


def test_fingerprint_tells_a_change(semester):
    tables = example()
    tables["wishes"][0]["rank"] = 6
    changed = read_rows(tables).fingerprints
    assert {n for n in changed if changed[n] != semester.fingerprints[n]} == {"wishes"}


def test_workbook_bytes_are_reproducible(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(example(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_workbook_is_made_for_people(tmp_path):
    path = tmp_path / "s.xlsx"
    write_workbook(example(), path, "fr")
    book = load_workbook(path)
    sheet = book["etudiants"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert book["composantes"]["D2"].value == "mer_matin mer_apm"
    assert book["sites"]["C2"].value == "cabinet_liberal"


def test_no_text_becomes_a_formula_or_a_link(tmp_path):
    path = tmp_path / "s.xlsx"
    write_workbook(example(), path)
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    assert read_semester(path).site["12"].name == "=1+1"


def test_writing_refuses_what_is_no_table(tmp_path):
    with pytest.raises(KeyError, match="pupils"):
        write_workbook({"pupils": []}, tmp_path / "s.xlsx")
    with pytest.raises(KeyError, match="shoes"):
        write_csv_folder({"students": [{"student_id": "E", "shoes": 3}]}, tmp_path)


def test_a_table_without_rows_shows_its_columns(tmp_path):
    write_csv_folder({"conflicts": []}, tmp_path, "fr")
    text = (tmp_path / "conflits.csv").read_text(encoding="utf-8")
    assert text == "etudiant_id,msu_id,site_id,motif\n"
