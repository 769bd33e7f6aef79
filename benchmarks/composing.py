"""Benchmark of composing offers: seats of a faculty and of a region, each in its own process.

``python benchmarks/composing.py`` composes the offers of all programmes of the instances
``faculty`` (300 students) and ``region`` (3,000), prints time (on the clock and of the processors),
memory and the gap of each tier, and writes ``benchmarks/results/compose.json``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from instances import VARIANTS, generate
from maillage.matching.opening.compose import compose
from maillage.matching.tables.reading import read_rows

RESULTS = Path(__file__).parent / "results" / "compose.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", default="300,3000", help="sizes (300,3000)")
    parser.add_argument("--seeds", default="1", help="seeds (1)")
    parser.add_argument("--variants", default=",".join(VARIANTS), help="default everyone,short")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit (60)")
    parser.add_argument("--output", type=Path, default=RESULTS)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.one is not None:
        students, seed, variant = asked.one.split(",")
        print(json.dumps(measured(int(students), int(seed), variant, asked.seconds)))
        return 0
    lines = [
        _apart(f"{students},{seed},{variant}", asked.seconds)
        for students in asked.students.split(",")
        for variant in asked.variants.split(",")
        for seed in asked.seeds.split(",")
    ]
    asked.output.parent.mkdir(exist_ok=True)
    asked.output.write_text(json.dumps(lines, indent=2) + "\n", encoding="utf-8")
    return int(any("error" in line for line in lines))


def _apart(one: str, seconds: float) -> dict[str, Any]:
    """Measure one run in a process of its own, and print it."""
    command = [sys.executable, __file__, "--one", one, "--seconds", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{one}: {done.stderr.strip()[-500:]}", flush=True)
        return {"instance": one, "error": done.stderr}
    line: dict[str, Any] = json.loads(done.stdout)
    print(
        f"{one}: {line['opened']} of {line['wanted']} seats, {line['status']}, "
        f"{line['seconds']:.1f} s ({line['cpu_seconds']:.1f} s of processors), "
        f"{line['peak_mb']:.0f} MB"
    )
    for tier in line["tiers"]:
        print(f"  {tier['name']:10} {tier['value']:>14,} {tier['bound']:>14,} {tier['gap']:9.4%}")
    sys.stdout.flush()
    return line


def measured(students: int, seed: int, variant: str, seconds: float) -> dict[str, Any]:
    """Compose the offers of one instance and say what came of it."""
    tables = generate(students, seed=seed, variant=variant)
    semester = read_rows(tables)
    names = [p.programme_id for p in semester.programmes]
    started, worked = time.perf_counter(), time.process_time()
    found = compose(semester, programmes=names, time_limit=seconds)
    return {
        "students": students,
        "seed": seed,
        "variant": variant,
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - worked,
        "phases": dict(found.seconds),
        "peak_mb": found.peak_mb,
        "status": found.status,
        "wanted": sum(p.wanted for p in found.programmes),
        "opened": sum(p.opened for p in found.programmes),
        "tiers": [
            {"name": t.name, "value": t.value, "bound": t.bound, "gap": t.gap} for t in found.tiers
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
