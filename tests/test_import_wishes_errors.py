"""Imports that are refused: every error at once with its cell, and nothing written."""

from pathlib import Path

import maillage
import pytest
from cli_example import folder, run, workbook
from import_example import csv_form, semester, sheet_form, wishes_of
from import_example import read as prepared
from maillage import InputError, read_rows, read_semester
from maillage.cli import commands
from maillage.matching.imports.columns import Role

HEADINGS = ["N° étudiant", "Adresse e-mail", "Nom", "Prénom", "Vœu 1", "Classement [CAB]", "Refus"]
RANKED = "Classement [Cabinet Rousseau]"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return workbook(tmp_path / "semestre.xlsx", semester())


def errors(into: Path, form: Path, *columns: str) -> list[str]:
    before = into.read_bytes() if into.is_file() else b""
    options = [word for column in columns for word in ("--column", column)]
    answer = run("import", "wishes", form, "--into", into, *options)
    assert answer.exit_code == 3, answer.output
    lines = answer.output.splitlines()
    assert lines[-1] == "Nothing was written. Put these right and run the command again."
    assert not before or into.read_bytes() == before
    return [line for line in lines[1:-1] if line]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["E1", "", "", "", "CAB"],
         "f.csv:2: student 'E1' does not exist. Did you mean 'E01'? [unknown-student]"),
        (["E9", "karim.benali@univ.fr", "", "", "CAB"],
         "f.csv:2: student 'E9' does not exist. Did you mean 'E03' (Ben Ali Karim)? "
         "[unknown-student]"),
        (["", "zoe.noelle@univ.fr", "", "", "CAB"],
         "f.csv:2: no student has the e-mail address 'zoe.noelle@univ.fr'. "
         "Did you mean 'zoe.noel@univ.fr'? [unknown-student]"),
        (["", "", "Dupond", "Camille", "CAB"],
         "f.csv:2: no student has the name 'Dupond Camille'. Did you mean 'DUPONT Camille'? "
         "[unknown-student]"),
        (["E01", "zoe.noel@univ.fr", "", "", "CAB"],
         "f.csv:2: 'E01' is the student 'E01' (DUPONT Camille), but f.csv:2 is of 'E02' "
         "(Noël-Martin Zoé); put one right. [conflicting-student]"),
        (["", "", "", "", "CAB"],
         "f.csv:2: the row does not say which student answers. [missing-value]"),
        (["E01", "", "", "", "Cabinet des Lylas"],
         "f.csv:2: offer, supervisor, site or territory 'Cabinet des Lylas' does not exist. "
         "Did you mean 'Cabinet des Lilas'? [unknown-reference]"),
        (["E01", "", "", "", "Cabinet des Lylas (Aulnay, 93)"],
         "f.csv:2: offer, supervisor, site or territory 'Cabinet des Lylas (Aulnay, 93)' does not "
         "exist. Did you mean 'Cabinet des Lilas'? [unknown-reference]"),
        (["E01", "", "", "", "Dr Hôte 3"],
         "f.csv:2: 'Dr Hôte 3' can mean supervisor M3, supervisor M4; write the identifier, or "
         "say which in target_kind. [ambiguous-target]"),
        (["E01", "", "", "", "Dr Hôte 3 (Créteil)"],
         "f.csv:2: 'Dr Hôte 3' can mean supervisor M3, supervisor M4; write the identifier, or "
         "say which in target_kind. [ambiguous-target]"),
        (["E01", "", "", "", "Aulnay-sous-Bois - Cabinet Martin"],
         "f.csv:2: offer, supervisor, site or territory 'Aulnay-sous-Bois - Cabinet Martin' does "
         "not exist. Did you mean 'Aulnay-sous-Bois'? [unknown-reference]"),
        (["E01", "", "", "", "", "peut-être"],
         "f.csv:2: 'peut-être' is no rank; 1, 2, 3 … or nothing is expected. [not-a-rank]"),
        (["E01", "", "", "", "", "0"],
         "f.csv:2: '0' is no rank; 1, 2, 3 … or nothing is expected. [not-a-rank]"),
        (["E01", "", "", "", "", "", "LAC, Cabinet perdu"],
         "f.csv:2: offer, supervisor, site or territory 'Cabinet perdu' does not exist. "
         "Did you mean 'Cabinet du lac'? [unknown-reference]"),
    ],
)  # fmt: skip
def test_cells(row, message, into: Path, tmp_path: Path):
    row = [*row, *[""] * (len(HEADINGS) - len(row))]
    form = csv_form(tmp_path / "f.csv", [HEADINGS, row])
    assert errors(into, form) == [message]


def test_all_errors_at_once_with_their_cells(into: Path, tmp_path: Path):
    rows = [
        ["Numéro étudiant", "Vœu 1", RANKED],
        ["E01", "CBA", ""],
        ["E99", "CAB", "1"],
        ["E02", "CAB", "2"],
    ]
    form = sheet_form(tmp_path / "f.xlsx", rows, "Réponses")
    assert errors(into, form) == [
        "Réponses!C1: offer, supervisor, site or territory 'Cabinet Rousseau' does not exist. "
        "Did you mean 'Cabinet du lac'? [unknown-reference]",
        "Réponses!A3: student 'E99' does not exist. [unknown-student]",
        "Réponses!B2: offer, supervisor, site or territory 'CBA' does not exist. "
        "Did you mean 'CAB'? [unknown-reference]",
    ]
    assert errors(into, form, f"{RANKED}=rank_of:CDS")[0].startswith("Réponses!A3")


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        (
            [["Qui ?", "Vœu 1"], ["E01", "CAB"]],
            ["f.csv:1: no column says which student answers; name the one that does, as in "
             '--column "Qui ?=student_id". [missing-column]'],
        ),
        (
            [["N° étudiant", "Terrain"], ["E01", "CAB"]],
            ["f.csv:1: no column holds wishes; name those that do, as in "
             '--column "Terrain=wish_1". [missing-column]'],
        ),
        (
            [["N° étudiant", "Votre vœu", "Vœu 2"], ["E01", "CAB", "LAC"]],
            ["f.csv:1: it is not clear which wishes 'Votre vœu' holds; say it with "
             '--column "Votre vœu=wish_1" (or refused), or leave the column out with '
             '--column "Votre vœu=ignore". [ambiguous-column]'],
        ),
        (
            [["N° étudiant", "Nombre de vœux du terrain", "Vœu 1"], ["E01", "CAB", "LAC"]],
            ["f.csv:1: it is not clear which wishes 'Nombre de vœux du terrain' holds; say it "
             'with --column "Nombre de vœux du terrain=wish_1" (or refused), or leave the column '
             'out with --column "Nombre de vœux du terrain=ignore". [ambiguous-column]'],
        ),
        (
            [["N° étudiant", "Refusez-vous d'être loin ?", "Vœu 1"], ["E01", "non", "LAC"]],
            ["f.csv:1: it is not clear which wishes 'Refusez-vous d'être loin ?' holds; say it "
             "with --column \"Refusez-vous d'être loin ?=wish_1\" (or refused), or leave the "
             "column out with --column \"Refusez-vous d'être loin ?=ignore\". [ambiguous-column]"],
        ),
        (
            [["N° étudiant", "Vœu 1", "Choix 1"], ["E01", "CAB", "LAC"]],
            ["f.csv:2: this is the same wish as 'Vœu 1', which is filled too; leave one of the "
             'columns out with --column "Choix 1=ignore". [ambiguous-column]'],
        ),
    ],
)  # fmt: skip
def test_columns(rows, messages, into: Path, tmp_path: Path):
    assert errors(into, csv_form(tmp_path / "f.csv", rows)) == messages


def test_columns_as_the_user_says(into: Path, tmp_path: Path):
    rows = [
        ["Qui = ?", "Terrain", "Vœu 1", "Choix 1", "À éviter", "[Rousseau]"],
        ["E01", "M1", "CAB", "LAC", "CDS", "3"],
    ]
    form = csv_form(tmp_path / "f.csv", rows)
    columns = ("qui = ?=student_id", "Terrain=wish_2", "Choix 1=wish_1", "E=refused",
               "[Rousseau]=rank_of:M2")  # fmt: skip
    assert wishes_of(prepared(form, into, *columns)) == {"E01": "1 LAC, 2 M1, 3 M2, refused CDS"}


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("Vœu 1", "--column 'Vœu 1' is not understood; write it as "
         '--column "HEADING=student_id".'),
        ("Voex 1=wish_1", "f.csv has no column 'Voex 1'. Did you mean 'Vœu 1'?"),
        ("Vœu 1=wish", "a column cannot be 'wish'; it can be student_id, email, name, first_name, "
         "timestamp, wishes, refused, ignore, wish_1, wish_2 …, rank_of:TARGET, refused:TARGET."),
        ("Vœu 1=wish_0", "a column cannot be 'wish_0'; it can be student_id, email, name, "
         "first_name, timestamp, wishes, refused, ignore, wish_1, wish_2 …, rank_of:TARGET, "
         "refused:TARGET."),
    ],
)  # fmt: skip
def test_columns_that_cannot_be(column, message, into: Path, tmp_path: Path):
    form = csv_form(tmp_path / "f.csv", [["N° étudiant", "Vœu 1"], ["E01", "CAB"]])
    answer = run("import", "wishes", form, "--into", into, "--column", column)
    assert (answer.exit_code, answer.output) == (2, f"{message}\n")


def test_students_without_addresses(tmp_path: Path):
    tables = semester()
    for student in tables["students"]:
        del student["email"]
    into = workbook(tmp_path / "s.xlsx", tables)
    form = csv_form(tmp_path / "f.csv", [["E-mail", "Vœu 1"], ["a@b.fr", "CAB"]])
    assert errors(into, form) == [
        "f.csv:1: the form names students by their e-mail address, and the semester's students "
        'have none; fill in their addresses, or name another column with --column "HEADING=name". '
        "[missing-column]"
    ]


def test_namesakes(tmp_path: Path):
    tables = semester()
    tables["students"][1]["name"] = "Camille Dupont"
    into = workbook(tmp_path / "s.xlsx", tables)
    form = csv_form(tmp_path / "f.csv", [["Nom", "Vœu 1"], ["DUPONT Camille", "CAB"]])
    assert errors(into, form) == [
        "f.csv:2: 'DUPONT Camille' can mean the students E01, E02; nothing else in the row tells "
        "which. [ambiguous-student]"
    ]


# Files that are none


def test_forms_that_are_none(into: Path, tmp_path: Path):
    (tmp_path / "a.csv").write_text("")
    (tmp_path / "b.csv").write_text('Nom;"Vœu 1\nE01;CAB\n')
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "d.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "e.csv").mkdir()
    assert errors(into, tmp_path / "a.csv") == ["a.csv: there is nothing in the file. [empty-file]"]
    assert errors(into, tmp_path / "b.csv") == [
        "b.csv:1: the line cannot be read; are its double quotes in pairs? [unreadable-line]"
    ]
    for name in ("c.pdf", "d.xlsx", "e.csv", "nothing.csv"):
        assert len(errors(into, tmp_path / name)) == 1


def test_targets_that_are_none(tmp_path: Path):
    form = csv_form(tmp_path / "f.csv", [["N° étudiant", "Vœu 1"], ["E01", "CAB"]])
    (tmp_path / "s.ods").touch()
    answer = run("import", "wishes", form, "--into", tmp_path / "s.ods")
    assert (answer.exit_code, answer.output) == (
        2,
        "s.ods: wishes can be imported into an .xlsx workbook or a folder of .csv files, not into "
        ".ods; save it as .xlsx and import into that.\n",
    )
    assert "there is no such file" in errors(tmp_path / "nothing.xlsx", form)[0]
    no_students = workbook(tmp_path / "t.xlsx", {"settings": [{"key": "seed", "value": 1}]})
    answer = run("import", "wishes", form, "--into", no_students)
    assert (answer.exit_code, answer.output) == (
        2, "t.xlsx has no table of students to import wishes for.\n",
    )  # fmt: skip


def test_errors_elsewhere_do_not_stand_in_the_way(tmp_path: Path):
    tables = semester()
    tables["quotas"] = [{"quota_id": "Q", "scope": "nonsense", "value": "x", "min": "many"}]
    tables["students"][3]["lat"] = "north"
    into = workbook(tmp_path / "s.xlsx", tables)
    form = csv_form(tmp_path / "f.csv", [["N° étudiant", "Vœu 1"], ["E01", "CAB"]])
    assert run("import", "wishes", form, "--into", into).exit_code == 0


# Folders


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_folder_gets_a_file(lang, tmp_path: Path):
    into = folder(tmp_path / "tables", semester(), lang)
    before = {path.name: path.read_bytes() for path in into.iterdir()}
    form = csv_form(tmp_path / "f.csv", [["N° étudiant", "Vœu 1", "Refus"], ["E01", "CAB", "LAC"]])
    assert run("import", "wishes", form, "--into", into).exit_code == 0
    name = "voeux.csv" if lang == "fr" else "wishes.csv"
    assert (into / name).read_text(encoding="utf-8").splitlines()[1:] == [
        "E01,1,CAB,,", "E01,,LAC,," + ("oui" if lang == "fr" else "yes"),
    ]  # fmt: skip
    assert {path.name: path.read_bytes() for path in into.iterdir() if path.name != name} == before
    assert [w.target for w in read_semester(into).wishes] == ["CAB", "LAC"]


def test_a_file_of_wishes_keeps_encoding_separator_and_other_lines(tmp_path: Path):
    tables = semester()
    tables["students"][0]["wish_1"] = "LAC"
    into = folder(tmp_path / "tables", tables)
    text = "étudiant_id;rang;cible;Prénom\r\nE03;1;CAB;Zoé\r\nE01;2;LAC;Noël\r\n"
    (into / "vœux.csv").write_bytes(text.encode("cp1252"))
    form = csv_form(tmp_path / "f.csv", [["N° étudiant", "Vœu 1", "Vœu 2"], ["E01", "CAB", "M1"]])
    assert run("import", "wishes", form, "--into", into).exit_code == 0
    assert (into / "vœux.csv").read_bytes() == (
        "étudiant_id;rang;cible;Prénom\r\nE03;1;CAB;Zoé\r\nE01;1;CAB;\r\nE01;2;M1;\r\n"
    ).encode("utf-8-sig")
    typed = read_rows({**semester(), "wishes": [
        {"student_id": "E01", "rank": 1, "target": "CAB"},
        {"student_id": "E01", "rank": 2, "target": "M1"},
        {"student_id": "E03", "rank": 1, "target": "CAB"},
    ]})  # fmt: skip
    assert read_semester(into).wishes == typed.wishes


# The command


def test_preview_writes_nothing(into: Path, tmp_path: Path):
    before = into.read_bytes()
    rows = [["Horodateur", "N° étudiant", "Vœu 1", "Vœu 2", "Remarque"],
            ["12/03/2027 14:05", "E01", "CAB : Aulnay", "M1", "x"],
            ["12/03/2027 14:06", "E02", "", "", ""]]  # fmt: skip
    form = csv_form(tmp_path / "f.csv", rows)
    answer = run("import", "wishes", form, "--into", into, "--preview")
    assert into.read_bytes() == before
    assert answer.exit_code == 0
    assert (
        answer.output
        == """\
f.csv: 2 answers; the headings are in row 1.
  column   heading       taken for                   role
  A        Horodateur    moment of the answer        timestamp
  B        N° étudiant   identifier of the student   student_id
  C        Vœu 1         wish 1                      wish_1
  D        Vœu 2         wish 2                      wish_2
  E        Remarque      (left out)                  ignore

1 student with wishes, 2 wishes, 0 refusals.
Without any wish in the answer: 1 student (E02 Noël-Martin Zoé).
Without an answer: 2 students (E03 Ben Ali Karim, 0047 Lefèvre Chloé).

Options read by a part of their text:
  CAB : Aulnay   site CAB

The first student's wishes, as they will be written:
  E01 DUPONT Camille   1: CAB, 2: M1

voeux: 2 lines to write; replaced: 0; kept of other students: 0.

1 warning:
f.csv: 1 student answered without any wish: E02. What the semester holds of this student stays. \
[no-wish]
Nothing was written: this is a preview.
"""
    )
    written = run("import", "wishes", form, "--into", into)
    assert written.output.splitlines()[-1].startswith(f"The wishes are in {into}. To check it: ")
    assert into.read_bytes() != before


def test_nothing_to_write(into: Path, tmp_path: Path):
    before = into.read_bytes()
    form = csv_form(tmp_path / "f.csv", [["N° étudiant", "Vœu 1"]])
    answer = run("import", "wishes", form, "--into", into)
    assert answer.exit_code == 0
    assert "There is nothing to write." in answer.output
    assert into.read_bytes() == before


def test_in_python_errors_are_raised_together(into: Path, tmp_path: Path):
    form = csv_form(tmp_path / "f.csv", [["N° étudiant", "Vœu 1"], ["E9", "X"], ["E01", "Y"]])
    with pytest.raises(InputError) as caught:
        prepared(form, into)
    assert [finding.code for finding in caught.value.errors] == [
        "unknown-student", "unknown-reference",
    ]  # fmt: skip


def test_every_option_and_role_is_documented():
    page = Path(maillage.__file__).parent / "docs" / "commands.md"
    part = page.read_text(encoding="utf-8").split("### `maillage import wishes", 1)[1]
    part = part.split("\n## ", 1)[0].split("\n### ", 1)[0]
    command = commands.commands["import"].commands["wishes"]
    options = [option for parameter in command.params for option in parameter.opts]
    roles = [role.value for role in Role if role is not Role.UNCLEAR]
    for word in [*(o for o in options if o.startswith("--") and o != "--lang"), *roles]:
        assert f"`{word}" in part, word
