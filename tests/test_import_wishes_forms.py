"""Answers of a form as the tools export them: columns found, students and targets found."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from cli_example import workbook
from import_example import csv_form, read, semester, sheet_form, wishes_of
from maillage.matching.imports.columns import taken_for
from maillage.matching.imports.timestamps import read_timestamps
from maillage.matching.imports.wish_numbers import bare_number, wish_numbers


@pytest.fixture(scope="module")
def into(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a semester's workbook that no test here writes to."""
    return workbook(tmp_path_factory.mktemp("into") / "semestre.xlsx", semester())


GOOGLE = [
    ["Horodateur", "Adresse e-mail", "Nom", "Prénom", "Vœu 1", "Vœu n°2", "Commentaire"],
    ["12/03/2027 14:05:33", "Camille.Dupont@univ.fr", "x", "y", "CAB - Cabinet des Lilas",
     "Dr Hôte 1", "Merci, Aulnay svp"],
    ["12/03/2027 15:00:00", "zoe.noel@univ.fr", "", "", "Cabinet du lac (Créteil)", "", ""],
]  # fmt: skip
FRAMAFORMS = [
    ["Détails de la soumission", "", "", "Classez les terrains", "", ""],
    ["Numéro", "Heure de soumission", "Numéro étudiant", "Cabinet des Lilas",
     "Centre Émile-Zola", "Cabinet du lac"],
    ["1", "2027-03-12 14:05", "E01", "2", "1", ""],
    ["2", "2027-03-12 15:00", "e02", "1", "", "2"],
]  # fmt: skip
LIMESURVEY = [
    ["ID de la réponse", "Date de soumission", "Dernière page", "Votre numéro d'étudiant",
     "Classement [Rang 1]", "Classement [Rang 2]", "Refus [CDS]"],
    ["4", "2027-03-12 14:05:33", "3", "E01", "Créteil", "M1", "Oui"],
    ["5", "2027-03-12 15:00:00", "3", "E02", "M2", "", "Non"],
]  # fmt: skip
MICROSOFT = [
    ["ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom",
     "Classez vos vœux par ordre de préférence", "Terrains refusés"],
    [1, datetime(2027, 3, 12, 14), datetime(2027, 3, 12, 14, 5), "anonymous", "Zoé Noël-Martin",
     "Cabinet du lac;M1;Centre Émile-Zola;", "CAB;93066;"],
    [2, datetime(2027, 3, 12, 15), datetime(2027, 3, 12, 15, 5), "anonymous", "camille dupont",
     "CAB;", ""],
]  # fmt: skip
MOODLE = [
    ["Réponse", "Soumis le :", "Nom complet", "Nom d'utilisateur", "Q01_1er vœu",
     "Q02_Deuxième choix"],
    ["1", "vendredi 12 mars 2027, 14:05", "Karim Ben Ali", "kbenali", "M3", "LAC"],
]  # fmt: skip
GRID = [
    ["Horodateur", "Numéro étudiant", "Classement [Cabinet Rousseau]", "Classement [CAB]",
     "Classement [Dr Hôte 2]", "Classement [Autre]"],
    ["12/03/2027 14:05:33", "E01", "", "Vœu 2", "1er choix", ""],
    ["12/03/2027 14:06:33", "E02", "", "1", "1", ""],
    ["12/03/2027 14:07:33", "E03", "", "3.0", "refus", ""],
]  # fmt: skip
GRID_BY_RANK = [
    ["Nom et prénom", "Vœux [1er choix]", "Vœux [2e choix]", "Vœux -> 3"],
    ["Lefevre Chloe", "CAB", "M2", "LAC"],
]
ENGLISH = [
    ["Timestamp", "Student ID", "First choice", "Choice #2", "3rd wish", "Never place me at"],
    ["2027/03/12 2:05:33 PM GMT+1", "47", "Saint-Denis", "M1", "M2", "LAC, Dr Hôte 1"],
]
STYLES = {
    "google": (GOOGLE, {"E01": "1 CAB, 2 M1", "E02": "1 LAC"}),
    "framaforms": (FRAMAFORMS, {"E01": "1 CDS, 2 CAB", "E02": "1 CAB, 2 LAC"}),
    "limesurvey": (LIMESURVEY, {"E01": "1 94028, 2 M1, refused CDS", "E02": "1 M2"}),
    "microsoft": (
        MICROSOFT,
        {"E01": "1 CAB", "E02": "1 LAC, 2 M1, 3 CDS, refused 93066, refused CAB"},
    ),
    "moodle": (MOODLE, {"E03": "1 M3, 2 LAC"}),
    "grid": (GRID, {"E01": "1 M2, 2 CAB", "E02": "1 CAB, 1 M2", "E03": "1 CAB, refused M2"}),
    "grid by rank": (GRID_BY_RANK, {"0047": "1 CAB, 2 M2, 3 LAC"}),
    # What is both wished and refused counts as refused.
    "english": (ENGLISH, {"0047": "1 93066, 2 M2, refused LAC, refused M1"}),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ending", ["csv", "semicolon.csv", "tsv", "xlsx", "ods"])
def test_forms(style, ending, into: Path, tmp_path: Path):
    rows, expected = STYLES[style]
    path = tmp_path / f"reponses.{ending}"
    if path.suffix in (".xlsx", ".ods"):
        sheet_form(path, rows)
    else:
        separator = {"csv": ",", "tsv": "\t"}.get(ending, ";")
        csv_form(path, rows, separator)
    assert wishes_of(read(path, into)) == expected


def test_title_rows_notes_and_encodings(into: Path, tmp_path: Path):
    path = tmp_path / "reponses.csv"
    text = (
        "Vœux du semestre\n\nExporté le 12 mars\n" + "N° étudiant;Vœu 1\nE01;Créteil\n;\nE02;CDS\n"
    )
    for encoding in ("utf-8-sig", "cp1252", "utf-16"):
        path.write_bytes(text.encode(encoding))
        found = read(path, into)
        assert found.form.heading_number == 4
        assert wishes_of(found) == {"E01": "1 94028", "E02": "1 CDS"}


def test_the_sheet_that_looks_like_a_form_is_read(into: Path, tmp_path: Path):
    path = sheet_form(tmp_path / "reponses.xlsx", GOOGLE, "Réponses au formulaire 1")
    book = openpyxl.load_workbook(path)
    notes = book.create_sheet("Notes", 0)
    notes["A1"] = "Nom"
    notes["A2"] = "à rappeler"
    book.save(path)
    found = read(path, into)
    assert found.form.name == "Réponses au formulaire 1"
    assert wishes_of(found)["E01"] == "1 CAB, 2 M1"


def test_more_than_thirty_wishes_holes_and_repeats(into: Path, tmp_path: Path):
    numbers = [n for n in range(1, 41) if n not in (2, 7)]
    targets = ["CAB", "M1", "LAC", *[""] * 5, "M1", *["aucun"] * (len(numbers) - 10), "CDS"]
    rows = [["N° étudiant", *(f"Vœu {n}" for n in numbers)], ["E01", *targets]]
    found = read(csv_form(tmp_path / "f.csv", rows), into)
    assert wishes_of(found) == {"E01": "1 CAB, 2 M1, 3 LAC, 4 CDS"}
    assert [str(warning) for warning in found.warnings] == [
        "f.csv:1: there is no column for wish 2, but one for a later wish; look at the columns "
        "that are left out. [missing-column]",
        "f.csv:2: 'M1' is wished twice by 'E01'; only wish 3 is kept. [repeated-wish]",
    ]


TWICE = [
    ["Horodateur", "N° étudiant", "Vœu 1"],
    ["13/03/2027 09:00:00", "E01", "CAB"],
    ["12/03/2027 18:00:00", "E01", "LAC"],
    ["12/03/2027 18:00:00", "E02", "LAC"],
    ["12/03/2027 18:00:00", "E02", "CAB"],
]


def test_the_latest_answer_counts(into: Path, tmp_path: Path):
    found = read(csv_form(tmp_path / "f.csv", TWICE), into)
    assert wishes_of(found) == {"E01": "1 CAB", "E02": "1 CAB"}
    assert [str(warning) for warning in found.warnings] == [
        "f.csv:2: the student 'E01' (DUPONT Camille) answered 2 times; the latest answer, of row "
        "2, counts. [answered-twice]",
        "f.csv:5: the student 'E02' (Noël-Martin Zoé) answered 2 times; the latest answer, of row "
        "5, counts. [answered-twice]",
    ]


def test_without_a_moment_the_last_row_counts(into: Path, tmp_path: Path):
    rows = [row[1:] for row in TWICE]
    rows[1][1] = "no such site"  # what does not count may be wrong
    found = read(csv_form(tmp_path / "f.csv", rows), into)
    assert wishes_of(found) == {"E01": "1 LAC", "E02": "1 CAB"}
    assert str(found.warnings[0]) == (
        "f.csv:3: the student 'E01' (DUPONT Camille) answered 2 times; the form does not say "
        "when, so the last row, 3, counts. [answered-twice]"
    )


def test_answers_without_wishes_and_missing_students(into: Path, tmp_path: Path):
    rows = [["N° étudiant", "Vœu 1"], ["E01", ""], ["E02", "-"], ["", ""], ["E03", "CAB"]]
    found = read(csv_form(tmp_path / "f.csv", rows), into)
    assert found.answers.rows == 3
    assert found.answers.empty == ("E01", "E02")
    assert found.missing == ("0047",)
    assert str(found.warnings[0]) == (
        "f.csv: 2 students answered without any wish: E01, E02. What the semester holds of them "
        "stays. [no-wish]"
    )


def test_wished_and_refused_and_ties(into: Path, tmp_path: Path):
    rows = [["N° étudiant", "Vœu 1", "Classement [CAB]", "Refus"], ["E01", "LAC", "1", "LAC\nM2"],
            ["E02", "LAC", "1", ""]]  # fmt: skip
    found = read(csv_form(tmp_path / "f.csv", rows), into)
    assert wishes_of(found) == {
        "E01": "1 CAB, refused LAC, refused M2",
        "E02": "1 CAB, 1 LAC",
    }
    assert [str(warning) for warning in found.warnings] == [
        "f.csv:2: 'LAC' is both wished and refused by 'E01'; only the refusal is kept. "
        "[wished-and-refused]",
        "f.csv: 1 student gave one rank to several targets, which counts as a tie: E02. "
        "[tied-ranks]",
    ]


def test_two_sections_of_a_form_ask_for_the_same_wish(into: Path, tmp_path: Path):
    rows = [["N° étudiant", "Vœu 1", "Vœu 1"], ["E01", "CAB", ""], ["E02", "", "LAC"]]
    assert wishes_of(read(csv_form(tmp_path / "f.csv", rows), into)) == {
        "E01": "1 CAB",
        "E02": "1 LAC",
    }


@pytest.mark.parametrize(
    ("label", "target"),
    [
        ("CAB", "CAB"),
        ("  cabinet des LILAS ", "CAB"),
        ("CAB - Cabinet fermé", "CAB"),
        ("CAB – n'importe quoi : Aulnay", "CAB"),
        ("CAB : Cabinet des Lilas", "CAB"),
        ("Cabinet des Lilas (Aulnay-sous-Bois)", "CAB"),
        ("Cabinet des Lilas, Aulnay", "CAB"),
        ("93005", "93005"),
        ("Aulnay-sous-Bois (93)", "93005"),
        ("Aulnay-sous-Bois (93005)", "93005"),
        ("93005 - Aulnay-sous-Bois", "93005"),
        ("Dr Hôte 3 (M4)", "M4"),
        ("Dr Hôte 3 - M3", "M3"),
    ],
)
def test_options(label, target, into: Path, tmp_path: Path):
    rows = [["N° étudiant", "Vœu 1"], ["E01", label]]
    found = read(csv_form(tmp_path / "f.csv", rows), into)
    assert wishes_of(found) == {"E01": f"1 {target}"}


@pytest.mark.parametrize(
    ("heading", "word"),
    [
        ("Vœu 1", "wish_1"),
        ("VOEU_12", "wish_12"),
        ("Votre 2ème vœu (parmi les 12 terrains)", "wish_2"),
        ("Premier choix de stage ?", "wish_1"),
        ("Vœu de stage de N1, n° 3", "wish_3"),
        ("Second preference", "wish_2"),
        ("Rang 4", "wish_4"),
        ("Votre numéro d'étudiant (8 chiffres)", "student_id"),
        ("N° étudiant", "student_id"),
        ("etudiant_id", "student_id"),
        ("INE", "student_id"),
        ("Student number", "student_id"),
        ("Numéro de téléphone de l'étudiant", "ignore"),
        ("ID", "ignore"),
        ("Adresse électronique (e-mail)", "email"),
        ("Courriel universitaire", "email"),
        ("Nom de famille", "name"),
        ("Nom et prénom de l'étudiante", "name"),
        ("Full name", "name"),
        ("Last name", "name"),
        ("First name", "first_name"),
        ("Prénom", "first_name"),
        ("Nom du cabinet actuel", "ignore"),
        ("Horodateur", "timestamp"),
        ("Completion time", "timestamp"),
        ("Terrains refusés", "refused"),
        ("Commentaire sur le vœu 1", "ignore"),
        ("Vœu 1 : pourquoi ce choix ?", "ignore"),
        ("Nombre de vœux", "ignore"),
        ("Classement [Cabinet Rousseau]", "rank_of:Cabinet Rousseau"),
        ("Refus [S12]", "refused:S12"),
        ("Vœux [Choix 2]", "wish_2"),
        ("Classez vos terrains [Classement 3]", "wish_3"),
        ("Classement 2026", "?"),
        ("Vos vœux", "?"),
        ("", "ignore"),
    ],
)
def test_headings(heading, word):
    assert taken_for(heading, lambda text: text == "S12").word == word


@pytest.mark.parametrize(
    ("cells", "moments"),
    [
        (["12/03/2027 14:05:33"], [datetime(2027, 3, 12, 14, 5, 33)]),
        (["03/12/2027 2:05 PM", "03/13/2027 12:05 AM"],
         [datetime(2027, 3, 12, 14, 5), datetime(2027, 3, 13, 0, 5)]),
        (["2027/03/12 2:05:33 PM GMT+1"], [datetime(2027, 3, 12, 14, 5, 33)]),
        (["2027-03-12T14:05:33.123Z"], [datetime(2027, 3, 12, 14, 5, 33)]),
        (["3/12/27 14:05:33"], [datetime(2027, 12, 3, 14, 5, 33)]),
        (["12.03.2027 à 14h05"], [datetime(2027, 3, 12, 14, 5)]),
        (["vendredi 12 mars 2027, 14:05"], [datetime(2027, 3, 12, 14, 5)]),
        (["Friday, 12 March 2027, 2:05 PM"], [datetime(2027, 3, 12, 14, 5)]),
        (["March 12, 2027 2:05 PM"], [datetime(2027, 3, 12, 14, 5)]),
        ([datetime(2027, 3, 12, 14), None, "hier", "45/45/2027"],
         [datetime(2027, 3, 12, 14), None, None, None]),
    ],
)  # fmt: skip
def test_moments(cells, moments):
    assert read_timestamps(cells) == moments


def test_numbers_in_words():
    assert wish_numbers("donnez 3 vœux") == frozenset()
    assert wish_numbers("1er vœu ou 2e vœu") == {1, 2}
    assert [bare_number(text) for text in ("3", "3.0", "3e", "n° 3", "troisième", "0", "x")] == [
        3, 3, 3, 3, 3, None, None,
    ]  # fmt: skip
