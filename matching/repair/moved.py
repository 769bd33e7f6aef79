"""Whether a student has another place than before."""

from __future__ import annotations

from ..entities import EarlierPlace
from ..result import StudentPlacement


def has_moved(place: EarlierPlace, now: StudentPlacement) -> bool:
    """Say whether a student is elsewhere now: supervisor, site, half-days, offer or housing."""
    parts = sorted((p.supervisor_id, p.site_id, p.half_days) for p in now.parts)
    return (sorted(place.parts), place.offer_id, place.housed) != (parts, now.offer_id, now.housed)
