"""Files as they come: folders, workbooks, damaged and foreign files, Python rows."""

import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_rows, read_semester
from maillage.matching.tables.writing import write_csv_folder, write_workbook
from openpyxl import Workbook

from .handmade import read
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
    message = f"{tmp_path}: the folder holds no .csv or .parquet file. [empty-folder]"
    assert finding(tmp_path) == message


def test_folder_with_a_workbook(tmp_path):
    write_workbook(example(), tmp_path / "s.xlsx")
    assert finding(tmp_path) == (
        f"{tmp_path}: the folder holds no .csv or .parquet file, but a workbook; name 's.xlsx' "
        "instead. [empty-folder]"
    )


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
WEB = b"<html><table><tr><td>student_id</td></tr></table></html>"
WEB_PAGE = (
    "this is a web page, as some sites export tables; open it in Excel or LibreOffice and save "
    "it as .xlsx."
)
TEXT = (
    "this is a text file under the name of a workbook; open it in Excel or LibreOffice and save "
    "it as .xlsx."
)
DOCUMENT = (
    "this is a document without tables that could be read; put them into a workbook (.xlsx, .ods)."
)
OLD = "this is an old .xls workbook; save it as .xlsx and try again."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"", "the file is empty. [empty-file]"),
        ("a.ods", b"", "the file is empty. [empty-file]"),
        ("a.xlsx", b"hello", "this is no workbook (.xlsx). [unreadable-file]"),
        ("a.xlsx", b"a;b\n1;2\n", f"{TEXT} [unreadable-file]"),
        ("a.xlsx", WEB, f"{WEB_PAGE} [unreadable-file]"),
        ("a.ods", b"%PDF-1.7", f"{DOCUMENT} [unreadable-file]"),
        ("a.xlsx", OLE + b"\0" * 99, f"{OLD} [unknown-format]"),
        (
            "a.xlsx",
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "the workbook is encrypted; save it without a password and try again. [encrypted-file]",
        ),
        (
            "a.xlsx",
            b"PK\3\4half",
            "the end of the file is missing; copy or download it again. [unreadable-file]",
        ),
        (
            "a.xlsx",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "this is an XML spreadsheet of Excel 2003; save it as .xlsx and try again. "
            "[unreadable-file]",
        ),
        (
            "a.ods",
            b'<?xml version="1.0"?><office:document>',
            "this is a flat OpenDocument file; save it as .ods and try again. [unreadable-file]",
        ),
        ("a.xls", b"x", f"{OLD} [unknown-format]"),
        ("a.xls", WEB, f"{WEB_PAGE} [unknown-format]"),
        (
            "a.xlsb",
            b"x",
            "this is a binary .xlsb workbook; save it as .xlsx and try again. [unknown-format]",
        ),
        (
            "a.numbers",
            b"x",
            "this is a document of Apple Numbers; export it as Excel (.xlsx). [unknown-format]",
        ),
        (
            "a.gsheet",
            b"{}",
            "this is only a link to a Google sheet; download it as Microsoft Excel (.xlsx). "
            "[unknown-format]",
        ),
        ("a.docx", b"x", f"{DOCUMENT} [unknown-format]"),
        ("a.pdf", b"x", f"{DOCUMENT} [unknown-format]"),
        (
            "a.csv",
            b"x",
            "a semester is a folder of .csv files; name the folder instead. [unknown-format]",
        ),
        (
            "a.parquet",
            b"x",
            "a semester is a folder of .parquet files; name the folder instead. [unknown-format]",
        ),
        (
            "a.json",
            b"x",
            "this is neither a workbook (.ods, .xlsm, .xlsx) nor a folder of .csv or .parquet "
            "files. [unknown-format]",
        ),
        (
            "~$a.xlsx",
            b"x",
            "this is the lock file of a workbook that is open; name 'a.xlsx' instead. "
            "[unknown-format]",
        ),
        (
            ".~lock.a.ods#",
            b"x",
            "this is the lock file of a workbook that is open; name 'a.ods' instead. "
            "[unknown-format]",
        ),
    ],
)
def test_no_workbook(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    assert finding(path) == f"{name}: {message}"


@pytest.mark.parametrize(
    ("name", "part", "message"),
    [
        ("a.xlsx", "a", "this is a zip archive, not a workbook (.xlsx)."),
        ("a.xlsx", "word/document.xml", DOCUMENT),
        (
            "a.ods",
            "xl/workbook.xml",
            "this is an .xlsx workbook under another name; rename it so that it ends in .xlsx.",
        ),
        (
            "a.xlsx",
            "content.xml",
            "this is an .ods workbook under another name; rename it so that it ends in .ods.",
        ),
        (
            "a.xlsx",
            "xl/workbook.bin",
            "this is a binary .xlsb workbook; save it as .xlsx and try again.",
        ),
    ],
)
def test_archive_of_another_kind(tmp_path, name, part, message):
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr(part, "b")
    assert finding(tmp_path / name) == f"{name}: {message} [unreadable-file]"


def test_workbook_under_the_name_of_an_old_one(tmp_path):
    write_workbook(example(), tmp_path / "a.xlsx")
    path = (tmp_path / "a.xlsx").rename(tmp_path / "a.xls")
    assert finding(path) == (
        "a.xls: this is an .xlsx workbook under another name; rename it so that it ends in "
        ".xlsx. [unknown-format]"
    )


def test_truncated_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook(example(), path)
    path.write_bytes(path.read_bytes()[:-2000])
    assert finding(path) == (
        "a.xlsx: the end of the file is missing; copy or download it again. [unreadable-file]"
    )


def test_empty_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    Workbook().save(path)
    assert finding(path) == "a.xlsx: the workbook has nothing in it. [empty-file]"


def test_file_that_another_program_holds(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    write_workbook(example(), path)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert finding(path) == (
        "a.xlsx: the file cannot be opened; close it in Excel or other programs, and see whether "
        "you may read it. [unreadable-file]"
    )


def test_what_is_no_file_does_not_hang(tmp_path):
    (tmp_path / "students.csv").mkdir()
    os.mkfifo(tmp_path / "sites.csv")
    (tmp_path / "offers.csv").symlink_to(tmp_path / "offers.csv")
    (tmp_path / "wishes.parquet").symlink_to(tmp_path / "gone")
    assert read(tmp_path) == (
        [],
        [
            "offers.csv: the file cannot be read (Too many levels of symbolic links). "
            "[unreadable-file]",
            "sites.csv: this is no regular file. [unreadable-file]",
            "students.csv: this is a folder, not a file. [unreadable-file]",
            "wishes.parquet: the file cannot be read (No such file or directory). "
            "[unreadable-file]",
        ],
    )
    os.mkfifo(tmp_path / "pipe.xlsx")
    said = read(tmp_path / "pipe.xlsx")[1]
    assert said == ["pipe.xlsx: this is no regular file. [unreadable-file]"]


def test_hidden_and_lock_files_are_skipped(tmp_path):
    write_csv_folder(example(), tmp_path)
    for name in ("~$students.csv", ".~lock.students.csv#", "._students.csv", ".students.csv"):
        (tmp_path / name).write_bytes(b"\0")
    assert read_semester(tmp_path).warnings == ()


def test_a_table_with_another_ending_is_named(tmp_path):
    write_csv_folder(example(), tmp_path)
    (tmp_path / "conflits.xlsx").write_bytes(b"")
    (tmp_path / "notes.txt").write_bytes(b"")
    assert [str(warning) for warning in read_semester(tmp_path).warnings] == [
        "conflits.xlsx: the file is not read: a folder's tables are .csv or .parquet files. "
        "[unread-file]"
    ]


def test_foreign_csv_is_a_warning(tmp_path):
    write_csv_folder(example(), tmp_path)
    (tmp_path / "notes.csv").write_bytes(b"\0")
    (tmp_path / "quota.csv").write_bytes(b"a,b\n1,2\n")
    assert [str(w) for w in read_semester(tmp_path).warnings] == [
        "notes.csv: the file is no text in UTF-8, UTF-16 or Windows-1252. [unreadable-file]",
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
