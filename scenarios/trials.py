"""Single runs: a variant with the seed of a repetition, and what one of them gives."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from ..matching.infeasible import CannotBeMet, EndedEarly
from ..matching.language import Lang, Sentence, sentence
from ..matching.outputs.summary import tier_values
from ..matching.placement import place
from ..matching.semester import Semester
from ..matching.settling.ranking import rank
from ..matching.tables.findings import Finding, InputError
from ..matching.tables.raw import RawTable
from ..matching.tables.reading import read_raw
from ..matching.territories.diagnosis import diagnosis_of
from .changing import apply_changes
from .ground import Ground
from .measures import (
    diagnosis_measures,
    diagnosis_territories,
    kept,
    placement_measures,
    rank_measures,
    rank_territories,
    student_places,
    territory_half_days,
)
from .plan import Plan, Variant

FORMAT_VERSION = 1
Record = dict[str, Any]


@dataclass(frozen=True)
class Base:
    """What every run starts from, sent once to each worker.

    ``fingerprints`` are the SHA-256 per table of the base; ``file_hashes`` those of the files
    that changes name; ``ground`` has where its territories lie.
    """

    plan: Plan
    tables: tuple[RawTable, ...]
    files: Mapping[str, RawTable]
    fingerprints: Mapping[str, str]
    file_hashes: Mapping[str, str]
    version: str
    ground: Ground = ()


@dataclass(frozen=True)
class Trial:
    """One run; ``key`` follows from all that its result depends on."""

    key: str
    variant: Variant
    seed: int | None


def trials_of(base: Base) -> list[Trial]:
    """Return the runs that a plan asks for, in its order."""
    seeds = base.plan.seeds
    return [
        Trial(_key(base, variant, seed), variant, seed)
        for variant in base.plan.variants
        for seed in (seeds if seeds is not None else (None,))
    ]


def _key(base: Base, variant: Variant, seed: int | None) -> str:
    """Return the SHA-256 of changes, draws, options, base and version."""
    plan = base.plan
    changes = [p.change.model_dump(mode="json", by_alias=True) for p in variant.changes]
    named = {p.change.file for p in variant.changes if p.change.file is not None}
    repetitions = plan.repetitions
    content = {
        "format": FORMAT_VERSION,
        "base": dict(sorted(base.fingerprints.items())),
        "files": {name: base.file_hashes[name] for name in sorted(named)},
        "version": base.version,
        "job": plan.job,
        "changes": changes,
        "seed": seed,
        "draws": None
        if repetitions is None
        else repetitions.model_dump(mode="json", by_alias=True, exclude={"seeds"}),
        "limits": plan.limits.model_dump(mode="json"),
        "measures": list(plan.measures),
        "keep_students": plan.keep_students,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def run_trial(base: Base, trial: Trial) -> Record:
    """Run one variant; whatever goes wrong becomes a record with an error, never an exception."""
    started = perf_counter()
    try:
        found = _run(base, trial)
    except InputError as error:
        found = _failed("input", error.errors)
    except CannotBeMet as error:
        found = _failed("cannot-be-met", error.sentences)
    except EndedEarly:
        found = _failed("out-of-time", [_OUT_OF_TIME])
    except Exception as error:  # noqa: BLE001 (one fault must not end hundreds of runs)
        found = _failed(
            "fault", [Sentence("{text}", (("text", f"{type(error).__name__}: {error}"),))]
        )
    return {**head(base, trial), **found, "seconds": round(perf_counter() - started, 3)}


_OUT_OF_TIME = sentence("The time limit ended the run before all requirements were met.")
_HIGHSPY = sentence("highspy is loaded in this process, where OR-Tools cannot be used with it.")


def head(base: Base, trial: Trial) -> Record:
    """Return what a record says of the run itself."""
    return {
        "format_version": FORMAT_VERSION,
        "key": trial.key,
        "variant": trial.variant.name,
        "sweep": trial.variant.sweep,
        "on": trial.variant.on,
        "values": dict(trial.variant.values),
        "repetition": trial.seed,
        "job": base.plan.job,
        "program_version": base.version,
    }


def _failed(code: str, said: Iterable[Finding | Sentence]) -> Record:
    """Return what a record says of an error, in each language: who reads it is not known yet."""
    lines = list(said)
    texts = {name: [one.said(lang) for one in lines] for name, lang in _SAID}
    return {"status": "error", "error": code, **texts}


_SAID: tuple[tuple[str, Lang], ...] = (("said", "en"), ("said_fr", "fr"))


def lost(base: Base, trial: Trial, said: Sentence) -> Record:
    """Return the record of a run whose process ended again and again."""
    return {**head(base, trial), **_failed("lost-worker", [said]), "seconds": 0.0}


def changed_semester(base: Base, trial: Trial) -> Semester:
    """Return the semester of a run, read and checked as a workbook is.

    Raises
    ------
    InputError
        What the changes make of it has errors; each names the variant and the cell.
    """
    repetitions = base.plan.repetitions
    changed = apply_changes(
        base.tables,
        trial.variant.changes,
        files=base.files,
        seed=trial.seed or 0,
        draws=None if repetitions is None else repetitions.draws,
    )
    try:
        return read_raw(changed.tables, job=base.plan.job)
    except InputError as error:
        name = trial.variant.name
        raise InputError(changed.told(finding, name) for finding in error.findings) from None


def _run(base: Base, trial: Trial) -> Record:
    if "highspy" in sys.modules:
        return _failed("highspy", [_HIGHSPY])
    semester = changed_semester(base, trial)
    found = JOBS[base.plan.job](semester, base.plan, trial)
    return {**found, "input_sha256": dict(sorted(semester.fingerprints.items()))}


def _place(semester: Semester, plan: Plan, trial: Trial) -> Record:
    repetitions = plan.repetitions
    placement = place(
        semester,
        seed=trial.seed if repetitions is not None and repetitions.lottery else None,
        time_limit=plan.limits.time_limit,
        gap=plan.limits.gap,
        workers=plan.limits.threads,
        partial=plan.limits.partial,
        reasons=False,  # no measure asks for them
    )
    found: Record = {
        "status": placement.status,
        "seed": placement.seed,
        "measures": kept(placement_measures(semester, placement), plan.measures),
        "tiers": [tier_values(tier) for tier in placement.tiers],
        "territories": territory_half_days(semester, placement),
        "phases": {name: round(value, 3) for name, value in placement.seconds.items()},
    }
    if plan.keep_students:
        found["students"] = student_places(semester, placement)
    return found


def _diagnose(semester: Semester, plan: Plan, _: Trial) -> Record:
    found = diagnosis_of(semester)
    return {
        "status": "optimal",
        "measures": kept(diagnosis_measures(found), plan.measures),
        "tiers": [],
        "territories": diagnosis_territories(found),
    }


def _rank(semester: Semester, plan: Plan, _: Trial) -> Record:
    limit = plan.limits.time_limit
    found = rank(semester) if limit is None else rank(semester, time_limit=limit)
    return {
        "status": found.status,
        "measures": kept(rank_measures(found), plan.measures),
        "tiers": [],
        "territories": rank_territories(found),
    }


JOBS: Mapping[str, Callable[[Semester, Plan, Trial], Record]] = {
    "place": _place,
    "diagnose": _diagnose,
    "rank": _rank,
}
"""What each job does with a semester; a new job is a line here."""
