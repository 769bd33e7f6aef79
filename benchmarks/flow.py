"""The peer of a pure network: the best total value as a flow of least cost, by OR-Tools.

Everything is computed from the rows of the tables, by the definitions in the documentation; the
program's eligibility and values are not used. So the two must reach the same number exactly.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
from covered import NotCoveredError
from maillage.matching.entities import Student
from maillage.matching.semester import Semester
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

MILLION = 1_000_000
EARTH_KM = 6_371.0088
_KM_PER_DEGREE = math.pi * EARTH_KM / 180


@dataclass(frozen=True)
class FlowResult:
    """The best total value in millionths (proven), the arcs, seconds per phase."""

    value: int
    arcs: int
    seconds: dict[str, float]


def solve(semester: Semester) -> FlowResult:
    """Solve a semester where only the seats of offers bind.

    Raises
    ------
    NotCoveredError
        If more than seats binds.
    """
    started = time.perf_counter()
    _check_covered(semester)
    student, offer, value = _options(semester)
    listed = time.perf_counter()
    flow = _network(semester, student, offer, value)
    built = time.perf_counter()
    if flow.solve() != flow.OPTIMAL:
        raise NotCoveredError("OR-Tools found no flow")
    ended = time.perf_counter()
    seconds = {"options": listed - started, "build": built - listed, "solve": ended - built}
    return FlowResult(-flow.optimal_cost(), flow.num_arcs(), seconds)


def _check_covered(semester: Semester) -> None:
    others = (semester.locks, semester.conflicts, semester.history, semester.travel)
    if (semester.settings.shortage_weight, semester.settings.wish_weight) != (1, 1):
        raise NotCoveredError("a flow has the weights 1 and 1")
    if any(others) or semester.quotas or any(s.link_id for s in semester.students):
        raise NotCoveredError("a flow has only students, offers and seats")
    hosts = {s.supervisor_id: s for s in semester.supervisors}
    seats: dict[str, int] = defaultdict(int)
    used: dict[tuple[str, int], int] = defaultdict(int)
    for offer in semester.offers:
        if len(offer.parts) != 1 or isinstance(offer.parts[0].half_days, int):
            raise NotCoveredError("a flow has offers of one part on given half-days")
        seats[offer.parts[0].supervisor_id] += offer.seats
        for half_day in offer.parts[0].half_days:
            used[offer.parts[0].supervisor_id, half_day] += offer.seats
    if any(n > hosts[code].max_students for code, n in seats.items()):
        raise NotCoveredError("a supervisor has fewer places than its offers have seats")
    if any(n > hosts[code].max_at_once for (code, _), n in used.items()):
        raise NotCoveredError("offers share a supervisor's half-days")


def _options(
    semester: Semester,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return student, offer and value in millionths of every placement within reach."""
    sites = [semester.site[offer.parts[0].site_id] for offer in semester.offers]
    at = np.array([(site.lat, site.lon) for site in sites])
    needs = np.array([_need(semester, site.territory_id) for site in sites], np.int64)
    order = np.argsort(at[:, 0], kind="stable")
    number = {offer.offer_id: k for k, offer in enumerate(semester.offers)}
    rows: list[tuple[int, int, int]] = []
    for k, student in enumerate(semester.students):
        rank, refused, last = _ranks(semester, student, number)
        satisfied = _satisfied(student.credit, last)
        rows += [
            (k, offer, satisfied[rank.get(offer, last + 1)])
            for offer in _within_reach(semester, student, at, order)
            if offer not in refused
        ]
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    return columns[0], columns[1], needs[columns[1]] + columns[2]


def _need(semester: Semester, territory_id: str) -> int:
    """Return the need of a territory in whole millionths."""
    need = semester.territory[territory_id].need
    if need is None or (need * MILLION).denominator != 1:
        raise NotCoveredError("the need of every territory has to be given, in whole millionths")
    return int(need * MILLION)


@cache
def _satisfied(credit: Fraction, last: int) -> tuple[int, ...]:
    """Return the rounded millionths of each rank from 0, the last being off the list."""
    return tuple(
        math.floor((1 + credit) * (1 - Fraction(rank - 1, last)) * MILLION + Fraction(1, 2))
        if last
        else 0
        for rank in range(last + 2)
    )


def _ranks(
    semester: Semester, student: Student, number: dict[str, int]
) -> tuple[dict[int, int], set[int], int]:
    """Return the rank of each offer wished, the offers refused, and the last rank."""
    wishes = semester.wishes_of.get(student.student_id, ())
    if any(wish.target_kind != "offer" for wish in wishes):
        raise NotCoveredError("a flow has wishes for offers only")
    given = sorted({wish.rank for wish in wishes if wish.rank is not None and not wish.refused})
    anew = {rank: k for k, rank in enumerate(given, start=1)}
    rank = {
        number[wish.target]: anew[wish.rank]
        for wish in wishes
        if wish.rank is not None and not wish.refused
    }
    return rank, {number[wish.target] for wish in wishes if wish.refused}, len(given)


def _within_reach(
    semester: Semester, student: Student, at: NDArray[np.float64], order: NDArray[np.int64]
) -> list[int]:
    """Return the offers whose journey, in whole minutes, the student accepts."""
    if student.lat is None or student.lon is None or student.max_minutes is None:
        raise NotCoveredError("a flow's students have a home and a longest journey")
    settings = semester.settings
    speed = settings.car_kmh if student.car else settings.other_kmh
    per_km = float(settings.detour / speed * 60)
    # Sites are looked at in a band of latitude as wide as the longest journey.
    band = (float(student.max_minutes) + 1) / per_km / _KM_PER_DEGREE
    first, beyond = np.searchsorted(at[order, 0], (student.lat - band, student.lat + band))
    near = order[first:beyond]
    km = _haversine((student.lat, student.lon), at[near])
    minutes = np.floor(km * per_km + float(settings.fixed_minutes) + 0.5)
    found: list[int] = near[minutes <= student.max_minutes].tolist()
    return found


def _haversine(home: tuple[float, float], at: NDArray[np.float64]) -> NDArray[np.float64]:
    lat, lon = np.radians(home[0]), np.radians(home[1])
    lats, lons = np.radians(at[:, 0]), np.radians(at[:, 1])
    half = np.sin((lats - lat) / 2) ** 2
    half = half + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    km: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return km


def _network(
    semester: Semester,
    student: NDArray[np.int64],
    offer: NDArray[np.int64],
    value: NDArray[np.int64],
) -> min_cost_flow.SimpleMinCostFlow:
    """Build the network: students, offers, and a sink that also takes the unplaced."""
    flow = min_cost_flow.SimpleMinCostFlow()
    students, offers = len(semester.students), len(semester.offers)
    sink = students + offers
    ones = np.ones_like(student)
    flow.add_arcs_with_capacity_and_unit_cost(student, students + offer, ones, -value)
    seats = np.array([one.seats if one.open else 0 for one in semester.offers], np.int64)
    places = np.arange(students, sink)
    to_sink, free = np.full(offers, sink), np.zeros(offers, np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(places, to_sink, seats, free)
    everyone = np.arange(students)
    flow.add_arcs_with_capacity_and_unit_cost(
        everyone, np.full(students, sink), np.ones_like(everyone), np.zeros_like(everyone)
    )
    flow.set_nodes_supplies(np.r_[everyone, sink], np.r_[np.ones_like(everyone), -students])
    return flow
