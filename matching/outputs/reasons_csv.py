"""``reasons.csv``: why each wish better than the placement was not given."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from ..result import Refusal

FILE_NAME = "reasons.csv"
COLUMNS = (
    "student_id",
    "target",
    "wish_rank",
    "code",
    "tier",
    "low",
    "high",
    "proof",
    "text",
    "moved",
)
"""Column names of ``reasons.csv``, in order."""

_EARLIER_COLUMNS = COLUMNS[:-1]
"""Those of results made before ``moved`` was told."""

_MOST_DIGITS = 9
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def sorted_refusals(refusals: Iterable[Refusal]) -> list[Refusal]:
    """Return the refusals by student, then wish rank, then target."""
    return sorted(refusals, key=lambda r: (r.student_id, r.wish_rank, r.target, r.code, r.text))


def reasons_csv(refusals: Iterable[Refusal]) -> str:
    """Return the text of the file: comma-separated, one header line, lines ended by LF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for refusal in sorted_refusals(refusals):
        cells = {name: getattr(refusal, name) for name in COLUMNS}
        writer.writerow((cells | {"text": _plain(refusal.text)}).values())
    return text.getvalue()


def read_reasons(path: Path) -> tuple[Refusal, ...]:
    """Read a ``reasons.csv``; nothing where it is missing or is no such file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ()
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    try:
        if tuple(reader.fieldnames or ()) not in (COLUMNS, _EARLIER_COLUMNS):
            return ()
        return tuple(_refusal(line) for line in reader if _is_rank(line["wish_rank"]))
    except csv.Error:
        return ()


def _is_rank(text: str) -> bool:
    return text.isdecimal() and len(text) <= _MOST_DIGITS


def _refusal(line: dict[str, str]) -> Refusal:
    texts = {name: line.get(name, "") for name in COLUMNS if name != "wish_rank"}
    return Refusal(wish_rank=int(line["wish_rank"]), **texts)


def _plain(text: str) -> str:
    """Keep a spreadsheet from taking free text, which may quote a name, for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
