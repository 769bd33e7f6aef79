"""Variants side by side: one tidy table, what differs from the base, what a sweep does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .failures import Failure, failure_of
from .ground import ground_frame
from .plan import BASE
from .records import read_records
from .trials import Record

FIRST = ("variant", "sweep", "on", "repetition", "status")


@dataclass(frozen=True)
class Compared:
    """Variants of a plan side by side.

    Attributes
    ----------
    runs
        A row per run: variant, sweep, the values of its parameters (``value_…``), repetition,
        status, error, each measure, and of each objective value and bound (``tier_…``,
        ``bound_…``). No times: the same plan gives the same table.
    differences
        A row per variant and measure that is a number: runs compared, mean of the base, mean
        of the variant, mean difference to the base of the same repetition, its least, its most.
    effects
        A row per sweep, parameter, value and measure: mean over the points with the value, and
        how far that lies from the mean of all points.
    students
        A row per variant, repetition and student whose place differs from that in the base.
    territories
        A row per variant and territory whose mean differs from that in the base: half-days a
        week of students, or need in a diagnosis.
    ground
        A row per territory of the base: name, place, inhabitants, need, and ``base``, what
        ``territories`` counts there.
    times
        Seconds of each run.
    missing
        Runs of the plan without a record.
    failures
        The runs with an error, in the plan's order.
    """

    title: str
    job: str
    runs: pd.DataFrame
    differences: pd.DataFrame
    effects: pd.DataFrame
    students: pd.DataFrame
    territories: pd.DataFrame
    ground: pd.DataFrame
    times: pd.DataFrame
    missing: int
    failures: tuple[Failure, ...]
    index: dict[str, Any]

    @property
    def measures(self) -> list[str]:
        """The measures that are numbers, in their order."""
        return list(dict.fromkeys(self.differences["measure"]))


def compare(directory: str | os.PathLike[str]) -> Compared:
    """Compare the runs of a folder, as far as they are done.

    Raises
    ------
    OutputError
        The folder holds no run of scenarios.
    """
    index, records = read_records(os.fspath(directory))
    done = [record for record in records if record["status"] != "error"]
    parameters = list(dict.fromkeys(f"value_{k}" for r in records for k in r["values"]))
    runs = pd.DataFrame([_row(record) for record in records])
    first = [*FIRST, *parameters, "error"]
    runs = runs.reindex(columns=[*first, *(n for n in runs.columns if n not in first)])
    runs = runs.convert_dtypes()
    names = _numbers(done)
    ground = ground_frame(index.get("territories", ()))
    return Compared(
        title=index.get("title", ""),
        job=index["job"],
        runs=runs,
        differences=_differences(done, names),
        effects=_effects(done, names),
        students=_students(done),
        territories=_territories(done, ground),
        ground=ground.assign(base=_base_levels(done, ground)),
        times=pd.DataFrame(
            [(r["variant"], r["repetition"], r["seconds"]) for r in records],
            columns=["variant", "repetition", "seconds"],
        ),
        missing=len(index["trials"]) - len(records),
        failures=tuple(failure for failure in map(failure_of, records) if failure is not None),
        index=index,
    )


def _row(record: Record) -> dict[str, object]:
    row: dict[str, object] = {name: record[name] for name in FIRST}
    row |= {f"value_{name}": value for name, value in record["values"].items()}
    row["error"] = "; ".join(record.get("said", ()))
    row |= record.get("measures", {})
    for tier in record.get("tiers", ()):
        name = tier["name"] if tier["order"] is None else f"{tier['name']}_{tier['order']}"
        row[f"tier_{name}"] = _plain(tier["value"])
        row[f"bound_{name}"] = _plain(tier["bound"])
    return row


def _plain(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _numbers(records: Sequence[Record]) -> list[str]:
    """Return the measures that are numbers in some record and texts in none."""
    found: dict[str, bool] = {}
    for record in records:
        for name, value in record["measures"].items():
            number = isinstance(value, (int, float))
            found[name] = found.get(name, True) and (number or value is None)
    return [name for name, good in found.items() if good]


def _bases(records: Sequence[Record]) -> dict[object, Record]:
    return {r["repetition"]: r for r in records if r["variant"] == BASE}


def _variants(records: Sequence[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record["variant"], []).append(record)
    return found


def _differences(records: Sequence[Record], names: Sequence[str]) -> pd.DataFrame:
    bases, rows = _bases(records), []
    for variant, own in _variants(records).items():
        for name in names:
            pairs = [
                (bases[r["repetition"]]["measures"].get(name), r["measures"].get(name))
                for r in own
                if r["repetition"] in bases
            ]
            known = [(a, b) for a, b in pairs if a is not None and b is not None]
            if known:
                before, here = (list(side) for side in zip(*known, strict=True))
                apart = [b - a for a, b in known]
                means = _mean(before), _mean(here), _mean(apart)
                rows.append((variant, name, len(known), *means, min(apart), max(apart)))
    columns = ["variant", "measure", "runs", "base", "mean", "difference", "least", "most"]
    return pd.DataFrame(rows, columns=columns)


def _effects(records: Sequence[Record], names: Sequence[str]) -> pd.DataFrame:
    rows = []
    for sweep in dict.fromkeys(r["sweep"] for r in records if r["sweep"]):
        own = [r for r in records if r["sweep"] == sweep]
        for name in names:
            whole = [r["measures"][name] for r in own if r["measures"].get(name) is not None]
            for parameter in own[0]["values"]:
                for value in dict.fromkeys(r["values"][parameter] for r in own):
                    some = [
                        r["measures"][name]
                        for r in own
                        if r["values"][parameter] == value and r["measures"].get(name) is not None
                    ]
                    if some:
                        mean = _mean(some)
                        effect = round(mean - _mean(whole), 6)
                        rows.append((sweep, parameter, value, name, len(some), mean, effect))
    columns = ["sweep", "parameter", "value", "measure", "runs", "mean", "effect"]
    return pd.DataFrame(rows, columns=columns)


def _students(records: Sequence[Record]) -> pd.DataFrame:
    bases, rows = _bases(records), []
    for record in records:
        before = bases.get(record["repetition"], {}).get("students")
        after = record.get("students")
        if before is None or after is None:
            continue
        for student in sorted({*before, *after}):
            old, new = before.get(student), after.get(student)
            if old != new:
                rows.append((record["variant"], record["repetition"], student, *_told(old, new)))
    columns = ["variant", "repetition", "student_id", "change"]
    parts = [
        f"{name}_{when}" for when in ("base", "here") for name in ("wish", "host", "territories")
    ]
    return pd.DataFrame(rows, columns=[*columns, *parts])


def _told(old: list[str] | None, new: list[str] | None) -> tuple[str, ...]:
    """Return what became of a student, and both places."""
    if new is None:
        change = "gone"
    elif old is None:
        change = "new"
    elif not new:
        change = "unplaced"
    elif not old:
        change = "placed"
    else:
        change = "territory" if old[2] != new[2] else "host" if old[1] != new[1] else "wish"
    return (change, *(old or ["", "", ""]), *(new or ["", "", ""]))


def _base_levels(records: Sequence[Record], ground: pd.DataFrame) -> list[float]:
    """Return the mean over the runs of the base, per territory."""
    found = [record["territories"] for record in _bases(records).values()]
    if not found:
        return [0.0] * len(ground)
    return [_mean([levels.get(code, 0) for levels in found]) for code in ground["territory_id"]]


def _territories(records: Sequence[Record], ground: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(ground["territory_id"], ground["name"], strict=True))
    bases, rows = _bases(records), []
    for variant, own in _variants(records).items():
        pairs = [
            (bases[r["repetition"]]["territories"], r["territories"])
            for r in own
            if r["repetition"] in bases
        ]
        for code in sorted({code for pair in pairs for side in pair for code in side}):
            base = _mean([a.get(code, 0) for a, _ in pairs])
            here = _mean([b.get(code, 0) for _, b in pairs])
            if base != here:
                apart = round(here - base, 6)
                rows.append((variant, code, names.get(code, ""), base, here, apart))
    columns = ["variant", "territory_id", "name", "base", "mean", "difference"]
    return pd.DataFrame(rows, columns=columns)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 6)
