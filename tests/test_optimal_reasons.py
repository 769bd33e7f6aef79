"""What a better wish would have cost, against the best placement with it by exhaustive search."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from hypothesis import HealthCheck, assume, given, settings
from maillage.matching.denied_wish import cost_of_wish
from maillage.matching.earlier import place_of
from maillage.matching.entities import Student, Wish
from maillage.matching.placement import CannotBeMet, place
from maillage.matching.reason_texts import COST_TEXTS as SAID
from maillage.matching.result import Placement, Refusal
from maillage.matching.semester import Semester
from maillage.matching.settings import REPAIR_TIERS

from .oracle import Bundle, bundles_of, exhaustive
from .oracle.grading import OFF, rank_and_class
from .strategies import Tables, semesters, to_semester
from .test_exhaustive import EXAMPLES, bundle_of

some = settings(
    max_examples=max(1, EXAMPLES // 5),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TierValue = int | tuple[int | str, ...]
LARGER_IS_BETTER = {"placed", "value", "shortage", "wishes"}
PLAIN = LARGER_IS_BETTER | {"floors", "travel", "balance"}


class Truth(NamedTuple):
    """The first tier that gets worse (``None``: none), and by how much."""

    tier: str | None
    loss: int


def as_cost(name: str, value: TierValue) -> tuple[int, ...]:
    """Return a value so that the smaller of two is the better."""
    if isinstance(value, int):
        return (-value if name in LARGER_IS_BETTER else value,)
    numbers = [OFF if number == "off" else int(number) for number in value]
    return tuple(numbers) + (0,) * (12 - len(numbers))


class Case:
    """A placed semester, searched again for what a wish would have cost."""

    def __init__(self, tables: Tables) -> None:
        self.semester: Semester = to_semester(tables)
        try:
            self.placement: Placement = place(self.semester)
        except CannotBeMet:
            assume(False)
        self.bundles = {s.student_id: bundle_of(self.semester, s) for s in self.placement.students}

    def wish(self, refusal: Refusal) -> Wish:
        wishes = self.semester.wishes_of[refusal.student_id]
        return next(w for w in wishes if w.target == refusal.target and w.rank == refusal.wish_rank)

    def order(self, student: Student) -> int | None:
        return self.semester.programme[student.programme_id].order

    def truth(self, refusal: Refusal) -> Truth | None:
        """Return what is lost at the least, ``None`` where nothing with the wish is possible."""
        student = self.semester.student[refusal.student_id]
        order = self.order(student)
        mine = (order is None, order or 0)
        earlier = {
            s.student_id: self.bundles[s.student_id]
            for s in self.semester.students
            if (self.order(s) is None, self.order(s) or 0) < mine
        }
        found = []
        for bundle in self.better(student, self.wish(refusal)):
            answer = exhaustive(self.semester, {**earlier, student.student_id: bundle})
            if order in answer.tiers:
                found.append(answer.tiers[order])
        if not found:
            return None
        costs = [[as_cost(name, value) for name, value in tiers] for tiers in found]
        best = min(costs)
        here = [t for t in self.placement.tiers if t.order == order]
        for tier, own in zip(here, best, strict=True):
            lost = own[0] - as_cost(tier.name, tier.value)[0]
            if own > as_cost(tier.name, tier.value):
                return Truth(tier.name, lost)
        return Truth(None, 0)

    def better(self, student: Student, wish: Wish) -> list[Bundle]:
        """Return the bundles at a wish that are better than what the student received."""
        own = self.bundles[student.student_id]
        worst = None if own is None else rank_and_class(self.semester, student, own)[0]
        found = []
        for bundle in bundles_of(self.semester, student):
            rank = rank_and_class(self.semester, student, bundle)[0]
            assert rank is not None
            if (worst is None or rank < Fraction(worst)) and self.touches(bundle, wish):
                found.append(bundle)
        return found

    def touches(self, bundle: Bundle, wish: Wish) -> bool:
        sites = self.semester.site
        return (
            wish.target
            in {
                "offer": {bundle.offer_id},
                "supervisor": bundle.supervisors,
                "site": bundle.sites,
                "territory": {sites[site].territory_id for site in bundle.sites},
            }[wish.target_kind]
        )


def of_optimal(placement: Placement) -> list[Refusal]:
    return [r for r in placement.refusals if r.code in ("costs", "lottery")]


@some
@given(semesters(most_students=4))
def test_what_a_wish_costs_is_true(tables: Tables) -> None:
    """The first tier that gets worse, the interval of the loss, and what is only found."""
    case = Case(tables)
    names = list(case.semester.settings.tiers)
    for refusal in of_optimal(case.placement):
        truth = case.truth(refusal)
        assert (refusal.moved == "") == (refusal.proof in ("bound", "open"))
        first = len(names) if truth is None or truth.tier is None else names.index(truth.tier)
        match refusal.proof:
            case "exact" | "interval":
                assert truth is not None
                assert (refusal.tier or None) == truth.tier
                if refusal.tier in PLAIN:
                    assert int(refusal.low) <= truth.loss <= int(refusal.high)
            case "found":
                assert truth is not None
                assert names.index(refusal.tier) <= first
            case "bound":
                assert truth is None or first <= names.index(refusal.tier)
            case other:
                assert other == "open"


@some
@given(semesters(most_students=4))
def test_what_one_wish_costs_is_exact_when_asked_for(tables: Tables) -> None:
    case = Case(tables)
    places = [place_of(s) for s in case.placement.students if s.parts]
    for refusal in of_optimal(case.placement):
        truth = case.truth(refusal)
        found = cost_of_wish(case.semester, places, refusal.student_id, refusal.target)
        assert found is not None
        assert found.proof in ("exact", "interval")
        if truth is None:
            assert (found.code, found.tier) == ("costs", "")
            continue
        assert (found.tier or None) == truth.tier
        if found.tier in PLAIN:
            assert found.proof == "exact"
            assert (int(found.low), int(found.high)) == (truth.loss, truth.loss)


@some
@given(semesters(most_students=5))
def test_every_better_wish_has_one_reason(tables: Tables) -> None:
    case = Case(tables)
    seen = [(r.student_id, r.target, r.wish_rank) for r in case.placement.refusals]
    assert len(seen) == len(set(seen))
    for student in case.semester.students:
        for wish in case.semester.wishes_of.get(student.student_id, ()):
            if not wish.refused and wish.rank is not None and case.better(student, wish):
                assert (student.student_id, wish.target, wish.rank) in seen


def test_every_tier_has_its_sentence() -> None:
    assert set(REPAIR_TIERS) <= SAID.keys()
