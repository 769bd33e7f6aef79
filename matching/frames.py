"""A placement as a pandas table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from .halfdays import names_of
from .outputs.placement_rows import COLUMNS, PlacementRow, rows_of
from .result import Placement
from .semester import Semester

_WHOLE = ("part", "half_day_count", "minutes")


def to_frame(placement: Placement, semester: Semester) -> pd.DataFrame:
    """Return the lines of ``placements.csv``, in its order, numbers as numbers.

    Returns
    -------
    pandas.DataFrame
        One line per part, one for an unplaced student. ``part``, ``half_day_count`` and
        ``minutes`` are whole numbers, ``wish_rank`` a float; texts are missing where there is
        none, ``weeks`` is empty for all weeks.
    """
    return frame_of(rows_of(semester, placement))


def frame_of(rows: Iterable[PlacementRow]) -> pd.DataFrame:
    """Return the same table from rows, for instance those of `read_placements`."""
    lines = list(rows)
    columns: dict[str, pd.Series] = {}
    for name in COLUMNS:
        if name == "half_days":
            columns[name] = pd.Series([names_of(row.half_days) for row in lines], dtype="string")
        elif name == "wish_rank":
            ranks = [None if row.wish_rank is None else float(row.wish_rank) for row in lines]
            columns[name] = pd.Series(ranks, dtype="float64")
        else:
            cells = [getattr(row, name) for row in lines]
            columns[name] = pd.Series(cells, dtype="Int64" if name in _WHOLE else "string")
    return pd.DataFrame(columns)
