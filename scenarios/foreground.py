"""Long work while somebody watches: how far it is, and an end by Ctrl-C with what is there."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import TextIO, TypeVar

from ..matching.interruption import Interruption, Moment, aside
from ..matching.language import Lang, Sentence

T = TypeVar("T")

_SECONDS_BETWEEN_LINES = 2.0


def in_foreground(
    work: Callable[[threading.Event], T],
    write: Callable[[T], None],
    stopping: Sentence,
    lang: Lang,
    stream: TextIO,
) -> T:
    """Do the work in another thread, write what comes of it, return it; in the main thread.

    Parameters
    ----------
    work
        Given an event that is set at the first Ctrl-C: it then returns what it has.
    stopping
        Said at the first Ctrl-C; the second one ends the process.

    Raises
    ------
    KeyboardInterrupt
        Interrupted a second time, while the result was being written.
    """

    def announce(_: Sentence) -> None:
        # A signal may come in the middle of a buffered write.
        line = f"\n{stopping.said(lang)}\n" if stream.isatty() else f"{stopping.said(lang)}\n"
        os.write(stream.fileno(), line.encode(stream.encoding or "utf-8", "replace"))

    with Interruption(announce) as interruption:
        interruption.moment = Moment.SEARCH
        result = aside(lambda: work(interruption.stop))
        interruption.writing()
        write(result)
    return result


class Lines:
    """Tells how far work is, not too often; on a terminal in the place of the line before."""

    def __init__(self, stream: TextIO, lang: Lang) -> None:
        self._stream, self._lang = stream, lang
        self._last = 0.0

    def show(self, said: Sentence, *, at_once: bool = False) -> None:
        """Write a line, unless the last one is only just written."""
        now = time.monotonic()
        if now - self._last < _SECONDS_BETWEEN_LINES and not at_once:
            return
        self._last = now
        text = said.said(self._lang)
        self._stream.write(f"\r{text:<78}" if self._stream.isatty() else f"{text}\n")
        self._stream.flush()

    def close(self) -> None:
        """Leave the last line as it is."""
        if self._last and self._stream.isatty():
            self._stream.write("\n")
