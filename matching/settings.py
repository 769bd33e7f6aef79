"""The settings of a run, each with its documented default."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

TIERS = (
    "placed",
    "floors",
    "worst_off",
    "value",
    "travel",
    "balance",
    "shortage",
    "wishes",
    "greedy",
    "generous",
)
"""The tiers that this version can optimise, by name."""

REPAIR_TIERS = (*TIERS, "moves")
"""The tiers of a repair: there are places that students had before."""

DEFAULT_TIERS = ("placed", "floors", "worst_off", "value", "travel", "balance")


class Settings(BaseModel):
    """Settings of a semester; unknown names are refused where they are read.

    Numbers that enter an exact comparison (weights, need) are kept as fractions of the
    decimal text that the user wrote.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        use_attribute_docstrings=True,  # templates and the reference page show them
    )

    semester: str = Field("2027-05", pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")
    """First month of the semester, ``YYYY-MM``."""
    semester_months: int = Field(6, ge=1, le=24)
    """Whole months that the semester lasts."""
    seed: int = Field(0, ge=0)
    """Seed of the lottery."""
    lang: Literal["fr", "en"] | None = None
    """Language of messages and reports where the command does not say."""
    campus: tuple[float, float] | None = None
    """Latitude and longitude used for students without a home."""
    tiers: tuple[str, ...] = DEFAULT_TIERS
    """Objectives of the mechanism ``optimal``, first to last."""
    car_kmh: Fraction = Field(Fraction(40), gt=0)
    """Speed with a car, km/h."""
    other_kmh: Fraction = Field(Fraction(20), gt=0)
    """Speed without a car, km/h."""
    fixed_minutes: Fraction = Field(Fraction(5), ge=0)
    """Minutes added to each journey from home."""
    detour: Fraction = Field(Fraction(13, 10), gt=0)
    """Road kilometres per kilometre as the crow flies."""
    noon_minutes: Fraction = Field(Fraction(45), ge=0)
    """The longest journey between two sites at noon, minutes."""
    shortage_weight: Fraction = Field(Fraction(1), ge=0)
    """Weight of the territory's need in the tier ``value``."""
    wish_weight: Fraction = Field(Fraction(1), ge=0)
    """Weight of the student's satisfaction in the tier ``value``."""
    worst_off_depth: int = Field(1, ge=0, le=50)
    """How many worst classes the tier ``worst_off`` protects, one after the other."""
    travel_tolerance: Fraction = Field(Fraction(1, 100), ge=0, le=1)
    """Proven gap at which the tier ``travel`` counts as optimal."""
    balance_tolerance: Fraction = Field(Fraction(1, 100), ge=0, le=1)
    """Proven gap at which the tier ``balance`` counts as optimal."""
    ties: Literal["lottery", "max_size"] = "lottery"
    """How the mechanism ``stable`` breaks ties."""
    leaver_share: Fraction = Field(Fraction(1, 2), ge=0, le=1)
    """Share of the practitioners aged 60 or more expected to leave within the horizon."""
    opened_ratio: Fraction = Field(Fraction(107, 100), ge=0)
    """Seats to open per student of a programme."""
    reserve: bool = True
    """Whether ``stable`` closes seats elsewhere where minimums would be missed."""
    need_zip: Fraction = Field(Fraction(8, 10), ge=0, le=1)
    """The least need of a territory zoned ``ZIP``."""
    need_zac: Fraction = Field(Fraction(5, 10), ge=0, le=1)
    """The least need of a territory zoned ``ZAC``."""
    apl_full_need: Fraction = Field(Fraction(25, 10), ge=0)
    """Accessibility (consultations a year) at or below which need is 1."""
    apl_no_need: Fraction = Field(Fraction(4), ge=0)
    """Accessibility at or above which need is 0."""
    consultations_per_fte: Fraction = Field(Fraction(5400), gt=0)
    """Consultations a year of a general practitioner, per full-time equivalent."""
    catchment_bands: tuple[str, ...] = ("10:1", "15:2/3", "20:1/3")
    """Where accessibility is computed: minutes up to which care counts, each with its weight."""
    leaving_age: int = Field(67, ge=50, le=100)
    """Age at which a professional is expected to leave who has announced no day."""
    credit_decay: Fraction = Field(Fraction(1, 2), ge=0, le=1)
    """Share of the credit so far that a student keeps when the semester is closed."""
    credit_cap: Fraction = Field(Fraction(1), ge=0)
    """The most credit that a student gets when the semester is closed."""
    patience_months: int = Field(6, ge=0, le=120)
    """Months that a practitioner waits for a place to install, from the day available."""

    @property
    def bands(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """The catchment's bands: minutes up to which one goes, and its weight; ascending."""
        pairs = (band.split(":") for band in self.catchment_bands)
        return tuple((Fraction(end), Fraction(weight)) for end, weight in pairs)

    @property
    def first_day(self) -> date:
        """The semester's first day."""
        year, month = map(int, self.semester.split("-"))
        return date(year, month, 1)

    @property
    def last_day(self) -> date:
        """The semester's last day."""
        months = self.first_day.year * 12 + self.first_day.month - 1 + self.semester_months - 1
        year, month = divmod(months, 12)
        return date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    @property
    def n_weeks(self) -> int:
        """Weeks of the semester: its days divided by seven, rounded up."""
        days = (self.last_day - self.first_day + timedelta(days=1)).days
        return -(-days // 7)
