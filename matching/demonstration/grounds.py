"""The sites of the demonstration: invented practices and centres in real communes."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ..entities import Site
from ..tables.geography import Point
from .names import place_words
from .places import Place

KINDS = {
    "L": ("liberal_practice", "liberal", "Cabinet"),
    "M": ("group_practice", "liberal", "MSP"),
    "C": ("health_centre", "centre", "Centre de santé"),
    "P": ("pmi", "centre", "PMI"),
    "H": ("hospital", "centre", "Hôpital"),
    "K": ("liberal_practice", "liberal", "Cabinet de kinésithérapie"),
    "R": ("hospital", "centre", "Centre de rééducation"),
}
"""Kind, setting and the beginning of the name, by letter of `PLAN`."""

PLAN = {
    "86194": "LMMCPHKR",
    "86194-Q1": "CMK",
    "86066": "LMCHK",
    "86066-Q1": "C",
    "86041": "MC",
    "86070": "MC",
    "86165": "MHK",
    "86137": "LC",
    "86115": "M",
    "86103": "ML",
    "86078": "MC",
    "86207": "L",
    "86140": "C",
    "86258": "C",
    "86092": "MC",
    "86180": "L",
    "86095": "C",
    "86293": "C",
    "93005": "LLMCCPK",
    "93005-Q1": "CLK",
    "93066": "LLMCPHKR",
    "93066-Q1": "CMK",
    "93066-Q2": "LC",
    "94028": "LMCHPKR",
    "94028-Q1": "CM",
    "94002": "LC",
    "94004": "LC",
    "94011": "C",
    "94044": "MK",
    "94059": "L",
    "94071": "MK",
    "91549": "LMCK",
    "91103": "LCK",
    "91570": "L",
    "91570-Q1": "CM",
    "91021": "MHR",
    "91434": "LP",
    "91235": "C",
}
"""Sites to invent per territory, one letter each."""

PHYSIO_LETTERS = "KR"
"""Sites where physiotherapists work; general practitioners work at the others."""

HOUSING = {"86092", "86165", "86137", "86078", "86140", "86103"}
"""Communes where a site houses trainees."""


@dataclass(frozen=True)
class Ground:
    """A site with the document of its commune, how students like it, and for whom it is."""

    site: Site
    document: str
    point: Point
    popularity: float
    physio: bool = False


def grounds(found: dict[str, Place], rng: Random) -> list[Ground]:
    """Invent the sites of `PLAN`, numbered in the order of the plan."""
    words = place_words(rng)
    made: list[Ground] = []
    for code, letters in PLAN.items():
        for position, letter in enumerate(letters):
            housing = 2 if code in HOUSING and position == 0 else 0
            made.append(
                _ground(f"S{len(made) + 1:03d}", letter, found[code], next(words), housing, rng)
            )
    return made


def _ground(
    site_id: str, letter: str, place: Place, words: str, housing: int, rng: Random
) -> Ground:
    kind, setting, beginning = KINDS[letter]
    lat, lon = place.point
    spread = 0.004 if place.territory.qpv else 0.009
    point = (
        round(lat + rng.uniform(-spread, spread), 5),
        round(lon + rng.uniform(-spread, spread), 5),
    )
    site = Site(
        site_id=site_id,
        name=f"{beginning} {words} ({place.territory.name})",
        kind=kind,
        setting="liberal" if setting == "liberal" else "centre",
        territory_id=place.territory.territory_id,
        lat=point[0],
        lon=point[1],
        rooms=_rooms(letter, rng),
        housing_places=housing,
    )
    return Ground(
        site, place.document, point, _popularity(place, letter, rng), letter in PHYSIO_LETTERS
    )


def _rooms(letter: str, rng: Random) -> int | None:
    if letter in "HR":
        return None
    return rng.choice((2, 3)) if letter in "MC" else rng.choice((1, 2))


def _popularity(place: Place, letter: str, rng: Random) -> float:
    """Students crowd into group practices of well-served towns and shun priority zones."""
    zone = {"ZIP": 0.45, "ZAC": 0.7}.get(place.territory.zone or "", 1.4)
    kind = {"M": 1.6, "H": 1.3, "P": 0.8}.get(letter, 1.0)
    quarter = 0.6 if place.territory.qpv else 1.0
    return zone * kind * quarter * rng.uniform(0.5, 2.0)


def site_row(site: Site) -> dict[str, object]:
    """Return a row of the table ``sites``."""
    return {
        "site_id": site.site_id,
        "name": site.name,
        "kind": site.kind,
        "setting": site.setting,
        "territory_id": site.territory_id,
        "lat": site.lat,
        "lon": site.lon,
        "rooms": site.rooms,
        "housing_places": site.housing_places or None,
    }
