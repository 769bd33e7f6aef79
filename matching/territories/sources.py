"""Where the figures of a diagnosis come from: the table or column, its source, its date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .diagnosis import Diagnosis


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of figures.

    Attributes
    ----------
    what
        ``apl``, ``accessibility``, ``zone``, ``need``, ``providers``, ``gp_fte``, ``history``,
        ``placement`` or ``boundaries``.
    table
        The table, column or file that it was read from.
    source, start
        What the table says of its own source, and since when it holds.
    """

    what: str
    table: str
    source: str | None = None
    start: date | None = None


def sources_of(diagnosis: Diagnosis) -> tuple[Source, ...]:
    """Return the sources of what a diagnosis shows."""
    return tuple(dict.fromkeys(_sources(diagnosis)))


def _sources(diagnosis: Diagnosis) -> Iterator[Source]:
    semester, rows = diagnosis.semester, diagnosis.rows
    used = {row.access.source for row in rows}
    if "apl" in used:
        yield Source("apl", "territories.apl")
    for supply in sorted({row.need.supply or "" for row in rows} - {""}):
        yield Source("accessibility", supply)
    if any(territory.zone for territory in diagnosis.territories):
        yield Source("zone", "territories.zone")
    shown = {territory.territory_id for territory in diagnosis.territories}
    dated = {
        (line.profession, line.source, line.start)
        for line in semester.zones
        if line.territory_id in shown
    }
    for profession, source, start in sorted(dated, key=str):
        yield Source("zone", f"zones, {profession}", source, start)
    if any(row.need.source == "given" for row in rows):
        yield Source("need", "territories.need, needs")
    if semester.providers:
        yield Source("providers", "providers")
    elif any(territory.gp_fte is not None for territory in diagnosis.territories):
        yield Source("gp_fte", "territories.gp_fte")
    if semester.history:
        yield Source("history", "history")
    if diagnosis.with_placement:
        yield Source("placement", "placements.csv")
    if diagnosis.boundaries is not None:
        yield Source("boundaries", diagnosis.boundaries.file)
