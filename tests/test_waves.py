"""Waves: who has a place in an earlier result keeps it, the others get what is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from maillage import CannotBeMet, InputError, place, read_earlier, verify, write_results
from maillage.matching.semester import Semester

from .conformance import CASES, market_of, matching_of
from .stable_semesters import drawn

HALF = CASES["hr-gi-1.6.5-11x5"]


def first_wave(tmp_path: Path) -> Path:
    """Place with hosts that have one seat each, and write the result."""
    small = {name: {**host, "capacity": 1} for name, host in HALF["hospitals"].items()}
    semester = market_of({**HALF, "hospitals": small})
    write_results(semester, place(semester), tmp_path)
    return tmp_path


def test_the_second_wave_keeps_the_first(tmp_path: Path) -> None:
    folder = first_wave(tmp_path)
    semester = market_of(HALF)
    earlier = read_earlier(folder, semester)
    assert len(earlier) == 5
    placement = place(semester, after=earlier)
    found = matching_of(placement)
    assert {e.student_id: e.offer_id for e in earlier}.items() <= found.items()
    assert len(found) == 11
    assert sorted(placement.kept) == sorted(e.student_id for e in earlier)
    report = verify(semester, placement)
    assert [str(v) for v in report.violations] == []


def test_what_the_semester_does_not_have_is_named(tmp_path: Path) -> None:
    folder = first_wave(tmp_path)
    file = folder / "placements.csv"
    text = file.read_text("utf-8")
    file.write_text(text.replace("sup-c1", "sup-x1").replace("s11,", "s99,"), "utf-8")
    with pytest.raises(InputError) as refused:
        read_earlier(folder, market_of(HALF))
    said = str(refused.value)
    assert "'sup-x1' does not exist" in said
    assert "placements.csv:" in said


def test_a_folder_without_a_result(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"placements\.csv"):
        read_earlier(tmp_path, market_of(HALF))


def placed_in(semester: Semester, tmp_path: Path, **options: object) -> Path:
    write_results(semester, place(semester, **options), tmp_path)
    return tmp_path


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), mechanism=st.sampled_from(["serial", "stable", "optimal"]))
def test_a_wave_after_a_wave(
    tmp_path_factory: pytest.TempPathFactory, seed: int, mechanism: str
) -> None:
    """The same semester again, after its own result, changes nothing that was settled."""
    semester = drawn(seed)
    assume(semester is not None)
    assert semester is not None
    try:
        folder = placed_in(semester, tmp_path_factory.mktemp("wave"), mechanism=mechanism)
    except (InputError, CannotBeMet):
        assume(False)
        raise
    again = place(semester, after=read_earlier(folder, semester), mechanism=mechanism)
    assert [str(v) for v in verify(semester, again).violations] == []
    before = {e.student_id: e for e in read_earlier(folder, semester)}
    for student in again.students:
        if student.student_id in before:
            assert student.offer_id == before[student.student_id].offer_id
            assert student.housed == before[student.student_id].housed
