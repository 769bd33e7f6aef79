"""The exception of a cell that cannot be read."""

from __future__ import annotations

from ..language import Sentence
from .findings import Finding, error


class CellError(Exception):
    """A cell cannot be read; whoever knows where it is makes a finding of it."""

    def __init__(self, code: str, sentence: Sentence, hint: Sentence | None = None) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.sentence = sentence
        self.hint = hint

    def at(self, where: str) -> Finding:
        """Return the finding of a cell."""
        return error(self.code, where, self.sentence, self.hint)
