"""A placement without reasons: the same places, and nothing else than reasons left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from maillage import place, read_rows, replay, verify, write_results
from maillage.matching.placement import CannotBeMet
from maillage.matching.tables.findings import InputError

from .cli_example import example
from .strategies import Tables, semesters, to_semester
from .test_exhaustive import EXAMPLES


@pytest.mark.parametrize("mechanism", ["optimal", "serial", "stable"])
@settings(
    max_examples=max(1, EXAMPLES // 4),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(tables=semesters())
def test_the_placement_is_the_same(mechanism: str, tables: Tables):
    semester = to_semester(tables)
    try:
        told = place(semester, mechanism=mechanism)
    except (CannotBeMet, InputError):
        assume(False)
    silent = place(semester, mechanism=mechanism, reasons=False)
    assert silent.refusals == ()
    assert silent.options == {**told.options, "reasons": False}
    same = {"refusals": (), "options": {}, "seconds": {}, "peak_mb": 0.0}
    assert replace(silent, **same) == replace(told, **same)


def test_its_result_is_verified_and_replayed(tmp_path: Path):
    semester = read_rows(example())
    assert place(semester).refusals
    write_results(semester, place(semester, reasons=False), tmp_path / "out")
    assert verify(semester, tmp_path / "out").ok
    assert replay(tmp_path / "out", semester).identical
