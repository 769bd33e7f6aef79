"""What is worked out for all students at once, against the plain rule for one."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from maillage.matching.bundles import Bundles, Market, bundles, market
from maillage.matching.compositions import Compositions
from maillage.matching.fitting import fits_alone
from maillage.matching.halfday_rows import half_day_rows
from maillage.matching.kinds import Kinds
from maillage.matching.nearness import Points, haversine_km
from maillage.matching.reached import reached
from maillage.matching.semester import Semester
from maillage.matching.valuation import valuation
from maillage.solvers.timetable import Part, patterns

from .oracle.bundles import bundles_of
from .oracle.geography import Atlas
from .strategies import Tables, semesters, to_semester

some = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
Coordinates = list[tuple[float, float]]

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.lists(
    st.tuples(latitudes, longitudes) | st.just((math.nan, math.nan)), min_size=1, max_size=12
)


def listed(semester: Semester) -> tuple[Market, Bundles]:
    """Return a semester worked out, and all its bundles."""
    prepared = market(semester)
    return prepared, bundles(prepared, np.arange(len(semester.students)))


@some
@given(points, points, st.floats(0, 30_000))
@example([(48.0, 180.0)], [(48.0, -180.0)], 0.0)
@example([(90.0, 12.0)], [(90.0, 77.0)], 1.0)
def test_points_around_are_all_found(centres: Coordinates, others: Coordinates, km: float) -> None:
    near = Points(np.array(others)).around(np.array(centres), np.full(len(centres), km))
    found = set(zip(near[0].tolist(), near[1].tolist(), strict=True))
    for (a, one), (b, other) in product(enumerate(centres), enumerate(others)):
        away = float(haversine_km(np.array(one), np.array(other)))
        if away <= km:
            assert (a, b) in found
        if math.isnan(away) or away > km + 0.1:
            assert (a, b) not in found


@some
@given(points, st.floats(0, 30_000))
def test_pairs_of_points_are_all_found(given_points: Coordinates, km: float) -> None:
    near = Points(np.array(given_points)).pairs(km)
    found = set(zip(near[0].tolist(), near[1].tolist(), strict=True))
    for a, b in product(range(len(given_points)), repeat=2):
        away = float(haversine_km(np.array(given_points[a]), np.array(given_points[b])))
        if a < b and away <= km:
            assert (a, b) in found


@some
@given(semesters())
def test_minutes_and_limits_equal_the_plain_rules(tables: Tables) -> None:
    semester = to_semester(tables)
    prepared = market(semester)
    students = np.arange(len(semester.students))
    minutes = prepared.journeys.minutes_to_all(students)
    atlas = Atlas(semester)
    for row, student in enumerate(semester.students):
        assert minutes[row].tolist() == [atlas.minutes(student, site) for site in semester.sites]
    for limit in (0.0, 7.5, 20.0, 60.0):
        index, site = prepared.journeys.within(students, np.full(len(students), limit))
        assert list(zip(index, site, strict=True)) == list(
            zip(*np.nonzero(minutes <= limit), strict=True)
        )


@some
@given(semesters())
def test_bundles_lie_where_the_plain_rules_say(tables: Tables) -> None:
    semester = to_semester(tables)
    prepared, found = listed(semester)
    sites, supervisors = semester.sites, semester.supervisors
    table, places = found.compositions, prepared.places
    for number, student in enumerate(semester.students):
        own = found.own(number)
        listed_here = set()
        for row, housed in zip(found.composition[own], found.housed[own], strict=True):
            parts = zip(table.place[row].tolist(), table.size[row].tolist(), strict=True)
            at = [
                (supervisors[places.supervisor[p]].supervisor_id, sites[places.site[p]].site_id, n)
                for p, n in parts
                if p >= 0
            ]
            offer = table.offer[row]
            listed_here.add(
                (
                    tuple(sorted(at)),
                    semester.offers[offer].offer_id if offer >= 0 else None,
                    sites[housed].site_id if housed >= 0 else None,
                )
            )
        plain = {
            (
                tuple(sorted((p.supervisor_id, p.site_id, len(p.half_days)) for p in b.parts)),
                b.offer_id,
                b.housed,
            )
            for b in bundles_of(semester, student)
        }
        assert listed_here == plain


@some
@given(semesters())
def test_what_is_reached_and_ranked_together_is_as_one_by_one(tables: Tables) -> None:
    semester = to_semester(tables)
    prepared, found = listed(semester)
    places = reached(prepared, found).place
    worth = valuation(prepared, found)
    everything = np.arange(len(found.student))
    one_by_one = [worth.ranks(everything[[k]])[0] for k in everything]
    assert worth.ranks(everything) == one_by_one
    for number in range(len(semester.students)):
        rows = found.compositions.place[found.composition[found.own(number)]].tolist()
        programme = semester.programme[semester.students[number].programme_id]
        # Where a room is asked and a site has none for trainees, nothing leads.
        led_to = [
            [place for place in row if place >= 0]
            for row in rows
            if not (
                programme.needs_room
                and any(semester.sites[prepared.places.site[p]].rooms == 0 for p in row if p >= 0)
            )
        ]
        assert places[number].tolist() == sorted({place for row in led_to for place in row})


# -- one student in the week ----------------------------------------------------------------

kinds = st.tuples(
    st.integers(1, 4),
    st.integers(0, (1 << 11) - 1),
    st.integers(1, 3),
    st.integers(0, 2),
    st.booleans(),
    st.booleans(),
)


def table_of(parts: list[tuple[int, int, int, int, bool, bool]]) -> Kinds:
    """Return kinds at places of their own."""
    size, mask, weeks, run, paired, free = zip(*parts, strict=True)
    numbers = np.arange(len(parts))
    return Kinds(
        numbers,
        np.zeros_like(numbers),
        np.array(size),
        np.array(mask),
        np.array(weeks),
        np.array(run),
        np.array(paired),
        np.array(free),
    )


@settings(max_examples=300, deadline=None)
@given(
    st.lists(kinds, min_size=1, max_size=4),
    st.lists(st.booleans(), min_size=16, max_size=16),
    st.booleans(),
    st.data(),
)
def test_fits_alone_equals_trying_all_patterns(parts, changes, plain, data) -> None:
    if plain:
        parts = [(n, mask, 1, 0, parts[0][4], free) for n, mask, _, _, _, free in parts]
    table = table_of(parts)
    noon = np.array(changes).reshape(4, 4) | np.eye(4, dtype=bool)
    if plain:
        noon &= noon.T
    numbers = st.lists(
        st.permutations(range(len(parts))).map(lambda p: p[:3]), min_size=1, max_size=6
    )
    rows = data.draw(numbers)
    lengths = [data.draw(st.integers(1, len(row))) for row in rows]
    width = max(lengths)
    part = np.full((len(rows), width), -1, np.int32)
    for k, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        part[k, :length] = row[:length]
    block = Compositions(part, np.full(len(rows), -1, np.int32), table)
    verdict = fits_alone(block, np.arange(len(parts)), noon)
    assert verdict.tolist() == [plainly_fits(table, noon, row[row >= 0].tolist()) for row in part]


def plainly_fits(table: Kinds, noon: np.ndarray, row: list[int]) -> bool:
    """Try all patterns of half-days of one composition."""
    parts = tuple(
        Part(
            k,
            k,
            -1,
            int(table.size[k]),
            int(table.mask[k]),
            int(table.weeks[k]),
            bool(table.paired[k]),
            int(table.run[k]),
            bool(table.free[k]),
        )
        for k in row
    )
    blocked = frozenset(
        (a, b)
        for a, one in enumerate(row)
        for b, other in enumerate(row)
        if a != b
        and (table.free[one] or table.free[other])
        and table.weeks[one] & table.weeks[other]
        and not noon[one, other]
    )
    return next(patterns((parts, blocked)), None) is not None


# -- rows -----------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(st.lists(kinds, min_size=1, max_size=5), st.integers(1, 3), st.data())
def test_rows_on_half_days_hold_for_whatever_fits(parts, capacity, data) -> None:
    """No choice of half-days that keeps the capacity at every half-day breaks a row."""
    parts = [
        (2 * n if paired else n, mask, 1, 0, paired, free) for n, mask, _, _, paired, free in parts
    ]
    table = table_of(parts)
    everything = np.arange(len(parts))
    rows = half_day_rows(table, everything, np.zeros_like(everything), np.array([capacity]))
    chosen = []
    used = np.zeros(11, int)
    for k in everything.tolist():
        part = Part(k, k, -1, *parts[k][:3], parts[k][4], 0, True)
        ways = [p[0] for p in patterns(((part,), frozenset()))]
        fitting = [
            way for way in ways if all(used[h] + (way >> h & 1) <= capacity for h in range(11))
        ]
        if fitting:
            way = data.draw(st.sampled_from(fitting))
            used += [way >> h & 1 for h in range(11)]
            chosen.append(k)
    use = np.zeros((len(rows.upper), len(parts)), int)
    use[rows.row, rows.kind] = rows.amount
    assert (use[:, chosen].sum(axis=1) <= rows.upper).all()


def test_a_row_for_mornings_tells_that_whole_days_are_spoilt() -> None:
    table = table_of([(2, 0b1111, 1, 0, True, True), (1, 0b0101, 1, 0, False, True)])
    rows = half_day_rows(table, np.arange(2), np.zeros(2, int), np.array([1]))
    mornings = [k for k, upper in enumerate(rows.upper.tolist()) if upper == 2]
    amounts = {
        k: dict(zip(rows.kind[rows.row == k], rows.amount[rows.row == k], strict=True))
        for k in mornings
    }
    assert {0: 1, 1: 1} in amounts.values()


@pytest.mark.parametrize("n_kinds", [0, 1])
def test_no_compositions_fit_without_being_asked(n_kinds: int) -> None:
    table = table_of([(1, 1, 1, 0, False, True)]).take(np.arange(n_kinds))
    block = Compositions(np.zeros((0, 1), np.int32), np.zeros(0, np.int32), table)
    site = np.zeros(n_kinds, np.int64)
    assert fits_alone(block, site, np.ones((1, 1), bool)).tolist() == []
