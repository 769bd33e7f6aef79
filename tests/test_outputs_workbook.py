"""placements.xlsx as a spreadsheet program reads it."""

import io
import zipfile
from dataclasses import replace

import pytest
import xlsxwriter
from maillage.matching.entities import EarlierPlace, Marks, Presence
from maillage.matching.language import Sentence, sentence
from maillage.matching.outputs.labels import reading_order
from maillage.matching.outputs.sheet import Book, Cell
from maillage.matching.outputs.words import _LINES, words_in
from maillage.matching.outputs.workbook import workbook_bytes
from openpyxl import Workbook, load_workbook
from outputs_example import PLACEMENT, SEMESTER

LINK = '=HYPERLINK("http://example.org")'


def opened(lang="en", semester=SEMESTER, placement=PLACEMENT) -> Workbook:
    return load_workbook(io.BytesIO(workbook_bytes(semester, placement, lang)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened()


def rows(book: Workbook, sheet: str) -> list[dict[str, object]]:
    """Return the rows of a table sheet by heading."""
    heading, *lines = book[sheet].iter_rows(values_only=True)
    return [dict(zip(heading, line, strict=True)) for line in lines]


def colour(cell) -> str:
    return cell.fill.fgColor.rgb[2:]


def test_sheets_in_both_languages(book):
    assert book.sheetnames == [
        *("Summary", "By student", "By supervisor", "By site", "By territory"),
        *("Seats left", "Reasons"),
    ]
    assert opened("fr").sheetnames == [
        *("Résumé", "Par étudiant", "Par maître de stage", "Par site", "Par territoire"),
        *("Places restantes", "Motifs"),
    ]


def test_headings_and_values_in_french():
    book = opened("fr")
    students = rows(book, "Par étudiant")
    assert list(students[0])[:5] == [
        *("Étudiant", "Garder", "N° étudiant", "Programme", "Statut"),
    ]
    assert (students[0]["Statut"], students[0]["Motif"]) == ("non placé", "plus de place")
    assert students[-1]["Demi-journées"] == "Jeu matin+apm, Ven matin+apm"
    assert book["Résumé"]["A2"].value == (
        "Placés : 5 étudiants sur 6 ; non placés : 1. Statut : optimal (prouvé)"
    )


def test_no_expression_lacks_a_language_or_stands_twice():
    assert all(english and french for _, english, french in _LINES)
    assert len(words_in("en")) == len(words_in("fr")) == len(_LINES)


def test_students_come_by_name_with_names_instead_of_codes(book):
    students = rows(book, "By student")
    assert [s["Student"] for s in students] == [
        *("+33 Léa", "[red]Ève[/red]", "Max Ott"),
        *("Ugo Petit (A3)", "Ugo Petit (A4)", "Zoé Abel", "Zoé Abel"),
    ]
    assert students[5] == {
        "Student": "Zoé Abel",
        "Keep": None,
        "Student id": "A1",
        "Programme": "N1",
        "Status": "placed",
        "Wish rank": 1.5,
        "Part": 1,
        "Supervisor": "Élodie Brun",
        "Site": "Cabinet des Lilas",
        "Setting": "private practice",
        "Territory": "Aulnay-sous-Bois",
        "Zone": "ZIP",
        "Half-days": "Tue am+pm, Wed am+pm",
        "Half-days per week": 4,
        "Weeks": None,
        "Minutes from home": 12,
        "Housed at": None,
        "Offer": None,
        "Reason": None,
        "Offer id": None,
        "Supervisor id": "M1",
        "Site id": "CAB",
        "Housing site id": None,
    }
    assert students[4]["Housed at"] == "Kiné du Parc"
    assert (students[2]["Offer"], students[2]["Weeks"]) == ("Lilas, lundi", "1-13")


def test_names_are_sorted_whatever_their_accents():
    assert sorted(["Zoé", "Éric", "eva", "Ébène"], key=reading_order) == [
        *("Ébène", "Éric", "eva", "Zoé"),
    ]


def test_colours_show_the_unplaced_and_the_settings(book):
    sheet = book["By student"]
    assert colour(sheet["A2"]) == colour(sheet["S2"]) == "F8D7DA"
    assert colour(sheet["J3"]) == "FFF1D6"
    assert colour(sheet["J8"]) == "DCEBFA"


def test_the_column_of_marks_offers_a_list_and_what_reads_it_is_hidden(book):
    sheet = book["By student"]
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1) == ("B2:B8", "list", '"x"')
    assert not rule.showErrorMessage
    hidden = [name for name, column in sheet.column_dimensions.items() if column.hidden]
    assert hidden == ["T"]  # to W, as one group
    assert colour(sheet["B2"]) != colour(sheet["B3"]) == "FFFBE0"


def test_places_that_were_kept_are_marked_again():
    zoe = PLACEMENT.students[0]
    parts = tuple((p.supervisor_id, p.site_id, p.half_days) for p in zoe.parts)
    marks = Marks("p.xlsx", "ab", (EarlierPlace("A1", None, parts, None),), ("B2",))
    students = rows(opened(placement=replace(PLACEMENT, marks=marks)), "By student")
    assert [s["Keep"] for s in students] == [None] * 5 + ["x", None]


def test_the_week_of_a_supervisor(book):
    link, roy, brun = rows(book, "By supervisor")
    assert list(link.values())[:4] == [LINK, "M2", "Centre Émile-Zola", "1 / 1"]
    assert link["Thu am"] == link["Fri pm"] == "Zoé Abel"
    assert roy["Mon am"] == "Ugo Petit (A4)\n[red]Ève[/red]"
    assert brun["Mon pm"] == "Ugo Petit (A3) (weeks 1-13)\nMax Ott (weeks 1-13)"
    assert brun["Fri am"] is None
    sheet = book["By supervisor"]
    assert colour(sheet["N4"]) == colour(sheet["O4"]) == "EDEDED"  # not there; away
    assert colour(sheet["L4"]) == "000000"  # there and free


def test_a_half_day_at_another_site_names_it():
    supervisors = list(SEMESTER.supervisors)
    timetable = (Presence("KIN"),) * 11
    supervisors[0] = replace(supervisors[0], site_id="KIN", timetable=timetable)
    book = opened(semester=replace(SEMESTER, supervisors=tuple(supervisors)))
    assert rows(book, "By supervisor")[2]["Tue am"] == "Zoé Abel @ Cabinet des Lilas"


def test_sites_and_territories_count_students_and_half_days(book):
    cabinet, centre, kine = rows(book, "By site")
    assert (cabinet["Students"], cabinet["Half-days per week"], cabinet["Supervisors"]) == (3, 8, 1)
    assert cabinet["Names"] == "Max Ott, Ugo Petit (A3), Zoé Abel"
    assert (centre["Rooms"], centre["Kind"]) == (2, "health centre")
    assert kine["Housed / places"] == "1 / 1"
    territories = rows(book, "By territory")
    assert [t["Territory"] for t in territories] == [
        *("Aulnay-sous-Bois", "Créteil", "Évry-Courcouronnes"),
    ]
    assert territories[0]["Territory code"] == "93005"
    assert [t["Zone (general practice)"] for t in territories] == ["ZIP", "ZAC", None]


def test_seats_left_of_offers_and_supervisors(book):
    lilas, closed, link, roy, brun = rows(book, "Seats left")
    # the student in surnombre takes no seat and does not count for the minimum
    assert (lilas["Places"], lilas["Taken"], lilas["Left"]) == (3, 1, 2)
    assert lilas["Remark"] == "1 below the minimum"
    assert (closed["Left"], closed["Remark"]) == (0, "closed")
    assert (link["Left"], link["Free half-days"]) == (0, None)
    assert (roy["Taken"], roy["Left"]) == (2, 1)
    assert str(roy["Free half-days"]).startswith("Mon pm, Tue am+pm")
    assert (brun["Left"], brun["Limits per programme"]) == (1, "N1: 1 / 1")
    # two at once: Monday is full in the first weeks; Saturday away
    assert brun["Free half-days"] == "Tue am+pm, Wed am+pm, Thu am+pm"


def test_students_of_different_weeks_do_not_add_up():
    late = frozenset(range(14, 27))
    programmes = tuple(
        replace(p, weeks=late, weeks_text="14-26") if p.programme_id == "KINE" else p
        for p in SEMESTER.programmes
    )
    placed = list(PLACEMENT.students)
    part = placed[2].parts[0]
    placed[3] = replace(placed[3], parts=(replace(part, weeks="14-26"),))
    book = opened(
        semester=replace(SEMESTER, programmes=programmes),
        placement=replace(PLACEMENT, students=(placed[2], placed[3])),
    )
    assert rows(book, "Seats left")[4]["Taken"] == 1


def test_reasons_name_the_wish(book):
    first, second = rows(book, "Reasons")
    assert (first["Student"], first["Wish"]) == ("[red]Ève[/red]", "Aulnay-sous-Bois [93005]")
    assert (second["Wish"], second["Explanation"]) == ("Élodie Brun [M1]", "M1 is not accredited.")


def test_the_summary_begins_with_what_matters(book):
    cells = [row for row in book["Summary"].iter_rows(values_only=True) if row[0]]
    assert cells[0][0] == "Placement, semester 2027-05"
    assert cells[1][0] == "5 of 6 students placed, 1 unplaced. Status: optimal (proven)"
    assert cells[2][0] == "Unplaced students"
    assert cells[4][:4] == ("+33 Léa", "no place left", "A2", "N1")
    assert ("off the list", 1) in {row[:2] for row in cells}
    assert any(row[:2] == ("need and wishes", "1,234.568") for row in cells)
    assert any(row[0] == "A note." for row in cells)


def test_conflicting_quotas_made_soft_are_named():
    book = opened(placement=replace(PLACEMENT, softened=("Q1", "Q2")))
    column = [cell.value for cell in book["Summary"]["A"]]
    assert "Quotas made soft: Q1, Q2" in column


def test_tables_are_ready_to_filter_and_to_print(book):
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes.endswith("2")
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0))
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_nothing_a_user_wrote_becomes_a_formula(book):
    content = workbook_bytes(SEMESTER, PLACEMENT, "en")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 7
        for name in sheets:
            assert b"<f>" not in archive.read(name)
            assert b"<hyperlink" not in archive.read(name)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert LINK in {cell.value for cell in cells}
    link = next(cell for cell in cells if cell.value == LINK)
    assert link.quotePrefix is False


def test_the_same_result_gives_the_same_bytes():
    slower = replace(PLACEMENT, seconds={"solve": 99.0}, peak_mb=1.0)
    assert workbook_bytes(SEMESTER, PLACEMENT, "en") == workbook_bytes(SEMESTER, slower, "en")


def told(*texts: str) -> tuple[Sentence, ...]:
    """Return texts as notes."""
    return tuple(sentence("{text}", text=text) for text in texts)


def test_control_characters_and_endless_texts_do_not_spoil_the_file():
    notes = told("a\x00\x1bb", "x" * 40_000)
    column = opened(placement=replace(PLACEMENT, notes=notes))["Summary"]["A"]
    longest = max((str(cell.value) for cell in column), key=len)
    assert 30_000 < len(longest) < 32_767


def test_a_text_that_looks_like_marked_up_text_stays_as_it_is():
    notes = "<r>a & b</r>", "<r><t>bold</t></r>"
    column = opened(placement=replace(PLACEMENT, notes=told(*notes)))["Summary"]["A"]
    assert {f"{note} " for note in notes} <= {cell.value for cell in column}


def test_an_empty_result_still_makes_a_workbook():
    nobody = replace(PLACEMENT, students=(), refusals=(), tiers=(), notes=())
    book = opened(placement=nobody)
    assert rows(book, "By student") == []
    assert "0 of 0 students placed" in str(book["Summary"]["A2"].value)


def test_rows_are_as_high_as_their_texts(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as workbook:
        sheet = Book(workbook).sheet("s")
        sheet.set_widths((10, 20))
        sheet.write_row(0, ["short", 3])
        sheet.write_row(1, ["x" * 31, "one line"])
        sheet.write_row(2, ["a\nb", None])
        sheet.write_row(3, [Cell("a title that runs on over its column", "title")])
        # Words are not broken: three lines, although two have as many letters.
        sheet.write_row(4, ["Monday Tuesday Friday", None])
    rows = load_workbook(tmp_path / "b.xlsx")["s"].row_dimensions
    assert [rows[k].height for k in (1, 2, 3, 4, 5)] == [None, 60, 30, 24, 45]
