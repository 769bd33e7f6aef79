"""The indicators that a user brings: which heading of a territorial diagnosis each belongs to.

The heading of a column ``ind_…`` is told by its beginning, in English or in French.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..entities import Territory

HEALTH, NEEDS, SUPPLY = "health", "needs", "supply"
OTHER_SUPPLY, ACCESS, PROJECTS, OTHER = "other_supply", "access", "projects", "other"

HEADINGS = (HEALTH, NEEDS, SUPPLY, OTHER_SUPPLY, ACCESS, PROJECTS, OTHER)
"""The six headings of a territorial diagnosis in their order, then all that has no heading."""

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "ind_health_": HEALTH,
        "ind_sante_": HEALTH,
        "ind_needs_": NEEDS,
        "ind_besoins_": NEEDS,
        "ind_supply_": SUPPLY,
        "ind_offre_": SUPPLY,
        "ind_other_supply_": OTHER_SUPPLY,
        "ind_autre_offre_": OTHER_SUPPLY,
        "ind_offre_complementaire_": OTHER_SUPPLY,
        "ind_access_": ACCESS,
        "ind_acces_": ACCESS,
        "ind_accessibilite_": ACCESS,
        "ind_projects_": PROJECTS,
        "ind_projets_": PROJECTS,
    }
)
"""Heading by the beginning of a column; of two that fit the longer counts."""

STRENGTHS = ("strengths", "forces", "atouts")
WEAKNESSES = ("weaknesses", "faiblesses")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A column ``ind_…``: its heading, its name for reading, and whether it holds numbers.

    ``side`` is ``strength`` or ``weakness`` for such columns of local projects.
    """

    column: str
    heading: str
    label: str
    numeric: bool
    side: str | None = None


def indicators_of(territories: Iterable[Territory]) -> tuple[Indicator, ...]:
    """Return the indicators that any territory has, by heading, then column."""
    numeric: dict[str, bool] = {}
    for territory in territories:
        for column, text in territory.indicators.items():
            numeric[column] = numeric.get(column, True) and number_of(text) is not None
    found = [_indicator(column, numbers) for column, numbers in numeric.items()]
    return tuple(sorted(found, key=lambda one: (HEADINGS.index(one.heading), one.column)))


def heading_of(column: str) -> tuple[str, str]:
    """Return the heading of a column, and the rest of its name."""
    known = [prefix for prefix in PREFIXES if column.startswith(prefix)]
    if not known:
        return OTHER, column.removeprefix("ind_")
    prefix = max(known, key=len)
    return PREFIXES[prefix], column.removeprefix(prefix)


def _indicator(column: str, numeric: bool) -> Indicator:
    heading, rest = heading_of(column)
    side = None
    if heading == PROJECTS:
        side = next((s for s, words in _SIDES if rest.startswith(words)), None)
    return Indicator(column, heading, rest.replace("_", " ").strip() or column, numeric, side)


_SIDES = (("strength", STRENGTHS), ("weakness", WEAKNESSES))


def number_of(text: str | None) -> float | None:
    """Return the number that a cell holds, with a decimal point or comma; else ``None``."""
    if text is None:
        return None
    plain = text.strip().replace("\N{NO-BREAK SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "")
    try:
        number = float(plain.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
