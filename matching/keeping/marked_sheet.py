"""The marks in the sheet of students of a ``placements.xlsx``."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..entities import EarlierPlace, Marks
from ..halfdays import N_HALF_DAYS, day_of
from ..language import sentence
from ..outputs.words import HALF_DAY_HEADINGS, words_in
from ..outputs.workbook import FILE_NAME
from ..tables.cells import read_flag, read_identifier
from ..tables.columns import Column, Kind
from ..tables.findings import Finding, InputError, error
from ..tables.headings import slug
from ..tables.raw import RawTable
from ..tables.sources import read_file, unopened
from ..tables.tidying import clean, text_of
from ..tables.unreadable import SourceError
from ..tables.wrong import CellError

KEEP = Column("keep", "garder", Kind.FLAG, "x: the student keeps this placement.")
_IDENTIFIERS = ("student_id", "offer_id", "supervisor_id", "site_id", "housed_id")
_NEEDED = (KEEP.name, *_IDENTIFIERS, "half_days")


@dataclass(frozen=True)
class _Row:
    """One row of the sheet: its number in the table, and its cells by name."""

    number: int
    cells: Mapping[str, object]

    def identifier(self, name: str) -> str:
        """Return an identifier, empty where there is none."""
        cell = self.cells[name]
        return "" if cell is None else read_identifier(cell)


def read_marks(path: str | os.PathLike[str]) -> tuple[Marks, list[Finding]]:
    """Read the marked places, and every mark that cannot be understood.

    Parameters
    ----------
    path
        A ``placements.xlsx``, also saved as ``.ods``, or the folder of a result.

    Raises
    ------
    InputError
        The file cannot be read, or has no sheet with the column of marks.
    """
    file = Path(path)
    file = file / FILE_NAME if file.is_dir() else file
    sheet = _sheet(file)
    findings: list[Finding] = []
    places: dict[str, tuple[EarlierPlace, str]] = {}
    for name, rows in _by_student(sheet).items():
        row = _marked(file, sheet, rows, findings)
        if row is None:
            continue
        place = _place(file, sheet, name, rows, row, findings)
        if place is not None:
            places[name] = place, _where(file, sheet, row, KEEP.name)
    ordered = [places[name] for name in sorted(places)]
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    marks = Marks(str(file), sha256, tuple(p for p, _ in ordered), tuple(c for _, c in ordered))
    return marks, findings


# -- the sheet --------------------------------------------------------------------------------


def _sheet(file: Path) -> RawTable:
    try:
        raws = read_file(file)
    except SourceError as fault:
        raise InputError([fault.finding]) from fault
    except OSError as fault:
        raise InputError([unopened(file, fault)]) from fault
    found = next((raw for raw in raws if all(n in _columns(raw.headings) for n in _NEEDED)), None)
    if found is None:
        message = sentence(
            "no sheet has a column '{keep}' beside the students with their identifiers; put the "
            "marks into a placements.xlsx that 'maillage place' wrote.",
            keep="Keep / Garder",
        )
        raise InputError([error("missing-column", file.name, message)])
    return found


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Return the column of each name, its heading in either language."""
    names = {slug(words_in(lang)[name]): name for lang in ("en", "fr") for name in _NEEDED}
    found: dict[str, int] = {}
    for column, heading in enumerate(headings):
        name = names.get(slug(heading))
        if name is not None:
            found.setdefault(name, column)
    return found


def _by_student(sheet: RawTable) -> dict[str, list[_Row]]:
    columns = _columns(sheet.headings)
    found: dict[str, list[_Row]] = {}
    for number, cells in enumerate(sheet.rows):
        own = {name: clean(cells[at]) if at < len(cells) else None for name, at in columns.items()}
        row = _Row(number, own)
        found.setdefault(row.identifier("student_id"), []).append(row)
    return found


def _where(file: Path, sheet: RawTable, row: _Row, name: str) -> str:
    """Name a cell as spreadsheets name one of another workbook: ``[file.xlsx]Sheet!B5``."""
    where = sheet.where(row.number, _columns(sheet.headings)[name])
    return f"[{file.name}]{where}" if sheet.style == "sheet" else where


# -- one student ------------------------------------------------------------------------------


def _marked(
    file: Path, sheet: RawTable, rows: Sequence[_Row], findings: list[Finding]
) -> _Row | None:
    """Return the first row with a mark: a mark at one part keeps them all."""
    marked = []
    for row in rows:
        cell = row.cells[KEEP.name]
        try:
            if cell is not None and read_flag(cell, KEEP):
                marked.append(row)
        except CellError as wrong:
            findings.append(wrong.at(_where(file, sheet, row, KEEP.name)))
    return marked[0] if marked else None


def _place(
    file: Path,
    sheet: RawTable,
    name: str,
    rows: Sequence[_Row],
    marked: _Row,
    findings: list[Finding],
) -> EarlierPlace | None:
    """Return the place of a marked student, or add what is wrong with it."""
    where = _where(file, sheet, marked, KEEP.name)
    if not name:
        message = sentence("this row is marked and names no student.")
        findings.append(error("missing-value", where, message))
        return None
    parts = []
    for row in rows:
        half_days = _half_days(row.cells["half_days"])
        host = row.identifier("supervisor_id")
        if host and half_days is None:
            cell = _where(file, sheet, row, "half_days")
            shown = text_of(row.cells["half_days"] or "")
            message = sentence("'{text}' is no list of half-days as it was written.", text=shown)
            findings.append(error("bad-value", cell, message))
            return None
        if host and half_days is not None:
            parts.append((host, row.identifier("site_id"), half_days))
    if not parts:
        message = sentence("student '{student}' has no place that could be kept.", student=name)
        findings.append(error("cannot-keep", where, message))
        return None
    offer, housed = rows[0].identifier("offer_id"), rows[0].identifier("housed_id")
    return EarlierPlace(name, offer or None, tuple(parts), housed or None)


def _half_days(cell: object) -> tuple[int, ...] | None:
    """Return the half-days of a cell such as ``Mon am+pm, Tue am``; ``None`` if it is not one."""
    found: list[int] = []
    for item in text_of(cell or "").split(","):
        day, _, halves = item.strip().partition(" ")
        for half in halves.split("+"):
            number = _numbers().get((slug(day), slug(half)))
            if number is None:
                return None
            found.append(number)
    return tuple(sorted(set(found))) if len(set(found)) == len(found) else None


@cache
def _numbers() -> Mapping[tuple[str, str], int]:
    """Half-days by the words for the day and for the half of it, in either language."""
    return dict(_named_half_days())


def _named_half_days() -> Iterator[tuple[tuple[str, str], int]]:
    for headings in HALF_DAY_HEADINGS.values():
        for number in range(N_HALF_DAYS):
            day, half = headings[number].split()
            assert headings[2 * day_of(number)].split()[0] == day
            yield (slug(day), slug(half)), number
