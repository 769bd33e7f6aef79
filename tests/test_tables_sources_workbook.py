"""What a spreadsheet program can do to cells: each is read right or named."""

from datetime import date, datetime, time, timedelta

import pytest
from maillage.matching.tables.raw import RawTable
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from .handmade import ods_row, read, row, write_ods, write_xlsx

HEADINGS = ("student_id", "name", "programme_id")
NEVER = "open the workbook in Excel or LibreOffice, save it and try again. [uncalculated-formula]"
MERGED = (
    "these cells are merged, so that only the first has the value; unmerge them and fill each. "
    "[merged-cells]"
)


def sheet(
    tmp_path, *rows, title="students", spoil=lambda sheet: None
) -> tuple[RawTable, list[str]]:
    """Write a sheet with openpyxl; return what is read of it and said."""
    book = Workbook()
    page = book.active
    page.title = title
    for cells in rows:
        page.append(list(cells))
    spoil(page)
    book.save(tmp_path / "s.xlsx")
    tables, said = read(tmp_path / "s.xlsx")
    return (tables[0] if tables else None), said


def cells(raw: RawTable) -> list[list[object]]:
    return [list(cells) for cells in raw.rows]


def test_typed_cells(tmp_path):
    values = [date(2027, 5, 1), datetime(2027, 5, 1, 8, 30), time(8, 30), timedelta(hours=30),
              True, 0.3, 12.0, "a\nb", "012", 12]  # fmt: skip
    raw, said = sheet(tmp_path, "abcdefghij", values, title="notes")
    assert cells(raw) == [values]
    assert said == []


def test_dates_since_1904(tmp_path):
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["date"])
    book.active.append([date(2027, 5, 1)])
    book.save(tmp_path / "s.xlsx")
    assert cells(read(tmp_path / "s.xlsx")[0][0]) == [[date(2027, 5, 1)]]


def test_texts_however_they_are_kept(tmp_path):
    path = write_xlsx(
        tmp_path / "s.xlsx",
        row(1, "name", '<c r="B1" t="s"><v>0</v></c>'),
        row(2, '<c r="A2" t="inlineStr"><is><r><t>ri</t></r><r><rPr/><t>ch</t></r></is></c>',
            '<c r="B2" t="inlineStr"><is><t>a_x000D_\nb&#13;c</t></is></c>'),
        name="notes",
        **{"xl/sharedStrings.xml": "<sst><si><r><t>student_</t></r><r><t>id</t></r></si></sst>"},
    )  # fmt: skip
    raw = read(path)[0][0]
    assert raw.headings == ("name", "student_id")
    assert cells(raw) == [["rich", "a\nb\nc"]]


def test_cells_without_a_place_and_prefixed_elements(tmp_path):
    path = write_xlsx(
        tmp_path / "s.xlsx",
        '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:c t="str"><x:v>student_id</x:v></x:c><x:c t="e"><x:v>#REF!</x:v></x:c></x:row>',
        "<row/>",
        '<row><c t="e"><v>#N/A</v></c><c><f>1</f></c></row>',
    )
    raw, said = read(path)[0][0], read(path)[1]
    assert raw.headings == ("student_id", "#REF!")
    assert cells(raw) == [["#N/A", ""]]
    assert said == []  # the formula stands in a column that is not read


@pytest.mark.parametrize(
    ("shown", "read_as"),
    [("#N/A", "#N/A"), ("#REF!", "#REF!"), ("#DIV/0!", "#DIV/0!")],
)
def test_error_cells_of_excel(tmp_path, shown, read_as):
    path = write_xlsx(
        tmp_path / "s.xlsx",
        row(1, *HEADINGS),
        row(3, "E1", f'<c r="B3" t="e"><f>1/0</f><v>{shown}</v></c>'),
    )
    tables, said = read(path)
    assert cells(tables[0]) == [["E1", read_as, ""]]
    assert said == []


def test_an_error_that_the_library_does_not_know(tmp_path):
    wrong = '<c r="B2" t="e"><f>X</f><v>#SPILL!</v></c>'
    path = write_xlsx(tmp_path / "s.xlsx", row(1, *HEADINGS), row(2, "E1", wrong))
    said = "students!B2: the cell holds the spreadsheet error #SPILL!. [error-cell]"
    assert read(path) == ([], [said])


@pytest.mark.parametrize(
    ("attributes", "shown", "read_as"),
    [
        ('office:value-type="string" office:string-value="" calcext:value-type="error"',
         "#N/A", "#N/A"),
        ('office:value-type="string" office:string-value="" calcext:value-type="error"',
         "#N/D", "#N/A"),
        ('office:value-type="string" office:string-value="" calcext:value-type="error"',
         "#NOM\u00a0?", "#NAME?"),
        ('office:value-type="string" office:string-value="" calcext:value-type="error"',
         "Err:502", "#VALUE!"),
        ('office:value-type="float" office:value="0"', "#DIV/0!", "#DIV/0!"),
    ],
)  # fmt: skip
def test_error_cells_of_libreoffice(tmp_path, attributes, shown, read_as):
    wrong = (
        f'<table:table-cell table:formula="of:=X" {attributes}><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )
    path = write_ods(tmp_path / "s.ods", ods_row(*HEADINGS), ods_row("E1", wrong, "N1", repeated=2))
    tables, said = read(path)
    assert cells(tables[0]) == [["E1", read_as, "N1"]] * 2
    assert said == []


def test_cells_of_libreoffice(tmp_path):
    def typed(kind: str, value: str, shown: str) -> str:
        name = {"float": "value", "percentage": "value", "currency": "value"}.get(
            kind, f"{kind}-value"
        )
        return (
            f'<table:table-cell office:value-type="{kind}" office:{name}="{value}">'
            f"<text:p>{shown}</text:p></table:table-cell>"
        )

    note = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p>'
        "</office:annotation><text:p>a<text:s/>b<text:tab/>c<text:line-break/>d</text:p>"
        "<text:p>e</text:p></table:table-cell>"
    )
    empty = '<table:table-cell table:number-columns-repeated="16374"/>'
    path = write_ods(
        tmp_path / "s.ods",
        ods_row(*"abcdefghi", empty),
        ods_row(
            typed("float", "0.1", "0,1"), typed("percentage", "0.3", "30 %"),
            typed("boolean", "true", "VRAI"), typed("date", "2027-05-01", "01/05/27"),
            typed("date", "2027-05-01T08:30:00", "01/05/27"), typed("currency", "3.5", "3,50 €"),
            typed("time", "PT08H30M00S", "08:30"), note, "012", empty,
        ),
        ods_row(empty, repeated=1048570),
        ods_row(empty),
        name="notes",
    )  # fmt: skip
    raw = read(path)[0][0]
    assert cells(raw) == [
        [0.1, 0.3, True, date(2027, 5, 1), datetime(2027, 5, 1, 8, 30), 3.5, time(8, 30),
         "a b\tc\nd\ne", "012"]
    ]  # fmt: skip


def test_formulas_never_calculated(tmp_path):
    rows = [HEADINGS, ("E1", "=A2", "N1"), ("E2", "=A3", "N1"), ("E3", "x", '=IF(1,"N1")')]
    _, said = sheet(tmp_path, *rows)
    assert said == [
        f"students!B2: 2 formulas from this cell down have never been calculated; {NEVER}",
        f"students!C4: the formula has never been calculated; {NEVER}",
    ]
    assert sheet(tmp_path, *rows, title="notes")[1] == []


def test_formulas_left_to_be_calculated_on_opening(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "s.xlsx") as book:
        page = book.add_worksheet("students")
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, ["E1", "=A2", "=B2"])
        page.write_formula(2, 0, "=A2", None, "E1")
    said = read(tmp_path / "s.xlsx")[1]
    assert said == [
        f"students!{column}2: the formula has never been calculated; {NEVER}" for column in "BC"
    ]


def test_formulas_with_a_result(tmp_path):
    path = write_xlsx(
        tmp_path / "s.xlsx",
        row(1, *HEADINGS),
        row(
            2,
            '<c r="A2" t="str"><f t="shared" ref="A2:A3" si="0">B2</f><v>E1</v></c>',
            '<c r="B2" t="str"><f>IF(1,"")</f><v></v></c>',
            '<c r="C2"><f>0</f><v>0</v></c>',
        ),
    )
    tables, said = read(path)
    assert cells(tables[0]) == [["E1", "", 0.0]]
    assert said == []


def test_formulas_never_calculated_in_ods(tmp_path):
    formula = '<table:table-cell table:formula="of:=[.A2]"/>'
    empty = (
        '<table:table-cell table:formula="of:=X" office:value-type="string" '
        'office:string-value=""/>'
    )
    path = write_ods(tmp_path / "s.ods", ods_row(*HEADINGS), ods_row("E1", formula, empty))
    said = read(path)[1]
    assert said == [f"students!B2: the formula has never been calculated; {NEVER}"]


def test_empty_results_of_libreoffice(tmp_path):
    formula = '<table:table-cell table:formula="of:=IF(1;&quot;&quot;)"/>'
    calc = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    path = write_ods(tmp_path / "s.ods", ods_row(*HEADINGS), ods_row("E1", formula), calc=calc)
    tables, said = read(path)
    assert cells(tables[0]) == [["E1", "", ""]]
    assert said == []


@pytest.mark.parametrize(
    ("merge", "named"),
    [
        ("C4:C6", "C4:C6"),  # one programme for several students
        ("A4:C4", "A4:C4"),
        ("A1:C1", None),  # a title
        ("B3:C3", "B3:C3"),  # a heading over two columns with data
        ("C3:D3", None),  # a heading over a column without any
        ("B3:B4", "B3:B4"),  # a heading over the first row of data
        ("E4:E9", None),  # beside the columns that are read
        ("C8:C9", None),  # empty
    ],
)
def test_merged_cells(tmp_path, merge, named):
    rows = [("Étudiants 2027",), (), ("student_id", "name", "programme_id"), ("E1", "Zo", "N1"),
            ("E2", "Ali", "N1"), ("E3", "Bo", "N1")]  # fmt: skip
    if merge == "B3:C3":
        rows[2] = ("student_id", "name", None, "programme_id")
    _, said = sheet(tmp_path, *rows, spoil=lambda page: page.merge_cells(merge))
    assert said[0] == (
        "students!A1: this row stands above the headings (row 3) and is not read. "
        "[rows-above-headings]"
    )
    assert said[1:] == ([f"students!{named}: {MERGED}"] if named else [])
    assert sheet(tmp_path, *rows, title="notes", spoil=lambda s: s.merge_cells(merge))[1] == []


def test_merged_cells_in_ods(tmp_path):
    merged = (
        '<table:table-cell office:value-type="string" table:number-rows-spanned="2" '
        'table:number-columns-spanned="1"><text:p>N1</text:p></table:table-cell>'
    )
    path = write_ods(
        tmp_path / "s.ods",
        ods_row(*HEADINGS),
        ods_row("E1", "Zo", merged),
        ods_row("E2", "Ali", "<table:covered-table-cell/>"),
    )
    assert read(path)[1] == [f"students!C2:C3: {MERGED}"]


def test_hidden_sheets_rows_and_filters_are_read(tmp_path):
    def hide(page):
        page.parent.create_sheet("sites").append(["site_id"])
        page.sheet_state = "hidden"
        page.row_dimensions[2].hidden = True
        page.column_dimensions["B"].hidden = True
        page.auto_filter.ref = "A1:C3"
        page.parent.create_chartsheet("Graphique")

    book = sheet(tmp_path, HEADINGS, ("E1", "Zo", "N1"), spoil=hide)
    assert cells(book[0]) == [["E1", "Zo", "N1"]]
    assert [table.name for table in read(tmp_path / "s.xlsx")[0]] == ["students", "sites"]


def test_garbled_cells(tmp_path):
    _, said = sheet(tmp_path, HEADINGS, ("E1", "ZoÃ©", "N1"))
    assert said == [
        "students!B2: 'ZoÃ©' was probably meant to be 'Zoé'; export the file again as UTF-8. "
        "[garbled-text]"
    ]


def test_macros_and_links_to_other_files(tmp_path):
    macros = "the workbook holds macros; they are not run. [macros-ignored]"
    links = (
        "the workbook refers to other files; they are not opened, the values that were saved "
        "with it are used. [external-links-ignored]"
    )
    parts = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<x/>"}
    path = write_xlsx(tmp_path / "s.xlsm", row(1, *HEADINGS), **parts)
    assert read(path)[1] == [f"s.xlsm: {macros}", f"s.xlsm: {links}"]
    path = write_ods(
        tmp_path / "s.ods",
        ods_row(*HEADINGS),
        after="<table:table table:name=\"'file:///x.ods'#$A\"><table:table-row/></table:table>",
        **{"Basic/Standard/Module1.xml": "<x/>"},
    )
    tables, said = read(path)
    assert said == [f"s.ods: {macros}", f"s.ods: {links}"]
    assert len(tables) == 1
