"""What the peers take: the semesters they cover, and the errors where they do not."""

from __future__ import annotations

from typing import Literal

from maillage.matching.semester import Semester

Form = Literal["half-days", "bundles"]
"""The two forms of the full model, see `full_model`."""


class TooLargeError(Exception):
    """The model has more booleans than can be built in this memory."""


class NotCoveredError(Exception):
    """The semester uses something that the benchmark's generator never makes."""


def check_covered(semester: Semester, form: Form) -> None:
    """Refuse, by `NotCoveredError`, a semester that a form of the full model cannot state."""
    if semester.locks:
        raise NotCoveredError("the peer has no locks")
    if semester.offers and form != "bundles":
        raise NotCoveredError("the peer has offers in the form 'bundles' only")
    if any(offer.min_seats or offer.min_if_open for offer in semester.offers):
        raise NotCoveredError("the peer's offers have no smallest number of students")
    for programme in semester.programmes:
        if programme.weeks is not None or programme.order is not None:
            raise NotCoveredError("the peer's programmes last the whole semester, in one order")
