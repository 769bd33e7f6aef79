"""Runs that ended with an error, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass

from ..matching.language import Lang
from .trials import Record


@dataclass(frozen=True)
class Failure:
    """A run that ended with an error; ``repetition`` is its seed, ``None`` where it has none."""

    variant: str
    repetition: int | None
    english: str
    french: str

    def said(self, lang: Lang) -> str:
        """Say what is wrong, each error on a line."""
        return self.french if lang == "fr" else self.english


def failure_of(record: Record) -> Failure | None:
    """Return the failure that a record tells of, ``None`` where the run went well."""
    if record["status"] != "error":
        return None
    english: list[str] = record.get("said", [])
    french: list[str] = record.get("said_fr", english)
    return Failure(record["variant"], record["repetition"], "\n".join(english), "\n".join(french))
