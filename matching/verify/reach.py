"""Supply and accessibility of the territories, by plain sums over those near enough."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import cos, degrees, floor, inf, radians

from ..entities import Provider
from ..semester import Semester
from .distances import EARTH_RADIUS_KM, kilometres

EQUAL_KM = 1e-9
"""Of territories that are so equally near the first by code is taken."""

EDGE_MINUTES = 1e-9
"""A journey longer than a band by no more is within it."""


class Supply:
    """The practitioners of one profession on the first day, by territory.

    Attributes
    ----------
    table
        What they were read from: ``providers``, ``gp_fte`` or nothing.
    fte
        Full-time equivalents by territory.
    old
        Share aged 60 or more, where known.
    """

    def __init__(self, semester: Semester, profession: str) -> None:
        self.table: str | None = None
        self.fte: dict[str, Fraction] = {}
        self.old: dict[str, Fraction] = {}
        listed = [p for p in semester.providers if p.profession == profession]
        if profession == "gp":
            for t in semester.territories:
                if t.gp_over_60 is not None:
                    self.old[t.territory_id] = t.gp_over_60
            if not listed:
                self._from_columns(semester)
        if listed:
            self.table = "providers"
            self._from_providers(semester, listed)

    def _from_columns(self, semester: Semester) -> None:
        for t in semester.territories:
            if t.gp_fte is not None:
                self.table = "gp_fte"
                self.fte[t.territory_id] = _decimal(t.gp_fte)

    def _from_providers(self, semester: Semester, listed: list[Provider]) -> None:
        day = semester.settings.first_day
        aged: dict[str, list[Fraction]] = {}
        for provider in listed:
            if provider.leaver_date is not None and provider.leaver_date < day:
                continue
            at = provider.territory_id or _nearest(semester, provider)
            if at is None:
                continue
            work = Fraction(1) if provider.fte is None else _decimal(provider.fte)
            self.fte[at] = self.fte.get(at, Fraction(0)) + work
            if provider.birth_year is not None:
                sums = aged.setdefault(at, [Fraction(0), Fraction(0)])
                sums[0] += work
                if day.year - provider.birth_year >= 60:
                    sums[1] += work
        for at, (whole, old) in aged.items():
            if whole > 0:
                self.old[at] = _decimal(float(old / whole))


def _decimal(number: float) -> Fraction:
    return Fraction(repr(float(number)))


def _nearest(semester: Semester, provider: Provider) -> str | None:
    """Return the territory nearest to a provider's coordinates."""
    if provider.lat is None or provider.lon is None:
        return None
    here = (provider.lat, provider.lon)
    found: list[tuple[float, str]] = []
    for t in semester.territories:
        if t.lat is not None and t.lon is not None:
            # Two points are at least as far apart as their parallels.
            gap = radians(abs(t.lat - here[0])) * EARTH_RADIUS_KM
            if not found or gap <= found[0][0] + 1:
                found.append((kilometres(here, (t.lat, t.lon)), t.territory_id))
                found.sort()
                del found[8:]
    near = [code for km, code in found if km <= found[0][0] + EQUAL_KM]
    return min(near, default=None)


def reached(semester: Semester, supply: Supply) -> dict[str, float]:
    """Return full-time equivalents per inhabitant that the people of each territory reach.

    Each place of supply is divided by the people who come there, weighted by the band of their
    journey; each territory adds up what it reaches, weighted likewise.
    """
    people = {t.territory_id: float(t.population or 0) for t in semester.territories}
    coming: dict[str, float] = {}
    weights = list(_weights(semester))
    for start, end, weight in weights:
        coming[end] = coming.get(end, 0.0) + weight * people[start]
    found = dict.fromkeys(people, 0.0)
    for start, end, weight in weights:
        if coming[end] > 0:
            found[start] += weight * float(supply.fte.get(end, 0)) / coming[end]
    return found


def _weights(semester: Semester) -> Iterator[tuple[str, str, float]]:
    """Yield pairs of territories with the weight of a journey from one to the other."""
    bands = [(float(end), float(weight)) for end, weight in semester.settings.bands]

    def weight_of(minutes: float) -> float:
        return next((w for end, w in bands if minutes <= end + EDGE_MINUTES), 0.0)

    listed = _listed(semester)
    for pair, minutes in listed.items():
        if weight_of(minutes) > 0:
            yield (*pair, weight_of(minutes))
    for t in semester.territories:
        itself = (t.territory_id, t.territory_id)
        if itself not in listed and weight_of(0.0) > 0:
            yield (*itself, weight_of(0.0))
    speed = float(semester.settings.car_kmh)
    detour = float(semester.settings.detour)
    for start, end, km in _close(semester, bands[-1][0] * speed / 60 / detour):
        weight = weight_of(km * detour / speed * 60)
        if weight > 0 and (start, end) not in listed:
            yield start, end, weight


def _listed(semester: Semester) -> dict[tuple[str, str], float]:
    """Return the minutes of the travel table between territories."""
    known = semester.territory
    found: dict[tuple[str, str], float] = {}
    for line in semester.travel:
        if line.origin in known and line.destination in known:
            found[line.origin, line.destination] = float(line.minutes)
    for (start, end), minutes in list(found.items()):
        found.setdefault((end, start), minutes)
    return found


def _close(semester: Semester, km: float) -> Iterator[tuple[str, str, float]]:
    """Yield different territories within so many kilometres and some farther, both ways."""
    points = [
        (t.lat, t.lon, t.territory_id)
        for t in semester.territories
        if t.lat is not None and t.lon is not None
    ]
    span = degrees((km + 0.1) / EARTH_RADIUS_KM)
    # Belts of parallels as high as the reach, each from west to east.
    belts: dict[int, list[tuple[float, float, str]]] = {}
    for lat, lon, code in points:
        belts.setdefault(floor(lat / span), []).append((lon, lat, code))
    for belt in belts.values():
        belt.sort()
    for lat, lon, code in points:
        widest = _widest(abs(lat) + span, span)
        for number in range(floor(lat / span) - 1, floor(lat / span) + 2):
            for other_lon, other_lat, other in _between(belts.get(number, []), lon, widest):
                if other != code:
                    yield code, other, kilometres((lat, lon), (other_lat, other_lon))


def _between(
    belt: list[tuple[float, float, str]], lon: float, widest: float
) -> list[tuple[float, float, str]]:
    """Return the points of a belt within so many degrees of longitude, around the globe."""
    if widest >= 180:
        return belt
    found: list[tuple[float, float, str]] = []
    for turn in (-360.0, 0.0, 360.0):
        first = bisect_left(belt, (lon + turn - widest,))
        found += belt[first : bisect_right(belt, (lon + turn + widest, inf))]
    return found


def _widest(latitude: float, span: float) -> float:
    """Return the degrees of longitude beyond which points up to a latitude are too far."""
    narrow = cos(radians(latitude)) if latitude < 89 else 0.0
    if radians(span) > narrow:
        return 360.0
    # Of sines up to one half, the angle is at most 1.048 times the sine.
    return 1.05 * span / narrow


def places_among(numbers: Mapping[str, float]) -> dict[str, Fraction]:
    """Return for each number the share of all that is below it, half of its equals included.

    Numbers in a row that differ by less than one part in 10⁹ are equal.
    """
    names = sorted(numbers, key=lambda name: numbers[name])
    found: dict[str, Fraction] = {}
    begin = 0
    while begin < len(names):
        end = begin + 1
        while end < len(names):
            before, after = numbers[names[end - 1]], numbers[names[end]]
            if after > before * (1 + 1e-9):
                break
            end += 1
        for name in names[begin:end]:
            found[name] = Fraction(begin + end, 2 * len(names))
        begin = end
    return found
