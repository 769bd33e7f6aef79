"""What spreadsheets, forms and keyboards make of a table: read right, or refused."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter

import numpy as np
import pandas as pd
import pytest
from maillage.matching.entities import Amount, Presence, Wish
from maillage.matching.tables.cells import clean, read_cell
from maillage.matching.tables.columns import Choice, Column, Kind
from maillage.matching.tables.headings import Suggester
from maillage.matching.tables.reading import read_rows
from maillage.matching.tables.wrong import CellError

from .tables_example import Tables, example, findings_of


def read(kind: Kind, cell: object, **column: object) -> object:
    return read_cell(clean(cell), Column("c", "c", kind, "", **column))


def refused(kind: Kind, cell: object, **column: object) -> CellError:
    with pytest.raises(CellError) as caught:
        read(kind, cell, **column)
    return caught.value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("  Dr\u00a0Dupont\t", "Dr Dupont"),
        ("Saint\u2011Denis", "Saint-Denis"),
        ("Au\u00adlnay\u200b", "Aulnay"),
        ("E\u0301lise", "Élise"),
        ("L\u2019Œuvre", "L\u2019Œuvre"),
        ("Ｎ１：２", "N1:2"),
        ("a\u2028b", "a\nb"),
        ('="01053"', "01053"),
        ("=1+1", "=1+1"),
        (np.str_(" x "), "x"),
        (np.float64(12.0), 12.0),
        (np.array(["a", "b"]), "a, b"),
        (np.array([]), None),
        ({"b", "a"}, "a, b"),
        (b"Bourg", "Bourg"),
        (Decimal("0.10"), "0.10"),
        (10**300, hex(10**300)),
        ("\u200b \ufeff", None),
        (float("nan"), None),
        (pd.NA, None),
        (pd.NaT, None),
        (pd.Timestamp("2027-05-01"), datetime(2027, 5, 1)),
    ],
)
def test_habits_leave_no_trace(cell, value):
    assert clean(cell) == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("\0", "control-character"),
        ("a\x07b", "control-character"),
        ("a\ud800", "control-character"),
        ("x" * 10_001, "too-long"),
        ("#VALEUR!", "error-cell"),
        ("Err:502", "error-cell"),
    ],
)
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.IDENTIFIER, Kind.NUMBER, Kind.FLAG])
def test_cells_that_nothing_can_be_made_of(kind, cell, code):
    assert refused(kind, cell).code == code


def test_long_texts_are_cut_in_messages():
    assert len(str(refused(Kind.NUMBER, "x" * 9_000))) < 150


# -- identifiers and lists of them --


@pytest.mark.parametrize(
    ("cell", "value"),
    [("12,00", "12"), ("A  1", "A 1"), ("d\u2019Orgemont", "d'Orgemont"), ("1E5", "1E5"),
     (1e14, "100000000000000"), (10**18, str(10**18))],
)  # fmt: skip
def test_identifier(cell, value):
    assert read(Kind.IDENTIFIER, cell) == value


@pytest.mark.parametrize(
    ("cell", "message"),
    [(date(2027, 5, 1), "has made a date or a time of the identifier (2027-05-01)"),
     (datetime(2027, 5, 1), "has made a date or a time of the identifier (2027-05-01)"),
     (time(8, 30), "has made a date or a time of the identifier (08:30:00)"),
     (timedelta(hours=30), "has made a date or a time of the identifier"),
     (True, "holds true or false"), (1.2345e17, "has rounded this number"),
     ("1,23E+11", "has rounded this number"), ("-", "neither letter nor digit"),
     ("✓", "neither letter nor digit"), ("NaN", "what other programs write for nothing"),
     ("NULL", "what other programs write for nothing")],
)  # fmt: skip
@pytest.mark.parametrize("kind", [Kind.IDENTIFIER, Kind.TERRITORY, Kind.TARGET])
def test_no_identifier(kind, cell, message):
    error = refused(kind, cell)
    assert error.code == "not-an-identifier"
    assert message in str(error)


@pytest.mark.parametrize(
    ("cell", "value"), [("2a004", "2A004"), ("2B033", "2B033"), ("1053,0", "01053")]
)
def test_territory(cell, value):
    assert read(Kind.TERRITORY, cell) == value


@pytest.mark.parametrize("cell", ["a\u2028b;", "；a；b", " a |; b |", ("a", None, "b")])
def test_list(cell):
    assert read(Kind.IDENTIFIERS, cell) == ("a", "b")


def test_lists_of_what_spreadsheets_make():
    assert read(Kind.IDENTIFIERS, "12.0; 13.0") == ("12", "13")
    assert read(Kind.IDENTIFIERS, 12.0) == ("12",)
    assert read(Kind.IDENTIFIERS, True) == ("true",)
    assert read(Kind.IDENTIFIERS, "✓") == ("true",)
    for cell in (True, date(2027, 1, 1), "a, -"):
        assert refused(Kind.IDENTIFIERS, cell, references=("sites",)).code == "not-an-identifier"


def test_limits():
    assert read(Kind.LIMITS, "12.0:1.0; N1：2 ;") == {"12": 1, "N1": 2}


@pytest.mark.parametrize(
    "cell", [time(1, 1), datetime(2027, 1, 1), timedelta(hours=30), 0.5, "N1:x", ":1"]
)
def test_no_limits(cell):
    assert refused(Kind.LIMITS, cell).code == "bad-limit"


def test_places():
    assert read(Kind.PLACES, "48.9;2.4") == ((48.9, 2.4),)
    assert read(Kind.PLACES, "1053; 48,9 2,4; 2a004") == ("01053", (48.9, 2.4), "2A004")


# -- true and false, choices --


@pytest.mark.parametrize("cell", ["✓", "✔", "☑", "1.0", "1,0", "×", "o", "TRUE", "(x)", "Ｘ"])
def test_true(cell):
    assert read(Kind.FLAG, cell) is True


@pytest.mark.parametrize("cell", ["-", "–", "—", "0.0", "☐", "FALSE", "N"])
def test_false(cell):
    assert read(Kind.FLAG, cell) is False


@pytest.mark.parametrize("cell", ["✗", "☒", "?", "!", "…", "peut-être", 2, 0.5, "n/a", "+"])
def test_neither_true_nor_false(cell):
    assert refused(Kind.FLAG, cell).code == "unknown-choice"


@pytest.mark.parametrize("open_choice", [True, False])
def test_a_choice_of_signs_alone(open_choice):
    choices = (Choice("health_centre", "centre_sante"),)
    assert refused(Kind.CHOICE, "✓", choices=choices, open_choice=open_choice)


# -- numbers --


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1 234 567", Fraction(1234567)), ("1'234.5", Fraction(2469, 2)), ("- 5", Fraction(-5)),
     ("1.234,5", Fraction(2469, 2)), ("\u22125", Fraction(-5)), ("１２", Fraction(12)),
     ("1e3", Fraction(1000)), ("12.", Fraction(12)), (",5", Fraction(1, 2)),
     ("10\u202f000 €", Fraction(10000)), ("12,50 EUR", Fraction(25, 2)),
     (Decimal("0.1"), Fraction(1, 10)), (np.float32(0.5), Fraction(1, 2))],
)  # fmt: skip
def test_decimal(cell, value):
    assert read(Kind.DECIMAL, cell) == value


@pytest.mark.parametrize(
    "cell",
    ["1 2", "12 34", "1 2345", "4%5%", "45 %", "٣", "2 h", "1/2", date(2027, 1, 1), "--1", "€",
     float("inf"), "-inf", "infinity", "NaN", ".", "1,2,3"],
)  # fmt: skip
@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.DECIMAL, Kind.INTEGER])
def test_no_number(kind, cell):
    assert refused(kind, cell).code == "not-a-number"


@pytest.mark.parametrize("cell", ["45 %", "45%", "45,0 %", "0,45", 0.45, "0.45"])
def test_share(cell):
    assert read(Kind.DECIMAL, cell, minimum=0, maximum=1) == Fraction(45, 100)
    assert read(Kind.NUMBER, cell, minimum=0, maximum=1) == 0.45


@pytest.mark.parametrize("cell", [45, "145 %", "-1 %"])
def test_share_out_of_range(cell):
    assert refused(Kind.DECIMAL, cell, minimum=0, maximum=1).code == "out-of-range"


def test_numbers_at_the_edge():
    assert str(read(Kind.NUMBER, "-0")) == "0.0"
    assert read(Kind.INTEGER, 1e12) == 10**12
    for kind in (Kind.INTEGER, Kind.NUMBER, Kind.DECIMAL, Kind.AMOUNT):
        assert "is too large" in str(refused(kind, 1e13))


@pytest.mark.parametrize(
    ("cell", "value"),
    [(1, Amount(Fraction(1))), (1.0, Amount(Fraction(1))), (0, Amount(Fraction(0))),
     ("100 %", Amount(Fraction(100), True)), ("0,3", Amount(Fraction(30), True))],
)  # fmt: skip
def test_amount(cell, value):
    assert read(Kind.AMOUNT, cell) == value


def test_one_among_percentages_is_pointed_out():
    def spoil(tables: Tables) -> None:
        tables["quotas"][0]["max"] = 0.5
        tables["quotas"][2]["max"] = 1.0

    assert [str(finding) for finding in findings_of(spoil)] == [
        "quotas[2]: max 1 is read as one, among percentages; if all are meant, write 100% as "
        "text. [ambiguous-amount]"
    ]


# -- dates, half-days, weeks --


@pytest.mark.parametrize(
    "cell",
    ["2027-05-31T08:00:00+02:00", "2027-05-31T22:30Z", "31/05/2027 08:00", "2027/05/31",
     "2027-05-31 08:00:00.000", "31 mai 2027", "31-mai-2027", "31 May 2027",
     datetime(2027, 5, 31, 23, tzinfo=timezone(timedelta(hours=2)))],
)  # fmt: skip
def test_date(cell):
    assert read(Kind.DATE, cell) == date(2027, 5, 31)


def test_spelt_dates():
    assert read(Kind.DATE, "1er août 2027") == date(2027, 8, 1)
    assert read(Kind.DATE, "1 févr. 2027") == date(2027, 2, 1)
    assert refused(Kind.DATE, "1 jui 2027").code == "not-a-date"


@pytest.mark.parametrize(
    "cell", ["31/05/27", "05/31/2027", "2027-05", "mai 2027", 12, True, time(8), "2027-05/31"]
)
def test_no_date(cell):
    assert refused(Kind.DATE, cell).code == "not-a-date"


def test_dates_that_lost_their_format_or_century():
    for cell in (46538, 46538.0, "46538", 46538.25):
        hint = str(refused(Kind.DATE, cell).hint)
        assert hint == "Is it 2027-05-31? Then format the cell as a date."
    assert refused(Kind.DATE, 99999).hint is None
    assert "a year of two digits" in str(refused(Kind.DATE, "31/05/27"))


@pytest.mark.parametrize(
    "cell",
    ["Monday afternoon; Tuesday morning", "lun. pm, mar. matinée", "lun_aprem,mar_matin",
     "LUNDI APRES MIDI mardi matin", "lundi apre\u0300s-midi | mar\u2011matin",
     "mon p.m. tues. a.m.", "mar_matin;lun_apm;mar_matin;"],
)  # fmt: skip
def test_half_days_in_other_words(cell):
    assert read(Kind.HALF_DAYS, cell) == (1, 2)


@pytest.mark.parametrize("cell", ["lun am", "mar_AM, mar_pm", "lundi am"])
def test_am_after_a_french_day_can_mean_either(cell):
    assert "can mean the morning or the afternoon" in str(refused(Kind.HALF_DAYS, cell))


@pytest.mark.parametrize("cell", ["lundi", "sam_apm", "dim_matin", "mon_amx", "x"])
def test_no_half_days(cell):
    assert refused(Kind.HALF_DAYS, cell).code == "not-half-days"


@pytest.mark.parametrize(
    ("cell", "weeks", "text"),
    [("1 à 3", {1, 2, 3}, "1 à 3"), ("2.0", {2}, "2"), ("1\u20113", {1, 2, 3}, "1-3"),
     ("1 – 3", {1, 2, 3}, "1 – 3")],
)  # fmt: skip
def test_weeks(cell, weeks, text):
    found = read(Kind.WEEKS, cell)
    assert found.among(5) == weeks
    assert found.text == text


@pytest.mark.parametrize("cell", ["0-5", "5-1", "S1", "-", time(1, 13), "1-2-3"])
def test_no_weeks(cell):
    assert refused(Kind.WEEKS, cell).code == "not-weeks"


@pytest.mark.parametrize("cell", ["✓", "✔", "×", "X", "vrai", True, "1", 1.0, "oui", "TRUE"])
def test_present(cell):
    tables = example()
    tables["supervisors"][0]["mon_am"] = cell
    assert read_rows(tables).supervisor["M1"].timetable[0] == Presence("S1")


@pytest.mark.parametrize("cell", ["-", "–", "non", 0, False, "☐", "faux", " "])
def test_absent(cell):
    tables = example()
    tables["supervisors"][0]["mon_am"] = cell
    assert read_rows(tables).supervisor["M1"].timetable[0] is None


@pytest.mark.parametrize("cell", ["☒", "?", date(2027, 5, 1), "absent"])
def test_neither_present_nor_absent(cell):
    def spoil(tables: Tables) -> None:
        tables["supervisors"][0]["mon_am"] = cell

    assert [f.severity for f in findings_of(spoil)] == ["error"]


def test_half_days_spelt_out_as_headings():
    tables = example()
    for row in tables["supervisors"]:
        row["Lundi matin"] = row.pop("mon_am", None)
        row["lundi après-midi"] = row.pop("mon_pm", None)
    assert read_rows(tables).supervisors == read_rows(example()).supervisors


# -- whole tables --


def test_wide_wishes_with_holes_names_and_spaces():
    tables = example()
    tables["students"][0] |= {"wish_1": None, "wish_2": "dr  élise\u00a0NOËL", "wish_7": 12.0}
    assert read_rows(tables).wishes_of["E1"] == (
        Wish("E1", 1, "M1", "supervisor", written=2),
        Wish("E1", 2, "12", "site", written=7),
    )


def test_a_form_without_any_answer_of_a_student():
    tables = example()
    tables["students"][0] |= {"wish_1": None, "wish_2": None}
    tables["wishes"] = [
        {"student_id": "E1", "voeu_1": None, "voeu_2": None},
        {"student_id": "E2", "voeu_1": "O1", "voeu_2": "Bourg"},
    ]
    semester = read_rows(tables)
    assert list(semester.wishes_of) == ["E2"]
    assert [wish.rank for wish in semester.wishes_of["E2"]] == [1, 2]


def test_a_form_answered_twice():
    def spoil(tables: Tables) -> None:
        tables["wishes"] = [
            {"student_id": "E2", "voeu_1": "O1", "voeu_2": "Bourg"},
            {"student_id": "E2", "voeu_1": "Bourg", "voeu_2": "O1"},
        ]

    assert "wishes-twice" in {finding.code for finding in findings_of(spoil)}


def test_names_of_signs_alone_are_told_apart():
    tables = example()
    for row, name in zip(tables["sites"], ("★", "★★", "☆"), strict=True):
        row["name"] = name
    assert read_rows(tables).site["12"].name == "☆"


def test_the_zero_of_communes_and_departments_everywhere():
    tables = example()
    tables["territories"][0] |= {"territory_id": 1053, "department": "01"}
    tables["territories"][2]["department"] = 1
    tables["sites"][0]["territory_id"] = 1053.0
    tables["students"][0]["wish_1"] = 1053
    tables["travel"][0]["origin"] = "1053"
    tables["requests"][0]["anchors"] = "1053"
    tables["quotas"] = [
        {"quota_id": "A", "scope": "territory", "value": "1053, 93005", "max": 1},
        {"quota_id": "B", "scope": "department", "value": 1, "max": 2},
        {"quota_id": "C", "scope": "qpv", "value": True, "max": 3},
    ]
    semester = read_rows(tables)
    assert semester.site["S1"].territory_id == "01053"
    assert semester.wishes_of["E1"][0].target == "01053"
    assert semester.travel[0].origin == "01053"
    meant = [("01053", "93005"), ("01",), ("true",)]
    assert list(map(attrgetter("values"), semester.quotas)) == meant
    assert [t.department for t in semester.territories] == ["01", "93", "01"]


def test_settings_as_people_and_spreadsheets_write_them():
    tables = example()
    tables["settings"] = [
        {"key": "Semester", "value": "05/2027"},
        {"key": "opened-ratio", "value": "107 %"},
        {"key": "need_zip", "value": "0,75"},
        {"key": "LANG", "value": "FR"},
        {"key": "tiers", "value": "Placed; Worst off; value"},
        {"key": "seed", "value": 12.0},
        {"key": "ties", "value": "Max size"},
        {"key": "campus", "value": "48,9 2,4"},
    ]
    settings = read_rows(tables).settings
    assert (settings.semester, settings.lang, settings.seed) == ("2027-05", "fr", 12)
    assert settings.opened_ratio == Fraction(107, 100)
    assert settings.need_zip == Fraction(3, 4)
    assert settings.tiers == ("placed", "worst_off", "value")
    assert (settings.ties, settings.campus) == ("max_size", (48.9, 2.4))


@pytest.mark.parametrize(
    "cell", [date(2027, 5, 1), "2027-5", "2027/05", "01/05/2027", "2027-05-01", "05/2027"]
)
def test_the_month_of_a_semester(cell):
    tables = example()
    tables["settings"][0]["value"] = cell
    tables["history"][0]["semester"] = cell
    semester = read_rows(tables)
    assert semester.settings.semester == semester.history[0].semester == "2027-05"


def test_what_is_meant_is_found_by_other_spellings_and_by_name():
    suggest = Suggester(
        ["AP-HP", "N1", "S1"], [("Cabinet Rousseau", "S1"), ("Pôle", "N1"), ("Pôle", "S1")]
    )
    assert str(suggest("APHP")) == "Did you mean 'AP-HP'?"
    assert str(suggest("n1")) == "Did you mean 'N1'?"
    assert str(suggest("cabinet rousseau")) == "Did you mean 'S1' (Cabinet Rousseau)?"
    assert str(suggest("Cabinet Rouseau")) == "Did you mean 'S1' (Cabinet Rousseau)?"
    assert str(suggest("pole")) == "Did you mean one of N1, S1?"
    assert Suggester(["Territoires"], budget=0)("territoire") is None
    assert str(Suggester(["1", "10"])("001")) == "Did you mean '1'?"
    assert str(Suggester(["100", "00017"])("17")) == "Did you mean '00017'?"


@pytest.mark.parametrize(("wrong", "meant"), [("S0O2", "S002"), ("Nl", "N1"), ("M1O", "M10")])
def test_letters_that_look_alike_come_first(wrong, meant):
    suggest = Suggester(["S092", "S002", "NL2", "N1", "M1", "M10"])
    assert str(suggest(wrong)) == f"Did you mean '{meant}'?"


@pytest.mark.parametrize("table", ["territories", "sites", "students", "wishes", "travel"])
def test_columns_of_one_value_read_as_those_of_many(table):
    """Whole columns are read at once where they are plain, cell by cell where they are not."""
    plain = read_rows(example())
    tables = example()
    for row in tables[table]:
        for name, cell in row.items():
            if isinstance(cell, str):
                row[name] = f" {cell}\u00a0"
    assert getattr(read_rows(tables), table) == getattr(plain, table)
