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
from .schedules import NO, YES, PresenceCell
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
_SCOPED = frozenset({("quotas", "value"), ("aids", "value"), ("fees", "value")})
_YES_OR_NO = YES | NO
_IN_A_TIMETABLE = sentence("Write x at the usual site, or the identifier of another site.")
_LISTED = frozenset({Kind.IDENTIFIERS, Kind.LIMITS, Kind.PLACES, Kind.PRESENCE})


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
            if mixed or column.kind is Kind.TARGET or (table.table.name, name) in _SCOPED:
                cells = table.cells[name]
                changed = {cell: new for cell in set(cells) if (new := restored(cell)) != cell}
                if changed:
                    table.cells[name] = [changed.get(cell, cell) for cell in cells]
    if "territories" in parsed:
        _restore_departments(parsed["territories"])


def _restore_departments(table: ParsedTable) -> None:
    """Make ``1`` and ``01`` one department where both are written."""
    cells = table.cells.get("department", [])
    codes = set(cells)
    changed = {code: f"0{code}" for code in codes if code and f"0{code}" in codes}
    if changed:
        table.cells["department"] = [changed.get(cell, cell) for cell in cells]


def report_duplicates(parsed: Parsed, findings: list[Finding]) -> None:
    """Report rows whose key is that of an earlier row."""
    for table in parsed.values():
        keys = list(zip(*map(table.values, table.table.key), strict=True))
        if len(set(keys)) == len(keys):
            continue
        first: dict[tuple[Any, ...], int] = {}
        for index, key in enumerate(keys):
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
    suggesters: dict[tuple[str, ...], Suggester] = {}
    for table in parsed.values():
        for name, column in table.columns.items():
            targets = column.references
            if not targets or not all(target in known for target in targets):
                continue
            unknown = _unknown(table.cells[name], column, [known[target] for target in targets])
            if unknown:
                if targets not in suggesters:
                    suggesters[targets] = _suggester(parsed, known, targets)
                _report_column(table, name, unknown, suggesters[targets], findings)


def _unknown(
    cells: list[Any], column: Column, tables: list[Collection[str]]
) -> dict[int, list[str]]:
    """Return per row the identifiers that are in none of the tables."""
    if column.kind not in _LISTED:
        unknown = set(cells).difference({None}, *tables)
        written = enumerate(cells) if unknown else ()
        return {index: [value] for index, value in written if value in unknown}
    faults: dict[int, list[str]] = {}
    # Equal cells are one object.
    for key, value in dict(zip(map(id, cells), cells, strict=True)).items():
        identifiers = () if value is None else identifiers_in(column.kind, value)
        missing = [i for i in identifiers if not any(i in names for names in tables)]
        if missing:
            faults[key] = missing
    rows = enumerate(map(id, cells)) if faults else ()
    return {index: faults[key] for index, key in rows if key in faults}


def _suggester(parsed: Parsed, known: Known, targets: tuple[str, ...]) -> Suggester:
    """Return what finds the identifier that is meant, also by the name of what has it."""
    identifiers = [identifier for target in targets for identifier in known[target]]
    named = [
        parsed[target]
        for target in targets
        if target in parsed and "name" in parsed[target].table.by_name
    ]
    names = [
        (name, identifier)
        for table in named
        for name, identifier in zip(
            table.values("name"), table.values(table.table.key[0]), strict=True
        )
        if name is not None and identifier is not None
    ]
    return Suggester(identifiers, names)


def _report_column(
    table: ParsedTable,
    name: str,
    unknown: Mapping[int, list[str]],
    suggest: Suggester,
    findings: list[Finding],
) -> None:
    column = table.columns[name]
    noun = NOUNS[column.references]
    if column.lenient:
        ignored = [(index, text) for index, texts in unknown.items() for text in texts]
        findings.append(_ignored(table, name, noun, ignored, suggest))
        return
    hints: dict[str, Sentence | None] = {}
    for index, texts in unknown.items():
        where = table.where(index, name)
        for text in texts:
            if text not in hints:
                hints[text] = suggest(text)
            hint = hints[text] or (_IN_A_TIMETABLE if column.kind is Kind.PRESENCE else None)
            message = does_not_exist(noun, text)
            findings.append(error("unknown-reference", where, message, hint))
        table.wrong.add((index, name))


def does_not_exist(noun: Sentence, identifier: str) -> Sentence:
    """Return what is wrong with a reference to nothing."""
    return sentence("{noun} '{identifier}' does not exist.", noun=noun, identifier=identifier)


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
    if cell.site is None or cell.site.casefold() in _YES_OR_NO:
        return ()
    return (cell.site,)


def says_present(text: str) -> bool:
    """Say whether a timetable cell is a plain yes (``oui``, ``1``)."""
    return text.casefold() in YES


def says_absent(text: str) -> bool:
    """Say whether a timetable cell is a plain no (``non``, ``0``)."""
    return text.casefold() in NO
