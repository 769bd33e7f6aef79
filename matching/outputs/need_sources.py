"""Where each need came from, for ``summary.json``."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from ..need import SOURCES, NeedSource, needs
from ..semester import Semester

_PARTS = (
    "zone",
    "floor",
    "apl",
    "accessibility",
    "over_60",
    "leaving",
    "accessible",
    "percentile",
    "shortage",
)

Plain = int | float | str


def need_sources(semester: Semester) -> dict[str, object]:
    """Return, per profession of a programme, what the needs were made from.

    ``counts`` are of all territories, by source; the territories themselves are those that hold
    a site. ``unit`` and ``supply`` are there where accessibility was computed.
    """
    at = sorted({site.territory_id for site in semester.sites})
    professions = sorted({programme.profession for programme in semester.programmes})
    return {profession: _of_profession(semester, profession, at) for profession in professions}


def _of_profession(semester: Semester, profession: str, at: list[str]) -> dict[str, object]:
    found = needs(semester, profession)
    counted = Counter(need.source for need in found.values())
    computed = next((need for need in found.values() if need.unit is not None), None)
    return {
        "counts": {source: counted[source] for source in SOURCES if counted[source]},
        **({} if computed is None else {"unit": computed.unit, "supply": computed.supply}),
        "territories": {territory: plain_need(found[territory]) for territory in at},
    }


def plain_need(need: NeedSource) -> dict[str, Plain]:
    """Return a need with its source and the parts that it was made from.

    Of a given need and of one of which nothing is known there are none.
    """
    plain: dict[str, Plain] = {"need": _number(need.need), "source": need.source}
    if need.source in ("given", "none"):
        return plain
    for part in _PARTS:
        value = getattr(need, part)
        if value is not None:
            plain[part] = _number(value) if isinstance(value, Fraction) else value
    return plain


def _number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)
