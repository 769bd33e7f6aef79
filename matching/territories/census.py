"""Who is at work where: the supply of a profession in each territory.

It is read out of the table ``providers``. Where that has no line at all of general
practitioners, the columns ``gp_fte`` and ``gp_over_60`` of the territories stand in for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

import numpy as np
from scipy.spatial import cKDTree

from ..entities import Provider
from ..nearness import Points, haversine_km, km_of_chord, on_sphere
from ..semester import Semester

GENERAL_PRACTICE = "gp"

OLD = 60
"""Years of age from which a practitioner counts as about to leave."""

_SAME_KM = 1e-9
"""Territories whose distances differ by less are equally near; the smaller code is taken."""

SupplyTable = Literal["providers", "gp_fte"]


@dataclass(frozen=True)
class Census:
    """The supply of one profession on the semester's first day.

    Attributes
    ----------
    source
        The table or column it was read from; ``None`` where nothing is known of the profession.
    fte
        Full-time equivalents by territory, exact; every territory is there, or none.
    over_60
        Share of them aged 60 or more, 0 to 1, where it is known: of the work of those whose
        year of birth is given.
    unknown
        Territories without a figure where others have one: they count 0.
    nowhere
        Providers counted nowhere: they have coordinates only, and no territory has any.
    """

    profession: str
    source: SupplyTable | None = None
    fte: Mapping[str, Fraction] = field(default_factory=dict)
    over_60: Mapping[str, Fraction] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()


def exact(number: float) -> Fraction:
    """Return a number as the decimal that it was written as."""
    return Fraction(str(number))


def census(semester: Semester, profession: str) -> Census:
    """Count the supply of a profession, territory by territory.

    A provider without ``fte`` counts 1. One whose ``leaver_date`` is before the semester's first
    day is gone. One with coordinates only counts at the nearest territory. The age is that
    reached in the year of the first day.
    """
    lines = [p for p in semester.providers if p.profession == profession]
    if lines:
        return _of_providers(semester, profession, lines)
    if profession == GENERAL_PRACTICE:
        return _of_columns(semester)
    return Census(profession)


def at_work(provider: Provider, day: date) -> bool:
    """Say whether a provider has not left before a day."""
    return provider.leaver_date is None or provider.leaver_date >= day


def work_of(provider: Provider) -> Fraction:
    """Return a provider's full-time equivalents; 1 where they are not given."""
    return Fraction(1) if provider.fte is None else exact(provider.fte)


def territories_of(semester: Semester, providers: Sequence[Provider]) -> list[str | None]:
    """Return the territory where each provider counts, ``None`` where there is none.

    The one named; otherwise the nearest to the coordinates as the crow flies.
    """
    found = [provider.territory_id for provider in providers]
    located = [k for k, p in enumerate(providers) if found[k] is None and p.lat is not None]
    points = np.array([(providers[k].lat, providers[k].lon) for k in located], np.float64)
    for k, territory in zip(located, _nearest(semester, points.reshape(-1, 2)), strict=True):
        found[k] = territory
    return found


def _nearest(semester: Semester, points: np.ndarray) -> list[str | None]:
    known = [t for t in semester.territories if t.lat is not None and t.lon is not None]
    if not known or not len(points):
        return [None] * len(points)
    degrees = np.array([(t.lat, t.lon) for t in known], np.float64)
    chord, _ = cKDTree(on_sphere(degrees)).query(on_sphere(points))
    least = km_of_chord(chord)
    result: list[str | None] = [None] * len(points)
    index, near = Points(degrees).around(points, least)
    order = np.lexsort((near, index))
    km = haversine_km(points[index], degrees[near])
    best = np.full(len(points), np.inf)
    np.minimum.at(best, index, km)
    # Territories are sorted by their code: of equally near ones the first is taken.
    for k in order.tolist():
        asking = int(index[k])
        if result[asking] is None and km[k] <= best[asking] + _SAME_KM:
            result[asking] = known[int(near[k])].territory_id
    return result


def _of_providers(semester: Semester, profession: str, lines: Sequence[Provider]) -> Census:
    first = semester.settings.first_day
    there = [provider for provider in lines if at_work(provider, first)]
    places = territories_of(semester, there)
    fte = {t.territory_id: Fraction(0) for t in semester.territories}
    ages: dict[str, list[Provider]] = {}
    for provider, territory in zip(there, places, strict=True):
        if territory is not None:
            fte[territory] += work_of(provider)
            ages.setdefault(territory, []).append(provider)
    over_60 = _column_over_60(semester) if profession == GENERAL_PRACTICE else {}
    for territory, providers in ages.items():
        share = _share_over_60(providers, first.year)
        if share is not None:
            over_60[territory] = share
    pairs = zip(there, places, strict=True)
    nowhere = tuple(p.provider_id for p, territory in pairs if territory is None)
    return Census(profession, "providers", fte, over_60, nowhere=nowhere)


def _share_over_60(providers: Iterable[Provider], year: int) -> Fraction | None:
    """Return the share of the work done by those aged 60 or more, of those with known age."""
    total = old = Fraction(0)
    for provider in providers:
        if provider.birth_year is not None:
            total += work_of(provider)
            old += work_of(provider) if year - provider.birth_year >= OLD else 0
    # A decimal of double precision: sums over many territories keep a small common denominator.
    return exact(float(old / total)) if total else None


def _of_columns(semester: Semester) -> Census:
    given = {t.territory_id: t.gp_fte for t in semester.territories}
    over_60 = _column_over_60(semester)
    if all(value is None for value in given.values()):
        return Census(GENERAL_PRACTICE, over_60=over_60)
    return Census(
        GENERAL_PRACTICE,
        "gp_fte",
        {name: Fraction(0) if fte is None else exact(fte) for name, fte in given.items()},
        over_60,
        unknown=tuple(name for name, fte in given.items() if fte is None),
    )


def _column_over_60(semester: Semester) -> dict[str, Fraction]:
    return {t.territory_id: t.gp_over_60 for t in semester.territories if t.gp_over_60 is not None}
