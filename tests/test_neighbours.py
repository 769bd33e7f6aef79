"""Journeys: the search on the sphere, travel tables, minutes by car."""

import csv
from math import asin, cos, inf, nan, radians, sin, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.territories.neighbours import neighbours, travel_table
from maillage.matching.territories.travel import Travel, journeys

COMMUNES = Path(__file__).resolve().parent.parent / "matching/demonstration/territories.csv"

Pairs = dict[tuple[int, int], float]


def pairs(travel: Travel) -> Pairs:
    sites, costs = travel.site.tolist(), travel.cost.tolist()
    return dict(zip(zip(travel.place.tolist(), sites, strict=True), costs, strict=True))


def haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return great-circle kilometres, as in any textbook."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0088 * asin(min(1.0, sqrt(half)))


def as_the_crow_flies(places: list, sites: list, km: float) -> Pairs:
    found = {}
    for i, a in enumerate(places):
        for j, b in enumerate(sites):
            if (distance := haversine(a, b)) <= km:
                found[i, j] = distance
    return found


points = st.lists(
    st.tuples(st.floats(-90, 90), st.floats(-180, 180))
    | st.tuples(st.floats(46, 46.5), st.floats(0, 0.5)),
    max_size=12,
)


def table(of: list) -> np.ndarray:
    return np.array(of, np.float64).reshape(-1, 2)


# -- the search --


@given(points, points, st.sampled_from([0, 0.5, 10.7, 30, 777.3, 20_037]))
def test_the_search_finds_what_looking_at_all_pairs_finds(places, sites, km: float) -> None:
    found = pairs(neighbours(table(places), table(sites), km=km))
    # What lies at the limit to the millimetre may fall on either side.
    inner, outer = (as_the_crow_flies(places, sites, km + d) for d in (-1e-6, 1e-6))
    assert inner.keys() <= found.keys() <= outer.keys()
    for pair, distance in found.items():
        assert distance == pytest.approx(outer[pair], rel=1e-7, abs=1e-9)


def communes() -> np.ndarray:
    with COMMUNES.open(encoding="utf-8") as file:
        return table([(row["lat"], row["lon"]) for row in csv.DictReader(file)])


def test_real_communes() -> None:
    of = communes()
    found = pairs(neighbours(of, km=30))
    expected = as_the_crow_flies(of.tolist(), of.tolist(), 30)
    assert found.keys() == expected.keys()
    assert max(abs(found[pair] - expected[pair]) for pair in found) < 1e-9
    assert all(found[j, i] == km for (i, j), km in found.items())


def test_each_place_is_its_own_neighbour() -> None:
    assert pairs(neighbours([[48, 2], [48, 2], [10, 10]], km=0)) == {
        (0, 0): 0,
        (0, 1): 0,
        (1, 0): 0,
        (1, 1): 0,
        (2, 2): 0,
    }


def test_journeys_stand_in_order() -> None:
    travel = neighbours(communes(), km=30)
    keys = travel.place.astype(int) * travel.n_sites + travel.site
    assert (np.diff(keys) > 0).all()
    assert (travel.n_places, travel.n_sites, travel.unit) == (304, 304, "km")


@pytest.mark.parametrize(
    ("places", "options", "sentence"),
    [
        ([1, 2], {}, "places: latitude and longitude are wanted"),
        ([[1, 2, 3]], {}, "places: latitude and longitude are wanted"),
        ([[48, 2], [nan, 2]], {}, "places: point 1 has no latitude"),
        ([[91, 2]], {}, "places: point 0 has no latitude"),
        ([[48, 2]], {"sites": [[48, inf]]}, "sites: point 0 has no latitude"),
        ([[48, 2]], {"km": -1}, "km: a distance of at least 0"),
        ([[48, 2]], {"km": nan}, "km: a distance of at least 0"),
    ],
)
def test_points_that_are_none_are_refused(places, options: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        neighbours(places, **options)


# -- minutes --


def test_minutes_by_car() -> None:
    travel = journeys([0], [0], [20], n_places=1, n_sites=1, unit="km")
    assert travel.by_car().cost.tolist() == [20 * 1.3 / 40 * 60 + 5]
    assert travel.by_car(60, 1, 0).cost.tolist() == [20]
    assert travel.cost.tolist() == [20]
    with pytest.raises(ValueError, match="in minutes already"):
        travel.by_car().by_car()
    with pytest.raises(ValueError, match="speed and detour"):
        travel.by_car(0)


@given(st.data())
def test_a_given_table_goes_before_the_search(data: st.DataObject) -> None:
    pair = st.tuples(st.integers(0, 3), st.integers(0, 4))
    lines = st.dictionaries(pair, st.integers(0, 90), max_size=12)
    both = [data.draw(lines), data.draw(lines)]
    travels = [
        journeys(
            np.array([i for i, _ in of], int),
            np.array([j for _, j in of], int),
            list(of.values()),
            n_places=4,
            n_sites=5,
        )
        for of in both
    ]
    assert [pairs(travel) for travel in travels] == both
    assert pairs(travels[0].replaced_by(travels[1])) == both[0] | both[1]


def test_tables_of_other_places_do_not_replace() -> None:
    one = journeys([0], [0], [5], n_places=1, n_sites=1)
    with pytest.raises(ValueError, match="the same places and sites"):
        one.replaced_by(journeys([0], [0], [5], n_places=2, n_sites=1))
    with pytest.raises(ValueError, match="in the same unit"):
        one.replaced_by(neighbours([[48, 2]]))


# -- travel tables --

LINES = (["A", "A", "B", "C"], ["B", "C", "A", "A"], [10, 20, 12, 25])


def test_each_line_is_one_way() -> None:
    travel = travel_table(*LINES, places=["A", "B", "C"])
    assert pairs(travel) == {(0, 1): 10, (0, 2): 20, (1, 0): 12, (2, 0): 25}
    assert travel.unit == "minutes"


def test_a_line_may_hold_both_ways_where_the_other_way_has_none() -> None:
    lines = (["A", "A", "B"], ["B", "C", "A"], [10, 20, 12])
    travel = travel_table(*lines, places=["A", "B", "C"], both_ways=True)
    assert pairs(travel) == {(0, 1): 10, (0, 2): 20, (1, 0): 12, (2, 0): 20}


def test_an_own_place_without_a_line() -> None:
    lines = ([*LINES[0], "B"], [*LINES[1], "B"], [*LINES[2], 3])
    travel = travel_table(*lines, places=["A", "B", "C"], own_minutes=1)
    assert {pair: m for pair, m in pairs(travel).items() if pair[0] == pair[1]} == {
        (0, 0): 1,
        (1, 1): 3,
        (2, 2): 1,
    }


def test_sites_that_are_no_places() -> None:
    travel = travel_table(["A", "B"], ["S", "A"], [5, 6], places=["A", "B"], sites=["S", "A"])
    assert pairs(travel) == {(0, 0): 5, (1, 1): 6}
    own = travel_table(["A"], ["S"], [5], places=["A", "B"], sites=["S", "A"], own_minutes=0)
    assert pairs(own) == {(0, 0): 5, (0, 1): 0}
    # The way back from a site that is no place is no journey.
    both = travel_table(
        ["A", "A"], ["S", "B"], [5, 7], places=["A", "B"], sites=["S", "A", "B"], both_ways=True
    )
    assert pairs(both) == {(0, 0): 5, (0, 2): 7, (1, 1): 7}


def test_the_order_of_lines_is_of_no_consequence() -> None:
    one = travel_table(*LINES, places=["A", "B", "C"])
    other = travel_table(*(column[::-1] for column in LINES), places=["A", "B", "C"])
    for name in ("start", "site", "cost"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


def test_infinite_minutes_are_out_of_reach() -> None:
    assert pairs(travel_table(["A", "B"], ["B", "A"], [inf, 5], places=["A", "B"])) == {(1, 0): 5}


def test_lines_of_others_are_left_out_where_that_is_asked_for() -> None:
    lines = (["A", "X"], ["B", "A"], [5, 6])
    assert pairs(travel_table(*lines, places=["A", "B"], others=True)) == {(0, 1): 5}
    with pytest.raises(ValueError, match="line 1 of the travel table names 'X'"):
        travel_table(*lines, places=["A", "B"])
    table = pd.DataFrame({"from": ["B", "A", "X"], "to": ["A", "B", "A"], "min": [5, 6, 7]})[1:]
    with pytest.raises(ValueError, match="line 1 of the travel table names 'X'"):
        travel_table(table["from"], table["to"], table["min"], places=["A", "B"])
    with pytest.raises(ValueError, match="line 0 of the travel table names 'B'"):
        travel_table(["A"], ["B"], [5], places=["A"])


@pytest.mark.parametrize(
    ("lines", "options", "sentence"),
    [
        ((["A", "A"], ["B", "B"], [5, 6]), {}, "a pair of place and site is there twice"),
        ((["A"], ["B"], [5, 6]), {}, "of the same length"),
        ((["A"], ["B"], [-5]), {}, "minutes: the value at position 0 is -5"),
        ((["A"], ["B"], [nan]), {}, "minutes: the value at position 0 is not a number"),
        ((["A"], ["B"], [5]), {"places": ["A", "B", "A"]}, "places: 'A' is there twice"),
        ((["A"], ["B"], [5]), {"own_minutes": -1}, "minutes: the value at position 0 is -1"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(lines, options: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        travel_table(*lines, **{"places": ["A", "B"], **options})


@pytest.mark.parametrize(
    ("place", "site", "sentence"),
    [
        ([2], [0], "places: positions go from 0 to 1"),
        ([-1], [0], "places: positions go from 0 to 1"),
        ([0], [3], "sites: positions go from 0 to 2"),
        ([0.5], [0], "places: whole numbers"),
        ([[0]], [0], "places: whole numbers in one dimension"),
        ([0, 1], [0], "of the same length"),
    ],
)
def test_positions_that_do_not_exist_are_refused(place, site, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        journeys(place, site, [1.0], n_places=2, n_sites=3)


def test_no_journeys_at_all() -> None:
    assert pairs(journeys([], [], [], n_places=2, n_sites=3)) == {}
    assert pairs(neighbours(np.zeros((0, 2)))) == {}
