"""Several territories together: an intercommunality, a département, all of the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import SupportsFloat

import numpy as np
from numpy.typing import NDArray

from ..entities import Territory
from .facts import ALL, SELECTION, Area, Row
from .hosting import HostingIndex
from .indicators import Indicator, number_of
from .inequality import inequality
from .quarters import chain
from .staffing import Staffing
from .workforce import Workforce

Key = tuple[str, str]
"""Kind and code of an area."""


@dataclass(frozen=True)
class Circle:
    """The territories of an area: those within no other one of it, so that they add up."""

    kind: str
    code: str
    members: tuple[Territory, ...]


def circles(
    territories: Sequence[Territory],
    shown: Sequence[Territory],
    parent: Mapping[str, str],
    *,
    narrowed: bool,
) -> list[Circle]:
    """Return the areas that a diagnosis adds up, whole ones also where only some are shown.

    Parameters
    ----------
    narrowed
        Whether not all territories are shown: then these together are an area, too.
    """
    found = [Circle(SELECTION, "", outermost(shown, parent))] if narrowed else []
    for kind in ("epci", "department"):
        groups: dict[str, list[Territory]] = defaultdict(list)
        for territory in territories:
            code = getattr(territory, kind)
            if code is not None:
                groups[code].append(territory)
        codes = sorted({getattr(t, kind) for t in shown} - {None})
        found += [Circle(kind, code, outermost(groups[code], parent)) for code in codes]
    return [*found, Circle(ALL, "", outermost(territories, parent))]


def outermost(territories: Iterable[Territory], parent: Mapping[str, str]) -> tuple[Territory, ...]:
    """Return the territories that lie in no other one of them."""
    own = {territory.territory_id: territory for territory in territories}
    return tuple(
        territory
        for identifier, territory in own.items()
        if own.keys().isdisjoint(chain(identifier, parent)[1:])
    )


def area(
    circle: Circle,
    profession: str,
    rows: Mapping[tuple[str, str], Row],
    staffing: Staffing,
    index: HostingIndex,
    within: Mapping[str, Sequence[str]],
    threshold: float,
) -> Area:
    """Add up one profession over an area.

    Parameters
    ----------
    rows
        By territory and profession, of all territories.
    within
        Every territory's own code and those of its quarters.
    threshold
        Consultations a year below which somebody counts as badly served.
    """
    own = [rows[t.territory_id, profession] for t in circle.members]
    people = np.array([t.population or 0.0 for t in circle.members])
    access = _numbers(row.access.value for row in own)
    units = {row.access.unit for row in own} - {""}
    unit = units.pop() if len(units) == 1 else ""
    need = _numbers(None if r.known_need is None else float(r.known_need) for r in own)
    known = np.array([row.workforce.fte is not None for row in own], bool)
    everywhere = [code for t in circle.members for code in within[t.territory_id]]
    return Area(
        kind=circle.kind,
        code=circle.code,
        profession=profession,
        territories=len(own),
        population=float(people.sum()),
        fte_people=float(people[known].sum()),
        workforce=_together(own, staffing.of(everywhere, profession)),
        access=mean(access, people) if unit else None,
        access_unit=unit,
        need=mean(need, people),
        need_known=int((~np.isnan(need)).sum()),
        inequality=inequality(access, people, threshold if unit == "consultations" else None),
        hosting=index.of(everywhere, profession),
    )


def indicator_means(
    circle: Circle, indicators: Iterable[Indicator]
) -> tuple[tuple[str, float], ...]:
    """Return the mean of every indicator of numbers, weighted by population, where known."""
    people = np.array([t.population or 0.0 for t in circle.members])
    found = []
    for one in indicators:
        if one.numeric:
            values = _numbers(number_of(t.indicators.get(one.column)) for t in circle.members)
            average = mean(values, people)
            if average is not None:
                found.append((one.column, average))
    return tuple(found)


def mean(values: NDArray[np.float64], people: NDArray[np.float64]) -> float | None:
    """Return the mean weighted by population of what is known, ``None`` where nothing is."""
    counted = ~np.isnan(values) & (people > 0)
    if not counted.any():
        return None
    return float((values[counted] * people[counted]).sum() / people[counted].sum())


def mean_of(values: Iterable[SupportsFloat | None], people: Sequence[float]) -> float | None:
    """Return the mean of known values weighted by population; a plain mean without people."""
    known = [None if value is None else float(value) for value in values]
    weights = np.array(people, np.float64)
    return mean(_numbers(known), weights if weights.any() else np.ones(len(weights)))


def _numbers(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _together(own: Sequence[Row], counted: Workforce) -> Workforce:
    """Return what the census counts, with what is only known by territory."""
    fte = [row.workforce.fte for row in own if row.workforce.fte is not None]
    found = replace(counted, fte=float(sum(sorted(fte))) if fte else None)
    if counted.providers:
        return found
    pairs = [(r.workforce.fte, r.workforce.over_60) for r in own]
    known = [(f, share) for f, share in pairs if f is not None and share is not None]
    total = sum(f for f, _ in known)
    share = sum(f * s for f, s in known) / total if total else None
    return replace(found, over_60=share)
