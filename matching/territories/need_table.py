"""The need of every territory as a pandas table, with what made it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pandas as pd

from ..need import needs
from ..semester import Semester
from ..tables.cellnames import CellNames
from ..tables.reading import read_semester
from .census import GENERAL_PRACTICE

_TEXTS = ("source", "zone", "unit", "supply")
_NUMBERS = (
    "need",
    "floor",
    "apl",
    "over_60",
    "leaving",
    "accessibility",
    "accessible",
    "percentile",
    "shortage",
)
_COLUMNS = (
    "territory_id",
    "name",
    "population",
    "need",
    "source",
    "zone",
    "floor",
    "apl",
    "accessibility",
    "unit",
    "supply",
    "over_60",
    "leaving",
    "accessible",
    "percentile",
    "shortage",
    "need_cell",
    "zone_cell",
    "apl_cell",
)


def need(source: Semester | str | os.PathLike[str], profession: str = "gp") -> pd.DataFrame:
    """Return the need of every territory for a profession, and the parts that it was made from.

    Parameters
    ----------
    source
        A semester, or a workbook or folder of tables, of which only the territories have to be
        there.
    profession
        A code such as ``gp``, ``dentist``, ``physio``.

    Returns
    -------
    pandas.DataFrame
        One line per territory, sorted by its code. ``need`` (0 to 1) and its ``source``
        (``given``, ``zone``, ``apl``, ``accessibility``, ``none``); ``zone`` and the ``floor``
        it gives; ``apl``; the computed ``accessibility`` with its ``unit`` and what its
        ``supply`` was read from; ``over_60`` and the share ``leaving``; what is then
        ``accessible``, its ``percentile``, and the ``shortage`` that it shows; the cells of the
        file where a need, a zone and an APL are given. What is not known is missing.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    if not isinstance(source, Semester):
        source = read_semester(Path(source), job="diagnose")
    found = needs(source, profession)
    territories = source.territories
    texts: dict[str, list[str | None]] = {
        "territory_id": [t.territory_id for t in territories],
        "name": [t.name for t in territories],
        **{name: [getattr(n, name) for n in found.values()] for name in _TEXTS},
        **_cells(source, profession),
    }
    numbers: dict[str, list[float | None]] = {
        "population": [t.population for t in territories],
        **{name: [_float(getattr(n, name)) for n in found.values()] for name in _NUMBERS},
    }
    columns = {name: pd.Series(values, dtype="string") for name, values in texts.items()}
    columns |= {name: pd.Series(values, dtype="float64") for name, values in numbers.items()}
    return pd.DataFrame({name: columns[name] for name in _COLUMNS})


def _float(value: Fraction | float | None) -> float | None:
    return None if value is None else float(value)


def _cells(semester: Semester, profession: str) -> dict[str, list[str | None]]:
    """Return where in the file a need, a zone and an APL of each territory stand."""
    general = profession == GENERAL_PRACTICE
    needed = _of_lines(semester, "needs", "need", profession)
    zoned = _of_lines(semester, "zones", "zone", profession)
    found: dict[str, list[str | None]] = {"need_cell": [], "zone_cell": [], "apl_cell": []}
    for t in semester.territories:
        own = {
            column: semester.cells.get(("territories", t.territory_id, column))
            for column in ("need", "zone", "apl")
            if general and getattr(t, column) is not None
        }
        found["need_cell"].append(own.get("need") or needed.get(t.territory_id))
        found["zone_cell"].append(zoned.get(t.territory_id) or own.get("zone"))
        found["apl_cell"].append(own.get("apl"))
    return found


def _of_lines(semester: Semester, table: str, column: str, profession: str) -> Mapping[str, str]:
    """Return the cells of a table with lines per territory and profession, on the first day."""
    if not isinstance(semester.cells, CellNames):
        return {}
    day = semester.settings.first_day
    found: dict[str, str] = {}
    for record, cell in semester.cells.lines(table, column):
        start, end = record.get("start"), record.get("end")
        holds = (start is None or start <= day) and (end is None or end >= day)
        if record["profession"] == profession and holds:
            found[record["territory_id"]] = cell
    return found
