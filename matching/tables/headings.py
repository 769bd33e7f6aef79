"""Folding of names, so that case, accents, spaces and hyphens do not matter, and suggestions."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from ..language import Sentence, sentence

_LISTED = 5
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


@lru_cache(maxsize=8192)
def slug(text: str) -> str:
    """Return the letters and digits of a text, folded to lower case without accents.

    >>> slug("Maîtres de stage"), slug("MAX_ETUDIANTS")
    ('maitresdestage', 'maxetudiants')
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return "".join(char for char in folded if char.isalnum())


def folded(text: str) -> str:
    """Return what two spellings of one name have in common, also of a name of signs alone."""
    return slug(text) or text.casefold()


# S0O2 is S002 seen from afar.
_LOOKALIKES = str.maketrans("oil", "011")


class Suggester:
    """Finds what a text that is not known may mean: the same in other letters, or one near.

    Parameters
    ----------
    known
        The texts that may be written.
    names
        Names that may not, each with the known text that it stands for.
    budget
        Known texts compared in all; after that only the same in other letters is found.
    """

    def __init__(
        self,
        known: Iterable[str],
        names: Iterable[tuple[str, str]] = (),
        budget: int = 400_000,
    ) -> None:
        self._known = known
        self._names = names
        self._by_slug: dict[str, str] = {}
        self._by_name: dict[str, dict[str, str]] = {}
        self._budget = budget

    def nearest(self, wrong: str) -> str | None:
        """Return the nearest known text, or ``None`` where nothing is near."""
        found = self._find(wrong)
        return None if found is None else self._by_slug.get(found)

    def __call__(self, wrong: str) -> Sentence | None:
        """Return ``Did you mean 'x'?``, or ``None`` where nothing is near."""
        found = self._find(wrong)
        if found is None:
            return None
        if found in self._by_slug:
            return sentence("Did you mean '{known}'?", known=self._by_slug[found])
        named = self._by_name[found]
        if len(named) > 1:
            return sentence("Did you mean one of {known}?", known=tuple(sorted(named)[:_LISTED]))
        ((known, name),) = named.items()
        return sentence("Did you mean '{known}' ({name})?", known=known, name=name)

    def _find(self, wrong: str) -> str | None:
        """Return the folded text that is meant, of a known one or of a name."""
        if not self._by_slug:  # most are never asked
            for text in self._known:
                self._by_slug.setdefault(folded(text), text)
            for name, text in self._names:
                self._by_name.setdefault(folded(name), {}).setdefault(text, name)
        word = folded(wrong)
        if word in self._by_slug or word in self._by_name:
            return word
        if word.isdecimal():  # 1 of 001, whose zeros a spreadsheet has taken, and the reverse
            same = (known for known in self._by_slug if known.lstrip("0") == word.lstrip("0"))
            number = next(same, None)
            if number is not None:
                return number
        if self._budget > 0:
            self._budget -= len(self._by_slug)
            alike = word.translate(_LOOKALIKES)
            for known in self._by_slug:
                if known.translate(_LOOKALIKES) == alike:
                    return known
        for candidates in (self._by_slug, self._by_name):
            if self._budget > 0:
                self._budget -= len(candidates)
                near = difflib.get_close_matches(word, candidates, n=1, cutoff=0.6)
                if near:
                    return near[0]
        return None


def suggestion(wrong: str, known: Iterable[str]) -> Sentence | None:
    """Return ``Did you mean 'x'?`` for the nearest known text, or ``None``."""
    return Suggester(known)(wrong)
