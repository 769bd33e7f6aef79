"""One column of the table of territories filled from outside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

from ..language import Sentence, plural_sentence, sentence
from ..tables.cells import clean
from ..tables.findings import InputError, error
from ..tables.parsing import Parsed, ParsedTable
from ..tables.raw import RawTable
from .cannot_import import CannotImport
from .prepared import named
from .table_edit import TableEdit, Value
from .target import Target
from .wish_lines import width

Known = Mapping[str, Any]
"""Values by territory, as reading gives them."""


@dataclass(frozen=True)
class ColumnChange:
    """What becomes of one column of the table of territories.

    Attributes
    ----------
    before, after
        The column's values by territory.
    given
        The values that the file has, of territories that the table has.
    """

    table: ParsedTable
    column: str
    before: Known
    after: Known
    given: Known

    @property
    def edit(self) -> TableEdit | None:
        """The cells that change; ``None`` where there are none."""
        cells: dict[int, dict[int, Value]] = {}
        raw, position = self.table.raw, self.table.positions.get(self.column)
        if position is None:
            position = next(count(max([len(raw.headings), *map(width, raw.rows)])))
            cells[raw.heading_number] = {position: self.column}
        rows = zip(self.table.values("territory_id"), self.table.rows, strict=True)
        changed = {i for i in self.after if self.before.get(i) != self.after[i]}
        for identifier, row in rows:
            if identifier in changed:
                cells[raw.numbers[row]] = {position: _written(self.after[identifier])}
        return TableEdit(raw.name, cells, heading_row=raw.heading_number) if changed else None

    def holds(self, parsed: Parsed) -> bool:
        """Say whether tables read back have the new values, and all else as before."""
        table = parsed.get("territories")
        if table is None or self.column not in table.cells:
            return False
        position = table.positions[self.column]
        same = _besides(table.raw, position) == _besides(self.table.raw, position)
        return same and values_of(table, self.column) == self.after

    def report(self) -> Iterator[Sentence]:
        """Yield what is filled, changed, the same and kept."""
        told = {identifier: self.before[identifier] for identifier in self.given}
        filled = [i for i in told if told[i] is None]
        same = [i for i in told if told[i] == self.given[i]]
        differ = [i for i in told if told[i] is not None and told[i] != self.given[i]]
        kept = [i for i in differ if self.after[i] == told[i]]
        yield sentence(
            "{table}, column {column}: filled {filled}, changed {changed}, already so {same}, "
            "kept although the file differs {kept}.",
            table=self.table.raw.name,
            column=self.table.heading(self.column),
            filled=len(filled),
            changed=len(differ) - len(kept),
            same=len(same),
            kept=len(kept),
        )
        names = with_names(self.table, differ)
        lines = [
            sentence(
                "{what}: {before} → {after}",
                what=name,
                before=_written(told[i]),
                after=_written(self.given[i]),
            )
            for i, name in zip(sorted(differ), names, strict=True)
        ]
        if kept:
            yield sentence("In the file they are: {lines}.", lines=named(lines))
        elif differ:
            yield sentence("Changed: {lines}.", lines=named(lines))


def column_change(parsed: Parsed, column: str, found: Known, *, keep: bool) -> ColumnChange:
    """Return what becomes of a column of the table of territories.

    Parameters
    ----------
    found
        Values by territory, of more territories than the table has.
    keep
        Whether values that are there already stay.
    """
    table = parsed["territories"]
    before = values_of(table, column)
    given = {i: found[i] for i in before if i in found}
    after = {
        i: given[i] if i in given and (value is None or not keep) else value
        for i, value in before.items()
    }
    return ColumnChange(table, column, before, after, given)


def values_of(table: ParsedTable, column: str) -> dict[str, Any]:
    """Return a column's values by territory, those of a row without identifier left out."""
    identifiers, values = table.values("territory_id"), table.values(column)
    pairs = zip(identifiers, values, strict=True)
    found: dict[str, Any] = {}
    for identifier, value in pairs:
        if identifier is not None:
            found.setdefault(identifier, value)
    return found


def territories_of(target: Target) -> ParsedTable:
    """Return the table of territories.

    Raises
    ------
    CannotImport
        If there is none, or nothing in it.
    """
    table = target.parsed.get("territories")
    if table is None or not any(table.values("territory_id")):
        raise CannotImport(
            sentence(
                "{file} has no territories to import {what} for; fill in the table of "
                "territories first.",
                file=target.path.name,
                what=target.purpose.what,
            )
        )
    return table


def known_in(table: ParsedTable) -> frozenset[str]:
    """Return the codes of all territories."""
    return frozenset(code for code in table.values("territory_id") if code is not None)


def with_names(table: ParsedTable, codes: Collection[str]) -> list[str]:
    """Return territories by code and name, in the order of their codes."""
    names = dict(zip(*map(table.values, ("territory_id", "name")), strict=True))
    return [f"{code} {names[code] or ''}".strip() for code in sorted(codes)]


def refuse_strangers(table: RawTable, column: int, matched: Collection[str], others: int) -> None:
    """Refuse a file that speaks of no territory of the semester.

    Raises
    ------
    InputError
        With the heading of the column where codes are expected.
    """
    if matched:
        return
    where = table.where(None, column)
    if others:
        said = plural_sentence(
            "the file has {count} commune, and it is not among the semester's territories; "
            "territory_id must hold its INSEE code.",
            "the file has {count} communes, none of them among the semester's territories; "
            "territory_id must hold their INSEE codes.",
            count=others,
        )
    else:
        said = sentence("no commune's code stands below this heading.")
    raise InputError([error("no-match", where, said)])


def unmatched(
    table: ParsedTable, found: Collection[str], others: int, workbook: str
) -> Iterator[Sentence]:
    """Yield which territories the file lacks, and how many communes it has besides."""
    lacking = with_names(table, known_in(table) - set(found))
    if lacking:
        yield plural_sentence(
            "Not in the file, and left as it is: {count} territory ({territories}).",
            "Not in the file, and left as they are: {count} territories ({territories}).",
            count=len(lacking),
            territories=named(lacking),
        )
    if others:
        yield plural_sentence(
            "{count} commune of the file is not in {workbook}, which is usual.",
            "{count} communes of the file are not in {workbook}, which is usual.",
            count=others,
            workbook=workbook,
        )


def _besides(raw: RawTable, position: int) -> list[tuple[int, tuple[str, ...]]]:
    """Return the filled cells of a table but for one column."""
    rows = [(raw.heading_number, raw.headings), *zip(raw.numbers, raw.rows, strict=True)]
    found = []
    for number, row in rows:
        cells = [repr(clean(cell)) for k, cell in enumerate(row) if k != position]
        while cells and cells[-1] == "None":
            cells.pop()
        if cells:
            found.append((number, tuple(cells)))
    return found


def _written(value: object) -> Value:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return None if value is None else str(value)
