"""Runs of plans: interrupted, killed, on several processes, on a cluster: the same records."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from cli_example import folder, run
from maillage.scenarios import compare, read_plan, write_compared
from maillage.scenarios import run as run_plan
from maillage.scenarios.cluster import DaskWorkers
from maillage.scenarios.local import LocalWorkers
from maillage.scenarios.running import base_of
from maillage.scenarios.trials import Base, Record, Trial, run_trial, trials_of

PLAN = """\
base: tables
variants:
  fewer:
    - table: supervisors
      where: {supervisor_id: M3}
      set: {max_students: 0}
  broken:
    - table: supervisors
      where: {supervisor_id: M1}
      set: {max_students: many}
  unmet:
    - quotas: {Q1: {min: 4, hard: yes}}
sweeps:
  limits:
    over: {most: [1, 2, 4]}
    changes:
      - table: supervisors
        set: {max_students: $most}
repetitions:
  seeds: 2
  draws: {withdrawals: {probability: 0.2}, no_shows: {probability: 0.1}}
"""
TRIALS = 14


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "plan.yaml"
    folder(path.parent / "tables")
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(plan: Path) -> Path:
    """Return the folder of a run by one process."""
    output = plan.parent / "whole"
    assert len(run_plan(plan, output, workers=1).trials) == TRIALS
    return output


def timeless(record: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in record.items() if k not in ("seconds", "phases")}


def records_in(output: Path) -> dict[str, dict[str, Any]]:
    found = (json.loads(p.read_text(encoding="utf-8")) for p in (output / "records").glob("*.json"))
    return {record["key"]: timeless(record) for record in found}


def test_errors_are_recorded_and_the_others_done(whole: Path):
    by_variant = {record["variant"]: record for record in records_in(whole).values()}
    assert {n: r["status"] for n, r in by_variant.items() if r["status"] != "optimal"} == {
        "broken": "error", "unmet": "error"}  # fmt: skip
    assert by_variant["unmet"]["error"] == "cannot-be-met"
    assert by_variant["broken"]["said"][0].startswith("broken | supervisors.csv:2 (plan.yaml:10): ")
    assert by_variant["base"]["tiers"][0]["bound"] == by_variant["base"]["tiers"][0]["value"]


def test_a_second_run_does_nothing(plan: Path, whole: Path):
    stamps = {path: path.stat().st_mtime_ns for path in (whole / "records").iterdir()}
    again = run_plan(plan, whole)
    assert (again.before, len(again.trials)) == (TRIALS, TRIALS)
    assert {path: path.stat().st_mtime_ns for path in (whole / "records").iterdir()} == stamps


def test_two_processes_of_which_one_is_killed_give_the_same(plan: Path, whole: Path):
    base = base_of(read_plan(plan))
    before = set(multiprocessing.active_children())
    records = []
    for record in LocalWorkers(2).run(base, trials_of(base)):
        records.append(record)
        if len(records) == 2:
            (set(multiprocessing.active_children()) - before).pop().kill()
    assert {record["key"]: timeless(record) for record in records} == records_in(whole)


def test_a_run_killed_again_and_again_gives_the_same_table(plan: Path, whole: Path):
    output, rng = plan.parent / "killed", Random()
    command = [sys.executable, "-P", "-m", "maillage", "scenario", "run", str(plan), "-o",
               str(output), "--workers", "1"]  # fmt: skip
    for kill_after in (1, rng.randint(3, 9)):
        process = subprocess.Popen(command, cwd=plan.parent, stderr=subprocess.DEVNULL)
        limit = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < limit:
            if len(list((output / "records").glob("[!.]*.json"))) >= kill_after:
                time.sleep(rng.uniform(0, 0.3))
                break
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert len(records_in(output)) > 1
    run_plan(plan, output, workers=1)
    assert records_in(output) == records_in(whole)
    for one in (output, whole):
        write_compared(compare(one), one)
    tables = [(one / "comparison" / "runs.csv").read_bytes() for one in (output, whole)]
    assert tables[0] == tables[1]


def test_a_cluster_of_two_processes_of_which_one_is_killed_gives_the_same(plan: Path, whole: Path):
    import distributed

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        base = base_of(read_plan(plan))
        trials = trials_of(base)[:8]
        records = []
        for record in DaskWorkers(cluster.scheduler_address).run(base, trials):
            records.append(record)
            if len(records) == 2:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
    assert len(records) == len(trials)
    here = records_in(whole)
    wanted = {trial.key: here[trial.key] for trial in trials}
    assert {record["key"]: timeless(record) for record in records} == wanted


def test_the_comparison(whole: Path):
    answer = run("scenario", "compare", whole, "--no-pictures")
    assert answer.exit_code == 0, answer.output
    runs = pd.read_csv(whole / "comparison" / "runs.csv")
    assert len(runs) == TRIALS
    assert len(pd.read_parquet(whole / "comparison" / "runs.parquet")) == TRIALS
    placed = runs.set_index(["variant", "repetition"])["placed"]
    found = compare(whole)
    mine = found.differences.set_index(["variant", "measure"]).loc[("fewer", "placed")]
    apart = [placed["fewer", seed] - placed["base", seed] for seed in (1, 2)]
    assert (mine["difference"], mine["least"], mine["most"]) == (
        sum(apart) / 2, min(apart), max(apart))  # fmt: skip
    effects = found.effects[found.effects["measure"] == "placed"]
    by_value = effects.set_index("value")["mean"].to_dict()
    names = {value: f"limits [most={value}]" for value in ("1", "2", "4")}
    assert by_value == {v: placed[name].mean() for v, name in names.items()}
    moved = found.students[found.students["variant"] == "fewer"]
    base, fewer = (
        {r["repetition"]: r["students"] for r in records_in(whole).values() if r["variant"] == v}
        for v in ("base", "fewer")
    )
    wanted = {(n, s) for n in (1, 2) for s in base[n] if base[n][s] != fewer[n].get(s)}
    assert set(zip(moved["repetition"], moved["student_id"], strict=True)) == wanted
    page = (whole / "comparison" / "report.html").read_text(encoding="utf-8")
    assert page.count("<h2") >= 3


def test_what_a_killed_run_had_begun_to_write_is_taken_away(plan: Path, whole: Path):
    parts = [whole / ".scenario.json.x1.part", whole / "records" / ".0a.json.x2.part"]
    for part in parts:
        part.write_text("{", encoding="utf-8")
    assert run_plan(plan, whole).before == TRIALS
    assert not any(part.exists() for part in parts)


def test_ctrl_c_ends_with_130_and_the_same_command_goes_on(plan, whole, monkeypatch):
    output = plan.parent / "interrupted"

    def interrupted(_: LocalWorkers, base: Base, trials: Sequence[Trial]) -> Iterator[Record]:
        for number, trial in enumerate(trials):
            if number == 3 and len(trials) == TRIALS:
                raise KeyboardInterrupt
            yield run_trial(base, trial)

    monkeypatch.setattr(LocalWorkers, "run", interrupted)
    answer = run("scenario", "run", plan, "-o", output)
    assert (answer.exit_code, len(records_in(output))) == (130, 3)
    assert "goes on with what is missing" in answer.output
    assert run("scenario", "compare", output, "--no-pictures").exit_code == 0
    assert run("scenario", "run", plan, "-o", output).exit_code == 0
    assert records_in(output) == records_in(whole)


def test_a_folder_of_other_files_is_left_alone(plan: Path, tmp_path: Path):
    (tmp_path / "thesis.doc").write_text("mine", encoding="utf-8")
    answer = run("scenario", "run", plan, "-o", tmp_path)
    names = [path.name for path in tmp_path.iterdir()]
    assert (answer.exit_code, names) == (2, ["thesis.doc"])
    assert "thesis.doc" in answer.output
