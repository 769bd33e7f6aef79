"""The sheet of the log in the workbook of a repaired result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..outputs.labels import Labels, reading_order
from ..outputs.sheet import Book, CellValue, Column
from ..outputs.view import View
from ..semester import Semester
from .log import LogLine


def write_log_sheet(book: Book, view: View, base: Semester, log: Sequence[LogLine]) -> None:
    """Write the sheet: a row per student whom a repair has to do with, by week, then name."""
    words = view.words
    columns = [
        Column(words["student"], 26),
        Column(words["student_id"], 12),
        Column(words["from_week"], 12),
        Column(words["what"], 24),
        Column(words["before"], 48),
        Column(words["after"], 48),
        Column(words["why"], 48),
    ]
    names = {**Labels(base).student, **view.labels.student}
    lines = sorted(log, key=lambda one: (one.week, reading_order(names[one.student_id]), one))
    book.table_sheet(words["sheet_log"], columns, (_cells(view, names, line) for line in lines))


def _cells(view: View, names: Mapping[str, str], line: LogLine) -> list[CellValue]:
    return [
        names[line.student_id],
        line.student_id,
        line.week,
        view.words[f"log_{line.what}"],
        line.before,
        line.after,
        line.why,
    ]
