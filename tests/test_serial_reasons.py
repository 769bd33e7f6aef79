"""Why better wishes were not given in a choice by rank: one code each, and a true one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from maillage import place

from .reasons_example import has_a_reason_for_each_better_offer, placed
from .stable_semesters import drawn

seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_each_better_wish_for_an_offer_has_one_reason(seed: int) -> None:
    assert has_a_reason_for_each_better_offer(*placed(drawn(seed), "serial"))


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_withheld_is_said_where_it_was_withheld(seed: int) -> None:
    semester, placement = placed(drawn(seed), "serial")
    withheld = {(w.student_id, w.target) for w in placement.withheld}
    for reason in placement.refusals:
        if reason.target in semester.offer:
            held_back = (reason.student_id, reason.target) in withheld
            assert (reason.code == "withheld") == held_back


@settings(max_examples=40, deadline=None)
@given(seed=seeds)
def test_first_in_line_nothing_is_full(seed: int) -> None:
    """Who is refused for `full` receives the wish when it chooses before everybody else."""
    semester, placement = placed(drawn(seed), "serial")
    full = [r for r in placement.refusals if r.code == "full" and r.target in semester.offer]
    assume(full)
    first = full[0]
    seats = semester.offer[first.target].seats
    assume(seats > 0 and not any(s.link_id for s in semester.students))
    moved = tuple(
        replace(s, seniority=99) if s.student_id == first.student_id else s
        for s in semester.students
    )
    again = place(replace(semester, students=moved), mechanism="serial")
    (own,) = [s for s in again.students if s.student_id == first.student_id]
    withheld = {w.student_id for w in again.withheld}
    if first.student_id not in withheld:
        assert own.wish_rank is not None
        assert own.wish_rank <= first.wish_rank
