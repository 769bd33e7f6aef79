"""Practices that could be taken over: their owners are near retirement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ..semester import Semester
from ..territories.census import OLD, at_work, territories_of

HORIZON_DAYS = 3 * 365
"""Who leaves within so many days is near retirement."""


@dataclass(frozen=True, order=True)
class Takeover:
    """A practice; ``leaves_on`` where the day is known, ``age`` reached in the first year."""

    provider_id: str
    profession: str
    name: str | None = None
    leaves_on: date | None = None
    age: int | None = None


def takeovers(semester: Semester) -> dict[str, tuple[Takeover, ...]]:
    """Return the practices to take over by territory.

    The day of leaving decides where it is known: within `HORIZON_DAYS` of the semester's first day.
    Otherwise the age: 60 or more, reached in the year of the first day.
    """
    first = semester.settings.first_day
    places = territories_of(semester, semester.providers)
    found: dict[str, list[Takeover]] = {}
    for provider, place in zip(semester.providers, places, strict=True):
        age = None if provider.birth_year is None else first.year - provider.birth_year
        if provider.leaver_date is not None:
            near = provider.leaver_date <= first + timedelta(days=HORIZON_DAYS)
        else:
            near = age is not None and age >= OLD
        if place is not None and near and at_work(provider, first):
            one = Takeover(
                provider.provider_id, provider.profession, provider.name, provider.leaver_date, age
            )
            found.setdefault(place, []).append(one)
    return {
        place: tuple(sorted(ones, key=lambda one: one.provider_id)) for place, ones in found.items()
    }
