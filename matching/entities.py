"""The rows of a semester's tables, one frozen class per table.

Field names are the canonical column names of the data contract; `docs/tables.md` says what
each means. Identifiers are text. ``None`` means that the cell was empty and that the table
gives the empty cell a meaning of its own (usually: no limit).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from .halfdays import N_HALF_DAYS

ALL_WEEKS: frozenset[int] | None = None
"""The value of ``weeks`` for a programme or part that lasts the whole semester."""


@dataclass(frozen=True, slots=True)
class Territory:
    """A commune or a quarter."""

    territory_id: str
    name: str
    population: float | None = None
    lat: float | None = None
    lon: float | None = None
    department: str | None = None
    epci: str | None = None
    region: str | None = None
    zone: str | None = None
    qpv: bool = False
    frr: bool = False
    apl: Fraction | None = None
    gp_fte: float | None = None
    gp_over_60: Fraction | None = None
    need: Fraction | None = None
    indicators: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Zone:
    """The zoning of one profession in one territory, dated."""

    territory_id: str
    profession: str
    zone: str
    start: date | None = None
    end: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """The shortage weight of one territory for one profession, 0 to 1."""

    territory_id: str
    profession: str
    need: Fraction


@dataclass(frozen=True, slots=True)
class Provider:
    """A professional at work, or several who are not told apart, in the census of care.

    ``fte`` is in full-time equivalents, ``sector`` the tariff sector.
    """

    provider_id: str
    profession: str
    name: str | None = None
    territory_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    kind: str | None = None
    setting: str | None = None
    fte: float | None = None
    birth_year: int | None = None
    sector: str | None = None
    leaver_date: date | None = None
    takes_trainees: bool = False
    partners: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place where students work; ``rooms`` is ``None`` where there is no limit."""

    site_id: str
    name: str
    kind: str
    setting: Literal["liberal", "centre"]
    territory_id: str
    lat: float | None = None
    lon: float | None = None
    rooms: int | None = None
    housing_places: int = 0


@dataclass(frozen=True, slots=True)
class Presence:
    """Where a supervisor is at one half-day.

    ``away``: not there but reachable, the room at ``site_id`` being free. Such a half-day
    counts only for programmes whose presence is ``reachable``.
    """

    site_id: str
    away: bool = False


@dataclass(frozen=True, slots=True)
class Supervisor:
    """A supervisor (maître de stage) with the timetable of a week.

    ``timetable`` has one entry per half-day in the order of `halfdays.HALF_DAYS`; ``None``
    means not there.
    """

    supervisor_id: str
    name: str
    profession: str
    site_id: str
    max_students: int
    programmes: tuple[str, ...] = ()
    max_at_once: int = 1
    limits: Mapping[str, int] = field(default_factory=dict)
    accreditation_end: date | None = None
    timetable: tuple[Presence | None, ...] = (None,) * N_HALF_DAYS


@dataclass(frozen=True, slots=True)
class Accreditation:
    """An accreditation of a supervisor or of a site for one programme, dated."""

    programme_id: str
    supervisor_id: str | None = None
    site_id: str | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme (N1, SASPAS, externs …) and its rules on a placement.

    ``half_days``, ``min_liberal``, ``min_centre`` and ``min_part`` count half-days per week;
    ``max_km`` is in kilometres. ``weeks`` is the set of weeks, counted from 1, or ``None``
    for all. ``min_part`` is resolved: 2, or ``half_days`` where that is less.
    ``everyone`` and ``composition`` are resolved from their defaults; ``everyone_given`` says
    whether the input itself says so.
    ``order`` is ``None`` where the cell is empty: the programme is settled last.
    ``next_programme`` is where its students go when the semester is closed: a programme,
    ``None`` where they stay; ``finishes`` says that they leave.
    """

    programme_id: str
    name: str
    profession: str
    half_days: int
    min_parts: int = 1
    max_parts: int = 2
    min_sites: int | None = None
    max_sites: int | None = None
    min_liberal: int = 0
    min_centre: int = 0
    min_part: int = 2
    whole_days: bool = False
    max_run_days: int | None = None
    max_km: float | None = None
    needs_room: bool = False
    presence: Literal["required", "reachable"] = "required"
    weeks: frozenset[int] | None = ALL_WEEKS
    weeks_text: str = ""
    no_repeat: Literal["none", "supervisor", "site"] = "none"
    min_wishes: int = 0
    mechanism: Literal["optimal", "serial", "stable"] = "optimal"
    composition: Literal["offers", "composed"] = "composed"
    order: int | None = None
    everyone: bool = True
    everyone_given: bool = False
    next_programme: str | None = None
    finishes: bool = False


@dataclass(frozen=True, slots=True)
class OfferPart:
    """One part of an offer.

    ``half_days`` is the tuple of half-day numbers where the offer fixes them, otherwise the
    number of half-days per week, chosen for each student. ``site_id`` is resolved to the
    supervisor's usual site where the cell is empty. ``weeks`` replaces the programme's weeks
    where ``weeks_text`` is not empty.
    """

    offer_id: str
    supervisor_id: str
    site_id: str
    half_days: tuple[int, ...] | int
    weeks: frozenset[int] | None = ALL_WEEKS
    weeks_text: str = ""

    @property
    def half_day_count(self) -> int:
        """Half-days per week, whether fixed or to be chosen."""
        return self.half_days if isinstance(self.half_days, int) else len(self.half_days)


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer (terrain de stage) with its parts in the order of supervisor, then site."""

    offer_id: str
    programme_id: str
    seats: int
    name: str | None = None
    min_seats: int = 0
    min_if_open: int = 0
    open: bool = True
    subdivision: str | None = None
    parts: tuple[OfferPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Student:
    """A student. ``max_minutes`` is one way from home; ``None`` means no limit."""

    student_id: str
    name: str
    programme_id: str
    seniority: int | None = None
    rank: int | None = None
    lat: float | None = None
    lon: float | None = None
    territory_id: str | None = None
    second_lat: float | None = None
    second_lon: float | None = None
    car: bool = True
    max_minutes: float | None = None
    shortage_only: bool = False
    needs_housing: bool = False
    link_id: str | None = None
    credit: Fraction = Fraction(0)
    surnombre: Literal["validating", "non_validating"] | None = None
    subdivision: str | None = None
    email: str | None = None


TargetKind = Literal["offer", "supervisor", "site", "territory"]


class Wish(NamedTuple):
    """One wish or refusal, its target's kind resolved.

    ``written`` is the rank as the user wrote it; ``rank`` is renumbered 1 … K without gaps
    among the student's wishes. Both are ``None`` for a refusal. A tuple, since there are
    hundreds of thousands of them.
    """

    student_id: str
    rank: int | None
    target: str
    target_kind: TargetKind
    refused: bool = False
    written: int | None = None


@dataclass(frozen=True, slots=True)
class HostRanking:
    """One student's rank in a host's list, for stable matching."""

    student_id: str
    rank: int | None
    offer_id: str | None = None
    supervisor_id: str | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a percentage of a programme's students."""

    value: Fraction
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota on students or half-days within a scope.

    ``min_count`` and ``max_count`` are resolved to whole numbers (percentages rounded up for
    the minimum, down for the maximum); ``hard_min`` and ``hard_max`` are resolved from the
    cell ``hard`` and its defaults (maximum hard, minimum soft).
    """

    quota_id: str
    scope: str
    values: tuple[str, ...]
    programme_id: str | None = None
    min_count: int | None = None
    max_count: int | None = None
    hard_min: bool = False
    hard_max: bool = True
    unit: Literal["students", "half_days"] = "students"


@dataclass(frozen=True, slots=True)
class EarlierPlace:
    """A student's place in an earlier result: supervisor, site and half-days of each part."""

    student_id: str
    offer_id: str | None
    parts: tuple[tuple[str, str, tuple[int, ...]], ...]
    housed: str | None


@dataclass(frozen=True, slots=True)
class Lock:
    """A decision taken before the run: the student is placed so.

    ``place``: where it keeps a place of an earlier result, exactly as it was. ``overrides`` says
    whether it goes before the student's own limits and maximum quotas: a lock of the table does,
    a place that was only marked to be kept does not.
    """

    student_id: str
    offer_id: str | None = None
    supervisor_ids: tuple[str, ...] = ()
    half_days: tuple[int, ...] = ()
    reason: str | None = None
    author: str | None = None
    date: date | None = None
    place: EarlierPlace | None = None
    overrides: bool = True


@dataclass(frozen=True, slots=True)
class Marks:
    """Places of an earlier result that a coordinator marked to be kept.

    Attributes
    ----------
    file, sha256
        The workbook with the marks, and the SHA-256 of its bytes.
    places, cells
        By student; the cell of the workbook that marks each.
    """

    file: str
    sha256: str
    places: tuple[EarlierPlace, ...]
    cells: tuple[str, ...]

    @property
    def students(self) -> frozenset[str]:
        """Identifiers of the students."""
        return frozenset(place.student_id for place in self.places)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A student never placed with a supervisor, or at a site."""

    student_id: str
    supervisor_id: str | None = None
    site_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A part of an earlier semester."""

    student_id: str
    semester: str
    supervisor_id: str | None = None
    site_id: str | None = None
    programme_id: str | None = None
    validated: bool = False


@dataclass(frozen=True, slots=True)
class TravelTime:
    """Minutes between two identifiers; both directions unless the other is given too."""

    origin: str
    destination: str
    minutes: Fraction
