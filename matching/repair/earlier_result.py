"""Reading the result that a repair starts from, and whether it belongs to the semester."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..earlier import pairs_there, unknown_in
from ..language import Sentence, sentence
from ..outputs import placements_csv, reasons_csv, summary
from ..outputs.placement_rows import PlacementRow
from ..result import Refusal
from ..semester import Semester
from ..tables.change_table import ChangeTable
from ..tables.changes import read_changes
from ..tables.findings import Finding, InputError, error
from ..tables.wrong import CellError
from .weeks import weeks_in

CHANGES_FOLDER = "changes"
"""Folder of a repaired result with the changes that led to it."""

EARLIER_FOLDER = "earlier"
"""Folder of a repaired result with the lines before each of its stages."""


@dataclass(frozen=True)
class EarlierResult:
    """A result of ``place`` or of ``repair``.

    Attributes
    ----------
    lines
        The text of its ``placements.csv``.
    summary
        Its ``summary.json``.
    changes
        What it was repaired after, nothing for a result of ``place``.
    earlier
        For a repaired result, the lines before each of its stages.
    reasons
        What its ``reasons.csv`` says; nothing where there is none.
    """

    rows: tuple[PlacementRow, ...]
    lines: str
    summary: Mapping[str, object]
    changes: ChangeTable
    earlier: tuple[str, ...]
    reasons: tuple[Refusal, ...]

    @property
    def weeks(self) -> tuple[int, ...]:
        """The weeks from which it was repaired, ascending."""
        return self.changes.weeks

    @property
    def is_best(self) -> bool:
        """Whether it is proven that nobody more could be placed, of all programmes together."""
        mechanisms = self.summary.get("mechanisms")
        tiers = self.summary.get("tiers")
        if not isinstance(mechanisms, dict) or not isinstance(tiers, list):
            return False
        placed = [t for t in tiers if isinstance(t, dict) and t.get("name") == "placed"]
        return (
            set(mechanisms.values()) == {"optimal"}
            and len(placed) == 1
            and tiers[0] == placed[0]
            and placed[0].get("value") == placed[0].get("bound")
            and not self.summary.get("softened")
            and not self.summary.get("kept")
        )


def read_result(folder: Path, semester: Semester) -> EarlierResult:
    """Read a result of this very semester.

    Raises
    ------
    InputError
        There is no such result, it was made from other tables, or it cannot be read.
    """
    rows = placements_csv.read_placements(folder / placements_csv.FILE_NAME)
    lines = (folder / placements_csv.FILE_NAME).read_text(encoding="utf-8-sig")
    content = _summary(folder / summary.FILE_NAME)
    faults = [*_other_input(semester, content), *_unreadable_weeks(semester, rows)]
    if faults:
        raise InputError(faults)
    changes = ChangeTable(())
    earlier: list[str] = []
    if "repaired" in content:
        changes = read_changes(folder / CHANGES_FOLDER, semester.settings)
        names = [folder / EARLIER_FOLDER / f"{k}.csv" for k in range(len(changes.weeks))]
        try:
            earlier = [name.read_text(encoding="utf-8") for name in names]
        except (OSError, UnicodeDecodeError):
            raise InputError(
                [_fault(sentence("the lines before its repair are missing."))]
            ) from None
    reasons = reasons_csv.read_reasons(folder / reasons_csv.FILE_NAME)
    return EarlierResult(rows, lines, content, changes, tuple(earlier), reasons)


def foreign_lines(rows: Sequence[PlacementRow], semesters: Sequence[Semester]) -> Iterator[Finding]:
    """Yield what lines name and the semester did not have, and who of it has no line.

    ``semesters``: before any change, and after those of each stage.
    """
    lines = {row.student_id for row in rows}
    for student in semesters[-1].students:
        if student.student_id not in lines:
            said = sentence("there is no line for student '{student}'.", student=student.student_id)
            yield error("missing-value", placements_csv.FILE_NAME, said)
            break
    there = [pairs_there(semester) for semester in semesters]
    for line, row in enumerate(rows, start=2):
        where = f"{placements_csv.FILE_NAME}:{line}"
        told = [[*unknown_in(s, p, row)] for s, p in zip(semesters, there, strict=True)]
        if all(told):
            yield from (error(code, where, said) for code, said in told[0])
        elif row.part is not None and not row.half_days:
            yield error("missing-value", where, sentence("the part has no half-days."))


def _summary(path: Path) -> Mapping[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise InputError([_fault(sentence("the file is missing or cannot be read."))])
    return content


def _fault(said: Sentence) -> Finding:
    return error("unreadable-file", summary.FILE_NAME, said)


def _other_input(semester: Semester, content: Mapping[str, object]) -> Iterator[Finding]:
    printed = content.get("input_sha256")
    known = printed if isinstance(printed, dict) else {}
    tables = {*known, *semester.fingerprints}
    other = sorted(t for t in tables if known.get(t) != semester.fingerprints.get(t))
    if other:
        said = sentence(
            "the result was made from another file: these tables differ: {tables}.",
            tables=tuple(other),
        )
        hint = sentence("Give the file from which it was placed, and the changes apart.")
        yield error("other-input", summary.FILE_NAME, said, hint)


def _unreadable_weeks(semester: Semester, rows: tuple[PlacementRow, ...]) -> Iterator[Finding]:
    for line, row in enumerate(rows, start=2):
        try:
            weeks_in(row.weeks, semester.settings.n_weeks)
        except CellError as fault:
            yield fault.at(f"{placements_csv.FILE_NAME}:{line}")
