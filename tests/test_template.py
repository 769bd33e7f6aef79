"""The empty workbook that `maillage init` writes: what it holds, how it reads."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cli_example import run
from maillage.matching.language import Lang, translated
from maillage.matching.placement import place
from maillage.matching.tables import template
from maillage.matching.tables.columns import Column, Kind, Table
from maillage.matching.tables.describing import table_name
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_rows, read_semester
from maillage.matching.tables.schema import READ_ME, TABLE, TABLES
from maillage.matching.tables.settings_columns import SETTING_COLUMNS
from maillage.matching.tables.template import ORDER, template_bytes, write_template
from maillage.matching.tables.writing import shown
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .tables_example import example
from .test_tables_roundtrip import same

LANGS: tuple[Lang, ...] = ("fr", "en")
DATA = [table for table in TABLES if table.name != "settings"]


@pytest.fixture(scope="module", params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    return request.param


@pytest.fixture(scope="module")
def path(lang: Lang, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "semestre.xlsx"
    write_template(file, lang)
    return file


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def sheet_of(book: Workbook, table: Table, lang: Lang) -> Worksheet:
    return book[table_name(table.name, lang)]


def heading(column: Column, lang: Lang) -> str:
    return column.name if lang == "en" else column.french


def rules(sheet: Worksheet) -> dict[str, DataValidation]:
    """Return the validation of each column of a sheet, by the letter of the column."""
    return {
        area.coord.rstrip("0123456789").split(":")[0].rstrip("0123456789"): rule
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
    }


def rule_of(book: Workbook, table: str, column: str, lang: Lang) -> DataValidation:
    sheet = sheet_of(book, TABLE[table], lang)
    cell = next(c for c in sheet[1] if c.value == heading(TABLE[table].by_name[column], lang))
    return rules(sheet)[cell.column_letter]


# What it holds


def test_sheets_needed_ones_first(book, lang):
    assert sorted(ORDER) == sorted(TABLE)
    assert book.sheetnames == [READ_ME[lang], *(table_name(name, lang) for name in ORDER)]
    needed = [TABLE[name].required for name in ORDER]
    assert needed == sorted(needed, reverse=True)
    colours = {
        (TABLE[name].required, TABLE[name].practitioners): book[
            table_name(name, lang)
        ].sheet_properties.tabColor.rgb
        for name in ORDER
    }
    assert len(set(colours.values())) == len(colours) == 3


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_headings_say_what_they_mean(book, lang, table):
    sheet = sheet_of(book, table, lang)
    assert [cell.value for cell in sheet[1]] == [heading(c, lang) for c in table.columns]
    assert sheet.freeze_panes == "B2"
    for column, cell in zip(table.columns, sheet[1], strict=True):
        assert cell.font.bold
        said = cell.comment.text
        assert translated(column.help, lang).replace("`", "") in said
        assert (cell.fill.fgColor.rgb == "FF1F4E79") == column.required
        for choice in column.choices:
            assert (choice.value if lang == "en" else choice.french) in said


def test_headings_speak_the_language(book, lang):
    said = sheet_of(book, TABLE["students"], lang)["A1"].comment.text
    assert ("À remplir sur chaque ligne" in said) == (lang == "fr")


@pytest.mark.parametrize("table", DATA, ids=lambda table: table.name)
def test_one_example_row(book, lang, table):
    sheet = sheet_of(book, table, lang)
    assert sheet.max_row == 2
    for column, cell in zip(table.columns, sheet[2], strict=False):
        value = shown(column.example, column, lang)
        if isinstance(value, date):
            assert cell.value.date() == value
        else:
            assert cell.value == value
        assert cell.value is None or cell.font.italic


def test_every_required_cell_has_an_example():
    for table in DATA:
        assert all(column.example is not None for column in table.columns if column.required)


def test_nothing_is_a_formula(book):
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet for cell in row)


def test_codes_are_text_and_dates_are_dates(book, lang):
    for table in DATA:
        sheet = sheet_of(book, table, lang)
        for column, cell in zip(table.columns, sheet[1], strict=True):
            below = next(
                d for d in sheet.column_dimensions.values() if d.min <= cell.column <= d.max
            )
            if column.kind in (Kind.IDENTIFIER, Kind.TERRITORY, Kind.WEEKS, Kind.AMOUNT):
                assert below.number_format == "@", (table.name, column.name)
            if column.kind is Kind.DATE:
                assert below.number_format == {"fr": "dd/mm/yyyy", "en": "yyyy-mm-dd"}[lang]


def test_lists_of_choices(book, lang):
    rule = rule_of(book, "sites", "setting", lang)
    assert rule.formula1 == {"fr": '"libéral,salarié"', "en": '"liberal,centre"'}[lang]
    assert (rule.type, rule.errorStyle or "stop", rule.showErrorMessage) == ("list", "stop", True)
    flag = rule_of(book, "students", "car", lang)
    assert flag.formula1 == {"fr": '"oui,non"', "en": '"yes,no"'}[lang]
    assert not flag.showErrorMessage  # x is read as well
    assert rule_of(book, "supervisors", "mon_am", lang).formula1 == '"x,a"'
    assert not rule_of(book, "sites", "territory_id", lang).formula1.startswith('"')


@pytest.mark.parametrize(
    ("table", "column", "target", "style"),
    [
        ("sites", "territory_id", "territories", "warning"),
        ("students", "programme_id", "programmes", "warning"),
        ("offer_parts", "supervisor_id", "supervisors", "warning"),
        ("offer_parts", "site_id", "sites", "warning"),
        ("host_rankings", "offer_id", "offers", "warning"),
        ("wishes", "student_id", "students", "warning"),
        ("supervisors", "programmes", "programmes", None),
        ("history", "site_id", "sites", None),
    ],
)
def test_lists_of_the_identifiers_of_another_sheet(book, lang, table, column, target, style):
    rule = rule_of(book, table, column, lang)
    sheet = table_name(target, lang)
    assert rule.formula1 == f"OFFSET('{sheet}'!$A$1,1,0,MAX(1,COUNTA('{sheet}'!$A:$A)-1),1)"
    assert rule.errorStyle == style
    assert bool(rule.showErrorMessage) == (style is not None)
    assert TABLE[target].columns[0].name == TABLE[target].key[0]


def test_numbers_and_dates_are_checked(book, lang):
    whole = rule_of(book, "programmes", "half_days", lang)
    assert (whole.type, whole.formula1, whole.formula2) == ("whole", "1", "11")
    share = rule_of(book, "territories", "gp_over_60", lang)
    assert (share.type, share.formula1, share.formula2) == ("decimal", "0", "1")
    assert rule_of(book, "supervisors", "accreditation_end", lang).type == "date"


def test_texts_of_lists_are_short_enough_for_excel(book):
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.formula1) <= 255
            assert len(rule.error or "") <= 255
            assert len(rule.errorTitle or "") <= 32


def test_settings_are_listed_with_their_defaults(book, lang):
    rows = list(sheet_of(book, TABLE["settings"], lang).iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [setting.name for setting in SETTING_COLUMNS]
    values = {row[0]: row[1] for row in rows}
    assert (values["semester"], values["lang"], values["detour"]) == ("2027-05", lang, 1.3)
    for setting, row in zip(SETTING_COLUMNS, rows, strict=True):
        assert row[2].startswith(translated(setting.help, lang).replace("`", ""))


def test_the_first_sheet_says_what_to_do(book, lang):
    guide = book[READ_ME[lang]]
    said = [str(cell.value) for row in guide for cell in row if cell.value is not None]
    assert "    maillage check semestre.xlsx" in said
    assert any(table_name("students", lang) in line for line in said[:3])
    links = {cell.hyperlink.location for row in guide for cell in row if cell.hyperlink}
    assert links == {f"'{table_name(name, lang)}'!A1" for name in ORDER}


def test_the_same_bytes(lang):
    assert template_bytes("a.xlsx", lang) == template_bytes("a.xlsx", lang)


# How it reads


def test_untouched_it_says_that_it_is_empty(path):
    with pytest.raises(InputError) as caught:
        read_semester(path)
    assert [finding.code for finding in caught.value.findings] == ["empty-semester"]
    said = str(caught.value)
    assert said.startswith(
        "the semester is empty: its tables hold only headings and example rows. "
    )
    assert said.endswith(" [empty-semester]")


def test_headings_alone_say_the_same(path, tmp_path):
    book = load_workbook(path)
    for sheet in book:
        sheet.delete_rows(2, 100)
    book.save(tmp_path / "headings.xlsx")
    with pytest.raises(InputError) as caught:
        read_semester(tmp_path / "headings.xlsx")
    assert [finding.code for finding in caught.value.findings] == ["empty-semester"]


def filled(path: Path, lang: Lang, tables: dict[str, list[dict[str, Any]]]) -> Workbook:
    """Return the template with rows in it, the first one over the example."""
    book = load_workbook(path)
    for name, rows in tables.items():
        sheet = sheet_of(book, TABLE[name], lang)
        sheet.delete_rows(2, 100)
        columns = [column.name for column in TABLE[name].columns]
        for column in dict.fromkeys(c for row in rows for c in row if c not in columns):
            columns.append(column)
            found = TABLE[name].find(column)
            assert found is not None
            sheet.cell(1, len(columns), heading(found, lang))
        for number, row in enumerate(rows, start=2):
            for position, column in enumerate(columns, start=1):
                found = TABLE[name].find(column)
                assert found is not None
                cell = sheet.cell(number, position, shown(row.get(column), found, lang))
                if cell.data_type == "f":
                    cell.data_type = "s"  # as in a column of text cells
    return book


def test_filled_in_it_reads_as_the_rows(path, lang, tmp_path):
    filled(path, lang, example()).save(tmp_path / "filled.xlsx")
    semester = read_semester(tmp_path / "filled.xlsx")
    assert [str(warning) for warning in semester.warnings] == []
    assert same(semester, read_rows(example()))


NEEDED = ("territories", "sites", "programmes", "supervisors", "students")


def test_examples_left_in_other_sheets_have_no_effect(path, lang, tmp_path):
    tables = {name: example()[name] for name in NEEDED}
    tables["supervisors"][0]["accreditation_end"] = None
    for student in tables["students"]:
        student.pop("wish_1", None)
        student.pop("wish_2", None)
    filled(path, lang, tables).save(tmp_path / "some.xlsx")
    semester = read_semester(tmp_path / "some.xlsx")
    assert same_tables(semester, read_rows(tables))
    left = [warning for warning in semester.warnings if warning.code == "example-row"]
    assert len(left) == 1
    names = [table_name(name, lang) for name in ORDER if name not in (*NEEDED, "settings")]
    assert all(name in str(left[0]) for name in names)


def same_tables(one: Any, other: Any) -> bool:
    names = ("territories", "sites", "programmes", "supervisors", "students", "quotas", "locks")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def examples(lang: Lang = "en") -> dict[str, list[dict[str, Any]]]:
    """Return the example rows as a user's file holds them."""
    return {
        table.name: [{c.name: shown(c.example, c, lang) for c in table.columns}] for table in DATA
    }


def test_an_example_row_among_others_is_named():
    tables = example()
    tables["students"].insert(1, examples("fr")["students"][0])
    tables["quotas"].append(examples()["quotas"][0])
    semester = read_rows(tables)
    assert [str(w) for w in semester.warnings] == [
        "students[1]: this is the example row of the template; it is not read. Delete it, or "
        "type over it. [example-row]",
        "quotas[3]: this is the example row of the template; it is not read. Delete it, or "
        "type over it. [example-row]",
    ]
    assert same(semester, read_rows(example()))


def test_findings_keep_their_rows_behind_an_example():
    tables = example()
    tables["students"][0]["programme_id"] = "N11"
    tables["students"].insert(0, examples()["students"][0])
    with pytest.raises(InputError) as caught:
        read_rows(tables)
    assert [(e.code, e.where) for e in caught.value.errors] == [
        ("unknown-reference", "students[1]")
    ]


def test_a_row_typed_over_in_part_is_a_row():
    tables = example()
    tables["students"].append({**examples()["students"][0], "name": "Zoé"})
    with pytest.raises(InputError) as caught:
        read_rows(tables)
    assert {e.where for e in caught.value.errors} == {"students[3]"}


def test_an_extra_cell_makes_a_row():
    tables = example()
    tables["territories"].append({**examples()["territories"][0], "ind_beds": 2})
    semester = read_rows(tables)
    assert "01999" in semester.territory


def renamed(value: object) -> object:
    """Return an example's cell with codes of its own, so that it is a real row."""
    if not isinstance(value, str):
        return value
    return value.replace("EXEMPLE", "1").replace("01999", "01998")


def test_the_examples_fit_together():
    tables = {
        name: [{column: renamed(cell) for column, cell in row.items()} for row in rows]
        for name, rows in examples().items()
    }
    tables["criteria"][0]["criterion"] = "travel"  # of these there are no others
    del tables["conflicts"]  # it excludes the very supervisor of the example's placement
    semester = read_rows(tables)
    assert [str(warning) for warning in semester.warnings] == []
    assert [placed.status for placed in place(semester).students] == ["locked"]


# The command


def test_init_says_what_comes_next(tmp_path):
    file = tmp_path / "semestre.xlsx"
    answer = run("init", file, "--lang", "fr")
    assert answer.exit_code == 0
    assert f"maillage check {file}" in answer.stdout
    assert "Lisez-moi" in answer.stdout
    assert file.read_bytes() == template_bytes("semestre.xlsx", "fr")
    assert run("check", file).exit_code == 3


def test_init_never_overwrites_without_being_told(tmp_path):
    file = tmp_path / "semester.xlsx"
    file.write_bytes(b"mine")
    answer = run("init", file, "--lang", "en")
    assert answer.exit_code == 2
    assert "--force" in answer.stderr
    assert file.read_bytes() == b"mine"
    assert run("init", file, "--force", "--lang", "en").exit_code == 0
    assert file.read_bytes() == template_bytes("semester.xlsx", "en")
    assert [path.name for path in tmp_path.iterdir()] == ["semester.xlsx"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("semester.ods", "name it semester.xlsx"),
        ("semester", "name it semester.xlsx"),
        ("nowhere/semester.xlsx", "there is no folder"),
        ("folder.xlsx", "is a folder"),
    ],
)
def test_init_refuses_in_a_sentence(tmp_path, name, said):
    (tmp_path / "folder.xlsx").mkdir()
    answer = run("init", tmp_path / name, "--lang", "en")
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.output


def test_init_where_the_disk_refuses(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(template, "write_atomically", refuse)
    answer = run("init", tmp_path / "semester.xlsx", "--lang", "en")
    assert answer.exit_code == 2
    assert "cannot be written: Permission denied" in answer.stderr
