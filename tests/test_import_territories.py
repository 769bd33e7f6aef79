"""Import of the APL and of zonings: what is filled, what is said, what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from cli_example import example, run
from maillage import read_semester
from official_files import (
    APL_2023,
    APL_HEADINGS,
    TVS,
    ZONE_HEADINGS,
    ZONES,
    apl_file,
    apl_sheet,
    book,
    cells,
    semester,
    zonage_file,
)


@pytest.fixture(params=[".xlsx", ""])
def into(request, tmp_path: Path) -> Path:
    """A semester as a workbook, and as a folder."""
    return semester(tmp_path / f"s{request.param}")


def content(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name: file.read_bytes() for file in files}


def done(*words: object) -> str:
    answer = run("import", *words)
    assert answer.exit_code == 0, answer.output
    return answer.output


def refused(code: int, into: Path, *words: object) -> list[str]:
    """Return the lines of a refusal, after which nothing has changed."""
    before = content(into)
    answer = run("import", *words, "--into", into)
    assert answer.exit_code == code, answer.output
    assert content(into) == before
    return [line for line in answer.output.splitlines() if line]


def apl_of(path: Path) -> dict[str, float | None]:
    found = read_semester(path).territories
    return {t.territory_id: None if t.apl is None else float(t.apl) for t in found}


def zones_of(path: Path) -> dict[str, str | None]:
    return {t.territory_id: t.zone for t in read_semester(path).territories}


# APL


def test_the_latest_year_fills_the_territories(into: Path, tmp_path: Path):
    said = done("apl", apl_file(tmp_path / "a.xlsx"), "--into", into)
    assert apl_of(into) == {"93005": 2.345, "93066": 1.9, "94028": 2.75}
    assert "'APL aux médecins généralistes', 2023; headings in row 10; 5 communes." in said
    assert "filled 3, changed 0, already so 0" in said
    assert "2 communes of the file are not in" in said


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--year", 2022], {"93005": 2.1, "93066": 2.0, "94028": None}),
        (["--age-limit", 65], {"93005": 2.0, "93066": 1.7, "94028": 2.5}),
        (["--year", 2022, "--age-limit", 60], {"93005": 1.5, "93066": 1.4, "94028": None}),
        (["--column", "APL aux médecins généralistes de 62 ans et moins=apl"],
         {"93005": 1.8, "93066": 1.5, "94028": 2.25}),
    ],
)  # fmt: skip
def test_year_and_age_limit(options, expected, into: Path, tmp_path: Path):
    done("apl", apl_file(tmp_path / "a.xlsx"), "--into", into, *options)
    assert apl_of(into) == expected


def test_territories_that_the_file_lacks_are_listed(into: Path, tmp_path: Path):
    said = done("apl", apl_file(tmp_path / "a.xlsx"), "--into", into, "--year", 2022)
    assert "Not in the file, and left as it is: 1 territory (94028 Créteil)." in said


def test_changes_are_named_and_a_second_import_changes_no_byte(into: Path, tmp_path: Path):
    file = apl_file(tmp_path / "a.xlsx")
    done("apl", file, "--into", into, "--year", 2022)
    said = done("apl", file, "--into", into)
    assert "filled 1, changed 2, already so 0" in said
    assert "Changed: 93005 Aulnay-sous-Bois: 2.1 → 2.345, 93066 Saint-Denis: 2 → 1.9." in said
    before = content(into)
    said = done("apl", file, "--into", into)
    assert "filled 0, changed 0, already so 3" in said
    assert "There is nothing to write." in said
    assert content(into) == before


def test_keep_leaves_what_is_there(into: Path, tmp_path: Path):
    file = apl_file(tmp_path / "a.xlsx")
    done("apl", file, "--into", into, "--year", 2022)
    said = done("apl", file, "--into", into, "--keep")
    assert apl_of(into) == {"93005": 2.1, "93066": 2.0, "94028": 2.75}
    assert "filled 1, changed 0, already so 0, kept although the file differs 2." in said


def test_a_preview_writes_nothing(into: Path, tmp_path: Path):
    before = content(into)
    done("apl", apl_file(tmp_path / "a.xlsx"), "--into", into, "--preview")
    assert content(into) == before


def test_other_sheets_and_formats_stay(tmp_path: Path):
    into = semester(tmp_path / "s.xlsx")
    made = openpyxl.load_workbook(into)
    made["territoires"]["A2"].font = openpyxl.styles.Font(bold=True)
    made.create_sheet("Notes").append(["à garder", "=1+1"])
    made.save(into)
    before = {name: cells(into, name) for name in made.sheetnames if name != "territoires"}
    done("apl", apl_file(tmp_path / "a.xlsx"), "--into", into)
    assert {name: cells(into, name) for name in before} == before
    assert openpyxl.load_workbook(into)["territoires"]["A2"].font.bold


def test_the_same_bytes_whatever_the_order_of_the_file(tmp_path: Path):
    results = []
    for number, rows in enumerate((APL_2023, APL_2023[::-1])):
        into = semester(tmp_path / f"s{number}.xlsx")
        shutil.copy(into, tmp_path / "s.xlsx")
        done("apl", apl_file(tmp_path / "a.xlsx", rows), "--into", tmp_path / "s.xlsx")
        results.append((tmp_path / "s.xlsx").read_bytes())
    assert results[0] == results[1]


def test_codes_read_as_numbers(tmp_path: Path):
    tables = example()
    tables["territories"].append({"territory_id": "01001", "name": "L'Abergement", "lat": 46,
                                  "lon": 5})  # fmt: skip
    into = semester(tmp_path / "s.xlsx", tables)
    rows = [(1001.0, *APL_2023[0][1:]), (93005, *APL_2023[2][1:])]
    done("apl", apl_file(tmp_path / "a.xlsx", rows), "--into", into)
    assert apl_of(into) == {"01001": 1.2, "93005": 2.345, "93066": None, "94028": None}


def test_a_plain_csv_without_a_year(into: Path, tmp_path: Path):
    file = tmp_path / "x.csv"
    file.write_text("codgeo;libgeo;apl\n93005;Aulnay;2,5\n94028;Créteil;nd\n", encoding="cp1252")
    said = done("apl", file, "--into", into)
    assert apl_of(into) == {"93005": 2.5, "93066": None, "94028": None}
    assert "of a year that is not said" in said
    assert "without a figure, and left as it is: 1 territory (94028 Créteil)." in said


def test_all_wrong_figures_at_once_with_their_cells(into: Path, tmp_path: Path):
    rows = [
        ("93005", "Aulnay", "beaucoup", 1, 1, 1, 1, 1),
        ("93066", "Saint-Denis", -1, 1, 1, 1, 1, 1),
        ("94028", "Créteil", 275, 1, 1, 1, 1, 1),
        ("99999", "Ailleurs", "faux", 1, 1, 1, 1, 1),
    ]
    said = refused(3, into, "apl", apl_file(tmp_path / "a.xlsx", rows))
    assert [line.partition(": ")[0] for line in said[1:4]] == [
        "APL 2023!C11", "APL 2023!C12", "APL 2023!C13",
    ]  # fmt: skip
    assert [line.rpartition("[")[2] for line in said[1:4]] == [
        "not-a-number]", "out-of-range]", "out-of-range]",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["apl", "zonage"])
def test_an_error_of_the_spreadsheet_is_no_empty_cell(kind, into: Path, tmp_path: Path):
    file = tmp_path / "x.csv"
    file.write_text("codgeo;apl;zonage\n93005;#N/A;#N/A\n93066;2;ZIP\n")
    assert "[error-cell]" in refused(3, into, kind, file)[1]


def test_two_figures_of_one_commune(into: Path, tmp_path: Path):
    rows = [*APL_2023, ("93066", "Saint-Denis", 5.5, 1, 1, 1, 1, 1)]
    said = refused(3, into, "apl", apl_file(tmp_path / "a.xlsx", rows))
    assert said[1] == (
        "APL 2023!C16: the commune '93066' has another figure at APL 2023!C14. "
        "[duplicate-identifier]"
    )


def test_totals_are_left_out_and_said(into: Path, tmp_path: Path):
    rows = [*APL_2023, ("France entière", None, 3.1, 3, 3, 3, 1, 1)]
    said = done("apl", apl_file(tmp_path / "a.xlsx", rows), "--into", into)
    assert (
        "APL 2023!A16: 'France entière' is no commune's code; the row's figure is left out. "
        "[no-commune]"
    ) in said


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--year", 2019], "the file has no figures of 2019; it has those of 2022, 2023."),
        (["--column", "Comune=code"],
         "APL 2023 has no column 'Comune'. Did you mean 'Commune'?"),
        (["--column", "Commune=nom"], "a column cannot be 'nom'; it can be code, apl."),
        (["--column", "Commune"],
         "--column 'Commune' is not understood; write it as --column HEADING=code."),
    ],
)  # fmt: skip
def test_options_that_cannot_be(options, message, into: Path, tmp_path: Path):
    file = apl_file(tmp_path / "a.xlsx")
    assert refused(2, into, "apl", file, *options) == [message]


def test_files_of_something_else(into: Path, tmp_path: Path):
    nurses = [h.replace("médecins généralistes", "infirmières") for h in APL_HEADINGS]
    file = book(tmp_path / "n.xlsx", {"APL 2023": apl_sheet(2023, APL_2023, nurses)})
    said = refused(3, into, "apl", file)[1]
    assert said.startswith("APL 2023!A10: 'APL aux infirmières' is the accessibility to another")
    said = refused(3, into, "apl", book(tmp_path / "o.xlsx", {"Data": [["a", "b"], [1, 2]]}))[1]
    assert said.startswith("Data!A1: there is no column of commune codes")
    elsewhere = apl_file(tmp_path / "e.xlsx", APL_2023[:2])
    assert "none of them among the semester's territories" in refused(3, into, "apl", elsewhere)[1]


def test_a_formula_that_was_never_calculated(tmp_path: Path):
    tables = example()
    tables["territories"][0]["apl"] = 1
    into = semester(tmp_path / "s.xlsx", tables)
    made = openpyxl.load_workbook(into)
    sheet = made["territoires"]
    column = next(c.column for c in sheet[1] if c.value == "apl")
    sheet.cell(3, column).value = "=1+1"
    made.save(into)
    said = refused(3, into, "apl", apl_file(tmp_path / "a.xlsx"))
    assert said[1].startswith("territoires!G3: the formula has never been calculated;")


# Zoning


def test_labels_in_words_and_codes(into: Path, tmp_path: Path):
    said = done("zonage", zonage_file(tmp_path / "z.xlsx"), "--into", into)
    assert zones_of(into) == {"93005": "ZIP", "93066": "ZAC", "94028": "ZV"}
    assert "1 commune has no zone of its own and gets that of its living area (TVS): 94028." in said
    assert "filled 1, changed 0, already so 2" in said


@pytest.mark.parametrize(
    ("label", "zone"),
    [
        ("ZIP", "ZIP"), ("zip", "ZIP"), ("1 - ZIP", "ZIP"),
        ("ZONE D’INTERVENTION PRIORITAIRE", "ZIP"),
        ("Zone d'action complementaire (ZAC)", "ZAC"), ("Zone d'actions complémentaires", "ZAC"),
        ("Zone de vigilance", "ZV"), ("vigilance", "ZV"), ("Hors vivier", "HV"),
        ("HORS-VIVIER", "HV"),
    ],
)  # fmt: skip
def test_each_label(label, zone, tmp_path: Path):
    into = semester(tmp_path / "s.xlsx")
    file = zonage_file(tmp_path / "z.xlsx", [("94028", "Créteil", "11003", label)])
    done("zonage", file, "--into", into)
    assert zones_of(into)["94028"] == zone


def test_a_living_area_of_several_zones_says_nothing(into: Path, tmp_path: Path):
    rows = [("94028", "Créteil", "11002", None)]
    said = done("zonage", zonage_file(tmp_path / "z.xlsx", rows), "--into", into)
    assert zones_of(into)["94028"] is None
    assert "without a zone, and left as it is: 1 territory (94028 Créteil)." in said


def test_zones_merged_downwards(tmp_path: Path):
    into = semester(tmp_path / "s.xlsx")
    rows = [("93005", "Aulnay", "1", "ZAC"), ("93066", "Saint-Denis", "1", None),
            ("94028", "Créteil", "1", None)]  # fmt: skip
    file = zonage_file(tmp_path / "z.xlsx", rows, tvs=None)
    made = openpyxl.load_workbook(file)
    made["Zonage_communes"].merge_cells("D5:D6")
    made.save(file)
    done("zonage", file, "--into", into)
    assert zones_of(into) == {"93005": "ZAC", "93066": "ZAC", "94028": None}


def test_labels_that_are_unclear(into: Path, tmp_path: Path):
    rows = [
        ("93005", "Aulnay", "1", "ZIP / ZAC"),
        ("93066", "Saint-Denis", "1", "ZAR"),
        ("94028", "Créteil", "1", "ZAC"),
        ("94028", "Créteil", "1", "ZIP"),
        ("75056", "Paris", "1", "n'importe quoi"),
    ]
    file = zonage_file(tmp_path / "z.xlsx", rows)
    said = refused(3, into, "zonage", file)
    assert [line.rpartition("[")[2] for line in said[1:4]] == [
        "ambiguous-zone]", "unknown-zone]", "duplicate-identifier]",
    ]  # fmt: skip
    assert said[2].startswith("Zonage_communes!D6: 'ZAR' is none of the zones ZIP, ZAC, ZV, HV;")
    only = zonage_file(tmp_path / "z2.xlsx", rows[:2])
    done("zonage", only, "--into", into, "--label", "ZIP / ZAC=ZAC", "--label", "zar=none")
    assert zones_of(into) == {"93005": "ZAC", "93066": "ZAC", "94028": None}


def test_other_professions_get_dated_lines(into: Path, tmp_path: Path):
    file = zonage_file(tmp_path / "z.xlsx")
    done("zonage", file, "--into", into, "--profession", "nurse")
    before = zones_of(into)
    said = done("zonage", file, "--into", into, "--profession", "nurse", "--start", "01/01/2027")
    assert "lines added 3, changed 0, ended 3, already so 0" in said
    lines = [line for line in read_semester(into).zones if line.territory_id == "93005"]
    assert sorted((str(z.start), str(z.end), z.zone, z.source) for z in lines) == [
        ("2027-01-01", "None", "ZIP", "z.xlsx"), ("None", "2026-12-31", "ZIP", "z.xlsx"),
    ]  # fmt: skip
    assert zones_of(into) == before
    unchanged = content(into)
    done("zonage", file, "--into", into, "--profession", "nurse", "--start", "2027-01-01")
    assert content(into) == unchanged


def test_labels_of_other_professions_are_taken_as_written(into: Path, tmp_path: Path):
    file = zonage_file(tmp_path / "z.xlsx", [("93005", "Aulnay", "1", " Zone très  sous-dotée ")])
    said = done("zonage", file, "--into", into, "--profession", "nurses")
    assert [z.zone for z in read_semester(into).zones] == ["Zone très sous-dotée"]
    assert "Did you mean 'nurse'? [unlisted-profession]" in said


def test_zonings_that_are_none(into: Path, tmp_path: Path):
    areas = book(tmp_path / "t.xlsx", {"Zonage_TVS": [["Code TVS", "Zonage"], ["1", "ZIP"]]})
    assert "by living area (TVS) only" in refused(3, into, "zonage", areas)[1]
    two = (*ZONE_HEADINGS, "Zonage dentaire")
    rows = [(*row, "ZAC") for row in ZONES]
    several = zonage_file(tmp_path / "d.xlsx", rows, two)
    assert "several columns may hold the zones" in refused(2, into, "zonage", several)[0]
    done("zonage", several, "--into", into, "--column", "Zonage dentaire=zone")
    assert set(zones_of(into).values()) == {"ZAC"}


def test_a_date_for_general_practice_is_wrong_usage(into: Path, tmp_path: Path):
    file = zonage_file(tmp_path / "z.xlsx", tvs=TVS[:1])
    said = refused(2, into, "zonage", file, "--start", "2027-01-01")
    assert said[-1].endswith("--start is for professions other than gp, whose zone has no date.")


def test_french(into: Path, tmp_path: Path):
    said = done("zonage", zonage_file(tmp_path / "z.xlsx"), "--into", into, "--lang", "fr")
    assert "reçoit celle de son territoire de vie-santé (TVS)" in said
    assert "C'est écrit dans" in said
