"""The rows of the tables of practitioners who install, one frozen class per table.

Field names are the canonical column names of the data contract; `docs/tables.md` says what
each means. ``None`` means that the cell was empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

OWN_CRITERIA = (
    "travel",
    "practice",
    "mode",
    "team",
    "services",
    "premises",
    "takeover",
    "leaver",
)
"""What a practitioner's own life is measured by when places are ranked."""

PUBLIC_CRITERIA = ("need", "need_gain", "aids")
"""The public side of it."""

CRITERIA = (*OWN_CRITERIA, *PUBLIC_CRITERIA)
"""All criteria that places are ranked by, in the order in which results list them."""

NOT_RANKED = frozenset({"settled", "withdrawn"})
"""Steps of the support at which nobody looks for a place any more."""


@dataclass(frozen=True, slots=True)
class Request:
    """A practitioner who looks for a place to install.

    ``anchors`` are codes of territories, or (latitude, longitude) in degrees.
    """

    request_id: str
    name: str
    profession: str
    mode: str = "any"
    practice: str = "any"
    team_id: str | None = None
    anchors: tuple[str | tuple[float, float], ...] = ()
    max_minutes: float | None = None
    fte: float = 1.0
    wants_premises_m2: float | None = None
    accessible: bool = False
    shortage_only: bool = False
    available_from: date | None = None
    status: str | None = None
    opened_on: date | None = None
    next_step: str | None = None
    next_date: date | None = None
    referent: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A place where practitioners of one profession can install.

    ``rent_month`` is in euros, ``m2`` in square metres, ``practice_size`` in patients.
    """

    opening_id: str
    name: str
    territory_id: str
    kind: str
    setting: str
    profession: str
    seats: int
    lat: float | None = None
    lon: float | None = None
    landlord: str | None = None
    rent_month: float | None = None
    m2: float | None = None
    accessible: bool = False
    available_from: date | None = None
    team: tuple[str, ...] = ()
    practice_size: float | None = None
    leaver_date: date | None = None


@dataclass(frozen=True, slots=True)
class Aid:
    """An aid, dated; ``amount`` is in euros each ``period``.

    ``scope`` and ``values`` as those of a quota; without a scope it holds everywhere.
    """

    aid_id: str
    name: str
    amount: Fraction
    profession: str | None = None
    scope: str | None = None
    values: tuple[str, ...] = ()
    audience: str | None = None
    period: str | None = None
    duration_months: int | None = None
    group: str | None = None
    start: date | None = None
    end: date | None = None
    commitment_months: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """The weight of one criterion, 0 or more."""

    criterion: str
    weight: Fraction
