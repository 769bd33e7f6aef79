"""Files of journeys read piece by piece, so that millions of rows need little memory."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from ..language import sentence
from ..tables.cells import clean, text_of
from ..tables.encodings import decode
from ..tables.findings import InputError, error
from ..tables.raw import RawTable, Style, cell_name
from ..tables.sources import unopened
from ..tables.unreadable import SourceError
from .csv_file import read_text_sample
from .form import read_sheets

CELLS = 200_000
"""Cells that are held at a time."""

_TEXT_FILES = frozenset({".csv", ".tsv", ".txt"})
_SAMPLE = 2_000_000
_CHUNK = 1 << 22
_MIXED = 200_000_000
_SEARCHED = 30
Clarity = Callable[[Sequence[str]], int]
Row = Sequence[object]
Batch = Sequence[tuple[int, Row]]
"""Rows, each with its number as a user counts."""


@dataclass(frozen=True)
class RowSource:
    """A file of journeys: its headings, and its rows in batches.

    Attributes
    ----------
    batches
        Begins anew at the first row below the headings each time it is called.
    """

    name: str
    headings: tuple[str, ...]
    heading_number: int
    style: Style
    batches: Callable[[], Iterator[Batch]] = field(repr=False)

    def where(self, number: int, column: int = 0) -> str:
        """Return the name of a cell."""
        return cell_name(self.name, self.style, number, column)

    @property
    def table(self) -> RawTable:
        """The headings as a table without rows."""
        names = self.name, self.name
        return RawTable(*names, self.headings, (), (), self.heading_number, self.style)


def open_rows(path: Path, clarity: Clarity) -> RowSource:
    """Return a file's headings, found whatever stands above them, and its rows.

    Raises
    ------
    InputError
        If the file cannot be read, or there is nothing in it.
    """
    ending = path.suffix.lower()
    try:
        if path.is_file() and path.stat().st_size == 0:
            said = sentence("there is nothing in the file.")
            raise SourceError("empty-file", path.name, said)
        if path.is_file() and ending in _TEXT_FILES:
            return _CsvRows(path, clarity).source
        if path.is_file() and ending == ".parquet":
            return _parquet(path)
    except SourceError as fault:
        raise InputError([fault.finding]) from fault
    except OSError as fault:
        raise InputError([unopened(path, fault)]) from fault
    return _sheet(path, clarity)


def _sheet(path: Path, clarity: Clarity) -> RowSource:
    """Return the sheet of a workbook that looks most like a table of journeys."""
    table = max(read_sheets(path, clarity, _SEARCHED), key=lambda found: found[0])[1]

    def batches() -> Iterator[Batch]:
        yield list(zip(table.numbers, table.rows, strict=True))

    return RowSource(table.name, table.headings, table.heading_number, table.style, batches)


def _parquet(path: Path) -> RowSource:
    import pyarrow as pa  # not needed for other formats, and slow to load
    import pyarrow.parquet as pq

    said = sentence("the file is damaged, encrypted, or no .parquet file; export it again.")
    damaged = SourceError("unreadable-file", path.name, said)
    try:
        with pq.ParquetFile(path) as file:
            headings = tuple(file.schema_arrow.names)
    except (pa.ArrowException, ValueError) as error:
        raise damaged from error

    def batches() -> Iterator[Batch]:
        number = 1
        try:
            with pq.ParquetFile(path) as file:
                size = max(1, CELLS // max(1, len(headings)))
                for batch in file.iter_batches(batch_size=size, use_threads=False):
                    columns = [_plain(column) for column in batch.columns]
                    rows = list(zip(*columns, strict=True))
                    yield list(enumerate(rows, start=number))
                    number += len(rows)
        except (pa.ArrowException, ValueError, OverflowError) as error:
            raise InputError([damaged.finding]) from error

    return RowSource(path.name, headings, 0, "file", batches)


def _plain(column: Any) -> list[Any]:
    """Return a column's cells; numbers of lower precision as their shortest text says them.

    Lists and the like come as their text, which is no time and no place.
    """
    import pyarrow.types as types

    if types.is_float16(column.type) or types.is_float32(column.type):
        texts = column.to_numpy(zero_copy_only=False).astype(str).tolist()
        return [None if cell == "nan" else float(cell) for cell in texts]
    cells: list[Any] = column.to_pylist()
    if types.is_nested(column.type) or types.is_binary(column.type):
        return [None if cell is None else str(cell) for cell in cells]
    return cells


class _CsvRows:
    """A CSV file: encoding, separator and heading row found, then read record by record."""

    def __init__(self, path: Path, clarity: Clarity) -> None:
        self._path = path
        self._encoding = _encoding(path)
        self._separator, skipped = read_text_sample(self._sample(), clarity)
        head = islice(self._records(), _SEARCHED)
        rows = [(number, row) for number, row in head if number > skipped]
        if not rows:
            raise SourceError("empty-file", path.name, sentence("there is nothing in the file."))
        texts = [[text_of(clean(cell) or "") for cell in row] for _, row in rows]
        scores = [clarity(row) for row in texts]
        start = scores.index(max(scores))
        self._start = rows[start][0]
        self.source = RowSource(path.name, tuple(texts[start]), self._start, "file", self.batches)

    def _sample(self) -> str:
        with self._path.open("rb") as file:
            data = file.read(_SAMPLE)
        decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        return decoder.decode(data).replace("\r\n", "\n").replace("\r", "\n")

    def batches(self) -> Iterator[Batch]:
        """Yield the records below the headings."""
        width = len(self.source.headings)
        below = ((number, row) for number, row in self._records() if number > self._start)
        try:
            while batch := list(islice(below, max(1, CELLS // width))):
                yield batch
        except SourceError as fault:
            raise InputError([fault.finding]) from fault

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the records that are not empty with the number of their first line."""
        before = 0
        with self._path.open(encoding=self._encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self._separator, strict=True, skipinitialspace=True)
            try:
                for row in reader:
                    number, before = before + 1, reader.line_num
                    if row and (row[0] or any(cell.strip() for cell in row)):
                        yield number, row
            except csv.Error as error:
                said = sentence("the line cannot be read; are its double quotes in pairs?")
                where = f"{self._path.name}:{before + 1}"
                raise SourceError("unreadable-line", where, said) from error


def _encoding(path: Path) -> str:
    """Return the encoding of a file, read once from end to end.

    Raises
    ------
    SourceError
        If it is no text.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            if b"\0" in data:
                said = sentence("the file is no text in UTF-8, UTF-16 or Windows-1252.")
                raise SourceError("unreadable-file", path.name, said)
            try:
                decoder.decode(data)
            except UnicodeDecodeError:
                utf8 = False
                break
    if utf8:
        return "utf-8-sig"
    if path.stat().st_size <= _MIXED:
        decode(path.name, path.read_bytes())  # refuses what is of two encodings
    return "cp1252"


def refused_row(source: RowSource, number: int, cells: int) -> Any:
    """Return the error of a line with more cells than there are headings."""
    said = sentence(
        "the line has {cells} cells for {headings} headings; a text that contains the "
        "separator must stand in double quotes.",
        cells=cells,
        headings=len(source.headings),
    )
    return error("too-many-cells", source.where(number), said)
