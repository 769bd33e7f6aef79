"""Seeded generator of a semester of fixed offers that share supervisors.

The ground is that of `instances`; supervisors offer whole days, alone or in pairs, and stand in
several offers, so that what one offer takes another lacks. In the variant ``everyone`` students are
drawn beside places set aside for them, which can all be filled together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import ground
import numpy as np
from ground import HALF_DAYS, Host, Row, Supply, Tables, coordinates
from learners import programme_at, ranked
from numpy.typing import NDArray
from reach import LONGEST, MAX_KM, PROGRAMME_SHARES, journeys
from scipy.spatial import cKDTree

OFFERS_PER_STUDENT = 1.8
FEWEST_OPTIONS, MOST_OPTIONS = 16, 24
WEEK_DAYS = 5
SUPPLY = {
    "everyone": Supply(days=(3, 5), two_at_once=0.85, students=(4, 7), crowding=0.0),
    "short": Supply(days=(3, 4), two_at_once=0.45, students=(2, 4), crowding=0.0),
}
_PAIR_KM = 20.0
_PARTNERS_DRAWN = 4
_CANDIDATES = 120  # nearest offers looked at for each student
_TRIES = 60  # of drawing an offer with a place left


@dataclass(frozen=True)
class Part:
    """Days of one supervisor, as numbers of its host and of the days."""

    host: int
    days: tuple[int, ...]


@dataclass(frozen=True)
class Offer:
    """A fixed offer, as the generator sees it."""

    code: str
    programme: str
    seats: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Staff:
    """The supervisors: as rows, as hosts, and their free whole days."""

    rows: list[Row]
    hosts: list[Host]
    days: list[tuple[int, ...]]
    xy: NDArray[np.float64]


def tables_of_offers(students: int, supervisors: int, seed: int, variant: str) -> Tables:
    """Return the tables of a semester of fixed offers; see `instances.generate`."""
    random = Random(f"maillage:offers:{students}:{supervisors}:{seed}:{variant}")
    places = ground.spots(random, students)
    territory_rows = ground.territories(random, places)
    site_rows, numbers = ground.sites(random, places, supervisors)
    rows = ground.supervisors(random, SUPPLY[variant], site_rows, numbers)
    staff = _staff(rows, ground.hosts(rows, site_rows, territory_rows))
    offers = list(_Maker(random, staff).make(students))
    learners = _Learners(random, staff, offers)
    drawn = list(learners.draw(students, set_aside=variant == "everyone"))
    return {
        "settings": ground.settings(),
        "territories": territory_rows,
        "programmes": _programmes(),
        "sites": site_rows,
        "supervisors": rows,
        "offers": [
            {"offer_id": o.code, "programme_id": o.programme, "seats": o.seats} for o in offers
        ],
        "offer_parts": [
            {
                "offer_id": offer.code,
                "supervisor_id": staff.hosts[part.host].code,
                "half_days": " ".join(h for day in part.days for h in _halves(day)),
            }
            for offer in offers
            for part in offer.parts
        ],
        "students": [row for row, _ in drawn],
        "wishes": [wish for _, wishes in drawn for wish in wishes],
    }


def tables_of_serial(students: int, supervisors: int, seed: int, variant: str) -> Tables:
    """Return the same semester, chosen by rank, with one offer to be filled per 60 students."""
    tables = tables_of_offers(students, supervisors, seed, variant)
    random = Random(f"maillage:serial:{students}:{supervisors}:{seed}:{variant}")
    for programme in tables["programmes"]:
        programme["mechanism"] = "serial"
    offers = tables["offers"]
    for offer in random.sample(offers, min(len(offers), max(1, round(students / 60)))):
        offer["min_seats"] = offer["seats"]
    return tables


def _halves(day: int) -> tuple[str, ...]:
    return HALF_DAYS[2 * day : 2 * day + 2]


def _staff(rows: list[Row], hosts: list[Host]) -> Staff:
    days = [
        tuple(d for d in range(WEEK_DAYS) if all(row[h] == "x" for h in _halves(d))) for row in rows
    ]
    return Staff(rows, hosts, days, np.array([(h.x, h.y) for h in hosts]))


def _programmes() -> list[Row]:
    common: Row = {"profession": "gp", "mechanism": "optimal", "composition": "offers"}
    return [
        {
            **common,
            "programme_id": "MIX",
            "name": "Mixed, a day in each of two places",
            "half_days": 4,
            "min_parts": 2,
            "max_parts": 2,
            "min_liberal": 2,
            "min_centre": 2,
            "whole_days": True,
            "max_km": MAX_KM,
        },
        {**common, "programme_id": "EXT", "name": "Externs, one day", "half_days": 2},
        {
            **common,
            "programme_id": "SAS",
            "name": "Two days",
            "half_days": 4,
            "max_parts": 2,
            "max_km": MAX_KM,
        },
    ]


# -- the offers --


class _Maker:
    """Makes the offers, and spreads them evenly over supervisors and days."""

    def __init__(self, random: Random, staff: Staff) -> None:
        self.random, self.staff = random, staff
        self.tree = cKDTree(staff.xy)
        self.used = np.zeros((len(staff.rows), WEEK_DAYS), np.int64)

    def make(self, students: int) -> Iterator[Offer]:
        """Yield the offers: every supervisor is the first of about as many as every other."""
        number = 0
        for programme, share in PROGRAMME_SHARES.items():
            able = [k for k in range(len(self.staff.rows)) if self._may_be_first(k, programme)]
            wanted = max(1, round(OFFERS_PER_STUDENT * share * students))
            turns: list[int] = []
            # Who has nobody near for a pair leaves the turn to the next one.
            for _ in range(2 * wanted if able else 0):
                turns = turns or self.random.sample(able, len(able))
                parts = self._parts(programme, turns.pop())
                if parts and wanted:
                    yield Offer(f"O{number:05d}", programme, self._seats(programme, parts), parts)
                    number += 1
                    wanted -= 1

    def _may_be_first(self, k: int, programme: str) -> bool:
        host = self.staff.hosts[k]
        return programme in host.programmes and (programme != "MIX" or host.setting == "liberal")

    def _seats(self, programme: str, parts: tuple[Part, ...]) -> int:
        """Draw the seats, and count the days as used."""
        for part in parts:
            self.used[part.host, list(part.days)] += 1
        rows = [self.staff.rows[part.host] for part in parts]
        alone = programme == "EXT" and any(row["limits"] for row in rows)
        if alone or min(row["max_at_once"] for row in rows) == 1:
            return 1
        return 2 if self.random.random() < 0.6 else 1

    def _parts(self, programme: str, first: int) -> tuple[Part, ...]:
        """Draw the parts of an offer; none where nobody is near enough for a pair."""
        pair = programme == "MIX" or (programme == "SAS" and self.random.random() < 0.5)
        if not pair:
            days = self._least_used(first)[: 2 if programme == "SAS" else 1]
            return (Part(first, tuple(sorted(days))),)
        partners = [
            other
            for other in self.tree.query_ball_point(self.staff.xy[first], _PAIR_KM)
            if other != first
            and programme in self.staff.hosts[other].programmes
            and (programme != "MIX" or self.staff.hosts[other].setting == "centre")
        ]
        if not partners:
            return ()
        # The partner is the least busy of a few drawn among those near.
        drawn = self.random.choices(sorted(partners), k=_PARTNERS_DRAWN)
        other = min(drawn, key=lambda k: (self.used[k].sum() / len(self.staff.days[k]), k))
        day = self._least_used(first)[0]
        return Part(first, (day,)), Part(other, (self._least_used(other, but=day)[0],))

    def _least_used(self, host: int, but: int = -1) -> list[int]:
        """Return a supervisor's days, those in fewest offers first, equal ones at random."""
        days = [day for day in self.staff.days[host] if day != but]
        return sorted(days, key=lambda day: (self.used[host, day], self.random.random()))


# -- the students --


class _Places:
    """What is left of seats, of supervisors' students and of their half-days."""

    def __init__(self, staff: Staff, offers: list[Offer]) -> None:
        self.staff, self.offers = staff, offers
        self.seats = [offer.seats for offer in offers]
        self.students = [int(row["max_students"]) for row in staff.rows]
        self.at_once = [[int(row["max_at_once"])] * WEEK_DAYS for row in staff.rows]
        self.limits = [{"EXT": 1} if row["limits"] else {} for row in staff.rows]

    def free(self, number: int) -> bool:
        """Say whether one more student can take an offer."""
        offer = self.offers[number]
        return self.seats[number] > 0 and all(
            self.students[part.host] > 0
            and self.limits[part.host].get(offer.programme, 1) > 0
            and all(self.at_once[part.host][day] > 0 for day in part.days)
            for part in offer.parts
        )

    def take(self, number: int) -> None:
        """Set a place of an offer aside."""
        offer = self.offers[number]
        self.seats[number] -= 1
        for part in offer.parts:
            self.students[part.host] -= 1
            if offer.programme in self.limits[part.host]:
                self.limits[part.host][offer.programme] -= 1
            for day in part.days:
                self.at_once[part.host][day] -= 1


class _Market:
    """The offers of one programme as arrays: where their parts are."""

    def __init__(self, staff: Staff, offers: list[Offer], programme: str) -> None:
        self.numbers = [k for k, offer in enumerate(offers) if offer.programme == programme]
        own = [offers[k] for k in self.numbers]
        self.first = staff.xy[[offer.parts[0].host for offer in own]]
        self.last = staff.xy[[offer.parts[-1].host for offer in own]]
        self.tree = cKDTree(self.first)

    def around(self, at: tuple[float, float], car: bool) -> tuple[list[int], NDArray[np.float64]]:
        """Return the nearest offers by the longer journey to their parts, and these journeys."""
        asked = min(_CANDIDATES, len(self.numbers))
        near = np.sort(np.atleast_1d(self.tree.query(at, asked)[1]))
        longer = np.maximum(journeys(self.first[near], at, car), journeys(self.last[near], at, car))
        order = np.argsort(longer, kind="stable")
        return [self.numbers[k] for k in near[order]], longer[order]


class _Learners:
    """Draws the students and their wishes."""

    def __init__(self, random: Random, staff: Staff, offers: list[Offer]) -> None:
        self.random, self.staff, self.offers = random, staff, offers
        self.places = _Places(staff, offers)
        named = {offer.programme for offer in offers}
        self.markets = {
            name: _Market(staff, offers, name) for name in PROGRAMME_SHARES if name in named
        }

    def draw(self, number: int, *, set_aside: bool) -> Iterator[tuple[Row, list[Row]]]:
        """Yield each student with its wishes."""
        for k in range(number):
            programme = programme_at(k, number)
            if programme not in self.markets:  # a handful of supervisors offer nothing for it
                programme = next(iter(self.markets))
            offer = self._offer(programme, set_aside)
            yield self._learner(k, programme, offer, set_aside)

    def _offer(self, programme: str, set_aside: bool) -> int:
        """Draw an offer beside which a student lives, with a place left where asked."""
        numbers = self.markets[programme].numbers
        drawn = self.random.choice(numbers)
        if not set_aside:
            return drawn
        for _ in range(_TRIES):
            if self.places.free(drawn):
                break
            drawn = self.random.choice(numbers)
        else:
            drawn = next((k for k in numbers if self.places.free(k)), drawn)
        self.places.take(drawn)
        return drawn

    def _learner(
        self, k: int, programme: str, offer: int, set_aside: bool
    ) -> tuple[Row, list[Row]]:
        random = self.random
        ends = self.staff.xy[[part.host for part in self.offers[offer].parts]]
        middle = ends.mean(axis=0).tolist()
        at = (middle[0] + random.gauss(0, 3.5), middle[1] + random.gauss(0, 3.5))
        car = random.random() < 0.9
        near, minutes = self.markets[programme].around(at, car)
        limit = self._limit(minutes)
        if set_aside:
            limit = max(limit, int(np.ceil(journeys(ends, at, car).max())) + 1)
        row = {
            "student_id": f"E{k:05d}",
            "name": f"Student {k}",
            "programme_id": programme,
            "seniority": random.randint(1, 5),
            "rank": k + 1,
            **coordinates(*at),
            "car": car,
            "max_minutes": limit,
            "credit": random.choice((0.1, 0.25, 0.5)) if random.random() < 0.1 else "",
        }
        within = near[: int(np.searchsorted(minutes, limit - 0.5, side="right"))]
        return row, ranked(random, row["student_id"], self._targets(within))

    def _limit(self, minutes: NDArray[np.float64]) -> int:
        """Return the longest journey that leaves a student some two dozen options."""
        options = min(self.random.randint(FEWEST_OPTIONS, MOST_OPTIONS), len(minutes))
        return min(LONGEST, int(np.ceil(minutes[options - 1])))

    def _targets(self, within: list[int]) -> list[tuple[str, str]]:
        """Draw 10 to 14 wishes: offers, and supervisors of offers; nearer ones more likely."""
        random = self.random
        wanted = random.randint(10, 14)
        targets: dict[tuple[str, str], None] = {}
        for _ in range(12 * wanted):
            if len(targets) == wanted or not within:
                break
            offer = self.offers[within[min(random.randrange(len(within)) for _ in range(2))]]
            if random.random() < 0.65:
                targets.setdefault((offer.code, "offer"))
            else:
                host = self.staff.hosts[random.choice(offer.parts).host]
                targets.setdefault((host.code, "supervisor"))
        return list(targets)
