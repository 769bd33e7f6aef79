"""What reading and checking have to say about an input: errors and warnings with their cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..language import Lang, Sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """One error or warning.

    Attributes
    ----------
    code
        Stable, the same in every language (``unknown-reference``).
    where
        Sheet and cell as in the file (``Students!C14``), or file and line
        (``students.csv:14``).
    sentence, hint
        What is wrong, and what may be meant instead; said in either language.
    """

    severity: Literal["error", "warning"]
    code: str
    where: str
    sentence: Sentence
    hint: Sentence | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.message_in("en")

    @property
    def suggestion(self) -> str:
        """What may be meant instead, in English; empty where nothing is near."""
        return self.suggestion_in("en")

    def message_in(self, lang: Lang) -> str:
        """Return what is wrong, in a language."""
        return self.sentence.said(lang)

    def suggestion_in(self, lang: Lang) -> str:
        """Return what may be meant instead, in a language; empty where nothing is near."""
        return self.hint.said(lang) if self.hint else ""

    def said(self, lang: Lang) -> str:
        """Return the line that a user reads."""
        message = self.message_in(lang)
        colon = ": " if lang == "en" else "\N{NO-BREAK SPACE}: "
        parts = [f"{self.where}{colon}{message}" if self.where else message]
        if self.hint:
            parts.append(self.suggestion_in(lang))
        return f"{' '.join(parts)} [{self.code}]"

    def __str__(self) -> str:
        """Return the line in English."""
        return self.said("en")


def error(code: str, where: str, sentence: Sentence, hint: Sentence | None = None) -> Finding:
    """Return a finding that makes the input unusable."""
    return Finding("error", code, where, sentence, hint)


def warning(code: str, where: str, sentence: Sentence, hint: Sentence | None = None) -> Finding:
    """Return a finding that a reader should know of; the input is used all the same."""
    return Finding("warning", code, where, sentence, hint)


class InputError(Exception):
    """The input cannot be used; ``findings`` holds every error and warning at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.errors))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(f for f in self.findings if f.severity == "error")
