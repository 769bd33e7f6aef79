"""Where openings and the anchors of requests lie."""

from __future__ import annotations

from ..practitioners import Opening
from ..semester import Semester
from ..tables.geography import Point, territory_point


def opening_point(semester: Semester, opening: Opening) -> Point | None:
    """Return an opening's own coordinates, otherwise those of its territory."""
    if opening.lat is not None and opening.lon is not None:
        return opening.lat, opening.lon
    return territory_point(semester, opening.territory_id)


def anchor_point(semester: Semester, anchor: str | Point) -> Point | None:
    """Return the point of an anchor: its own, or that of the territory it names."""
    return territory_point(semester, anchor) if isinstance(anchor, str) else anchor
