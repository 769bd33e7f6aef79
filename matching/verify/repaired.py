"""Verification of a repaired result: history kept, the weeks to come by the changed rules."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..language import Sentence, sentence
from ..semester import Semester
from ..tables.change_table import Change, ChangeTable
from ..tables.changed import changed_semester
from ..tables.changes import read_changes
from ..tables.findings import Finding, InputError
from ..tables.raw import RawTable
from ..tables.reading import read_raw
from ..tables.sources import read_source
from .coming import coming, cut, weeks_of
from .facts import Facts
from .files import PLACEMENTS, SUMMARY, Row, read_placements, read_summary
from .lines import understand
from .personal_rules import lock
from .report import RecomputedTier, Report, Violation
from .student_rules import PLACED_RULES
from .verification import check_lines

_SAME_PLACE = ("offer_id", "supervisor_id", "site_id", "half_days", "housed")
_PRINTED = frozenset({"minutes", "wish-rank", "status", "weeks", "part-order", "half-day-count"})
"""Rules on what is printed of a place, which may be kept all the same."""


def is_repaired(folder: str | os.PathLike[str]) -> bool:
    """Say whether a folder holds a repaired result."""
    summary, _ = read_summary(Path(folder))
    return summary is not None and "repaired" in summary


def verify_repaired(file: str | os.PathLike[str], directory: str | os.PathLike[str]) -> Report:
    """Check a repaired result against the semester before any change.

    Stage by stage: what was before its week is what the result before it says; from then on, the
    lines keep every rule of the semester after the changes. Of the last stage, the tiers too.

    Raises
    ------
    InputError
        The semester has errors.
    """
    findings: list[Finding] = []
    raws = read_source(Path(file), findings)
    if not raws:
        raise InputError(findings)
    base, folder = read_raw(raws, findings), Path(directory)
    summary, violations = read_summary(folder)
    try:
        changes = read_changes(folder / "changes", base.settings)
    except InputError as refused:
        violations += [Violation("changes", "changes", _of(f)) for f in refused.errors]
        return Report(tuple(violations), (), len(base.students), 0)
    names = [f"earlier/{k}.csv" for k in range(len(changes.weeks))] + [PLACEMENTS]
    lines: list[list[Row]] = []
    for name in names:
        rows, faults = read_placements(folder, name)
        violations += faults
        lines.append(rows)
    violations += _fingerprints(folder, summary or {})
    if violations:
        return Report(tuple(violations), (), len(base.students), 0)
    return _stages(raws, base, changes, lines, summary or {})


def _fingerprints(folder: Path, summary: Mapping[str, object]) -> Iterator[Violation]:
    """Compare what the result was made from with what it says of it."""
    record = summary.get("repaired")
    record = record if isinstance(record, dict) else {}
    earlier = sorted((folder / "earlier").glob("*.csv"), key=lambda p: (len(p.stem), p.stem))
    if record.get("earlier_sha256") != [_sha256(path) for path in earlier]:
        yield Violation(
            "history", "earlier", sentence("these are not the lines before the repair.")
        )
    found = {path.stem: _sha256(path) for path in sorted((folder / "changes").glob("*.csv"))}
    if record.get("changes_sha256") != found:
        yield Violation("changes", "changes", sentence("these are not the changes of the repair."))


def _sha256(path: Path) -> str | None:
    """Return the fingerprint of a file; nothing of one that cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _stages(
    raws: Sequence[RawTable],
    base: Semester,
    changes: ChangeTable,
    lines: Sequence[list[Row]],
    summary: Mapping[str, object],
) -> Report:
    violations: list[Violation] = []
    counted: list[dict[str, object]] = []
    report = Report((), (), 0, 0)
    for number, week in enumerate(changes.weeks):
        try:
            semester = coming(changed_semester(raws, changes, week), week)
        except InputError as refused:
            found = [Violation("changes", "changes", _of(f)) for f in refused.errors]
            return replace(report, violations=(*violations, *found))
        stage = _Stage(semester, week, changes.changes, lines[number], lines[number + 1])
        is_last = number == len(changes.weeks) - 1
        report = stage.check(base, summary if is_last else None)
        violations += report.violations
        counted.append({"week": week, "touched": sorted(stage.touched), "moves": stage.moves})
    violations += _record(summary, counted)
    return replace(report, violations=tuple(violations))


def _of(finding: Finding) -> Sentence:
    """Return a finding as one sentence, its cell included."""
    return sentence("{cell}: {message}", cell=finding.where, message=finding.sentence)


def _record(
    summary: Mapping[str, object], counted: Sequence[Mapping[str, object]]
) -> Iterator[Violation]:
    """Check what the summary says of the stages of its own repair, the last ones."""
    record = summary.get("repaired")
    stages = record.get("stages") if isinstance(record, dict) else None
    if not isinstance(stages, list) or not stages or len(stages) > len(counted):
        yield Violation(
            "moves", SUMMARY, sentence("`repaired.stages` must list the weeks of the repair.")
        )
        return
    for claimed, found in zip(stages, counted[-len(stages) :], strict=True):
        if claimed != found:
            said = sentence(
                "week {week}: {claimed}; the lines give {found}.",
                week=found["week"],
                claimed=claimed,
                found=dict(found),
            )
            yield Violation("moves", SUMMARY, said)


class _Stage:
    """One week with changes: the lines before and after it."""

    def __init__(
        self,
        semester: Semester,
        week: int,
        changes: Sequence[Change],
        before: Sequence[Row],
        after: Sequence[Row],
    ) -> None:
        self.week = week
        self.now = [change for change in changes if change.week == week]
        self.n_weeks = semester.settings.n_weeks
        self.before, self.after = _by_student(before), _by_student(after)
        self.old = {n: self.to_come(rows) for n, rows in self.before.items()}
        self.semester = self._locked_as_before(semester)
        self.touched = self._touched()
        self.semester = _without_locks(self.semester, self.touched)
        self.moves = sum(self._moved(n) for n in self.semester.student if n not in self.touched)

    def check(self, base: Semester, summary: Mapping[str, object] | None) -> Report:
        """Check history, the lines of the weeks to come and, of the last stage, the summary."""
        found = [*self._history(), *self._order()]
        there = self.semester.student
        rows = [r for n in sorted(self.after) if n in there for r in self.to_come(self.after[n])]
        moves = RecomputedTier("moves", None, self.moves)
        semester = replace(self.semester, fingerprints=base.fingerprints)
        return check_lines(semester, rows, summary, found, (moves,))

    def to_come(self, rows: Sequence[Row]) -> list[Row]:
        """Return the lines from the week on, as the lines of a semester of these weeks alone."""
        return cut(rows, range(self.week, self.n_weeks + 1), self.n_weeks, whole=self.week == 1)

    def _history(self) -> Iterator[Violation]:
        """Yield students whose past is not that of the earlier result."""
        past = range(1, self.week)
        leaving = {c.identifier for c in self.now if c.change == "student_leaves"}
        for name in sorted({*self.before, *self.after}):
            old, new = self.before.get(name, []), self.after.get(name, [])
            weeks = past if name in {*self.semester.student, *leaving} else None
            if _said(old, weeks, self.n_weeks) != _said(new, weeks, self.n_weeks):
                said = sentence(
                    "before week {week} the lines differ from those of before.", week=self.week
                )
                if weeks is None:
                    said = sentence("the student has nothing to come, but the lines changed.")
                yield Violation("history", name, said)
            if name in leaving and self.to_come(new):
                yield Violation(
                    "history", name, sentence("the student left in week {week}.", week=self.week)
                )

    def _order(self) -> Iterator[Violation]:
        """Yield students whose parts are not numbered through, what was before what comes."""
        for name, rows in self.after.items():
            numbers = [row["part"] for row in rows if row["part"]]
            if numbers != [str(k) for k in range(1, len(numbers) + 1)]:
                yield Violation(
                    "part-order", name, sentence("the parts must be numbered 1, 2 … in order.")
                )
            yield from self._unplaced(name, rows)
        if list(self.after) != sorted(self.after):
            yield Violation("sorting", PLACEMENTS, sentence("the students are not in order."))

    def _unplaced(self, name: str, rows: Sequence[Row]) -> Iterator[Violation]:
        """Yield a line without a place that is not of all the weeks to come."""
        to_come = set(range(self.week, self.n_weeks + 1))
        for row in rows:
            own = weeks_of(row["weeks"], self.n_weeks) & to_come
            if not row["part"] and own and own != to_come:
                yield Violation(
                    "weeks", name, sentence("without a place, it is so in all weeks to come.")
                )

    def _locked_as_before(self, semester: Semester) -> Semester:
        """Drop the locks of students whom an earlier stage had to place otherwise."""
        locked = {n for n, rows in self.old.items() if rows and rows[0]["status"] == "locked"}
        return _without_locks(semester, semester.lock.keys() - locked)

    def _touched(self) -> frozenset[str]:
        """Return the students whom a change names, or whose place it does not leave standing."""
        named = {c.identifier for c in self.now if c.table == "students"}
        rows = [
            row
            for name in sorted(self.old)
            if name in self.semester.student
            for row in self.old[name]
            if row["part"]
        ]
        facts, found = Facts(self.semester), set(named)
        lines = understand(self.semester, rows)
        with_lines = {row["student_id"] for row in rows}
        found |= {
            v.subject
            for v in lines.violations
            if v.subject in with_lines and v.code not in _PRINTED
        }
        for claim in lines.claims:
            codes = {code for rule in (*PLACED_RULES, lock) for code, _ in rule(facts, claim)}
            if codes - _PRINTED:
                found.add(claim.student.student_id)
        return frozenset(found)

    def _moved(self, name: str) -> bool:
        """Say whether a student who had a place from the week on has another one, or none."""
        old = [row for row in self.old.get(name, []) if row["part"]]
        new = [row for row in self.to_come(self.after.get(name, [])) if row["part"]]
        return bool(old) and _place(old) != _place(new)


def _place(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    return sorted(tuple(row[column] for column in _SAME_PLACE) for row in rows)


def _said(rows: Sequence[Row], weeks: range | None, n_weeks: int) -> list[tuple[str, ...]]:
    """Return what lines say of some weeks (``None``: of all, as they stand)."""
    if weeks is None:
        return [tuple(row.values()) for row in rows]
    found = []
    for row in rows:
        common = weeks_of(row["weeks"], n_weeks) & set(weeks)
        if common and (row["part"] or row["weeks"]):
            plain = {k: v for k, v in row.items() if k not in ("part", "weeks")}
            found.append((*plain.values(), str(sorted(common))))
    return found


def _by_student(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["student_id"], []).append(row)
    return found


def _without_locks(
    semester: Semester, students: Sequence[str] | frozenset[str] | set[str]
) -> Semester:
    locks = tuple(one for one in semester.locks if one.student_id not in students)
    return replace(semester, locks=locks)
