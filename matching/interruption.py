"""Ending a long run early: the first signal asks it to stop, the second one kills."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_SECONDS_BETWEEN_LOOKS = 0.1


@contextmanager
def stop_on_signals(announce: Callable[[], None]) -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C or a request to terminate sets; meant for the main thread.

    Parameters
    ----------
    announce
        Called when the first signal arrives, to tell the user what happens next. From then on
        signals have their usual effect, which is the end of the process.
    """
    stop = threading.Event()
    # Whoever started us with a signal ignored (nohup, `&` in a script) wants it so.
    heard = [s for s in SIGNALS if signal.getsignal(s) is not signal.SIG_IGN]
    before = {s: signal.getsignal(s) for s in heard}

    def first(_: int, __: FrameType | None) -> None:
        for one in heard:
            signal.signal(one, signal.SIG_DFL)
        try:
            announce()
        finally:
            stop.set()

    for one in heard:
        signal.signal(one, first)
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, signal.SIG_DFL if handler is None else handler)


def aside(work: Callable[[], T]) -> T:
    """Do the work in another thread, so that this one hears signals; return what it returns.

    Python runs signal handlers in the main thread only, and not before a call into a
    compiled library has come back; the solvers' calls are long.
    """
    with ThreadPoolExecutor(max_workers=1) as executor:
        future = executor.submit(work)
        while not wait([future], timeout=_SECONDS_BETWEEN_LOOKS).done:
            continue
        return future.result()
