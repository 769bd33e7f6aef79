"""The exception of a file that cannot be read."""

from __future__ import annotations


class SourceError(Exception):
    """A file, or a part of it, cannot be read as tables."""

    def __init__(self, code: str, where: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.where = where
        self.message = message
