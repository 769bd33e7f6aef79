"""Seeded generator of a semester that is a pure network: students, offers with seats, no more.

Every offer is a day of one supervisor, who hosts as many students as the seats of its offers;
these lie on different days. So only the seats bind, and the best total value is a flow of least
cost. The need of each territory is given, so that a peer can compute every value from the tables.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

import ground
import numpy as np
from ground import HALF_DAYS, Row, Spot, Tables, coordinates
from learners import ranked
from numpy.typing import NDArray
from reach import LONGEST, journeys
from scipy.spatial import cKDTree

WISHES = 10
SEATS = {"everyone": (2, 4), "short": (1, 2)}
_WEEK_DAYS = range(5)


def tables_of_network(students: int, supervisors: int, seed: int, variant: str) -> Tables:
    """Return the tables of a semester that is a pure network; see `instances.generate`."""
    random = Random(f"maillage:network:{students}:{supervisors}:{seed}:{variant}")
    places = ground.spots(random, students)
    sites, xy = _sites(random, places, supervisors)
    offers, parts, hosts = _offers(random, SEATS[variant], supervisors)
    at_offers = xy[[int(part["supervisor_id"][1:]) for part in parts]]
    drawn = list(_learners(random, [o["offer_id"] for o in offers], at_offers, students))
    return {
        "settings": ground.settings(),
        "territories": [
            {**row, "need": round(random.random(), 2)} for row in ground.territories(random, places)
        ],
        "programmes": [
            {
                "programme_id": "NET",
                "name": "One day, one supervisor",
                "profession": "gp",
                "mechanism": "optimal",
                "composition": "offers",
                "half_days": 2,
            }
        ],
        "sites": sites,
        "supervisors": hosts,
        "offers": offers,
        "offer_parts": parts,
        "students": [row for row, _ in drawn],
        "wishes": [wish for _, wishes in drawn for wish in wishes],
    }


def _sites(
    random: Random, places: list[Spot], number: int
) -> tuple[list[Row], NDArray[np.float64]]:
    """Return a site for each supervisor, and where it is."""
    spots = random.choices(places, [spot.weight for spot in places], k=number)
    at = [(spot.x + random.gauss(0, 0.8), spot.y + random.gauss(0, 0.8)) for spot in spots]
    rows = [
        {
            "site_id": f"S{k:05d}",
            "name": f"Practice {k}",
            "kind": "liberal_practice",
            "setting": "liberal",
            "territory_id": spot.code,
            **coordinates(*at[k]),
        }
        for k, spot in enumerate(spots)
    ]
    return rows, np.array(at)


def _offers(
    random: Random, seats: tuple[int, int], number: int
) -> tuple[list[Row], list[Row], list[Row]]:
    """Return offers, their parts and the supervisors; one or two offers for each of these."""
    offers: list[Row] = []
    parts: list[Row] = []
    hosts: list[Row] = []
    for k in range(number):
        days = random.sample(_WEEK_DAYS, random.choice((1, 2)))
        own = [random.randint(*seats) for _ in days]
        for day, here in zip(days, own, strict=True):
            code, halves = f"O{len(offers):05d}", " ".join(HALF_DAYS[2 * day : 2 * day + 2])
            offers.append({"offer_id": code, "programme_id": "NET", "seats": here})
            parts.append({"offer_id": code, "supervisor_id": f"M{k:05d}", "half_days": halves})
        hosts.append(
            {
                "supervisor_id": f"M{k:05d}",
                "name": f"Dr {k}",
                "profession": "gp",
                "site_id": f"S{k:05d}",
                "programmes": "NET",
                "max_students": sum(own),
                "max_at_once": max(own),
                **{h: "x" if n // 2 in days else "" for n, h in enumerate(HALF_DAYS)},
            }
        )
    return offers, parts, hosts


def _learners(
    random: Random, codes: list[str], xy: NDArray[np.float64], number: int
) -> Iterator[tuple[Row, list[Row]]]:
    """Yield each student with ten wishes: the nearest offers, in an order of its own."""
    tree = cKDTree(xy)
    for k in range(number):
        near = xy[random.randrange(len(codes))]
        at = (float(near[0]) + random.gauss(0, 3.5), float(near[1]) + random.gauss(0, 3.5))
        nearest = np.atleast_1d(tree.query(at, min(WISHES, len(codes)))[1])
        farthest = math.ceil(journeys(xy[nearest], at, car=True).max()) + 1
        row = {
            "student_id": f"E{k:05d}",
            "name": f"Student {k}",
            "programme_id": "NET",
            "rank": k + 1,
            **coordinates(*at),
            "max_minutes": min(LONGEST, farthest),
            "credit": random.choice((0.1, 0.25, 0.5)) if random.random() < 0.1 else "",
        }
        wanted = random.sample([codes[n] for n in nearest], len(nearest))
        targets = [(code, "offer") for code in wanted]
        yield row, ranked(random, row["student_id"], targets)
