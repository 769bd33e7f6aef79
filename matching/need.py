"""How much a territory lacks practitioners of a profession: zone and need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .entities import Territory
from .semester import Semester
from .settings import Settings

SHORTAGE_ZONES = frozenset({"ZIP", "ZAC"})
"""Zones that count as short of practitioners for ``shortage_only``."""

GENERAL_PRACTICE = "gp"


@dataclass(frozen=True)
class NeedSource:
    """The need of one territory for one profession, 0 to 1, and where it came from.

    ``source`` is ``given``, ``zone``, ``apl`` or ``none``.
    """

    need: Fraction
    source: str


def zones(semester: Semester) -> Mapping[tuple[str, str], str]:
    """Return the zone by (territory, profession), as it stands on the first day.

    A dated line of the table ``zones`` goes before the territory's own zone, which is that
    of general practice.
    """
    first = semester.settings.first_day
    found = {(t.territory_id, GENERAL_PRACTICE): t.zone for t in semester.territories if t.zone}
    for line in semester.zones:
        if (line.start is None or line.start <= first) and (line.end is None or line.end >= first):
            found[line.territory_id, line.profession] = line.zone
    return found


def needs(semester: Semester, profession: str) -> dict[str, NeedSource]:
    """Return the need of every territory for a profession.

    The given value; otherwise the larger of the zone's floor and of the shortage that the
    accessibility (APL, general practice only) shows: 1 at or below ``apl_full_need``, 0 at or
    above ``apl_no_need``, linear between.
    """
    zone = zones(semester)
    given = {n.territory_id: n.need for n in semester.needs if n.profession == profession}
    result = {}
    for territory in semester.territories:
        identifier = territory.territory_id
        if profession == GENERAL_PRACTICE and territory.need is not None:
            result[identifier] = NeedSource(territory.need, "given")
        elif identifier in given:
            result[identifier] = NeedSource(given[identifier], "given")
        else:
            label = zone.get((identifier, profession))
            result[identifier] = _derived(territory, profession, label, semester.settings)
    return result


def _derived(
    territory: Territory, profession: str, zone: str | None, settings: Settings
) -> NeedSource:
    floors = {"ZIP": settings.need_zip, "ZAC": settings.need_zac}
    candidates = []
    if zone is not None:
        candidates.append(NeedSource(floors.get(zone, Fraction(0)), "zone"))
    if profession == GENERAL_PRACTICE and territory.apl is not None:
        candidates.append(NeedSource(_apl_shortage(territory, settings), "apl"))
    if not candidates:
        return NeedSource(Fraction(0), "none")
    return max(candidates, key=lambda candidate: candidate.need)


def _apl_shortage(territory: Territory, settings: Settings) -> Fraction:
    assert territory.apl is not None
    leaving = (territory.gp_over_60 or Fraction(0)) * settings.leaver_share
    accessible = territory.apl * (1 - leaving)
    if accessible <= settings.apl_full_need:
        return Fraction(1)
    if accessible >= settings.apl_no_need:
        return Fraction(0)
    span = settings.apl_no_need - settings.apl_full_need
    return (settings.apl_no_need - accessible) / span
