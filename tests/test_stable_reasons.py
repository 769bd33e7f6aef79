"""Why better wishes were not given in a stable matching: one code each, and a true one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from maillage import Placement, place

from .conformance import CASES, market_of
from .reasons_example import has_a_reason_for_each_better_offer, placed
from .stable_semesters import drawn

seeds = st.integers(0, 2**32 - 1)


def reasons(placement: Placement) -> dict[tuple[str, str], str]:
    return {(r.student_id, r.target): r.code for r in placement.refusals}


def test_the_hosts_prefer_others() -> None:
    placement = place(market_of(CASES["hr-readme-5x3"]))
    assert reasons(placement) == {("S", "C"): "prefers-others", ("J", "C"): "prefers-others"}


def test_a_quota_is_full() -> None:
    placement = place(market_of(CASES["jrmp-kk-10-doctors"] | {"regional_caps": {"R": 8}}))
    unplaced = {s.student_id for s in placement.students if s.status == "unplaced"}
    assert len(unplaced) == 2
    found = reasons(placement)
    assert {found[name, "h2"] for name in unplaced} == {"quota"}


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_each_better_wish_has_one_reason(seed: int) -> None:
    assert has_a_reason_for_each_better_offer(*placed(drawn(seed)))


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_a_full_quota_is_what_stood_in_the_way(seed: int) -> None:
    """Without maximum quotas no wish is refused for one."""
    semester = drawn(seed)
    assume(semester is not None)
    assert semester is not None
    free = replace(semester, quotas=tuple(q for q in semester.quotas if q.max_count is None))
    _, placement = placed(free)
    assume(not placement.blocking_pairs)
    assert "quota" not in reasons(placement).values()
