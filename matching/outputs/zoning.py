"""The medical zone of a territory for one profession."""

from __future__ import annotations

from ..semester import Semester

GENERAL_PRACTICE = "gp"


class Zoning:
    """Zones on the semester's first day.

    A line of ``zones`` valid on that day comes first; for general practice the territory's own
    ``zone`` follows.
    """

    def __init__(self, semester: Semester) -> None:
        day = semester.settings.first_day
        self._zones: dict[tuple[str, str], str] = {
            (territory.territory_id, GENERAL_PRACTICE): territory.zone
            for territory in semester.territories
            if territory.zone
        }
        for line in reversed(semester.zones):
            if (line.start is None or line.start <= day) and (line.end is None or line.end >= day):
                self._zones[line.territory_id, line.profession] = line.zone

    def zone(self, territory_id: str, profession: str) -> str | None:
        """Return the zone, or ``None`` where there is none."""
        return self._zones.get((territory_id, profession))
