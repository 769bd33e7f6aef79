"""What an import does to a workbook: the wishes change, nothing else does."""

import hashlib
import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from cli_example import run, workbook
from import_example import PEOPLE, csv_form, read, semester
from maillage import InputError, place, read_rows, read_semester
from maillage.matching.imports.cannot_import import CannotImport

Grid = list[list[Any]]
ANSWERS = [
    ["N° étudiant", "Vœu 1", "Vœu 2", "Refus"],
    ["E01", "CAB", "M2", ""],
    ["E02", "Dr Hôte 1", "", "Créteil"],
]
BY_HAND = [
    {"student_id": "E01", "rank": 1, "target": "CAB"},
    {"student_id": "E01", "rank": 2, "target": "M2"},
    {"student_id": "E02", "rank": 1, "target": "M1"},
    {"student_id": "E02", "target": "94028", "refused": True},
]
LONG: Grid = [
    ["etudiant_id", "rang", "cible", "refus", "note"],
    ["E01", 1, "LAC", None, "à revoir"],
    ["E03", 1, "CDS", None, "gardé"],
    ["E01", 2, "M3", None, None],
    ["E03", None, "M1", "oui", "gardé aussi"],
    ["E02", None, "CAB", "oui", None],
]


def parts(path: Path) -> dict[str, str]:
    """Return a digest of every part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {n: hashlib.sha256(archive.read(n)).hexdigest() for n in archive.namelist()}


def changed(before: dict[str, str], path: Path) -> set[str]:
    after = parts(path)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def grid(path: Path, sheet: str) -> Grid:
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [list(row) for row in rows]


def form(folder: Path, rows: Grid = ANSWERS) -> Path:
    return csv_form(folder / "reponses.csv", rows)


def with_wishes(path: Path, rows: Grid, **more: Any) -> Path:
    """Write the semester with a sheet of wishes as given."""
    workbook(path, semester())
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Vœux", 2)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def imported(into: Path, answers: Path) -> None:
    read(answers, into).write()


# A new sheet


@pytest.mark.parametrize(
    ("lang", "title", "headings"),
    [
        ("fr", "voeux", ["etudiant_id", "rang", "cible", "type_cible", "refus"]),
        ("en", "wishes", ["student_id", "rank", "target", "target_kind", "refused"]),
    ],
)
def test_a_sheet_is_made_in_the_language_of_the_workbook(lang, title, headings, tmp_path: Path):
    into = workbook(tmp_path / "s.xlsx", semester(), lang)
    before = parts(into)
    imported(into, form(tmp_path))
    assert grid(into, title) == [
        headings,
        ["E01", 1, "CAB", None, None],
        ["E01", 2, "M2", None, None],
        ["E02", 1, "M1", None, None],
        ["E02", None, "94028", None, "oui" if lang == "fr" else "yes"],
    ]
    assert changed(before, into) == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        f"xl/worksheets/sheet{len(semester()) + 1}.xml",
    }


def test_the_semester_is_as_if_typed_by_hand(tmp_path: Path):
    into = workbook(tmp_path / "s.xlsx", semester())
    imported(into, form(tmp_path))
    typed = read_rows({**semester(), "wishes": BY_HAND})
    found = read_semester(into)
    assert found.wishes == typed.wishes
    assert found.students == typed.students
    assert place(found).students == place(typed).students
    assert run("check", into).exit_code == 0
    assert {w.code for w in found.warnings} == {w.code for w in typed.warnings}


def test_importing_twice_changes_nothing_more(tmp_path: Path):
    into = workbook(tmp_path / "s.xlsx", semester())
    answers = form(tmp_path)
    imported(into, answers)
    first = grid(into, "voeux")
    found = read(answers, into)
    assert (found.lines.written, found.lines.replaced, found.lines.kept) == (4, 4, 0)
    found.write()
    assert grid(into, "voeux") == first


# A sheet that is there


def test_lines_of_others_stay_in_their_rows(tmp_path: Path):
    into = with_wishes(tmp_path / "s.xlsx", LONG)
    found = read(form(tmp_path), into)
    assert (found.lines.written, found.lines.replaced, found.lines.kept) == (4, 3, 2)
    found.write()
    assert grid(into, "Vœux") == [
        ["etudiant_id", "rang", "cible", "refus", "note"],
        ["E01", 1, "CAB", None, None],
        ["E03", 1, "CDS", None, "gardé"],
        ["E01", 2, "M2", None, None],
        ["E03", None, "M1", "oui", "gardé aussi"],
        ["E02", 1, "M1", None, None],
        ["E02", None, "94028", "oui", None],
    ]
    typed = [*BY_HAND, {"student_id": "E03", "rank": 1, "target": "CDS"},
             {"student_id": "E03", "target": "M1", "refused": True}]  # fmt: skip
    assert read_semester(into).wishes == read_rows({**semester(), "wishes": typed}).wishes


def test_refusals_stay_where_the_form_does_not_ask_for_them(tmp_path: Path):
    into = with_wishes(tmp_path / "s.xlsx", LONG)
    imported(into, form(tmp_path, [row[:3] for row in ANSWERS]))
    assert grid(into, "Vœux")[5] == ["E02", None, "CAB", "oui", None]
    assert grid(into, "Vœux")[6][:3] == ["E02", 1, "M1"]


def test_fewer_wishes_leave_no_rest(tmp_path: Path):
    into = with_wishes(tmp_path / "s.xlsx", LONG)
    imported(into, form(tmp_path, [["N° étudiant", "Vœu 1"], ["E01", "M1"]]))
    assert grid(into, "Vœux")[1:4] == [
        ["E01", 1, "M1", None, None],
        ["E03", 1, "CDS", None, "gardé"],
        [None] * 5,
    ]


def test_a_sheet_with_a_column_per_rank_stays_so(tmp_path: Path):
    rows = [["etudiant_id", "voeu_1"], ["E03", "CDS"], ["E01", "M3"]]
    into = with_wishes(tmp_path / "s.xlsx", rows)
    imported(into, form(tmp_path))
    assert grid(into, "Vœux") == [
        ["etudiant_id", "voeu_1", "cible", "refus", "voeu_2"],
        ["E03", "CDS", None, None, None],
        ["E01", "CAB", None, None, "M2"],
        ["E02", "M1", None, None, None],
        ["E02", None, "94028", "oui", None],
    ]
    typed = [*BY_HAND, {"student_id": "E03", "rank": 1, "target": "CDS"}]
    assert read_semester(into).wishes == read_rows({**semester(), "wishes": typed}).wishes


def test_an_empty_sheet_and_a_heading_further_down(tmp_path: Path):
    empty = with_wishes(tmp_path / "a.xlsx", [])
    imported(empty, form(tmp_path))
    assert grid(empty, "Vœux")[0] == ["etudiant_id", "rang", "cible", "type_cible", "refus"]
    titled = with_wishes(tmp_path / "b.xlsx", [["Vœux de mai"], [], *LONG[:1]])
    imported(titled, form(tmp_path))
    assert grid(titled, "Vœux")[2:5] == [
        LONG[0], ["E01", 1, "CAB", None, None], ["E01", 2, "M2", None, None],
    ]  # fmt: skip
    assert read_semester(empty).wishes == read_semester(titled).wishes


def test_wishes_beside_the_students_make_room(tmp_path: Path):
    tables = semester()
    tables["students"][0] |= {"wish_1": "LAC", "wish_2": "M3"}
    tables["students"][2] |= {"wish_1": "M3"}
    into = workbook(tmp_path / "s.xlsx", tables)
    found = read(form(tmp_path), into)
    assert found.lines.moved == 2
    found.write()
    students = grid(into, "etudiants")
    assert [row[-2:] for row in students] == [
        ["voeu_1", "voeu_2"], [None, None], [None, None], ["M3", None], [None, None],
    ]  # fmt: skip
    typed = [*BY_HAND, {"student_id": "E03", "rank": 1, "target": "M3"}]
    assert read_semester(into).wishes == read_rows({**semester(), "wishes": typed}).wishes


def test_the_template_can_be_filled(tmp_path: Path):
    into = tmp_path / "s.xlsx"
    assert run("init", into, "--lang", "fr").exit_code == 0
    book = openpyxl.load_workbook(into)
    students = book["etudiants"]
    columns = {cell.value: cell.column for cell in students[1]}
    assert {"etudiant_id", "nom"} <= columns.keys()
    for row, (identifier, name, _) in enumerate(PEOPLE, start=3):
        students.cell(row, columns["etudiant_id"], identifier)
        students.cell(row, columns["nom"], name)
    sites = book["sites"]
    columns = {cell.value: cell.column for cell in sites[1]}
    sites.cell(3, columns["site_id"], "CAB")
    sites.cell(3, columns["nom"], "Cabinet des Lilas")
    book.save(into)
    found = read(form(tmp_path, [["N° étudiant", "Vœu 1"], ["E01", "CAB"]]), into)
    found.write()
    row = next(r for r in grid(into, "voeux") if r[0] == "E01")
    assert row[:3] == ["E01", 1, "CAB"]
    # The example row made room: it is not left among the wishes.
    assert not any(finding.code == "example-row" and "voeux" in finding.where
                   for finding in _findings(into))  # fmt: skip


def _findings(path: Path) -> Any:
    try:
        return read_semester(path).warnings
    except InputError as error:  # the template alone is no whole semester
        return error.findings


# Everything else


def rich_workbook(path: Path) -> Path:
    """Write a semester with charts, comments, lists, names, formats, a table and formulas."""
    book = xlsxwriter.Workbook(path)
    bold = book.add_format({"bold": True, "bg_color": "#FFEE00"})
    text = book.add_format({"num_format": "@", "italic": True})
    for name, rows in semester().items():
        sheet = book.add_worksheet(name)
        headings = list(dict.fromkeys(key for row in rows for key in row))
        sheet.write_row(0, 0, headings, bold)
        for number, row in enumerate(rows, start=1):
            for position, heading in enumerate(headings):
                if heading in row:
                    sheet.write(number, position, row[heading])
        sheet.set_column(0, 3, 21.5)
        sheet.write_comment("A1", f"Comment of {name}")
    wishes = book.add_worksheet("wishes")
    wishes.write_row(0, 0, ["student_id", "rank", "target", "name"])
    wishes.write_row(1, 0, ["E01", 1, "LAC"], text)
    wishes.write_formula(1, 3, "=VLOOKUP(A2,students!A:B,2,0)", None, "DUPONT Camille")
    wishes.add_table(0, 0, 1, 3, {"name": "T", "columns": [
        {"header": h} for h in ("student_id", "rank", "target", "name")]})  # fmt: skip
    wishes.data_validation("C2:C500", {"validate": "list", "source": ["LAC", "CAB"]})
    wishes.conditional_format("B2:B500", {"type": "data_bar"})
    wishes.write_comment("A1", "One line per wish")
    notes = book.add_worksheet("Notes")
    notes.write_formula("A1", "=COUNTA(wishes!C2:C500)", None, 1)
    notes.write("A2", "'= not a formula")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=wishes!$B$2:$B$9"})
    notes.insert_chart("C3", chart)
    book.define_name("Targets", "=wishes!$C$2:$C$500")
    book.close()
    return path


def test_all_other_parts_keep_their_bytes(tmp_path: Path):
    into = rewritten(
        rich_workbook(tmp_path / "s.xlsx"),
        lambda _, data: data.replace(b' fullCalcOnLoad="1"', b""),
    )
    before = parts(into)
    shutil.copy(into, tmp_path / "before.xlsx")
    imported(into, form(tmp_path))
    with zipfile.ZipFile(into) as archive:
        sheet = next(n for n in archive.namelist() if n.endswith(f"sheet{len(semester()) + 1}.xml"))
        tables = [n for n in archive.namelist() if n.startswith("xl/tables/")]
        assert 'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml").decode()
        assert 'ref="A1:D5"' in archive.read(tables[0]).decode()
        written = archive.read(sheet).decode()
    assert changed(before, into) == {sheet, *tables, "xl/workbook.xml"}
    # The formula beside a line that was replaced is still there, and so is all after the rows.
    assert "VLOOKUP(A2,students!A:B,2,0)" in written
    with zipfile.ZipFile(tmp_path / "before.xlsx") as archive:
        earlier = archive.read(sheet).decode()
    assert written.partition("</sheetData>")[2] == earlier.partition("</sheetData>")[2]
    book = openpyxl.load_workbook(into)
    assert book["Notes"]["A1"].value == "=COUNTA(wishes!C2:C500)"
    assert "Targets" in book.defined_names
    assert book["wishes"]["A1"].comment.text == "One line per wish"
    assert [c.value for c in book["wishes"][2]] == [
        "E01", 1, "CAB", "=VLOOKUP(A2,students!A:B,2,0)", None,
    ]  # fmt: skip
    assert [c.value for c in book["wishes"][5]] == ["E02", None, "94028", None, "yes"]
    # New rows look like the last one was.
    assert book["wishes"]["A5"].font.italic
    assert book["wishes"]["A5"].number_format == "@"
    assert read_semester(into).wishes == read_rows({**semester(), "wishes": BY_HAND}).wishes


def test_macros_stay(tmp_path: Path):
    into = workbook(tmp_path / "s.xlsx", semester()).rename(tmp_path / "s.xlsm")
    with zipfile.ZipFile(into, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")
    imported(into, form(tmp_path))
    with zipfile.ZipFile(into) as archive:
        assert archive.read("xl/vbaProject.bin") == b"\xd0\xcf\x11\xe0 macros"


def rewritten(path: Path, change: Any) -> Path:
    """Change the parts of a workbook by a function of name and text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    path.write_bytes(buffer.getvalue())
    return path


def prefixed(name: str, data: bytes) -> bytes:
    """Write a part with prefixed tags and rows without numbers, as some programs do."""
    if not re.search(r"(workbook|sheet\d+)\.xml$", name):
        return data
    text = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", data.decode())
    text = re.sub(r'(<x:row\b[^>]*?) r="[0-9]+"', r"\1", text)
    return text.replace(" xmlns=", " xmlns:x=").encode()


def test_parts_written_by_other_programs(tmp_path: Path):
    into = with_wishes(tmp_path / "s.xlsx", [row[:4] for row in LONG])
    expected = with_wishes(tmp_path / "t.xlsx", LONG)
    rewritten(into, prefixed)
    for path in (into, expected):
        imported(path, form(tmp_path))
    assert read_semester(into).wishes == read_semester(expected).wishes
    new = workbook(tmp_path / "u.xlsx", semester())
    imported(rewritten(new, prefixed), form(tmp_path))
    assert read_semester(new).wishes == read_rows({**semester(), "wishes": BY_HAND}).wishes


def test_texts_never_become_formulas(tmp_path: Path):
    tables = semester()
    for name in ("=1+1", "+A1", "-A1", "@SUM(A1)", "<b>&\"'"):
        tables["sites"].append({**tables["sites"][0], "site_id": name, "name": f"n {name}"})
    into = workbook(tmp_path / "s.xlsx", tables)
    names = [site["site_id"] for site in tables["sites"][3:]]
    rows = [["N° étudiant", *(f"Vœu {n}" for n in range(1, 6))], ["E01", *names]]
    imported(into, form(tmp_path, rows))
    cells = openpyxl.load_workbook(into)["voeux"]["C"][1:]
    assert [(cell.value, cell.data_type) for cell in cells] == [(name, "s") for name in names]


# What cannot be written


def refused(into: Path, answers: Path) -> str:
    before = into.read_bytes()
    with pytest.raises(CannotImport) as caught:
        imported(into, answers)
    assert into.read_bytes() == before
    assert sorted(p.name for p in into.parent.iterdir() if p.suffix == ".tmp") == []
    return str(caught.value)


def test_a_formula_where_a_wish_is_written(tmp_path: Path):
    rows = [*LONG[:1], ["E01", 1, '="LA"&"C"', None, None]]
    into = with_wishes(tmp_path / "s.xlsx", rows)
    # openpyxl writes no values of formulas: the reading refuses it before the import does.
    assert "uncalculated-formula" in run("import", "wishes", form(tmp_path), "--into", into).output

    def calculated(name: str, data: bytes) -> bytes:
        return data.replace(b"<v></v>", b"<v>LAC</v>").replace(b"<v />", b"<v>LAC</v>")

    rewritten(into, calculated)
    assert refused(into, form(tmp_path)) == (
        "Vœux!C2: a formula stands where a value is to be written; replace it by its value (copy, "
        "paste special, values), save and try again."
    )


def test_merged_cells_where_a_wish_is_written(tmp_path: Path):
    into = with_wishes(tmp_path / "s.xlsx", LONG)
    book = openpyxl.load_workbook(into)
    book["Vœux"].merge_cells("F2:G3")
    book.save(into)
    assert refused(into, form(tmp_path)) == (
        "Vœux!F2:G3: merged cells stand where a value is to be written; unmerge them, save and try "
        "again."
    )


@pytest.mark.parametrize("mark", ["~$s.xlsx", ".~lock.s.xlsx#"])
def test_an_open_workbook(mark, tmp_path: Path):
    into = workbook(tmp_path / "s.xlsx", semester())
    (tmp_path / mark).touch()
    assert refused(into, form(tmp_path)) == (
        f"{into} is open in another program; close it there and try again (if it is not open, "
        f"delete {mark})."
    )


def test_a_workbook_that_cannot_be_replaced(tmp_path: Path, monkeypatch):
    into = workbook(tmp_path / "s.xlsx", semester())

    def locked(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", locked)
    answer = run("import", "wishes", form(tmp_path), "--into", into)
    assert answer.exit_code == 2
    assert answer.output.splitlines()[-1] == (
        f"{into} cannot be written; close it in other programs, or see whether it is "
        "write-protected, and try again."
    )


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_interruption_leaves_the_workbook_as_it_was(fault, tmp_path: Path, monkeypatch):
    into = workbook(tmp_path / "s.xlsx", semester())
    before = into.read_bytes()

    def stop(_):
        raise fault

    monkeypatch.setattr("maillage.matching.imports.files.os.fsync", stop)
    answer = run("import", "wishes", form(tmp_path), "--into", into)
    assert answer.exit_code == (130 if isinstance(fault, KeyboardInterrupt) else 2)
    assert into.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reponses.csv", "s.xlsx"]


def test_what_would_read_differently_is_not_written(tmp_path: Path, monkeypatch):
    into = workbook(tmp_path / "s.xlsx", semester())
    monkeypatch.setattr(
        "maillage.matching.imports.sheet_part.text_content", lambda text: text.lower()
    )
    assert "is built in an unusual way" in refused(into, form(tmp_path))
