"""Where to open: compared with all sets of sites, one by one."""

from __future__ import annotations

from itertools import combinations
from math import asin, cos, floor, radians, sin, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maillage import CannotSettle, new_sites, read_rows

RADIUS_KM = 6371.0088


def territory(number: int, lat: float, lon: float, population: int, need: str) -> dict[str, Any]:
    return {
        "territory_id": f"T{number}",
        "name": f"Town {number}",
        "lat": lat,
        "lon": lon,
        "population": population,
        "need": need,
    }


REQUEST = {"request_id": "R", "name": "A", "profession": "gp"}
OPENING = {
    "opening_id": "O",
    "name": "Place",
    "territory_id": "T0",
    "kind": "liberal_practice",
    "setting": "liberal",
    "profession": "gp",
    "seats": 1,
}

FULL = {**OPENING, "seats": 0}


@st.composite
def countries(draw: st.DrawFn) -> dict[str, Any]:
    size = draw(st.integers(3, 7))
    degrees = st.integers(0, 40).map(lambda n: n / 100)
    places = [
        territory(
            k,
            46 + draw(degrees),
            2 + draw(degrees),
            draw(st.integers(0, 3000)),
            draw(st.sampled_from(["0", "0.25", "0.5", "1"])),
        )
        for k in range(size)
    ]
    codes = [place["territory_id"] for place in places]
    providers = [
        {"provider_id": f"P{k}", "profession": "gp", "territory_id": code}
        for k, code in enumerate(draw(st.lists(st.sampled_from(codes), max_size=1)))
    ]
    pair = st.tuples(st.sampled_from(codes), st.sampled_from(codes), st.integers(1, 60))
    lines = {(a, b): m for a, b, m in draw(st.lists(pair, max_size=3)) if a != b}
    travel = [{"origin": a, "destination": b, "minutes": m} for (a, b), m in lines.items()]
    openings = [
        {**OPENING, "opening_id": f"O{k}", "territory_id": code}
        for k, code in enumerate(draw(st.lists(st.sampled_from(codes), min_size=1, max_size=3)))
    ]
    return {
        "territories": places,
        "providers": providers,
        "travel": travel,
        "requests": [REQUEST],
        "openings": openings,
    }


def minutes(tables: dict[str, Any], start: str, end: str) -> float:
    lines = {(t["origin"], t["destination"]): t["minutes"] for t in tables["travel"]}
    for pair in ((start, end), (end, start)):
        if pair in lines:
            return float(lines[pair])
    place = {
        t["territory_id"]: (radians(t["lat"]), radians(t["lon"])) for t in tables["territories"]
    }
    (lat, lon), (lat2, lon2) = place[start], place[end]
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * RADIUS_KM * asin(sqrt(half)) * 1.3 / 40 * 60


def weights(tables: dict[str, Any]) -> dict[str, int]:
    found = {
        t["territory_id"]: floor(t["population"] * float(t["need"]) + 0.5)
        for t in tables["territories"]
    }
    return {code: weight for code, weight in found.items() if weight}


def existing(tables: dict[str, Any]) -> set[str]:
    return {p["territory_id"] for p in tables["providers"]}


def covered(tables: dict[str, Any], sites: set[str], limit: float) -> int:
    return sum(
        weight
        for code, weight in weights(tables).items()
        if any(minutes(tables, code, site) <= limit + 1e-9 for site in sites)
    )


def tenths(tables: dict[str, Any], sites: set[str]) -> int:
    return sum(
        weight * min(floor(minutes(tables, code, site) * 10 + 0.5) for site in sites)
        for code, weight in weights(tables).items()
    )


@given(countries(), st.integers(1, 3), st.sampled_from([7.5, 15.0, 30.0]))
def test_no_set_of_sites_reaches_more(tables: dict[str, Any], count: int, limit: float) -> None:
    semester = read_rows(tables, job="rank")
    codes = [t["territory_id"] for t in tables["territories"]]
    try:
        found = new_sites(semester, count, max_minutes=limit, answers=2)
    except CannotSettle:
        weight, old = weights(tables), existing(tables)
        gain = covered(tables, {*codes, *old}, limit) - covered(tables, old, limit)
        assert not weight or not gain
        return
    best = found.answers[0]
    values = sorted(
        (
            covered(tables, {*chosen, *existing(tables)}, limit)
            for chosen in combinations(codes, count)
        ),
        reverse=True,
    )
    assert best.value == best.bound == values[0]
    assert best.status == "optimal"
    assert [a.value for a in found.answers] == values[: len(found.answers)]
    assert len(found.answers) == min(2, len(values))
    for answer in found.answers:
        sites = {site.identifier for site in answer.sites}
        assert len(sites) == count
        assert answer.value == covered(tables, sites | existing(tables), limit)
        for site in answer.sites:
            rest = covered(tables, sites - {site.identifier} | existing(tables), limit)
            assert site.gain == answer.value - rest
            assert site.near == covered(tables, {site.identifier}, limit)


@given(countries(), st.integers(1, 3))
def test_no_set_of_sites_is_nearer_than_the_bound(tables: dict[str, Any], count: int) -> None:
    semester = read_rows(tables, job="rank")
    codes = [t["territory_id"] for t in tables["territories"]]
    if not weights(tables):
        with pytest.raises(CannotSettle):
            new_sites(semester, count, objective="distance")
        return
    found = new_sites(semester, count, objective="distance", answers=3)
    values = sorted(
        tenths(tables, {*chosen, *existing(tables)}) for chosen in combinations(codes, count)
    )
    best = found.answers[0]
    assert best.bound * 10 <= values[0] <= round(best.value * 10)
    # Swaps find the best of sets so small.
    assert round(best.value * 10) == values[0]
    chosen = [frozenset(site.identifier for site in a.sites) for a in found.answers]
    assert len(set(chosen)) == len(chosen) == min(3, len(values))
    for answer, sites in zip(found.answers, chosen, strict=True):
        assert round(answer.value * 10) == tenths(tables, set(sites) | existing(tables))
    assert [a.value for a in found.answers] == sorted(a.value for a in found.answers)


@settings(max_examples=30, deadline=None)
@given(countries(), st.integers(1, 3), st.sampled_from(["cover", "distance"]))
def test_without_time_answers_come_with_bounds_that_hold(
    tables: dict[str, Any], count: int, objective: Any
) -> None:
    semester = read_rows(tables, job="rank")
    asked = {"objective": objective, "answers": 3}
    try:
        hurried = new_sites(semester, count, time_limit=1e-9, **asked)
    except CannotSettle:
        with pytest.raises(CannotSettle):
            new_sites(semester, count, **asked)
        return
    best = new_sites(semester, count, **asked).answers[0]
    for number, answer in enumerate(hurried.answers):
        assert len(answer.sites) == count
        good, bad = (best, answer) if objective == "cover" else (answer, best)
        assert good.value >= bad.value
        if number == 0:
            assert (
                (answer.bound >= best.value)
                if objective == "cover"
                else (answer.bound <= best.value)
            )


@given(countries(), st.randoms())
def test_the_order_of_rows_never_matters(tables: dict[str, Any], random: Any) -> None:
    mixed = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    answers = []
    for one in (tables, mixed):
        for objective in ("cover", "distance"):
            try:
                found = new_sites(read_rows(one, job="rank"), 2, objective=objective)
            except CannotSettle as error:
                answers.append(str(error))
            else:
                answers.append(found.answers)
    assert answers[:2] == answers[2:]


def line(*populations: int, **more: Any) -> dict[str, Any]:
    """Return towns on a meridian, 0.1 degrees (21.7 minutes) apart."""
    places = [territory(k, 46 + k / 10, 2, n, "1") for k, n in enumerate(populations)]
    tables = {"territories": places, "requests": [REQUEST], "openings": [OPENING], "travel": []}
    return {**tables, "providers": [], **more}


def test_openings_can_be_the_candidates() -> None:
    openings = [
        {**OPENING, "opening_id": "O1", "territory_id": "T1"},
        {**OPENING, "opening_id": "O2", "territory_id": "T2", "seats": 0},
        {**OPENING, "opening_id": "O3", "territory_id": "T2", "profession": "nurse"},
    ]
    semester = read_rows(line(100, 200, 900, openings=openings), job="rank")
    found = new_sites(semester, 1, at_openings=True)
    assert [s.identifier for s in found.answers[0].sites] == ["O1"]
    assert found.answers[0].value == 200


def test_a_supervisor_s_site_exists_already() -> None:
    """A place with a supervisor of the profession needs no other one."""
    sites = [
        {"site_id": "S", "name": "S", "kind": "msp", "setting": "liberal", "territory_id": "T2"}
    ]
    supervisors = [
        {"supervisor_id": "M", "name": "M", "profession": "gp", "site_id": "S", "max_students": 1,
         "programmes": "N1"}
    ]  # fmt: skip
    programmes = [
        {"programme_id": "N1", "name": "N1", "profession": "gp", "half_days": 8,
         "mechanism": "optimal"}
    ]  # fmt: skip
    tables = line(100, 300, 900, sites=sites, supervisors=supervisors, programmes=programmes)
    semester = read_rows(tables, job="rank")
    assert [s.identifier for s in new_sites(semester, 1).answers[0].sites] == ["T1"]
    free = new_sites(semester, 1, with_existing=False)
    assert [s.identifier for s in free.answers[0].sites] == ["T2"]


def test_a_quarter_counts_within_its_commune() -> None:
    places = [
        territory(0, 46, 2, 500, "1"),
        {**territory(1, 46, 2, 400, "1"), "territory_id": "T0-Q1"},
        territory(2, 46.5, 2, 600, "1"),
    ]
    found = new_sites(read_rows(line(territories=places), job="rank"), 1)
    assert found.total == 1100
    assert [s.identifier for s in found.answers[0].sites] == ["T2"]


@pytest.mark.parametrize(
    ("tables", "asked", "said"),
    [
        (line(100, 200), {"count": 3}, "only 2 places"),
        (line(0, 0), {"count": 1}, "no territory has inhabitants"),
        (line(100), {"count": 1, "profession": "nurse"}, "need is 0 everywhere"),
        (line(100), {"count": 0}, "at least one site"),
        (line(100), {"count": 1, "max_minutes": -1.0}, "minutes of 0 or more"),
        (line(100, openings=[FULL]), {"count": 1, "at_openings": True}, "no opening"),
        (
            line(100, providers=[{"provider_id": "P", "profession": "gp", "territory_id": "T0"}]),
            {"count": 1},
            "already",
        ),
        (
            line(100, 0, openings=[{**OPENING, "territory_id": "T1"}]),
            {"count": 1, "at_openings": True, "max_minutes": 5.0},
            "Ask for more minutes",
        ),
    ],
)  # fmt: skip
def test_what_has_no_answer_is_said(tables: Any, asked: dict[str, Any], said: str) -> None:
    semester = read_rows(tables, job="rank")
    count = asked.pop("count")
    with pytest.raises(CannotSettle, match=said):
        new_sites(semester, count, **asked)


def test_territories_without_coordinates_are_named() -> None:
    places = [territory(0, 46, 2, 500, "1"), territory(1, 46, 2, 400, "1")]
    places[1]["lat"] = places[1]["lon"] = None
    found = new_sites(read_rows(line(territories=places), job="rank"), 1)
    assert found.facts.left_out == ("T1",)
    for place in places:
        place["lat"] = place["lon"] = None
    with pytest.raises(CannotSettle, match="coordinates"):
        new_sites(read_rows(line(territories=places), job="rank"), 1)
