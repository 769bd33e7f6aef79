"""Floating catchment areas: published numbers, brute force, what is conserved, what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.territories.accessibility import accessibility
from maillage.matching.territories.catchment import (
    felt_demand,
    ratios,
    three_step,
    two_step,
    within_reach,
)
from maillage.matching.territories.decay import Bands, Power, within
from maillage.matching.territories.neighbours import travel_table
from maillage.matching.territories.travel import journeys
from scipy import sparse

from . import catchment_example as plain

close = plain.close

# -- numbers known beforehand --

POPULATION, DOCTORS = [100, 50, 10], [15, 20, 100]
ONE_OVER_MINUTES = Power(exponent=1, limit=60)


def three_communes(into_the_third: float):
    """Journeys between A, B and C: an own place is one minute away, C is left in 40 minutes."""
    lines = [("A", "B", 80), ("B", "A", 80), ("C", "A", 40), ("C", "B", 40)]
    lines += [("A", "C", into_the_third), ("B", "C", into_the_third)]
    return travel_table(*zip(*lines, strict=True), places=["A", "B", "C"], own_minutes=1)


@pytest.mark.parametrize(
    ("into_the_third", "expected"),
    [
        (40, [0.331444117, 0.579828132, 7.286418170]),
        (20, [0.435340221, 0.683724236, 5.727976611]),
    ],
)
def test_three_communes_with_one_over_minutes(into_the_third: float, expected: list[float]) -> None:
    travel = three_communes(into_the_third)
    found = accessibility(POPULATION, DOCTORS, travel, ONE_OVER_MINUTES)
    assert found.access.round(9).tolist() == expected


def test_both_steps_use_the_way_from_people_to_care() -> None:
    # The other readings of a table that is not symmetric give other numbers.
    there, back = three_communes(20), three_communes(40)
    found = accessibility(POPULATION, DOCTORS, there, ONE_OVER_MINUTES)
    other = accessibility(POPULATION, DOCTORS, there, ONE_OVER_MINUTES, outward=back)
    assert not np.allclose(found.access, other.access, rtol=1e-3)


def test_four_places_and_six_sites_filled_by_column() -> None:
    # A table of sites (rows) and places (columns), filled column after column.
    by_site = np.arange(1, 25).reshape(6, 4, order="F")
    supply, demand, weights = np.arange(1, 7), np.arange(1, 5), by_site.T
    step_one = ratios(supply, felt_demand(demand, weights))
    assert step_one.round(8).tolist() == [
        0.00769231,
        0.01428571,
        0.02,
        0.025,
        0.02941176,
        0.03333333,
    ]
    assert two_step(supply, demand, weights).round(8).tolist() == [
        0.54332256,
        1.32166128,
        2.1,
        2.87833872,
    ]


# -- brute force --


@given(plain.cases())
def test_two_steps_as_written_down(case: tuple) -> None:
    assert close(two_step(*case), plain.in_two_steps(*case))


@given(plain.cases())
def test_three_steps_as_written_down(case: tuple) -> None:
    assert close(three_step(*case), plain.in_three_steps(*case))


@given(plain.cases(), st.data())
def test_three_steps_with_an_attraction_as_written_down(case: tuple, data: st.DataObject) -> None:
    size = len(case[0])
    attraction = data.draw(st.lists(st.sampled_from([0, 0.5, 3]), min_size=size, max_size=size))
    assert close(three_step(*case, attraction), plain.in_three_steps(*case, attraction))


@given(plain.cases(), st.data())
def test_other_weights_in_step_one_as_written_down(case: tuple, data: st.DataObject) -> None:
    supply, demand, weights = case
    back = [data.draw(st.permutations(row)) for row in weights]
    assert close(two_step(*case, back), plain.in_two_steps(supply, demand, weights, back))


@given(plain.cases(), st.sampled_from(["csr", "csc", "coo", "matrix", "integers"]))
def test_any_kind_of_matrix(case: tuple, kind: str) -> None:
    supply, demand, weights = case
    kinds = {
        "csr": sparse.csr_array,
        "csc": sparse.csc_array,
        "coo": sparse.coo_array,
        "matrix": sparse.csr_matrix,
        "integers": lambda table: sparse.csr_array(np.array(table) > 0, dtype=np.int64),
    }
    given_weights = kinds[kind](np.array(weights))
    plain_weights = np.array(weights) > 0 if kind == "integers" else weights
    assert close(two_step(supply, demand, given_weights), two_step(supply, demand, plain_weights))
    assert close(
        three_step(supply, demand, given_weights), three_step(supply, demand, plain_weights)
    )


def test_a_pair_given_twice_counts_with_both_weights() -> None:
    parts = ([0.5, 0.25, 1.0], [0, 0, 1], [0, 2, 3])
    twice = sparse.csr_array(parts, shape=(2, 2))
    once = [[0.75, 0], [0, 1]]
    assert close(three_step([2, 3], [10, 20], twice), three_step([2, 3], [10, 20], once))
    assert twice.nnz == 3


# -- properties --


@given(plain.cases(), st.sampled_from([two_step, three_step]))
def test_what_is_shared_out_is_the_supply_reached(case: tuple, method) -> None:
    supply, demand, weights = case
    reaching = (np.array(weights) * np.array(demand)[:, None]).sum(axis=0) > 0
    shared = float(method(*case) @ np.array(demand))
    assert shared == pytest.approx(float(np.array(supply)[reaching].sum()), rel=1e-12, abs=1e-12)


@given(plain.cases(), st.data(), st.sampled_from([two_step, three_step]))
def test_more_supply_lowers_nobodys_accessibility(case, data: st.DataObject, method) -> None:
    supply, demand, weights = case
    site = data.draw(st.integers(0, len(supply) - 1))
    more = list(supply)
    more[site] += data.draw(st.sampled_from([0.1, 1, 40]))
    before, after = method(*case), method(more, demand, weights)
    assert (after >= before * (1 - 1e-12)).all()
    reached = np.array(weights)[:, site] > 0
    if (np.array(demand)[reached] > 0).any():
        assert (after[reached] > before[reached]).all()
    assert close(after[~reached], before[~reached])


def test_with_supply_as_attraction_more_of_it_can_take_from_others() -> None:
    # The first place reaches both sites; the second one, which grows, has a million at its door.
    weights, demand = [[1, 1], [1, 0], [0, 1]], [10, 10, 1_000_000]
    before = three_step([10, 1], demand, weights, attraction=[10, 1])
    after = three_step([10, 10], demand, weights, attraction=[10, 10])
    assert before[0] == pytest.approx(0.4762, rel=1e-4)
    assert after[0] == pytest.approx(0.3333, rel=1e-3)


@given(plain.cases(), st.data())
def test_the_order_of_places_and_sites_is_of_no_consequence(case, data: st.DataObject) -> None:
    supply, demand, weights = map(np.array, case)
    places = data.draw(st.permutations(range(len(demand))))
    sites = data.draw(st.permutations(range(len(supply))))
    shuffled = two_step(supply[sites], demand[places], weights[np.ix_(places, sites)])
    assert close(shuffled, two_step(supply, demand, weights)[places])


@given(plain.cases(), st.sampled_from([2, 3]))
def test_nothing_is_ever_no_number(case: tuple, steps) -> None:
    supply, demand, weights = case
    table = np.array(weights)
    place, site = np.nonzero(np.ones_like(table))
    travel = journeys(place, site, table[place, site], n_places=len(demand), n_sites=len(supply))
    # The cost stands for the weight here; 0 is a pair of weight 0, not one that is missing.
    found = accessibility(demand, supply, travel, lambda cost: cost.copy(), steps=steps)
    for values in (found.access, found.ratio, np.array([found.mean, found.supply_reached])):
        assert np.isfinite(values).all()
    assert found.reached.tolist() == table.any(axis=1).tolist()
    assert not found.access[~found.reached].any()
    assert not found.ratio[~found.reaching].any()
    assert found.access @ found.demand == pytest.approx(found.supply_reached, abs=1e-9)


# -- edges --


def test_a_site_that_nobody_reaches_counts_for_no_place() -> None:
    travel = journeys([0, 1], [0, 0], [5, 5], n_places=2, n_sites=2)
    found = accessibility([100, 300], [1, 7], travel, within(10))
    assert found.access.tolist() == [1 / 400, 1 / 400]
    assert found.reaching.tolist() == [True, False]
    assert found.supply_reached == 1


def test_a_place_without_people_has_the_accessibility_of_who_would_live_there() -> None:
    assert two_step([2], [0, 100], [[1], [1]]).tolist() == [0.02, 0.02]


def test_a_site_that_only_empty_places_reach_has_a_ratio_of_nothing() -> None:
    assert two_step([2, 1], [0, 100], [[1, 0], [0, 1]]).tolist() == [0.0, 0.01]


def test_small_weights_are_weights() -> None:
    assert two_step([3], [10], [[1e-200]]).tolist() == pytest.approx([0.3])
    assert three_step([3], [10], [[1e-200]]).tolist() == pytest.approx([0.3])
    with pytest.raises(ValueError, match="too small to choose by"):
        three_step([3], [10], [[5e-324]])


def test_no_supply_no_accessibility() -> None:
    assert two_step([0, 0], [10, 20], [[1, 1], [1, 0]]).tolist() == [0.0, 0.0]


def test_no_places_and_no_sites() -> None:
    assert two_step([], [], np.zeros((0, 0))).tolist() == []
    assert three_step([1, 2], [], np.zeros((0, 2))).tolist() == []
    assert two_step([], [5], np.zeros((1, 0))).tolist() == [0.0]


def test_the_callers_arrays_stay_as_they_are() -> None:
    weights = sparse.csr_array(np.array([[1.0, 0.5], [0.0, 2.0]]))
    supply, demand = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    kept = weights.data.copy(), supply.copy(), demand.copy()
    three_step(supply, demand, weights, supply)
    two_step(supply, demand, weights)
    for array, before in zip((weights.data, supply, demand), kept, strict=True):
        assert (array == before).all()


def test_the_mean_is_that_of_the_people() -> None:
    travel = journeys([0, 1], [0, 1], [0, 0], n_places=2, n_sites=2)
    found = accessibility([100, 300], [1, 1], travel, within(10))
    assert found.mean == pytest.approx(2 / 400)
    assert accessibility([0, 0], [1, 1], travel, within(10)).mean == 0


# -- what is refused --


@pytest.mark.parametrize(
    ("supply", "demand", "weights", "sentence"),
    [
        ([1], [1, 1], [[1, 1], [1, 1]], r"supply: the shape should be \(2\) and is \(1,\)"),
        ([1, 1], [1], [[1, 1], [1, 1]], r"demand: the shape should be \(2\) and is \(1,\)"),
        ([[1, 1]], [1, 1], [[1, 1], [1, 1]], "supply: the shape"),
        ([1, 1], [1, 1], [1, 1], "weights: a table of places and sites"),
        ([1, -1], [1, 1], [[1, 1], [1, 1]], "supply: the value at position 1 is -1"),
        ([1, 1], [np.nan, 1], [[1, 1], [1, 1]], "demand: the value at position 0 is not a number"),
        ([1, np.inf], [1, 1], [[1, 1], [1, 1]], "supply: the value at position 1 is inf"),
        ([1, 1], [1, 1], [[1, -2], [1, 1]], "weights: the value at position 1 is -2"),
        ([1, 1], [1, 1], [[1, 1], [np.nan, 1]], "weights: the value at position 2 is not a number"),
        ([1e300, 1], [1, 1], [[1e-300, 0], [0, 1]], "too small to divide its supply by"),
    ],
)
def test_what_makes_no_sense_is_refused(supply, demand, weights, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        two_step(supply, demand, weights)


def test_weights_of_another_shape_for_step_one_are_refused() -> None:
    with pytest.raises(ValueError, match=r"step one: the shape should be \(2, 1\)"):
        two_step([1], [1, 1], [[1], [1]], [[1]])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"steps": 4}, "steps: 2 or 3, not 4"),
        ({"attraction": [1]}, "attraction: only three steps"),
        ({"steps": 3, "attraction": [1, 2]}, "attraction: the shape"),
        ({"steps": 3, "attraction": [-1]}, "attraction: the value at position 0 is -1"),
        ({"outward": journeys([0], [0], [1], n_places=2, n_sites=1)}, "outward: the shape"),
        (
            {"steps": 3, "outward": journeys([0], [0], [1], n_places=1, n_sites=1)},
            "outward: only two steps",
        ),
    ],
)
def test_options_that_do_not_fit_are_refused(options: dict, sentence: str) -> None:
    travel = journeys([0], [0], [5], n_places=1, n_sites=1)
    with pytest.raises(ValueError, match=sentence):
        accessibility([100], [1], travel, within(10), **options)


@pytest.mark.parametrize(
    ("decay", "sentence"),
    [
        (lambda minutes: minutes[:1], "weights of the decay: the shape"),
        (lambda minutes: -minutes, "weights of the decay: the value at position 0 is -5"),
        (lambda minutes: minutes * np.nan, "weights of the decay: the value at position 0 is not"),
        (lambda minutes: 1 / (minutes - 5), "weights of the decay: the value at position 0 is inf"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_a_decay_that_gives_no_weights_is_refused(decay, sentence: str) -> None:
    travel = journeys([0, 0], [0, 1], [5, 6], n_places=1, n_sites=2)
    with pytest.raises(ValueError, match=sentence):
        accessibility([100], [1, 1], travel, decay)


def test_weights_without_a_copy() -> None:
    travel = journeys([0, 0, 1], [0, 1, 1], [5, 6, 7], n_places=2, n_sites=2)
    weights = travel.weights(Bands((6,), (1,)))
    assert np.shares_memory(weights.indices, travel.site)
    assert within_reach(weights, np.array([1.0, 10.0])).tolist() == [11.0, 0.0]
