"""The journeys of a file between places of the semester, as arrays."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from ..language import Sentence, plural_sentence, sentence
from ..tables.cells import clean, text_of
from ..tables.findings import Finding, error, warning
from ..tables.wrong import CellError
from .travel_columns import Layout, Long, Unit, Wide
from .travel_places import Places
from .travel_source import Row, RowSource, refused_row
from .travel_times import LONGEST, Times

_LISTED = 20
_EXAMPLES = 3
Keys = npt.NDArray[np.int64]
Minutes = npt.NDArray[np.float64]


@dataclass
class Journeys:
    """What a file holds.

    Attributes
    ----------
    keys : (n,)
        Origin times the number of places plus destination, ascending, each once.
    minutes : (n,)
        Minutes of each.
    read
        How many journeys the file has, of any places.
    without_time
        How many between places of the semester have no time.
    repeated
        How many are there again with the same time.
    examples
        Some names of places that are not the semester's.
    """

    keys: Keys
    minutes: Minutes
    read: int = 0
    without_time: int = 0
    repeated: int = 0
    examples: list[str] = field(default_factory=list)


def read_journeys(
    source: RowSource, layout: Layout, places: Places, findings: list[Finding]
) -> Journeys:
    """Return the journeys between places of the semester; what is wrong is reported.

    The file is read piece by piece; of each journey 24 bytes are kept.
    """
    reader = _Reader(source, layout, places)
    for batch in source.batches():
        for number, row in batch:
            reader.take(number, row)
    findings += reader.findings()
    return reader.journeys(findings)


class _Reader:
    def __init__(self, source: RowSource, layout: Layout, places: Places) -> None:
        self._source, self._layout, self._places = source, layout, places
        heading = source.headings[layout.time if isinstance(layout, Long) else layout.origin]
        self._times = Times(heading or "minutes", layout.unit or Unit.MINUTES)
        self._take = self._take_long if isinstance(layout, Long) else self._take_wide
        self._width = len(source.headings)
        self._columns = sum(map(bool, source.headings[1:]))
        self._keys, self._minutes, self._cells = array("q"), array("d"), array("q")
        self._errors: dict[str, list[Finding]] = {}
        self._counts: dict[str, int] = {}
        self._read = self._without_time = 0
        self._examples: dict[str, None] = {}

    def take(self, number: int, row: Row) -> None:
        """Take the journeys of one row."""
        if len(row) > self._width and any(clean(cell) is not None for cell in row[self._width :]):
            self._refuse(refused_row(self._source, number, len(row)))
            return
        self._take(number, row)

    def _take_long(self, number: int, row: Row) -> None:
        layout = self._layout
        assert isinstance(layout, Long)
        if len(row) < self._width:
            row = [*row, *[None] * (self._width - len(row))]
        self._read += 1
        origin = self._places.find(row[layout.origin])
        destination = self._places.find(row[layout.destination])
        if origin >= 0 and destination >= 0:
            self._add(number, layout.time, origin, destination, row[layout.time])
        else:
            self._stranger(number, row, origin)

    def _stranger(self, number: int, row: Row, origin: int) -> None:
        """Take note of a row that is of other places, or does not say of which."""
        layout = self._layout
        assert isinstance(layout, Long)
        begin, end = row[layout.origin], row[layout.destination]
        if len(self._examples) == _EXAMPLES and begin and end:
            return  # the usual row of a file of the whole country
        cells = [clean(row[k]) for k in (layout.origin, layout.destination, layout.time)]
        empty = [k for k in (0, 1) if cells[k] is None]
        if cells[2] is None and empty:
            self._read -= 1  # a note below the table, or a row that is empty where it matters
        elif empty:
            column = (layout.origin, layout.destination)[empty[0]]
            said = sentence(
                "{column} is empty; it is required.", column=self._source.headings[column]
            )
            self._refuse(error("missing-value", self._source.where(number, column), said))
        elif len(self._examples) < _EXAMPLES:
            cell = cells[0] if origin < 0 else cells[1]
            self._examples[text_of(cell)[:40]] = None

    def _take_wide(self, number: int, row: Row) -> None:
        layout = self._layout
        assert isinstance(layout, Wide)
        name = clean(row[layout.origin])
        if not any(clean(cell) is not None for cell in row[1:]):
            return  # a note below the matrix
        if name is None:
            said = sentence("the row does not say where the journeys begin.")
            self._refuse(error("missing-value", self._source.where(number), said))
            return
        self._read += self._columns
        origin = self._places.find(name)
        if origin < 0:
            if len(self._examples) < _EXAMPLES:
                self._examples[text_of(name)[:40]] = None
            return
        for position, destination in layout.destinations.items():
            cell = row[position] if position < len(row) else None
            self._add(number, position, origin, destination, cell)

    def _add(self, number: int, column: int, origin: int, destination: int, cell: object) -> None:
        try:
            minutes = self._times.read(cell)
        except CellError as refused:
            self._refuse(refused.at(self._source.where(number, column)))
            return
        if minutes is None:
            self._without_time += 1
            return
        self._keys.append(origin * len(self._places) + destination)
        self._minutes.append(minutes)
        self._cells.append(number * self._width + column)

    def _refuse(self, finding: Finding) -> None:
        """Keep the first errors of each kind; the others are counted."""
        listed = self._errors.setdefault(finding.code, [])
        self._counts[finding.code] = self._counts.get(finding.code, 0) + 1
        if len(listed) < _LISTED:
            listed.append(finding)

    def findings(self) -> Iterator[Finding]:
        """Yield the errors of cells."""
        for code, listed in self._errors.items():
            yield from listed
            yield from _more(listed[0], self._source, self._counts[code] - len(listed))

    def journeys(self, findings: list[Finding]) -> Journeys:
        """Return each journey once; those given twice are reported."""
        keys = np.frombuffer(self._keys, dtype=np.int64) if self._keys else np.empty(0, np.int64)
        minutes = np.frombuffer(self._minutes) if self._minutes else np.empty(0)
        order = np.argsort(keys, kind="stable")
        keys, minutes = keys[order], minutes[order]
        again = np.flatnonzero(keys[1:] == keys[:-1]) + 1
        differ = again[minutes[again] != minutes[again - 1]]
        findings += self._given_twice(keys, minutes, order, differ)
        findings += self._without_unit(keys, minutes, order)
        once = np.ones(len(keys), dtype=bool)
        once[again] = False
        if len(again) and not len(differ):
            first = self._pair(int(keys[again[0]]))
            findings.append(_again(self._where(order[again[0]]), first, len(again)))
        names = list(self._examples)
        counts = self._read, self._without_time, len(again)
        return Journeys(keys[once], minutes[once], *counts, names)

    def _given_twice(
        self, keys: Keys, minutes: Minutes, order: Keys, differ: Keys
    ) -> Iterator[Finding]:
        found: Finding | None = None
        for k in differ[:_LISTED].tolist():
            said = sentence(
                "the journey {pair} takes {minutes} minutes here and {other} at {before}; leave "
                "one of the two.",
                pair=self._pair(int(keys[k])),
                minutes=float(minutes[k]),
                other=float(minutes[k - 1]),
                before=self._where(order[k - 1]),
            )
            found = error("duplicate-journey", self._where(order[k]), said)
            yield found
        if found is not None:
            yield from _more(found, self._source, len(differ) - _LISTED)

    def _without_unit(self, keys: Keys, minutes: Minutes, order: Keys) -> Iterator[Finding]:
        """Yield what is to be said where neither heading nor user tells the unit."""
        if self._layout.unit is not None or not len(keys):
            return
        k = int(np.argmax(minutes))
        values = {"longest": float(minutes[k]), "pair": self._pair(int(keys[k]))}
        where = self._where(order[k])
        if minutes[k] > LONGEST:
            said = sentence(
                "nothing says in which unit the times are, and the longest would be {longest} "
                "minutes ({pair}); say it with --unit seconds (or minutes, or hours).",
                **values,
            )
            yield error("unknown-unit", where, said)
            return
        said = sentence(
            "nothing says in which unit the times are; they are taken as minutes, the longest is "
            "{longest} ({pair}).",
            **values,
        )
        yield warning("unknown-unit", where, said)

    def _pair(self, key: int) -> str:
        origin, destination = divmod(key, len(self._places))
        return f"{self._places.names[origin]} → {self._places.names[destination]}"

    def _where(self, position: int) -> str:
        number, column = divmod(self._cells[int(position)], self._width)
        return self._source.where(number, column)


def _again(where: str, pair: str, count: int) -> Finding:
    said: Sentence = plural_sentence(
        "the journey {pair} is there twice with the same time; it is read once.",
        "the journey {pair} is there twice with the same time, as {count} lines in all; each is "
        "read once.",
        count=count,
        pair=pair,
    )
    return warning("repeated-journey", where, said)


def _more(alike: Finding, source: RowSource, count: int) -> Sequence[Finding]:
    if count <= 0:
        return ()
    said = plural_sentence(
        "{count} more error of this kind.", "{count} more errors of this kind.", count=count
    )
    return (replace(alike, where=source.name, sentence=said, hint=None),)
