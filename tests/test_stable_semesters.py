"""The mechanism ``stable`` on small random semesters, against the verifier and all matchings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from maillage import CannotBeMet, InputError, place, verify
from maillage.matching.entities import Offer, Student
from maillage.matching.result import Placement
from maillage.matching.semester import Semester
from maillage.matching.verify.candidates import Candidates
from maillage.matching.verify.claims import Claim
from maillage.matching.verify.facts import Facts
from maillage.matching.verify.matched import check_matchings
from maillage.matching.verify.verification import _together

from .conformance import CASES, market_of
from .effort import EXAMPLES
from .stable_semesters import drawn

seeds = st.integers(0, 2**32 - 1)


def placed(semester: Semester | None, **options: object) -> tuple[Semester, Placement]:
    assume(semester is not None)
    assert semester is not None
    try:
        return semester, place(semester, **options)
    except (InputError, CannotBeMet):
        # Limits that do not nest are refused; what is refused is tried elsewhere.
        assume(False)
        raise


@settings(max_examples=6 * EXAMPLES, deadline=None)
@given(seed=seeds, links=st.booleans())
def test_every_result_is_verified(seed: int, links: bool) -> None:
    semester, placement = placed(drawn(seed, links=links))
    report = verify(semester, placement)
    assert [str(violation) for violation in report.violations] == []


@settings(max_examples=3 * EXAMPLES, deadline=None)
@given(seed=seeds)
def test_every_student_likes_it_best_of_all_stable_matchings(seed: int) -> None:
    semester, placement = placed(drawn(seed, n_students=3))
    # Where seats were closed for a minimum, it is the best one among the seats left.
    assume(not placement.blocking_pairs and not placement.notes)
    ours = {s.student_id: s.offer_id for s in placement.students}
    order = orders_of_wishes(semester)
    stable = list(stable_matchings(semester))
    assert ours in stable
    for other in stable:
        for student, offer in other.items():
            mine = ours[student]
            assert offer is None or (
                mine is not None and order[student].index(mine) <= order[student].index(offer)
            )


@settings(max_examples=20, deadline=None)
@given(seed=seeds)
def test_nobody_gains_by_other_wishes(seed: int) -> None:
    """Every order of some of the offers, told by the first student, is tried."""
    semester, placement = placed(drawn(seed, n_students=3))
    assume(not placement.blocking_pairs and not any(o.min_seats for o in semester.offers))
    assume(not any(q.min_count for q in semester.quotas))
    order = orders_of_wishes(semester)["E0"]
    honest = {s.student_id: s.offer_id for s in placement.students}["E0"]
    kept = tuple(w for w in semester.wishes if w.student_id != "E0" or w.refused)
    template = next((w for w in semester.wishes if w.student_id == "E0"), None)
    assume(template is not None)
    assert template is not None
    for size in range(1, len(order) + 1):
        for told in product(order, repeat=size):
            if len(set(told)) < size:
                continue
            lies = tuple(
                template._replace(
                    rank=k, written=k, target=offer, target_kind="offer", refused=False
                )
                for k, offer in enumerate(told, 1)
            )
            changed = replace(semester, wishes=tuple(sorted((*kept, *lies), key=lambda w: w[0])))
            got = {s.student_id: s.offer_id for s in place(changed).students}["E0"]
            if got is not None and got in order:
                assert honest is not None
                assert order.index(honest) <= order.index(got)


def orders_of_wishes(semester: Semester) -> dict[str, list[str]]:
    """Return each student's acceptable offers from the best to the worst."""
    facts = Facts(semester)
    candidates = Candidates(facts)
    found = {}
    for student in semester.students:
        claims = [candidates.claim(student, o) for o in candidates.wished(student)]
        wishes = facts.wishes(student.student_id)
        eligible = [c for c in claims if any(map(candidates.eligible, candidates.housed(c)))]
        ranked = sorted((wishes.rank(c), c.offer.offer_id) for c in eligible)
        found[student.student_id] = [offer for _, offer in ranked]
    return found


def stable_matchings(semester: Semester) -> Iterator[dict[str, str | None]]:
    """Yield all matchings that keep every limit and that nothing blocks."""
    facts = Facts(semester)
    candidates = Candidates(facts)
    choices = [
        [None, *(form for o in candidates.wished(s) for form in forms(candidates, s, o))]
        for s in semester.students
    ]
    summary = {"seed": semester.settings.seed, "blocking_pairs": []}
    for claims in product(*choices):
        whole = [
            claim or Claim(s, semester.programme[s.programme_id], False, None, (), None, "")
            for claim, s in zip(claims, semester.students, strict=True)
        ]
        if list(
            _together(facts, whole, frozenset(q.quota_id for q in semester.quotas if q.hard_min))
        ):
            continue
        if not list(check_matchings(facts, whole, summary)):
            yield {c.student.student_id: c.offer and c.offer.offer_id for c in whole}


def forms(candidates: Candidates, student: Student, offer: Offer) -> list[Claim]:
    """Return a student's claims on an offer, housed or not, with the first half-days allowed."""
    found = []
    for housed in candidates.housed(candidates.claim(student, offer)):
        timed = (f for f in candidates.timed(housed) if candidates.allowed(f))
        found += [form for form in [next(timed, None)] if form is not None]
    return found


def test_a_pair_left_out_is_found() -> None:
    """A blocking pair that the result does not list is a fault, and one that does not block."""
    for seed in range(200):
        semester = drawn(seed)
        if semester is None:
            continue
        try:
            placement = place(semester)
        except (InputError, CannotBeMet):
            continue
        if placement.blocking_pairs:
            forged = replace(placement, blocking_pairs=())
            assert "blocking-pair" in verify(semester, forged).codes
            return
    pytest.fail("no semester with a blocking pair was drawn")


def test_a_place_that_nobody_wished_for_is_found() -> None:
    """Whoever is placed where no wish leads, or whose host does not list it, is named."""
    case = CASES["hr-loses-all"]
    semester = market_of(case)
    (winner,) = [s for s in place(semester).students if s.student_id == "B"]
    assert winner.offer_id == "X"
    without = tuple(w for w in semester.wishes if w.student_id != "B")
    changed = replace(semester, wishes=without)
    result = place(semester)
    unwished = tuple(replace(s, wish_rank=None) if s is not None else s for s in result.students)
    assert "acceptable" in verify(changed, replace(result, students=unwished)).codes


def test_housing_counts_at_each_site_apart() -> None:
    """An offer at two sites: who is housed at one takes no place at the other."""
    semester = drawn(76256766, links=True)
    assert semester is not None
    placement = place(semester)
    assert {s.student_id: s.offer_id for s in placement.students}["E3"] == "O1"
    assert verify(semester, placement).ok
