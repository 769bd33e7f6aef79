"""What the tables of a semester hold, each as one short text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .canonical import fingerprint
from .parsing import Parsed


class Fingerprints(Mapping[str, str]):
    """SHA-256 of the canonical form per table, computed only when asked for.

    Checking a semester never asks; to sort and to write out hundreds of thousands of rows
    takes longer than to read them.
    """

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed
        self._found: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._found:
            self._found[name] = fingerprint(self._parsed[name])
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._parsed))

    def __len__(self) -> int:
        return len(self._parsed)
