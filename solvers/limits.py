"""When to stop: a deadline, an interruption, a gap."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")

_POLL_SECONDS = 0.05


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
        Threads of everything. ``None``: one for the exact solver, whose result depends on their
        number (more than one are interleaved, so that the same number gives the same result),
        and all cores for what gives the same result whatever their number.
    stop
        Set from outside to end the search with the best solution found.
    """

    seconds: float | None = None
    gap: float | None = None
    workers: int | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    started: float = field(default_factory=time.monotonic)

    @property
    def side_by_side(self) -> int:
        """How many threads there may be where the result does not depend on their number."""
        return self.workers or _cores()

    @property
    def remaining(self) -> float | None:
        """Seconds left, never negative; ``None`` for no limit."""
        if self.seconds is None:
            return None
        return max(0.0, self.seconds - (time.monotonic() - self.started))

    def part(self, share: float) -> Limits:
        """Return limits that end after a share of the time that is left."""
        if self.remaining is None:
            return self
        elapsed = time.monotonic() - self.started
        return replace(self, seconds=elapsed + share * self.remaining)

    @property
    def over(self) -> bool:
        """Whether the search has to end."""
        return self.stop.is_set() or self.remaining == 0.0


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_until_stopped(work: Callable[[], T], limits: Limits, stop: Callable[[], None]) -> T | None:
    """Do some work in a thread of its own, and hear at once when the search has to end.

    Parameters
    ----------
    work
        Done in a thread, which is left to itself if it does not end when it is told to.
    stop
        Tells the work to end; called when it has to, once.

    Returns
    -------
    What the work returns, or ``None`` if it did not end within a second after being told.

    Raises
    ------
    BaseException
        What the work raises.
    KeyboardInterrupt
        Ctrl-C, after the work was told to end and given a second for it.
    """
    results: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()

    def worker() -> None:
        try:
            results.put((work(), None))
        except BaseException as error:  # noqa: BLE001 (raised again by the caller)
            results.put((None, error))

    thread = threading.Thread(target=worker, daemon=True)
    try:
        thread.start()
        return _result_of(results, limits, stop)
    except KeyboardInterrupt:
        # A solver at work when the process ends would end it with a fault of its own.
        stop()
        if thread.is_alive():
            thread.join(1)
        raise


def _result_of(
    results: SimpleQueue[tuple[T | None, BaseException | None]],
    limits: Limits,
    stop: Callable[[], None],
) -> T | None:
    """Wait for a result, and tell the work to end when the search has to."""
    patience = int(1 / _POLL_SECONDS)
    told = False
    while patience:
        try:
            result, error = results.get(timeout=_POLL_SECONDS)
        except Empty:
            if limits.over:
                patience -= 1
                if not told:
                    stop()
                    told = True
            continue
        if error is not None:
            raise error
        return result
    return None
