"""Reading of a `.csv` file: encoding and separator found, lines numbered."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from ..language import Sentence, plural_sentence, sentence
from .collection import no_collection
from .columns import Table
from .encodings import decode
from .findings import Finding, error
from .foreign import empty, refuse_foreign_text
from .grids import (
    TOO_MANY,
    TOO_MANY_CELLS,
    garbled_texts,
    is_suspect,
    raw_table,
    recognised,
)
from .raw import RawTable
from .schema import find_table
from .tidying import clean
from .unreadable import SourceError

_SEPARATORS = ";\t,|"
_MAX_BYTES = 500_000_000
_SEARCHED = 20
_LISTED = 20


class _Form(csv.excel):
    """Excel's form, in which a quote after a separator and a space opens a text too."""

    skipinitialspace = True
    strict = True


def read_csv(path: Path, table: Table | None = None) -> RawTable:
    """Return the raw table of a file.

    Parameters
    ----------
    table
        What the file is read as; if ``None``, what its name says.

    Raises
    ------
    SourceError
        If the file is empty, no text, or has quotes that are not in pairs.
    """
    table = table or find_table(path.stem)
    if path.stat().st_size > _MAX_BYTES:
        raise SourceError("too-large", path.name, sentence("the file is larger than 500 MB."))
    data = path.read_bytes()
    refuse_foreign_text(path, data[:4096])
    text = decode(path.name, data).replace("\r\n", "\n").replace("\r", "\n")
    separator, skipped = _separator(text, table)
    if text.count(separator) + text.count("\n") > TOO_MANY_CELLS:
        raise SourceError("too-large", path.name, TOO_MANY)
    numbers, rows = _records(path.name, text, separator)
    kept = [k for k, row in enumerate(rows) if (row and row[0].strip()) or not _is_blank(row)]
    kept = kept if not skipped else [k for k in kept if numbers[k] > skipped]
    if len(kept) < len(rows):
        numbers, rows = [numbers[k] for k in kept], [rows[k] for k in kept]
    raw = raw_table(path.name, path.stem, rows, numbers, "file", table)
    if raw is None:
        raise empty(path)
    if table is None:
        return raw
    garbled = garbled_texts(path.name, rows, numbers, "file") if is_suspect(text) else []
    return replace(raw, findings=(*raw.findings, *garbled, *_too_wide(raw)))


def _records(name: str, text: str, separator: str) -> tuple[Sequence[int], list[list[str]]]:
    """Return the records, empty ones too, and the number of the first line of each."""
    reader = csv.reader(io.StringIO(text, newline="\n"), _Form, delimiter=separator)
    try:
        with no_collection():
            rows = list(reader)
        if len(rows) == reader.line_num:
            return range(1, len(rows) + 1), rows
    except csv.Error:
        pass  # read again, line by line, to know where
    reader = csv.reader(io.StringIO(text, newline="\n"), _Form, delimiter=separator)
    numbers, rows = [], []
    before = 0
    try:
        with no_collection():
            for row in reader:
                numbers.append(before + 1)
                rows.append(row)
                before = reader.line_num
    except csv.Error as error:
        raise SourceError("unreadable-line", f"{name}:{before + 1}", _why(error)) from error
    return numbers, rows


def _why(error: csv.Error) -> Sentence:
    if "unexpected end" in str(error):
        return sentence(
            "a double quote is opened in this line and never closed; is the file complete?"
        )
    if "field larger" in str(error):
        return sentence(
            "a cell has more than 131,072 characters; are the line's double quotes in pairs?"
        )
    return sentence(
        "the line cannot be read: after a text in double quotes comes something else than the "
        "separator; are its double quotes in pairs?"
    )


def _is_blank(row: list[str]) -> bool:
    return not row or (not row[0].strip() and not any(cell.strip() for cell in row))


def _separator(text: str, table: Table | None) -> tuple[str, int]:
    """Return the separator, and how many lines come before the first that counts.

    It is the one with which a line has most of the table's headings; if none has any, the
    one that stands most often in the first line.
    """
    head = [line for line in islice(_lines(text), _SEARCHED * 5) if line.strip(" ,;\t|")]
    first = next(iter(head), "")
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] in _SEPARATORS:
        return first[4], list(islice(_lines(text), _SEARCHED * 5)).index(first) + 1

    def likeness(separator: str) -> tuple[int, int, int]:
        found = 0
        if table is not None:
            rows = (line.split(separator) for line in head[:_SEARCHED])
            found = max((recognised(_unquoted(row), table) for row in rows), default=0)
        plain = first.split('"')[::2]
        # ``name\t,rank`` is two headings with a comma, not with the tab that pads one.
        joined = sum(
            any(other in cell.strip() for other in _SEPARATORS)
            for part in plain
            for cell in part.split(separator)
        )
        return found, -joined, sum(part.count(separator) for part in plain)

    return max(_SEPARATORS, key=likeness), 0


def _lines(text: str) -> Iterator[str]:
    return (line.rstrip("\n") for line in io.StringIO(text, newline="\n"))


def _unquoted(cells: Iterable[str]) -> Iterator[str]:
    return (cell.strip().strip('"') for cell in cells)


def _too_wide(raw: RawTable) -> list[Finding]:
    """Return an error for each of the first lines with more cells than headings."""
    width = len(raw.headings)
    wide = [
        index
        for index, row in enumerate(raw.rows)
        if len(row) > width and any(clean(cell) is not None for cell in row[width:])
    ]
    findings = [
        error(
            "too-many-cells",
            raw.where(index),
            sentence(
                "the line has {cells} cells for {headings} headings; a text that contains the "
                "separator must stand in double quotes.",
                cells=len(raw.rows[index]),
                headings=width,
            ),
        )
        for index in wide[:_LISTED]
    ]
    if len(wide) > _LISTED:
        more = plural_sentence(
            "one more line has too many cells.",
            "{count} more lines have too many cells.",
            count=len(wide) - _LISTED,
        )
        findings.append(error("too-many-cells", raw.name, more))
    return findings
