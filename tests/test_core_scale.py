"""The paths for large pieces on small problems, against all their solutions."""

from __future__ import annotations

import pytest
from core_problems import Plain, Recipe, recipes, tries
from core_scale import SCALES, assert_right, at_scale, same
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.result import Placement, TierResult
from maillage.matching.semester import Semester
from maillage.solvers.lexicographic import solve
from maillage.solvers.limits import Limits

from .oracle import exhaustive
from .strategies import Tables, semesters, to_semester
from .test_exhaustive import bundle_of, placed_by_program

LEVELS = {"off": 10**6}


@pytest.mark.parametrize("scale", [None, *SCALES])
@tries(6)
@given(recipe=recipes())
def test_outcomes_are_right(scale: str | None, recipe: Recipe) -> None:
    problem = recipe.problem()
    if scale is None:
        outcome = solve(problem)
        assert outcome.status in ("optimal", "infeasible")
    else:
        with at_scale(scale):
            outcome = solve(problem)
    assert_right(problem, Plain(problem), outcome)


KNOWN = {
    "a whole relaxed choice that does not fit, then blocks": Recipe(0, 2, 2, 1, (), ("placed",)),
    "the same with more to it": Recipe(1, 4, 2, 2, ("open", "link", "twice"), ("floors", "value")),
}


@pytest.mark.parametrize("case", KNOWN)
@pytest.mark.parametrize("scale", SCALES)
def test_known_cases(case: str, scale: str) -> None:
    problem = KNOWN[case].problem()
    with at_scale(scale):
        outcome = solve(problem)
    assert_right(problem, Plain(problem), outcome)


@tries(5)
@given(recipe=recipes(), scale=st.sampled_from(sorted(SCALES)), workers=st.integers(1, 2))
def test_the_same_again(recipe: Recipe, scale: str, workers: int) -> None:
    with at_scale(scale):
        one, other = (solve(recipe.problem(), Limits(workers=workers)) for _ in range(2))
    assert same(one, other)


@tries(10)
@given(tables=semesters(), scale=st.sampled_from(sorted(SCALES)))
def test_placements_are_right(tables: Tables, scale: str) -> None:
    semester = to_semester(tables)
    with at_scale(scale):
        placement = placed_by_program(semester)
    if placement is None:
        assert "unproven" in scale or exhaustive(semester).infeasible
    else:
        assert_placement(semester, placement)


def assert_placement(semester: Semester, placement: Placement) -> None:
    """Compare a placement with an exhaustive search, as far as it is the best one."""
    bundles = {s.student_id: bundle_of(semester, s) for s in placement.students}
    judged = exhaustive(semester, bundles)
    claimed = [(tier.order, tier.name, tier.value) for tier in placement.tiers]
    assert [(order, *tier) for order, tiers in judged.tiers.items() for tier in tiers] == claimed
    earlier = {}
    for order in dict.fromkeys(tier.order for tier in placement.tiers):
        answer = exhaustive(semester, earlier)
        own = [tier for tier in placement.tiers if tier.order == order]
        for tier, (name, best) in zip(own, answer.tiers[order], strict=True):
            assert tier.name == name
            assert cost_of(tier, tier.bound) <= cost_of(tier, best) <= cost_of(tier, tier.value)
            if tier.value != best:
                assert placement.status == "feasible"
                # Later tiers are searched for this value, not for the best one.
                break
        earlier |= {
            s.student_id: bundles[s.student_id]
            for s in semester.students
            if semester.programme[s.programme_id].order == order
        }
    proven = all(tier.value == tier.bound for tier in placement.tiers)
    assert proven == (placement.status == "optimal")


def cost_of(tier: TierResult, value: object) -> tuple[int, ...]:
    """Return a value so that the smaller of two is the better."""
    if isinstance(value, tuple):
        return tuple(LEVELS.get(entry, entry) for entry in value)
    assert isinstance(value, int)
    return (-value if tier.name in ("placed", "value") else value,)
