"""Showing how far a run is: on a terminal, in a log, or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.status import Status

from ..language import Lang
from ..result import TierValue
from .figures import tier_value_text
from .words import words_in


class Progress(Protocol):
    """What a run tells while it goes on."""

    def phase(self, name: str) -> None:
        """A phase begins (``read``, ``bundles``, ``solve`` …); the one before has ended."""

    def tier(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """A tier begins (no value yet), or has reached ``value``, proven up to ``bound``."""


class SilentProgress:
    """Shows nothing."""

    def phase(self, name: str) -> None:
        """Do nothing."""

    def tier(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Do nothing."""


class PlainProgress:
    """Writes a line per phase and per tier; meant for the error stream of a piped run."""

    def __init__(self, stream: TextIO, lang: Lang) -> None:
        self._stream = stream
        self._lang: Lang = lang
        self._phase = ""

    def phase(self, name: str) -> None:
        """Write the phase that begins, once where it comes several times in a row."""
        if name != self._phase:
            self._line(f"{_phase_text(name, self._lang)} ...")
        self._phase = name

    def tier(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Write what the tier reached, once it has reached anything."""
        if value is not None:
            self._line(f"  {_tier_text(name, value, bound, self._lang)}")

    def _line(self, text: str) -> None:
        self._stream.write(f"{text}\n")
        self._stream.flush()


class TerminalProgress:
    """Shows a turning sign with the present phase and tier, and a line per finished phase."""

    def __init__(self, console: Console, lang: Lang) -> None:
        self._console = console
        self._lang: Lang = lang
        self._status = Status("", console=console)
        self._phase: str | None = None
        self._began = 0.0

    def phase(self, name: str) -> None:
        """Finish the phase before and show the new one; the same one again goes on."""
        if self._phase == _phase_text(name, self._lang):
            return
        self.finish()
        self._phase, self._began = _phase_text(name, self._lang), time.monotonic()
        self._status.update(f"{self._phase} …")
        self._status.start()

    def tier(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Show what the tier reached beside the phase."""
        self._status.update(f"{self._phase}: {_tier_text(name, value, bound, self._lang)}")

    def finish(self) -> None:
        """Take the sign away and print how long the last phase took."""
        self._status.stop()
        if self._phase is not None:
            seconds = time.monotonic() - self._began
            self._console.print(f"{self._phase}  {seconds:.1f} s", style="dim", highlight=False)
        self._phase = None


@contextmanager
def progress_on(stream: TextIO, lang: Lang) -> Iterator[Progress]:
    """Show progress on a stream: live on a terminal, plain lines otherwise.

    Examples
    --------
    >>> import sys
    >>> with progress_on(sys.stdout, "en") as progress:
    ...     progress.phase("read")
    reading ...
    """
    console = Console(file=stream)
    if not console.is_terminal:
        yield PlainProgress(stream, lang)
        return
    display = TerminalProgress(console, lang)
    try:
        yield display
    finally:
        display.finish()


def _phase_text(name: str, lang: Lang) -> str:
    return words_in(lang).get(f"phase_{name}", name)


def _tier_text(name: str, value: TierValue | None, bound: TierValue | None, lang: Lang) -> str:
    words = words_in(lang)
    said = [words.get(f"tier_{name}", name)]
    if value is not None:
        said.append(tier_value_text(name, value, lang))
    if bound is not None and bound != value:
        said.append(f"({words['bound_is'].format(bound=tier_value_text(name, bound, lang))})")
    return " ".join(said)
