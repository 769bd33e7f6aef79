"""The example semester as LibreOffice, pandas and pyarrow save it reads the same."""

from pathlib import Path

import pandas as pd
import pytest
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows, read_semester
from maillage.matching.tables.writing import write_csv_folder

from .tables_example import example
from .test_tables_roundtrip import same

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def semester() -> Semester:
    return read_rows(example())


@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_saved_again_by_libreoffice(semester, ending):
    read = read_semester(DATA / f"libreoffice.{ending}")
    assert read.warnings == ()
    assert same(read, semester)
    assert read.cells["students", "E2", "max_minutes"] == "etudiants!L3"


def frames() -> dict[str, pd.DataFrame]:
    """Return the example as data frames, numbers and dates typed."""
    return {name: pd.DataFrame(rows) for name, rows in example().items()}


def test_ods_of_pandas(semester, tmp_path):
    path = tmp_path / "semester.ods"
    with pd.ExcelWriter(path, engine="odf") as writer:
        for name, frame in frames().items():
            frame.to_excel(writer, sheet_name=name, index=False)
    assert same(read_semester(path), semester)


def test_parquet_folder(semester, tmp_path):
    for name, frame in frames().items():
        for column in frame:
            if frame[column].map(lambda cell: isinstance(cell, str)).any():
                texts = frame[column].map(str, na_action="ignore")
                frame[column] = texts.astype("category")
        frame.to_parquet(tmp_path / f"{name}.parquet")
    read = read_semester(tmp_path)
    assert read.warnings == ()
    assert same(read, semester)
    assert read.cells["students", "E2", "name"] == "students.parquet:2"


def test_a_folder_may_hold_both(semester, tmp_path):
    write_csv_folder(example(), tmp_path, "fr")
    (tmp_path / "sites.csv").unlink()
    frames()["sites"].to_parquet(tmp_path / "Sites.parquet")
    assert same(read_semester(tmp_path), semester)
