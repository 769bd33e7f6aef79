"""Reading of travel times as numbers of minutes."""

from __future__ import annotations

import re
from datetime import time, timedelta
from fractions import Fraction

from ..language import sentence
from ..tables.cells import clean, read_cell, text_of
from ..tables.columns import Column, Kind
from ..tables.headings import slug
from ..tables.numbers import decimal_text, out_of_range
from ..tables.tidying import shown
from ..tables.wrong import CellError
from .travel_columns import Unit

LONGEST = 600
"""Minutes beyond which a time without a unit is hardly one of minutes."""

_REMEMBERED = 500_000
_PLAIN = re.compile(r"\d{1,9}(\.\d{1,6})?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)(?:[.,]\d+)?", re.ASCII)
_NO_WAY = frozenset({"", "na", "nan", "nat", "none", "null", "inf", "infinity", "nd", "nc"})
_MOST = 1_000_000


class Times:
    """Reads cells of one column as minutes.

    Parameters
    ----------
    heading
        The column's heading, for messages.
    unit
        The unit of the numbers.
    """

    def __init__(self, heading: str, unit: Unit) -> None:
        self._column = Column(heading, heading, Kind.DECIMAL, "", minimum=0)
        self._factor = unit.value
        self._seen: dict[object, float | None] = {}

    def read(self, cell: object) -> float | None:
        """Return minutes to three decimals, ``None`` where there is no way.

        Raises
        ------
        CellError
            If the cell is no time.
        """
        if cell in self._seen:
            return self._seen[cell]
        value = self._read(cell)
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        self._seen[cell] = value
        return value

    def _read(self, cell: object) -> float | None:
        if type(cell) is str and self._factor == 1 and _PLAIN.fullmatch(cell):
            return round(float(cell), 3)
        cleaned = clean(cell)
        if cleaned is None or cleaned == float("inf"):
            return None
        if isinstance(cleaned, str) and cleaned.startswith("#"):
            read_cell(cleaned, self._column)  # refuses what a spreadsheet could not compute
        if isinstance(cleaned, str) and slug(cleaned) in _NO_WAY:
            return None
        clock = _on_the_clock(cleaned)
        if clock is not None:
            return float(round(clock, 3))
        value = Fraction(decimal_text(cleaned, self._column)) * self._factor
        if value < 0:
            message = out_of_range(self._column.name, shown(cleaned), 0, None)
            raise CellError("out-of-range", message)
        if value > _MOST:
            message = sentence(
                "{column} '{text}' is too large.", column=self._column.name, text=shown(cleaned)
            )
            raise CellError("out-of-range", message)
        return float(round(value, 3))


def _on_the_clock(cell: object) -> Fraction | None:
    """Return the minutes of a duration that a spreadsheet shows as 1:05:30."""
    if isinstance(cell, time):
        return Fraction(cell.hour * 3600 + cell.minute * 60 + cell.second, 60)
    if isinstance(cell, timedelta):
        return Fraction(cell // timedelta(microseconds=1), 60_000_000)
    match = _CLOCK.fullmatch(text_of(cell)) if isinstance(cell, str) else None
    if match is None:
        return None
    hours, minutes, seconds = map(int, match.groups())
    return Fraction(hours * 3600 + minutes * 60 + seconds, 60)
