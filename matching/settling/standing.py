"""Where a request stands: still looked after or not, how old, what is to be done next."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ..practitioners import NOT_RANKED, Request

STAGES = (
    "first_contact",
    "information",
    "definition",
    "visit",
    "targeted_support",
    "settled",
    "withdrawn",
)
"""The steps of the support, in their order."""

SOON_DAYS = 30
"""A step within so many days is due."""

NextStep = Literal["overdue", "due", "later", "undated", "none", "closed"]
"""``overdue``: before the day; ``due``: within `SOON_DAYS`; ``undated``: said, without a day."""

NEXT_STEPS: tuple[NextStep, ...] = ("overdue", "due", "later", "undated", "none", "closed")


def is_open(request: Request) -> bool:
    """Say whether a request still asks for a place; one whose step is not said does."""
    return request.status not in NOT_RANKED


def age_days(request: Request, day: date) -> int | None:
    """Return the days since the first contact; 0 where that is to come, ``None`` if not said."""
    return None if request.opened_on is None else max(0, (day - request.opened_on).days)


def next_step(request: Request, day: date) -> NextStep:
    """Say when the next step is to be done, seen from a day."""
    if not is_open(request):
        return "closed"
    if request.next_date is not None:
        days = (request.next_date - day).days
        return "overdue" if days < 0 else "due" if days <= SOON_DAYS else "later"
    return "none" if request.next_step is None else "undated"
