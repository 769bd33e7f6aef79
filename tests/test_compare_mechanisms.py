"""The three mechanisms side by side, on semesters that all of them can place."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import maillage
import pytest
from cli_example import folder, run
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from maillage.matching.bundles import market
from maillage.matching.comparison import compare
from maillage.matching.costs import costs_of
from maillage.matching.outputs.comparison_files import comparison_csv
from maillage.matching.outputs.summary import summary

from .stable_semesters import Draw, drawn

ALL = ["serial", "stable", "optimal"]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_what_each_mechanism_promises(seed: int) -> None:
    """Nobody is placed by fewer than the optimum; serial choice leaves no envy by rank."""
    semester = drawn(seed)
    assume(semester is not None)
    assert semester is not None
    assume(not any(o.min_seats for o in semester.offers) and not semester.quotas)
    everyone = tuple(replace(p, everyone=True, everyone_given=True) for p in semester.programmes)
    try:
        comparison = compare(replace(semester, programmes=everyone), ALL)
    except (maillage.InputError, maillage.CannotBeMet):
        assume(False)
        raise
    found = {run.mechanism: run.costs for run in comparison.runs if run.costs is not None}
    assert "serial" in found
    assert "optimal" in found
    assert found["optimal"].placed == max(costs.placed for costs in found.values())
    if "stable" in found:
        assert found["stable"].blocking_pairs == 0


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_choice_by_rank_leaves_no_justified_envy(seed: int) -> None:
    """Without rankings by hosts, requirements, links or subdivisions, nobody envies with right."""
    draw = Draw(seed)
    tables = draw.tables()
    tables["host_rankings"], tables["quotas"] = [], []
    for offer in tables["offers"]:
        offer |= {"min_seats": 0, "subdivision": None}
    for student in tables["students"]:
        student |= {"surnombre": None, "needs_housing": None}
    tables["offer_parts"] = [p for p in tables["offer_parts"] if isinstance(p["half_days"], str)]
    assume({p["offer_id"] for p in tables["offer_parts"]} == {f"O{k}" for k in range(3)})
    try:
        semester = maillage.read_rows(tables)
    except maillage.InputError:
        assume(False)
        raise
    placement = maillage.place(semester, mechanism="serial")
    assert not placement.withheld
    assert costs_of(market(semester), placement).envy.pairs == 0


@pytest.fixture
def semester(tmp_path: Path) -> Path:
    """Return a folder of tables that each of the mechanisms can place."""
    draw = Draw(11)
    tables = draw.tables()
    tables["quotas"] = []
    return folder(tmp_path / "semester", tables)


def test_the_command_writes_each_result(semester: Path, tmp_path: Path) -> None:
    target = tmp_path / "compared"
    answer = run("place", semester, "-o", target, "--compare", ",".join(ALL), "--lang", "en")
    assert answer.exit_code == 0, answer.output
    told = json.loads((target / "comparison.json").read_text("utf-8"))
    assert [m["mechanism"] for m in told["mechanisms"]] == ALL
    assert all("seconds" in m for m in told["mechanisms"])
    for name in ALL:
        assert run("verify", semester, target / name).exit_code == 0


def test_each_result_is_that_of_the_mechanism_alone(semester: Path) -> None:
    read = maillage.read_semester(semester)
    comparison = compare(read, ALL)
    for compared in comparison.runs:
        alone = maillage.place(read, mechanism=compared.mechanism)
        assert compared.placement is not None
        assert compared.placement.students == alone.students
        assert summary(read, compared.placement)["options"] == {"mechanism": compared.mechanism}
    table = list(csv.DictReader(io.StringIO(comparison_csv(comparison))))
    assert [line["mechanism"] for line in table] == ALL
