"""Journeys as lines of the table of journeys: some changed in their rows, others added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

from ..language import Sentence, sentence
from ..tables.grids import TOO_MANY_CELLS
from ..tables.parsing import Parsed, ParsedTable
from ..tables.schema import TABLE
from .cannot_import import CannotImport
from .prepared import named
from .table_edit import TableEdit
from .table_lines import Line, lines_edit
from .target import Target
from .travel_columns import clarity_in, layout_of
from .travel_journeys import Journeys, Keys, Minutes, read_journeys
from .travel_places import Places
from .travel_source import open_rows
from .wish_lines import language_of, last_row

COLUMNS = ("origin", "destination", "minutes")
SHEET_ROWS = 1_048_576
"""Rows that a sheet of a workbook can have."""


@dataclass(frozen=True)
class TravelLines:
    """What becomes of the table of journeys.

    Attributes
    ----------
    added, same, kept
        How many lines are new, say the same already, and stay although the file differs.
    changed
        Lines that get another time, as ``A → B 12 → 15``.
    """

    name: str
    edit: TableEdit | None
    places: Places = field(repr=False)
    keys: Keys = field(repr=False)
    minutes: Minutes = field(repr=False)
    added: int
    changed: Sequence[Sentence]
    same: int
    kept: int

    def holds(self, parsed: Parsed) -> bool:
        """Say whether tables read back have the journeys expected."""
        table = parsed.get("travel")
        if table is None:
            return False
        keys, minutes = _journeys_of(table, self.places)
        keys, minutes = keys[keys >= 0], minutes[keys >= 0]
        order = np.lexsort((minutes, keys))
        wanted = np.lexsort((self.minutes, self.keys))
        return np.array_equal(keys[order], self.keys[wanted]) and np.array_equal(
            minutes[order], self.minutes[wanted]
        )

    def new_file(self, target: Target) -> dict[Path, bytes]:
        """Return the table as a file of its own, for a folder that has none."""
        lang = language_of(target.parsed, tuple(target.purpose.keys))
        table = TABLE["travel"]
        names = [table.by_name[column] for column in COLUMNS]
        headings = [column.name if lang == "en" else column.french for column in names]
        lines = _lines(self.places, self.keys, self.minutes)
        rows = ([str(value) for value in line.values()] for line in lines)
        title = table.name if lang == "en" else table.french
        return target.new_file(title, chain([headings], rows))

    def file_holds(self, path: Path) -> bool:
        """Say whether a file of the table, read back, has the journeys expected."""
        source = open_rows(path, clarity_in(self.places))
        layout = layout_of(source, self.places, (), None)
        read = read_journeys(source, layout, self.places, [])
        return np.array_equal(read.keys, self.keys) and np.array_equal(read.minutes, self.minutes)

    def report(self) -> Iterator[Sentence]:
        """Yield what happens to the lines."""
        yield sentence(
            "{table}: lines added {added}, changed {changed}, already so {same}, kept although "
            "the file differs {kept}.",
            table=self.name,
            added=self.added,
            changed=len(self.changed),
            same=self.same,
            kept=self.kept,
        )
        if self.changed:
            yield sentence("Changed: {lines}.", lines=named(self.changed))


def travel_lines(target: Target, journeys: Journeys, places: Places, *, keep: bool) -> TravelLines:
    """Return the lines of journeys, beside and instead of those that are there.

    A line of the same origin and destination is changed in its row; new lines come below the
    last, sorted.

    Parameters
    ----------
    keep
        Whether times that are there already stay.

    Raises
    ------
    CannotImport
        If the lines are more than the file can hold.
    """
    table = target.parsed.get("travel")
    there, minutes = _journeys_of(table, places) if table else (_NO_KEYS, _NO_MINUTES)
    at = np.searchsorted(journeys.keys, there).clip(max=len(journeys.keys) - 1)
    met, new = journeys.keys[at] == there, journeys.minutes[at]
    differ = met & (new != minutes)
    rows = np.flatnonzero(differ).tolist() if not keep else []
    changed: dict[int, Line] = {row: {"minutes": cell(float(new[row]))} for row in rows}
    fresh = ~np.isin(journeys.keys, there)
    edit, fresh_count = None, int(fresh.sum())
    _refuse_too_many(target, table, fresh_count)
    if table is not None or target.parts is not None:
        added = list(_lines(places, journeys.keys[fresh], journeys.minutes[fresh]))
        edit = lines_edit(target, "travel", COLUMNS, changed, added)
    expected = np.where(differ, new, minutes) if not keep else minutes
    real = there >= 0
    return TravelLines(
        edit.name if edit else table.raw.name if table else "travel",
        edit,
        places,
        np.concatenate([there[real], journeys.keys[fresh]]),
        np.concatenate([expected[real], journeys.minutes[fresh]]),
        fresh_count,
        [_change(places, int(there[k]), float(minutes[k]), float(new[k])) for k in rows],
        int((met & ~differ).sum()),
        int(differ.sum()) if keep else 0,
    )


_NO_KEYS = np.empty(0, dtype=np.int64)
_NO_MINUTES = np.empty(0)


def _journeys_of(table: ParsedTable, places: Places) -> tuple[Keys, Minutes]:
    """Return the lines of the table; the key is -1 where a place is none or the time is wrong."""
    columns = [table.values(name) for name in COLUMNS]
    keys = np.full(len(table), -1, dtype=np.int64)
    minutes = np.zeros(len(table))
    for row, (origin, destination, time) in enumerate(zip(*columns, strict=True)):
        if None in (origin, destination, time):
            continue
        begin, end = places.find(origin), places.find(destination)
        if begin >= 0 and end >= 0:
            keys[row] = begin * len(places) + end
            minutes[row] = float(time)
    return keys, minutes


def _lines(places: Places, keys: Keys, minutes: Minutes) -> Iterator[Line]:
    names = places.names
    for key, value in zip(keys.tolist(), minutes.tolist(), strict=True):
        origin, destination = divmod(key, len(names))
        yield {
            "origin": names[origin],
            "destination": names[destination],
            "minutes": cell(value),
        }


def cell(minutes: float) -> int | float:
    """Return minutes as a cell holds them: whole ones without decimals."""
    return int(minutes) if minutes.is_integer() else minutes


def _change(places: Places, key: int, before: float, after: float) -> Sentence:
    origin, destination = divmod(key, len(places))
    return sentence(
        "{what}: {before} → {after}",
        what=f"{places.names[origin]} → {places.names[destination]}",
        before=before,
        after=after,
    )


def _refuse_too_many(target: Target, table: ParsedTable | None, added: int) -> None:
    lines = added + (max(last_row(table.raw), table.raw.heading_number) if table else 1)
    if target.parts is not None and lines > SHEET_ROWS:
        raise CannotImport(
            sentence(
                "{file}: {lines} rows of journeys would be needed, and a sheet of a workbook holds "
                "{most}; keep the semester as a folder of .csv files and import into that.",
                file=target.path.name,
                lines=lines,
                most=SHEET_ROWS,
            )
        )
    cells = lines * len(COLUMNS)
    if cells > TOO_MANY_CELLS:
        raise CannotImport(
            sentence(
                "{lines} journeys are between places of the semester, and it can hold "
                "{most}; leave out places that play no part, or journeys that are too long.",
                lines=lines,
                most=TOO_MANY_CELLS // len(COLUMNS),
            )
        )
