"""Identifiers given twice, and references to what does not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..language import Sentence, plural_sentence, sentence
from .cells import read_territory
from .columns import Column, Kind
from .findings import Finding, error, warning
from .headings import Suggester
from .parsing import Parsed, ParsedTable
from .schedules import PresenceCell
from .schema import TABLE

NOUNS: Mapping[tuple[str, ...], Sentence] = {
    ("territories",): sentence("territory"),
    ("sites",): sentence("site"),
    ("supervisors",): sentence("supervisor"),
    ("programmes",): sentence("programme"),
    ("offers",): sentence("offer"),
    ("students",): sentence("student"),
    ("fees",): sentence("fee"),
    ("sites", "students", "territories"): sentence("site, student or territory"),
}
"""What a column refers to, by the tables that may hold it."""

_REFERRED = tuple(tables[0] for tables in NOUNS if len(tables) == 1)
Known = Mapping[str, Collection[str]]
"""Identifiers per table; a table that is not there has no entry."""

_TARGETS = ("territories", "sites", "supervisors", "offers", "students")
_SCOPED = ("quotas", "value")
_PRESENT = frozenset({"oui", "yes", "true", "vrai", "1"})
_ABSENT = frozenset({"non", "no", "false", "faux", "0", "-"})


def known_identifiers(parsed: Parsed) -> dict[str, dict[str, int]]:
    """Return per table with one identifier the first row of each identifier.

    Optional tables that are not there count as empty; required ones, and tables without
    their identifier, are left out, so that references to them are not reported one by one.
    """
    known: dict[str, dict[str, int]] = {
        name: {} for name in _REFERRED if name not in parsed and not TABLE[name].required
    }
    for name, table in parsed.items():
        if len(table.table.key) != 1 or table.table.key[0] not in table.cells:
            continue
        rows: dict[str, int] = {}
        for index, value in enumerate(table.values(table.table.key[0])):
            if value is not None:
                rows.setdefault(value, index)
        known[name] = rows
    return known


def restore_zeros(parsed: Parsed, known: Known) -> None:
    """Give territories back the zero that spreadsheets take, where other things may stand too.

    Columns of territory codes alone do so when they are read; here ``1053`` means ``01053``
    if nothing is called ``1053`` and that territory exists.
    """
    territories = known.get("territories", ())

    def restored(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(restored, value))
        if not isinstance(value, str):
            return value
        padded = read_territory(value)
        taken = padded == value or any(value in known.get(name, ()) for name in _TARGETS)
        return value if taken or padded not in territories else padded

    for table in parsed.values():
        for name, column in table.columns.items():
            mixed = column.kind is Kind.IDENTIFIER and "territories" in column.references
            if mixed or column.kind is Kind.TARGET or (table.table.name, name) == _SCOPED:
                cells = table.cells[name]
                changed = {cell: restored(cell) for cell in set(cells)}
                table.cells[name] = [changed[cell] for cell in cells]


def report_duplicates(parsed: Parsed, findings: list[Finding]) -> None:
    """Report rows whose key is that of an earlier row."""
    for table in parsed.values():
        first: dict[tuple[Any, ...], int] = {}
        columns = [table.values(name) for name in table.table.key]
        for index, key in enumerate(zip(*columns, strict=True)):
            if None in key:
                continue
            earlier = first.setdefault(key, index)
            if earlier == index:
                continue
            name = table.table.key[-1]
            findings.append(_duplicate(table, key, index, earlier))
            table.wrong.add((index, name))


def _duplicate(table: ParsedTable, key: tuple[Any, ...], index: int, earlier: int) -> Finding:
    where = table.where(index, table.table.key[-1])
    before = table.where(earlier, table.table.key[-1])
    if table.table.name == "locks":
        message = sentence(
            "student '{student}' has two locks, the first at {before}.",
            student=key[0],
            before=before,
        )
        return error("two-locks", where, message)
    message = sentence(
        "'{key}' is there twice, the first time at {before}.",
        key=" ".join(map(str, key)),
        before=before,
    )
    return error("duplicate-identifier", where, message)


def report_unknown(parsed: Parsed, known: Known, findings: list[Finding]) -> None:
    """Report every cell that names what does not exist, and mark it as wrong."""
    for table in parsed.values():
        for name, column in table.columns.items():
            if column.references and all(target in known for target in column.references):
                _report_column(table, name, column, known, findings)


def _report_column(
    table: ParsedTable, name: str, column: Column, known: Known, findings: list[Finding]
) -> None:
    tables = [known[target] for target in column.references]
    noun = NOUNS[column.references]
    suggest = Suggester(text for target in column.references for text in known[target])
    hints: dict[str, Sentence | None] = {}
    ignored: list[tuple[int, str]] = []
    cells = table.cells[name]
    if all(
        any(identifier in names for names in tables)
        for value in _distinct(cells)
        for identifier in identifiers_in(column.kind, value)
    ):
        return
    for index, value in enumerate(cells):
        if value is None:
            continue
        for identifier in identifiers_in(column.kind, value):
            if any(identifier in names for names in tables):
                continue
            if column.lenient:
                ignored.append((index, identifier))
                continue
            if identifier not in hints:
                hints[identifier] = suggest(identifier)
            where = table.where(index, name)
            message = does_not_exist(noun, identifier)
            findings.append(error("unknown-reference", where, message, hints[identifier]))
            table.wrong.add((index, name))
    if ignored:
        findings.append(_ignored(table, name, noun, ignored, suggest))


def does_not_exist(noun: Sentence, identifier: str) -> Sentence:
    """Return what is wrong with a reference to nothing."""
    return sentence("{noun} '{identifier}' does not exist.", noun=noun, identifier=identifier)


def _distinct(cells: list[Any]) -> Iterable[Any]:
    """Return the values of a column, each once where they can be compared."""
    values = [value for value in cells if value is not None]
    return values if values and isinstance(values[0], dict) else set(values)


def _ignored(
    table: ParsedTable,
    name: str,
    noun: Sentence,
    ignored: list[tuple[int, str]],
    suggest: Suggester,
) -> Finding:
    index, identifier = ignored[0]
    message = plural_sentence(
        "{noun} '{identifier}' does not exist; this has no effect.",
        "{noun} '{identifier}' does not exist ({count} such cells); this has no effect.",
        count=len(ignored),
        noun=noun,
        identifier=identifier,
    )
    where = table.where(index, name)
    return warning("unknown-reference", where, message, suggest(identifier))


def identifiers_in(kind: Kind, value: Any) -> Iterable[str]:
    """Return the identifiers that a cell's value names."""
    if kind is Kind.PRESENCE:
        return presence_sites(value)
    if isinstance(value, str):
        return (value,)
    return [item for item in value if isinstance(item, str)]


def presence_sites(cell: PresenceCell) -> tuple[str, ...]:
    """Return the site that a timetable cell names, unless the cell is a plain yes or no."""
    if cell.site is None or cell.site.casefold() in _PRESENT | _ABSENT:
        return ()
    return (cell.site,)


def says_present(text: str) -> bool:
    """Say whether a timetable cell is a plain yes (``oui``, ``1``)."""
    return text.casefold() in _PRESENT


def says_absent(text: str) -> bool:
    """Say whether a timetable cell is a plain no (``non``, ``0``)."""
    return text.casefold() in _ABSENT
