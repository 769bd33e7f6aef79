"""Ranking as the job of a plan."""

from __future__ import annotations

from pathlib import Path

import maillage
from maillage.matching.demonstration.semester import demonstration_tables
from maillage.matching.tables.writing import write_csv_folder
from maillage.scenarios import compare, read_plan, run

KEPT = ("territories", "requests", "openings", "aids", "criteria")

PLAN = """\
base: tables
job: rank
measures: [requests, assigned, joint_fit]
variants:
  two_more_seats:
    - table: openings
      where: {kind: group_practice}
      scale: {seats: 2}
"""


def test_more_seats_are_worth_no_less_and_are_those_of_a_ranking(tmp_path: Path) -> None:
    tables = {name: rows for name, rows in demonstration_tables().items() if name in KEPT}
    tables["requests"] = [row for row in tables["requests"] if row["team_id"] is None]
    write_csv_folder(tables, tmp_path / "tables", "en")
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    run(read_plan(tmp_path / "plan.yaml"), tmp_path / "out", workers=1)
    runs = compare(tmp_path / "out").runs.set_index("variant")
    found = maillage.rank(tmp_path / "tables")
    assert runs.loc["base", "joint_fit"] == found.pairs.joint.best / 1_000_000
    assert runs.loc["base", "assigned"] == (found.pairs.joint.opening >= 0).sum()
    assert runs.loc["two_more_seats", "joint_fit"] >= runs.loc["base", "joint_fit"]
