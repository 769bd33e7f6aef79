"""The phases of a run: who hears of them, and how long they take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from .result import TierValue

T = TypeVar("T")


class Progress(Protocol):
    """Hears how a run goes on."""

    def phase(self, name: str) -> None:
        """Hear that a phase begins."""

    def tier(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Hear that a tier begins (no value yet) or is settled."""

    def advance(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Hear what a tier has reached and what is proven so far, where that is known."""


class Phases:
    """Seconds per phase; tells the progress, if somebody listens, that a phase begins."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    def timed(self, phase: str, work: Callable[[], T]) -> T:
        """Do a piece of work and add its seconds to a phase."""
        if self.progress is not None:
            self.progress.phase(phase)
        started = time.perf_counter()
        result = work()
        self.add(phase, time.perf_counter() - started)
        return result

    def add(self, phase: str, seconds: float) -> None:
        """Add seconds to a phase."""
        self.seconds[phase] = self.seconds.get(phase, 0.0) + seconds
