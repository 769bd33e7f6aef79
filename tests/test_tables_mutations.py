"""Random damage to a valid semester never ends in anything but a reading or its errors."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_rows, read_semester
from maillage.matching.tables.schema import TABLE
from maillage.matching.tables.writing import write_csv_folder

from .tables_example import example

PLACES = [
    (table, row, column.name)
    for table, rows in example().items()
    for row in range(len(rows))
    for column in TABLE[table].columns
]
IDENTIFIERS = ["E1", "M1", "S1", "12", "O1", "N1", "SAS", "01053", "1053", "QZ", "L", "Bourg"]
CELLS = st.one_of(
    st.none(),
    st.sampled_from([*IDENTIFIERS, "x", "a", "a:", "a:S1", ":", "%", "-1", "0", "99999", "1-13",
                     "mon_am", "wed_am wed_pm", "30%", "N1:1", "true", "zone", "ZIP", "#REF!",
                     "✓", "☒", "–", "\u200b", "e\u0301", "45 %", "1,23E+11", "31/05/27", "lun am",
                     "x" * 10_001, "\0", "NaN", "1e12", 0.5, 1.0, time(1, 1), timedelta(days=2)]),
    st.booleans(),
    st.integers(-2, 10**18),
    st.floats(),
    st.text(max_size=8),
    st.dates(),
    st.just(datetime(2027, 1, 1, 8)),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), CELLS), min_size=1, max_size=4))
def test_spoilt_cells(changes):
    tables = example()
    for (table, row, column), cell in changes:
        tables[table][row][column] = cell
    with suppress(InputError):
        read_rows(tables)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_lost_tables_columns_and_rows(data):
    tables = example()
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(tables)))
        how = data.draw(st.sampled_from(["table", "row", "column", "twice", "heading"]))
        rows = tables[name]
        if how == "table":
            del tables[name]
        elif how == "row" and rows:
            rows.pop(data.draw(st.integers(0, len(rows) - 1)))
        elif how == "twice" and rows:
            rows.append(dict(data.draw(st.sampled_from(rows))))
        elif rows and rows[0]:
            column = data.draw(st.sampled_from(sorted(rows[0])))
            for row in rows:
                value = row.pop(column, None)
                if how == "heading":
                    row[f"{column}s"] = value
    with suppress(InputError):
        read_rows(tables)


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(random):
    tables = example()
    names = list(tables)
    random.shuffle(names)
    for rows in tables.values():
        random.shuffle(rows)
    shuffled = read_rows({name: tables[name] for name in names})
    meant = read_rows(example())
    assert replace(shuffled, cells={}) == replace(meant, cells={})


def test_dates_at_the_ends_of_the_calendar():
    tables = example()
    tables["supervisors"][0]["accreditation_end"] = date.max
    tables["accreditations"][0]["start"] = date.min
    read_rows(tables)


def test_rows_that_end_early(tmp_path):
    tables = example()
    write_csv_folder(tables, tmp_path)
    for path in tmp_path.glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([*lines[:-1], lines[-1][:4]]), encoding="utf-8")
    with suppress(InputError):
        read_semester(tmp_path)
