"""``placements.csv``: writing it, and reading it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from ..halfdays import HALF_DAYS, names_of
from ..language import Sentence, sentence
from ..tables.cells import not_whole
from ..tables.file_faults import why_refused
from ..tables.findings import Finding, InputError, error
from ..tables.wrong import CellError
from .decimals import decimal_text
from .placement_rows import COLUMNS, PlacementRow

FILE_NAME = "placements.csv"
_MOST_DIGITS = 9
_NUMBER = {name: number for number, name in enumerate(HALF_DAYS)}


def placements_csv(rows: Iterable[PlacementRow]) -> str:
    """Return the text of the file: comma-separated, one header line, lines ended by LF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row) for row in rows)
    return text.getvalue()


def read_placements(path: Path) -> tuple[PlacementRow, ...]:
    """Read a ``placements.csv``.

    Raises
    ------
    InputError
        The file is missing, is not UTF-8 text, lacks a column or holds a value that cannot be
        read; every fault is named with its line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(path.name, sentence("the file is not UTF-8 text")) from None
    except OSError as refused:
        message = sentence("the file cannot be read ({reason})", reason=why_refused(refused))
        raise _refused(path.name, message) from None
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    try:
        return _rows(path.name, reader)
    except csv.Error as refused:
        message = sentence("the file cannot be read ({reason})", reason=str(refused))
        raise _refused(f"{path.name}:{reader.line_num + 1}", message) from None


def _rows(name: str, reader: csv.DictReader[str]) -> tuple[PlacementRow, ...]:
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        message = sentence("column missing: {columns}", columns=tuple(missing))
        raise _refused(f"{name}:1", message, "missing-column")
    rows: list[PlacementRow] = []
    findings: list[Finding] = []
    for cells in reader:
        try:
            rows.append(_row(cells))
        except CellError as refused:
            findings.append(refused.at(f"{name}:{reader.line_num}"))
    if findings:
        raise InputError(findings)
    return tuple(rows)


def _refused(where: str, message: Sentence, code: str = "unreadable-file") -> InputError:
    return InputError([error(code, where, message)])


def _cells(row: PlacementRow) -> list[str | int | None]:
    return [
        row.student_id,
        row.programme_id,
        row.status,
        row.offer_id,
        None if row.wish_rank is None else decimal_text(row.wish_rank),
        row.part,
        row.supervisor_id,
        row.site_id,
        row.territory_id,
        names_of(row.half_days),
        row.half_day_count,
        row.weeks,
        row.minutes,
        row.housed,
        row.reason,
    ]


def _row(cells: dict[str, str]) -> PlacementRow:
    return PlacementRow(
        student_id=cells["student_id"],
        programme_id=cells["programme_id"],
        status=cells["status"],
        offer_id=cells["offer_id"] or None,
        wish_rank=_fraction("wish_rank", cells["wish_rank"]),
        part=_whole("part", cells["part"]),
        supervisor_id=cells["supervisor_id"] or None,
        site_id=cells["site_id"] or None,
        territory_id=cells["territory_id"] or None,
        half_days=_half_days(cells["half_days"]),
        half_day_count=_whole("half_day_count", cells["half_day_count"]),
        weeks=cells["weeks"],
        minutes=_whole("minutes", cells["minutes"]),
        housed=cells["housed"] or None,
        reason=cells["reason"] or None,
    )


def _whole(column: str, text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise CellError("bad-value", not_whole(column, text[:_MOST_DIGITS]))
    return int(text) if text else None


def _fraction(column: str, text: str) -> Fraction | None:
    digits = text.replace(".", "", 1)
    if text and not (text.isascii() and digits.isdigit() and len(digits) <= 2 * _MOST_DIGITS):
        shown = text[:_MOST_DIGITS]
        message = sentence("{column} '{text}' is not a number.", column=column, text=shown)
        raise CellError("bad-value", message)
    return Fraction(text) if text else None


def _half_days(text: str) -> tuple[int, ...]:
    unknown = [name for name in text.split() if name not in _NUMBER]
    if unknown:
        message = sentence("half_days: '{name}' is not a half-day.", name=unknown[0])
        raise CellError("bad-value", message)
    return tuple(_NUMBER[name] for name in text.split())
