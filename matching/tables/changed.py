"""A semester after changes: its tables with other cells, without rows and with new ones.

The tables are changed as they were found and read again like any others, so that whatever a
change breaks is found as it would be in a workbook; findings then name the cell of the change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..halfdays import HALF_DAYS
from ..semester import Semester
from .cells import clean, read_cell
from .change_table import AddedRow, Change, ChangeTable, Scanned
from .columns import Column, Kind
from .findings import Finding, InputError, error
from .headings import suggestion
from .parsing import column_of
from .raw import RawTable
from .reading import read_raw
from .references import NOUNS, does_not_exist, says_present
from .schema import TABLE, find_table
from .schema_changes import ARRIVALS, TABLE_OF
from .wrong import CellError

_OF_A_STUDENT = ("students", "wishes", "host_rankings", "locks", "conflicts", "history")


@dataclass
class _Sheet:
    """A table whose rows can be changed."""

    raw: RawTable
    headings: list[str]
    rows: list[list[object]]
    numbers: list[int]
    position: dict[str, int] = field(default_factory=dict)

    def at(self, row: int, name: str) -> object:
        place = self.position.get(name)
        cells = self.rows[row]
        return clean(cells[place]) if place is not None and place < len(cells) else None

    def set(self, row: int, name: str, value: object) -> None:
        if name not in self.position:
            self.position[name] = len(self.headings)
            self.headings.append(name)
        cells, place = self.rows[row], self.position[name]
        cells += [None] * (place + 1 - len(cells))
        cells[place] = value

    def add(self) -> int:
        """Add an empty row and return its index."""
        self.rows.append([])
        self.numbers.append(max(self.numbers, default=self.raw.heading_number) + 1)
        return len(self.rows) - 1

    def find(self, name: str, identifier: str) -> list[int]:
        """Return the rows whose cell of a column holds an identifier."""
        column = TABLE[_name(self.raw)].by_name[name]
        found = range(len(self.rows))
        return [row for row in found if _identifier(self.at(row, name), column) == identifier]

    def keep(self, rows: Sequence[int]) -> None:
        self.rows = [self.rows[row] for row in rows]
        self.numbers = [self.numbers[row] for row in rows]

    def where(self, row: int, position: int) -> str:
        """Return the name of a cell, as reading the table again would call it."""
        return replace(self.raw, numbers=(self.numbers[row],)).where(0, position)

    def table(self) -> RawTable:
        """Return the table as it is now."""
        return replace(
            self.raw,
            headings=tuple(self.headings),
            rows=tuple(map(tuple, self.rows)),
            numbers=tuple(self.numbers),
        )


def _name(raw: RawTable) -> str:
    table = find_table(raw.title)
    assert table is not None
    return table.name


def _identifier(cell: object, column: Column) -> object:
    if cell is None:
        return None
    try:
        return read_cell(cell, column)
    except CellError:
        return None


def changed_semester(raws: Sequence[RawTable], table: ChangeTable, week: int) -> Semester:
    """Return the semester as it is from a week on, after all changes up to then.

    Parameters
    ----------
    raws
        The tables of the semester before any change, without errors.

    Raises
    ------
    InputError
        A change names what does not exist, or what it makes of the tables has errors.
    """
    book = _book(raws, table, week)
    try:
        return read_raw(book.tables())
    except InputError as broken:
        raise InputError([book.told(finding) for finding in broken.findings]) from None


def faults_of(raws: Sequence[RawTable], scanned: Scanned) -> list[Finding]:
    """Return all that is wrong with changes, by themselves and in their semester, once each.

    Where lines are wrong by themselves, the others are tried without them: what is then missing
    altogether is not told, for it may stand in one of these lines.
    """
    found = list(scanned.errors)
    known = _Book(raws)
    arriving = {(TABLE_OF[n.change], n.identifier) for n in scanned.named if n.change in ARRIVALS}
    for one in scanned.named:
        table = TABLE_OF[one.change]
        if (table, one.identifier) not in arriving and known.row(table, one.identifier) is None:
            known.unknown(table, one.identifier, one.where)
    found += known.faults
    for week in scanned.table.weeks:
        book = _applied(raws, scanned.table, week)
        lacking = found or book.faults
        try:
            read_raw(book.tables())
        except InputError as broken:
            told = map(book.told, broken.errors)
            found += [f for f in told if not (lacking and f.code == "missing-value")]
    if not found:
        for week in scanned.table.weeks:  # who is there, but not yet
            found += _applied(raws, scanned.table, week).faults
    return list(dict.fromkeys(found))


def changed_tables(raws: Sequence[RawTable], table: ChangeTable, week: int) -> list[RawTable]:
    """Return the tables themselves; what they make of a semester is not looked at.

    Raises
    ------
    InputError
        A change names what does not exist.
    """
    return _book(raws, table, week).tables()


@dataclass(frozen=True)
class NewCells:
    """Cells of one row that changes write.

    ``number``: the number of the row, as its user counts; ``None`` for a new one.
    """

    table: str
    number: int | None
    cells: tuple[tuple[str, object], ...]


def new_cells(raws: Sequence[RawTable], table: ChangeTable, week: int) -> list[NewCells]:
    """Return what changes up to a week write into which row, of all tables, by column.

    Rows that they take away are not told.

    Raises
    ------
    InputError
        A change names what does not exist.
    """
    before = _Book(raws).sheets
    found = []
    for name, sheet in _book(raws, table, week).sheets.items():
        old = before.get(name)
        known = {} if old is None else {n: k for k, n in enumerate(old.numbers)}
        for row, number in enumerate(sheet.numbers):
            own = {column: sheet.at(row, column) for column in sheet.position}
            if old is not None and number in known:
                own = {c: v for c, v in own.items() if v != old.at(known[number], c)}
            else:
                own = {c: v for c, v in own.items() if v is not None}
            if own:
                at = number if number in known else None
                found.append(NewCells(name, at, tuple(own.items())))
    return found


def _book(raws: Sequence[RawTable], table: ChangeTable, week: int) -> _Book:
    book = _applied(raws, table, week)
    if book.faults:
        raise InputError(book.faults)
    return book


def _applied(raws: Sequence[RawTable], table: ChangeTable, week: int) -> _Book:
    """Return the tables after the changes up to a week, with what could not be applied."""
    book = _Book(raws)
    for change in table.changes:
        if change.week <= week:
            book.apply(change, table.added)
    return book


class _Book:
    """All tables, and where their changed cells came from."""

    def __init__(self, raws: Sequence[RawTable]) -> None:
        self.raws = raws
        self.sheets: dict[str, _Sheet] = {}
        self.origin: dict[str, str] = {}
        self.faults: list[Finding] = []
        for raw in raws:
            known = find_table(raw.title)
            if known is not None:
                self.sheets[known.name] = _sheet(raw)

    def tables(self) -> list[RawTable]:
        """Return the tables as they are now; those that are none of a semester are left out."""
        return [sheet.table() for sheet in self.sheets.values()]

    def told(self, finding: Finding) -> Finding:
        """Return a finding with the cell of the change that led to it."""
        return replace(finding, where=self.origin.get(finding.where, finding.where))

    def apply(self, change: Change, added: Sequence[AddedRow]) -> None:
        """Apply one change; what it names has to exist, unless it arrives."""
        row = self.row(change.table, change.identifier)
        if row is None and change.change in ARRIVALS:
            row = self._arrive(change, added)
        if row is None:
            self.unknown(change.table, change.identifier, change.id_where)
            return
        match change.change:
            case "student_leaves":
                self._leave(change.identifier)
            case "supervisor_absent":
                self._absent(row, change.half_days, change.where)
            case "site_closed":
                self._close_site(change)
            case "offer_opened" | "offer_closed":
                opened = change.change == "offer_opened"
                self._set("offers", row, "open", "true" if opened else "false", change.where)
                if not opened:
                    self._unlock(change.identifier)
        if change.column:
            self._set_value(change, row)

    # -- rows ------------------------------------------------------------------------------

    def row(self, table: str, identifier: str) -> int | None:
        """Return the row of a table with an identifier."""
        sheet = self.sheets.get(table)
        found = [] if sheet is None else sheet.find(TABLE[table].key[0], identifier)
        return found[0] if found else None

    def unknown(self, table: str, identifier: str, where: str) -> None:
        """Add the fault that there is no such row."""
        sheet, key = self.sheets.get(table), TABLE[table].key[0]
        column = TABLE[table].by_name[key]
        rows = range(len(sheet.rows)) if sheet is not None else ()
        known = [str(_identifier(sheet.at(row, key), column)) for row in rows if sheet is not None]
        message = does_not_exist(NOUNS[table,], identifier)
        hint = suggestion(identifier, known)
        self.faults.append(error("unknown-reference", where, message, hint))

    def _arrive(self, change: Change, added: Sequence[AddedRow]) -> int:
        """Add the row of somebody who arrives, with the rows that stand beside the changes."""
        first = self._add(change.table, change.where)
        self._set(change.table, first, TABLE[change.table].key[0], change.identifier, change.where)
        for one in added:
            if one.owner != change.identifier or not _belongs(one, change.table):
                continue
            row = first if one.table == change.table else self._add(one.table, one.where[0][1])
            for (name, value), (_, where) in zip(one.cells, one.where, strict=True):
                self._set(one.table, row, name, value, where)
        return first

    def _add(self, name: str, where: str) -> int:
        if name not in self.sheets:
            headings = tuple(TABLE[name].by_name)
            self.sheets[name] = _sheet(RawTable(name, name, headings, (), ()))
        sheet = self.sheets[name]
        row = sheet.add()
        for position in range(len(sheet.headings)):
            self.origin[sheet.where(row, position)] = where
        return row

    def _leave(self, student: str) -> None:
        for name in _OF_A_STUDENT:
            sheet = self.sheets.get(name)
            if sheet is not None and "student_id" in sheet.position:
                gone = set(sheet.find("student_id", student))
                sheet.keep([row for row in range(len(sheet.rows)) if row not in gone])

    def _unlock(self, offer: str) -> None:
        """Drop the locks at an offer that is closed: who has one is placed anew."""
        sheet = self.sheets.get("locks")
        if sheet is not None and "offer_id" in sheet.position:
            gone = set(sheet.find("offer_id", offer))
            sheet.keep([row for row in range(len(sheet.rows)) if row not in gone])

    # -- cells -----------------------------------------------------------------------------

    def _set(self, name: str, row: int, column: str, value: object, where: str) -> None:
        sheet = self.sheets[name]
        sheet.set(row, column, value)
        self.origin[sheet.where(row, sheet.position[column])] = where

    def _set_value(self, change: Change, row: int) -> None:
        name = change.table
        if change.column not in TABLE[name].by_name and TABLE[name].find(change.column) is None:
            row, name = self._part_of(change), "offer_parts"
        self._set(name, row, change.column, change.value, change.value_where)

    def _part_of(self, change: Change) -> int:
        """Return the row of the single part of an offer that is described line by line."""
        sheet = self.sheets.get("offer_parts")
        found = [] if sheet is None else sheet.find("offer_id", change.identifier)
        if found:
            return found[0]
        row = self._add("offer_parts", change.where)
        self._set("offer_parts", row, "offer_id", change.identifier, change.where)
        return row

    def _absent(self, row: int, half_days: Sequence[int], where: str) -> None:
        for half_day in half_days or range(len(HALF_DAYS)):
            if self.sheets["supervisors"].at(row, HALF_DAYS[half_day]) is not None:
                self._set("supervisors", row, HALF_DAYS[half_day], None, where)

    def _close_site(self, change: Change) -> None:
        sheet = self.sheets["supervisors"]
        site = TABLE["supervisors"].by_name["site_id"]
        for row in range(len(sheet.rows)):
            usual = _identifier(sheet.at(row, "site_id"), site) == change.identifier
            for half_day in change.half_days or range(len(HALF_DAYS)):
                cell = sheet.at(row, HALF_DAYS[half_day])
                if cell is not None and _is_at(cell, change.identifier, usual=usual):
                    self._set("supervisors", row, HALF_DAYS[half_day], None, change.where)


def _is_at(cell: object, site: str, *, usual: bool) -> bool:
    """Say whether a timetable cell means a site; ``usual``: it is the supervisor's own."""
    column = Column("", "", Kind.PRESENCE, "")
    presence = read_cell(cell, column)
    if presence is None:
        return False
    if presence.site is None:
        return usual
    return bool(presence.site == site) or (usual and says_present(presence.site))


def _belongs(row: AddedRow, table: str) -> bool:
    return {"wishes": "students", "offer_parts": "offers"}.get(row.table, row.table) == table


def _sheet(raw: RawTable) -> _Sheet:
    table = find_table(raw.title)
    assert table is not None
    found = _Sheet(raw, list(raw.headings), [list(row) for row in raw.rows], list(raw.numbers))
    for position, heading in enumerate(raw.headings):
        column = column_of(table, heading) if heading else None
        if column is not None:
            found.position.setdefault(column.name, position)
    return found
