"""Showing how far a run is: on a terminal, in a log, or not at all."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Protocol, TextIO

from rich.console import Console

from ..language import Lang, sentence
from ..result import TierValue
from .figures import bound_text, gap_text, tier_value_text
from .words import words_in

_SECONDS_BETWEEN_DRAWINGS = 0.2
_DEFAULT_WIDTH = 80
_MAXIMISED = frozenset({"placed", "value", "shortage", "wishes", "opened"})


class Progress(Protocol):
    """What a run tells while it goes on."""

    def phase(self, name: str) -> None:
        """A phase begins (``read``, ``bundles``, ``solve`` …); the one before has ended."""

    def tier(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """A tier begins (no value yet), or has reached ``value``, proven up to ``bound``."""

    def advance(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """A tier goes on: what it has reached and what is proven so far, where known."""


class SilentProgress:
    """Shows nothing."""

    def phase(self, name: str) -> None:
        """Do nothing."""

    def tier(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Do nothing."""

    def advance(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
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

    def advance(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Write nothing: a log holds what was reached in the end."""

    def _line(self, text: str) -> None:
        self._stream.write(f"{text}\n")
        self._stream.flush()


class TerminalProgress:
    """Shows the present phase and tier in one line, rewritten in place, and what phases took.

    A thread of its own rewrites the line, so that the seconds go on in a long step, however
    often or seldom the run tells something. The cursor stays as it is: a run that is killed
    leaves a terminal in order.
    """

    def __init__(self, console: Console, lang: Lang) -> None:
        self._console = console
        self._lang: Lang = lang
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self._phase: str | None = None
        self._detail = ""
        self._began = 0.0
        self._drawn = ""

    def phase(self, name: str) -> None:
        """Finish the phase before and show the new one; the same one again goes on."""
        with self._lock:
            if self._phase == _phase_text(name, self._lang) or self._closed.is_set():
                return
            self._finish()
            self._phase, self._began = _phase_text(name, self._lang), time.monotonic()
            self._detail = ""
            self.draw()

    def tier(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Show the tier beside the phase, the next time that the line is rewritten."""
        self._detail = _going_text(name, value, bound, self._lang)

    def advance(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        """Show how far the tier is, the next time that the line is rewritten."""
        self.tier(name, value, bound)

    def draw(self) -> None:
        """Rewrite the line, no longer than the terminal is wide."""
        with self._lock:
            if self._phase is None or self._closed.is_set():
                return
            text = f"{self._phase} … {time.monotonic() - self._began:.0f} s"
            if self._detail:
                text += f"  {self._detail}"
            most = _width(self._console) - 1  # some terminals begin a new line after a full one
            self._show(text if len(text) <= most else f"{text[: most - 1]}…")

    def draw_until_closed(self) -> None:
        """Rewrite the line again and again; meant for a thread."""
        while not self._closed.wait(_SECONDS_BETWEEN_DRAWINGS):
            try:
                self.draw()
            except OSError:  # the terminal is gone, and nobody is there to be told
                return

    def close(self) -> None:
        """Take the line away, print how long the last phase took, and show nothing more."""
        with self._lock:
            self._closed.set()
            self._finish()

    def _finish(self) -> None:
        self._show("")
        if self._phase is not None:
            seconds = time.monotonic() - self._began
            self._console.print(f"{self._phase}  {seconds:.1f} s", style="dim", highlight=False)
        self._phase = None

    def _show(self, text: str) -> None:
        """Put a text in place of the line, or nothing."""
        stream = self._console.file
        # What stood there is overwritten, as far as a line that may have become narrower holds it.
        rest = min(len(self._drawn), _width(self._console) - 1)
        if text or self._drawn:
            stream.write(f"\r{text.ljust(rest)}" + ("" if text else "\r"))
            stream.flush()
        self._drawn = text


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
    with _live(console, lang) as progress:
        yield progress


@contextmanager
def reading_on(stream: TextIO, lang: Lang) -> Iterator[None]:
    """Show on a terminal that the input is being read; elsewhere that needs no line."""
    console = Console(file=stream)
    if not console.is_terminal:
        yield
        return
    with _live(console, lang) as progress:
        progress.phase("read")
        yield


@contextmanager
def _live(console: Console, lang: Lang) -> Iterator[TerminalProgress]:
    display = TerminalProgress(console, lang)
    drawing = threading.Thread(target=display.draw_until_closed, daemon=True)
    drawing.start()
    try:
        yield display
    finally:
        display.close()
        drawing.join(timeout=1)


def _width(console: Console) -> int:
    """Return the columns of the terminal that the stream itself writes to, at this moment."""
    try:
        return os.get_terminal_size(console.file.fileno()).columns or _DEFAULT_WIDTH
    except (OSError, ValueError):  # no file, or none that is a terminal
        return _DEFAULT_WIDTH


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


def _going_text(name: str, value: TierValue | None, bound: TierValue | None, lang: Lang) -> str:
    """Return how far a tier is: ``need and wishes 281.567 of at most 281.570 (0.001 %)``."""
    title = words_in(lang).get(f"tier_{name}", name)
    if value is None:
        return f"{title} …"
    shown = tier_value_text(name, value, lang)
    if bound is None or bound == value:
        return f"{title} {shown}"
    values = {
        "title": title,
        "value": shown,
        "bound": bound_text(name, bound, lang),
        "gap": gap_text(_gap(name, value, bound), lang),
    }
    if name in _MAXIMISED:
        return sentence("{title} {value} of at most {bound} ({gap})", **values).said(lang)
    if isinstance(value, tuple):
        return sentence("{title} {value} (bound {bound}; {gap})", **values).said(lang)
    return sentence("{title} {value}, at best {bound} ({gap})", **values).said(lang)


def _gap(name: str, value: TierValue, bound: TierValue) -> float:
    """Return the relative distance at the first numbers that differ, infinite where unknown."""
    values = value if isinstance(value, tuple) else (value,)
    bounds = bound if isinstance(bound, tuple) else (bound,)
    if name == "greedy":
        # Classes with nobody are left out of each list.
        values, bounds = _side_by_side(values, bounds)
    for reached, proven in zip(values, bounds, strict=False):
        if isinstance(reached, str) or isinstance(proven, str):
            if reached != proven:
                break
        elif reached != proven:
            return abs(proven - reached) / max(1, abs(reached), abs(proven))
    return inf


def _side_by_side(
    values: tuple[int | str, ...], bounds: tuple[int | str, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the numbers of students in the classes of either list, the best class first."""
    reached, proven = (dict(zip(one[::2], one[1::2], strict=True)) for one in (values, bounds))
    classes = sorted({**reached, **proven}, key=lambda z: inf if z == "off" else int(z))
    return (
        tuple(int(reached.get(z, 0)) for z in classes),
        tuple(int(proven.get(z, 0)) for z in classes),
    )
