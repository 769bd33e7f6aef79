"""Names that may mean the same: folded, without titles, in any order of words, one slip apart.

Names are compared through keys, never pair by pair, so that tens of thousands take a moment.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache

from .headings import LIGATURES

_WORD = re.compile(r"[^\W_]+")
_TITLES = frozenset({
    "dr", "dre", "doctor", "docteur", "docteure", "pr", "prof", "professor", "professeur",
    "professeure", "m", "mr", "mme", "mlle", "mrs", "ms", "monsieur", "madame", "mademoiselle",
})  # fmt: skip
_SHORTEST = 6  # letters of a name of which one may be a slip
_CROWD = 30  # numbers with one key that are still paired with each other

Keys = Sequence[tuple[str, ...]]


@lru_cache(maxsize=1 << 17)
def words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name, in alphabetic order."""
    folded = name.casefold()
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded.translate(LIGATURES))
        folded = "".join(char for char in parts if not unicodedata.combining(char))
    return tuple(sorted(_WORD.findall(folded)))


@lru_cache(maxsize=1 << 17)
def person_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a person's name, without titles.

    >>> person_words("Dr Marie-Ève Dupont"), person_words("DUPONT Marie Eve")
    (('dupont', 'eve', 'marie'), ('dupont', 'eve', 'marie'))
    """
    return tuple(word for word in words(name) if word not in _TITLES) or words(name)


def slips_apart(blocks: Iterable[tuple[Hashable, int]], keys: Keys) -> list[tuple[int, int]]:
    """Return the pairs of numbers in one block whose words are one slip apart, or the same.

    Parameters
    ----------
    blocks
        Numbers by what else has to agree.
    keys
        The words of each number.
    """
    return pairs(
        ((at, slip), number)
        for at, members in enumerate(groups(blocks))
        for number in members
        for slip in set(_slips(keys[number]))
    )


def _slips(key: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield keys that two names share where one letter differs, is missing or stands elsewhere.

    Figures and initials must agree: neither ``Cabinet 1`` and ``Cabinet 2`` nor ``A. Petit``
    and ``B. Petit`` are slips of each other.
    """
    certain = " ".join(word for word in key if len(word) == 1 or not word.isalpha())
    text = "".join(word for word in key if len(word) > 1 and word.isalpha())
    if len(text) < _SHORTEST:
        return
    yield certain, text
    for k in range(len(text)):
        yield certain, text[:k] + text[k + 1 :]


def pairs(keys: Iterable[tuple[Hashable, int]]) -> list[tuple[int, int]]:
    """Return the pairs of numbers that share a key, each once, ascending.

    Of a crowd with one key each is only paired with the first.
    """
    found: set[tuple[int, int]] = set()
    for members in groups(keys):
        firsts = members if len(members) <= _CROWD else members[:1]
        found.update((a, b) for a in firsts for b in members if a < b)
    return sorted(found)


def groups(keys: Iterable[tuple[Hashable, int]]) -> list[list[int]]:
    """Return the numbers that share a key, ascending, where several do."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for key, number in keys:
        found[key].append(number)
    several = (sorted(set(members)) for members in found.values() if len(members) > 1)
    return [members for members in several if len(members) > 1]
