"""The exception of an import that cannot be done, whatever the form holds."""

from __future__ import annotations

from ..language import Sentence


class CannotImport(Exception):
    """Nothing was written; the sentence says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
