"""Why a semester cannot be closed."""

from __future__ import annotations

from ..language import Sentence
from ..outputs.directory import OutputError
from ..verify import Report


class CannotClose(OutputError):
    """The semester cannot be closed as asked; nothing was written."""


class NotVerified(CannotClose):
    """The result is not one of this semester; ``report`` holds every rule broken."""

    def __init__(self, said: Sentence, report: Report | None = None) -> None:
        self.report = report
        super().__init__(said)
