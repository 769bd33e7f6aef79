"""The need gain, equal to working out all needs again with one more practitioner."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maillage import read_rows
from maillage.matching.need import needs
from maillage.matching.settling.need_gain import NeedGain
from maillage.matching.territories.census import census
from maillage.matching.territories.reach import catchment_weights, reach

Row = dict[str, Any]


@st.composite
def countries(draw: st.DrawFn, *, apl: bool = False) -> list[Row]:
    n = draw(st.integers(1, 7))
    return [
        {
            "territory_id": f"T{k}",
            "name": f"Town {k}",
            "population": draw(st.sampled_from([None, 0, 500, 3_000, 40_000])),
            "lat": 46.5 + draw(st.integers(0, 20)) / 100,
            "lon": 0.3,
            "zone": draw(st.sampled_from([None, "ZIP", "ZAC"])),
            "gp_fte": draw(st.sampled_from([0, 0.5, 2, 30])),
            "gp_over_60": draw(st.sampled_from([None, 0.4, 1])),
            "apl": draw(st.sampled_from([None, 1, 2.7, 3.6, 5])) if apl else None,
            "need": draw(st.sampled_from([None, None, None, 0.3])),
        }
        for k in range(n)
    ]


def total(territories: list[Row], **more: list[Row]) -> float:
    semester = read_rows({"territories": territories, **more}, job="diagnose")
    found = needs(semester, "gp")
    return sum(float(found[t["territory_id"]].need) * (t["population"] or 0) for t in territories)


@settings(max_examples=150, deadline=None)
@given(countries(), st.sampled_from([0.3, 1, 2]))
def test_it_is_the_fall_of_all_needs_worked_out_again(territories, fte):
    semester = read_rows({"territories": territories}, job="diagnose")
    at = np.arange(len(territories))
    gains = NeedGain(semester, "gp").gains(at, np.full(len(at), float(fte)))
    before = total(territories)
    for k, gain in enumerate(gains.tolist()):
        more = [dict(t) for t in territories]
        more[k]["gp_fte"] += fte
        assert gain == pytest.approx(before - total(more), abs=1e-6)
        assert gain >= 0


@settings(max_examples=100, deadline=None)
@given(countries(apl=True), st.sampled_from([0.3, 1, 2]))
def test_an_official_accessibility_rises_by_what_the_computed_one_does(territories, fte):
    semester = read_rows({"territories": territories}, job="diagnose")
    at = np.arange(len(territories))
    gains = NeedGain(semester, "gp").gains(at, np.full(len(at), float(fte)))
    before = reach(semester, census(semester, "gp"))
    for k, gain in enumerate(gains.tolist()):
        if before is None:
            assert gain == 0
            continue
        more = [dict(t) for t in territories]
        more[k]["gp_fte"] += fte
        grown = read_rows({"territories": more}, job="diagnose")
        after = reach(grown, census(grown, "gp"))
        for t in more:
            if t["apl"] is not None:
                name = t["territory_id"]
                t["apl"] += round(after.value[name] - before.value[name], 12)
        assert gain == pytest.approx(total(territories) - total(more), abs=1e-5)


@settings(max_examples=100, deadline=None)
@given(countries(), st.lists(st.integers(0, 6), min_size=1, max_size=6))
def test_a_percentile_is_looked_up_among_the_others_as_they_are_today(territories, workers):
    n = len(territories)
    nurses = [
        {"provider_id": f"P{i}", "profession": "nurse", "territory_id": f"T{k % n}"}
        for i, k in enumerate(workers)
    ]
    tables = {"territories": territories, "providers": nurses}
    semester = read_rows(tables, job="diagnose")
    today = reach(semester, census(semester, "nurse"))
    gains = NeedGain(semester, "nurse").gains(np.arange(n), np.ones(n))
    weights = catchment_weights(semester).toarray()
    people = np.array([t["population"] or 0 for t in territories], float)
    if today is None:
        assert not gains.any()
        return
    own = np.array([today.value[t["territory_id"]] for t in territories])
    for k in range(n):
        felt = weights[:, k] @ people
        new = own + (10_000 * weights[:, k] / felt if felt else 0)
        fall = 0.0
        for i in range(n):
            others = np.delete(own, i)
            fall += people[i] * (percentile(new[i], others) - percentile(own[i], others))
        assert gains[k] == pytest.approx(fall, abs=1e-6)


def percentile(value: float, others: np.ndarray) -> float:
    equal = np.isclose(others, value, rtol=1e-9, atol=0)
    below = (others < value) & ~equal
    return (below.sum() + (equal.sum() + 1) / 2) / (len(others) + 1)


def test_a_given_need_does_not_move():
    territories = [
        {"territory_id": "T", "name": "T", "population": 900, "lat": 46, "lon": 0, "need": 0.9,
         "gp_fte": 0.1}
    ]  # fmt: skip
    semester = read_rows({"territories": territories}, job="diagnose")
    assert NeedGain(semester, "gp").gains(np.array([0]), np.array([1.0])).tolist() == [0.0]


def test_the_same_candidate_has_the_same_gain_whatever_stands_beside_it():
    territories = [
        {"territory_id": f"T{k}", "name": "T", "population": 900 + k, "lat": 46 + k / 20, "lon": 0,
         "gp_fte": 0.2}
        for k in range(5)
    ]  # fmt: skip
    gain = NeedGain(read_rows({"territories": territories}, job="diagnose"), "gp")
    alone = [float(gain.gains(np.array([k]), np.array([1.0]))[0]) for k in range(5)]
    both = gain.gains(np.array([4, 0, 4, 2, 1, 3]), np.ones(6)).tolist()
    assert both == [alone[k] for k in (4, 0, 4, 2, 1, 3)]
