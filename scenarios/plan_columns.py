"""Columns and conditions that a plan names, held against the tables that there may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..matching.language import sentence
from ..matching.tables.columns import Table
from ..matching.tables.findings import Finding, error
from ..matching.tables.schema import TABLE
from .conditions import known_column, known_number, wanted_of
from .document import Document, Loc, Refused
from .plan_parts import Change, Condition, PlanFile

_TABLE_OF_DRAW = {
    "no_shows": "supervisors", "withdrawals": "students", "departures": "supervisors",
}  # fmt: skip


def wrong_columns(change: Change, document: Document, loc: Loc) -> Iterator[Finding]:
    """Yield an error of each column that a change names and no table has, with its line.

    Whether a condition's values can be read is seen here as well: both follow from the plan
    alone, and are said before anything is run.
    """
    for number, cells in enumerate(change.add or ()):
        yield from _headings(cells, _table(change), document, (*loc, "add", number))
    yield from _headings(change.set or {}, _table(change), document, (*loc, "set"))
    for heading in change.scale or ():
        yield from _found(known_number, heading, _table(change), document, (*loc, "scale", heading))
    for quota, cells in (change.quotas or {}).items():
        yield from _headings(cells, TABLE["quotas"], document, (*loc, "quotas", quota))
    yield from _conditions(change.where, _table(change), document, (*loc, "where"))


def wrong_draws(written: PlanFile, document: Document) -> Iterator[Finding]:
    """Yield an error of each condition of a draw that cannot hold."""
    if written.repetitions is None:
        return
    for name, table in _TABLE_OF_DRAW.items():
        draw = getattr(written.repetitions.draws, name)
        if draw is not None:
            loc = ("repetitions", "draws", name, "where")
            yield from _conditions(draw.where, TABLE[table], document, loc)


def _table(change: Change) -> Table | None:
    return TABLE[change.table] if change.table is not None else None


def _headings(
    cells: Mapping[str, Any], table: Table | None, document: Document, loc: Loc
) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for heading in cells:
        yield from _found(known_column, heading, table, document, (*loc, heading))
        column = table.find(heading) if table is not None else None
        if column is not None and seen.setdefault(column.name, heading) != heading:
            said = sentence("'{name}' stands here twice.", name=column.name)
            yield error("bad-plan", document.where((*loc, heading)), said)


def _conditions(
    where: Mapping[str, Condition], table: Table | None, document: Document, loc: Loc
) -> Iterator[Finding]:
    for path, condition in where.items():

        def wanted(table: Table, path: str, condition: Condition = condition) -> object:
            return wanted_of(table, path, condition)

        yield from _found(wanted, path, table, document, (*loc, path))


def _found(
    look: Callable[[Table, str], object],
    heading: str,
    table: Table | None,
    document: Document,
    loc: Loc,
) -> Iterator[Finding]:
    if table is None:
        return
    try:
        look(table, heading)
    except Refused as refused:
        yield error("bad-plan", document.where(loc), refused.sentence, refused.hint)
