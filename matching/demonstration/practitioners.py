"""Requests to install and openings of the demonstration: invented people, sites and landlords.

The communes are real. Everything is drawn from a seed of its own, so that the semester beside it
stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .names import people, place_words
from .places import Place

Row = dict[str, object]

PROFESSIONS = ("gp", "dentist", "physio", "speech", "nurse")

ALONE = {"gp": 14, "dentist": 5, "physio": 6, "speech": 4, "nurse": 6}
"""Practitioners who install alone, by profession."""

TEAMS = (
    ("EQUIPE-1", ("gp", "gp", "nurse")),
    ("EQUIPE-2", ("gp", "physio", "nurse", "speech")),
    ("EQUIPE-3", ("gp", "gp")),
    ("COUPLE-1", ("gp", "dentist")),
    ("COUPLE-2", ("physio", "speech")),
    ("COUPLE-3", ("gp", "nurse")),
)
"""Practitioners who install together: three teams of care and three couples."""

OPENINGS = (
    ("vienne", 56),
    ("coeur_essonne", 18),
    ("gpsea", 18),
    ("aulnay", 13),
    ("saint_denis", 15),
)
"""How many openings to invent, by document."""

STEPS = (
    ("first_contact", "Rappeler pour le premier entretien"),
    ("information", "Envoyer le dossier des aides"),
    ("definition", "Préciser le projet"),
    ("visit", "Organiser une visite"),
    ("targeted_support", "Réunir les financeurs"),
    ("settled", None),
    ("withdrawn", None),
)
"""Steps of the support, and what comes next in each."""

WEIGHTS = (5, 8, 9, 8, 5, 2, 1)
"""How common each of `STEPS` is."""

START = date(2027, 5, 1)
"""Day around which dates are drawn: the first of the demonstration semester."""


@dataclass(frozen=True)
class _Drawn:
    """What all rows are drawn from."""

    places: dict[str, Place]
    rng: Random
    names: Iterator[str]
    words: Iterator[str]

    def commune(self, document: str) -> Place:
        """Return a territory of a document; the greater ones more often."""
        found = [self.places[c] for c in sorted(self.places) if self._is_of(c, document)]
        return self.rng.choices(found, [_weight(p) for p in found])[0]

    def _is_of(self, code: str, document: str) -> bool:
        return self.places[code].document == document


def _weight(place: Place) -> float:
    population = place.territory.population or 12_000
    return 6.0 + float((population / 1_000) ** 0.7)


def practitioner_rows(places: dict[str, Place], seed: int) -> dict[str, list[Row]]:
    """Return the tables ``requests`` and ``openings``."""
    rng = Random(f"practitioners {seed}")
    drawn = _Drawn(places, rng, people(rng), place_words(rng))
    return {"requests": _requests(drawn), "openings": _openings(drawn)}


def _requests(drawn: _Drawn) -> list[Row]:
    wanted = [(p, None, _document(drawn)) for p, n in ALONE.items() for _ in range(n)]
    rows: list[Row] = []
    for profession, team, document in wanted:
        rows.append(_request(len(rows), profession, team, document, drawn))
    for team, professions in TEAMS:
        first: Row | None = None
        document = _document(drawn)
        for profession in professions:
            row = _request(len(rows), profession, team, document, drawn)
            if first is not None:
                together = (
                    "anchors",
                    "max_minutes",
                    "available_from",
                    "status",
                    "practice",
                    "referent",
                )
                row |= {name: first[name] for name in together}
            first = first or row
            rows.append(row)
    return rows


def _document(drawn: _Drawn) -> str:
    names, weights = [n for n, _ in OPENINGS], [w for _, w in OPENINGS]
    return drawn.rng.choices(names, weights)[0]


def _request(number: int, profession: str, team: str | None, document: str, drawn: _Drawn) -> Row:
    rng = drawn.rng
    opened = START - timedelta(days=rng.randrange(20, 500))
    status, step = rng.choices(STEPS, WEIGHTS)[0]
    home = drawn.commune(document)
    anchors = [home.territory.territory_id]
    if rng.random() < 0.4:
        lat, lon = home.point
        anchors.append(f"{lat + rng.uniform(-0.1, 0.1):.4f} {lon + rng.uniform(-0.1, 0.1):.4f}")
    liberal = profession != "nurse" or rng.random() < 0.7
    return {
        "request_id": f"DEM-{number + 1:02d}",
        "name": next(drawn.names),
        "profession": profession,
        "mode": rng.choice(("liberal", "mixed", "any") if liberal else ("salaried", "any")),
        "practice": "group" if team else rng.choice(("group", "any", "any", "solo")),
        "team_id": team,
        "anchors": "; ".join(anchors),
        "max_minutes": rng.choice((30, 40, 45, 60, None)),
        "fte": rng.choice((0.6, 0.8, 0.8, 1.0, 1.0)),
        "wants_premises_m2": rng.choice((None, None, 20, 25, 40)),
        "accessible": True if rng.random() < 0.2 else None,
        "shortage_only": True if rng.random() < 0.15 else None,
        "available_from": (START + timedelta(days=30 * rng.randrange(0, 18))).isoformat(),
        "status": status,
        "opened_on": opened.isoformat(),
        "next_step": step,
        "next_date": None
        if step is None
        else (START + timedelta(days=rng.randrange(-30, 90))).isoformat(),
        "referent": rng.choice(("C. Référent", "M. Référente", "T. Référent")),
    }


def _openings(drawn: _Drawn) -> list[Row]:
    documents = [name for name, count in OPENINGS for _ in range(count)]
    return [_opening(number, name, drawn) for number, name in enumerate(documents)]


def _opening(number: int, document: str, drawn: _Drawn) -> Row:
    rng = drawn.rng
    place = drawn.commune(document)
    what = rng.choices(("takeover", "project", "post", "premises"), (4, 3, 2, 2))[0]
    profession = rng.choices(PROFESSIONS, (9, 3, 5, 3, 4))[0]
    lat, lon = place.point
    common: Row = {
        "opening_id": f"LIEU-{number + 1:03d}",
        "territory_id": place.territory.territory_id,
        "profession": profession,
        "lat": round(lat + rng.uniform(-0.008, 0.008), 5),
        "lon": round(lon + rng.uniform(-0.008, 0.008), 5),
        "available_from": (START + timedelta(days=30 * rng.randrange(-3, 15))).isoformat(),
        "accessible": True if rng.random() < 0.75 else None,
    }
    ending = f"{next(drawn.words)} ({place.territory.name})"
    if what == "takeover":
        own = _takeover(ending, profession, rng)
    elif what == "project":
        own = _project(ending, profession, rng)
    elif what == "post":
        own = _post(ending, profession, rng)
    else:
        own = _premises(ending, place, rng)
    return {**common, **own}


def _takeover(ending: str, profession: str, rng: Random) -> Row:
    patients = {"gp": 1_100, "dentist": 1_400, "physio": 300, "speech": 90, "nurse": 60}
    return {
        "name": f"Cabinet à reprendre {ending}",
        "kind": "liberal_practice",
        "setting": "liberal",
        "seats": 1,
        "m2": rng.randrange(30, 75, 5),
        "rent_month": rng.randrange(350, 950, 50),
        "team": ", ".join(_others(profession, rng, 1)),
        "practice_size": round(patients[profession] * rng.uniform(0.6, 1.3)),
        "leaver_date": (START + timedelta(days=rng.randrange(60, 700))).isoformat(),
    }


def _project(ending: str, profession: str, rng: Random) -> Row:
    return {
        "name": f"Projet de MSP {ending}",
        "kind": "group_practice",
        "setting": "liberal",
        "seats": rng.choice((1, 2, 2, 3)),
        "m2": rng.randrange(40, 120, 10),
        "rent_month": rng.randrange(300, 800, 50),
        "team": ", ".join(_others(profession, rng, 3)),
        "landlord": "Intercommunalité (bailleur inventé)",
    }


def _post(ending: str, profession: str, rng: Random) -> Row:
    return {
        "name": f"Poste en centre de santé {ending}",
        "kind": "health_centre",
        "setting": "centre",
        "seats": rng.choice((1, 1, 2)),
        "m2": rng.randrange(20, 40, 5),
        "team": ", ".join(_others(profession, rng, 2)),
    }


def _premises(ending: str, place: Place, rng: Random) -> Row:
    return {
        "name": f"Local à louer {ending}",
        "kind": "liberal_practice",
        "setting": "liberal",
        "seats": rng.choice((1, 2)),
        "m2": rng.randrange(25, 110, 5),
        "rent_month": rng.randrange(250, 1_100, 50),
        "landlord": f"Bailleur inventé de {place.territory.name}",
    }


def _others(profession: str, rng: Random, count: int) -> list[str]:
    others = [p for p in (*PROFESSIONS, "pharmacist", "midwife") if p != profession]
    return sorted(rng.sample(others, count))
