"""Where the territories of a base lie, for the maps of a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..matching.need import needs
from ..matching.semester import Semester

COLUMNS = ("territory_id", "name", "lat", "lon", "population", "need")
Ground = tuple[tuple[Any, ...], ...]


def ground_of(semester: Semester) -> Ground:
    """Return identifier, name, place, inhabitants and need (general practice) per territory.

    A territory without a place of its own has the middle of its sites, where these have any.
    """
    need = needs(semester, "gp")
    middle = _middles(semester)
    rows = []
    for one in sorted(semester.territories, key=lambda t: t.territory_id):
        lat, lon = (one.lat, one.lon) if one.lat is not None else middle.get(
            one.territory_id, (None, None)
        )  # fmt: skip
        known = round(float(need[one.territory_id].need), 6)
        rows.append((one.territory_id, one.name, lat, lon, one.population, known))
    return tuple(rows)


def _middles(semester: Semester) -> Mapping[str, tuple[float, float]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for site in semester.sites:
        if site.lat is not None and site.lon is not None:
            found.setdefault(site.territory_id, []).append((site.lat, site.lon))
    return {
        code: (sum(a for a, _ in points) / len(points), sum(b for _, b in points) / len(points))
        for code, points in found.items()
    }


def ground_frame(rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Return a row per territory, as the list of a run has them."""
    frame = pd.DataFrame([tuple(row) for row in rows], columns=list(COLUMNS))
    for name in COLUMNS[2:]:
        frame[name] = frame[name].astype(float)
    return frame
