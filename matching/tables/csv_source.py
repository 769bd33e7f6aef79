"""Reading of a `.csv` file: encoding and separator found, lines numbered."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

from .cells import clean, text_of
from .raw import RawTable
from .unreadable import SourceError

_SEPARATORS = ";\t,"
_MAX_BYTES = 500_000_000


def read_csv(path: Path) -> RawTable:
    """Return the raw table of a file; the first line that is not empty has the headings.

    Raises
    ------
    SourceError
        If the file is empty, no text, or its lines do not fit its headings.
    """
    if path.stat().st_size > _MAX_BYTES:
        raise SourceError("too-large", path.name, "the file is larger than 500 MB.")
    text = _decode(path)
    lines = _lines(path, text)
    if not lines:
        raise SourceError("empty-file", path.name, "the file is empty.")
    heading_number, first = lines[0]
    headings = tuple(text_of(clean(cell) or "") for cell in first)
    for number, row in lines[1:]:
        if len(row) > len(headings) and any(clean(cell) for cell in row[len(headings) :]):
            raise SourceError(
                "too-many-cells",
                f"{path.name}:{number}",
                f"the line has {len(row)} cells for {len(headings)} headings; a text that "
                "contains the separator must stand in double quotes.",
            )
    return RawTable(
        path.name,
        path.stem,
        headings,
        [row for _, row in lines[1:]],
        [number for number, _ in lines[1:]],
        heading_number,
        "file",
    )


def _decode(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    message = "the file is no text in UTF-8 or Windows-1252."
    raise SourceError("unreadable-file", path.name, message)


def _lines(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Return the records that are not empty, each with the number of its first line."""
    separator, skipped = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in reader:
            number, before = before + 1, reader.line_num
            if number > skipped and not _is_blank(row):
                lines.append((number, row))
    except csv.Error as error:
        where = f"{path.name}:{before + 1}"
        message = f"the line cannot be read ({error}); are its double quotes in pairs?"
        raise SourceError("unreadable-line", where, message) from error
    return lines


def _is_blank(row: list[str]) -> bool:
    return not row or (not row[0].strip() and not any(cell.strip() for cell in row))


def _separator(text: str) -> tuple[str, int]:
    """Return the separator of the heading line, and how many lines come before it."""
    first = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] in _SEPARATORS:
        return first[4], text.splitlines().index(first) + 1
    counts = {separator: _count(first, separator) for separator in _SEPARATORS}
    return max(counts, key=lambda separator: counts[separator]), 0


def _count(line: str, separator: str) -> int:
    """Count a separator outside double quotes."""
    return sum(part.count(separator) for part in line.split('"')[::2])
