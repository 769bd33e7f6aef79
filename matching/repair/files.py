"""The folder of a repaired result: the files of a result, the log, and what it was made from."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path

from ..halfdays import names_of
from ..language import Lang
from ..outputs import placement_page, placements_csv, reasons_csv, summary, workbook
from ..outputs.directory import LOG_FILE, write_files
from ..outputs.words import language_of
from ..tables.change_table import AddedRow, Change, ChangeTable
from ..tables.schema_changes import CHANGES
from ..tables.tidying import text_of
from .earlier_result import CHANGES_FOLDER, EARLIER_FOLDER
from .log import LogLine
from .page_log import log_section
from .repair import Repaired
from .sheet_log import write_log_sheet

LOG_COLUMNS = tuple(field.name for field in fields(LogLine))
"""Column names of ``change_log.csv``, in order."""


def write_repaired(repaired: Repaired, directory: Path | str, lang: Lang | None = None) -> None:
    """Write a repaired result into a folder, all of it or nothing.

    Parameters
    ----------
    lang
        Language of the workbook; the semester's setting, otherwise English, by default.

    Raises
    ------
    OutputError
        The folder holds other files, or the disk refuses.
    """
    write_files(repaired_files(repaired, lang or language_of(repaired.base)), directory)


def repaired_files(repaired: Repaired, lang: Lang) -> dict[str, bytes]:
    """Return the content of every file by name."""
    files = {
        placements_csv.FILE_NAME: placements_csv.placements_csv(repaired.rows),
        reasons_csv.FILE_NAME: reasons_csv.reasons_csv(
            repaired.placement.refusals, language_of(repaired.base)
        ),
        summary.FILE_NAME: _summary(repaired),
        LOG_FILE: log_csv(repaired.log),
        **{f"{EARLIER_FOLDER}/{k}.csv": text for k, text in enumerate(repaired.earlier)},
        **changes_files(repaired.changes),
    }
    book = workbook.workbook_bytes(
        repaired.semester,
        repaired.placement,
        lang,
        lambda to, view: write_log_sheet(to, view, repaired.base, repaired.log),
        money=False,  # what was before the change is not in the placement
    )
    files[placement_page.FILE_NAME] = placement_page.placement_page(
        repaired.semester,
        repaired.placement,
        lang,
        more=(log_section(repaired.semester, repaired.base, repaired.log, lang),),
        replay="maillage repair FILE DIR --changes CHANGES -o DIR2",
        fingerprints=repaired.base.fingerprints,
    )
    return {workbook.FILE_NAME: book, **{name: text.encode() for name, text in files.items()}}


def log_csv(lines: Iterable[LogLine]) -> str:
    """Return the text of the log: a line per student and stage."""
    return _csv(LOG_COLUMNS, (astuple(line) for line in lines))


def _summary(repaired: Repaired) -> str:
    """Return ``summary.json``: of the weeks to come, with a record of the repair."""
    content = summary.summary(repaired.semester, repaired.placement)
    content["input_sha256"] = dict(sorted(repaired.base.fingerprints.items()))
    content["repaired"] = {
        "stages": [
            {"week": s.week, "touched": sorted(s.touched), "moves": s.moves}
            for s in repaired.stages
        ],
        "earlier_sha256": [_sha256(text) for text in repaired.earlier],
        "changes_sha256": {
            Path(name).stem: _sha256(text)
            for name, text in sorted(changes_files(repaired.changes).items())
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def changes_files(changes: ChangeTable) -> dict[str, str]:
    """Return changes as tables that can be read again, weeks as numbers."""
    rows = (_cells(change) for change in changes.changes)
    files = {f"{CHANGES_FOLDER}/changes.csv": _csv(tuple(CHANGES.by_name), rows)}
    for name in sorted({row.table for row in changes.added}):
        own = [row for row in changes.added if row.table == name]
        columns = tuple(sorted({column for row in own for column, _ in row.cells}))
        files[f"{CHANGES_FOLDER}/{name}.csv"] = _csv(columns, (_texts(r, columns) for r in own))
    return files


def _cells(change: Change) -> list[str]:
    return [
        change.change,
        change.identifier,
        str(change.week),
        names_of(change.half_days),
        change.column,
        "" if change.value is None else text_of(change.value),
        change.reason,
    ]


def _texts(row: AddedRow, columns: Sequence[str]) -> list[str]:
    cells = dict(row.cells)
    return [text_of(cells[name]) if name in cells else "" for name in columns]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
