"""Each kind of cell, in the forms in which people and spreadsheets write it."""

from contextlib import suppress
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.entities import Amount, Presence, Wish
from maillage.matching.halfdays import HALF_DAYS, HALF_DAYS_FRENCH
from maillage.matching.tables.cells import clean, read_cell, read_point, read_territory
from maillage.matching.tables.columns import Choice, Column, Kind
from maillage.matching.tables.headings import slug, suggestion
from maillage.matching.tables.raw import letters
from maillage.matching.tables.reading import read_rows
from maillage.matching.tables.schema import TABLES, find_table
from maillage.matching.tables.wrong import CellError

from .tables_example import example


def read(kind: Kind, cell: object, **column: object) -> object:
    return read_cell(clean(cell), Column("c", "c", kind, "", **column))


@pytest.mark.parametrize(
    ("cell", "value"),
    [(12.0, "12"), ("12.0", "12"), (" 12\u00a0", "12"), (12, "12"), ("1.5", "1.5"),
     ("\ufeffA 1", "A 1")],
)  # fmt: skip
def test_identifier(cell, value):
    assert read(Kind.IDENTIFIER, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [(1053, "01053"), (1053.0, "01053"), ("1053", "01053"), ("01053", "01053"), ("2A004", "2A004"),
     (93005, "93005"), ("Q1", "Q1"), (12, "12")],
)  # fmt: skip
def test_territory(cell, value):
    assert read(Kind.TERRITORY, cell) == value


@pytest.mark.parametrize("cell", ["x", "X", "oui", "Yes", 1, 1.0, "1", "vrai", "VRAI", True])
def test_true(cell):
    assert read(Kind.FLAG, cell) is True


@pytest.mark.parametrize("cell", ["non", "No", 0, 0.0, "0", "faux", False])
def test_false(cell):
    assert read(Kind.FLAG, cell) is False


@pytest.mark.parametrize(
    ("cell", "value"),
    [("0,1", Fraction(1, 10)), ("0.1", Fraction(1, 10)), (0.1, Fraction(1, 10)),
     ("1 234,5", Fraction(2469, 2)), ("1\u202f000", Fraction(1000)), (3, Fraction(3)),
     ("1e-3", Fraction(1, 1000)), (1e-7, Fraction(1, 10**7)), (Fraction(1, 3), Fraction(1, 3))],
)  # fmt: skip
def test_decimal_is_exact(cell, value):
    assert read(Kind.DECIMAL, cell) == value


@pytest.mark.parametrize("cell", ["1,234.5", "inf", "nan", "1e999999999", "0x1", "1_000", True])
def test_no_number(cell):
    with pytest.raises(CellError, match="is not a number"):
        read(Kind.NUMBER, cell)


@pytest.mark.parametrize(
    "cell",
    ["2027-05-31", "31/05/2027", "31.05.2027", date(2027, 5, 31), datetime(2027, 5, 31, 12),
     "2027-05-31 00:00:00"],
)  # fmt: skip
def test_date(cell):
    assert read(Kind.DATE, cell) == date(2027, 5, 31)


@pytest.mark.parametrize("cell", ["a,b", "a; b", "a|b", "a\r\nb", "a,,b,", "a, b, a", ["a", "b"]])
def test_list(cell):
    assert read(Kind.IDENTIFIERS, cell) == ("a", "b")


@pytest.mark.parametrize("names", [HALF_DAYS, HALF_DAYS_FRENCH])
@pytest.mark.parametrize("separator", [" ", ", ", ";", "|", "\n"])
def test_half_days(names, separator):
    assert read(Kind.HALF_DAYS, separator.join(names)) == tuple(range(11))


@pytest.mark.parametrize(
    "cell",
    ["Lundi après-midi, mar. matin", "lun-apm mardi_matin", "MON PM tue am", "lunapm marmatin"],
)
def test_half_days_in_other_words(cell):
    assert read(Kind.HALF_DAYS, cell) == (1, 2)


@pytest.mark.parametrize(("cell", "value"), [(2.0, 2), ("3", 3), ("fri_am", (8,))])
def test_half_days_or_count(cell, value):
    assert read(Kind.HALF_DAYS_OR_COUNT, cell) == value


@pytest.mark.parametrize(
    ("cell", "weeks", "text"),
    [("1-3", {1, 2, 3}, "1-3"), ("odd", {1, 3, 5}, "odd"), ("Paires", {2, 4}, "even"),
     ("1, 4 – 5", {1, 4, 5}, "1, 4 – 5"), (2.0, {2}, "2"), ("impaires;2", {1, 2, 3, 5}, "odd;2"),
     ("1 3", {1, 3}, "1 3")],
)  # fmt: skip
def test_weeks(cell, weeks, text):
    found = read(Kind.WEEKS, cell)
    assert found.among(5) == weeks
    assert found.text == text


@pytest.mark.parametrize(
    ("cell", "value"),
    [("30%", Amount(Fraction(30), True)), ("12,5 %", Amount(Fraction(25, 2), True)),
     (0.3, Amount(Fraction(30), True)), (4.0, Amount(Fraction(4)))],
)  # fmt: skip
def test_amount(cell, value):
    assert read(Kind.AMOUNT, cell) == value


def test_limits():
    assert read(Kind.LIMITS, "N1:1, EXT : 2") == {"N1": 1, "EXT": 2}


@pytest.mark.parametrize("text", ["48.9 2.4", "48,9 2,4", "48.9, 2.4", "48.9;2.4", "48.9,2.4"])
def test_point(text):
    assert read_point(text) == (48.9, 2.4)


@pytest.mark.parametrize("text", ["48.9", "91 2", "a b", "1 2 3", ""])
def test_no_point(text):
    assert read_point(text) is None


def test_places():
    assert read(Kind.PLACES, "48.9 2.4; 1053") == ((48.9, 2.4), "01053")
    assert read(Kind.PLACES, "1053, Q1") == ("01053", "Q1")


def test_choice_in_both_languages():
    choices = (Choice("health_centre", "centre_sante"),)
    for cell in ("Health centre", "centre-santé", "CENTRE_SANTE"):
        assert read(Kind.CHOICE, cell, choices=choices) == "health_centre"
    assert read(Kind.CHOICE, "sage-femme", choices=choices, open_choice=True) == "sage-femme"


def test_presence_words():
    tables = example()
    tables["sites"].append(
        {"site_id": "1", "name": "One", "kind": "pmi", "setting": "centre", "territory_id": "Q1"}
    )
    tables["supervisors"][0] |= {"mon_am": "Oui", "mon_pm": 1, "tue_am": "non", "tue_pm": "A : S2"}
    timetable = read_rows(tables).supervisor["M1"].timetable
    assert timetable[:4] == (Presence("S1"), Presence("1"), None, Presence("S2", away=True))


def test_wishes_are_resolved_and_renumbered():
    semester = read_rows(example())
    assert semester.wishes_of["E2"] == (
        Wish("E2", 1, "12", "site", written=5),
        Wish("E2", 1, "O1", "offer", written=5),
        Wish("E2", 2, "M2", "supervisor", written=9),
    )
    assert semester.wishes_of["E3"] == (Wish("E3", None, "93005", "territory", True),)
    assert [w.target for w in semester.wishes_of["E1"]] == ["01053", "M1"]


def test_defaults_are_resolved():
    tables = example()
    tables["programmes"][2] |= {"min_parts": 3}
    semester = read_rows(tables)
    assert semester.programme["EXT"].max_parts == 3
    assert semester.programme["EXT"].min_part == 1
    assert semester.programme["SAS"].everyone is False
    assert semester.programme["N1"].composition == "composed"
    assert semester.offer["O1"].parts[0].site_id == "S2"
    assert semester.settings.detour == Fraction(5, 4)
    assert semester.settings.campus == (48.9, 2.4)


def test_percentages_round_up_for_min_and_down_for_max():
    tables = example()
    tables["quotas"] = [
        {"quota_id": "A", "scope": "frr", "value": "x", "min": "34%", "max": "34%"},
        {"quota_id": "B", "scope": "kind", "value": "msp", "min": "50%", "programme_id": "N1"},
    ]
    first, second = read_rows(tables).quotas
    assert (first.min_count, first.max_count, first.hard_min, first.hard_max) == (2, 1, False, True)
    assert (second.min_count, second.max_count, second.values) == (1, None, ("group_practice",))


def test_names_in_the_schema_never_collide():
    for table in TABLES:
        for column in table.columns:
            assert table.find(column.name) is column
            assert table.find(column.french) is column
        assert find_table(table.name) is find_table(table.french) is table
        assert all(column.help.endswith(".") for column in table.columns)


@pytest.mark.parametrize("title", ["Maîtres de stage", "MAITRES-DE-STAGE", "supervisors"])
def test_table_titles(title):
    assert find_table(title).name == "supervisors"


def test_families_of_columns():
    assert find_table("territoires").find("IND taux-chômage").name == "ind_taux_chomage"
    assert find_table("territoires").find("index") is None
    assert find_table("etudiants").find("Vœu 03").name == "wish_3"
    assert find_table("etudiants").find("voeux") is None


def test_folding_and_letters():
    assert slug("Œuvre d'Été") == "oeuvredete"
    assert str(suggestion("territoire", ["Territoires", "sites"])) == "Did you mean 'Territoires'?"
    assert suggestion("xyz", ["Territoires"]) is None
    assert [letters(k) for k in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates(),
    st.sampled_from(["x", "a:S1", "1-13", "N1:1", "30%", "mon_am lun", "48.9 2.4", "\0", "٣"]),
)  # fmt: skip


@given(CELLS, st.sampled_from([c for table in TABLES for c in table.columns]))
def test_any_cell_reads_or_is_refused(cell, column):
    cleaned = clean(cell)
    if cleaned is not None:
        with suppress(CellError):
            read_cell(cleaned, column)


@given(st.text(max_size=6))
def test_codes_are_padded_once(text):
    once = read_territory(text)
    assert read_territory(once) == once
