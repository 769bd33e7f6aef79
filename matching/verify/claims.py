"""What a result claims for each student, in the terms of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import floor

from ..entities import Offer, Programme, Site, Student, Supervisor
from ..language import Sentence, sentence


@dataclass(frozen=True, slots=True)
class ClaimedPart:
    """One line of a placed student.

    ``weeks`` are the numbers of the weeks that the part lasts, resolved. ``chosen`` says that
    the half-days were chosen for the student, not fixed by an offer. ``minutes_text`` and
    ``weeks_text`` are as printed.
    """

    supervisor: Supervisor
    site: Site
    half_days: tuple[int, ...]
    weeks: frozenset[int]
    chosen: bool
    minutes_text: str
    weeks_text: str

    @property
    def name(self) -> Sentence:
        """Supervisor and site, for a message."""
        return sentence(
            "{supervisor} at {site}",
            supervisor=self.supervisor.supervisor_id,
            site=self.site.site_id,
        )


@dataclass(frozen=True)
class Claim:
    """The lines of one student, understood. ``parts`` is empty for an unplaced student.

    ``locked``: decided before the run; ``overrides``: by a lock that goes before the student's
    own limits and before maximum quotas, as a place that was marked to be kept does not.
    """

    student: Student
    programme: Programme
    locked: bool
    offer: Offer | None
    parts: tuple[ClaimedPart, ...]
    housed: Site | None
    rank_text: str
    overrides: bool = False

    @property
    def placed(self) -> bool:
        """Whether the student has a place."""
        return bool(self.parts)

    @cached_property
    def half_day_total(self) -> int:
        """Half-days per week over all parts."""
        return sum(len(part.half_days) for part in self.parts)

    @cached_property
    def supervisors(self) -> frozenset[str]:
        """Identifiers of the supervisors."""
        return frozenset(part.supervisor.supervisor_id for part in self.parts)

    @cached_property
    def sites(self) -> frozenset[str]:
        """Identifiers of the sites."""
        return frozenset(part.site.site_id for part in self.parts)

    @cached_property
    def territories(self) -> frozenset[str]:
        """Identifiers of the sites' territories."""
        return frozenset(part.site.territory_id for part in self.parts)


def round_half_up(number: Fraction) -> int:
    """Round to a whole number, halves upwards."""
    return floor(number + Fraction(1, 2))


def decimal_text(number: Fraction) -> str:
    """Print a non-negative number with up to six decimals, halves up, trailing zeros dropped."""
    whole, millionths = divmod(round_half_up(number * 10**6), 10**6)
    return f"{whole}.{millionths:06d}".rstrip("0").rstrip(".")
