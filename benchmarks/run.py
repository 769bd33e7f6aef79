"""Benchmark of the main job, beside plain CP-SAT on the full model in the same run.

``python benchmarks/run.py faculty`` prints a table and writes ``benchmarks/results/faculty.json``;
``python benchmarks/run.py loading`` measures reading and checking alone.
It ends with 1 where the program fails, a result is not verified, or program and peer contradict
each other; a missed target is shown, and is no error.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import loading
from comparison import TARGETS, Measured, block, disagreements, summary
from instances import INSTANCES, VARIANTS, Size, size_of
from maillage.matching.settings import DEFAULT_TIERS
from measure import Task

HERE = Path(__file__).resolve().parent
LOADING = "loading"
FORMS = ("half-days", "bundles", "none")
BUILDING_SECONDS = 1800.0
"""How long a process may take over and above its time limit (a model to build, reasons)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    asked = _parser().parse_args(arguments)
    if asked.instance == LOADING:
        return _loading(asked)
    chosen = INSTANCES[asked.instance]
    size = size_of(asked.students, chosen.kind) if asked.students else chosen.size
    # A size of one's own has no target.
    target = TARGETS.get(asked.instance) if size == chosen.size else None
    lines = []
    for variant in asked.variants:
        for seed in asked.seeds:
            lines.append(_line(asked, size, variant, seed))
            print(f"{asked.instance}, {_title(lines[-1])}")
            print("\n".join(block(lines[-1]["place"], lines[-1]["peer"])), end="\n\n", flush=True)
    print("\n".join(summary(lines, target)))
    written = asked.output or HERE / "results" / f"{asked.instance}.json"
    _write(written, asked.instance, lines)
    print(f"written: {written}")
    return int(any(_wrong(line) for line in lines))


def _loading(asked: argparse.Namespace) -> int:
    """Measure reading and checking; return the exit code."""
    lines = loading.run(asked.seeds, asked.students)
    written = asked.output or HERE / "results" / f"{LOADING}.json"
    _write(written, LOADING, lines)
    print(f"written: {written}")
    return int(loading.wrong(lines))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("instance", choices=[*INSTANCES, LOADING])
    add("--seeds", type=_numbers, default=[1, 2, 3], help="default 1,2,3")
    add("--variants", type=_variants, default=list(VARIANTS), help="default everyone,short")
    add("--students", type=int, help="another size, with 0.85 supervisors per student")
    add("--tiers", type=lambda text: text.split(","), default=list(DEFAULT_TIERS))
    add("--seconds", type=float, default=60.0, help="time limit of the program (60)")
    add("--workers", type=int, default=1, help="threads of the program (1)")
    add("--peer", choices=FORMS, default="half-days", help="form of the full model")
    add("--peer-seconds", type=float, default=60.0, help="time limit of the peer (60)")
    add("--peer-workers", type=int, default=2, help="threads of the peer (2)")
    add("--output", type=Path, help="default benchmarks/results/INSTANCE.json")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _variants(text: str) -> list[str]:
    chosen = text.split(",")
    if not set(chosen) <= set(VARIANTS):
        raise argparse.ArgumentTypeError(f"variants are {', '.join(VARIANTS)}")
    return chosen


def _line(asked: argparse.Namespace, size: Size, variant: str, seed: int) -> dict[str, Any]:
    """Measure the program, then the peer, on one instance."""

    def task(who: str, seconds: float, workers: int) -> Task:
        return Task(
            who, size.students, size.supervisors, seed, variant, asked.tiers, seconds, workers
        )

    peer = None
    place = _measure(task("place", asked.seconds, asked.workers))
    if asked.peer != "none":
        peer = _measure(task(asked.peer, asked.peer_seconds, asked.peer_workers))
    return {
        "variant": variant,
        "seed": seed,
        "students": size.students,
        "supervisors": size.supervisors,
        "options": {
            "tiers": asked.tiers,
            "seconds": asked.seconds,
            "workers": asked.workers,
            "peer": asked.peer,
            "peer_seconds": asked.peer_seconds,
            "peer_workers": asked.peer_workers,
        },
        "place": place,
        "peer": peer,
    }


def _measure(task: Task) -> Measured:
    """Run one task in a process of its own."""
    command = [sys.executable, str(HERE / "measure.py"), str(task)]
    limit = task.seconds + BUILDING_SECONDS
    try:
        ended = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"stopped after {limit:g} s"}
    if ended.returncode:
        return {"failed": f"ended with exit code {ended.returncode}"}
    found: Measured = json.loads(ended.stdout.splitlines()[-1])
    return found


def _title(line: dict[str, Any]) -> str:
    options = line["options"]
    return (
        f"{line['variant']}, seed {line['seed']}: {line['students']} students, "
        f"{line['supervisors']} supervisors; workers {options['workers']}, "
        f"at most {options['seconds']:g} s; peer {options['peer']}, "
        f"workers {options['peer_workers']}, at most {options['peer_seconds']:g} s"
    )


def _wrong(line: dict[str, Any]) -> bool:
    place = line["place"]
    if "failed" in place or place["faults"]:
        return True
    return bool(disagreements(place, line["peer"]))


def _write(path: Path, instance: str, lines: list[dict[str, Any]]) -> None:
    content = {
        "instance": instance,
        "machine": {
            "cores": os.cpu_count(),
            "processor": platform.machine(),
            "system": platform.system(),
            "python": platform.python_version(),
            **{name: version(name) for name in ("maillage", "ortools", "numpy", "scipy")},
        },
        "runs": lines,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
