"""The exception of a cell that cannot be read."""

from __future__ import annotations


class CellError(Exception):
    """A cell cannot be read; whoever knows where it is makes a finding of it."""

    def __init__(self, code: str, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.suggestion = suggestion
