"""The workbook or folder that an import goes into: read, changed, and read back."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..language import Sentence, sentence
from ..tables.cells import clean, text_of
from ..tables.examples import set_examples_aside
from ..tables.findings import Finding, InputError
from ..tables.parsing import Parsed, ParsedTable, missing_column, parse_tables
from ..tables.raw import RawTable
from ..tables.schema import TABLE, find_table, needed_for
from ..tables.sources import read_source
from ..tables.unreadable import SourceError
from .cannot_import import CannotImport
from .csv_file import CsvFile, read_csv_file
from .files import refuse_open, replace_file
from .table_edit import TableEdit, Value
from .workbook_parts import WorkbookParts, open_workbook, unusual

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
# What makes it unclear which cells are meant; other errors are for `check`.
_IN_THE_WAY = frozenset({"duplicate-table", "duplicate-column"})


@dataclass(frozen=True)
class Purpose:
    """What an import needs of a semester's file.

    Attributes
    ----------
    what
        What is imported, as a sentence names it.
    tables
        The tables that are read.
    keys
        Of some of them the column without which nothing can be written.
    """

    what: Sentence
    tables: tuple[str, ...]
    keys: Mapping[str, str]


@dataclass(frozen=True)
class Target:
    """A semester's file as it is before the import.

    Attributes
    ----------
    parsed
        The tables that the import needs, without the example rows of a template.
    examples
        Per table the numbers of the rows that are examples.
    parts
        The workbook's parts; ``None`` for a folder.
    """

    path: Path
    purpose: Purpose
    raws: Sequence[RawTable]
    parsed: Parsed
    examples: Mapping[str, frozenset[int]]
    parts: WorkbookParts | None

    def empty_sheet(self, table: str) -> str | None:
        """Return the name of a sheet that is there for a table but has nothing in it."""
        if self.parts is None or table in self.parsed:
            return None
        return self.parts.sheet_of(table)

    def edited(self, edits: Sequence[TableEdit]) -> dict[Path, bytes]:
        """Return the new content of every file that edits concern.

        Raises
        ------
        CannotImport
            If a cell that is to be written cannot be.
        """
        if self.parts is not None:
            return {self.path: self.parts.edited(edits)}
        beside = next(self.parsed[name].raw for name in self.purpose.keys if name in self.parsed)
        tables = {raw.name: raw for raw in self.raws}
        files = {}
        for edit in edits:
            model = beside if edit.is_new else tables[edit.name]
            name = f"{edit.name}.csv" if edit.is_new else edit.name
            files[self.path / name] = edited_csv(self.path / model.name, model, edit)
        return files

    def new_file(self, name: str, rows: Iterable[Sequence[str]]) -> dict[Path, bytes]:
        """Return a new ``.csv`` file of a folder, written as the files beside it are."""
        beside = next(self.parsed[key].raw for key in self.purpose.keys if key in self.parsed)
        path = self.path / beside.name
        model = _read_model(path, beside) if path.suffix.lower() == ".csv" else CsvFile({})
        encoding = "utf-8-sig" if model.encoding == "cp1252" else model.encoding
        buffer = io.StringIO()
        buffer.write(model.preamble)
        writer = csv.writer(buffer, delimiter=model.separator, lineterminator=model.line_end)
        writer.writerows(rows)
        return {self.path / f"{name}.csv": buffer.getvalue().encode(encoding)}

    def write_one(self, path: Path, data: bytes, holds: Callable[[Path], bool]) -> None:
        """Put one new file of a folder in place, after it was read back as a file.

        Raises
        ------
        CannotImport
            If it cannot be written, or would not be read as it should.
        """
        refuse_open(path)
        with tempfile.TemporaryDirectory(prefix="maillage-") as folder:
            trial = Path(folder, path.name)
            trial.write_bytes(data)
            if not holds(trial):
                raise unusual(self.path)
        replace_file(path, data)

    def write(
        self,
        files: Mapping[Path, bytes],
        edits: Sequence[TableEdit],
        holds: Callable[[Parsed], bool],
    ) -> None:
        """Put the new files in place, after they were read back and hold what they should.

        Raises
        ------
        CannotImport
            If they cannot be written, or would not be read as they should.
        """
        for path in files:
            refuse_open(path)
        names = {edit.name for edit in edits} if self.parts else {path.name for path in files}
        self._read_back(files, names, holds)
        for path, data in files.items():
            replace_file(path, data)

    def _read_back(
        self, files: Mapping[Path, bytes], edited: set[str], holds: Callable[[Parsed], bool]
    ) -> None:
        """Refuse new files in which anything but what was imported reads differently."""
        with tempfile.TemporaryDirectory(prefix="maillage-") as folder:
            for path, data in files.items():
                Path(folder, path.name).write_bytes(data)
            raws = read_source(Path(folder) / self.path.name if self.parts else Path(folder), [])
        before = [raw for raw in self.raws if raw.name not in edited]
        if self.parts is None:
            raws = [*before, *raws]
        after = {raw.name: content_of(raw) for raw in raws if raw.name not in edited}
        same = after == {raw.name: content_of(raw) for raw in before}
        if not same or not holds(_needed(raws, self.purpose, [])[0]):
            raise unusual(self.path)


def open_target(path: Path, purpose: Purpose) -> Target:
    """Return a workbook or a folder of CSV files, as far as an import needs it.

    Errors elsewhere, such as a quota that cannot hold, do not stand in the way.

    Raises
    ------
    CannotImport
        If nothing can be written into such a file.
    InputError
        If it cannot be read, or it is not clear where the lines concerned stand in it.
    """
    if path.is_file() and path.suffix.lower() == ".ods":
        raise CannotImport(
            sentence(
                "{file}: {what} can be imported into an .xlsx workbook or a folder of .csv files, "
                "not into .ods; save it as .xlsx and import into that.",
                file=path.name,
                what=purpose.what,
            )
        )
    findings: list[Finding] = []
    raws = read_source(path, findings)
    found: list[Finding] = []
    parsed, examples = _needed(raws, purpose, found)
    in_the_way = [finding for finding in findings if _concerns(finding, purpose)]
    _raise_if([*in_the_way, *(f for f in found if f.code in _IN_THE_WAY)])
    _require_keys(parsed, purpose)
    parts = open_workbook(path) if path.suffix.lower() in _WORKBOOKS and path.is_file() else None
    return Target(path, purpose, raws, parsed, examples, parts)


def _raise_if(findings: Sequence[Finding]) -> None:
    if any(finding.severity == "error" for finding in findings):
        raise InputError(findings)


def _concerns(finding: Finding, purpose: Purpose) -> bool:
    """Say whether a finding is about a table that is needed, or about the whole file."""
    name = finding.where.partition("!")[0].partition(":")[0]
    table = find_table(name.removesuffix(".csv").removesuffix(".parquet"))
    return table is None or table.name in purpose.tables


def _needed(
    raws: Sequence[RawTable], purpose: Purpose, findings: list[Finding]
) -> tuple[dict[str, ParsedTable], dict[str, frozenset[int]]]:
    """Return the tables that an import reads, and per table the rows that are examples."""
    named = [(find_table(raw.title), raw) for raw in raws]
    needed = [raw for table, raw in named if table is not None and table.name in purpose.tables]
    parsed = parse_tables(needed, findings)
    before = {name: _numbers(table) for name, table in parsed.items()}
    set_examples_aside(parsed, needed_for("place"), [])
    return parsed, {name: before[name] - _numbers(table) for name, table in parsed.items()}


def _numbers(table: ParsedTable) -> frozenset[int]:
    """Return the numbers of the rows of a table."""
    return frozenset(table.raw.numbers[row] for row in table.rows)


def _require_keys(parsed: Parsed, purpose: Purpose) -> None:
    for name, key in purpose.keys.items():
        table = parsed.get(name)
        if table is not None and key not in table.cells:
            raise InputError([missing_column(table, TABLE[name].by_name[key])])


def edited_csv(path: Path, model: RawTable, edit: TableEdit) -> bytes:
    """Return a file with cells changed, in the encoding and with the separator of its model."""
    if path.suffix.lower() != ".csv":
        if edit.is_new:
            file = CsvFile({})
        else:
            raise CannotImport(
                sentence("{file} cannot be changed; save it as .csv instead.", file=path.name)
            )
    else:
        file = _read_model(path, model)
    records = {} if edit.is_new else {number: [*row] for number, row in file.records.items()}
    width = len(records.get(edit.heading_row, ()))
    for number, cells in sorted(edit.cells.items()):
        record = [] if number in edit.emptied else records.get(number, [])
        record += [""] * (max(width, 1 + max(cells)) - len(record))
        for position, value in cells.items():
            record[position] = _written(value, file.separator)
        records[number] = record
    for number in edit.removed:
        records.pop(number, None)
    filled = {number: row for number, row in records.items() if any(map(str.strip, row))}
    # Excel takes a file for UTF-8 only where its mark leads.
    encoding = "utf-8-sig" if file.encoding == "cp1252" else file.encoding
    return replace(file, records=filled, encoding=encoding).content()


def _written(value: Value, separator: str) -> str:
    """Return a value as a file of this separator writes it: ``;`` leaves the comma to decimals."""
    if isinstance(value, float) and separator == ";":
        return str(value).replace(".", ",")
    return "" if value is None else str(value)


def _read_model(path: Path, model: RawTable) -> CsvFile:
    try:
        return read_csv_file(path, lambda record: _cells_alike(record, model.headings))
    except SourceError as fault:
        raise InputError([fault.finding]) from fault


def _cells_alike(record: Sequence[str], headings: Sequence[str]) -> int:
    texts = [text_of(clean(cell) or "") for cell in record]
    return sum(text == heading != "" for text, heading in zip(texts, headings, strict=False))


def content_of(raw: RawTable) -> list[tuple[int, tuple[str, ...]]]:
    """Return the filled cells of a table in a form that can be compared."""
    rows = [(raw.heading_number, raw.headings), *zip(raw.numbers, raw.rows, strict=True)]
    texts = [(number, tuple(repr(clean(cell)) for cell in row)) for number, row in rows]
    return [(number, row) for number, row in texts if set(row) - {"None"}]
