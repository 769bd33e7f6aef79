"""The weeks that a part of a placement lasts."""

from __future__ import annotations

from .result import PlacedPart, StudentPlacement
from .semester import Semester


def weeks_of_part(
    semester: Semester, placed: StudentPlacement, part: PlacedPart
) -> frozenset[int] | None:
    """Return the weeks that a part's text stands for: its offer's or its programme's.

    ``None``: all weeks of the semester.
    """
    if not part.weeks:
        return None
    offer = semester.offer.get(placed.offer_id or "")
    for own in offer.parts if offer else ():
        if own.weeks_text == part.weeks and own.weeks is not None:
            return own.weeks
    return semester.programme[placed.programme_id].weeks
