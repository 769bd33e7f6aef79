"""The professionals of each territory: from the census, otherwise from the territory's row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ..entities import Provider, Territory
from ..semester import Semester
from .census import GENERAL_PRACTICE, territories_of
from .workforce import Workforce, workforce


@dataclass(frozen=True)
class Staffing:
    """The census by territory and profession.

    Attributes
    ----------
    professions
        Those of which the census has anybody: where it has nobody of one in a territory, there
        is nobody. Of the others nothing is known.
    """

    day: date
    leaving_age: int
    providers: dict[tuple[str, str], list[Provider]]
    professions: frozenset[str]

    def of(self, territories: Iterable[str], profession: str) -> Workforce:
        """Return the professionals of some territories together, by the census alone."""
        if profession not in self.professions:
            return Workforce()
        return workforce(self.people(territories, profession), self.day, self.leaving_age)

    def people(self, territories: Iterable[str], profession: str) -> list[Provider]:
        """Return the professionals of some territories."""
        return [p for t in territories for p in self.providers.get((t, profession), ())]

    def at(self, territory: Territory, within: Iterable[str], profession: str) -> Workforce:
        """Return those of a territory and its quarters.

        Where it has no general practitioners anywhere, the territory's own columns count; the
        share of those aged 60 or more also where it knows nobody's age.
        """
        counted = self.of(within, profession)
        if profession != GENERAL_PRACTICE:
            return counted
        share = None if territory.gp_over_60 is None else float(territory.gp_over_60)
        if profession not in self.professions:
            return Workforce(fte=territory.gp_fte, over_60=share)
        return counted if counted.over_60 is not None else replace(counted, over_60=share)


def staffing(semester: Semester) -> Staffing:
    """Sort the census; who lies in no territory is left out."""
    found: dict[tuple[str, str], list[Provider]] = defaultdict(list)
    places = territories_of(semester, semester.providers)
    for provider, place in zip(semester.providers, places, strict=True):
        if place is not None:
            found[place, provider.profession].append(provider)
    settings = semester.settings
    professions = frozenset(provider.profession for provider in semester.providers)
    return Staffing(settings.first_day, settings.leaving_age, dict(found), professions)
