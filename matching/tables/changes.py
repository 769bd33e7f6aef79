"""Reading of a table of changes: each line understood, or refused with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..language import Sentence, sentence
from ..settings import Settings
from .cells import clean, read_cell
from .change_table import AddedRow, Change, ChangeTable, Named, Scanned
from .columns import Column
from .dates import read_date
from .findings import Finding, InputError, error, warning
from .headings import slug, suggestion
from .parsing import ParsedTable, column_of, parse_table
from .raw import RawTable
from .schema import TABLE, find_table
from .schema_changes import (
    ADDED,
    ARRIVALS,
    CHANGEABLE,
    CHANGES,
    TABLE_OF,
    WITH_HALF_DAYS,
    WITH_VALUES,
)
from .sources import FILES, read_file, read_source, unopened
from .tidying import shown, text_of
from .unreadable import SourceError
from .wrong import CellError
from .yaml_source import ENDINGS, read_yaml


def read_changes(path: str | Path, settings: Settings) -> ChangeTable:
    """Read a table of changes: a ``.csv`` or YAML file, a workbook, or a folder.

    Raises
    ------
    InputError
        With every error at once, but for what only the semester tells.
    """
    scanned = scan_changes(path, settings)
    if scanned.errors:
        raise InputError(list(scanned.findings))
    return scanned.table


def scan_changes(path: str | Path, settings: Settings) -> Scanned:
    """Read a table of changes as far as it can be understood.

    Raises
    ------
    InputError
        There is no such table.
    """
    findings: list[Finding] = []
    raws = _raws(Path(path), findings)
    parsed: ParsedTable | None = None
    added: list[AddedRow] = []
    for raw in raws:
        if raw.title == CHANGES.name:
            parsed = parse_table(CHANGES, raw, findings)
        else:
            added += _added(raw, findings)
    if parsed is None:
        if not findings:
            said = sentence("there is no table '{table}'.", table=CHANGES.name)
            findings.append(error("missing-table", str(path), said))
        raise InputError(findings)
    changes = [c for row in range(len(parsed)) for c in _changes(parsed, row, settings, findings)]
    named = tuple(_named(parsed))
    if not len(parsed):
        findings.append(error("no-changes", parsed.where(), sentence("there is no change.")))
    findings += _without_change(named, added)
    findings += _set_twice(changes)
    table = ChangeTable(
        tuple(sorted(changes, key=_order)),
        tuple(sorted(added, key=lambda row: (row.table, row.owner, str(row.cells)))),
        tuple(finding for finding in findings if finding.severity != "error"),
    )
    return Scanned(table, named, tuple(findings))


def _named(parsed: ParsedTable) -> Iterator[Named]:
    """Yield whom each line is about, of those that say what happened."""
    for row in range(len(parsed)):
        change, identifier = parsed.values("change")[row], parsed.values("id")[row]
        if change in TABLE_OF and identifier is not None:
            yield Named(change, identifier, parsed.where(row, "id"))


def _order(change: Change) -> tuple[object, ...]:
    return (
        change.week,
        change.table,
        change.identifier,
        change.change,
        change.half_days,
        change.column,
        text_of(change.value),
        change.reason,
    )


# -- finding the tables ---------------------------------------------------------------------


def _raws(path: Path, findings: list[Finding]) -> list[RawTable]:
    """Return the raw tables, that of the changes under its canonical title."""
    try:
        if path.is_dir():
            raws = read_source(path, findings)
        elif path.suffix.lower() in ENDINGS and path.is_file():
            raws = read_yaml(path, CHANGES.name)
        else:
            single = path.suffix.lower() in FILES
            raws = read_file(path, CHANGES if single else None)
            findings += (finding for raw in raws for finding in raw.findings)
    except SourceError as fault:
        findings.append(fault.finding)
        return []
    except OSError as fault:
        findings.append(unopened(path, fault))
        return []
    names = {slug(CHANGES.name), slug(CHANGES.french)}
    named = [raw for raw in raws if slug(raw.title) in names]
    own = named[:1] or [raw for raw in raws if find_table(raw.title) is None][:1] or raws[:1]
    found = []
    for raw in raws:
        if raw is own[0]:
            found.append(_titled(raw, CHANGES.name))
        elif (table := find_table(raw.title)) is not None and table.name in ADDED:
            found.append(_titled(raw, table.name))
        else:
            said = sentence("'{title}' is no table of changes and is not read.", title=raw.title)
            hint = suggestion(raw.title, [CHANGES.name, CHANGES.french, *ADDED])
            findings.append(warning("unknown-table", raw.name, said, hint))
    return found


def _titled(raw: RawTable, title: str) -> RawTable:
    return replace(raw, title=title, findings=())


# -- rows beside the changes ----------------------------------------------------------------


def _added(raw: RawTable, findings: list[Finding]) -> Iterator[AddedRow]:
    """Yield the rows of a table of those who arrive; what is wrong in it is told."""
    table = TABLE[raw.title]
    parsed = parse_table(table, raw, findings)
    wrong = {row for row, _ in parsed.wrong}
    for row in range(len(parsed)):
        owner = parsed.values(ADDED[table.name])[row]
        if row in wrong or owner is None:
            continue
        names = [name for name in parsed.columns if parsed.cells[name][row] is not None]
        yield AddedRow(
            table.name,
            owner,
            tuple((name, parsed.written(row, name)) for name in names),
            tuple((name, parsed.where(row, name)) for name in names),
        )


def _without_change(changes: Sequence[Named], added: Sequence[AddedRow]) -> Iterator[Finding]:
    """Yield rows of somebody whom no line of the changes lets arrive."""
    arriving = {(TABLE_OF[c.change], c.identifier) for c in changes if c.change in ARRIVALS}
    owners = {"wishes": "students", "offer_parts": "offers"}
    for row in added:
        if (owners.get(row.table, row.table), row.owner) not in arriving:
            said = sentence("no line of the changes lets '{owner}' arrive.", owner=row.owner)
            yield error("no-arrival", row.where[0][1], said)


def _set_twice(changes: Sequence[Change]) -> Iterator[Finding]:
    """Yield cells that two lines of one week give different values."""
    seen: dict[tuple[str, str, str, int], Change] = {}
    for change in changes:
        if not change.column:
            continue
        key = change.table, change.identifier, change.column, change.week
        first = seen.setdefault(key, change)
        if text_of(first.value) != text_of(change.value):
            said = sentence("another value for it stands at {before}.", before=first.value_where)
            yield error("contradiction", change.value_where, said)


# -- the lines ------------------------------------------------------------------------------


def _changes(
    parsed: ParsedTable, row: int, settings: Settings, findings: list[Finding]
) -> Iterator[Change]:
    """Yield the change of a line, if it can be understood; otherwise add what is wrong."""
    cells = {name: parsed.values(name)[row] for name in CHANGES.by_name}
    before = len(findings)
    week, column = 1, None
    try:
        week = _week(parsed, row, settings)
    except CellError as fault:
        findings.append(fault.at(parsed.where(row, "from")))
    if any(index == row for index, _ in parsed.wrong):
        return
    try:
        column = _column(parsed, row, cells)
    except CellError as fault:
        findings.append(fault.at(fault_where(parsed, row, fault)))
    misplaced = _misplaced(parsed, row, cells)
    if misplaced is not None:
        findings.append(misplaced)
    if len(findings) > before:
        return
    yield Change(
        change=cells["change"],
        identifier=cells["id"],
        week=week,
        half_days=cells["half_days"] or (),
        column="" if column is None else column.name,
        value=_written(parsed, row, "value"),
        reason=cells["reason"] or "",
        where=parsed.where(row, "change"),
        id_where=parsed.where(row, "id"),
        value_where=parsed.where(row, "value"),
    )


def fault_where(parsed: ParsedTable, row: int, fault: CellError) -> str:
    """Return the cell that a fault of a line is about."""
    return parsed.where(row, "value" if fault.code == "bad-value" else "column")


def _written(parsed: ParsedTable, row: int, name: str) -> object:
    return parsed.written(row, name) if name in parsed.positions else None


def _week(parsed: ParsedTable, row: int, settings: Settings) -> int:
    """Return the first week of a line; an empty cell means the first of the semester."""
    cell = _written(parsed, row, "from")
    if cell is None:
        return 1
    text = text_of(cell)
    if text.isascii() and text.isdigit() and len(text) <= 2 and not isinstance(cell, date):
        week = int(text)
        if 1 <= week <= settings.n_weeks:
            return week
        said = sentence(
            "week {week} is not in the semester; it has the weeks 1 to {last}.",
            week=week,
            last=settings.n_weeks,
        )
        raise CellError("outside-semester", said)
    column = Column(parsed.heading("from"), "", CHANGES.by_name["from"].kind, "")
    day = read_date(cell, column)
    if not settings.first_day <= day <= settings.last_day:
        said = sentence(
            "{day} is not in the semester, which lasts from {first} to {last}.",
            day=day,
            first=settings.first_day,
            last=settings.last_day,
        )
        raise CellError("outside-semester", said)
    return (day - settings.first_day).days // 7 + 1


def _column(parsed: ParsedTable, row: int, cells: dict[str, object]) -> Column | None:
    """Return the column that a line names; the value is read once, so that it is known good."""
    heading = cells["column"]
    if heading is None or cells["change"] not in WITH_VALUES:
        return None
    name = TABLE_OF[str(cells["change"])]
    tables = [name, "offer_parts"] if cells["change"] == "offer_opened" else [name]
    found = [column_of(TABLE[t], str(heading)) for t in tables]
    column = next((column for column in found if column is not None), None)
    if column is None:
        names = [n for c in TABLE[name].columns for n in (c.name, c.french)]
        said = sentence(
            "'{heading}' is no column of {table}.", heading=shown(heading), table=TABLE[name].name
        )
        raise CellError("unknown-column", said, suggestion(str(heading), names))
    _refuse_fixed(str(cells["change"]), name, column)
    value = clean(_written(parsed, row, "value"))
    if value is not None:
        try:
            read_cell(value, column)
        except CellError as fault:
            raise CellError("bad-value", fault.sentence, fault.hint) from None
    return column


def _refuse_fixed(change: str, table: str, column: Column) -> None:
    """Refuse to change what a row is known by, and what a placement cannot be repaired after."""
    allowed = CHANGEABLE.get(table)
    fixed = column.name in TABLE[table].key
    if change not in ARRIVALS and allowed is not None:
        fixed = column.name not in allowed
    if fixed:
        said = sentence(
            "column '{column}' of {table} cannot change during the semester.",
            column=column.name,
            table=table,
        )
        raise CellError("fixed-column", said)


def _misplaced(parsed: ParsedTable, row: int, cells: dict[str, object]) -> Finding | None:
    """Return what is wrong with a line that fills a cell which its change does not have."""
    change = str(cells["change"])
    said: Sentence | None = None
    name = "column"
    if cells["half_days"] and change not in WITH_HALF_DAYS:
        said, name = sentence("'{change}' is of no half-days.", change=change), "half_days"
    elif cells["column"] and change not in WITH_VALUES:
        said = sentence("'{change}' changes no column.", change=change)
    elif cells["value"] and not cells["column"]:
        said = sentence("the value has no column.")
    elif not cells["column"] and change in WITH_VALUES - ARRIVALS:
        said = sentence("'{change}' names no column.", change=change)
    return None if said is None else error("misplaced-cell", parsed.where(row, name), said)
