"""CSV as programs and people write it: encodings, separators, quotes, lines, titles."""

import pytest
from maillage.matching.tables.csv_source import read_csv
from maillage.matching.tables.grids import TOO_MANY_CELLS
from maillage.matching.tables.raw import RawTable

from .handmade import read

HEADINGS = "student_id;name;programme_id"


def csv(tmp_path, text: str | bytes, name: str = "students.csv") -> RawTable:
    """Return the table of a file that reads without a word."""
    found, said = spoken(tmp_path, text, name)
    assert said == []
    return found


def spoken(tmp_path, text: str | bytes, name: str = "students.csv"):
    """Return the table of a file and what is said of it."""
    data = text.encode() if isinstance(text, str) else text
    (tmp_path / name).write_bytes(data)
    tables, said = read(tmp_path)
    return (tables[0] if tables else None), said


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_dialects(tmp_path, separator, end, encoding):
    lines = [HEADINGS, "E1;Zoé Cœur;N1", "", ";;", "E2;Ali;EXT"]
    text = end.join(lines).replace(";", separator)
    raw = csv(tmp_path, text.encode(encoding))
    assert raw.headings == ("student_id", "name", "programme_id")
    assert raw.rows == [["E1", "Zoé Cœur", "N1"], ["E2", "Ali", "EXT"]]
    assert list(raw.numbers) == [2, 5]
    assert raw.where(1, 2) == "students.csv:5"


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("sep=,\nstudent_id,name\n", ("student_id", "name")),
        ("student_id\nE1\n", ("student_id",)),
        ("student_id;name, first, last, all;programme_id\n",
         ("student_id", "name, first, last, all", "programme_id")),
        ('"student_id";"name"\n', ("student_id", "name")),
        ("student_id,name,,\nE1,Zo,,\n", ("student_id", "name", "", "")),
    ],
)  # fmt: skip
def test_headings(tmp_path, text, headings):
    assert csv(tmp_path, text).headings == headings


def test_quotes_may_follow_a_space_and_hold_lines(tmp_path):
    raw = csv(tmp_path, 'student_id, name, programme_id\nE1, "Zo ""Z"", b\nc", N1\nE2, Ali, N1')
    assert raw.rows == [["E1", 'Zo "Z", b\nc', "N1"], ["E2", "Ali", "N1"]]
    assert list(raw.numbers) == [2, 4]


def test_lines_may_be_short_or_end_in_separators(tmp_path):
    raw = csv(tmp_path, f"{HEADINGS}\nE1\nE2;Ali;N1;;;\n")
    assert raw.rows == [["E1"], ["E2", "Ali", "N1", "", "", ""]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\n \n;;\n", "students.csv: the file is empty. [empty-file]"),
        (b"", "students.csv: the file is empty. [empty-file]"),
        (b"a\0b", "students.csv: the file is no text in UTF-8, UTF-16 or Windows-1252. "
                  "[unreadable-file]"),
        (b"a\x81b", "students.csv: the file is no text in UTF-8, UTF-16 or Windows-1252. "
                    "[unreadable-file]"),
        ("name;student_id".encode("utf-16-le"),
         "students.csv: the file is no text in UTF-8, UTF-16 or Windows-1252. [unreadable-file]"),
        (b"PK\3\4", "students.csv: this is a workbook, not CSV text; save its sheet as CSV and "
                    "try again. [unreadable-file]"),
        (b"<!DOCTYPE html><p>", "students.csv: this is a web page, not CSV text; open it in Excel "
                                "or LibreOffice and save it as CSV. [unreadable-file]"),
        (b"%PDF-1", "students.csv: this is a document without tables that could be read; put them "
                    "into a workbook (.xlsx, .ods). [unreadable-file]"),
        (b"PAR1", "students.csv: this is a .parquet file under another name; rename it so that it "
                  "ends in .parquet. [unreadable-file]"),
        (b"student_id,name\nE1,\"Zo\nE2,Ali\n",
         "students.csv:2: a double quote is opened in this line and never closed; is the file "
         "complete? [unreadable-line]"),
        (b"student_id,name\n\nE1,\"a\nb\"\nE2,\"Zo\"Z\"\n",
         "students.csv:5: the line cannot be read: after a text in double quotes comes something "
         "else than the separator; are its double quotes in pairs? [unreadable-line]"),
        (b"student_id,name\nE1,\"" + b"x\n" * 70_000 + b"\"\n",
         "students.csv:2: a cell has more than 131,072 characters; are the line's double quotes "
         "in pairs? [unreadable-line]"),
        ("student_id,name\nE1,Zoé\nE2,Zo".encode() + b"\xe9\n",
         "students.csv:3: the line has letters that are not in UTF-8, as others in the file are; "
         "save the file anew as UTF-8, or type the letters of this line again. [mixed-encoding]"),
        (b"\xef\xbb\xbfstudent_id,name\r\nE1,Zo\xe9\r\n",
         "students.csv:2: the line has letters that are not in UTF-8, as others in the file are; "
         "save the file anew as UTF-8, or type the letters of this line again. [mixed-encoding]"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(tmp_path, text, message):
    found, said = spoken(tmp_path, text)
    assert found is None
    assert said == [message]


def test_capital_accents_before_typography_are_windows_1252(tmp_path):
    raw = csv(tmp_path, f"{HEADINGS}\nE1;«\u00a0ANDRÉ\u00a0», CAFÉ’S;N1\n".encode("cp1252"))
    assert raw.rows[0][1] == "«\u00a0ANDRÉ\u00a0», CAFÉ’S"


@pytest.mark.parametrize(
    ("name", "warning"),
    [
        ("Zo\u00c3\u00a9", "'ZoÃ©' was probably meant to be 'Zoé'; export the file again as "
                           "UTF-8."),
        ("lâ€™Åuvre", None),
        ("dâ€™Ali", "'dâ€™Ali' was probably meant to be 'd’Ali'; export the file again as UTF-8."),
        ("Zo‚", "'Zo‚' was probably meant to be 'Zoé'; export the file again as UTF-8."),
        ("RiviŠre", "'RiviŠre' was probably meant to be 'Rivière'; export the file again as "
                    "UTF-8."),
        ("ZoŽ", "'ZoŽ' was probably meant to be 'Zoé'; export the file again as UTF-8."),
        ("Zo\ufffd", "a letter of 'Zo\ufffd' was lost when the file was made; export it again as "
                     "UTF-8."),
        ("Zoé", None),
        ("Âge, São Ângela, Åse", None),
        ("Miloš ŠIMIĆ, Žižek", None),
    ],
)  # fmt: skip
def test_garbled_letters(tmp_path, name, warning):
    said = spoken(tmp_path, f"{HEADINGS}\nE0;Ali;N1\nE1;{name};N1\n")[1]
    assert said == ([f"students.csv:3: {warning} [garbled-text]"] if warning else [])


def test_garbled_cells_are_counted(tmp_path):
    said = spoken(tmp_path, f"{HEADINGS}\n" + "E1;ZoÃ©;N1\n" * 1200)[1]
    assert said == [
        "students.csv:2: 'ZoÃ©' was probably meant to be 'Zoé', and 1,200 cells in all look so; "
        "export the file again as UTF-8. [garbled-text]"
    ]


def test_all_lines_with_too_many_cells_are_named(tmp_path):
    found, said = spoken(tmp_path, f"{HEADINGS}\nE1;Zo;N1;;\n" + "E2;Zo;N1;0;5\n" * 23)
    assert said[0] == (
        "students.csv:3: the line has 5 cells for 3 headings; a text that contains the separator "
        "must stand in double quotes. [too-many-cells]"
    )
    assert [line.split(": ")[0] for line in said[:20]] == [
        f"students.csv:{3 + k}" for k in range(20)
    ]
    assert said[20:] == ["students.csv: 3 more lines have too many cells. [too-many-cells]"]
    assert len(found.rows) == 24


def test_a_title_above_the_headings(tmp_path):
    found, said = spoken(tmp_path, f"Étudiants 2027;;\n\nle 3 mai;name;\n{HEADINGS}\nE1;Zo;N1\n")
    assert found.headings == ("student_id", "name", "programme_id")
    assert (found.rows, found.numbers, found.heading_number) == ([["E1", "Zo", "N1"]], [5], 4)
    assert said == [
        "students.csv:1: 2 rows from here on stand above the headings (row 4) and are not read. "
        "[rows-above-headings]"
    ]


@pytest.mark.parametrize(
    ("text", "heading_number"),
    [
        ("Liste\nstudent_id\nE1\n", 2),  # one heading alone in its row
        ("Liste;x;y\nstudent_id;nom de famille;z\n", 1),  # one heading among others is no row
        (f"{HEADINGS}\nstudent_id;name;programme_id\n", 1),  # the first of two
        ("a;b;c\n" * 20 + f"{HEADINGS}\n", 1),  # only the first rows are searched
        ("a;b;c\n" * 19 + f"{HEADINGS}\n", 20),
    ],
)
def test_heading_row(tmp_path, text, heading_number):
    assert spoken(tmp_path, text)[0].heading_number == heading_number


def test_a_file_that_is_no_table_keeps_its_first_row(tmp_path):
    raw = csv(tmp_path, "Liste;;;ZoÃ©\nstudent_id;name\n1;2;3;4;5;6\n", "notes.csv")
    assert raw.headings == ("Liste", "", "", "ZoÃ©")


def test_absurd_sizes(tmp_path, monkeypatch):
    path = tmp_path / "students.csv"
    with path.open("wb") as file:
        file.truncate(500_000_001)
    assert read(tmp_path)[1] == ["students.csv: the file is larger than 500 MB. [too-large]"]
    monkeypatch.setattr("maillage.matching.tables.csv_source.TOO_MANY_CELLS", 7)
    assert spoken(tmp_path, f"{HEADINGS}\n1;2;3\n4;5;6\n")[1] == [
        "students.csv: there are more than 20 million cells; delete the rows and columns that are "
        "not used. [too-large]"
    ]
    assert TOO_MANY_CELLS == 20_000_000


def test_a_file_may_be_read_as_a_named_table(tmp_path):
    from maillage.matching.tables.schema import TABLE

    path = tmp_path / "Réponses au formulaire.csv"
    path.write_text("Titre\nétudiant id;rang;cible\nE1;1;O1\n", encoding="utf-8")
    assert read_csv(path).headings == ("Titre",)
    assert read_csv(path, TABLE["wishes"]).headings == ("étudiant id", "rang", "cible")
