"""Reading the two files of a result, without trusting them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..language import sentence
from ..tables.file_faults import why_refused
from .report import Violation

COLUMNS = (
    "student_id",
    "programme_id",
    "status",
    "offer_id",
    "wish_rank",
    "part",
    "supervisor_id",
    "site_id",
    "territory_id",
    "half_days",
    "half_day_count",
    "weeks",
    "minutes",
    "housed",
    "reason",
)
"""Columns of ``placements.csv``, in order."""

PLACEMENTS = "placements.csv"
SUMMARY = "summary.json"

Row = dict[str, str]


def text_of_file(path: Path, code: str) -> str | Violation:
    """Return the text of a UTF-8 file (a byte order mark is allowed), or what is wrong."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Violation(
            code,
            path.name,
            sentence("there is no {name} in {parent}.", name=path.name, parent=path.parent),
        )
    except UnicodeDecodeError:
        return Violation(code, path.name, sentence("the file is not UTF-8 text."))
    except OSError as error:
        said = sentence("the file cannot be read: {why}.", why=why_refused(error))
        return Violation(code, path.name, said)


def read_placements(folder: Path, name: str = PLACEMENTS) -> tuple[list[Row], list[Violation]]:
    """Read ``placements.csv``: lines as texts by column, and what is wrong with its form."""
    text = text_of_file(folder / name, "file")
    if isinstance(text, Violation):
        return [], [text]
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return [], [
            Violation(
                "file", PLACEMENTS, sentence("the file is not a CSV table: {error}.", error=error)
            )
        ]
    header = tuple(lines[0]) if lines else ()
    if header != COLUMNS:
        expected = COLUMNS
        said = sentence(
            "the first line must hold exactly the columns {expected}.", expected=expected
        )
        return [], [Violation("columns", PLACEMENTS, said)]
    rows: list[Row] = []
    violations: list[Violation] = []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) == len(COLUMNS):
            rows.append(dict(zip(COLUMNS, cells, strict=True)))
        else:
            said = sentence(
                "line {number} has {found} cells instead of {expected}.",
                number=number,
                found=len(cells),
                expected=len(COLUMNS),
            )
            violations.append(Violation("columns", PLACEMENTS, said))
    return rows, violations


def rows_as_text(rows: Iterable[Mapping[str, object]]) -> tuple[list[Row], list[Violation]]:
    """Bring lines given in memory to the form that `read_placements` returns."""
    texts: list[Row] = []
    violations: list[Violation] = []
    for number, row in enumerate(rows, start=1):
        if tuple(row) == COLUMNS:
            texts.append({name: "" if row[name] is None else str(row[name]) for name in COLUMNS})
        else:
            said = sentence(
                "row {number} does not have exactly the columns {names}.",
                number=number,
                names=COLUMNS,
            )
            violations.append(Violation("columns", PLACEMENTS, said))
    return texts, violations


def read_summary(folder: Path) -> tuple[Mapping[str, object] | None, list[Violation]]:
    """Read ``summary.json``: its object, or ``None`` and what is wrong."""
    text = text_of_file(folder / SUMMARY, "summary-file")
    if isinstance(text, Violation):
        return None, [text]
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None, [
            Violation("summary-file", SUMMARY, sentence("the file is not a JSON document."))
        ]
    if not isinstance(content, dict):
        return None, [
            Violation("summary-file", SUMMARY, sentence("the file must hold one JSON object."))
        ]
    return content, []
