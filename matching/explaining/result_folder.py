"""A result read back from its folder, refused where the input has changed since."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from math import inf
from pathlib import Path
from typing import Any, get_args

from ..earlier import read_earlier
from ..language import sentence
from ..outputs import placements_csv, reasons_csv, summary
from ..outputs.placement_rows import PlacementRow
from ..result import (
    PlacedPart,
    Placement,
    Refusal,
    StudentPlacement,
    StudentStatus,
    TierResult,
    UnplacedReason,
    Withheld,
)
from ..semester import Semester
from ..tables.file_faults import why_refused
from ..tables.findings import Finding, InputError, error

_STATUS: Mapping[str, StudentStatus] = {name: name for name in get_args(StudentStatus)}
_REASON: Mapping[str, UnplacedReason] = {name: name for name in get_args(UnplacedReason)}


def read_result(semester: Semester, folder: str | os.PathLike[str]) -> Placement:
    """Return the result in a folder.

    Raises
    ------
    InputError
        There is no such result, it cannot be read, or it was made from another input: the tables
        that differ are named.
    """
    path = Path(folder)
    said = _summary(path / summary.FILE_NAME)
    _same_input(semester, said)
    read_earlier(path, semester)  # refuses what the semester does not know
    rows = placements_csv.read_placements(path / placements_csv.FILE_NAME)
    try:
        students = {s.student_id: s for s in map(_student, _by_student(rows))}
    except KeyError:  # a status, or a reason, that there is not
        raise _damaged(path / placements_csv.FILE_NAME) from None
    missing = [s.student_id for s in semester.students if s.student_id not in students]
    if missing:
        message = sentence("there is no line for student '{student}'.", student=missing[0])
        raise InputError([error("missing-value", placements_csv.FILE_NAME, message)])
    refusals = _refusals(path / reasons_csv.FILE_NAME)
    try:
        return _placement(semester, said, students, refusals)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        raise _damaged(path / summary.FILE_NAME) from None


def read_placed(semester: Semester, folder: str | os.PathLike[str]) -> Placement:
    """Return the result in a folder, to be put on paper as it is.

    Raises
    ------
    InputError
        As `read_result`; or the result is a repaired one, whose students had other places before.
    """
    path = Path(folder)
    if "repaired" in _summary(path / summary.FILE_NAME):
        message = sentence(
            "the result is a repaired one: what its students did before the change is not in it. "
            "Papers are made from a result of 'maillage place'."
        )
        raise InputError([error("repaired-result", summary.FILE_NAME, message)])
    return read_result(semester, path)


def _placement(
    semester: Semester,
    said: Mapping[str, Any],
    students: Mapping[str, StudentPlacement],
    refusals: tuple[Refusal, ...],
) -> Placement:
    """Put a result together; what a summary of another form raises is left to the caller."""
    options = said.get("options")
    return Placement(
        status=said.get("status", "feasible"),
        students=tuple(students[s.student_id] for s in semester.students),
        tiers=tuple(_tier(tier) for tier in said.get("tiers", ())),
        mechanisms=said.get("mechanisms", {}),
        seed=int(said.get("seed", semester.settings.seed)),
        lottery=tuple(said.get("lottery", ())),
        serial_order=tuple(tuple(line) for line in said.get("serial_order", ())),
        withheld=tuple(
            Withheld(w["student_id"], w["target"], w["requirement"])
            for w in said.get("withheld", ())
        ),
        refusals=refusals,
        kept=tuple(said.get("kept", ())),
        softened=tuple(said.get("softened", ())),
        options=options if isinstance(options, dict) else {},
    )


def _unreadable(path: Path, fault: OSError) -> InputError:
    message = sentence("the file cannot be read ({reason})", reason=why_refused(fault))
    return InputError([error("unreadable-file", path.name, message)])


def _damaged(path: Path) -> InputError:
    message = sentence("the file was changed since 'maillage place' wrote it; place again.")
    return InputError([error("unreadable-file", path.name, message)])


def _summary(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        message = sentence(
            "there is no such file in {folder}; name a folder that 'maillage place' wrote.",
            folder=path.parent,
        )
        raise InputError([error("missing-file", path.name, message)]) from None
    except OSError as refused:
        raise _unreadable(path, refused) from None
    except (ValueError, RecursionError):
        raise _damaged(path) from None
    if not isinstance(content, dict) or not isinstance(content.get("input_sha256"), dict):
        raise _damaged(path)
    return content


def _same_input(semester: Semester, said: Mapping[str, Any]) -> None:
    """Refuse an input that is not the one the result was made from."""
    printed, present = said["input_sha256"], semester.fingerprints
    changed = sorted(t for t in {*printed, *present} if printed.get(t) != present.get(t))
    message = sentence(
        "the table is not as it was when the result was made; place again, or give the file that "
        "it was made from."
    )
    findings: list[Finding] = [error("changed-input", table, message) for table in changed]
    if findings:
        raise InputError(findings)


def _by_student(rows: Sequence[PlacementRow]) -> list[list[PlacementRow]]:
    ordered = sorted(rows, key=lambda row: (row.student_id, row.part or 0))
    return [list(group) for _, group in groupby(ordered, key=lambda row: row.student_id)]


def _student(rows: Sequence[PlacementRow]) -> StudentPlacement:
    first = rows[0]
    parts = tuple(
        PlacedPart(r.supervisor_id or "", r.site_id or "", r.half_days, r.weeks, r.minutes or 0)
        for r in rows
        if r.part is not None
    )
    return StudentPlacement(
        student_id=first.student_id,
        programme_id=first.programme_id,
        status=_STATUS[first.status],
        offer_id=first.offer_id,
        wish_rank=first.wish_rank,
        parts=parts,
        housed=first.housed,
        reason=None if first.reason is None else _REASON[first.reason],
    )


def _tier(tier: Mapping[str, Any]) -> TierResult:
    def value(of: Any) -> Any:
        return tuple(of) if isinstance(of, list) else of

    gap = tier.get("gap")
    return TierResult(
        name=tier["name"],
        order=tier.get("order"),
        value=value(tier["value"]),
        bound=value(tier["bound"]),
        gap=inf if gap is None else gap,
        tolerance=tier["tolerance"],
    )


def _refusals(path: Path) -> tuple[Refusal, ...]:
    """Read ``reasons.csv``; a result without it says nothing."""
    try:
        return reasons_csv.parsed_reasons(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return ()
    except OSError as refused:
        raise _unreadable(path, refused) from None
    except ValueError:  # no text, or no such table
        raise _damaged(path) from None
