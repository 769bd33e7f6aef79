"""Names that may mean the same: folded, without titles, in any order of words, one slip apart.

Names are compared through keys, never pair by pair, so that tens of thousands take a moment.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations

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

    One letter differs, is missing, or has changed places with the next one. Figures and
    initials must agree: neither ``Cabinet 1`` and ``Cabinet 2`` nor ``A. Petit`` and
    ``B. Petit`` are slips of each other.

    Parameters
    ----------
    blocks
        Numbers by what else has to agree.
    keys
        The words of each number.
    """
    found: set[tuple[int, int]] = set()
    for members in groups(blocks):
        split = {number: _split(keys[number]) for number in members}
        possible = (
            combinations(members, 2)
            if len(members) <= _CROWD
            else pairs((slip, n) for n in members for slip in set(_slips(*split[n])))
        )
        found.update((a, b) for a, b in possible if _one_slip(split[a], split[b]))
    return sorted(found)


def _split(key: tuple[str, ...]) -> tuple[str, str]:
    """Return what has to agree in a name, and the letters of which one may be a slip."""
    certain = [word for word in key if len(word) == 1 or not word.isalpha()]
    return " ".join(certain), "".join(word for word in key if word not in certain)


def _slips(certain: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the text and all that is left of it without one letter."""
    yield certain, text
    for k in range(len(text)):
        yield certain, text[:k] + text[k + 1 :]


def _one_slip(one: tuple[str, str], other: tuple[str, str]) -> bool:
    (certain, first), (also_certain, second) = one, other
    if certain != also_certain or min(len(first), len(second)) < _SHORTEST:
        return False
    # A slip leaves the beginning or the end as it is.
    if abs(len(first) - len(second)) > 1 or (first[:2] != second[:2] and first[-2:] != second[-2:]):
        return False
    return not set(_slips(*one)).isdisjoint(_slips(*other))


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
    first: dict[Hashable, int] = {}
    several: dict[Hashable, set[int]] = {}
    for key, number in keys:
        earlier = first.setdefault(key, number)
        if earlier != number:
            several.setdefault(key, {earlier}).add(number)
    return [sorted(members) for members in several.values()]
