"""Which sheets and columns of a zoning file are meant: by commune, and by living area (TVS)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..language import sentence
from ..tables.cells import clean, text_of
from ..tables.findings import Finding, InputError, error
from ..tables.headings import slug
from ..tables.raw import RawTable
from .cannot_import import CannotImport
from .communes import asked_columns, is_code_heading, year_of
from .merged import filled_merged
from .zone_labels import zones_in

_ZONE = re.compile(r"zonage|^zone(s|medecins?|retenue|finale)?(\d{4})?$|classement|^qualification")
_NO_ZONE = re.compile(r"date|code|arrete|commentaire|motif|ancien|precedent|evolution")
_TVS = re.compile(r"(code|cod|num|numero|id)?(tvs|territoiredeviesante)(code|num|id)?(\d{4})?")
_ROLES = {"code": "code", "zone": "zone", "tvs": "tvs"}


@dataclass(frozen=True)
class ZoneSheet:
    """A sheet of zones, and the columns that matter in it.

    Attributes
    ----------
    key
        The column of commune codes, or of TVS codes.
    zone
        The column of zones.
    tvs
        The column that says in which living area a commune is; ``None`` where there is none.
    """

    table: RawTable
    key: int
    zone: int
    tvs: int | None = None


@dataclass(frozen=True)
class ZoneSheets:
    """The sheet of communes, and that of living areas where there is one."""

    communes: ZoneSheet
    areas: ZoneSheet | None


def clarity_of(headings: Sequence[str]) -> int:
    """Return how much a row looks like the headings of a zoning, by commune or by TVS."""
    codes = any(is_code_heading(heading, headings) for heading in headings)
    areas = any(_is_tvs(heading) for heading in headings)
    zones = any(_is_zone(heading) for heading in headings)
    if not zones:
        return 2 * codes + areas
    return 10 * codes + 5 * areas + 1


def zone_sheets(
    path: Path, sheets: Sequence[tuple[int, RawTable]], columns: Sequence[str]
) -> ZoneSheets:
    """Return the sheets that are meant.

    Raises
    ------
    CannotImport
        If several columns may hold the zones.
    InputError
        If no sheet gives zones by commune.
    """
    tables = [filled_merged(path, table) for _, table in sheets]
    order = sorted(tables, key=_order)
    asked = asked_columns(order, columns, _ROLES)
    by_commune = _communes(order[0], asked)
    if by_commune is None:
        raise InputError([_nothing(order[0])])
    others = (_areas(table) for table in tables if table is not by_commune.table)
    areas = next((sheet for sheet in others if sheet is not None), None)
    return ZoneSheets(by_commune, areas if by_commune.tvs is not None else None)


def _order(table: RawTable) -> tuple[int, bool, int]:
    """Return what puts the clearest sheet first, then that named for communes, then the latest."""
    communes = "commune" in slug(table.title)
    return -clarity_of(table.headings), not communes, -(year_of(table.title) or 0)


def _is_zone(heading: str) -> bool:
    folded = slug(heading)
    return _ZONE.search(folded) is not None and _NO_ZONE.search(folded) is None


def _is_tvs(heading: str) -> bool:
    return _TVS.fullmatch(slug(heading)) is not None


def _first(asked: dict[int, str], role: str, guessed: Iterator[int]) -> int | None:
    return next((k for k, word in asked.items() if word == role), next(guessed, None))


def _communes(table: RawTable, asked: dict[int, str]) -> ZoneSheet | None:
    headings = table.headings
    codes = (k for k, h in enumerate(headings) if is_code_heading(h, headings))
    key = _first(asked, "code", codes)
    areas = (k for k, h in enumerate(headings) if _is_tvs(h) and k != key)
    tvs = _first(asked, "tvs", areas)
    zone = next((k for k, word in asked.items() if word == "zone"), None)
    if zone is None:
        zone = _zone_column(table)
    return None if key is None or zone is None else ZoneSheet(table, key, zone, tvs)


def _areas(table: RawTable) -> ZoneSheet | None:
    headings = table.headings
    keys = [k for k, heading in enumerate(headings) if _is_tvs(heading)]
    if not keys or any(is_code_heading(heading, headings) for heading in headings):
        return None
    zone = _zone_column(table)
    return None if zone is None else ZoneSheet(table, keys[0], zone)


def _zone_column(table: RawTable) -> int | None:
    """Return the column of zones: among several that whose cells are labels, the latest year.

    Raises
    ------
    CannotImport
        If several are left.
    """
    found = [k for k, heading in enumerate(table.headings) if _is_zone(heading)]
    labelled = [k for k in found if _has_labels(table, k)]
    found = labelled or found
    if len(found) > 1:
        years = {k: year_of(table.headings[k]) or 0 for k in found}
        found = [k for k in found if years[k] == max(years.values())]
    if len(found) > 1:
        cells = tuple(f"{table.where(None, k)} ({table.headings[k]})" for k in found)
        raise CannotImport(
            sentence(
                "several columns may hold the zones: {columns}; name one with "
                '--column "HEADING=zone".',
                columns=cells,
            )
        )
    return found[0] if found else None


def _has_labels(table: RawTable, column: int) -> bool:
    cells = (clean(row[column]) for row in table.rows)
    return any(cell is not None and zones_in(text_of(cell)) for cell in cells)


def _nothing(table: RawTable) -> Finding:
    headings = tuple(h for h in table.headings if h)
    has_code = any(is_code_heading(h, table.headings) for h in table.headings)
    if not has_code and any(map(_is_tvs, table.headings)):
        said = sentence(
            "the zones are given by living area (TVS) only; a sheet that gives the zone of each "
            "commune is needed."
        )
    elif has_code:
        said = sentence(
            "there is no column of zones (Zonage) among {headings}; name it with "
            '--column "HEADING=zone".',
            headings=headings,
        )
    else:
        said = sentence(
            "there is no column of commune codes (Code commune INSEE) among {headings}; name it "
            'with --column "HEADING=code".',
            headings=headings,
        )
    return error("missing-column", table.where(), said)
