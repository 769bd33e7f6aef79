"""``reasons.csv``: why each wish better than the placement was not given."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from ..language import Lang
from ..reason_reading import sentence_of
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

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def sorted_refusals(refusals: Iterable[Refusal]) -> list[Refusal]:
    """Return the refusals by student, then wish rank, then target."""
    return sorted(refusals, key=lambda r: (r.student_id, r.wish_rank, r.target, r.code, r.text))


def reasons_csv(refusals: Iterable[Refusal], lang: Lang = "en") -> str:
    """Return the text of the file: comma-separated, one header line, lines ended by LF.

    Parameters
    ----------
    lang
        Of the column ``text``, the only one for people: the semester's setting, whoever runs
        the program, so that the same input gives the same bytes.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for refusal in sorted_refusals(refusals):
        cells = {name: getattr(refusal, name) for name in COLUMNS if name != "text"}
        said = {"text": _plain(refusal.text_in(lang))}
        writer.writerow((cells | said)[name] for name in COLUMNS)
    return text.getvalue()


def read_reasons(path: Path) -> tuple[Refusal, ...]:
    """Read a ``reasons.csv``; nothing where it is missing or is no such file."""
    try:
        return parsed_reasons(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError):
        return ()


def parsed_reasons(text: str) -> tuple[Refusal, ...]:
    """Return the lines of a ``reasons.csv``.

    Raises
    ------
    ValueError
        It has other columns, or a line that no result has.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    try:
        if tuple(reader.fieldnames or ()) not in (COLUMNS, _EARLIER_COLUMNS):
            raise ValueError("the columns are not those of reasons.csv")
        return tuple(_refusal(line) for line in reader)
    except csv.Error as error:
        raise ValueError(str(error)) from error


def _refusal(line: dict[str, str]) -> Refusal:
    others = {name: line.get(name, "") for name in COLUMNS if name not in ("wish_rank", "text")}
    rule, text = "", _as_it_was(line["text"])
    if line["code"] == "not-eligible":
        rule, sign, rest = text.partition(": ")
        rule, text = (rule, rest) if sign else ("", text)
    return Refusal(wish_rank=int(line["wish_rank"]), said=sentence_of(text), rule=rule, **others)


def _plain(text: str) -> str:
    """Keep a spreadsheet from taking free text, which may quote a name, for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _as_it_was(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text
