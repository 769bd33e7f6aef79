"""Files as they come: encodings, separators, damaged and foreign files."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_rows, read_semester
from maillage.matching.tables.writing import write_csv_folder, write_workbook
from openpyxl import Workbook

from .tables_example import example


def finding(path: Path) -> str:
    """Return what a reading that fails says."""
    with pytest.raises(InputError) as caught:
        read_semester(path)
    return str(caught.value)


def test_missing_file(tmp_path):
    path = tmp_path / "semestre.xlsx"
    assert finding(path) == f"{path}: there is no such file or folder. [missing-file]"


def test_folder_without_tables(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    assert finding(tmp_path) == f"{tmp_path}: the folder holds no .csv file. [empty-folder]"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"", "a.xlsx: the file is empty. [empty-file]"),
        ("a.xlsx", b"hello", "a.xlsx: this is no .xlsx workbook. [unreadable-file]"),
        (
            "a.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 99,
            "a.xlsx: this is an old .xls workbook; save it as .xlsx and try again. "
            "[unknown-format]",
        ),
        (
            "a.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx: the workbook is encrypted; save it without a password and try again. "
            "[encrypted-file]",
        ),
        (
            "a.xls",
            b"x",
            "a.xls: this is an old .xls workbook; save it as .xlsx and try again. [unknown-format]",
        ),
        (
            "a.csv",
            b"x",
            "a.csv: a semester is a folder of .csv files; name the folder instead. "
            "[unknown-format]",
        ),
        (
            "a.docx",
            b"x",
            "a.docx: this is neither a workbook (.xlsm, .xlsx) nor a folder of .csv files. "
            "[unknown-format]",
        ),
    ],
)
def test_no_workbook(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    assert finding(path) == message


def test_archive_that_is_no_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "b")
    assert finding(path).startswith("a.xlsx: the workbook is damaged or no .xlsx")


def test_truncated_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook(example(), path)
    path.write_bytes(path.read_bytes()[:-2000])
    assert finding(path).endswith("[unreadable-file]")


def test_empty_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    Workbook().save(path)
    assert finding(path) == "a.xlsx: the workbook has nothing in it. [empty-file]"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\n \n", "students.csv: the file is empty. [empty-file]"),
        (b"a\0b", "students.csv: the file is no text in UTF-8 or Windows-1252. "
                  "[unreadable-file]"),
        (b"student_id,name,programme_id\nE1,\"Zo\"\xc3\xa9\"\",N1\n",
         "students.csv:2: the line cannot be read (',' expected after '\"'); are its double "
         "quotes in pairs? [unreadable-line]"),
        (b"student_id,name,programme_id,credit\nE1,Zo,N1,0,5\n",
         "students.csv:2: the line has 5 cells for 4 headings; a text that contains the "
         "separator must stand in double quotes. [too-many-cells]"),
    ],
)  # fmt: skip
def test_csv_that_cannot_be_read(tmp_path, content, message):
    write_csv_folder(example(), tmp_path)
    (tmp_path / "students.csv").write_bytes(content)
    assert message in finding(tmp_path).splitlines()


def test_foreign_csv_is_a_warning(tmp_path):
    write_csv_folder(example(), tmp_path)
    (tmp_path / "notes.csv").write_bytes(b"\0")
    (tmp_path / "quota.csv").write_bytes(b"a,b\n1,2\n")
    assert [str(w) for w in read_semester(tmp_path).warnings] == [
        "notes.csv: the file is no text in UTF-8 or Windows-1252. [unreadable-file]",
        "quota.csv: 'quota' is no table of a semester and is not read. Did you mean 'quotas'? "
        "[unknown-table]",
    ]


def test_separator_line_and_quoted_line_breaks_keep_line_numbers(tmp_path):
    write_csv_folder(example(), tmp_path)
    (tmp_path / "conflicts.csv").write_text(
        'sep=;\nstudent_id;msu_id;motif\nE1;M2;"long\nstory"\n\nE9;M2;\n', encoding="utf-8"
    )
    assert "conflicts.csv:6: student 'E9' does not exist. [unknown-reference]" in finding(tmp_path)


def test_cells_of_a_workbook_are_named_as_its_user_sees_them(tmp_path):
    path = tmp_path / "s.xlsx"
    tables = example()
    write_workbook(tables, path, "en")
    semester = read_semester(path)
    assert semester.cells["quotas", "QC", "max"] == "quotas!F3"
    assert semester.cells["students", "E2", "max_minutes"] == "students!L3"
    with pytest.raises(KeyError):
        semester.cells["students", "E9", "name"]
    assert len(semester.cells) == len(list(semester.cells))
    tables["students"][1]["programme_id"] = "N11"
    write_workbook(tables, path, "fr")
    assert finding(path) == (
        "etudiants!C3: programme 'N11' does not exist. Did you mean 'N1'? [unknown-reference]"
    )


def test_excel_habits(tmp_path):
    """Numbers for identifiers, lost zeros, dates for months, booleans, a title above."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in example().items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        grid = [[row.get(column) for column in columns] for row in rows]
        sheet.append([])
        sheet.append([column.upper() for column in columns])
        for row in grid:
            sheet.append([_habit(cell) for cell in row])
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type
            sheet.append([])
    path = tmp_path / "s.xlsx"
    book.save(path)
    read, meant = read_semester(path), read_rows(example())
    assert read.fingerprints == meant.fingerprints
    assert read.wishes == meant.wishes
    assert read.cells["students", "E2", "name"] == "students!B5"


def _habit(cell: object) -> object:
    if cell == "2027-05":
        return date(2027, 5, 1)
    if isinstance(cell, str) and cell.isdecimal():
        return int(cell)
    if cell == "30%":
        return 0.3
    return cell


def test_python_rows_of_a_data_frame():
    pandas = pytest.importorskip("pandas")
    tables = {name: pandas.DataFrame(rows) for name, rows in example().items()}
    tables["supervisors"]["accreditation_end"] = pandas.to_datetime(
        tables["supervisors"]["accreditation_end"]
    )
    tables["students"]["rank"] = tables["students"]["rank"].astype("Int64")
    read = read_rows({name: frame.to_dict("records") for name, frame in tables.items()})
    assert read.fingerprints == read_rows(example()).fingerprints


def test_lists_of_python_rows_may_be_lists():
    tables = example()
    tables["supervisors"][0]["programmes"] = ["N1", "EXT"]
    tables["settings"][1]["value"] = (48.9, 2.4)
    assert read_rows(tables).supervisors == read_rows(example()).supervisors
