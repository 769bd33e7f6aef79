"""The exception of a file that cannot be read."""

from __future__ import annotations

from ..language import Sentence
from .findings import Finding, error


class SourceError(Exception):
    """A file, or a part of it, cannot be read as tables."""

    def __init__(self, code: str, where: str, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.where = where
        self.sentence = sentence

    @property
    def finding(self) -> Finding:
        """The error to report."""
        return error(self.code, self.where, self.sentence)
