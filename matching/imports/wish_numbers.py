"""Which wish a heading or a cell of a form means: ``Vœu n°2``, ``1er choix``, ``third wish``."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_NOUN = (
    "(?:voeux?|choix|choices?|wish(?:es)?|souhaits?|preferences?|rangs?|rank|priorites?|priority)"
)
_NUMBER = r"(\d{1,4})"
_MARK = "(?:er|ere|re|e|eme|ieme|nd|nde|st|rd|th)"
_WORDS = (
    ("premier", "premiere", "first"),
    ("deuxieme", "second", "seconde"),
    ("troisieme", "third"),
    ("quatrieme", "fourth"),
    ("cinquieme", "fifth"),
    ("sixieme", "sixth"),
    ("septieme", "seventh"),
    ("huitieme", "eighth"),
    ("neuvieme", "ninth"),
    ("dixieme", "tenth"),
)
_ORDINALS = {word: f"{n}e" for n, words in enumerate(_WORDS, start=1) for word in words}
_PATTERNS = (
    # "1er choix", but not "donnez 3 choix".
    re.compile(rf"\b{_NUMBER}{_MARK} {_NOUN}\b"),
    re.compile(rf"\b{_NOUN} ?(?:n|no|num|nr|numero|number)? ?{_NUMBER}{_MARK}?\b"),
    re.compile(rf"\b{_NOUN}(?: \w+){{1,5}}? (?:n|no|num|nr|numero|number) {_NUMBER}\b"),
)
_ALONE = re.compile(rf"(?:n|no|numero)? ?{_NUMBER}{_MARK}?")
_ANY_NOUN = re.compile(rf"\b(?:{_NOUN}|class\w+|ordre|order|ranking)\b")


def words_of(text: str) -> str:
    """Return the words of a text in lower case without accents, one space between them.

    >>> words_of("Vœu n°2 : l'Hôpital")
    'voeu n 2 l hopital'
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def wish_numbers(text: str) -> frozenset[int]:
    """Return the numbers of wishes that a text names; several where it is not clear.

    >>> sorted(wish_numbers("Votre 1er vœu (parmi les 12 terrains)"))
    [1]
    """
    words = _digits(text)
    found = (int(match[1]) for pattern in _PATTERNS for match in pattern.finditer(words))
    return frozenset(number for number in found if number > 0)


def bare_number(text: str) -> int | None:
    """Return the number of a text that is nothing else: ``3``, ``3.0``, ``3e``, ``troisième``."""
    match = _ALONE.fullmatch(_digits(re.sub(r"[.,]0+$", "", text.strip())))
    return int(match[1]) or None if match else None


def about_wishes(text: str) -> bool:
    """Say whether a heading speaks of wishes or of an order."""
    return _ANY_NOUN.search(words_of(text)) is not None


def _digits(text: str) -> str:
    return " ".join(_ORDINALS.get(word, word) for word in words_of(text).split())
