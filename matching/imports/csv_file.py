"""A CSV file as it is written: encoding, separator, and every record with its line."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ..language import sentence
from ..tables.encodings import decode
from ..tables.unreadable import SourceError

_SEPARATORS = ",;\t|"
_SAMPLE = 30


@dataclass(frozen=True)
class CsvFile:
    """The records of a file and how they are written, so that they can be written so again.

    Attributes
    ----------
    records
        Every record that is not empty by the number of its first line.
    encoding
        As Python names it; ``utf-8-sig`` where a byte order mark leads.
    preamble
        The line that only says which the separator is, if there is one.
    """

    records: dict[int, list[str]]
    encoding: str = "utf-8"
    separator: str = ","
    line_end: str = "\n"
    preamble: str = ""

    def content(self) -> bytes:
        """Return the bytes of the file."""
        buffer = io.StringIO()
        buffer.write(self.preamble)
        writer = csv.writer(buffer, delimiter=self.separator, lineterminator=self.line_end)
        writer.writerows(record for _, record in sorted(self.records.items()))
        return buffer.getvalue().encode(self.encoding)


def read_csv_file(path: Path, likeness: Callable[[Sequence[str]], int]) -> CsvFile:
    """Return the records of a file, whatever its encoding and separator.

    Unlike a table of a semester, a form's file may begin with lines that are no headings.

    Parameters
    ----------
    likeness
        How much a record looks like the headings; the separator that gives the likest is used.

    Raises
    ------
    SourceError
        If the file is no text, or its double quotes are not in pairs.
    """
    data = path.read_bytes()
    text = decode(path.name, data)
    line_end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    named = _named_separator(text)
    separator = named or max(_SEPARATORS, key=lambda s: _fit(text, s, likeness))
    records = dict(_records(path.name, text, separator))
    if named:
        records.pop(1)
    preamble = f"sep={separator}{line_end}" if named else ""
    return CsvFile(records, _encoding(data), separator, line_end, preamble)


def read_text_sample(text: str, likeness: Callable[[Sequence[str]], int]) -> tuple[str, int]:
    """Return the separator of a file by its beginning, and how many lines only name it."""
    named = _named_separator(text)
    return (named, 1) if named else (max(_SEPARATORS, key=lambda s: _fit(text, s, likeness)), 0)


def _records(name: str, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that are not empty with the number of their first line."""
    lines = io.StringIO(text, newline="\n")
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    before = 0
    try:
        for record in reader:
            number, before = before + 1, reader.line_num
            if any(cell.strip() for cell in record):
                yield number, record
    except csv.Error as error:
        said = sentence("the line cannot be read; are its double quotes in pairs?")
        raise SourceError("unreadable-line", f"{name}:{before + 1}", said) from error


def _fit(text: str, separator: str, likeness: Callable[[Sequence[str]], int]) -> tuple[int, int]:
    """Return how much a separator makes one of the first records look like headings."""
    best = (0, 0)
    try:
        for _, record in islice(_records("", text, separator), _SAMPLE):
            best = max(best, (likeness(record), len(record)))
    except SourceError:
        lines = text.splitlines()[:_SAMPLE]
        rows = [[cell.strip(' "') for cell in line.split(separator)] for line in lines]
        return max((likeness(row), len(row)) for row in rows)
    return best


def _named_separator(text: str) -> str:
    first = text.partition("\n")[0].strip(" \r").lower()
    return first[4] if len(first) == 5 and first[:4] == "sep=" and first[4] in _SEPARATORS else ""


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
