"""When to stop: a deadline, an interruption, a gap."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """What ends a search early.

    Attributes
    ----------
    seconds
        Time from ``started`` on; ``None`` for no limit.
    gap
        Relative gap at which any tier is left; ``None``: each tier's own tolerance.
    workers
        Threads of the exact solver. More than one are interleaved, so that the same number
        gives the same result.
    stop
        Set from outside to end the search with the best solution found.
    """

    seconds: float | None = None
    gap: float | None = None
    workers: int = 1
    stop: threading.Event = field(default_factory=threading.Event)
    started: float = field(default_factory=time.monotonic)

    @property
    def remaining(self) -> float | None:
        """Seconds left, never negative; ``None`` for no limit."""
        if self.seconds is None:
            return None
        return max(0.0, self.seconds - (time.monotonic() - self.started))

    @property
    def over(self) -> bool:
        """Whether the search has to end."""
        return self.stop.is_set() or self.remaining == 0.0
