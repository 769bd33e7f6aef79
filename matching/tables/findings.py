"""What reading and checking have to say about an input: errors and warnings with their cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One error or warning.

    ``where`` names sheet and cell as in the file (``Students!C14``), or file and line
    (``students.csv:14``); ``code`` is stable (``unknown-reference``).
    """

    severity: Literal["error", "warning"]
    code: str
    where: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        """Return the line a user reads."""
        parts = [f"{self.where}: {self.message}" if self.where else self.message]
        if self.suggestion:
            parts.append(self.suggestion)
        return f"{' '.join(parts)} [{self.code}]"


class InputError(Exception):
    """The input cannot be used; ``findings`` holds every error and warning at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.errors))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(f for f in self.findings if f.severity == "error")
