"""The columns of ``diagnosis.csv``: one row per territory and profession."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..entities import Territory
from ..territories.facts import (
    ALL,
    GROUP_PRACTICE,
    HEALTH_CENTRE,
    SUPERVISOR,
    Area,
    Row,
    fte_per_10000,
)

if TYPE_CHECKING:
    from ..territories.diagnosis import Diagnosis

Value: TypeAlias = str | int | float | bool | None
Kind = Literal["text", "whole", "number", "share", "flag"]
Group = Literal["place", "supply", "access", "need", "parts", "near", "grounds", "compare"]

DECIMALS = 6
"""Decimals kept in the files."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a row of the table is made from."""

    diagnosis: Diagnosis
    territory: Territory
    row: Row
    department: Area | None
    everywhere: Area | None


@dataclass(frozen=True, slots=True)
class DiagnosisColumn:
    """A column: its name, what it holds, and how it is read out of a line."""

    name: str
    kind: Kind
    group: Group
    read: Callable[[Line], Value | Fraction]


def _column(
    name: str, kind: Kind, group: Group, read: Callable[[Line], Value | Fraction]
) -> DiagnosisColumn:
    return DiagnosisColumn(name, kind, group, read)


def _rank(line: Line) -> int | None:
    return None if line.row.standing is None else line.row.standing.rank


def _quintile(line: Line) -> int | None:
    return None if line.row.standing is None else line.row.standing.quintile


def _rank_shown(line: Line) -> int | None:
    return None if line.row.standing_shown is None else line.row.standing_shown.rank


def _near(kind: str, attribute: str) -> Callable[[Line], Value]:
    def read(line: Line) -> Value:
        found = line.row.nearest.get(kind)
        value: Value = None if found is None else getattr(found, attribute)
        return value

    return read


def _near_columns(kind: str) -> tuple[DiagnosisColumn, ...]:
    return (
        _column(f"{kind}_km", "number", "near", _near(kind, "km")),
        _column(f"{kind}_minutes", "whole", "near", _near(kind, "minutes")),
        _column(f"{kind}_nearest", "text", "near", _near(kind, "identifier")),
    )


def sectors_text(sectors: tuple[tuple[str, float], ...]) -> str | None:
    """Return tariff sectors with their shares: ``1=0.75 2=0.25``."""
    return " ".join(f"{name}={number_text(share)}" for name, share in sectors) or None


COLUMNS: tuple[DiagnosisColumn, ...] = (
    _column("territory_id", "text", "place", lambda x: x.territory.territory_id),
    _column("name", "text", "place", lambda x: x.territory.name),
    _column("parent_id", "text", "place", lambda x: x.diagnosis.parent.get(x.row.territory_id)),
    _column("department", "text", "place", lambda x: x.territory.department),
    _column("epci", "text", "place", lambda x: x.territory.epci),
    _column("region", "text", "place", lambda x: x.territory.region),
    _column("lat", "number", "place", lambda x: x.territory.lat),
    _column("lon", "number", "place", lambda x: x.territory.lon),
    _column("population", "number", "place", lambda x: x.territory.population),
    _column("qpv", "flag", "place", lambda x: x.territory.qpv),
    _column("frr", "flag", "place", lambda x: x.territory.frr),
    _column("profession", "text", "place", lambda x: x.row.profession),
    _column("zone", "text", "place", lambda x: x.row.need.zone),
    _column("need", "number", "need", lambda x: x.row.known_need),
    _column("need_source", "text", "need", lambda x: x.row.need.source),
    _column("need_rank", "whole", "need", _rank),
    _column("need_quintile", "whole", "need", _quintile),
    _column("need_rank_shown", "whole", "need", _rank_shown),
    _column("need_zone_floor", "number", "parts", lambda x: x.row.need.floor),
    _column("need_shortage", "number", "parts", lambda x: x.row.need.shortage),
    _column("need_leaving", "share", "parts", lambda x: x.row.need.leaving),
    _column("need_accessible", "number", "parts", lambda x: x.row.need.accessible),
    _column("need_percentile", "share", "parts", lambda x: x.row.need.percentile),
    _column("accessibility", "number", "access", lambda x: x.row.access.value),
    _column("accessibility_unit", "text", "access", lambda x: x.row.access.unit or None),
    _column("accessibility_source", "text", "access", lambda x: x.row.access.source or None),
    _column("accessibility_supply", "text", "access", lambda x: x.row.need.supply),
    _column("providers", "whole", "supply", lambda x: x.row.workforce.providers),
    _column("fte", "number", "supply", lambda x: x.row.workforce.fte),
    _column("fte_per_10000", "number", "supply", lambda x: fte_per_10000(x.row, x.territory)),
    _column("over_60_share", "share", "supply", lambda x: x.row.workforce.over_60),
    _column("ages_known", "whole", "supply", lambda x: x.row.workforce.ages_known),
    _column("leavers_5_years", "whole", "supply", lambda x: x.row.workforce.leavers_5),
    _column("leavers_10_years", "whole", "supply", lambda x: x.row.workforce.leavers_10),
    _column("sectors", "text", "supply", lambda x: sectors_text(x.row.workforce.sectors)),
    *_near_columns(SUPERVISOR),
    *_near_columns(HEALTH_CENTRE),
    *_near_columns(GROUP_PRACTICE),
    _column("supervisors", "whole", "grounds", lambda x: x.row.hosting.supervisors),
    _column("supervisor_places", "whole", "grounds", lambda x: x.row.hosting.supervisor_places),
    _column("seats", "whole", "grounds", lambda x: x.row.hosting.seats),
    _column("students", "whole", "grounds", lambda x: x.row.hosting.students),
    _column("student_half_days", "whole", "grounds", lambda x: x.row.hosting.half_days),
    _column("students_before", "whole", "grounds", lambda x: x.row.hosting.students_before),
    _column("department_need", "number", "compare", lambda x: _of(x.department, "need")),
    _column("department_accessibility", "number", "compare", lambda x: _of(x.department, "access")),
    _column(
        "department_fte_per_10000",
        "number",
        "compare",
        lambda x: _of(x.department, "fte_per_10000"),
    ),
    _column("all_need", "number", "compare", lambda x: _of(x.everywhere, "need")),
    _column("all_accessibility", "number", "compare", lambda x: _of(x.everywhere, "access")),
    _column("all_fte_per_10000", "number", "compare", lambda x: _of(x.everywhere, "fte_per_10000")),
)
"""In their order in the file; the columns ``ind_…`` follow."""


def _of(area: Area | None, attribute: str) -> float | None:
    value: float | None = None if area is None else getattr(area, attribute)
    return value


def lines_of(diagnosis: Diagnosis, profession: str | None = None) -> Iterator[Line]:
    """Yield a line per territory and profession, of one profession if asked."""
    for territory in diagnosis.territories:
        for name in diagnosis.professions if profession is None else (profession,):
            yield Line(
                diagnosis,
                territory,
                diagnosis.row(territory.territory_id, name),
                diagnosis.area("department", territory.department, name),
                diagnosis.area(ALL, None, name),
            )


def plain(value: Value | Fraction) -> Value:
    """Return a value as the files hold it: decimals rounded, whole numbers whole."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value
    rounded = round(float(value), DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded


def number_text(value: float) -> str:
    """Return a number with up to six decimals, trailing zeros dropped, a point before them."""
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def cell_text(value: Value | Fraction) -> str:
    """Return a value as a cell of a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return harmless(value)
    return number_text(float(value))


def harmless(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula."""
    if not text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return text
    try:
        float(text.replace(",", "."))
    except ValueError:
        return f"'{text}"
    return text
