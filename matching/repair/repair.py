"""Repair a placement after what happened during the semester: the whole of it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...solvers.limits import Limits
from ..language import sentence
from ..outputs.placement_rows import PlacementRow
from ..outputs.placements_csv import placements_csv
from ..phases import Phases, Progress
from ..placement import check_limits, worst
from ..result import Placement, Refusal
from ..semester import Semester
from ..settings import REPAIR_TIERS
from ..tables.change_table import ChangeTable, Named, Scanned
from ..tables.changed import changed_semester, faults_of
from ..tables.changes import scan_changes
from ..tables.findings import Finding, InputError, error
from ..tables.raw import RawTable
from ..tables.reading import read_raw
from ..tables.sources import read_source
from .earlier_result import EarlierResult, foreign_lines, read_result
from .log import LogLine
from .stage import Stage, repair_stage


@dataclass(frozen=True)
class Repaired:
    """A repaired placement.

    Attributes
    ----------
    base
        The semester before any change.
    semester, placement
        The semester from the last stage's week on, and who goes where then.
    rows
        The lines of the whole semester, history included.
    changes
        All changes, those that had led to the earlier result included.
    stages
        What each week with a change brought, those of this repair alone.
    earlier
        The lines before each stage, those of earlier repairs included, as text.
    log
        What happened to whom.
    """

    base: Semester
    semester: Semester
    placement: Placement
    rows: tuple[PlacementRow, ...]
    changes: ChangeTable
    stages: tuple[Stage, ...]
    earlier: tuple[str, ...]
    log: tuple[LogLine, ...]

    @property
    def moves(self) -> int:
        """Students whom no change touched and who have another place now, or none."""
        return sum(stage.moves for stage in self.stages)


@dataclass(frozen=True)
class Inputs:
    """All that a repair reads."""

    raws: tuple[RawTable, ...]
    base: Semester
    result: EarlierResult
    new: ChangeTable

    @property
    def changes(self) -> ChangeTable:
        """All changes, old and new."""
        return _together(self.result.changes, self.new)


def _together(old: ChangeTable, new: ChangeTable) -> ChangeTable:
    return ChangeTable(
        (*old.changes, *new.changes), (*old.added, *new.added), (*old.warnings, *new.warnings)
    )


def _after(old: ChangeTable, scanned: Scanned) -> Scanned:
    """Return new changes with the old ones before them."""
    named = (Named(c.change, c.identifier, c.id_where) for c in old.changes)
    return Scanned(_together(old, scanned.table), (*named, *scanned.named), scanned.findings)


def read_inputs(
    file: str | os.PathLike[str],
    directory: str | os.PathLike[str],
    changes: str | os.PathLike[str],
) -> Inputs:
    """Read a semester, its result and the changes.

    Raises
    ------
    InputError
        Something in one of them is wrong, or they do not belong together.
    """
    findings: list[Finding] = []
    raws = tuple(read_source(Path(file), findings))
    if not raws:
        raise InputError(findings)
    base = read_raw(raws, findings)
    result = read_result(Path(directory), base)
    before = [changed_semester(raws, result.changes, week) for week in result.weeks]
    foreign = list(foreign_lines(result.rows, [base, *before]))
    if foreign:
        raise InputError(foreign)
    scanned = scan_changes(Path(changes), base.settings)
    new = scanned.table
    late = max(result.weeks, default=0)
    # Earlier changes hold too: what they brought is there for the new ones.
    faults = faults_of(raws, _after(result.changes, scanned))
    faults += [
        error(
            "before-earlier-repair",
            change.where,
            sentence(
                "the change is from week {week}, but the result was repaired from week {last} "
                "already.",
                week=change.week,
                last=late,
            ),
            sentence("Repair the first result again, with all changes together."),
        )
        for change in new.changes
        if change.week <= late
    ]
    if faults:
        raise InputError([*new.warnings, *faults])
    return Inputs(raws, base, result, new)


def repair(
    file: str | os.PathLike[str],
    directory: str | os.PathLike[str],
    changes: str | os.PathLike[str],
    *,
    tiers: Sequence[str] | None = None,
    time_limit: float | None = None,
    gap: float | None = None,
    workers: int | None = None,
    partial: bool = False,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Repaired:
    """Repair a placement after changes, moving as few students as possible.

    Parameters
    ----------
    file, directory
        The semester and its result, of ``place`` or of an earlier repair.
    changes
        The table of changes: a ``.csv`` file, a workbook, or a folder.
    tiers
        Names of tiers instead of the setting; ``moves`` comes after ``placed`` where it is not
        among them.
    time_limit, gap, workers, partial, progress, stop
        As `place` takes them; the time is for all stages together.

    Raises
    ------
    InputError
        The input has errors, or the three do not belong together.
    CannotBeMet
        After the changes, locks and hard quotas cannot all hold.
    EndedEarly
        The run ended before it was known whether they can.
    ValueError
        An unknown tier, or a limit that is none.
    """
    inputs = read_inputs(file, directory, changes)
    return repaired(
        inputs,
        tiers=tiers,
        time_limit=time_limit,
        gap=gap,
        workers=workers,
        partial=partial,
        progress=progress,
        stop=stop,
    )


def repaired(
    inputs: Inputs,
    *,
    tiers: Sequence[str] | None = None,
    time_limit: float | None = None,
    gap: float | None = None,
    workers: int | None = None,
    partial: bool = False,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Repaired:
    """Repair what `read_inputs` has read; for the parameters see `repair`."""
    check_limits(time_limit, gap, workers)
    started = time.monotonic()
    phases = Phases(progress)
    signal = stop or threading.Event()
    rows, earlier = inputs.result.rows, [*inputs.result.earlier]
    stages: list[Stage] = []
    is_best = inputs.result.is_best
    last = max(inputs.result.weeks, default=1)
    for week in inputs.new.weeks:
        left = None if time_limit is None else max(0.0, time_limit - time.monotonic() + started)
        stage = repair_stage(
            inputs.raws,
            inputs.changes,
            rows,
            week,
            names=repair_tiers(inputs.base.settings.tiers if tiers is None else tiers),
            limits=Limits(left, gap, workers, signal),
            phases=phases,
            partial=partial,
            is_best=is_best and _same_classes(inputs.base, last, week),
        )
        earlier.append(_text_of(inputs, stages))
        stages.append(stage)
        rows, last = stage.rows, week
        is_best = stage.is_best
    given = {"mechanism": "optimal", "tiers": list(stages[-1].names)}
    options = given if gap is None else {**given, "gap": gap}
    end = stages[-1]
    return Repaired(
        base=inputs.base,
        semester=end.semester,
        placement=replace(
            end.placement,
            options=options,
            seconds=phases.seconds,
            status=worst([stage.placement.status for stage in stages]),
            refusals=_reasons(inputs.result, stages),
        ),
        rows=end.rows,
        changes=inputs.changes,
        stages=tuple(stages),
        earlier=tuple(earlier),
        log=tuple(line for stage in stages for line in stage.log),
    )


def repair_tiers(names: Sequence[str]) -> tuple[str, ...]:
    """Return tiers with ``moves`` after ``placed``, or first, where it is not among them.

    Raises
    ------
    ValueError
        There is no such tier.
    """
    unknown = [name for name in names if name not in REPAIR_TIERS]
    if unknown:
        raise ValueError(f"there is no tier {unknown[0]!r}; there are {', '.join(REPAIR_TIERS)}")
    if "moves" in names:
        return tuple(names)
    at = names.index("placed") + 1 if "placed" in names else 0
    return (*names[:at], "moves", *names[at:])


def _text_of(inputs: Inputs, stages: Sequence[Stage]) -> str:
    """Return the lines before the next stage: as they were read, or as the last stage left them."""
    return placements_csv(stages[-1].rows) if stages else inputs.result.lines


def _same_classes(base: Semester, last: int, week: int) -> bool:
    """Say whether every kind of week from ``last`` on still comes from ``week`` on.

    Where one does not, students who were in each other's way then no longer are.
    """
    sets = {p.weeks for p in base.programmes}
    sets |= {part.weeks for offer in base.offers for part in offer.parts}
    used = [s for s in sets if s is not None]

    def kinds(first: int) -> set[tuple[bool, ...]]:
        weeks = range(first, base.settings.n_weeks + 1)
        return {tuple(w in s for s in used) for w in weeks}

    return kinds(last) == kinds(week)


def _reasons(result: EarlierResult, stages: Sequence[Stage]) -> tuple[Refusal, ...]:
    """Return why better wishes were not given: as told before to those who stayed as they were."""
    found = list(result.reasons)
    for stage in stages:
        there = stage.semester.student
        found = [r for r in found if r.student_id in there and r.student_id not in stage.anew]
        found += stage.placement.refusals
    return tuple(found)
