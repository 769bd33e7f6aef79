"""One measured run in a process of its own, so that its peak memory is its own.

``python measure.py '{"who": "place", "students": 60, ...}'`` prints one line of JSON. `run`
starts it; the keys are the fields of `Task`.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import descent
from full_model import Form, NotCoveredError, TooLargeError
from instances import generate
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.placement import place
from maillage.matching.result import Placement
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows
from maillage.matching.verify import verify


@dataclass(frozen=True)
class Task:
    """What to measure: ``who`` is ``place`` or one of the peer's forms."""

    who: str
    students: int
    supervisors: int
    seed: int
    variant: str
    tiers: list[str]
    seconds: float
    workers: int

    def __str__(self) -> str:
        """Return the task as the argument of this script."""
        return json.dumps(asdict(self))


def main() -> None:
    """Measure the task given as an argument."""
    print(json.dumps(measured(Task(**json.loads(sys.argv[1])))))


def measured(task: Task) -> dict[str, Any]:
    """Return what one run took and reached."""
    tables = generate(task.students, task.supervisors, seed=task.seed, variant=task.variant)
    started = time.perf_counter()
    semester = read_rows(tables)
    reading = time.perf_counter() - started
    found = _program(task, semester) if task.who == "place" else _peer(task, semester)
    found["phases"] = {"read": reading, **found["phases"]}
    return found


def _program(task: Task, semester: Semester) -> dict[str, Any]:
    started = time.perf_counter()
    result = place(semester, tiers=task.tiers, time_limit=task.seconds, workers=task.workers)
    seconds = time.perf_counter() - started
    peak = peak_mb()  # before the verification, which is not part of the run
    faults = _faults(semester, result)
    return {
        "status": result.status,
        "placed": sum(s.status != "unplaced" for s in result.students),
        "tiers": [
            {
                "name": tier.name,
                "value": _listed(tier.value),
                "bound": _listed(tier.bound),
                "gap": tier.gap,
                "seconds": result.seconds.get(tier.name),
            }
            for tier in result.tiers
        ],
        "phases": dict(result.seconds),
        "seconds": seconds,
        "peak_mb": peak,
        "faults": faults,
    }


def _peer(task: Task, semester: Semester) -> dict[str, Any]:
    started = time.perf_counter()
    form: Form = "bundles" if task.who == "bundles" else "half-days"
    try:
        result = descent.solve(
            semester, task.tiers, seconds=task.seconds, workers=task.workers, form=form
        )
    except (NotCoveredError, TooLargeError) as error:
        seconds = time.perf_counter() - started
        return {"failed": str(error), "phases": {}, "seconds": seconds, "peak_mb": peak_mb()}
    return {
        "tiers": [
            {
                "name": tier.name,
                "value": None if tier.value is None else list(tier.value),
                "bound": None if tier.bound is None else list(tier.bound),
                "seconds": tier.seconds,
            }
            for tier in result.tiers
        ],
        "variables": result.variables,
        "constraints": result.constraints,
        "phases": {name: s for name, s in result.seconds.items() if name != "total"},
        "seconds": time.perf_counter() - started,
        "peak_mb": peak_mb(),
    }


def peak_mb() -> float:
    """Return the largest resident memory of this process so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _listed(value: int | tuple[int | str, ...]) -> list[int | str]:
    return list(value) if isinstance(value, tuple) else [value]


def _faults(semester: Semester, result: Placement) -> list[str]:
    """Return what the independent verification has against a result."""
    lines = csv.DictReader(io.StringIO(placements_csv(rows_of(semester, result))))
    report = verify(semester, lines)
    again = {tier.name: tier.value for tier in report.tiers}
    return [f"{v.code}: {v.sentence}" for v in report.violations] + [
        f"tier {tier.name}: {again[tier.name]} when recomputed, not {tier.value}"
        for tier in result.tiers
        if tier.name in again and again[tier.name] != tier.value
    ]


if __name__ == "__main__":
    main()
