"""Parquet files: typed columns, odd columns, damaged files."""

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from maillage.matching.tables.cells import clean, text_of
from maillage.matching.tables.parquet_source import read_parquet

from .handmade import read


def written(tmp_path, columns: dict[str, pa.Array]):
    path = tmp_path / "students.parquet"
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array([12, None], pa.int8()), ["12", None]),
        (pa.array([12, 2**63], pa.uint64()), ["12", "9223372036854775808"]),
        (pa.array([12.0, float("nan"), 0.1, None]), ["12", None, "0.1", None]),
        (pa.array([0.1, None], pa.float32()), ["0.1", None]),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([date(2027, 5, 1), None]), ["2027-05-01", None]),
        (pa.array([datetime(2027, 5, 1, 8)], pa.timestamp("ns")), ["2027-05-01"]),
        (pa.array([datetime(2027, 5, 1, 8)], pa.timestamp("ms", "Europe/Paris")), ["2027-05-01"]),
        (pa.array([Decimal("12.50"), Decimal("12.00")]), ["12.50", "12.00"]),
        (pa.array(["b", "a", None, "b", ""]).dictionary_encode(), ["b", "a", None, "b", None]),
        (pa.array(["é\u00a0", None], pa.large_string()), ["é", None]),
        (pa.array([["a", "b"], [], None]), ["a, b", None, None]),
        (pa.array([[1, 2]], pa.list_(pa.int32())), ["1, 2"]),
        (pa.nulls(2), [None, None]),
        (pa.array([], pa.string()), []),
    ],
)
def test_types(tmp_path, column, texts):
    raw = read_parquet(written(tmp_path, {"name": column}))
    cells = [clean(cell) for (cell,) in raw.rows]
    assert [None if cell is None else text_of(cell) for cell in cells] == texts
    assert raw.headings == ("name",)
    assert raw.title == "students"


def test_rows_are_counted_from_1_and_headings_have_no_row(tmp_path):
    raw = read_parquet(written(tmp_path, {"name": pa.array(["a", "b"])}))
    assert (raw.where(), raw.where(0), raw.where(1, 0)) == (
        "students.parquet",
        "students.parquet:1",
        "students.parquet:2",
    )


def test_the_index_of_a_data_frame_is_no_column(tmp_path):
    frame = pd.DataFrame({"student_id": ["E1", "E2"]}, index=["x", "y"])
    frame.to_parquet(tmp_path / "students.parquet")
    assert read_parquet(tmp_path / "students.parquet").headings == ("student_id",)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pa.array([{"a": 1}]), "struct<a: int64>"),
        (pa.array([b"x"]), "binary"),
        (pa.array([[["a"]]]), "list<element: list<element: string>>"),
    ],
)
def test_columns_that_are_no_cells(tmp_path, column, kind):
    written(tmp_path, {"name": column})
    assert read(tmp_path)[1] == [
        f"students.parquet: the column 'name' holds values of type {kind}, which no cell can "
        "hold; export it as text. [unreadable-column]"
    ]


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"PAR1" + b"x" * 60 + b"PAR1", b"student_id\n"])
def test_damaged(tmp_path, damage):
    (tmp_path / "students.parquet").write_bytes(damage)
    said = "the file is damaged, encrypted, or no .parquet file; export it again. [unreadable-file]"
    expected = said if damage else "the file is empty. [empty-file]"
    assert read(tmp_path) == ([], [f"students.parquet: {expected}"])


def test_truncated_and_garbled_files(tmp_path):
    path = written(tmp_path, {"name": pa.array([f"ZoÃ© {k}" for k in range(500)])})
    data = path.read_bytes()
    assert read(tmp_path)[1] == [
        "students.parquet:1: 'ZoÃ© 0' was probably meant to be 'Zoé 0', and 500 cells in all look "
        "so; export the file again as UTF-8. [garbled-text]"
    ]
    for position in range(0, len(data), 97):
        for spoilt in (data[:position], data[:position] + b"\xff" * 9 + data[position + 9 :]):
            path.write_bytes(spoilt)
            read(tmp_path)


def test_absurd_sizes(tmp_path, monkeypatch):
    written(tmp_path, {"name": pa.array(["same"] * 1000), "rank": pa.nulls(1000, pa.int8())})
    module = "maillage.matching.tables.parquet_source"
    with monkeypatch.context() as patch:
        patch.setattr(f"{module}.TOO_MANY_CELLS", 1999)
        assert read(tmp_path)[1] == [
            "students.parquet: there are more than 20 million cells; delete the rows and columns "
            "that are not used. [too-large]"
        ]
    monkeypatch.setattr(f"{module}._MAX_BYTES", 99)
    assert read(tmp_path)[1] == [
        "students.parquet: the file unpacks to more than 2 GB. [too-large]"
    ]
