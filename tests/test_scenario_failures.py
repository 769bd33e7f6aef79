"""Runs with an error, as the terminal tells of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_example import folder, run

PLAN = """\
base: tables
variants:
  too many:
    - quotas: {Q1: {min: 4, hard: yes}}
sweeps:
  text:
    over: {most: [many, more, most, lots, plenty]}
    changes:
      - table: supervisors
        where: {supervisor_id: M1}
        set: {max_students: $most}
repetitions:
  seeds: 1
  draws: {withdrawals: {probability: 0.001}}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    folder(tmp_path / "tables")
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_what_failed_is_said_each_time_and_by_compare(plan: Path, tmp_path: Path):
    output = tmp_path / "runs"
    first = run("scenario", "run", plan, "-o", output, "--workers", "1")
    assert first.exit_code == 0
    assert "7 runs, 0 of them there before, 6 with an error." in first.stdout
    said = first.stderr.splitlines()
    wrong = [line for line in said if ": error: " in line]
    assert [line.split(": error: ")[0] for line in wrong] == [
        "too many [1]", *(f"text [most={most}] [1]" for most in ("many", "more", "most", "lots"))
    ]  # fmt: skip
    assert "quota Q1" in wrong[0]
    assert "max_students" in wrong[1]
    assert said[-1] == "1 more run with an error: runs.csv of the comparison names it."
    again = run("scenario", "run", plan, "-o", output)
    assert "7 runs, 7 of them there before, 6 with an error." in again.stdout
    assert again.stderr.splitlines() == said[-6:]
    compared = run("scenario", "compare", output, "--no-pictures")
    assert compared.stderr.splitlines()[:6] == said[-6:]


def test_in_french(plan: Path, tmp_path: Path):
    answer = run("scenario", "run", plan, "-o", tmp_path / "runs", "--workers", "1", "--lang", "fr")
    assert "7 calculs, dont 0 déjà là, 6 en erreur." in answer.stdout
    assert "too many [1] : erreur : " in answer.stderr.replace("\u00a0", " ")
    assert "Encore 1 calcul en erreur" in answer.stderr
