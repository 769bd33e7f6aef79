"""A rule of verification: from the facts and a claim to what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..language import Sentence
from .claims import Claim
from .facts import Facts

Faults = Iterator[tuple[str, Sentence]]
"""Codes, each with what is said."""

StudentRule = Callable[[Facts, Claim], Faults]
