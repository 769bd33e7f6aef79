"""Ending a run early: what Ctrl-C and a request to terminate do depends on how far it is."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from enum import Enum, auto
from types import FrameType, TracebackType
from typing import NoReturn, TypeVar

from .language import Sentence, sentence

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_SECONDS_BETWEEN_LOOKS = 0.1

STOPPING = sentence(
    "Stopping: the best result found so far will be written. Once more to end at once."
)
SEARCH_IS_OVER = sentence(
    "The search is over and its result is being written. Once more to end at once."
)
NOTHING_FOUND = sentence("Interrupted before the search had begun; nothing was written.")
NOT_YET_MET = sentence("Interrupted before all requirements were met; nothing was written.")
CUT_SHORT = sentence(
    "Interrupted while the result was being written; the folder is as it was, or complete."
)


class Moment(Enum):
    """How far a run is, seen by somebody who wants it to end."""

    BEFORE = auto()
    """Nothing is found yet: there is nothing to wait for."""

    SEARCH = auto()
    """The search can be asked to give the best placement it has found."""

    AFTER = auto()
    """The placement is known, and is made ready to be written."""

    WRITING = auto()
    """The result is being written."""


class Interruption:
    """Hears signals while a run goes on; a context manager for the main thread.

    Before the search, the first signal raises `KeyboardInterrupt`. From then on it is announced
    and sets ``stop``, and the next one has its usual effect, the end of the process, which
    needs no help from a compiled library in the middle of a long call. While the result is being
    written a second signal raises `KeyboardInterrupt`, so that half a result is taken away.

    Parameters
    ----------
    announce
        Called from the signal handler with what happens next.
    """

    def __init__(self, announce: Callable[[Sentence], None]) -> None:
        self.stop = threading.Event()
        self.moment = Moment.BEFORE
        self._announce = announce
        # Whoever started us with a signal ignored (nohup, `&` in a script) wants it so.
        self._heard = [s for s in SIGNALS if signal.getsignal(s) is not signal.SIG_IGN]
        self._before = {s: signal.getsignal(s) for s in self._heard}

    def __enter__(self) -> Interruption:
        """Begin to hear signals."""
        self._listen()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the signals back their effect from before."""
        for one, handler in self._before.items():
            signal.signal(one, signal.SIG_DFL if handler is None else handler)

    def writing(self) -> None:
        """Tell that the writing begins, which the main thread does itself."""
        self.moment = Moment.WRITING
        self._listen()

    def _listen(self) -> None:
        for one in self._heard:
            signal.signal(one, self._hear)

    def _hear(self, _: int, __: FrameType | None) -> None:
        once_more = self.stop.is_set()
        if self.moment is not Moment.WRITING or once_more:
            for one in self._heard:
                signal.signal(one, signal.SIG_DFL)
        if self.moment is Moment.BEFORE or once_more:
            raise KeyboardInterrupt
        self.stop.set()
        self._announce(STOPPING if self.moment is Moment.SEARCH else SEARCH_IS_OVER)


def interrupt_on_terminate() -> None:
    """Let a request to terminate do what Ctrl-C does outside a run: `KeyboardInterrupt`."""

    def terminated(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, terminated)


def aside(work: Callable[[], T]) -> T:
    """Do the work in another thread, so that this one hears signals; return what it returns.

    Python runs signal handlers in the main thread only, and not before a call into a
    compiled library has come back; the solvers' calls are long. Where a handler raises, the
    work is left to itself, and the process ends by `leave`.
    """
    future: Future[T] = Future()

    def worker() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 (raised again by the caller)
            future.set_exception(error)

    threading.Thread(target=worker, daemon=True).start()
    while not wait([future], timeout=_SECONDS_BETWEEN_LOOKS).done:
        continue
    return future.result()


def leave(code: str | int | None) -> NoReturn:
    """End the process with an exit code, also where a thread was left to itself.

    Such a thread may be deep in compiled code, which takes the orderly end of the interpreter
    for a fault.
    """
    if threading.active_count() > 1 and isinstance(code, int):
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    sys.exit(code)
