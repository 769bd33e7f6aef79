"""What a diagnosis says of one territory, of one profession there, and of several together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ..entities import Territory
from ..need import NeedSource
from .hosting import Hosting
from .inequality import Inequality
from .nearest import Nearest
from .standing import Standing
from .workforce import Workforce

SUPERVISOR, HEALTH_CENTRE, GROUP_PRACTICE = "supervisor", "health_centre", "group_practice"
NEAREST_KINDS = (SUPERVISOR, HEALTH_CENTRE, GROUP_PRACTICE)

SELECTION, ALL = "selection", "all"
AREA_KINDS = (SELECTION, "epci", "department", ALL)
"""What territories are added up to; `selection`: those that the diagnosis shows."""


UNKNOWN_WORKFORCE, UNKNOWN_HOSTING = Workforce(), Hosting()


@dataclass(frozen=True, slots=True)
class Access:
    """How well care can be reached from a territory; ``None`` where it is not known.

    ``source`` is ``apl`` (official), ``computed`` (a proxy of it, computed here), or empty.
    ``unit`` is ``consultations`` (a year, per inhabitant) or ``fte_per_10000``, or empty.
    """

    value: float | None = None
    source: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One profession in one territory.

    Attributes
    ----------
    workforce, hosting
        Of the territory and its quarters.
    need
        With its parts; of source ``none`` nothing is known, whatever its number.
    standing, standing_shown
        Where its need stands among all territories of the table, and among those shown.
    nearest
        By kind: `NEAREST_KINDS`.
    """

    territory_id: str
    profession: str
    need: NeedSource
    workforce: Workforce = UNKNOWN_WORKFORCE
    access: Access = Access()
    standing: Standing | None = None
    standing_shown: Standing | None = None
    hosting: Hosting = UNKNOWN_HOSTING
    nearest: Mapping[str, Nearest] = field(default_factory=dict)

    @property
    def known_need(self) -> Fraction | None:
        """The need, ``None`` where nothing is known."""
        return None if self.need.source == "none" else self.need.need


@dataclass(frozen=True, slots=True)
class Area:
    """One profession in several territories together, quarters counted with their communes.

    Attributes
    ----------
    kind, code
        One of `AREA_KINDS`; the code of the intercommunality or département.
    territories, population
        How many territories of the table, and their inhabitants as far as known.
    fte_people
        Inhabitants of those whose full-time equivalents are known.
    access, need
        Means weighted by population, of those known; ``access_unit`` as in `Access`.
    need_known
        Territories whose need is known.
    """

    kind: str
    code: str
    profession: str
    territories: int
    population: float
    fte_people: float
    workforce: Workforce
    access: float | None
    access_unit: str
    need: float | None
    need_known: int
    inequality: Inequality
    hosting: Hosting

    @property
    def fte_per_10000(self) -> float | None:
        """Full-time equivalents per 10,000 inhabitants, where both are known."""
        return per_10000(self.workforce.fte, self.fte_people)


def per_10000(fte: float | None, people: float | None) -> float | None:
    """Return full-time equivalents per 10,000 inhabitants; ``None`` where it cannot be said."""
    return None if fte is None or not people else fte / people * 10_000


def fte_per_10000(row: Row, territory: Territory) -> float | None:
    """Return the full-time equivalents of a territory per 10,000 inhabitants."""
    return per_10000(row.workforce.fte, territory.population)
