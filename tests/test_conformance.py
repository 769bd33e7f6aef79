"""Published matching markets: each has the answer that is known."""

from __future__ import annotations

import pytest
from maillage import place, verify

from .conformance import CASES, market_of, matching_of, of_kind


@pytest.mark.parametrize("name", of_kind("HR", "SPA-S"))
def test_the_best_stable_matching_for_students(name: str) -> None:
    case = CASES[name]
    semester = market_of(case)
    placement = place(semester)
    assert matching_of(placement) == case["expected"]["student_optimal"]
    assert not placement.blocking_pairs
    assert verify(semester, placement).ok


@pytest.mark.parametrize("name", of_kind("HR", "SPA-S"))
def test_the_best_stable_matching_for_hosts(name: str) -> None:
    expected = CASES[name]["expected"]
    semester = market_of(CASES[name])
    placement = place(semester, optimal_for="hosts")
    assert matching_of(placement) == (
        expected.get("hospital_optimal") or expected["lecturer_optimal"]
    )
    assert verify(semester, placement).ok


@pytest.mark.parametrize("name", of_kind("HR-regional-caps"))
def test_seats_are_shared_in_a_region(name: str) -> None:
    """Greedy choice within the region's cap places as many as flexible deferred acceptance."""
    case = CASES[name]
    semester = market_of(case)
    placement = place(semester)
    assert matching_of(placement) == case["expected"]["flexible_da"]
    assert verify(semester, placement).ok


@pytest.mark.parametrize("name", of_kind("HR-lower-quotas"))
def test_a_minimum_is_reached_with_the_fewest_blocking_pairs(name: str) -> None:
    case = CASES[name]
    semester = market_of(case)
    placement = place(semester)
    expected = case["expected"]
    assert matching_of(placement) == expected["example_best"]
    assert len(placement.blocking_pairs) == expected["min_blocking_pairs_over_feasible"]
    assert verify(semester, placement).ok


@pytest.mark.parametrize("name", of_kind("HR-lower-quotas"))
def test_without_a_reserve_the_minimum_is_missed(name: str) -> None:
    placement = place(market_of(CASES[name], reserve="false"))
    assert not placement.blocking_pairs
    (floors,) = [tier for tier in placement.tiers if tier.name == "floors"]
    assert floors.value == 1


@pytest.mark.parametrize("name", of_kind("HRT"))
def test_a_largest_weakly_stable_matching(name: str) -> None:
    expected = CASES[name]["expected"]
    semester = market_of(CASES[name], ties="max_size")
    placement = place(semester)
    assert matching_of(placement) in expected["weakly_stable"]
    assert len(matching_of(placement)) == expected["max_weakly_stable_size"]
    assert not placement.blocking_pairs
    assert verify(semester, placement).ok


@pytest.mark.parametrize("name", of_kind("HRT"))
def test_ties_broken_by_lottery_are_weakly_stable(name: str) -> None:
    expected = CASES[name]["expected"]
    for seed in range(10):
        placement = place(market_of(CASES[name]), seed=seed)
        assert matching_of(placement) in expected["weakly_stable"]


@pytest.mark.parametrize("name", of_kind("HRC"))
def test_couples(name: str) -> None:
    expected = CASES[name]["expected"]
    semester = market_of(CASES[name])
    placement = place(semester)
    assert len(placement.blocking_pairs) == expected["min_blocking"]
    if expected["stable_matchings"]:
        assert matching_of(placement) in expected["stable_matchings"]
    assert verify(semester, placement).ok


@pytest.mark.parametrize("name", of_kind("SPA-one-sided"))
def test_one_sided_markets_are_optimised(name: str) -> None:
    """Without preferences on the hosts' side: as many as possible, then the best wishes."""
    semester = market_of(CASES[name])
    placement = place(semester)
    assert len(matching_of(placement)) == len(CASES[name]["students"])
    assert verify(semester, placement).ok


@pytest.mark.parametrize("name", of_kind("SPA-one-sided"))
@pytest.mark.parametrize("tier", ["greedy", "generous"])
def test_profiles_of_one_sided_markets(name: str, tier: str) -> None:
    expected = CASES[name]["expected"]
    semester = market_of(CASES[name])
    placement = place(semester, tiers=("placed", tier))
    assert matching_of(placement) == expected[f"{tier}_maximum"]
    classes = placement.tiers[1].value
    assert isinstance(classes, tuple)
    pairs = classes[1:] if tier == "generous" else classes
    profile = dict(zip(pairs[::2], pairs[1::2], strict=True))
    assert [profile.get(z, 0) for z in (1, 2, 3)] == expected[f"{tier}_profile"]
    assert verify(semester, placement).ok
