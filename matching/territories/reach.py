"""What care the people of a territory can reach: a floating catchment over the territories.

The enhanced two-step form (E2SFCA): each place of supply is shared among the people within its
catchment, weighted by bands of travel time; each territory adds up the shares within its own.

References
----------
Luo, Qi (2009), "An enhanced two-step floating catchment area (E2SFCA) method for measuring
spatial accessibility to primary care physicians", Health & Place 15 (4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..nearness import Points, haversine_km
from ..semester import Semester
from .catchment import two_step
from .census import GENERAL_PRACTICE, Census

Unit = Literal["consultations", "percentile"]
"""What an accessibility is compared by: itself against limits, or its place among the others."""

EDGE_MINUTES = 1e-9
"""A journey that passes the end of a band by no more is within it."""

PER_INHABITANTS = 10_000
"""Where supply is not known in consultations, accessibility is in fte per so many people."""


@dataclass(frozen=True)
class Reach:
    """What is reached of one profession, before those who leave are taken off.

    Attributes
    ----------
    value
        By territory: consultations a year per inhabitant (unit ``consultations``), otherwise
        full-time equivalents per 10,000 inhabitants (unit ``percentile``). A territory of which
        nothing is known (`_unknown`) is not among them.
    unit
        ``consultations`` for general practice, ``percentile`` for other professions.
    """

    value: Mapping[str, float]
    unit: Unit


def reach(semester: Semester, supply: Census) -> Reach | None:
    """Compute the accessibility of every territory, ``None`` where supply or people lack.

    A proxy of the official APL, never the APL itself: people are not weighted by age, and
    supply is full-time equivalents times the setting ``consultations_per_fte``.
    """
    demand = np.array([t.population or 0 for t in semester.territories], np.float64)
    if supply.source is None or not (demand > 0).any():
        return None
    unit: Unit = "consultations" if supply.profession == GENERAL_PRACTICE else "percentile"
    each = semester.settings.consultations_per_fte
    factor = float(each) if unit == "consultations" else float(PER_INHABITANTS)
    codes = [t.territory_id for t in semester.territories]
    fte = np.array([float(supply.fte[code]) for code in codes], np.float64)
    reached = two_step(fte, demand, catchment_weights(semester)) * factor
    unknown = _unknown(semester, supply)
    values = zip(codes, reached.tolist(), strict=True)
    return Reach({code: value for code, value in values if code not in unknown}, unit)


def _unknown(semester: Semester, supply: Census) -> frozenset[str]:
    """Return the territories without coordinates, journeys and supply: what they reach is unknown.

    Nothing reached would mean the greatest need, out of nothing but an empty cell.
    """
    listed = {line.origin for line in semester.travel} | {t.destination for t in semester.travel}
    return frozenset(
        t.territory_id
        for t in semester.territories
        if (t.lat is None or t.lon is None)
        and t.territory_id not in listed
        and not supply.fte[t.territory_id]
    )


def catchment_weights(semester: Semester) -> csr_matrix:
    """Return the weight of going from each territory (row) to each other (column).

    Minutes are the travel table's between the two territories, otherwise kilometres × detour ÷
    ``car_kmh`` × 60, nothing fixed added and not rounded; 0 within a territory. Where neither
    is known, two territories do not reach each other.
    """
    bands = [(float(end), float(weight)) for end, weight in semester.settings.bands]
    origin, end, minutes = _journeys(semester)
    weight = np.zeros(len(minutes))
    for upto, value in reversed(bands):
        weight[minutes <= upto + EDGE_MINUTES] = value
    n = len(semester.territories)
    kept = weight > 0
    weights = csr_matrix((weight[kept], (origin[kept], end[kept])), shape=(n, n))
    weights.sort_indices()
    return weights


def reach_km(semester: Semester) -> float:
    """Return the kilometres as the crow flies that the last band reaches."""
    settings = semester.settings
    return float(settings.bands[-1][0] * settings.car_kmh / 60 / settings.detour)


def territory_points(semester: Semester) -> Points:
    """Return the points of the territories, ``nan`` where there are none."""
    nowhere = float("nan")
    degrees = [
        (nowhere, nowhere) if t.lat is None or t.lon is None else (t.lat, t.lon)
        for t in semester.territories
    ]
    return Points(np.array(degrees, np.float64).reshape(-1, 2))


_Journeys = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def _journeys(semester: Semester) -> _Journeys:
    """Return origin, destination and minutes of all pairs within the limit, and a few more."""
    settings = semester.settings
    points = territory_points(semester)
    one, other = points.pairs(reach_km(semester))
    km = haversine_km(points.degrees[one], points.degrees[other])
    on_the_road = km * float(settings.detour) / float(settings.car_kmh) * 60
    itself = np.arange(len(points.degrees))
    origin = np.concatenate([one, other, itself])
    end = np.concatenate([other, one, itself])
    minutes = np.concatenate([on_the_road, on_the_road, np.zeros(len(itself))])
    given = _given(semester)
    if not given:
        return origin, end, minutes
    n = len(itself)
    keys = np.array([a * n + b for a, b in given], np.int64)
    free = ~np.isin(origin * n + end, keys)
    return (
        np.concatenate([origin[free], keys // n]),
        np.concatenate([end[free], keys % n]),
        np.concatenate([minutes[free], np.array(list(given.values()), np.float64)]),
    )


def _given(semester: Semester) -> dict[tuple[int, int], float]:
    """Return the travel table between territories, in both directions unless both are given."""
    number = {t.territory_id: k for k, t in enumerate(semester.territories)}
    lines = {
        (number[line.origin], number[line.destination]): float(line.minutes)
        for line in semester.travel
        if line.origin in number and line.destination in number
    }
    return {(end, origin): minutes for (origin, end), minutes in lines.items()} | lines
