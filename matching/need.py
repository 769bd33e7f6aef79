"""How much a territory lacks practitioners of a profession: zone and need, with what made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, cast

from .semester import Semester
from .settings import Settings
from .territories.census import GENERAL_PRACTICE, SupplyTable, census
from .territories.percentiles import percentiles
from .territories.reach import Reach, Unit, reach

SHORTAGE_ZONES = frozenset({"ZIP", "ZAC"})
"""Zones that count as short of practitioners for ``shortage_only``."""

Source = Literal["given", "zone", "apl", "accessibility", "none"]
"""Where a need comes from."""

SOURCES: tuple[Source, ...] = ("given", "zone", "apl", "accessibility", "none")


@dataclass(frozen=True)
class NeedSource:
    """The need of one territory for one profession, 0 to 1, and what it was made from.

    The parts are there whether they decided or not, ``None`` where they are not known.

    Attributes
    ----------
    source
        ``given``, ``zone``, ``apl``, ``accessibility`` (computed), or ``none``: nothing is known.
    zone, floor
        The zone on the first day, and the least need that it gives.
    apl
        The official accessibility, general practice only.
    accessibility, unit, supply
        The computed one, where there is no official one: consultations a year per inhabitant
        (unit ``consultations``) or full-time equivalents per 10,000 inhabitants (unit
        ``percentile``), and what its supply was read from (``providers`` or ``gp_fte``).
    over_60, leaving
        Share of the supply aged 60 or more, and the share of it expected to leave.
    accessible
        The accessibility that is left, times ``1 - leaving``.
    percentile
        Of what is left among all territories, with the unit ``percentile``.
    shortage
        What the accessibility shows, 0 to 1.
    """

    need: Fraction
    source: Source
    zone: str | None = None
    floor: Fraction | None = None
    apl: Fraction | None = None
    accessibility: float | None = None
    unit: Unit | None = None
    supply: SupplyTable | None = None
    over_60: Fraction | None = None
    leaving: Fraction | None = None
    accessible: Fraction | None = None
    percentile: Fraction | None = None
    shortage: Fraction | None = None


def zones(semester: Semester) -> Mapping[tuple[str, str], str]:
    """Return the zone by (territory, profession), as it stands on the first day.

    A line of the table ``zones`` goes before the territory's own zone, which is that of general
    practice; of several that hold, the one that began last.
    """
    first = semester.settings.first_day
    found = {(t.territory_id, GENERAL_PRACTICE): t.zone for t in semester.territories if t.zone}
    for line in semester.zones:
        if (line.start is None or line.start <= first) and (line.end is None or line.end >= first):
            found[line.territory_id, line.profession] = line.zone
    return found


def needs(semester: Semester, profession: str) -> Mapping[str, NeedSource]:
    """Return the need of every territory for a profession, with its parts.

    The given value; otherwise the larger of the zone's floor and of the shortage that the best
    accessibility at hand shows: the official one (APL, general practice only), for a territory
    without it the computed one. Of either, what is expected to leave is taken off first.

    - In consultations: 1 at or below ``apl_full_need``, 0 at or above ``apl_no_need``, linear
      between.
    - Otherwise: 1 minus its percentile among all territories.
    """
    key = ("needs", profession)
    if key not in semester.worked_out:
        semester.worked_out[key] = _needs(semester, profession)
    return cast("Mapping[str, NeedSource]", semester.worked_out[key])


def _needs(semester: Semester, profession: str) -> dict[str, NeedSource]:
    zone = zones(semester)
    given = {n.territory_id: n.need for n in semester.needs if n.profession == profession}
    if profession == GENERAL_PRACTICE:
        given |= {t.territory_id: t.need for t in semester.territories if t.need is not None}
    floors = {"ZIP": semester.settings.need_zip, "ZAC": semester.settings.need_zac}
    result = {}
    for territory_id, seen in _seen(semester, profession).items():
        label = zone.get((territory_id, profession))
        floor = None if label is None else floors.get(label, Fraction(0))
        need, source = _decided(given.get(territory_id), floor, seen)
        result[territory_id] = NeedSource(need, source, zone=label, floor=floor, **seen)
    return result


def _decided(
    given: Fraction | None, floor: Fraction | None, seen: Mapping[str, Any]
) -> tuple[Fraction, Source]:
    """Return the need that follows from all parts and its source; of equal ones, the zone."""
    shortage = seen.get("shortage")
    if given is not None:
        return given, "given"
    if floor is not None and (shortage is None or floor >= shortage):
        return floor, "zone"
    if shortage is None:
        return Fraction(0), "none"
    return shortage, "accessibility" if "accessibility" in seen else "apl"


def _seen(semester: Semester, profession: str) -> dict[str, dict[str, Any]]:
    """Return the parts that the best accessibility at hand shows of each territory, by name."""
    settings = semester.settings
    supply = census(semester, profession)
    computed = reach(semester, supply)
    leaving = {name: share * settings.leaver_share for name, share in supply.over_60.items()}
    left = {} if computed is None else _left(computed, leaving)
    place = {}
    if computed is not None and computed.unit == "percentile":
        place = percentiles({name: float(value) for name, value in left.items()})
    result: dict[str, dict[str, Any]] = {}
    for territory in semester.territories:
        name = territory.territory_id
        parts: dict[str, Any] = {}
        if name in leaving:
            parts = {"over_60": supply.over_60[name], "leaving": leaving[name]}
        if profession == GENERAL_PRACTICE and territory.apl is not None:
            parts["apl"] = territory.apl
            parts["accessible"] = territory.apl * (1 - leaving.get(name, Fraction(0)))
            parts["shortage"] = linear_shortage(parts["accessible"], settings)
        elif computed is not None and name in left:
            parts |= {"unit": computed.unit, "supply": supply.source, "accessible": left[name]}
            parts["accessibility"] = computed.value[name]
            if name in place:
                parts["percentile"] = place[name]
                parts["shortage"] = 1 - place[name]
            else:
                parts["shortage"] = linear_shortage(left[name], settings)
        result[name] = parts
    return result


def _left(computed: Reach, leaving: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return what is left of each accessibility without those who leave, exact from there on."""
    return {
        name: Fraction(value) * (1 - leaving.get(name, Fraction(0)))
        for name, value in computed.value.items()
    }


def linear_shortage(accessible: Fraction, settings: Settings) -> Fraction:
    """Return 1 at or below ``apl_full_need``, 0 at or above ``apl_no_need``, linear between."""
    if accessible <= settings.apl_full_need:
        return Fraction(1)
    if accessible >= settings.apl_no_need:
        return Fraction(0)
    return (settings.apl_no_need - accessible) / (settings.apl_no_need - settings.apl_full_need)
