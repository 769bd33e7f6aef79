"""Placements of drawn semesters, for the tests of what `reasons.csv` says."""

from __future__ import annotations

from hypothesis import assume
from maillage import CannotBeMet, InputError, Placement, Semester, place


def placed(semester: Semester | None, mechanism: str | None = None) -> tuple[Semester, Placement]:
    """Place a semester; an example that cannot be placed is drawn anew."""
    assume(semester is not None)
    assert semester is not None
    try:
        return semester, place(semester, mechanism=mechanism)
    except (InputError, CannotBeMet):
        assume(False)
        raise


def has_a_reason_for_each_better_offer(semester: Semester, placement: Placement) -> bool:
    """Say whether each wish for an offer has a reason, once, just where it is a better one."""
    said = [(r.student_id, r.target) for r in placement.refusals]
    expected = {
        (student.student_id, wish.target)
        for student in placement.students
        for wish in semester.wishes_of.get(student.student_id, ())
        if not wish.refused and wish.rank is not None and wish.target_kind == "offer"
        if student.wish_rank is None or wish.rank < student.wish_rank
    }
    of_offers = {pair for pair in said if pair[1] in semester.offer}
    return len(said) == len(set(said)) and of_offers == expected
