"""Folding of names, so that case, accents, spaces and hyphens do not matter, and suggestions."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from ..language import Sentence, sentence

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


@lru_cache(maxsize=8192)
def slug(text: str) -> str:
    """Return the letters and digits of a text, folded to lower case without accents.

    >>> slug("Maîtres de stage"), slug("MAX_ETUDIANTS")
    ('maitresdestage', 'maxetudiants')
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return "".join(char for char in folded if char.isalnum())


class Suggester:
    """Finds the nearest of many known texts; after ``budget`` searches it stays silent."""

    def __init__(self, known: Iterable[str], budget: int = 25) -> None:
        self._known = known
        self._by_slug: dict[str, str] = {}
        self._budget = budget

    def nearest(self, wrong: str) -> str | None:
        """Return the nearest known text, or ``None`` where nothing is near."""
        if self._budget <= 0:
            return None
        self._budget -= 1
        if not self._by_slug:  # most are never asked
            for text in self._known:
                self._by_slug.setdefault(slug(text), text)
        near = difflib.get_close_matches(slug(wrong), self._by_slug, n=1, cutoff=0.6)
        return self._by_slug[near[0]] if near else None

    def __call__(self, wrong: str) -> Sentence | None:
        """Return ``Did you mean 'x'?``, or ``None`` where nothing is near."""
        known = self.nearest(wrong)
        return None if known is None else sentence("Did you mean '{known}'?", known=known)


def suggestion(wrong: str, known: Iterable[str]) -> Sentence | None:
    """Return ``Did you mean 'x'?`` for the nearest known text, or ``None``."""
    return Suggester(known)(wrong)
