"""Whole sentences that the terminal and the workbook share."""

from __future__ import annotations

from ..language import Lang
from ..result import Placement
from .counts import Counts
from .figures import number_text
from .status_text import status_text
from .words import words_in


def last_line(placement: Placement, counts: Counts, lang: Lang) -> str:
    """Return how many are placed and what is proven of that."""
    words = words_in(lang)
    return words["last_line"].format(
        placed=number_text(counts.placed, lang),
        students=number_text(counts.students, lang),
        unplaced=number_text(counts.unplaced, lang),
        status=status_text(placement, lang),
    )
