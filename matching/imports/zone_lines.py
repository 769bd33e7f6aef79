"""Zones of a profession other than general practice as lines of the table of zones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..language import Sentence, sentence
from ..tables.parsing import Parsed, ParsedTable
from .table_edit import TableEdit, Value
from .table_lines import Line, lines_edit
from .target import Target

COLUMNS = ("territory_id", "profession", "zone", "start", "end", "source")


@dataclass(frozen=True)
class ZoneLines:
    """What becomes of the table of zones.

    Attributes
    ----------
    expected
        All lines of the table as they will be read, sorted.
    added, changed, ended, same, kept
        How many lines are new, get another zone or source, end before the new ones begin, are
        there already, and stay although the file says otherwise.
    """

    edit: TableEdit | None
    name: str
    expected: tuple[str, ...]
    added: int
    changed: int
    ended: int
    same: int
    kept: int

    def holds(self, parsed: Parsed) -> bool:
        """Say whether tables read back have the lines expected."""
        table = parsed.get("zones")
        return table is not None and _lines(table) == self.expected

    def report(self) -> Iterator[Sentence]:
        """Yield what happens to the lines."""
        yield sentence(
            "{table}: lines added {added}, changed {changed}, ended {ended}, already so {same}, "
            "kept although the file differs {kept}.",
            table=self.name,
            added=self.added,
            changed=self.changed,
            ended=self.ended,
            same=self.same,
            kept=self.kept,
        )


def zone_lines(
    target: Target,
    given: Mapping[str, str],
    profession: str,
    start: date | None,
    source: str,
    *,
    keep: bool,
) -> ZoneLines:
    """Return the lines of zones of a profession, beside and instead of those that are there.

    A line of the same territory, profession and first day is changed in its row. An earlier
    line that would still hold on the first day ends the day before.

    Parameters
    ----------
    given
        The zone by territory.
    keep
        Whether a territory with any line of the profession is left alone.
    """
    table = target.parsed.get("zones")
    columns = {name: list(table.values(name)) if table else [] for name in COLUMNS}
    plan = _Plan(columns, profession, start, source)
    for code in sorted(given):
        plan.take(code, given[code], keep=keep)
    edit = lines_edit(target, "zones", COLUMNS, plan.changed, plan.added)
    expected = _expected(columns, plan.changed, plan.added)
    name = edit.name if edit else table.raw.name if table else "zones"
    return ZoneLines(edit, name, expected, len(plan.added), **plan.counts)


class _Plan:
    """Works out, territory by territory, which lines change and which are new."""

    def __init__(
        self,
        columns: Mapping[str, list[Any]],
        profession: str,
        start: date | None,
        source: str,
    ) -> None:
        self._columns, self._profession = columns, profession
        self._start, self._source = start, source
        self._there: dict[str, list[int]] = {}
        for row, code in enumerate(columns["territory_id"]):
            if columns["profession"][row] == profession and code is not None:
                self._there.setdefault(code, []).append(row)
        self.changed: dict[int, dict[str, Value]] = {}
        self.added: list[Line] = []
        self.counts = dict.fromkeys(("changed", "ended", "same", "kept"), 0)

    def take(self, code: str, zone: str, *, keep: bool) -> None:
        """Take the zone of a territory."""
        rows = self._there.get(code, [])
        if keep and rows:
            self.counts["kept"] += 1
            return
        new = {"zone": zone, "source": self._source}
        twins = [row for row in rows if self._columns["start"][row] == self._start]
        for row in twins:
            differ: dict[str, Value] = {
                name: value for name, value in new.items() if self._columns[name][row] != value
            }
            self.counts["changed" if differ else "same"] += 1
            if differ:
                self.changed[row] = differ
        for row in _overtaken(self._columns, rows, self._start):
            assert self._start is not None
            self.changed[row] = {"end": (self._start - timedelta(days=1)).isoformat()}
            self.counts["ended"] += 1
        if not twins:
            day = self._start.isoformat() if self._start else None
            line = {"territory_id": code, "profession": self._profession, "start": day, **new}
            self.added.append(line)


def _overtaken(columns: Mapping[str, list[Any]], rows: list[int], start: date | None) -> list[int]:
    """Return the earlier lines that would still hold on the first day of the new ones."""
    if start is None:
        return []
    return [
        row
        for row in rows
        if (columns["start"][row] is None or columns["start"][row] < start)
        and (columns["end"][row] is None or columns["end"][row] >= start)
    ]


def _expected(
    columns: Mapping[str, list[Any]], changed: Mapping[int, Line], added: list[Line]
) -> tuple[str, ...]:
    lines = [
        tuple(changed.get(row, {}).get(name, values[row]) for name, values in columns.items())
        for row in range(len(columns["territory_id"]))
    ]
    lines += [tuple(line.get(name) for name in COLUMNS) for line in added]
    return tuple(sorted("|".join(map(str, line)) for line in lines))


def _lines(table: ParsedTable) -> tuple[str, ...]:
    lines = zip(*map(table.values, COLUMNS), strict=True)
    return tuple(sorted("|".join(map(str, line)) for line in lines))
