"""Time against size: the same kind of semester from 100 students to 30,000, and its plot."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any

from comparison import TARGETS, Measured, Target, largest_gap, total
from instances import INSTANCES, size_of
from maillage.matching.settings import DEFAULT_TIERS
from measure import Task
from plot import draw
from running import HERE, RESULTS, measure, write

SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000)
PLOT = HERE.parent / "docs" / "scaling.svg"
CURVES = {"one objective (value)": ("value",), "all tiers": DEFAULT_TIERS}
_BEYOND_SECONDS = 600.0


def run(asked: argparse.Namespace) -> int:
    """Measure every size, write JSON, draw the plot; return the exit code."""
    written = asked.output or RESULTS / "scaling.json"
    if not asked.plot_only:
        lines = list(_lines(asked, asked.sizes or SIZES))
        write(written, "scaling", lines)
    kept = json.loads(written.read_text(encoding="utf-8"))
    draw(kept, list(_marks()), asked.plot)
    print(f"drawn: {asked.plot}")
    return int(any(_wrong(line["place"]) for line in kept["runs"]))


def _lines(asked: argparse.Namespace, sizes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Measure the sizes, the smallest first; one variant and one seed."""
    seed, variant = (asked.seeds or [1])[0], asked.variants[0]
    print(f"{'students':>9} {'tiers':24}{'s':>9}{'CPU s':>9}{'MB':>8}{'gap':>11}  (seed {seed})")
    for students in sizes:
        for curve, tiers in CURVES.items():
            size = size_of(students)
            task = Task(
                who="place",
                kind="timetables",
                students=size.students,
                supervisors=size.supervisors,
                seed=seed,
                variant=variant,
                tiers=list(tiers),
                seconds=asked.seconds,
                workers=asked.workers,
                memory_mb=asked.memory,
                beyond=_BEYOND_SECONDS,
            )
            line = {"students": students, "curve": curve, "seed": seed, "variant": variant}
            place = measure(task)
            yield {**line, "seconds": asked.seconds, "workers": asked.workers, "place": place}
            print(f"{students:9,} {curve:24}{_shown(place)}", flush=True)


def _shown(place: Measured) -> str:
    if "failed" in place:
        return f"  {place['failed']}"
    gap = largest_gap(place)
    shown = "?" if gap is None else f"{100 * gap:.3g} %"
    figures = f"{total(place):9.2f}{place['cpu_seconds']:9.2f}{place['peak_mb']:8.0f}{shown:>11}"
    return figures + ("  NOT VERIFIED" if place["faults"] else "")


def _wrong(place: Measured) -> bool:
    return "failed" in place or bool(place["faults"])


def _marks() -> Iterator[tuple[str, int, float]]:
    """Yield name, students and seconds of the targets of semesters of half-days."""
    for name, targets in TARGETS.items():
        if INSTANCES[name].kind == "timetables":
            for target in targets:
                yield f"{name}, {_asked(target)}", INSTANCES[name].students, target.seconds


def _asked(target: Target) -> str:
    if target.tiers == DEFAULT_TIERS:
        return "all tiers"
    return target.tiers[0] if len(target.tiers) == 1 else f"to {target.tiers[-1]}"
