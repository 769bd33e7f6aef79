"""A placement with everything that the sheets look up in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..fees.payments import Payment, payments
from ..language import Lang
from ..need import zones
from ..result import Placement
from ..semester import Semester
from .labels import Labels
from .occupancy import Occupancy
from .words import Words, words_in


@dataclass(frozen=True)
class View:
    """What every sheet is made from."""

    semester: Semester
    placement: Placement
    lang: Lang

    @cached_property
    def words(self) -> Words:
        """Words of the workbook's language."""
        return words_in(self.lang)

    @cached_property
    def labels(self) -> Labels:
        """Names to show."""
        return Labels(self.semester)

    @cached_property
    def occupancy(self) -> Occupancy:
        """Who is where."""
        return Occupancy(self.semester, self.placement)

    @cached_property
    def zones(self) -> Mapping[tuple[str, str], str]:
        """Zone by (territory, profession)."""
        return zones(self.semester)

    @cached_property
    def payments(self) -> tuple[Payment, ...]:
        """What the placement pays, a line per fee and part."""
        return payments(self.semester, self.placement)
