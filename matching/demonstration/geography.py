"""Journeys of the demonstration: enough to invent limits that leave a real choice."""

from __future__ import annotations

from ..tables.geography import Point, kilometres

DETOUR = 1.3
CAR_KMH = 40
OTHER_KMH = 20
FIXED_MINUTES = 5


def minutes(home: Point, site: Point, car: bool) -> float:
    """Return the minutes from home to site under the default settings."""
    speed = CAR_KMH if car else OTHER_KMH
    return kilometres(home, site) * DETOUR / speed * 60 + FIXED_MINUTES
