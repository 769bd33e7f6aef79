"""The professionals at work in a territory: how many, how old, who leaves, what they charge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ..entities import Provider
from .census import OLD, at_work, work_of

HORIZONS = (5, 10)
"""Years within which departures are counted."""


@dataclass(frozen=True, slots=True)
class Workforce:
    """The professionals of one profession; ``None`` where it is not known.

    Attributes
    ----------
    providers
        Number of professionals in the census.
    fte
        Their full-time equivalents; who has no such number counts 1.
    fte_unknown
        How many of them have none.
    ages_known
        How many have a year of birth.
    over_60
        Share of the work done by those aged 60 or more, 0 to 1, of those with a year of birth.
    leavers_5, leavers_10
        Professionals expected to leave within so many years: those with an announced day, and
        of the others those who reach the leaving age. Who has neither day nor year is not
        counted; where nobody has one it is not known.
    sectors
        (tariff sector, share) of those with a sector, by sector.
    """

    providers: int | None = None
    fte: float | None = None
    fte_unknown: int = 0
    ages_known: int | None = None
    over_60: float | None = None
    leavers_5: int | None = None
    leavers_10: int | None = None
    sectors: tuple[tuple[str, float], ...] = ()


def workforce(providers: Iterable[Provider], day: date, leaving_age: int) -> Workforce:
    """Count professionals as they stand on a day.

    Parameters
    ----------
    providers
        Those of one profession and of the places looked at.
    day
        The first of a month. Who left before is left out; ages are those reached in its year.
    leaving_age
        Age at which a professional who announced nothing is expected to leave.
    """
    present = [provider for provider in providers if at_work(provider, day)]
    born = [provider for provider in present if provider.birth_year is not None]
    work = sum((work_of(provider) for provider in present), Fraction(0))
    five, ten = (_leavers(present, day, years, leaving_age) for years in HORIZONS)
    return Workforce(
        providers=len(present),
        fte=float(work),
        fte_unknown=sum(provider.fte is None for provider in present),
        ages_known=len(born),
        over_60=_over_60(born, day.year),
        leavers_5=five,
        leavers_10=ten,
        sectors=_sectors(present),
    )


def _over_60(born: Sequence[Provider], year: int) -> float | None:
    """Return the share of the work that is done by those aged 60 or more."""
    total = sum((work_of(provider) for provider in born), Fraction(0))
    old = (work_of(p) for p in born if p.birth_year is not None and year - p.birth_year >= OLD)
    return float(sum(old, Fraction(0)) / total) if total else None


def _leavers(present: Sequence[Provider], day: date, years: int, leaving_age: int) -> int | None:
    known = [p for p in present if p.leaver_date is not None or p.birth_year is not None]
    if present and not known:
        return None
    return sum(_leaves(provider, day, years, leaving_age) for provider in known)


def _leaves(provider: Provider, day: date, years: int, leaving_age: int) -> bool:
    """Say whether somebody is expected to leave within so many years: months are whole."""
    if provider.leaver_date is not None:
        return provider.leaver_date < date(day.year + years, day.month, 1)
    assert provider.birth_year is not None
    return provider.birth_year + leaving_age <= day.year + years


def _sectors(present: Sequence[Provider]) -> tuple[tuple[str, float], ...]:
    counts = Counter(provider.sector for provider in present if provider.sector)
    total = sum(counts.values())
    return tuple((sector, count / total) for sector, count in sorted(counts.items()))
