"""Benchmark of scenario runs: many variants by one process, by two, and on a cluster of two.

``python benchmarks/run.py scenarios`` draws a small semester, sweeps a weight over 200 variants
(``--runs``), and runs the same plan by one worker process, by two, and on a Dask scheduler with
two worker processes on the loopback. All have to give the same records. The ratio is that of the
clock; the processor seconds beside it say whether other work kept the machine from it: the ratio
that they allow is the one of two cores of one's own.

*Overhead* is what a variant costs beside its own seconds: two workers' time from the first record
to the last, less the seconds of the records, per variant.
"""

from __future__ import annotations

import importlib
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bounded import cpu_seconds
from instances import generate, size_of
from maillage.matching.tables.writing import write_csv_folder
from maillage.scenarios import read_plan
from maillage.scenarios import run as run_plan

STUDENTS, RUNS = 36, 200
TARGET = 1.8
_WAYS = ("one", "two", "cluster")


def run(seeds: Sequence[int], students: int | None, runs: int | None) -> list[dict[str, Any]]:
    """Measure; print a line each."""
    lines = []
    for seed in seeds:
        lines.append(_measured(seed, students or STUDENTS, runs or RUNS))
        print(_shown(lines[-1]), flush=True)
    return lines


def wrong(lines: Sequence[dict[str, Any]]) -> bool:
    """Say whether two ways gave different records, or any run failed."""
    return any(line["different"] or line["failed"] for line in lines)


def plan_in(folder: Path, seed: int, students: int, runs: int) -> Path:
    """Write a semester and a plan of so many variants, the base among them."""
    size = size_of(students)
    write_csv_folder(generate(students, size.supervisors, seed=seed), folder / "tables", "en")
    weights = ", ".join(f"{k / 100:g}" for k in range(1, runs))
    path = folder / "plan.yaml"
    path.write_text(
        f"base: tables\nsweeps:\n  weight:\n    over: {{shortage: [{weights}]}}\n"
        "    changes:\n      - weights: {shortage: $shortage, wishes: 1}\n",
        encoding="utf-8",
    )
    return path


def _measured(seed: int, students: int, runs: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="scenarios-") as name:
        folder = Path(name)
        plan = plan_in(folder, seed, students, runs)
        found = {way: _timed(plan, folder / way, way) for way in _WAYS}
        records = [_records(folder / way) for way in _WAYS]
    one, two = found["one"], found["two"]
    ratio = one["seconds"] / two["seconds"]
    return {
        "seed": seed,
        "students": students,
        "runs": runs,
        **found,
        "ratio": ratio,
        # What two free cores would have given: each way's work, spread over its workers.
        "ratio_by_processor": one["cpu_seconds"] / (two["cpu_seconds"] / 2 + two["main_cpu"] / 2),
        "different": sum(records[0] != other for other in records[1:]),
        "failed": sum(r["status"] == "error" for r in records[0].values()),
        "verdict": "hit" if ratio >= TARGET else f"missed: ratio {ratio:.2f}",
    }


def _timed(plan: Path, output: Path, way: str) -> dict[str, float]:
    """Run the plan one way; return seconds, and those of processors."""
    stamps: list[float] = []
    cpu = cpu_seconds()
    with _cluster(way) as address:
        started, own = time.perf_counter(), time.process_time()
        run_plan(
            read_plan(plan),
            output,
            workers=1 if way == "one" else 2,
            cluster=address,
            progress=lambda _: stamps.append(time.perf_counter()),
        )
        seconds, main = time.perf_counter() - started, time.process_time() - own
    # Of a cluster known, its start counted, only once its processes have ended.
    used = cpu_seconds() - cpu
    workers = 1 if way == "one" else 2
    inside = [record["seconds"] for record in _records(output, timed=True).values()]
    between = (stamps[-1] - stamps[0]) * workers
    return {
        "seconds": seconds,
        "first_record": stamps[0] - started,
        "cpu_seconds": used,
        "main_cpu": main,
        "per_variant": sum(inside) / len(inside),
        "overhead": max(0.0, between - sum(inside) * (1 - workers / len(inside))) / len(inside),
    }


@contextmanager
def _cluster(way: str) -> Iterator[str | None]:
    if way != "cluster":
        yield None
        return
    distributed = importlib.import_module("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster.scheduler_address


def _records(output: Path, *, timed: bool = False) -> dict[str, dict[str, Any]]:
    found = {}
    for path in (output / "records").glob("*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        if not timed:
            record = {k: v for k, v in record.items() if k not in ("seconds", "phases")}
        found[record["key"]] = record
    return found


def _shown(line: dict[str, Any]) -> str:
    ways = [
        f"  {way:8} {at['seconds']:7.1f} s, processor {at['cpu_seconds']:7.1f} s "
        f"(main process {at['main_cpu']:.1f}), first record after {at['first_record']:.1f} s, "
        f"a variant {at['per_variant']:.2f} s and {1000 * at['overhead']:.0f} ms beside it"
        for way in _WAYS
        for at in [line[way]]
    ]
    return "\n".join(
        [
            f"scenarios, seed {line['seed']}: {line['runs']} variants of {line['students']} "
            f"students, load {os.getloadavg()[0]:.1f}",
            *ways,
            f"  two workers {line['ratio']:.2f} × as fast as one (by processor seconds "
            f"{line['ratio_by_processor']:.2f}); target {TARGET}: {line['verdict']}; "
            f"{line['different']} ways with other records, {line['failed']} variants failed",
        ]
    )
