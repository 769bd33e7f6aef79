"""The nearest place of a kind against looking at all of them."""

from __future__ import annotations

from math import floor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.nearness import haversine_km
from maillage.matching.tables.reading import read_rows
from maillage.matching.territories.nearest import nearest, places_of_kind

PLACES = st.tuples(st.integers(0, 6), st.integers(0, 6))
"""Few different points, so that several lie at the same distance."""


@st.composite
def scenes(draw):
    homes = draw(st.lists(st.none() | PLACES, min_size=1, max_size=5))
    sites = draw(st.lists(PLACES, max_size=14))
    lines = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 13), st.integers(0, 20)),
                          max_size=4))  # fmt: skip
    return homes, sites, lines


def point(place):
    return 46 + place[0] / 10, 5 + place[1] / 10


@given(scenes())
def test_nearest_is_the_best_of_all(scene):
    homes, sites, lines = scene
    given_minutes = {
        (f"T{home}", f"S{site:02d}"): minutes
        for home, site, minutes in lines
        if home < len(homes) and site < len(sites)
    }
    rows = {
        "territories": [
            {"territory_id": f"T{k}", "name": f"T{k}",
             **({} if place is None else dict(zip(("lat", "lon"), point(place), strict=True)))}
            for k, place in enumerate(homes)
        ],
        "sites": [
            {"site_id": f"S{k:02d}", "name": f"S{k}", "kind": "health_centre", "setting": "centre",
             "territory_id": "T0", "lat": point(place)[0], "lon": point(place)[1]}
            for k, place in enumerate(sites)
        ],
        "travel": [
            {"origin": origin, "destination": end, "minutes": minutes}
            for (origin, end), minutes in given_minutes.items()
        ],
    }  # fmt: skip
    semester = read_rows(rows, job="diagnose")
    found = nearest(semester, places_of_kind(semester, "health_centre"))
    for k, home in enumerate(homes):
        best = None
        for number, place in enumerate(sites):
            name = f"S{number:02d}"
            km = None
            if home is not None:
                km = float(haversine_km(np.array(point(home)), np.array(point(place))))
            minutes = given_minutes.get((f"T{k}", name))
            if minutes is None and km is not None:
                minutes = floor(km * 1.3 / 40 * 60 + 5 + 0.5)
            if minutes is not None:
                key = (minutes, float("inf") if km is None else round(km, 9), name)
                best = key if best is None else min(best, key)
        mine = found.get(f"T{k}")
        if best is None:
            assert mine is None
        else:
            assert mine is not None
            assert (mine.minutes, mine.identifier) == (best[0], best[2])
