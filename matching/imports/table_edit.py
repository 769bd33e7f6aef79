"""What changes in one table of a file: single cells, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | float | None
"""What a cell gets; ``None`` empties it."""

HEADING = 1
"""The number of the heading row of a table that is not there yet."""


@dataclass(frozen=True)
class TableEdit:
    """The cells of one sheet or file that change.

    Attributes
    ----------
    name
        The sheet, or the file, as its user names it.
    cells
        Per row, numbered as its user counts, the new value per column counted from 0.
    emptied
        Rows whose other cells are emptied too, but for formulas.
    removed
        Rows that are taken out; those below move up where nothing in the sheet speaks of rows.
    heading_row
        The number of the heading row.
    is_new
        Whether the sheet or file is to be made.
    """

    name: str
    cells: Mapping[int, Mapping[int, Value]]
    emptied: frozenset[int] = field(default_factory=frozenset)
    heading_row: int = HEADING
    is_new: bool = False
    removed: frozenset[int] = field(default_factory=frozenset)

    @property
    def last_row(self) -> int:
        """The last row in which something is written."""
        filled = (n for n, row in self.cells.items() if any(v is not None for v in row.values()))
        return max(filled, default=0)
