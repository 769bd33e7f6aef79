"""The class of a placement among its student's wishes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Literal

from ..entities import Wish
from ..result import StudentPlacement
from ..semester import Semester

WishClass = int | Literal["off", "none"]
"""Wish rank rounded up; ``off`` the list; ``none`` for a student without wishes."""


def wish_class(semester: Semester, placement: StudentPlacement) -> WishClass:
    """Return the class of a placed student.

    ``off`` where no part and no offer is named by any wish; a student with fewer distinct
    wishes than its programme's ``min_wishes`` has one more than its last rank instead, so that
    a short list earns no protection.
    """
    wishes = [w for w in semester.wishes_of.get(placement.student_id, ()) if not w.refused]
    ranks = [w.rank for w in wishes if w.rank is not None]
    if not ranks:
        return "none"
    if placement.wish_rank is not None and _is_named(semester, placement, wishes):
        return ceil(placement.wish_rank)
    targets = {(w.target_kind, w.target) for w in wishes}
    if len(targets) < semester.programme[placement.programme_id].min_wishes:
        return max(ranks) + 1
    return "off"


def _is_named(semester: Semester, placement: StudentPlacement, wishes: Sequence[Wish]) -> bool:
    """Say whether a wish names the offer, or a part's supervisor, site or territory."""
    touched = {("offer", placement.offer_id)}
    for part in placement.parts:
        touched.add(("supervisor", part.supervisor_id))
        touched.add(("site", part.site_id))
        touched.add(("territory", semester.site[part.site_id].territory_id))
    return any((w.target_kind, w.target) in touched for w in wishes)
