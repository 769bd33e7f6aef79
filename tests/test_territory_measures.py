"""Measures of a diagnosis against plain formulas: inequality, standing, quarters, headings."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.entities import Provider, Territory
from maillage.matching.territories.indicators import PREFIXES, heading_of, indicators_of, number_of
from maillage.matching.territories.inequality import extreme_tenths, gini, inequality
from maillage.matching.territories.quarters import chain, members, parents
from maillage.matching.territories.standing import standings
from maillage.matching.territories.workforce import workforce

AMOUNTS = st.lists(
    st.tuples(st.integers(0, 60).map(lambda n: n / 10), st.integers(1, 500)),
    min_size=1,
    max_size=12,
)


def arrays(pairs):
    return np.array([a for a, _ in pairs], float), np.array([p for _, p in pairs], float)


@given(AMOUNTS)
def test_gini_is_the_formula_over_all_pairs(pairs):
    total = sum(p for _, p in pairs)
    mean = Fraction(sum(Fraction(str(a)) * p for a, p in pairs), total)
    apart = sum(
        p * q * abs(Fraction(str(a)) - Fraction(str(b))) for a, p in pairs for b, q in pairs
    )
    found = gini(*arrays(pairs))
    if mean == 0:
        assert found is None
    else:
        assert found == pytest.approx(float(apart / (2 * total**2 * mean)), abs=1e-12)


@given(AMOUNTS)
def test_extreme_tenths_of_people_one_by_one(pairs):
    # Every person ten times, so that a tenth is a whole number of them.
    people = sorted(a for a, p in pairs for _ in range(10 * p))
    tenth = len(people) // 10
    low, high = sum(people[:tenth]) / tenth, sum(people[-tenth:]) / tenth
    found = extreme_tenths(*arrays(pairs))
    if low == 0:
        assert found is None
    else:
        assert found == pytest.approx(high / low, rel=1e-9)


@given(AMOUNTS, st.integers(0, 60).map(lambda n: n / 10))
def test_share_under_counts_people_strictly_below(pairs, threshold):
    below = sum(p for a, p in pairs if a < threshold)
    found = inequality(*arrays(pairs), threshold)
    assert found.share_under == pytest.approx(below / sum(p for _, p in pairs))


def test_unknown_places_are_left_out_of_inequality():
    access, people = np.array([1.0, np.nan, 3.0, 9.0]), np.array([10.0, 50.0, 10.0, 0.0])
    found = inequality(access, people, 2.5)
    assert (found.people, found.share_under) == (20.0, 0.5)
    assert found.gini == pytest.approx(0.25)  # 2 · 10 · 10 · 2 ÷ (2 · 20² · 2)
    assert inequality(np.array([np.nan]), np.array([5.0])).gini is None


@given(st.lists(st.tuples(st.none() | st.integers(0, 5), st.booleans()), max_size=15))
def test_standing_counts_those_above(pairs):
    values, ranked = [v for v, _ in pairs], [r for _, r in pairs]
    pool = [v for v, r in pairs if r and v is not None]
    for (value, counts), found in zip(pairs, standings(values, ranked), strict=True):
        if value is None or not pool:
            assert found is None
            continue
        above = sum(other > value for other in pool)
        assert found is not None
        assert found.rank == min(above + 1, len(pool))
        assert found.among == len(pool)
        share_above = (found.rank - 1) / len(pool)
        assert found.quintile == next(q for q in range(1, 6) if share_above < q / 5)
        assert not counts or found.rank == above + 1


CODES = st.lists(
    st.lists(st.sampled_from(("A", "B", "1")), min_size=1, max_size=4).map("-".join),
    unique=True,
    max_size=12,
)


@given(CODES)
def test_quarters_lie_in_the_longest_code_before_a_hyphen(codes):
    parent = parents(codes)
    for code in codes:
        outer = [other for other in codes if code.startswith(other + "-")]
        assert parent.get(code) == (max(outer, key=len) if outer else None)
        assert set(chain(code, parent)) == {code, *outer}
    for code, inside in members(codes, parent).items():
        assert inside == sorted(c for c in codes if c == code or c.startswith(code + "-"))


@pytest.mark.parametrize(
    ("column", "heading", "rest"),
    [
        ("ind_health_mortality", "health", "mortality"),
        ("ind_sante_ald", "health", "ald"),
        ("ind_offre_liberale", "supply", "liberale"),
        ("ind_offre_complementaire_lits", "other_supply", "lits"),
        ("ind_other_supply_beds", "other_supply", "beds"),
        ("ind_acces_bus", "access", "bus"),
        ("ind_projets_forces", "projects", "forces"),
        ("ind_besoins_plus_75", "needs", "plus_75"),
        ("ind_lits", "other", "lits"),
    ],
)
def test_heading_of_an_indicator(column, heading, rest):
    assert heading_of(column) == (heading, rest)


def test_every_prefix_is_found_by_itself():
    assert all(heading_of(f"{prefix}x") == (heading, "x") for prefix, heading in PREFIXES.items())


def test_indicators_know_their_numbers_and_sides():
    rows = [
        Territory("1", "A", indicators={"ind_sante_x": "1,5", "ind_projets_forces": "MSP"}),
        Territory("2", "B", indicators={"ind_sante_x": "2", "ind_projets_faiblesses": "loyers"}),
        Territory("3", "C", indicators={"ind_z": "nan"}),
    ]
    found = {one.column: one for one in indicators_of(rows)}
    assert found["ind_sante_x"].numeric
    assert not found["ind_z"].numeric
    assert found["ind_projets_forces"].side == "strength"
    assert found["ind_projets_faiblesses"].side == "weakness"
    assert [one.heading for one in found.values()] == ["health", "projects", "projects", "other"]
    assert number_of("1\N{NO-BREAK SPACE}234,5") == 1234.5


DAY = date(2027, 5, 1)


def provider(number, **more):
    return Provider(f"P{number}", "gp", territory_id="1", **more)


def test_leavers_are_announced_or_reach_the_age():
    people = [
        provider(1, birth_year=1965),  # 67 in 2032: within five years
        provider(2, birth_year=1966),  # 67 in 2033
        provider(3, birth_year=1960, leaver_date=date(2040, 1, 1)),  # announced: not within ten
        provider(4, leaver_date=date(2032, 4, 30)),
        provider(5, leaver_date=date(2032, 5, 1)),  # the day after five years
        provider(6),  # nothing known
        provider(7, birth_year=1950, leaver_date=date(2027, 4, 30)),  # gone already
    ]
    found = workforce(people, DAY, leaving_age=67)
    assert found.providers == 6
    assert (found.leavers_5, found.leavers_10) == (2, 4)
    assert found.fte == 6.0
    assert found.fte_unknown == 6


def test_nothing_is_known_of_who_gives_no_age():
    found = workforce([provider(1), provider(2)], DAY, leaving_age=67)
    assert (found.leavers_5, found.leavers_10, found.over_60) == (None, None, None)
    assert workforce([], DAY, leaving_age=67).leavers_5 == 0


def test_share_of_the_old_is_of_work_with_known_age():
    people = [
        provider(1, birth_year=1967, fte=0.5, sector="1"),  # 60 in the year
        provider(2, birth_year=1968, fte=1.0, sector="2"),
        provider(3, fte=1.0, sector="1"),
        provider(4, fte=1.0),
    ]
    found = workforce(people, DAY, leaving_age=67)
    assert found.over_60 == pytest.approx(1 / 3)
    assert found.sectors == (("1", pytest.approx(2 / 3)), ("2", pytest.approx(1 / 3)))
    assert found.fte == 3.5
