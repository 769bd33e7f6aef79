"""Reasons read back from a file: the sentences that they are, to be said in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from .language import Lang, Sentence, translated
from .reason_texts import (
    ASKED_FOR,
    FIXED_TEXTS,
    MOVED,
    PARTS_OF_TEXTS,
    TEXTS_WITH_VALUES,
)

_LANGUAGES: tuple[Lang, Lang] = ("en", "fr")
_NESTED = ("cost", "moved", "what")
"""Fields that hold a sentence of their own."""


def sentence_of(text: str) -> Sentence:
    """Return the sentence that a text of ``reasons.csv`` is, in whichever language it stands.

    A text that the program does not say stays as it is in every language.
    """
    return _known(text) or Sentence("{text}", (("text", text),))


def _known(text: str) -> Sentence | None:
    fixed = _fixed().get(text)
    if fixed is not None:
        return fixed
    for said, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        values = {name: _value(said, name, part) for name, part in found.groupdict().items()}
        if None not in values.values():
            return said.filled(**values)
    return None


def _value(said: Sentence, name: str, text: str) -> object:
    if name in _NESTED:
        return _known(text)
    if said is MOVED:
        return int(re.sub(r"\D", "", text))
    return text


@cache
def _fixed() -> Mapping[str, Sentence]:
    texts = (*FIXED_TEXTS, ASKED_FOR["everyone"])
    return {said.said(lang): said for said in texts for lang in _LANGUAGES}


@cache
def _patterns() -> tuple[tuple[Sentence, re.Pattern[str]], ...]:
    return tuple(
        (said, _pattern(template))
        for said in (*TEXTS_WITH_VALUES, *PARTS_OF_TEXTS)
        if said is not ASKED_FOR["everyone"]
        for lang in _LANGUAGES
        for template in _templates(said, lang)
    )


def _templates(said: Sentence, lang: Lang) -> Iterator[str]:
    if said.plural is None:
        yield translated(said.template, lang)
        return
    for count in (1, 2):
        yield said.filled(count=count).said(lang).replace(str(count), "{count}", 1)


def _pattern(template: str) -> re.Pattern[str]:
    """Return what matches a text made from a template, with a group for each of its fields."""
    pieces = re.split(r"\{(\w+)\}", template)
    written = [
        f"(?P<{piece}>.+)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)
    ]
    return re.compile("".join(written), re.DOTALL)
