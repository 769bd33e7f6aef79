"""Place again what was placed before, and compare byte for byte."""

from __future__ import annotations

import csv
import io
import os
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..earlier import places_in, places_sha256
from ..entities import EarlierPlace
from ..keeping.keep import cannot_be_kept, with_marks
from ..language import Sentence, plural_sentence, sentence
from ..outputs.placement_rows import rows_of
from ..outputs.placements_csv import FILE_NAME as PLACEMENTS
from ..outputs.placements_csv import placements_csv, read_placements
from ..outputs.reasons_csv import FILE_NAME as REASONS
from ..outputs.reasons_csv import reasons_csv
from ..outputs.words import language_of
from ..phases import Progress
from ..placement import place
from ..result import Placement
from ..semester import Semester
from ..tables.findings import InputError
from ..tables.reading import read_semester
from .changes import Changes, changes_since
from .receipt import CannotReplay, Receipt, Summary, read_receipt


@dataclass(frozen=True, slots=True)
class StudentDifference:
    """A student whose lines of a file differ, with the lines as they were and as they are."""

    student_id: str
    file: str
    then: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True)
class Replay:
    """What a replay found.

    Attributes
    ----------
    changes
        What is not the same any more as when the result was made.
    doubts
        Why the same result cannot be promised, even from the same input; empty where it is.
    placed_again
        Whether the students were placed again: not where a table has changed, nor where only
        the fingerprints were asked for.
    differing
        Names of the files that came out otherwise.
    students
        Students whose lines differ, by file, then identifier.
    interrupted
        Whether the run was ended before it was done.
    """

    changes: Changes
    doubts: tuple[Sentence, ...] = ()
    placed_again: bool = False
    differing: tuple[str, ...] = ()
    students: tuple[StudentDifference, ...] = ()
    interrupted: bool = False

    @property
    def same_input(self) -> bool:
        """Whether every table is the one that the result was made from."""
        return not self.changes.tables

    @property
    def identical(self) -> bool:
        """Whether placing again gave the same bytes."""
        return self.placed_again and not self.differing and not self.interrupted


def replay(
    directory: str | os.PathLike[str],
    source: Semester | str | os.PathLike[str],
    *,
    place_again: bool = True,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Replay:
    """Prove that an input gives a result, by placing it again with the options recorded there.

    Nothing is written.

    Parameters
    ----------
    directory
        The folder of a result.
    source
        The input: a workbook, a folder of tables, or a semester already read.
    place_again
        Whether to place again, or only to compare the fingerprints of the input.
    progress, stop
        As in `place`.

    Raises
    ------
    CannotReplay
        The folder holds no result, or one that does not say how it was made.
    InputError
        The input has errors.
    CannotBeMet
        What was met then cannot be met now: the result was not made from this input.
    """
    receipt = read_receipt(Path(directory))
    semester = source if isinstance(source, Semester) else read_semester(Path(source))
    changes = changes_since(receipt.summary, semester)
    doubts = tuple(_doubts(receipt.summary, changes))
    if changes.tables or not place_again:
        return Replay(changes, doubts)
    options = _options(receipt, Path(directory))
    semester = _marked(receipt.summary, semester)
    placement = place(semester, progress=progress, stop=stop, **options)
    return _compared(receipt, changes, doubts, semester, placement)


# -- what is known beforehand ---------------------------------------------------------------


def _doubts(summary: Summary, changes: Changes) -> Iterable[Sentence]:
    if summary.status == "interrupted":
        yield sentence(
            "the run was interrupted: where it had got to by then cannot be repeated for certain"
        )
    limit = summary.options.time_limit
    if limit is not None:
        yield plural_sentence(
            "the run had a time limit of {count} second: what the clock ended cannot be repeated "
            "for certain",
            "the run had a time limit of {count} seconds: what the clock ended cannot be repeated "
            "for certain",
            count=max(1, round(limit)),
        )
    if changes.program:
        yield sentence(
            "the program or the machine is another: the same bytes are promised only for one "
            "version on one type of machine"
        )


def _options(receipt: Receipt, directory: Path) -> dict[str, Any]:
    """Return the options of `place` as they were."""
    given = receipt.summary.options
    known = given.model_dump(exclude={"after"})
    return {**known, "after": _kept(receipt, directory)}


def _marked(summary: Summary, semester: Semester) -> Semester:
    """Return the semester with the places that were marked to be kept.

    Raises
    ------
    CannotReplay
        This input does not allow them: the summary was changed.
    """
    if summary.marked is None:
        return semester
    marks = summary.marked.marks()
    findings = cannot_be_kept(semester, marks)
    if findings:
        raise CannotReplay(findings[0].sentence)
    return with_marks(semester, marks)


def _kept(receipt: Receipt, directory: Path) -> tuple[EarlierPlace, ...]:
    """Return the places that were kept of an earlier result: they are in this result as well.

    Raises
    ------
    CannotReplay
        They are not those that the run began with.
    """
    names = frozenset(receipt.summary.kept)
    if not names:
        return ()
    try:
        rows = read_placements(directory / PLACEMENTS)
    except InputError as error:
        raise CannotReplay(error.errors[0].sentence) from error
    found = tuple(places_in(row for row in rows if row.student_id in names))
    if places_sha256(found) != receipt.summary.options.after:
        raise CannotReplay(
            sentence(
                "{file} no longer has the places of the earlier result that were kept (--after).",
                file=directory / PLACEMENTS,
            )
        )
    return found


# -- what came out --------------------------------------------------------------------------


def _compared(
    receipt: Receipt,
    changes: Changes,
    doubts: tuple[Sentence, ...],
    semester: Semester,
    placement: Placement,
) -> Replay:
    now = {
        PLACEMENTS: placements_csv(rows_of(semester, placement)).encode(),
        REASONS: reasons_csv(placement.refusals, language_of(semester)).encode(),
    }
    differing = tuple(name for name, then in receipt.files.items() if now[name] != then)
    return Replay(
        changes,
        doubts,
        placed_again=True,
        differing=differing,
        students=tuple(
            one for name in differing for one in _students(name, receipt.files[name], now[name])
        ),
        interrupted=placement.status == "interrupted",
    )


def _students(file: str, then: bytes, now: bytes) -> Iterable[StudentDifference]:
    before, after = _by_student(then), _by_student(now)
    for name in sorted({*before, *after}):
        if before[name] != after[name]:
            yield StudentDifference(name, file, tuple(before[name]), tuple(after[name]))


def _by_student(content: bytes) -> defaultdict[str, list[str]]:
    """Return the lines of a CSV file by their first cell, the heading left out."""
    text = io.StringIO(content.decode("utf-8-sig", "replace"), newline="")
    found: defaultdict[str, list[str]] = defaultdict(list)
    try:
        for cells in [*csv.reader(text)][1:]:
            if cells:
                found[cells[0]].append(",".join(cells))
    except csv.Error:
        return defaultdict(list)  # no table any more: that its bytes differ is said anyway
    return found
