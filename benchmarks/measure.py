"""One measured run in a process of its own, so that its peak memory is its own.

``python measure.py '{"who": "place", "students": 60, ...}'`` prints one line of JSON. `run`
starts it; the keys are the fields of `Task`.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import descent
import flow
from bounded import cpu_seconds, peak_mb, stop_beyond
from covered import Form, NotCoveredError, TooLargeError
from instances import generate
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.outputs.summary import summary_json
from maillage.matching.placement import place
from maillage.matching.result import Placement
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows
from maillage.matching.verify import verify


@dataclass(frozen=True)
class Task:
    """What to measure.

    Attributes
    ----------
    who
        ``place``, one of the forms of the full model, or ``flow``.
    kind, students, supervisors, seed, variant
        The instance.
    seconds
        The program's time limit, reading included; a peer's for solving.
    memory_mb, beyond
        The process ends itself at so much memory, or so many seconds after its time limit.
    """

    who: str
    kind: str
    students: int
    supervisors: int
    seed: int
    variant: str
    tiers: list[str]
    seconds: float
    workers: int | None
    memory_mb: float
    beyond: float

    def __str__(self) -> str:
        """Return the task as the argument of this script."""
        return json.dumps(asdict(self))


def main() -> None:
    """Measure the task given as an argument."""
    print(json.dumps(measured(Task(**json.loads(sys.argv[1])))))


def measured(task: Task) -> dict[str, Any]:
    """Return what one run took and reached."""
    tables = generate(
        task.students, task.supervisors, seed=task.seed, variant=task.variant, kind=task.kind
    )
    stop_beyond(task.memory_mb, task.seconds + task.beyond)
    started, cpu = time.perf_counter(), cpu_seconds()
    semester = read_rows(tables)
    del tables
    reading = time.perf_counter() - started
    found = _program(task, semester, reading, cpu) if task.who == "place" else _peer(task, semester)
    found["phases"] = {"read": reading, **found["phases"]}
    return found


def _program(task: Task, semester: Semester, reading: float, cpu: float) -> dict[str, Any]:
    """Measure the program; the time limit counts from the beginning of reading."""
    started = time.perf_counter()
    left = max(0.1, task.seconds - reading)
    result = place(semester, tiers=task.tiers, time_limit=left, workers=task.workers)
    seconds = time.perf_counter() - started
    # The verification is not part of the run.
    used, peak = cpu_seconds() - cpu, peak_mb()
    started = time.perf_counter()
    faults = _faults(semester, result)
    verifying = time.perf_counter() - started
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
        "cpu_seconds": used,
        "verify_seconds": verifying,
        "peak_mb": peak,
        "faults": faults,
    }


def _peer(task: Task, semester: Semester) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        return _flow(task, semester) if task.who == "flow" else _full_model(task, semester)
    except (NotCoveredError, TooLargeError) as error:
        seconds = time.perf_counter() - started
        return {"failed": str(error), "phases": {}, "seconds": seconds, "peak_mb": peak_mb()}


def _flow(task: Task, semester: Semester) -> dict[str, Any]:
    if task.tiers != ["value"]:
        raise NotCoveredError("a flow has the tier value only")
    result = flow.solve(semester)
    seconds = sum(result.seconds.values())
    tier = {"name": "value", "value": [result.value], "bound": [result.value], "seconds": seconds}
    return {
        "tiers": [tier],
        "variables": result.arcs,
        "phases": result.seconds,
        "seconds": seconds,
        "peak_mb": peak_mb(),
    }


def _full_model(task: Task, semester: Semester) -> dict[str, Any]:
    started = time.perf_counter()
    form: Form = "bundles" if task.who == "bundles" else "half-days"
    result = descent.solve(
        semester, task.tiers, seconds=task.seconds, workers=task.workers or 2, form=form
    )
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


def _listed(value: int | tuple[int | str, ...]) -> list[int | str]:
    return list(value) if isinstance(value, tuple) else [value]


def _faults(semester: Semester, result: Placement) -> list[str]:
    """Return what the independent verification has against a result."""
    lines = csv.DictReader(io.StringIO(placements_csv(rows_of(semester, result))))
    report = verify(semester, lines, json.loads(summary_json(semester, result)))
    again = {tier.name: tier.value for tier in report.tiers}
    return [f"{v.code}: {v.sentence}" for v in report.violations] + [
        f"tier {tier.name}: {again[tier.name]} when recomputed, not {tier.value}"
        for tier in result.tiers
        if tier.name in again and again[tier.name] != tier.value
    ]


if __name__ == "__main__":
    main()
