"""Missing and garbled files give a violation with its sentence, never a traceback."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maillage.matching.verify import verify

from .test_verify_market import Result

GARBLED_TABLES = {
    "empty": (b"", "columns"),
    "another table": (b"a,b\n1,2\n", "columns"),
    "utf-16": ("student_id,é".encode("utf-16"), "file"),
    "open quote": (b'student_id,"programme_id\n', "file"),
    "zeros": (b"\x00" * 40, "columns"),
}
GARBLED_SUMMARIES = {
    "empty": b"",
    "half": b'{"seed": 0',
    "list": b"[]",
    "number": b"3",
    "deep": b"[" * 200_000,
    "long number": b"9" * 10_000,
    "not utf-8": b"\xff\xfe\x00",
}


def test_an_empty_folder(tmp_path: Path) -> None:
    report = verify(Result.correct().semester, tmp_path)
    assert report.codes == {"file": 1, "summary-file": 1}
    assert str(report.violations[0]).endswith(f"there is no placements.csv in {tmp_path}. [file]")


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "result"
    path.write_text("")
    assert "file" in verify(Result.correct().semester, path).codes


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "placements.csv").mkdir()
    (tmp_path / "summary.json").mkdir()
    report = verify(Result.correct().semester, str(tmp_path))
    assert report.codes == {"file": 1, "summary-file": 1}


@pytest.mark.parametrize("name", GARBLED_TABLES)
def test_a_garbled_table(name: str, tmp_path: Path) -> None:
    content, code = GARBLED_TABLES[name]
    result = Result.correct()
    result.write(tmp_path)
    (tmp_path / "placements.csv").write_bytes(content)
    assert code in verify(result.semester, tmp_path).codes


@pytest.mark.parametrize("name", GARBLED_SUMMARIES)
def test_a_garbled_summary(name: str, tmp_path: Path) -> None:
    result = Result.correct()
    result.write(tmp_path)
    (tmp_path / "summary.json").write_bytes(GARBLED_SUMMARIES[name])
    report = verify(result.semester, tmp_path)
    assert report.codes == {"summary-file": 1}
    assert report.tiers


def test_columns_in_another_order(tmp_path: Path) -> None:
    result = Result.correct()
    result.write(tmp_path)
    path = tmp_path / "placements.csv"
    text = path.read_text().replace("student_id,programme_id", "programme_id,student_id", 1)
    path.write_text(text)
    assert verify(result.semester, tmp_path).codes == {"columns": 1}


def test_a_line_with_a_cell_too_many(tmp_path: Path) -> None:
    result = Result.correct()
    result.write(tmp_path)
    path = tmp_path / "placements.csv"
    path.write_text(path.read_text().replace("no-capacity", "no-capacity,"))
    report = verify(result.semester, tmp_path)
    assert report.codes["columns"] == 1
    assert "line 9 has 16 cells instead of 15" in report.violations[0].sentence


def test_rows_without_a_column() -> None:
    result = Result.correct()
    del result.rows[0]["reason"]
    assert "columns" in verify(result.semester, result.rows).codes


def test_a_byte_order_mark_and_other_line_ends_are_no_fault(tmp_path: Path) -> None:
    result = Result.correct()
    result.write(tmp_path)
    path = tmp_path / "placements.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert verify(result.semester, tmp_path).ok


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.sampled_from(["off", "value", "s1", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), thing=JSON)
def test_any_change_of_the_summary_is_answered(data: st.DataObject, thing: Any) -> None:
    result = Result.correct()
    key = data.draw(st.sampled_from([*result.summary, "options", "softened", "a tier", "a count"]))
    if key == "a tier":
        tier = data.draw(st.sampled_from(result.summary["tiers"]))
        tier[data.draw(st.sampled_from(list(tier)))] = thing
    elif key == "a count":
        counts = result.summary["counts"]
        counts[data.draw(st.sampled_from(list(counts)))] = thing
    elif key == "options":
        name = data.draw(st.sampled_from(["tiers", "gap", "mechanism", "seed"]))
        result.summary["options"] = {name: thing}
    else:
        result.summary[key] = thing
    summary = json.loads(json.dumps(result.summary))
    assert verify(result.semester, result.rows, summary).summary


CELLS = st.sampled_from(
    ["", "0", "1", "-1", "1.5", "x", "s1", "EXT", "A", "L1", "T1", "O1", "mon_am", "²", "1e9", "\n"]
)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), cell=CELLS | st.text(max_size=8))
def test_any_change_of_a_cell_is_answered(data: st.DataObject, cell: str) -> None:
    result = Result.correct()
    row = data.draw(st.sampled_from(result.rows))
    column = data.draw(st.sampled_from(list(row)))
    before, row[column] = row[column], cell
    report = verify(result.semester, result.rows)
    # Other half-days may be as good, and a wrong reason for an empty hand may be possible.
    assert report.ok == (before == cell) or column in ("half_days", "reason")


@settings(max_examples=60, deadline=None)
@given(table=st.binary(max_size=200), summary=st.binary(max_size=200))
def test_any_bytes_are_answered(table: bytes, summary: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "placements.csv").write_bytes(table)
        Path(folder, "summary.json").write_bytes(summary)
        assert not verify(Result.correct().semester, folder).ok
